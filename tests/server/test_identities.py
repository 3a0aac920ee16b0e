"""Who may take over a terminal's work, or come back as one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app import crypto
from app.ids import new_id
from app.models.base import canonical_json
from app.sync import protocol
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason


def asked(terminal: Terminal, user: str = "wang", **more: Any) -> dict[str, Any]:
    """A request for a new identity, signed by the session key."""
    who = terminal.as_(user)
    body = {
        "ticket": who.ticket,
        "terminal": new_id(),
        "secret": "s" * 40,
        "data_key": "k",
        "first_no": 5,
        **more,
    }
    return {**body, "signature": crypto.b64(crypto.sign(who.seed, canonical_json(body).encode()))}


def wrapper(terminal: Terminal, op: protocol.SignedOp) -> protocol.SignedOp:
    """The terminal hands in an op."""
    return terminal.signed(protocol.WRAP, canonical_json({"wrapped": vars(op)}))


def test_nobody_hands_in_the_work_of_a_terminal_that_is_not_the_same_folder(
    world: World, counter: Terminal
) -> None:
    other = world.terminal(user="zhao")
    op = other.op("customer.add", other.customer("张三"), user="zhao")
    assert reason(counter.push(wrapper(counter, op))[0]) == ("quarantined", "forged")
    assert counter.all("customer", name="张三") == []


@pytest.mark.parametrize("tampering", ["first_no", "terminal", "data_key", "signature"])
def test_a_request_for_an_identity_that_was_tampered_with_is_refused(
    counter: Terminal, tampering: str
) -> None:
    body = asked(counter)
    changed = {**body, tampering: 7 if tampering == "first_no" else new_id()}
    response = counter.http.post("/sync/v1/copy", json=changed, headers=counter.bearer)
    assert response.status_code == 401, response.text
    assert counter.http.post("/sync/v1/copy", json=body, headers=counter.bearer).status_code == 200


def test_another_terminals_ticket_gives_no_identity(world: World, counter: Terminal) -> None:
    other = world.terminal(user="zhao")
    response = counter.http.post("/sync/v1/copy", json=asked(other, "zhao"), headers=counter.bearer)
    assert response.status_code == 401


def test_a_lost_terminal_comes_back_only_with_its_own_ticket_and_secret(
    world: World, counter: Terminal
) -> None:
    who = counter.as_("wang")
    body = {"ticket": who.ticket, "secret": "another", "data_key": "k", "name": "x"}
    body["signature"] = crypto.b64(crypto.sign(who.seed, canonical_json(body).encode()))
    assert counter.http.post("/sync/v1/return", json=body).status_code == 401, (
        "it is known, with another secret"
    )
    unsigned = {**body, "signature": crypto.b64(b"0" * 64)}
    assert counter.http.post("/sync/v1/return", json=unsigned).status_code == 401


def test_only_an_op_of_ones_own_with_our_signature_proves_that_the_server_went_back(
    world: World, counter: Terminal
) -> None:
    other = world.terminal(user="zhao")
    op = other.op("customer.add", other.customer("李四"), user="zhao")
    (outcome,) = other.push(op)
    proof = {"header": op.header, "hash": op.hash, "status": "applied", "countersign": outcome["countersign"]}
    faked = json.loads(op.header) | {"terminal": counter.id, "no": 99}
    text = protocol.make_header(faked)
    for body in (proof, {**proof, "header": text, "hash": protocol.header_hash(text)}):
        answer = counter.http.post("/sync/v1/went-back", json=body, headers=counter.bearer).json()
        assert answer["went_back"] is False
    assert (
        other.http.post("/sync/v1/went-back", json=proof, headers=other.bearer).json()["went_back"] is False
    )
