"""A version of the contract's text, from the draft to the paper: other terminals use it, older contracts keep theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.documents.templates import builtin
from app.errors import PermissionDenied, UserError
from app.gateways.papers import PapersOfTerminal
from app.gateways.templates import TemplatesOfTerminal
from app.ids import vehicle_id
from app.presenters.print_sign import PDF_FILE, Habits
from app.queries import templates as query
from app.queries.desk import times_printed
from app.services import amending, contracts, papers, templates
from tests.shop import Shop, Till, new_vin, settle
from tests.unit.documents.reading import text_of

BUILTIN = builtin()[0].version
TITLE = "汽车买卖合同（二〇二六年十二月版）"


def publish(till: Till, revision: str, like: str) -> None:
    uow = till.as_("admin").unit_of_work()
    templates.draft(uow, revision=revision, like=like)
    with till.as_("admin").reading() as session:
        row = templates.get(session, revision)
        body = query.body_of(row)
        wording = templates.Wording(row.valid_from, None, body)
    body["zh_CN"]["title"] = TITLE
    templates.save(uow, revision=revision, wording=wording)
    templates.publish(uow, revision=revision)


def paper(till: Till, no: str) -> str:
    with till.wang.reading() as session:
        return text_of(papers.printable(session, contracts.find(session, no)))


def test_a_new_version_is_for_new_contracts_at_every_terminal(own_shop: Shop, tmp_path: Path) -> None:
    branch = own_shop.branch()
    counter, booth = (
        Till(tmp_path / name).enrol(own_shop.url, own_shop.code(branch), name) for name in ("a", "b")
    )
    counter.as_("liu")
    older = counter.sell(counter.receive(new_vin())[0]).contract_no
    publish(counter, "2026-12", BUILTIN)
    with counter.wang.reading() as session:  # the paper that was signed is still that paper
        assert papers.verify(session, papers.printable(session, contracts.find(session, older))).valid
    car, *_ = counter.receive(new_vin())
    settle(counter, booth)
    newer = booth.draft(car)
    settle(counter, booth)
    for till in (counter, booth):
        assert TITLE not in paper(till, older)
        assert TITLE in paper(till, newer)
    with counter.wang.reading() as session:
        rows = {row.revision: (row.state, row.contracts) for row in query.list_versions(session)}
    assert rows == {"2026-12": ("published", 1), BUILTIN: ("published", 1)}
    _stays_as_it_is(counter)
    templates.withdraw(counter.as_("admin").unit_of_work(), revision="2026-12")
    assert TITLE in paper(counter, newer)
    assert TITLE not in paper(counter, counter.draft(counter.receive(new_vin())[0]))
    _keeps_to_it(counter)
    settle(counter, booth)
    assert counter.wang.status()["parked"] == 0
    counter.close()
    booth.close()


def _keeps_to_it(till: Till) -> None:
    """With every version withdrawn a signed contract is amended in its own; nothing new is signed in none."""
    vin = till.receive(new_vin())[0]
    till.sync()
    till.wang.lease([vehicle_id(vin)])
    signed = till.sell(vin).contract_no
    admin = till.as_("admin")
    with pytest.raises(UserError, match="template_last"):
        templates.withdraw(admin.unit_of_work(), revision=BUILTIN)
    templates.withdraw(admin.unit_of_work(), revision=BUILTIN, even_last=True)
    change = amending.Change(values={"terms": "送脚垫"})
    amending.amend(till.wang.unit_of_work(), no=signed, change=change, signing=till.wang.signing(None))
    with pytest.raises(UserError, match="template_date"):
        till.sell(till.receive(new_vin())[0])


def _stays_as_it_is(till: Till) -> None:
    """Nobody but an administrator touches it, and not even they change what is published."""
    with till.wang.reading() as session:
        row = templates.get(session, "2026-12")
        wording = templates.Wording(row.valid_from, date(2030, 1, 1), query.body_of(row))
    uow = till.as_("admin").unit_of_work()
    with pytest.raises(UserError, match="template_published"):
        templates.save(uow, revision="2026-12", wording=wording)
    with pytest.raises(UserError, match="template_exists"):
        templates.draft(uow, revision="2026-12", like=BUILTIN)
    with pytest.raises(PermissionDenied):
        templates.draft(till.as_("sun").unit_of_work(), revision="2027-01", like=BUILTIN)
    templates.draft(uow, revision="2027-01", like="2026-12")
    with pytest.raises(UserError, match="template_dates"):
        templates.save(uow, revision="2027-01", wording=replace(wording, valid_to=date(2020, 1, 1)))


def test_a_test_paper_goes_where_papers_go_and_into_no_reprint_log(counter: Till, tmp_path: Path) -> None:
    admin = counter.as_("admin")
    PapersOfTerminal(counter.wang).remember(Habits(PDF_FILE, str(tmp_path), 1, 1))
    desk = TemplatesOfTerminal(admin)
    revision = desk.versions()[0].revision
    tried = desk.try_out(revision, desk.open(revision), "en", "full")
    sent = desk.print(f"test-{revision}", tried.pdf)
    assert "SAMPLE-00-00001" in text_of(Path(sent.where).read_bytes())
    with admin.reading() as session:
        assert times_printed(session, f"test-{revision}") == 0
