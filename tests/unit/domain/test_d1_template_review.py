"""The linter of templates: what stops a publication names its clause; the text that comes with the program is clean."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.documents.fonts import missing_glyphs
from app.domain import template_review, template_shape, template_version
from app.domain.contract_document import field_value
from app.domain.template_review import Known
from app.errors import UserError
from tests.unit.contract_samples import full_contract

FOLDER = Path(__file__).parents[3] / "resources" / "templates"


def stored() -> dict[str, Any]:
    data = {
        language: json.loads((FOLDER / f"contract-{language}-2026-11.json").read_text(encoding="utf-8"))
        for language in ("zh_CN", "en")
    }
    return {language: template_version.text_of(text) for language, text in data.items()}


def found(body: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    pair = template_version.read("contract", "2026-12", (date(2026, 12, 1), None), body)
    known = Known(frozenset(stored()["en"]["labels"]), missing_glyphs)
    return [(each.level, each.code, each.clause, each.field) for each in template_review.review(pair, known)]


def clause(body: dict[str, Any], key: str, language: str = "en") -> dict[str, Any]:
    return next(each for each in body[language]["clauses"] if each["key"] == key)


def test_the_tenth_revision_of_a_month_is_newer_than_the_ninth() -> None:
    assert sorted(["2026-11.10", "2026-11.9", "2026-11", "2027-01"], key=template_version.age) == [
        "2026-11", "2026-11.9", "2026-11.10", "2027-01"
    ]  # fmt: skip


def test_the_text_that_comes_with_the_program_has_nothing_to_mend() -> None:
    assert found(stored()) == []


def _share(body: dict[str, Any]) -> None:
    clause(body, "deposit")["text"].append("It is at most 25 % of the price.")


def _share_zh(body: dict[str, Any]) -> None:
    clause(body, "deposit", "zh_CN")["text"].append("定金不超过车价的百分之二十五。")


def _unplaced(body: dict[str, Any]) -> None:
    clause(body, "price")["text"][0] = "The price is {price}."


def _gone(body: dict[str, Any]) -> None:
    body["en"]["clauses"].remove(clause(body, "delivery"))


def _table(body: dict[str, Any]) -> None:
    del clause(body, "vehicle")["block"]


def _glyph(body: dict[str, Any]) -> None:
    clause(body, "quality", "zh_CN")["text"].append("𠮷")


def _annex(body: dict[str, Any]) -> None:
    clause(body, "delivery")["text"].append("See Annex 4.")


def _label(body: dict[str, Any]) -> None:
    del body["en"]["labels"]["annex"]


def _empty(body: dict[str, Any]) -> None:
    clause(body, "dispute")["text"] = []


FAULTS: dict[Callable[[dict[str, Any]], None], tuple[str, str, str, str]] = {
    _share: ("block", "deposit_share", "deposit", "en"),
    _share_zh: ("block", "deposit_share", "deposit", "zh_CN"),
    _unplaced: ("block", "field_unplaced", "price", "en"),
    _gone: ("block", "clause_missing", "delivery", "en"),
    _table: ("block", "template_table", "", "en"),
    _glyph: ("block", "glyphs_missing", "quality", "zh_CN"),
    _annex: ("warn", "annex_unknown", "delivery", "en"),
    _label: ("block", "label_missing", "", "en"),
    _empty: ("block", "clause_empty", "dispute", "en"),
}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__.strip("_"))
def test_each_fault_is_found_and_names_its_clause(spoil: Callable[[dict[str, Any]], None]) -> None:
    body = stored()
    spoil(body)
    assert FAULTS[spoil] in found(body)


@pytest.mark.parametrize(
    ("language", "words", "share"),
    [
        ("en", "A deposit of 25 percent.", 25), ("en", "A deposit of 30 per cent.", 30), ("zh_CN", "定金为车价的三成。", 30),
        ("zh_CN", "定金为车价的三分之一。", 100 / 3), ("zh_CN", "定金为车价的百分之百。", 100), ("zh_CN", "定金为百分之一百二十。", 120),
        ("zh_CN", "定金为车价的２５％。", 25), ("zh_CN", "定金为车价的十分之三。", 30),
    ],
)  # fmt: skip
def test_a_share_above_the_cap_is_found_however_it_is_written(
    language: str, words: str, share: float
) -> None:
    body = stored()
    clause(body, "deposit", language)["text"].append(words)
    assert ("block", "deposit_share", "deposit", language) in found(body)
    assert list(template_review._above(words)) == [pytest.approx(share)]


@pytest.mark.parametrize(
    "words",
    ["定金不超过百分之二十。", "车辆交付完成后成交。", "At most 20 %.", "五分之一。", "两成。", "一成为限"],
)
def test_a_share_within_the_cap_and_words_that_are_no_share_pass(words: str) -> None:
    assert list(template_review._above(words)) == []


def test_a_deposit_in_another_clause_is_looked_at_and_damages_are_not() -> None:
    body = stored()
    clause(body, "dispute", "zh_CN")["text"].append("乙方另付车价百分之三十的定金。")
    clause(body, "dispute")["text"].append(
        "The Buyer loses the deposit, and pays 30 % of the price as damages."
    )
    assert ("warn", "deposit_share_elsewhere", "dispute", "zh_CN") in found(body)
    assert ("warn", "deposit_share_elsewhere", "dispute", "en") not in found(body)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a text, the first of its kind in each list."""
    yield path
    items = (
        value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    )
    for name, each in items:
        yield from places(each, (*path, name))


def put(body: dict[str, Any], path: tuple[Any, ...], value: object) -> None:
    *way, last = path
    place: Any = body
    for name in way:
        place = place[name]
    place[last] = value


@pytest.mark.parametrize(
    "hostile",
    [None, 7, True, [], {}, [[]], {"text": []}, "", "x" * 5_000, "{x}", "\ud800\x00", [None]],
    ids=repr,
)
def test_whatever_stands_anywhere_in_a_text_it_is_judged_in_words(hostile: object) -> None:
    ways = [path for path in places(stored()["en"]) if (path and path[0] != "labels") or len(path) == 1]
    for path in ways:
        body = stored()
        put(body["en"], path, hostile)
        with contextlib.suppress(UserError):
            found(body)


def test_the_languages_say_the_same_things() -> None:
    body = stored()
    clause(body, "quality")["text"].append("The colour is {colour}.")
    body["zh_CN"]["clauses"].remove(clause(body, "privacy", "zh_CN"))
    assert {
        ("warn", "language_fields", "quality", "en"),
        ("block", "language_differs", "privacy", "en"),
    } <= set(found(body))


def test_whatever_a_template_may_require_a_contract_has() -> None:
    for path in template_shape.REQUIRABLE:
        field_value(full_contract(), path)


@pytest.mark.parametrize("name", ["", "-x", "a" * 21, "2026 12", "二〇二六", "../x"])
def test_a_version_has_a_name_that_can_be_printed(name: str) -> None:
    with pytest.raises(UserError, match="template_revision"):
        template_version.check_revision(name)


def test_a_version_ends_after_it_begins() -> None:
    template_version.check_dates(date(2026, 12, 1), date(2026, 12, 1))
    with pytest.raises(UserError, match="template_dates"):
        template_version.check_dates(date(2026, 12, 1), date(2026, 11, 30))
