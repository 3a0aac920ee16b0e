"""A desk that is used daily renews its tickets."""

from __future__ import annotations

import pytest

from app.gateways.terminal import TerminalGateway
from app.vault.tickets import claims
from app.workplace import Workplace
from tests.shop import PASSWORD, Till


def test_signing_in_at_the_desk_renews_a_ticket_that_is_half_over(
    counter: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counter.wang.unlocked.session.ticket
    monkeypatch.setattr(Workplace, "half_over", property(lambda self: True))
    gateway = TerminalGateway(counter.folder, lambda: counter.app)
    gateway.sign_in(login="wang", password=PASSWORD)
    gateway.renewed()
    gateway.close()
    after = counter.app.sign_in("wang", PASSWORD).unlocked.session.ticket
    assert claims(after)["issued_at"] > claims(before)["issued_at"]
