"""Who may not see customers' data does not see it in cases, exports and the outbox either."""

from __future__ import annotations

from pathlib import Path

from app.gateways.sync import SyncOfTerminal
from app.queries import cases
from app.services import contracts, exporting
from tests.shop import Till, new_vin, person, settle


def test_a_case_of_the_buyer_shows_no_identity_number(counter: Till, booth: Till, tmp_path: Path) -> None:
    (vin,) = counter.receive(new_vin())
    buyer = person()
    no = counter.draft(vin, buyer)
    settle(counter, booth)
    for till, phone in ((counter, "13900000001"), (booth, "13900000002")):
        contracts.edit(till.wang.unit_of_work(), no=no, values={"buyer.phone": phone})
    settle(counter, booth)
    wang = counter.wang
    with wang.reading() as session:
        (case,) = cases.list_cases(session, wang.identity.id)
        exporting.export_all(session, wang.actor.roles, tmp_path / "out")
    assert buyer["id_number"] not in repr(case.groups)
    assert not any(buyer["id_number"] in file.read_text("utf-8") for file in (tmp_path / "out").iterdir())
    stock = SyncOfTerminal(counter.as_("liu")).status()
    assert buyer["name"] not in repr(stock)


def test_a_stock_users_outbox_has_no_names(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    buyer = person()
    counter.sell(vin, buyer)
    assert buyer["name"] in repr(SyncOfTerminal(counter.wang).status())
    assert buyer["name"] not in repr(SyncOfTerminal(counter.as_("liu")).status())
