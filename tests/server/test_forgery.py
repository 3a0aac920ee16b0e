"""What an attacker with a terminal of ours and somebody's session could send: none of it counts.

The suite tries a sample, `make forgery` all of it. Every honest op is sent last, as it is: it lands, so what was
refused before was refused for what was wrong with it, and left nothing behind.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from app import crypto
from app.models.base import canonical_json
from app.models.registry import SYNCED
from app.sync import protocol
from app.sync.protocol import SignedOp
from server.models import TerminalSecret
from tests.server import forgeries, forging
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.forgeries import Foreign, Forgery
from tests.server.wire import reason

EVERYTHING = os.environ.get("SHOWROOM_FORGERY") == "all"
SAMPLE = 20
"""Forgeries of each play in the suite."""
AT_LEAST = 5_000
ALLOWED = frozenset({"quarantined", "parked", "refused"})


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    """The attacker's terminal, where everyone has signed in."""
    desk = world.terminal()
    for user in forging.USERS:
        desk.as_(user)
    return desk


@pytest.fixture(scope="module")
def foreign(world: World) -> Foreign:
    """What is not theirs."""
    far, neighbour = world.terminal("XS", "far"), world.terminal(user="zhao")
    sale = far.draft(None, world.model_id, user="far")
    assert reason(far.do("contract.draft", *sale.changes, user="far")) == ("applied", "")
    names = {"customer": sale.customer_id, "deal": sale.deal_id, "contract": sale.contract_id}
    return Foreign(far, neighbour, names)


def attempt(world: World, desk: Terminal, forged: Forgery) -> tuple[str, str]:
    """What becomes of a forgery. Afterwards the terminal goes on as if it had not been, and holds nothing back."""
    who, salt = desk.as_(forged.user), "salt"
    payload = canonical_json({"changes": desk.printed(forged.changes)})
    header = desk.header(forged.action, who.user_id, protocol.payload_hash(salt, payload)) | forged.header
    written = protocol.make_header(header)
    digest = protocol.header_hash(written)
    signature = crypto.b64(crypto.sign(who.seed, digest.encode()))
    op = SignedOp(written, payload, salt, digest, signature, who.ticket)
    response = desk.post([replace(op, **forged.after)])
    desk.incarnation = response.json().get("incarnation", desk.incarnation)
    with world.server.database.writing() as session:
        session.execute(text("UPDATE op_log SET held = 0"))
        secret = session.get_one(TerminalSecret, desk.id)
        desk.no, desk.prev = secret.last_no, secret.last_hash
    if response.status_code != 200:
        return "refused", response.json()["error"]["code"]
    return reason(response.json()["outcomes"][0])


def counts(world: World) -> dict[str, Any]:
    """How many rows there are of what business is about."""
    with world.server.database.reading() as session:
        names = [m.__tablename__ for m in SYNCED if m.__tablename__ not in ("sync_case", "audit_entry")]
        return {
            name: session.execute(text(f'SELECT count(*), sum(ver) FROM "{name}"')).one() for name in names
        }


@pytest.mark.slow
def test_no_forgery_counts_and_the_honest_op_after_them_does(
    world: World, desk: Terminal, foreign: Foreign
) -> None:
    tried, counted, chosen = set[str](), list[tuple[str, tuple[str, str]]](), random.Random(4711)
    for play in list(forging.plays(desk, world.model_id, foreign.far.branch_id)):
        forged = list(forgeries.forgeries(play, foreign))
        before = counts(world)
        for each in forged if EVERYTHING else chosen.sample(forged, SAMPLE):
            outcome = attempt(world, desk, each)
            if outcome[0] not in ALLOWED:
                counted.append((each.label, outcome))
            tried.add(each.label)
        assert counted == []
        assert counts(world) == before, play.action
        honest = Forgery(play.action, play.changes, play.action, play.user)
        assert attempt(world, desk, honest) == ("applied", ""), play.action
    assert len(tried) >= (AT_LEAST if EVERYTHING else SAMPLE * len(forging.USERS))


def test_every_action_of_a_terminal_is_tried(world: World, desk: Terminal, foreign: Foreign) -> None:
    played = {play.action for play in forging.plays(desk, world.model_id, foreign.far.branch_id)}
    assert played >= set(forging.EVERY_ACTION), set(forging.EVERY_ACTION) - played
