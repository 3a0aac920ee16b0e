"""I2: the release gate over facts: what is red and why, what may follow, and what nobody passes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain import check_list, energy, release
from app.domain.delivery import Mark, MarkKind, MarkState
from app.domain.release_checks import Facts, Fitting, Item, Light
from app.domain.roles import Role
from app.errors import UserError

DAY, PRICE = date(2026, 11, 28), 25_980_000
FILM = Fitting("film", Mark(MarkKind.FITTING, MarkState.DONE))
MARKS = {
    MarkKind.INVOICE: Mark(MarkKind.INVOICE, MarkState.DONE, "0387", amount=PRICE),
    MarkKind.INSURANCE: Mark(MarkKind.INSURANCE, MarkState.DONE, "P-1", DAY),
    MarkKind.TAX: Mark(MarkKind.TAX, MarkState.DONE, "T-1"),
    MarkKind.PLATES: Mark(MarkKind.PLATES, MarkState.DONE, "浙A·临 08127", DAY),
    MarkKind.PAPERS: Mark(MarkKind.PAPERS, MarkState.DONE, details={"there": list(check_list.paper_names())}),
    MarkKind.KEYS: Mark(MarkKind.KEYS, MarkState.DONE, "A-07", details={"count": 2}),
}
READY = Facts(
    day=DAY, is_signed=True, has_car=True, is_contested=False, price=PRICE, payable=PRICE, paid=PRICE,
    loan=10_000_000, lender="招商银行", disbursed=10_000_000, application="", not_handed_in=(), certificate="in_hand", looked_at=20, to_look_at=20, faults=(),
    collects_tax=True, fittings=(FILM,), marks=MARKS,
)  # fmt: skip


def without(kind: MarkKind, mark: Mark | None = None) -> dict[MarkKind, Mark]:
    """The marks with one taken away, or another one in its place."""
    kept = {known: said for known, said in MARKS.items() if known is not kind}
    return {**kept, kind: mark} if mark else kept


def test_a_car_with_everything_green_may_leave() -> None:
    found = release.gate(READY)
    assert {line.light for line in found.lines} == {Light.GREEN}
    assert (found.passed, len(found.lines), found.is_open) == (12, 12, True)
    release.require_open(found)


def test_of_a_car_that_is_not_there_nothing_is_said_to_be_in_order() -> None:
    found = release.gate(replace(READY, has_car=False))
    assert {line.item for line in found.blocking} == {Item.CONTRACT, Item.CERTIFICATE, Item.INSPECTION}


@pytest.mark.parametrize(
    ("item", "changed"),
    [
        (Item.CONTRACT, {"is_signed": False}), (Item.CONTRACT, {"is_contested": True}),
        (Item.MONEY, {"paid": PRICE - 1}),
        (Item.LOAN, {"disbursed": 0}), (Item.LOAN, {"loan": 10_000_001, "application": "submitted"}),
        (Item.MONEY, {"not_handed_in": ("浙A12345",)}),
        (Item.INVOICE, {"marks": without(MarkKind.INVOICE)}), (Item.INVOICE, {"price": PRICE - 1}),
        (Item.CERTIFICATE, {"certificate": "pledged"}), (Item.INSPECTION, {"looked_at": 19}),
        (Item.INSPECTION, {"faults": ("lamps",)}), (Item.INSURANCE, {"marks": without(MarkKind.INSURANCE)}),
        (Item.INSURANCE, {"day": date(2026, 11, 27)}), (Item.TAX, {"marks": without(MarkKind.TAX)}),
        (Item.PLATES, {"marks": without(MarkKind.PLATES)}), (Item.PLATES, {"day": date(2026, 11, 29)}),
        (Item.ACCESSORIES, {"fittings": (Fitting("film"),)}),
        (Item.ACCESSORIES, {"fittings": (Fitting("film", Mark(MarkKind.FITTING, MarkState.BOOKED, day=DAY)),)}),
        (Item.PAPERS, {"marks": without(MarkKind.PAPERS, Mark(MarkKind.PAPERS, MarkState.DONE, details={"there": ["manual"]}))}),
        (Item.KEYS, {"marks": without(MarkKind.KEYS, Mark(MarkKind.KEYS, MarkState.DONE, details={"count": 1}))}),
        (Item.KEYS, {"marks": without(MarkKind.KEYS, Mark(MarkKind.KEYS, MarkState.OPEN, details={"count": 2}))}),
    ],
    ids=str,
)  # fmt: skip
def test_one_thing_that_is_missing_shuts_the_gate_and_comes_first(
    item: Item, changed: dict[str, Any]
) -> None:
    found = release.gate(replace(READY, **changed))
    assert [line.item for line in found.blocking] == [item]
    assert found.lines[0].item is item
    assert found.lines[0].reason
    with pytest.raises(UserError, match="gate_shut"):
        release.require_open(found)


def test_what_a_deal_does_not_have_is_not_needed() -> None:
    plain = replace(READY, loan=0, collects_tax=False, fittings=(), marks=without(MarkKind.TAX))
    found = release.gate(plain)
    for item in (Item.LOAN, Item.TAX, Item.ACCESSORIES):
        assert found.line(item).light is Light.NOT_NEEDED
    assert found.is_open


def test_what_a_manager_lets_follow_lets_pass_and_stays_named_and_the_rest_does_not() -> None:
    facts = replace(READY, paid=0, marks=without(MarkKind.PAPERS))
    found = release.gate(facts, {Item.PAPERS, Item.MONEY})
    assert [line.item for line in found.blocking] == [Item.MONEY]
    assert [line.item for line in found.follows] == [Item.PAPERS]
    assert release.gate(READY, {Item.PAPERS}).follows == ()


def test_what_is_fitted_after_the_handover_follows() -> None:
    pile = Fitting("charger", Mark(MarkKind.FITTING, MarkState.LATER, day=date(2026, 11, 30)))
    found = release.gate(replace(READY, fittings=(FILM, pile)))
    assert found.is_open
    assert [line.item for line in found.follows] == [Item.ACCESSORIES]


@pytest.mark.parametrize(
    ("waived", "reason", "role", "code"),
    [
        ({Item.KEYS}, "x", Role.SALES, "waiver_not_yours"), ({Item.KEYS}, " ", Role.MANAGER, "reason_missing"),
        *(({item}, "x", Role.MANAGER, "not_waivable") for item in Item if item not in release.WAIVABLE),
    ],
    ids=str,
)  # fmt: skip
def test_a_waiver_is_a_managers_has_a_reason_and_is_never_of_money(
    waived: set[Item], reason: str, role: Role, code: str
) -> None:
    with pytest.raises(UserError, match=code):
        release.check_waivers(waived, reason, frozenset({role}))
    release.check_waivers({Item.KEYS}, "x", frozenset({Role.MANAGER}))


def test_every_energy_has_its_lines_and_every_line_both_languages() -> None:
    known = check_list.in_force(DAY)
    keys = {
        code: {line.key for line in known.for_energy(energy.shipped()[code])}
        for code in ("bev", "petrol", "erev")
    }
    assert "battery" in keys["bev"] - keys["petrol"]
    assert "engine" in keys["petrol"] - keys["bev"]
    assert {"battery", "engine", "extender"} <= keys["erev"]
    for line in known.lines:
        assert all(line.names[tongue] and line.demands[tongue] for tongue in ("zh_CN", "en"))
