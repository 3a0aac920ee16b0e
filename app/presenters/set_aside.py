"""What the server set aside: what was done, why it does not count yet, and what a manager makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.errors import UserError
from app.i18n import N_, tr
from app.presenters.base import Presenter, Run

DECISIONS: dict[str, tuple[str, str]] = {
    "retry": (
        N_("Try again"),
        N_("The centre judges it again as it is, and says why if it still does not go."),
    ),
    "accept": (N_("Accept"), N_("It counts as it was done, although a rule says no.")),
    "correct": (N_("Correct"), N_("It counts with the values that you put right here.")),
    "reverse": (
        N_("Reverse"),
        N_("It is posted and taken back at once: contract cancelled, money given back with a receipt."),
    ),
    "discard": (N_("Leave it out"), N_("It never counts. Nothing is posted, no money and no car.")),
}
"""Each decision that the service knows: what it is called, and what comes of it."""
NOTED: dict[str, tuple[str, str]] = {
    "paper": (
        N_("The customer has the new paper"),
        N_("Contract and receipt were printed again, and the old ones taken back."),
    ),
    "used_car": (
        N_("It is settled"),
        N_("The car is handed in for one of the two, and the other contract says so."),
    ),
    "lines": (
        N_("It is settled"),
        N_("Contract and paper say the same again, by an amendment that the customer signed."),
    ),
    "dates": (
        N_("I have looked at it"),
        N_("Why the days differ is known; the papers stay as they are."),
    ),
}
"""Of these a person only says that it was seen to."""
MILD = ("retry", "discard")
"""What is left to a manager who may not let it count."""
REASONED = frozenset({"reverse", "discard"})
"""Decisions that nobody takes without saying why."""
CORRECTABLE = {
    "price": N_("Price"), "delivery_date": N_("Handover date"), "delivery_place": N_("Handover place"),
    "buyer.name": N_("Buyer's name"), "buyer.phone": N_("Buyer's telephone"),
    "customer.name": N_("Customer's name"), "customer.phone": N_("Customer's telephone"),
}  # fmt: skip


@dataclass(frozen=True)
class Aside:
    """A case as the dialog shows it. `facts` are names and values; `fields` what can be corrected, with its value."""

    id: str
    kind: str
    """`op`, `paper`: a number that was given out twice, `used_car`: one that two contracts count on,
    `lines` that a signed contract lacks, or `dates`: papers with another day than theirs."""
    title: str
    why: str
    facts: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...] = ()
    may_decide: bool = False
    refusal: str = ""
    """Why this person may not decide, or not let it count."""
    money: bool = False
    """Money was received with it."""

    @property
    def decisions(self) -> tuple[str, ...]:
        """What can be decided, the mildest first."""
        if self.kind in NOTED:
            return (self.kind,)
        offered = MILD if self.refusal else DECISIONS
        return tuple(each for each in offered if each != "correct" or self.fields)


class AsideGateway(Protocol):
    """What the dialog needs of the terminal."""

    def case(self, case_id: str) -> Aside | None:
        """An open case."""

    def decide(self, case_id: str, choices: Mapping[str, str]) -> None:
        """Write the decision."""


@dataclass(frozen=True)
class AsideState:
    """What is chosen so far."""

    case: Aside | None = None
    loaded: bool = False
    decision: str = ""
    reason: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    busy: bool = False
    done: bool = False

    @property
    def why_not(self) -> str:
        """Why it cannot be decided yet; empty when it can."""
        if self.case is None:
            return tr("Somebody has decided this already.") if self.loaded else ""
        if not self.case.may_decide:
            return self.case.refusal
        if not self.decision:
            return tr("Choose what becomes of it")
        if self.decision in REASONED and not self.reason.strip():
            return tr("Say why: the reason stays with it")
        if self.decision == "correct" and not self.changed:
            return tr("Put at least one value right")
        return ""

    @property
    def changed(self) -> dict[str, str]:
        """The values that differ from what was entered."""
        before = dict(self.case.fields) if self.case else {}
        return {
            name: text.strip()
            for name, text in self.values.items()
            if text.strip() and text.strip() != before.get(name)
        }


class AsidePresenter(Presenter[AsideState]):
    """One decision, with its reason or its values."""

    def __init__(self, run: Run, gateway: AsideGateway, case_id: str) -> None:
        super().__init__(run, AsideState())
        self._gateway, self._case_id = gateway, case_id

    def load(self) -> None:
        """Read the case."""
        self._ask(lambda: self._gateway.case(self._case_id), self._loaded, topic="case")

    def _loaded(self, case: Aside | None) -> None:
        only = case is not None and case.may_decide and len(case.decisions) == 1
        self._set(case=case, loaded=True, decision=case.decisions[0] if case and only else "")

    def choose(self, decision: str) -> None:
        """What becomes of it."""
        case = self.state.case
        if case is not None and case.may_decide and decision in case.decisions:
            self._set(decision=decision)

    def choose_at(self, at: int) -> None:
        """The same, by its place in the list."""
        case = self.state.case
        if case is not None and at < len(case.decisions):
            self.choose(case.decisions[at])

    def set_reason(self, text: str) -> None:
        """Why."""
        self._set(reason=text)

    def set_value(self, name: str, text: str) -> None:
        """What a field should have said."""
        self._set(values={**self.state.values, name: text})

    def save(self) -> None:
        """Write it."""
        state = self.state
        if state.case is None or state.why_not or state.busy:
            return
        case_id, choices = state.case.id, self._choices(state)
        self._set(busy=True)
        self._run(lambda: self._gateway.decide(case_id, choices), self._saved, self._not_saved)

    @staticmethod
    def _choices(state: AsideState) -> dict[str, str]:
        if state.decision in NOTED:
            return {state.decision: "mine"}
        reason = {"reason": state.reason.strip()} if state.reason.strip() else {}
        values = state.changed if state.decision == "correct" else {}
        return {"op": state.decision, **reason, **values}

    def _saved(self, _: object) -> None:
        self._set(busy=False, done=True)

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, UserError) and error.code == "case_resolved":
            self.state = replace(self.state, case=None)
        self._set(busy=False)
        self._fail(error)
