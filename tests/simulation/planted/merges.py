"""Bugs of merging: whose value stands, and who hears of it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from app.domain.merge import Merged
from app.models.base import Policy
from app.services.judgement import contracts as contract_checks
from server import (
    cases,
    signed_lines,
)
from server.apply import Applier, _Update
from tests.simulation.planted.planting import bug, nothing, put


@bug
def resolution_of_one_parent(stack: ExitStack) -> None:
    """A decision is taken even if the contract moved meanwhile."""
    real = Applier.apply

    def mine_alone(self: _Update, group: str) -> Merged:
        base = self.history.at_base(self.columns_of(group))
        return Merged({name: self.change["set"].get(name, was) for name, was in base.items()})

    def blind(self: Applier, changes: Any) -> Any:
        if not any(change["table"] == "sync_case" for change in changes):
            return real(self, changes)
        with patch.object(_Update, "together", mine_alone):
            return real(self, changes)

    put(stack, Applier, "apply", blind)


@bug
def contracts_by_clock(stack: ExitStack) -> None:
    """Contracts are merged like notes: the later one wins, and nobody is asked."""
    real = Applier._decide

    def quick(self: Applier, update: Any, group: str, policy: Policy, new: Any) -> None:
        if policy is Policy.MERGE and update.together(group).conflicts:
            self._by_clock(update, new)
        else:
            real(self, update, group, policy, new)

    put(stack, Applier, "_decide", quick)


@bug
def base_ignored(stack: ExitStack) -> None:
    """What came last is written, whatever it was written upon."""
    put(stack, Applier, "_decide", lambda self, update, group, policy, new: update.accepted.update(new))


@bug
def losers_not_logged(stack: ExitStack) -> None:
    """A field that loses leaves no trace."""
    real = Applier._by_clock

    def silent(self: Applier, update: Any, new: Any) -> None:
        real(self, update, new)
        for name in ("lost", "replaced"):
            self._applied.detail.pop(name, None)

    put(stack, Applier, "_by_clock", silent)


@bug
def conflicts_without_case(stack: ExitStack) -> None:
    """A conflict of a contract is not put to anybody."""
    put(stack, cases, "open_contract_case", nothing)


@bug
def signed_can_change(stack: ExitStack) -> None:
    """An edit that was made before the signature came lands on the signed contract."""
    put(stack, contract_checks, "_unsigned", nothing)


@bug
def lines_not_kept(stack: ExitStack) -> None:
    """What others did to lines before a signature came stays on the signed contract."""
    put(stack, signed_lines, "keep", lambda *_: [])
