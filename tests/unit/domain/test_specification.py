"""A new attribute or word of one is data: it shows without a line of code."""

from __future__ import annotations

import json

import pytest

from app import i18n
from app.domain import energy, specification
from app.domain.specification import specs
from app.paths import resource
from tests.demo_cars import demo_trims


def shown(values: dict[str, str], language: str = "en") -> dict[str, str]:
    with i18n.speaking(language):
        return {spec.attribute.name: spec.text for spec in specs(values)}


def test_numbers_have_separators_and_their_unit_and_words_are_translated() -> None:
    values = {"length_mm": "4995", "drivetrain": "awd", "accel_0_100_s": "3.9"}
    assert shown(values) == {"Length": "4,995 mm", "Driven wheels": "All-wheel drive", "0–100 km/h": "3.9 s"}
    assert shown(values, "zh_CN")["驱动"] == "四驱"


@pytest.mark.parametrize(
    ("column", "value", "name", "text"),
    [
        ("sunroof_cm", "120", "Sunroof", "120 cm"),
        ("consumption_wltp_kwh_100km", "14.2", "Consumption wltp", "14.2 kWh/100 km"),
        ("heat_pump", "standard", "Heat pump", "standard"),
        ("天窗", "全景", "天窗", "全景"),
        ("drivetrain", "six-wheel", "Driven wheels", "six-wheel"),
    ],
)
def test_an_attribute_or_word_that_nobody_described_shows_all_the_same(
    column: str, value: str, name: str, text: str
) -> None:
    assert shown({column: value}) == {name: text}


def test_a_column_beside_it_holds_the_chinese() -> None:
    values = {"assistance": "Level 2", "assistance_zh": "二级辅助驾驶"}
    assert shown(values) == {"Driver assistance": "Level 2"}
    assert shown(values, "zh_CN") == {"辅助驾驶": "二级辅助驾驶"}


def test_what_is_no_specification_is_left_out() -> None:
    assert (
        shown(
            {"source": "EPA", "brand_zh": "比亚迪", "colours": "白", "options": "", "range_standard": "CLTC"}
        )
        == {}
    )


def test_described_attributes_stand_by_group_and_others_behind_them() -> None:
    order = [
        spec.attribute.key for spec in specs({"zebra": "1", "range_km": "5", "energy": "bev", "body": "suv"})
    ]
    assert order == ["body", "energy", "range_km", "zebra"]


def test_the_usual_kinds_of_energy_are_known() -> None:
    known = energy.shipped()
    assert list(known) == ["petrol", "diesel", "hev", "phev", "erev", "bev", "fcev"]
    assert {code for code, each in known.items() if each.new_energy} == {"phev", "erev", "bev", "fcev"}
    assert [code for code, each in known.items() if not each.has_tank] == ["bev"]
    assert {
        code: energy.described({"energy": code, **energy.said(each)}) for code, each in known.items()
    } == known


def test_what_the_files_describe_has_names_in_both_languages() -> None:
    said = json.loads(resource("catalogue", "specifications.json").read_text(encoding="utf-8"))
    described = [
        *(each.names for each in energy.shipped().values()),
        *said["groups"].values(),
        *said["attributes"].values(),
        *(w for k in said["words"].values() for w in k.values()),
    ]
    assert all(each["en"] and each["zh_CN"] for each in described)
    assert {each["group"] for each in said["attributes"].values()} <= set(said["groups"])
    assert {each.get("better", "") for each in said["attributes"].values()} <= {"", "more", "less"}


def test_every_attribute_of_the_demo_catalogue_is_described() -> None:
    groups = {spec.attribute.group for trim in demo_trims() for spec in trim.specs}
    assert specification.OTHER not in groups
