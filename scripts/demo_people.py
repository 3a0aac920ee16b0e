"""Made-up customers for the demo. Names are invented; numbers have right check digits and are nobody's.

Identity numbers begin with the codes of counties as they were until 1982, two years before the first cards:
such a number is right, yet none was ever given out. Telephone numbers begin with 154, which no operator has.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from stdnum.cn import ric, uscc

Row = dict[str, str]

# Family names that are read in an unusual way (单, 仇, 解, 曾), double ones, rare characters, names of
# other peoples, and many ordinary ones that begin alike.
WOMEN = """
王芳 王雅婷 李娜 李静怡 张敏 张雨桐 刘洋洋 陈思颖 陈堃 杨柳 赵晓曼 黄佳琪 周淼 吴彧 徐梦洁 孙祎 胡玥 朱韵
高翀 林晓燕 单雪梅 曾雨薇 欧阳靖 司马嫣然 古丽娜尔·艾合买提 才让卓玛 郑嬿婉
""".split()
MEN = """
王伟 王䶮 王建国 李强 李喆 张伟 张㐂 刘赟 陈昊 陈志远 杨旻 赵犇 黄子轩 周骉 吴磊 徐燚 孙浩然 胡韡 朱煜
仇海波 解学军 诸葛瑾瑜 上官云飞 阿卜杜拉·买买提 马龘 何𬭎
""".split()
FOREIGNERS = (
    ("Emma Johansson", "Sweden"),
    ("Luca Moretti", "Italy"),
    ("Zoë O’Brien-Müller", "Ireland"),
    ("Nguyễn Văn An", "Vietnam"),
    ("Ana María Núñez", "Spain"),
)
# With a made-up registration district, so that the credit code is nobody's either.
COMPANIES = (
    ("杭州云桂物流有限公司", "330199", "浙江省杭州市"),
    ("深圳市鹏遥汽车租赁有限公司", "440399", "广东省深圳市"),
    ("成都锦桐文化传播有限公司", "510199", "四川省成都市"),
)

# The county's code until 1982, and where the people live now.
COUNTIES = (
    ("110201", "北京市昌平区"),
    ("310202", "上海市嘉定区"),
    ("322726", "江苏省昆山市"),
    ("332222", "浙江省余姚市"),
    ("332526", "浙江省义乌市"),
    ("422222", "湖北省武汉市黄陂区"),
    ("432124", "湖南省浏阳市"),
    ("442722", "广东省佛山市南海区"),
    ("442723", "广东省佛山市顺德区"),
    ("512723", "四川省成都市新都区"),
    ("612122", "陕西省西安市临潼区"),
)
STREETS = ("人民路", "解放路", "滨江大道", "文化街", "新华路", "学院路", "湖滨路", "迎宾大道")


def customers(chance: random.Random) -> list[Row]:
    """Some sixty people and companies, mixed."""
    rows = [person(name, "女", chance) for name in WOMEN] + [person(name, "男", chance) for name in MEN]
    rows += [foreigner(name, country, chance) for name, country in FOREIGNERS]
    rows += [company(*each, chance) for each in COMPANIES]
    chance.shuffle(rows)
    return rows


def person(name: str, sex: str, chance: random.Random) -> Row:
    code, place = chance.choice(COUNTIES)
    born = date(1958, 1, 1) + timedelta(days=chance.randrange(9_000))
    # Place 17 is odd for men and even for women.
    body = f"{code}{born:%Y%m%d}{chance.randrange(1, 50):02d}{chance.randrange(0, 10, 2) + (sex == '男')}"
    return {
        "kind": "person",
        "name": name,
        "sex": sex,
        "phone": phone(chance),
        "id_kind": "id_card",
        "id_number": ric.validate(body + ric.calc_check_digit(body + "0")),
        "birth_date": born.isoformat(),
        "address": address(place, chance),
    }


def foreigner(name: str, country: str, chance: random.Random) -> Row:
    born = date(1965, 1, 1) + timedelta(days=chance.randrange(12_000))
    return {
        "kind": "person",
        "name": name,
        "sex": "",
        "phone": phone(chance),
        "id_kind": "passport",
        "id_number": f"{country[0]}00000{chance.randrange(1000):03d}",
        "birth_date": born.isoformat(),
        "address": address(chance.choice(COUNTIES)[1], chance),
    }


def company(name: str, code: str, place: str, chance: random.Random) -> Row:
    body = f"91{code}MA00000{chance.randrange(100):02d}"
    return {
        "kind": "company",
        "name": name,
        "sex": "",
        "phone": phone(chance),
        "id_kind": "licence",
        "id_number": uscc.validate(body + uscc.calc_check_digit(body + "0")),
        "birth_date": "",
        "address": address(place, chance),
    }


def phone(chance: random.Random) -> str:
    return f"154{chance.randrange(10**8):08d}"


def address(place: str, chance: random.Random) -> str:
    return f"{place}{chance.choice(STREETS)}{chance.randrange(1, 300)}号"
