"""H1: what a deal brings stands on a screen of its own, for a manager or finance where costs are held."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from app.errors import PermissionDenied
from app.gateways.margins import MarginsOfTerminal
from app.ids import vehicle_id
from app.presenters.margin import Margin
from app.queries import margins
from app.services import contracts
from app.views.contracts.margin_dialog import MarginDialog
from tests.shop import LIST_PRICE, Till, new_vin, person
from tests.sync.test_c3_margin import places
from tests.sync.test_h1_costs import LINES

__all__ = ["places"]  # the fixture
pytestmark = pytest.mark.gui
CAR_COST = 9_800_000


@pytest.mark.parametrize(
    ("login", "finance", "sees"), [("lin", True, True), ("chen", True, False), ("lin", False, False)]
)
def test_costs_are_offered_to_whom_and_where_they_may_be_seen(stages, login, finance, sees):
    stage = stages()
    page = stage.enter("contracts", login=login, finance=finance)
    assert not page.margin.isVisible()
    page._presenter.open("HZ02-26-01183")
    assert page.margin.isVisible() is sees
    assert page._costs_elsewhere.isVisible() is (login == "lin" and not sees)  # Lin is finance


def test_the_dialog_names_every_line_and_what_the_sums_lack(stages):
    stage = stages()
    page = stage.enter("contracts", login="lin", finance=True)
    page._presenter.open("HZ02-26-01183")
    page.margin.click()
    (dialog,) = stage.window.findChildren(MarginDialog)
    words = [each.text() for each in dialog.findChildren(QLabel)]
    at = words.index("Insurance · collected for others")
    assert words[at : at + 4] == ["Insurance · collected for others", "6,840.00", "6,500.00", "340.00"]
    at = words.index("Registration")
    assert words[at + 3] == "−100.00"
    at = words.index("Home charger fitting · Gift")
    assert words[at + 1 : at + 4] == ["0.00", "—", "—"]
    at = words.index("Lines whose cost is known")
    assert words[at + 1 : at + 4] == ["271,820.00", "257,552.85", "14,267.15"]
    assert "Nobody has said what 1 line costs: the sums are without it." in words


def test_the_back_office_has_the_margin_of_a_deal_and_a_salesperson_is_refused(
    places: tuple[Till, Till],
) -> None:
    counter, office = places
    (vin,) = counter.receive(new_vin())
    counter.sync()
    counter.wang.lease([vehicle_id(vin)])
    order = contracts.Order(person(), LIST_PRICE, vin, lines=LINES)
    sold = contracts.sell(counter.wang.unit_of_work(), order, counter.wang.signing(None))
    assert counter.sync().parked == 0
    office.as_("sun").sync()
    found: Margin = MarginsOfTerminal(office.as_("sun")).margin(sold.contract_no)
    remains = {line.name: line.remains for line in found.lines[1:]}
    assert found.lines[0].remains == LIST_PRICE - CAR_COST
    assert remains == {
        "Mats": 50_000, "Five years": 180_000, "First service": -10_000, "Insurance": 34_000, "Number": 0,
        "Film": -90_000, "Umbrella": None,
    }  # fmt: skip
    assert found.unknown == 1
    assert found.price - found.cost == sum(each for each in remains.values() if each) + LIST_PRICE - CAR_COST
    with pytest.raises(PermissionDenied):
        MarginsOfTerminal(counter.wang).margin(sold.contract_no)
    with counter.as_("sun").reading() as session:
        here = margins.list_margin(session, sold.contract_no)
    assert {row.cost for row in here if not row.payee} == {None}
