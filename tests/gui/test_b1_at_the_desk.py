"""Somebody is on file with the numbers of the customer whom one is entering at the deal desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.gateways.deals import DealsFromReplica
from app.presenters.deal_desk_rows import KnownBuyer
from app.services import customers
from app.views.deals.customer_card import CustomerCard
from tests.gui.hands import Hands
from tests.shop import person

if TYPE_CHECKING:
    from tests.shop import Till

Key, Mod = Qt.Key, Qt.KeyboardModifier
KNOWN = "Zhou Minghui is on file with this number."


@pytest.fixture
def desk(stages, qtbot):
    """A new deal whose customer's form is open."""
    stage = stages()
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    page = stage.enter("deal")
    page.presenter.new()
    page.presenter.new_customer("Zhou")
    page.customer.form.focus("")
    return page


def enter(*values: str) -> None:
    hands = Hands()
    for value in values:
        hands.type(value)
        hands.press(Key.Key_Return)


def warnings(card: CustomerCard) -> dict[str, str]:
    return {name: field.error() for name, field in card.form.fields.items() if field.error()}


def test_the_number_is_called_by_the_paper_that_it_stands_on(desk):
    field, names = desk.customer.form.fields["id_number"], []
    for kind in ("passport", "licence", "id_card"):
        desk.presenter.set_buyer(id_kind=kind)
        names.append(field.control.accessibleName())
    assert names == ["Number of the paper", "Unified social credit code", "ID number"]


@pytest.mark.parametrize(
    ("phone", "number", "field"),
    [("13800006620", "", "phone"), ("13900001111", "33010619900108042X", "id_number")],
)
def test_one_key_takes_whoever_has_the_number(desk, phone, number, field):
    enter(phone, *filter(None, [number]))
    assert warnings(desk.customer) == {field: KNOWN}
    Hands().press(Key.Key_T, Mod.AltModifier)
    state = desk.presenter.state
    assert state.buyer == desk.presenter.gateway.customer("c0")
    assert state.known is None
    assert not state.filling
    assert desk.car.finder.hasFocus()


def test_what_the_file_lacks_comes_from_the_form(desk):
    enter("13800006620", "33010619900108042X", "88 Jiangling Road")
    assert desk.car.finder.hasFocus(), "a warning costs no key"
    assert not desk.customer.form.isVisible()
    assert desk.customer._known.isVisible()
    assert desk.customer._known.text() == KNOWN
    desk.customer._take_known.click()
    state = desk.presenter.state
    assert state.buyer.id == "c0"
    assert state.buyer.address == "88 Jiangling Road"
    assert not desk.customer._known.isVisible()


def test_other_numbers_take_the_warning_away(desk):
    desk.presenter.set_buyer(phone="13800006620")
    assert desk.presenter.state.known == KnownBuyer("c0", "Zhou Minghui", "phone")
    desk.presenter.set_buyer(phone="13800006621")
    assert desk.presenter.state.known is None
    desk.presenter.set_buyer(phone="138")
    assert desk.presenter.state.known is None


def test_of_somebody_on_file_nobody_else_is_offered(desk):
    desk.presenter.choose_customer(desk.presenter.gateway.customer("c1"))
    desk.presenter.set_buyer(phone="13800006620")
    assert desk.presenter.state.known is None
    desk.presenter.take_known(desk.focus_first)
    assert desk.presenter.state.buyer.id == "c1"


def test_a_terminal_knows_them_by_either_number(counter: Till) -> None:
    buyer = person("魏书玉")
    added = customers.add(counter.wang.unit_of_work(), buyer)
    deals = DealsFromReplica(counter.wang)
    spaced = f"{buyer['phone'][:3]} {buyer['phone'][3:]}"
    assert deals.known(spaced, "") == KnownBuyer(added, buyer["name"], "phone")
    assert deals.known("", buyer["id_number"].lower()) == KnownBuyer(added, buyer["name"], "id_number")
    assert deals.known(person()["phone"], "") is None
