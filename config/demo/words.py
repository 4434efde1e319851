"""The words that invented names are made of. Any likeness to a real one is chance."""

from typing import NamedTuple

# Characters of brand names with their reading.
BRAND = [
    ("云", "yun"), ("智", "zhi"), ("星", "xing"), ("瑞", "rui"), ("恒", "heng"),
    ("启", "qi"), ("鸿", "hong"), ("凌", "ling"), ("睿", "rui"), ("泽", "ze"),
    ("博", "bo"), ("元", "yuan"), ("盛", "sheng"), ("锐", "rui"), ("晟", "sheng"),
    ("辰", "chen"), ("朗", "lang"), ("弘", "hong"), ("嘉", "jia"), ("诺", "nuo"),
    ("维", "wei"), ("卓", "zhuo"), ("蓝", "lan"), ("安", "an"), ("康", "kang"),
    ("立", "li"), ("信", "xin"), ("同", "tong"), ("新", "xin"), ("欣", "xin"),
    ("奥", "ao"), ("迈", "mai"), ("致", "zhi"), ("远", "yuan"), ("方", "fang"),
    ("棉", "mian"), ("木", "mu"), ("珠", "zhu"), ("粤", "yue"), ("穗", "sui"),
    ("禾", "he"), ("岭", "ling"), ("南", "nan"), ("翼", "yi"), ("宸", "chen"),
    ("赛", "sai"), ("润", "run"), ("景", "jing"), ("通", "tong"), ("佳", "jia"),
    ("尚", "shang"), ("源", "yuan"), ("程", "cheng"), ("越", "yue"), ("衡", "heng"),
    ("青", "qing"), ("松", "song"), ("竹", "zhu"), ("墨", "mo"), ("川", "chuan"),
    ("江", "jiang"), ("帆", "fan"), ("航", "hang"), ("舟", "zhou"), ("桥", "qiao"),
    ("光", "guang"), ("晶", "jing"), ("芯", "xin"), ("微", "wei"), ("纳", "na"),
    ("磐", "pan"), ("石", "shi"), ("林", "lin"), ("森", "sen"), ("宇", "yu"),
    ("弈", "yi"), ("格", "ge"), ("普", "pu"), ("惠", "hui"), ("思", "si"),
]  # fmt: skip

SURNAMES = [
    *"陈李黄张梁林刘吴罗王杨何郑谢邓曾周叶冯许彭潘钟苏蔡卢余谭徐朱廖温江赵袁莫",
    "欧阳", "司徒",
]  # fmt: skip

GIVEN = list(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红梅兰建国文辉志鹏飞宇"
    "浩轩子涵欣怡梓晨佳琪俊豪嘉慧思颖晓东海燕春雷雨婷雪峰健凯诗雅颂宁远航心悦"
)

STREETS = [
    "木棉路", "红豆街", "榕荫路", "凤凰木大道", "紫荆一路", "芒果街", "龙眼巷",
    "白兰路", "鸡蛋花路", "水杉路", "榄核街", "九里香路", "含笑街", "火焰木路",
    "竹节街", "菩提路",
]  # fmt: skip


class Industry(NamedTuple):
    """A GB/T 4754 code, how common, the experts' field, what its companies call it."""

    code: str
    weight: int
    field: str
    words: list[tuple[str, str]]


INDUSTRIES = [
    Industry("6513", 15, "information", [
        ("软件", "Software"),
        ("信息科技", "Information Technology"),
        ("智能科技", "Intelligent Technology"),
    ]),
    Industry("6531", 8, "information", [
        ("信息技术", "Information Systems"),
        ("系统集成", "Systems Integration"),
    ]),
    Industry("6550", 7, "information", [
        ("数据科技", "Data Technology"),
        ("云计算", "Cloud Computing"),
    ]),
    Industry("6429", 6, "information", [
        ("互联网科技", "Internet Technology"),
        ("网络科技", "Network Technology"),
    ]),
    Industry("6572", 3, "information", [
        ("数字创意", "Digital Creation"),
        ("互动娱乐", "Interactive Entertainment"),
    ]),
    Industry("3973", 4, "electronics", [
        ("集成电路", "Integrated Circuits"),
        ("半导体", "Semiconductor"),
    ]),
    Industry("3976", 3, "electronics", [
        ("光电", "Optoelectronics"),
        ("显示技术", "Display Technology"),
    ]),
    Industry("3921", 4, "electronics", [
        ("通信技术", "Communications"),
        ("物联科技", "Internet of Things"),
    ]),
    Industry("3491", 4, "manufacturing", [
        ("机器人", "Robotics"),
        ("智能装备", "Smart Equipment"),
    ]),
    Industry("3569", 5, "manufacturing", [
        ("精密机械", "Precision Machinery"),
        ("自动化设备", "Automation"),
    ]),
    Industry("3670", 4, "manufacturing", [
        ("汽车电子", "Automotive Electronics"),
        ("汽车零部件", "Auto Parts"),
    ]),
    Industry("3743", 1, "manufacturing", [
        ("航空科技", "Aviation Technology"),
        ("无人机", "Unmanned Aircraft"),
    ]),
    Industry("3841", 3, "energy", [
        ("新能源", "New Energy"),
        ("储能技术", "Energy Storage"),
    ]),
    Industry("3825", 2, "energy", [
        ("光伏科技", "Photovoltaics"),
        ("电气技术", "Power Technology"),
    ]),
    Industry("2761", 5, "biomedicine", [
        ("生物医药", "Biopharma"),
        ("生物技术", "Biotechnology"),
    ]),
    Industry("3581", 5, "biomedicine", [
        ("医疗器械", "Medical Devices"),
        ("医学诊断", "Medical Diagnostics"),
    ]),
    Industry("7340", 3, "biomedicine", [
        ("基因科技", "Genomics"),
        ("健康科技", "Health Technology"),
    ]),
    Industry("2659", 4, "materials", [
        ("新材料", "New Materials"),
        ("高分子材料", "Polymers"),
    ]),
    Industry("3985", 2, "materials", [
        ("电子材料", "Electronic Materials"),
        ("纳米科技", "Nanotechnology"),
    ]),
    Industry("7721", 3, "environment", [
        ("环保科技", "Environmental Technology"),
        ("水处理", "Water Treatment"),
    ]),
    Industry("7320", 4, "services", [
        ("技术研究", "Technology Research"),
        ("检测技术", "Testing Technology"),
    ]),
    Industry("7491", 2, "services", [
        ("工业设计", "Industrial Design"),
        ("设计服务", "Design Services"),
    ]),
    Industry("7519", 2, "services", [
        ("科技服务", "Technology Services"),
        ("创业服务", "Startup Services"),
    ]),
    Industry("0515", 1, "services", [
        ("智慧农业", "Smart Farming"),
        ("农业科技", "Agricultural Technology"),
    ]),
]  # fmt: skip


class Area(NamedTuple):
    """A district: weight in the city, and its zones with their share of companies."""

    code: str
    weight: float
    zones: list[tuple[str, float]]


DISTRICTS = [
    Area(
        "440112",
        22.0,
        [("science-city", 0.34), ("knowledge-city", 0.15), ("bio-island", 0.07)],
    ),
    Area("440106", 21.0, [("tianhe-software", 0.4)]),
    Area("440113", 13.0, [("university-town", 0.22)]),
    Area("440115", 9.0, [("nansha-new-area", 0.65)]),
    Area("440111", 9.0, []),
    Area("440105", 8.0, [("pazhou", 0.35)]),
    Area("440104", 6.0, []),
    Area("440114", 4.5, []),
    Area("440118", 4.0, []),
    Area("440103", 2.5, []),
    Area("440117", 1.0, []),
]

DISTRICT_NAMES = {
    "440103": ("荔湾", "Liwan"),
    "440104": ("越秀", "Yuexiu"),
    "440105": ("海珠", "Haizhu"),
    "440106": ("天河", "Tianhe"),
    "440111": ("白云", "Baiyun"),
    "440112": ("黄埔", "Huangpu"),
    "440113": ("番禺", "Panyu"),
    "440114": ("花都", "Huadu"),
    "440115": ("南沙", "Nansha"),
    "440117": ("从化", "Conghua"),
    "440118": ("增城", "Zengcheng"),
}

EMPLOYERS = [
    "示例理工大学", "示例医科大学", "示例农业大学", "南岭大学（示例）",
    "珠江研究院（示例）", "岭南会计师事务所（示例）", "木棉创投（示例）",
    "穗新投资（示例）", "示例科学院", "示例标准化研究院", "示例知识产权研究中心",
    "示例产业技术研究院",
]  # fmt: skip

TITLES = [
    "教授", "研究员", "教授级高级工程师", "高级工程师", "副教授", "注册会计师",
    "投资总监",
]  # fmt: skip
