"""Cases that are decided while a terminal does not know yet what became of its own ops."""

from __future__ import annotations

import pytest

from app.domain.permissions import RESOLVE
from app.errors import ServerUnreachable
from app.ids import vehicle_id
from app.models.deal import SyncCase
from app.queries import cases
from app.services import conflicts, contracts, discounts
from app.services.judgement.hearing import NEVER_FORGIVEN
from app.sync.transport import Transport
from tests.shop import Till, new_vin, settle


def test_an_op_whose_reply_was_lost_is_sent_again_after_its_case_was_decided(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    with monkeypatch.context() as lenient:
        lenient.setattr(discounts, "beyond", lambda *_, **__: False)
        booth.sell(vin, price=5_000_000)  # the server sets it aside
    push = Transport.push

    def lost(self: Transport, page: bytes) -> None:
        push(self, page)
        raise ServerUnreachable("unreachable", "lost")

    for after in (lambda: _discard(counter), lambda: None):
        with monkeypatch.context() as bad:
            bad.setattr(Transport, "push", lost)
            with pytest.raises(ServerUnreachable):
                booth.sync()
        after()
    booth.sell(vin)
    booth.sync()
    assert booth.wang.status()["waiting"] == 0


def _discard(till: Till) -> None:
    till.sync()
    manager = till.as_("sun")
    with manager.reading() as session:
        (case,) = cases.list_cases(session, manager.identity.id)
    with manager.unit_of_work().begin(RESOLVE) as tx:
        kept = tx.get(SyncCase, case.id)
        kept.state, kept.resolution = "resolved", {"decision": "discard"}
        kept.resolved_by, kept.resolved_at = tx.actor.user_id, tx.clock.now()
    till.sync()


def test_a_decision_for_the_other_side_keeps_what_they_changed_since(counter: Till, booth: Till) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    no = counter.draft(vin)
    settle(counter, booth)
    for till, price in ((counter, "116000"), (booth, "115000")):
        contracts.edit(till.wang.unit_of_work(), no=no, values={"price": price})
    settle(counter, booth)
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"price": "116900"})
    settle(counter, booth)
    wang = booth.wang
    with wang.reading() as session:
        (case,) = cases.list_cases(session, wang.identity.id)
    conflicts.resolve(wang.unit_of_work(), case_id=case.id, choices={"price": "theirs"}, mine=case.mine)
    settle(booth, counter)
    assert counter.query("SELECT price FROM contract WHERE no = :no", no=no) == [(11_690_000,)]


def test_whatever_nobody_lets_count_says_what_to_do_instead() -> None:
    assert conflicts._INSTEAD.keys() == NEVER_FORGIVEN


@pytest.mark.parametrize("taken", ["mine", "theirs"])
def test_what_was_signed_while_a_case_waited_holds_as_it_is_on_paper(
    counter: Till, booth: Till, taken: str
) -> None:
    (vin,) = counter.receive(new_vin())
    no = counter.draft(vin)
    settle(counter, booth)
    for till, terms in ((counter, "a"), (booth, "b")):
        contracts.edit(till.wang.unit_of_work(), no=no, values={"terms": terms})
    ((contract,),) = booth.query("SELECT id FROM contract WHERE no = :no", no=no)
    counter.sync()
    booth.wang.lease([vehicle_id(vin)])
    signed = contracts.sign(booth.wang.unit_of_work(), contract_id=contract, signing=booth.wang.signing(None))
    assert signed.confirmed
    settle(booth, counter)
    ((case,),) = counter.query(
        "SELECT id FROM sync_case WHERE kind = 'contract' AND contract_id = :c", c=contract
    )
    conflicts.resolve(counter.wang.unit_of_work(), case_id=case, choices={"terms": taken}, mine="second")
    settle(counter, booth)
    ((op,),) = booth.query("SELECT id FROM sync_case WHERE kind = 'op' AND state = 'open'")
    conflicts.resolve(booth.as_("sun").unit_of_work(), case_id=op, choices={"op": "retry"}, mine="second")
    settle(booth, counter)
    for till in (counter, booth):
        assert till.query("SELECT state, terms FROM contract WHERE id = :c", c=contract) == [("signed", "b")]
        waits = till.query(
            "SELECT count(*) FROM sync_case WHERE state = 'open' AND contract_id = :c", c=contract
        )
        assert waits == [(int(taken == "theirs"),)], "only where a person had decided otherwise"
