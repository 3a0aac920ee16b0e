"""S68: a car runs on what somebody described; a kind of energy is its code's, with a name in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.ids import energy_id
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def kind(desk: Terminal, code: str, **values: Any) -> dict[str, Any]:
    facts = {"plugs_in": 0, "has_tank": 1, "electric": 0, "new_energy": 0}
    said = {"code": code, "name_en": "Methanol", "name_zh": "甲醇", **facts, **values}
    return {**desk.new("energy_type", scope="org", **said), "id": energy_id(code)}


def model(desk: Terminal, energy: str) -> dict[str, Any]:
    return desk.new(
        "model", scope="org", code=f"M-{desk.prefix}-{energy}", brand="B", series="S", trim="T", energy=energy,
        list_price=100, attributes="{}", archived=0,
    )  # fmt: skip


def imported(desk: Terminal, *rows: dict[str, Any]) -> tuple[str, str]:
    return reason(desk.do("catalogue.import", *rows, user="sun"))


def test_a_model_runs_on_what_is_known_or_comes_with_it(world: World, desk: Terminal) -> None:
    assert imported(world.terminal(), model(desk, "steam")) == ("parked", "energy_unknown")
    assert imported(desk, model(desk, "hev")) == ("applied", "")
    assert imported(desk, model(desk, "meoh"), kind(desk, "meoh")) == ("applied", "")
    again = world.terminal()
    assert imported(again, model(again, "meoh")) == ("applied", "")
    assert imported(again, kind(again, "meoh"))[0] == "merged", "the same twice"
    other = world.terminal()
    outcome = other.do("catalogue.import", kind(other, "meoh", new_energy=1, name_en="Spirit"), user="sun")
    assert outcome["status"] == "lost_fields", "the first counts, and the second is told"
    other.pull()
    (stands,) = other.all("energy_type", code="meoh")
    assert (stands["new_energy"], stands["name_en"]) == (0, "Methanol")
    (case,) = other.all("sync_case", kind="fields")
    fields = json.loads(case["data"])["fields"]
    assert {(each["column"], each["lost"], each["kept"]) for each in fields} == {
        ("name_en", "Spirit", "Methanol"), ("new_energy", 1, 0),
    }  # fmt: skip
    assert {each["kept_by"]["terminal_id"] for each in fields} == {desk.id}


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ({"name_zh": " "}, "malformed"), ({"code": "Upper"}, "id"), ({"code": "a b"}, "energy_code"),
        ({"id": energy_id("other")}, "id"),
    ],
    ids=str,
)  # fmt: skip
def test_a_kind_that_is_none_is_refused(desk: Terminal, forged: dict[str, Any], told: str) -> None:
    made = kind(desk, forged.get("code", "wood"), **{k: v for k, v in forged.items() if k.startswith("name")})
    assert imported(desk, {**made, "id": forged.get("id", made["id"])}) == ("quarantined", told)
