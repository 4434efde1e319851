"""How the industries of GB/T 4754-2017 are called: its sections and its divisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

SECTIONS: dict[str, StrOrPromise] = {
    "A": _("Agriculture, forestry and fishing"),
    "B": _("Mining"),
    "C": _("Manufacturing"),
    "D": _("Electricity, heat, gas and water"),
    "E": _("Construction"),
    "F": _("Wholesale and retail"),
    "G": _("Transport, storage and post"),
    "H": _("Hotels and catering"),
    "I": _("Information technology and software"),
    "J": _("Finance"),
    "K": _("Real estate"),
    "L": _("Leasing and business services"),
    "M": _("Research and technical services"),
    "N": _("Water, environment and public facilities"),
    "O": _("Resident services"),
    "P": _("Education"),
    "Q": _("Health and social work"),
    "R": _("Culture, sports and entertainment"),
    "S": _("Public administration"),
    "T": _("International organizations"),
}

DIVISIONS: dict[str, StrOrPromise] = {
    "01": pgettext_lazy("industry", "Farming"),
    "02": pgettext_lazy("industry", "Forestry"),
    "03": pgettext_lazy("industry", "Animal husbandry"),
    "04": pgettext_lazy("industry", "Fishery"),
    "05": pgettext_lazy("industry", "Services for agriculture, forestry and fishery"),
    "06": pgettext_lazy("industry", "Mining and washing of coal"),
    "07": pgettext_lazy("industry", "Extraction of oil and natural gas"),
    "08": pgettext_lazy("industry", "Mining of ferrous metal ores"),
    "09": pgettext_lazy("industry", "Mining of non-ferrous metal ores"),
    "10": pgettext_lazy("industry", "Mining of nonmetal ores"),
    "11": pgettext_lazy("industry", "Services for mining"),
    "12": pgettext_lazy("industry", "Other mining"),
    "13": pgettext_lazy("industry", "Processing of farm products"),
    "14": pgettext_lazy("industry", "Manufacture of food"),
    "15": pgettext_lazy("industry", "Manufacture of liquor, beverages and refined tea"),
    "16": pgettext_lazy("industry", "Manufacture of tobacco"),
    "17": pgettext_lazy("industry", "Manufacture of textiles"),
    "18": pgettext_lazy("industry", "Manufacture of clothing"),
    "19": pgettext_lazy(
        "industry", "Manufacture of leather, fur, feather and footwear"
    ),
    "20": pgettext_lazy("industry", "Processing of timber, bamboo and straw"),
    "21": pgettext_lazy("industry", "Manufacture of furniture"),
    "22": pgettext_lazy("industry", "Manufacture of paper"),
    "23": pgettext_lazy("industry", "Printing and reproduction of media"),
    "24": pgettext_lazy(
        "industry", "Manufacture of articles for education, art, sport and leisure"
    ),
    "25": pgettext_lazy("industry", "Processing of petroleum, coal and other fuels"),
    "26": pgettext_lazy("industry", "Manufacture of chemicals"),
    "27": pgettext_lazy("industry", "Manufacture of medicines"),
    "28": pgettext_lazy("industry", "Manufacture of chemical fibers"),
    "29": pgettext_lazy("industry", "Manufacture of rubber and plastics"),
    "30": pgettext_lazy("industry", "Manufacture of nonmetallic mineral products"),
    "31": pgettext_lazy("industry", "Smelting and rolling of ferrous metals"),
    "32": pgettext_lazy("industry", "Smelting and rolling of non-ferrous metals"),
    "33": pgettext_lazy("industry", "Manufacture of metal products"),
    "34": pgettext_lazy("industry", "Manufacture of general machinery"),
    "35": pgettext_lazy("industry", "Manufacture of special machinery"),
    "36": pgettext_lazy("industry", "Manufacture of motor vehicles"),
    "37": pgettext_lazy(
        "industry", "Manufacture of rail, ship, air and other transport equipment"
    ),
    "38": pgettext_lazy("industry", "Manufacture of electrical machinery"),
    "39": pgettext_lazy(
        "industry", "Manufacture of computers, communication and electronics"
    ),
    "40": pgettext_lazy("industry", "Manufacture of instruments"),
    "41": pgettext_lazy("industry", "Other manufacture"),
    "42": pgettext_lazy("industry", "Use of waste resources"),
    "43": pgettext_lazy(
        "industry", "Repair of metal products, machinery and equipment"
    ),
    "44": pgettext_lazy("industry", "Electricity and heat"),
    "45": pgettext_lazy("industry", "Gas"),
    "46": pgettext_lazy("industry", "Water"),
    "47": pgettext_lazy("industry", "Construction of buildings"),
    "48": pgettext_lazy("industry", "Civil engineering"),
    "49": pgettext_lazy("industry", "Building installation"),
    "50": pgettext_lazy("industry", "Building decoration and other construction"),
    "51": pgettext_lazy("industry", "Wholesale"),
    "52": pgettext_lazy("industry", "Retail"),
    "53": pgettext_lazy("industry", "Rail transport"),
    "54": pgettext_lazy("industry", "Road transport"),
    "55": pgettext_lazy("industry", "Water transport"),
    "56": pgettext_lazy("industry", "Air transport"),
    "57": pgettext_lazy("industry", "Pipeline transport"),
    "58": pgettext_lazy("industry", "Multimodal transport and forwarding"),
    "59": pgettext_lazy("industry", "Handling and storage"),
    "60": pgettext_lazy("industry", "Post"),
    "61": pgettext_lazy("industry", "Hotels"),
    "62": pgettext_lazy("industry", "Catering"),
    "63": pgettext_lazy("industry", "Telecommunications, broadcasting and satellites"),
    "64": pgettext_lazy("industry", "Internet services"),
    "65": pgettext_lazy("industry", "Software and IT services"),
    "66": pgettext_lazy("industry", "Monetary and financial services"),
    "67": pgettext_lazy("industry", "Capital market services"),
    "68": pgettext_lazy("industry", "Insurance"),
    "69": pgettext_lazy("industry", "Other finance"),
    "70": pgettext_lazy("industry", "Real estate"),
    "71": pgettext_lazy("industry", "Leasing"),
    "72": pgettext_lazy("industry", "Business services"),
    "73": pgettext_lazy("industry", "Research and development"),
    "74": pgettext_lazy("industry", "Professional and technical services"),
    "75": pgettext_lazy("industry", "Promotion and application of technology"),
    "76": pgettext_lazy("industry", "Water conservancy"),
    "77": pgettext_lazy("industry", "Ecology and environment"),
    "78": pgettext_lazy("industry", "Public facilities"),
    "79": pgettext_lazy("industry", "Land management"),
    "80": pgettext_lazy("industry", "Services for residents"),
    "81": pgettext_lazy(
        "industry", "Repair of vehicles, electronics and household goods"
    ),
    "82": pgettext_lazy("industry", "Other services"),
    "83": pgettext_lazy("industry", "Education"),
    "84": pgettext_lazy("industry", "Health"),
    "85": pgettext_lazy("industry", "Social work"),
    "86": pgettext_lazy("industry", "News and publishing"),
    "87": pgettext_lazy("industry", "Radio, television, film and recording"),
    "88": pgettext_lazy("industry", "Culture and art"),
    "89": pgettext_lazy("industry", "Sports"),
    "90": pgettext_lazy("industry", "Entertainment"),
    "91": pgettext_lazy("industry", "Organs of the Communist Party of China"),
    "92": pgettext_lazy("industry", "Organs of the state"),
    "93": pgettext_lazy(
        "industry", "People's political consultative conference and democratic parties"
    ),
    "94": pgettext_lazy("industry", "Social security"),
    "95": pgettext_lazy("industry", "Mass organizations and other associations"),
    "96": pgettext_lazy("industry", "Self-governing organizations at the base"),
    "97": pgettext_lazy("industry", "International organizations"),
}


def industry_name(code: str, section: str = "") -> StrOrPromise:
    """Of a code its division in words, or its section; empty when it has neither."""
    return DIVISIONS.get(code[:2]) or SECTIONS.get(section, "")
