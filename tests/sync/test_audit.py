"""`audit verify` names what was tampered with, and what is missing."""

from __future__ import annotations

from app.sync import integrity
from tests.shop import Till, new_vin, settle


def problems(till: Till) -> list[str]:
    wang = till.wang
    with wang.reading() as session:
        return integrity.verify_audit(session, wang.vault.identity().server_signing_key, wang.identity.id)[1]


def test_a_missing_head_or_tail_and_a_malformed_header_are_problems(counter: Till) -> None:
    vin, *_ = counter.receive(new_vin(), new_vin())
    counter.sell(vin)
    settle(counter)
    assert not problems(counter)
    ((last,),) = counter.query("SELECT max(no) FROM op")
    assert last > 1
    counter.execute("UPDATE op SET header = '{' WHERE no = 1")
    assert "op 1: header unreadable" in problems(counter)
    counter.execute("DELETE FROM op WHERE no = 1")
    assert "op 1: missing" in problems(counter)
    counter.execute("DELETE FROM op WHERE no = ?", last)
    assert f"op {last}: missing" in problems(counter)
