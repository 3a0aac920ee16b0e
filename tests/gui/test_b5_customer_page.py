"""One page a customer: papers, money, cars, what happened; a whole number for a reason."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.views.customers.reveal_dialog import RevealDialog
from tests.gui.test_accessibility import nameless
from tests.gui.workshop import open_workshop

Key = Qt.Key


@pytest.fixture
def page(stage):
    stage.enter("customers").go.emit("customer_page", "c0")
    return stage.page


def test_enter_on_a_customer_opens_everything_about_them(qtbot, stage):
    page = stage.enter("customers")
    page.table.choose(0)
    qtbot.keyClick(page.table, Key.Key_Return)
    assert stage.shell.current == "customer_page"
    assert stage.page.title() == "Zhou Minghui"
    assert stage.page.papers.rowCount() == 4
    assert stage.page.money.rowCount() == 1
    assert stage.page._figures["owed"].accessibleName().startswith("Still to be paid ¥193,315.58")


def test_a_lead_opens_the_same_page(stage):
    page = stage.enter("leads")
    page.table.choose(1)
    page.panel.file.click()
    assert stage.shell.current == "customer_page"


def test_a_contract_is_opened_from_the_page(stage, page):
    page.paper_table.choose(0)
    page.paper_table.row_opened.emit(page.papers.row_at(0))
    assert stage.shell.current == "contracts"


def test_a_whole_number_is_shown_for_a_reason_and_goes_away(stage, page):
    page._reveal()
    (dialog,) = stage.window.findChildren(RevealDialog)
    assert nameless(dialog) == []
    dialog.reason.set_key("other")
    dialog.commit.click()
    assert dialog.fields["reason"].error()
    dialog.reason.set_key("insurance")
    dialog.commit.click()
    assert dialog.number.text() == "33010619900108042X"
    assert stage.stack.desk.more["customer_page"].looks == [("id_number", "insurance")]
    dialog._timer.timeout.emit()
    assert not dialog.isVisible()


def test_every_control_of_the_page_has_a_name(page):
    assert nameless(page) == []


def test_a_real_terminal_tells_the_whole_story(tmp_path):
    from app.gateways.customer_page import CustomerPageOfTerminal
    from app.gateways.customers import CustomersFromReplica
    from app.services import consents, contracts, leads
    from tests.gui.workshop import CARS

    at = open_workshop(tmp_path)
    door = CustomersFromReplica(at)
    who = door.page("", 0, 1)[0].id
    leads.add(at.unit_of_work(), leads.NewLead(who, "walk_in", grade="H", note="with her father"))
    order = contracts.Order(customer=who, price=26_500_000, vin=CARS[0])
    sold = contracts.sell(at.unit_of_work(), order, at.signing(contracts.Deposit(500_000, "cash")))
    consents.give(at.unit_of_work(), customer_id=who, purpose="contact")
    page = CustomerPageOfTerminal(at, door.find)
    assert page.reveal(who, "phone", "call_back", "") == "13900000217"
    whole = page.whole(who)
    assert whole.paid == 500_000
    assert whole.payable >= 26_500_000
    assert [(paper.kind, paper.no, paper.state) for paper in whole.papers] == [
        ("contract", sold.contract_no, "signed")
    ]
    assert [car.vin for car in whole.cars] == [CARS[0]]
    assert {event.kind for event in whole.events} == {"contact", "money", "contract", "look"}
    assert whole.consents == ("contact",)
    at.close()
