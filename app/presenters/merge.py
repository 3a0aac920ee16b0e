"""The merge dialog: what was, what we entered, what they entered, and what shall hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.errors import UserError
from app.i18n import N_, plural, tr
from app.presenters.base import Presenter, Run

SIDES = ("base", "mine", "theirs")
TITLES = {
    "price": N_("Price"), "buyer": N_("Buyer"), "vehicle": N_("Car"), "delivery": N_("Handover"),
    "terms": N_("Terms"), "plan": N_("Payment plan"), "line": N_("Add-on"), "money": N_("Money taken"),
}  # fmt: skip
FIELDS = {
    "list_price": N_("List price"), "price": N_("Price"), "discount": N_("Discount"),
    "delivery_date": N_("Handover date"), "delivery_place": N_("Handover place"),
    "buyer_name": N_("Name"), "buyer_phone": N_("Telephone"),
    "buyer_id_number": N_("Identity number"), "buyer_address": N_("Address"), "vin": N_("VIN"),
    "colour": N_("Colour"), "terms": N_("Terms"), "plan": N_("Payment plan"), "label": N_("Add-on"),
    "amount": N_("Amount"), "paid": N_("Received"), "model": N_("Model"),
    "value": N_("Value"), "options": N_("Options"),
}  # fmt: skip
TYPED = {"price": "price", "delivery": "delivery_date"}
"""Groups whose first field can be typed in, and which field that is."""


@dataclass(frozen=True)
class MergeField:
    """One field with its three values, as people read them."""

    name: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class MergeGroup:
    """Fields that are decided together."""

    name: str
    fields: tuple[MergeField, ...]
    note: str = ""
    """A word about a group that needs no decision."""

    @property
    def title(self) -> str:
        """The group as people call it; a line by its name."""
        what = tr(TITLES.get(self.name.partition(":")[0], self.name))
        named = (field for field in self.fields if field.name == "label")
        called = [name for field in named for name in (field.mine, field.theirs) if name not in ("", "—")]
        return tr("{what}: {parts}").format(what=what, parts=called[0]) if called else what


@dataclass(frozen=True)
class OtherCar:
    """A car that the second customer could have instead, or another ending: `wait`, `refund`."""

    vin: str
    words: str
    free: bool
    note: str = ""
    """What stands beside it, if not whether the car is free."""


@dataclass(frozen=True)
class Case:
    """A case as the dialog shows it."""

    id: str
    kind: str
    contract_no: str
    summary: str
    mine_by: str
    theirs_by: str
    groups: tuple[MergeGroup, ...] = ()
    cars: tuple[OtherCar, ...] = ()
    buyer: str = ""
    headline: str = ""
    """What happened, in one sentence."""
    lost: str = ""
    won: str = ""
    """Of a car sold twice: the order that lost it, and who has it."""
    settled: tuple[MergeGroup, ...] = ()
    """Groups that nobody needs to decide."""
    signed: str = ""
    """The side that the customer signed, if one: it stands, whatever is chosen here."""
    again: bool = False
    """Whether it had been asked before."""
    promised: bool = True
    """Whether its contract says by when the car is there."""
    may_decide: bool = True
    """Whether whoever looks at it may decide it; others read it."""


class MergeGateway(Protocol):
    """What the dialog needs of the terminal."""

    def case(self, case_id: str) -> Case | None:
        """An open case."""

    def resolve(self, case_id: str, choices: Mapping[str, str]) -> None:
        """Write the decision: per group a side or a value, or the other car's VIN."""


@dataclass(frozen=True)
class MergeState:
    """What was decided so far. `at` is the group that the keys speak of."""

    case: Case | None = None
    loaded: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    promise: str = ""
    """The day by which a car is promised to who goes on the waiting list, as it was typed."""
    at: int = 0
    busy: bool = False
    done: bool = False

    @property
    def left(self) -> int:
        """How many decisions are missing."""
        if self.case is None:
            return 0
        if self.case.kind == "vehicle":
            return 0 if self.choices.get("vehicle") and (self.promise.strip() or not self.asks_promise) else 1
        return sum(group.name not in self.choices for group in self.case.groups)

    @property
    def asks_promise(self) -> bool:
        """Whether it goes on the waiting list, and nobody has said until when."""
        return self.case is not None and not self.case.promised and self.choices.get("vehicle") == "wait"

    @property
    def why_not(self) -> str:
        """Why it cannot be saved yet; empty when it can."""
        if self.case is not None and not self.case.may_decide:
            return tr("A salesperson or a manager of the branch decides this. You need not do anything.")
        return plural(self.left, N_("{n} still to decide"), N_("{n} still to decide")) if self.left else ""

    def result(self, group: MergeGroup, shown: MergeField) -> str:
        """What a field will say, as far as that is decided."""
        choice = self.choices.get(group.name)
        if choice in SIDES:
            return str(getattr(shown, choice))
        if choice == "typed":
            return self.typed.get(group.name, "") if shown.name == TYPED[group.name] else shown.mine
        return ""


class MergePresenter(Presenter[MergeState]):
    """Takes one decision after the other and writes them together."""

    def __init__(self, run: Run, gateway: MergeGateway, case_id: str) -> None:
        super().__init__(run, MergeState())
        self._gateway, self._case_id = gateway, case_id

    def load(self) -> None:
        """Read the case."""
        self._ask(
            lambda: self._gateway.case(self._case_id),
            self._loaded,
            topic="case",
        )

    def _loaded(self, case: Case | None) -> None:
        signed = (
            {group.name: case.signed for group in case.groups} if case is not None and case.signed else {}
        )
        self._set(case=case, loaded=True, choices=signed or self.state.choices)

    def move(self, step: int) -> None:
        """Speak of another group; past the last one there is none."""
        case = self.state.case
        count = len(case.cars if case.kind == "vehicle" else case.groups) if case is not None else 0
        if count:
            self._set(at=min(max(self.state.at + step, 0), count - 1))

    def go_to(self, at: int) -> None:
        """Speak of this group."""
        self._set(at=at)

    def next_open(self) -> None:
        """The next group without a decision."""
        case = self.state.case
        if case is None:
            return
        order = [*range(self.state.at + 1, len(case.groups)), *range(self.state.at + 1)]
        at = next((n for n in order if case.groups[n].name not in self.state.choices), self.state.at)
        self._set(at=at)

    def choose(self, side: str, group: str = "") -> None:
        """Take a side for a group: what was, ours or theirs."""
        case = self.state.case
        if case is None or self.state.busy or not case.groups:
            return
        name = group or case.groups[self.state.at].name
        self._set(choices={**self.state.choices, name: side})

    def type(self, group: str, text: str) -> None:
        """Another value than any of the three."""
        typed = {**self.state.typed, group: text}
        self._set(typed=typed, choices={**self.state.choices, group: "typed"})

    def choose_car(self, vin: str) -> None:
        """The other car for the second customer."""
        self._set(choices={"vehicle": vin})

    def set_promise(self, text: str) -> None:
        """The day by which a car is promised."""
        self._set(promise=text)

    def save(self) -> None:
        """Write the decisions, all of them or none."""
        state = self.state
        if state.case is None or state.left or state.busy or not state.case.may_decide:
            return
        case_id, answers = state.case.id, self._answers(state)
        self._set(busy=True)
        self._run(lambda: self._gateway.resolve(case_id, answers), self._saved, self._not_saved)

    def _answers(self, state: MergeState) -> dict[str, str]:
        promised = {"delivery_date": state.promise.strip()} if state.asks_promise else {}
        return promised | {
            TYPED[name] if choice == "typed" else name: state.typed[name] if choice == "typed" else choice
            for name, choice in state.choices.items()
        }

    def _saved(self, _: object) -> None:
        self._set(busy=False, done=True)

    def _not_saved(self, error: Exception) -> None:
        self._set(busy=False)
        if isinstance(error, UserError) and error.code == "case_resolved":
            self.state = replace(self.state, case=None)
        self._fail(error)
