"""Who signs: the commission's name, in both languages."""

AGENCY = {
    "zh-hans": "广州市科技创新委员会",
    "en": "Guangzhou Municipal Science and Technology Commission",
}
