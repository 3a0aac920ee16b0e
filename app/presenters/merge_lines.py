"""The merge dialog's table: sections, fields with three values and a result, and cars to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import N_, plural, tr
from app.presenters.merge import FIELDS, TYPED, Case, MergeField, MergeGroup, MergeState

ICONS = {
    "price": "cash-multiple", "buyer": "account-outline", "vehicle": "car-outline",
    "delivery": "truck-fast-outline", "terms": "file-document-outline", "plan": "credit-card-outline",
    "line": "puzzle-outline", "money": "cash-check",
}  # fmt: skip
_TAKEN = {
    "base": N_("as before"), "mine": N_("mine"), "theirs": N_("theirs"), "typed": N_("typed"),
}  # fmt: skip


@dataclass(frozen=True)
class MergeLine:
    """A line. `kind`: section, field, car, or settled; `choice`: what was taken, empty while it is open."""

    kind: str
    group: str
    title: str
    at: int = -1
    """Which of the case's groups it belongs to."""
    base: str = ""
    mine: str = ""
    theirs: str = ""
    result: str = ""
    note: str = ""
    choice: str = ""
    current: bool = False
    typed: bool = False
    """Its result can be typed."""
    value: str = ""
    """Of a car: its VIN."""
    enabled: bool = True


def lines(state: MergeState) -> tuple[MergeLine, ...]:
    """The whole table."""
    case = state.case
    if case is None:
        return ()
    made: list[MergeLine] = []
    if case.kind == "vehicle":
        made += _cars(case, state)
    for at, group in enumerate(case.groups):
        made += _group(state, group, at)
    if case.settled:
        made.append(MergeLine("section", "", tr("Without conflict"), note=tr("stays as it is")))
        for group in case.settled:
            made += [_settled(group, field) for field in group.fields]
    return tuple(made)


def _group(state: MergeState, group: MergeGroup, at: int) -> list[MergeLine]:
    choice, current = state.choices.get(group.name, ""), at == state.at
    note = "" if choice else tr("choose")
    made = [MergeLine("section", group.name, group.title, at, note=note, choice=choice)]
    return made + [_field(state, group, field, at, choice, current) for field in group.fields]


def _field(
    state: MergeState, group: MergeGroup, field: MergeField, at: int, choice: str, current: bool
) -> MergeLine:
    typed = TYPED.get(group.name) == field.name
    if choice:
        computed = choice == "typed" and field.name == "discount"
        result = tr("computed") if computed else state.result(group, field) or "—"
        note = tr(_TAKEN[choice])
    else:
        result = tr("Press 2 or 3, or 4 to type") if typed else tr("Press 2 or 3")
        note = ""
    return MergeLine(
        "field", group.name, tr(FIELDS[field.name]), at, field.base, field.mine, field.theirs, result, note,
        choice, current, typed,
    )  # fmt: skip


def _settled(group: MergeGroup, field: MergeField) -> MergeLine:
    name = tr(FIELDS.get(field.name, field.name))
    return MergeLine("settled", group.name, name, result=field.mine, note=group.note)


def _cars(case: Case, state: MergeState) -> list[MergeLine]:
    chosen = state.choices.get("vehicle", "")
    made = [MergeLine("section", "vehicle", tr("Car"), 0, note="" if chosen else tr("choose"), choice=chosen)]
    for at, car in enumerate(case.cars):
        first = at == 0
        made.append(
            MergeLine(
                "car", "vehicle", tr("Car") if first else "", 0, mine=case.lost if first else "",
                theirs=case.won if first else "", result=car.words,
                note=car.note or (tr("free") if car.free else tr("held elsewhere")),
                choice="mine" if car.vin == chosen else "", current=at == state.at, value=car.vin,
                enabled=car.free,
            )
        )  # fmt: skip
    return made


@dataclass(frozen=True)
class GroupRow:
    """A line of the list at the left: `state` is done, open, or settled."""

    at: int
    icon: str
    title: str
    words: str
    state: str
    current: bool


def groups(state: MergeState) -> tuple[GroupRow, ...]:
    """The groups, those with a conflict first."""
    case = state.case
    if case is None:
        return ()
    made: list[GroupRow] = []
    if case.kind == "vehicle":
        made.append(_row(0, "vehicle", tr("Car"), bool(state.choices.get("vehicle")), current=True))
    for at, group in enumerate(case.groups):
        made.append(_row(at, group.name, group.title, group.name in state.choices, current=at == state.at))
    for group in case.settled:
        icon = ICONS.get(group.name.partition(":")[0], "file-document-outline")
        made.append(GroupRow(-1, icon, group.title, group.note or tr("no conflict"), "settled", False))
    return tuple(made)


def _row(at: int, name: str, title: str, decided: bool, *, current: bool) -> GroupRow:
    icon = ICONS.get(name.partition(":")[0], "file-document-outline")
    words = tr("decided") if decided else tr("to decide")
    return GroupRow(at, icon, title, words, "done" if decided else "open", current)


def count_words(state: MergeState) -> str:
    """`3 conflicts, 1 left`."""
    case = state.case
    if case is None:
        return ""
    count = len(case.groups) + (case.kind == "vehicle")
    conflicts = plural(count, N_("{n} conflict"), N_("{n} conflicts"))
    left = plural(state.left, N_("{n} left"), N_("{n} left"))
    return f"{conflicts} · {left}" if state.left else conflicts


def outcome_words(state: MergeState) -> str:
    """What the merged contract will say about the price, and whether somebody must approve it again."""
    price = (
        next((group for group in state.case.groups if group.name == "price"), None) if state.case else None
    )
    if price is None or not state.choices.get("price"):
        return ""
    shown = next((field for field in price.fields if field.name == "price"), None)
    amount = state.result(price, shown) if shown else ""
    return tr("After merging: {amount}. A new price is approved anew if it needs to be.").format(
        amount=amount
    )


_ENDINGS = {"wait": N_("Put on the waiting list"), "refund": N_("Cancel and refund it all")}


def ending_words(state: MergeState) -> str:
    """What the button does with an order that lost its car."""
    return tr(_ENDINGS.get(state.choices.get("vehicle", ""), N_("Give the customer this car")))


def follows(state: MergeState) -> str:
    """What is left to do: with another car the order is no contract before its customer has signed for that."""
    chosen = state.choices.get("vehicle", "")
    if state.case is None or not chosen or chosen in _ENDINGS:
        return ""
    return tr("Next {buyer} signs for the new car: Contracts, F10").format(buyer=state.case.buyer)
