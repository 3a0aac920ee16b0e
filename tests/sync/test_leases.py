"""A lease is in one hand, whatever several programs of a terminal do at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from app.errors import SignInFailed
from app.ids import vehicle_id
from app.sync.engine import Engine
from app.sync.transport import Transport
from tests.shop import Till, new_vin, settle


def test_a_lease_that_another_program_gives_back_is_not_kept(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    car, real, first = vehicle_id(vin), Engine.lease, [True]
    other = counter.as_("zhao")
    beside = threading.Thread(target=lambda: other.lease([], [car]))

    def slow(self: Engine, want: list[str], release: list[str], *, kind: str = "day") -> dict[str, Any]:
        answer = real(self, want, release, kind=kind)
        if want and first.pop():
            beside.start()
            beside.join(0.5)
        return answer

    monkeypatch.setattr(Engine, "lease", slow)
    counter.wang.lease([car])
    beside.join()
    first.append(False)
    booth.wang.lease([car])
    assert not counter.sell(vin).confirmed
    assert booth.sell(vin).confirmed


def test_a_server_that_refuses_the_lease_at_the_counter_makes_the_sale_provisional(
    counter: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter)

    def refused(*_: object, **__: object) -> None:
        raise SignInFailed("too_many_attempts", "Too many attempts.", seconds=60)

    monkeypatch.setattr(Transport, "leases", refused)
    assert not counter.wang.try_lease(vehicle_id(vin))
    assert not counter.sell(vin).confirmed
