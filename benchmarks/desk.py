"""At a desk with a full replica: from the key press to painted rows, and opening pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.views import navigation
from benchmarks import dealership, screen
from benchmarks.measure import Figure, Taken, p95
from benchmarks.screen import Moment
from benchmarks.search import samples

KEY_MS, STALL_MS, ROUNDS, EACH, EDITS = 50, 100, 5, 4, 6
KINDS = {
    "customer": ("two-character name", "pinyin initials", "end of the telephone number"),
    "car": ("end of the VIN", "brand in Chinese", "model's pinyin initials"),
    "deal": ("end of its number",),
    "receipt": ("end of its number", "reference"),
    "model": ("brand in Chinese", "model's pinyin initials"),
}


@dataclass(frozen=True)
class Box:
    """A search box: its page, where one types, where rows are painted, and what is answered there."""

    name: str
    page: str
    subject: str
    edit: Any
    rows: QWidget
    answered: Callable[[], str | None]


def figures() -> Iterator[Figure]:
    """The letter that appears in the box is what search is compared with: no screen does less than that."""
    with screen.signed_in(dealership.FULL) as desk:
        yield from _pages(desk)
        with desk.workplace.reading() as session:
            typed = samples(session)
        typed |= {("model", kind): typed["car", kind] for kind in KINDS["model"]}
        yield from _totals(desk, [text for text in typed["car", "end of the VIN"] if len(text) > 1])
        for box in _boxes(desk):
            desk.shell.open(box.page)
            for kind in KINDS[box.subject]:
                found = [text for text in typed[box.subject, kind] if len(text) > 1]
                yield from _search(box, kind, found)


def _pages(desk: screen.Desk) -> Iterator[Figure]:
    """The longest stall of each page's opening, for the first time and again: until it is painted, and what it reads."""
    for each in navigation.SCREENS:  # as the program does while a password is typed
        import_module(f"app.views.{each.page.split(':')[0]}")
    keys = [each.key for each in navigation.screens_for(desk.roles)]
    firsts = {key: _open(desk, key) for key in keys}
    agains = [{key: _open(desk, key) for key in keys} for _ in range(ROUNDS)]
    for key, first in firsts.items():
        again = Taken([each[key] for each in agains])
        yield Figure(
            f"page {key}, opened first: longest stall", "opened again", again, Taken([first]), STALL_MS,
            judged_by="most",
        )  # fmt: skip


def _open(desk: screen.Desk, key: str) -> float:
    with screen.Stalls() as stalls:
        desk.shell.open(key)
        screen.rest(0.5)
    return stalls.longest


def _totals(desk: screen.Desk, vins: list[str]) -> Iterator[Figure]:
    """From Enter behind an amount at the deal desk to the painted total."""
    desk.shell.open("deal")
    deal = desk.shell.page("deal")
    finder, table = deal.car.finder, deal.price.table
    for vin in vins:
        screen.type_into(finder, vin)
        screen.until(lambda vin=vin: finder._presenter.state.answered and finder._presenter.state.text == vin)
        QTest.keyClick(finder, Qt.Key.Key_Return)
        screen.rest(0.3)
        if table.fields():
            break
    rounds = [[_edit(table, 1_000 + at * ROUNDS + n) for at in range(EDITS)] for n in range(ROUNDS)]
    yield from _both("total after an edit, p95", "the amount as it stands in its field", KEY_MS, rounds)
    deal.presenter.new()


def _edit(table: Any, discount: int) -> list[Moment]:
    """The discount becomes another."""
    field, typed, before = table.fields()["discount"], str(discount), _totals_of(table)
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    field.selectAll()
    (least,) = screen.until_painted(
        partial(screen.type_into, field, typed), (field, lambda: field.text() == typed)
    )
    (whole,) = screen.until_painted(
        partial(QTest.keyClick, field, Qt.Key.Key_Return),
        (table.viewport(), lambda: _totals_of(table) != before),
    )
    screen.rest(0.05)
    return [least, whole]


def _totals_of(table: Any) -> list[int]:
    return [row.amount for row in table._rows.rows if row.total]


def _boxes(desk: screen.Desk) -> list[Box]:
    shell = desk.shell
    deal, people, cars = shell.page("deal"), shell.page("customers"), shell.page("stock")

    def found(presenter: Any) -> str | None:
        return presenter.state.text if presenter.state.answered else None

    def listed(presenter: Any, text: Callable[[Any], str]) -> str | None:
        return None if presenter.state.loading else text(presenter.state)

    boxes = [
        Box(
            f"deal desk, {subject}",
            "deal",
            subject,
            edit,
            edit._list().list.viewport(),
            partial(found, edit._presenter),
        )
        for subject, edit in (("customer", deal.customer.finder), ("car", deal.car.finder))
    ]
    popup = shell.popup
    boxes += [
        Box(
            "global search",
            "deal",
            subject,
            shell.top.search,
            popup.list.viewport(),
            partial(found, popup._presenter),
        )
        for subject in ("customer", "car", "deal", "receipt")
    ]
    showroom = shell.page("showroom")
    return [
        *boxes,
        Box("list of customers", "customers", "customer", people.search, people.table.viewport(),
            partial(listed, people._presenter, lambda state: state.text)),
        Box("list of cars", "stock", "car", cars.search, cars.table.viewport(),
            partial(listed, cars._presenter, lambda state: state.wanted.text)),
        Box("showroom", "showroom", "model", showroom.results.search, showroom.results.cards.viewport(),
            partial(listed, showroom.presenter, lambda state: state.shown.text)),
    ]  # fmt: skip


def _search(box: Box, kind: str, texts: list[str]) -> Iterator[Figure]:
    rounds = [[_type(box, texts[(n * EACH + at) % len(texts)]) for at in range(EACH)] for n in range(ROUNDS)]
    what = f"key to rows, p95: {box.name}, {kind}"
    yield from _both(what, "the letter in the box", KEY_MS, rounds)


def _both(what: str, limit: str, goal: float, rounds: list[list[list[Moment]]]) -> Iterator[Figure]:
    """By the wall's clock and the processor's: on a busy machine the first tells more of the machine than of us."""
    for name, clock in (("", "wall"), (", processor time", "worked")):
        least, whole = (
            Taken([p95([getattr(each[at], clock) for each in taken]) for taken in rounds]) for at in (0, 1)
        )
        yield Figure(what + name, limit, least, whole, goal, judged_by="most")


def _type(box: Box, text: str) -> list[Moment]:
    """The last letter, once what stood before it has been answered; again if the window lost the focus meanwhile."""
    for _ in range(3):
        try:
            return _type_once(box, text)
        except screen.Unseen:
            box.edit.clear()
            screen.rest(0.5)
    raise AssertionError(f"no answer to {text} in {box.name}")


def _type_once(box: Box, text: str) -> list[Moment]:
    box.edit.window().activateWindow()
    box.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
    screen.until(box.edit.hasFocus)
    screen.type_into(box.edit, text[:-1])
    screen.until(lambda: box.answered() == text[:-1])
    screen.rest(0.06)
    taken = screen.until_painted(
        partial(screen.type_into, box.edit, text[-1]),
        (box.edit, lambda: box.edit.text() == text),
        (box.rows, lambda: box.answered() == text),
    )
    box.edit.clear()
    screen.until(lambda: box.answered() == "")
    return taken
