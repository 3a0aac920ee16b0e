from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import search

ROWS = {
    1: ("王明", "13800006620", ""),
    2: ("周明慧", "13911112222", ""),
    3: ("单田芳", "0571-86012345", ""),
    4: ("澄远 X7 四驱旗舰", "", "LCY7E4AB8T1004127"),
    5: ("José García", "", ""),
    6: ("𠮷田䶮", "", ""),
    7: ("北京现代", "", ""),
    8: ("比亚迪 汉 EV", "", ""),
    9: ("Mercedes-Benz C200 梅赛德斯-奔驰 C级", "", ""),
}


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'unicode61')")
    connection.execute("CREATE VIRTUAL TABLE parts USING fts5(text, tokenize = 'trigram')")
    for key, (name, phone, vin) in ROWS.items():
        connection.execute(
            "INSERT INTO words(rowid, text) VALUES (?, ?)", (key, search.search_text(name, phone, vin))
        )
        connection.execute("INSERT INTO parts(rowid, text) VALUES (?, ?)", (key, f"{phone} {vin}"))
    yield connection
    connection.close()


def found(index: sqlite3.Connection, query: str) -> set[int]:
    hits: set[int] = set()
    for table, expression in zip(("words", "parts"), search.match_expression(query), strict=True):
        if expression is not None:
            hits |= {
                row[0]
                for row in index.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (expression,))
            }
    return hits


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("王明", {1}),
        ("明", {1, 2}),
        ("wm", {1}),
        ("WM", {1}),
        ("zmh", {2}),
        ("mh", {2}),
        ("stf", {3}),
        ("zhou", {2}),
        ("Zhouming", {2}),
        ("zhou mh", {2}),
        ("wang ming", {1}),
        ("Zhou Ming Hui", {2}),
        ("bei jing", {7}),
        ("wang hui", set()),
        ("minghui", {2}),
        ("shantianfang", {3}),
        ("dantian", {3}),
        ("chengyuan", {4}),
        ("beijingxiandai", {7}),
        ("xiandai", {7}),
        ("周慧", set()),
        ("6620", {1}),
        ("006620", {1}),
        ("80000", {1}),
        ("王明 6620", {1}),
        ("王明 9999", set()),
        ("lcy7", {4}),
        ("004127", {4}),
        ("b8t10", {4}),
        ("x7", {4}),
        ("四驱旗舰", {4}),
        ("jose", {5}),
        ("garc", {5}),
        ("𠮷", {6}),
        ("䶮", {6}),
        ("bjxd", {7}),
        ("xd", {7}),
        ("汉", {8}),
        ("ev", {8}),
        ("bydhev", {8}),
        ("msdsbc", {9}),
        ("bc", {9}),
        ("mercedes-b", {9}),
        ("merc-benz", {9}),
        ("merc-c2", {9}),
        ("c2-merc", set()),
        ("c200-merc", {9}),
        ("", set()),
        ("  --  ", set()),
    ],
)
def test_what_people_type_finds_what_they_mean(index: sqlite3.Connection, query: str, rows: set[int]) -> None:
    assert found(index, query) == rows


def test_a_place_is_spelt_as_it_is_said_though_its_first_letters_leave_no_doubt() -> None:
    assert "chengdu" in search.search_text("成都").split()


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("朴智星", ("piaozhixing", "puzhixing")), ("卜明", ("buming", "boming")), ("薄明", ("boming", "baoming")),
        ("缪明", ("miaoming", "mouming")), ("牟明", ("muming", "mouming")), ("盖明", ("geming", "gaiming")),
        ("都明", ("duming", "douming")), ("员明", ("yunming", "yuanming")), ("洗明", ("xianming", "ximing")),
        ("单明", ("shanming", "danming")),
    ],
)  # fmt: skip
def test_a_surname_is_spelt_as_it_is_said_and_as_the_character_is_read(
    name: str, spelt: tuple[str, ...]
) -> None:
    assert set(spelt) <= set(search.search_text(name).split())


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王明", "wm"),
        ("单田芳", "stf"),
        ("仇和", "qh"),
        ("曾国藩", "zgf"),
        ("解晓东", "xxd"),
        ("尉迟恭", "ycg"),
        ("重庆", "cq"),
        ("长安", "ca"),
        ("汉 EV", "hev"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert search.initials(name) == letters


def test_a_doubtful_surname_is_found_both_ways(index: sqlite3.Connection) -> None:
    assert found(index, "stf") == found(index, "dtf") == {3}


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_the_query(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'unicode61')")
    connection.execute("CREATE VIRTUAL TABLE parts USING fts5(text, tokenize = 'trigram')")
    assert found(connection, text) == set()
    connection.close()


@given(st.text("王明周慧伟芳李娜单曾", min_size=1, max_size=4))
def test_every_name_is_found_by_itself_and_by_its_initials(name: str) -> None:
    text = search.search_text(name).split()
    by_words, _ = search.match_expression(name)
    assert by_words is not None
    assert {term.strip('"') for term in by_words.split()} <= set(text)
    assert search.initials(name) in text
