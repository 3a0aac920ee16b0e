"""The till: expected against counted by method, the cash by notes, and the closing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.money import format_amount
from app.domain.shift import METHODS
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.till import TillPresenter, TillShift, TillState
from app.views import theme
from app.views.context import Context
from app.views.money import labels
from app.views.page import Page
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.text import label, set_tone

NOTES = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)
_DONE = {
    "opened": N_("The shift is open"),
    "closed": N_("The shift is closed"),
    "printed": N_("Printed"),
    "filed": N_("Saved as PDF"),
}
_HEADS = (
    N_("Method"),
    N_("Opening"),
    N_("Received"),
    N_("Given back"),
    N_("Expected"),
    N_("Counted"),
    N_("Difference"),
)


class _Line:
    """A method's row: labels, the count, the difference."""

    def __init__(self, grid: QGridLayout, at: int, method: str) -> None:
        self.method = method
        self.name = label(labels.method(method), "strong")
        self.sums = [label("") for _ in range(4)]
        # Of an account more may have gone back than came in; a drawer holds no less than nothing.
        self.counted = MoneyEdit(f"{labels.method(method)}: {tr('Counted')}", signed=method != "cash")
        self.difference = label("", "strong")
        grid.addWidget(self.name, at, 0)
        for column, shown in enumerate((*self.sums, self.counted, self.difference), start=1):
            if isinstance(shown, QLabel):
                shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                shown.setFont(theme.tabular(shown.font()))
            grid.addWidget(shown, at, column)


class TillPage(Page):
    """What should be there on the left, the notes below; the closing at the side."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter("till", lambda: TillPresenter(context.run, desk.more["till"]))
        left = QVBoxLayout()
        left.setSpacing(theme.px(12))
        self.short = Banner(tone="warn")
        self.short.hide()
        left.addWidget(self.short)
        left.addWidget(self._make_sums())
        below = self._below = self._make_below()
        left.addLayout(below, 1)
        self.body.addLayout(left, 1)
        self._side = self._make_side()
        self.body.addWidget(self._side)
        self.yield_room(turn=(below,), sides={self._side: 320})
        self._shown = ""
        self._wire()
        self._presenter.attach(self)
        self._presenter.load()

    def _make_sums(self) -> Card:
        card = Card(tr("Expected and counted"), icon="cash-register", padding=14)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(6))
        for column, head in enumerate(_HEADS):
            shown = label(tr(head), "caption")
            if column:
                shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(shown, 0, column)
        self.lines = [_Line(grid, at + 1, method) for at, method in enumerate(METHODS)]
        grid.setColumnStretch(0, 1)
        card.body.addLayout(grid)
        return card

    def _make_below(self) -> QHBoxLayout:
        below = QHBoxLayout()
        below.setSpacing(theme.px(12))
        below.addWidget(self._make_notes(), 1)
        below.addWidget(self._make_held(), 1)
        return below

    def _make_notes(self) -> Card:
        card = Card(tr("Cash count"), icon="cash-multiple", padding=14)
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.px(4))
        self.notes: dict[int, QLineEdit] = {}
        for at, note in enumerate(NOTES):
            name = f"¥{note // 100}" if note >= 100 else f"¥{format_amount(note)}"
            pieces = QLineEdit()
            pieces.setAccessibleName(tr("Pieces of {note}").format(note=name))
            pieces.setAlignment(Qt.AlignmentFlag.AlignRight)
            pieces.setMaximumWidth(theme.px(80))
            pieces.textEdited.connect(lambda _: self._add_up())
            self.notes[note] = pieces
            row, column = at % 4, at // 4 * 2
            grid.addWidget(label(name), row, column)
            grid.addWidget(pieces, row, column + 1)
        card.body.addLayout(grid)
        card.body.addWidget(
            label(tr("Pieces of each note; the sum goes to the cash that was counted."), "caption", wrap=True)
        )
        card.body.addStretch(1)
        return card

    def _make_held(self) -> Card:
        card = Card(tr("Money of customers"), icon="bank-outline", padding=14)
        self._held = FactList(spacing=8)
        self._balanced = label("", "caption")
        card.body.addWidget(self._held)
        card.body.addStretch(1)
        card.body.addWidget(self._balanced)
        return card

    def _make_side(self) -> Card:
        card = Card(tr("Shift"), icon="lock-clock", padding=14)
        self.which = Choice(tr("Shift"))
        self.opening = MoneyEdit(tr("Cash in the drawer (¥)"))
        self.reason = QLineEdit()
        self._facts = FactList(spacing=8)
        self._past = FactList(spacing=6)
        self.fields = {
            "which": Field(tr("Shift"), self.which),
            "opening_cash": Field(tr("Cash in the drawer (¥)"), self.opening),
            "reason": Field(tr("Reason for the difference"), self.reason),
        }
        self.last = Choice(tr("Earlier closings"))
        inside = QVBoxLayout()
        inside.setSpacing(theme.px(10))
        parts: list[QWidget] = [*self.fields.values(), self._facts]
        for part in parts:
            inside.addWidget(part)
        inside.addStretch(1)
        self._earlier = label(tr("Earlier closings"), "section")
        inside.addWidget(self._earlier)
        inside.addWidget(self.last)
        inside.addWidget(self._past)
        card.body.addLayout(inside)
        buttons = QVBoxLayout()
        self.begin = Button(tr("Open a shift"), key="Enter", on_click=self._open)
        self.close_it = Button(
            tr("Close and print"), icon="lock-outline", kind="primary", key="Ctrl+Enter", on_click=self._close
        )
        self.again = Button(tr("Print a copy"), icon="printer-outline", key="F10", on_click=self._print)
        for button in (self.begin, self.close_it, self.again):
            buttons.addWidget(button)
        foot = card.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addLayout(buttons)
        return card

    def _wire(self) -> None:
        self.which.chosen.connect(self._presenter.choose)
        self.last.chosen.connect(lambda _: self._show_past(self._presenter.state))
        for line in self.lines:
            line.counted.amount_changed.connect(lambda _: self._judge())
            line.counted.refused.connect(self._refused)
        self.add_key(tr("Money"), "F9", lambda: self.go.emit("money", None))
        self.opening.returnPressed.connect(self._open)
        self._print_key = self.add_key(tr("Print a copy"), "F10", self._print)
        self._close_key = self.add_key(tr("Close and print"), "Ctrl+Return", self._close, is_next=True)
        self.add_key(tr("Refresh"), "F5", self._presenter.load, in_bar=False)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("money", None), in_bar=False)

    def title(self) -> str:
        return tr("Count the till")

    def focus_first(self) -> None:
        first = self.lines[0].counted if self._presenter.state.shift is not None else self.opening
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------ showing

    def show_state(self, state: TillState) -> None:
        """The shift that is counted, or the offer to open one."""
        shift = state.shift
        self.which.set_choices([(each.id, f"{each.cashier} · {each.terminal}") for each in state.open])
        self.fields["which"].setVisible(len(state.open) > 1)
        self.fields["opening_cash"].setVisible(not state.has_own)
        self.begin.setVisible(not state.has_own)
        self.begin.set_kind("primary" if shift is None else "plain")
        self.close_it.setVisible(shift is not None)
        self._close_key.setEnabled(shift is not None)
        self.fields["reason"].setVisible(shift is not None)
        for button in (self.begin, self.close_it, self.again):
            button.set_busy(state.busy)
        if (shift.id if shift else "") != self._shown:
            self._start_counting(shift.id if shift else "")
        facts = [] if shift is None else [
            (tr("Cashier"), shift.cashier), (tr("Terminal"), shift.terminal),
            (tr("Open since"), words.moment(shift.opened_at, self.context.desk.clock.now())),
            (tr("Receipts"), str(shift.receipts)),
        ]  # fmt: skip
        self._facts.set_facts(facts)
        self._show_sums(state)
        self._show_held(state)
        self.last.set_choices([(each.id, _named(each)) for each in state.closed])
        self._print_key.setEnabled(bool(state.closed))
        for part in (self._earlier, self.last, self.again):
            part.setVisible(bool(state.closed))
        self._show_past(state)
        if state.done:
            self.said.emit(tr(_DONE[state.done]), state.told)

    def _start_counting(self, shift_id: str) -> None:
        self._shown = shift_id
        self.which.set_key(shift_id)
        self.reason.clear()
        self.fields["reason"].set_error("")
        for line in self.lines:
            line.counted.set_amount(None)
        for pieces in self.notes.values():
            pieces.clear()

    def _show_sums(self, state: TillState) -> None:
        shift = state.shift
        for line in self.lines:
            line.counted.setEnabled(shift is not None)
            known = (
                next((each for each in shift.lines if each.method == line.method), None) if shift else None
            )
            sums = (known.opening, known.received, -known.given_back, known.expected) if known else ()
            for shown, amount in zip(line.sums, sums, strict=False):
                shown.setText(format_amount(amount).replace("-", "−"))
        self._judge()

    def _show_held(self, state: TillState) -> None:
        held = state.held
        self._held.set_facts(
            [
                (tr("Deposit (定金)"), words.money(held.deposit)),
                (tr("Prepayment (订金)"), words.money(held.prepayment)),
                (tr("Paid towards prices"), words.money(held.payment)),
            ]
        )
        text = (
            tr("The ledger balances to the cent")
            if held.balanced
            else tr("The ledger does not balance: run doctor")
        )
        self._balanced.setText(text)
        set_tone(self._balanced, "ok" if held.balanced else "bad")

    def _show_past(self, state: TillState) -> None:
        found = next((each for each in state.closed if each.id == self.last.key()), None)
        facts = (
            [(tr("Difference"), words.money(found.difference)), (tr("Reason"), found.reason or "—")]
            if found
            else []
        )
        self._past.set_facts(facts)

    # ------------------------------------------------------------ counting

    def _refused(self, sentence: str) -> None:
        if sentence:
            self.banner.say(sentence)
        else:
            self.banner.hide()

    def _counted(self) -> dict[str, int]:
        return {line.method: line.counted.amount() or 0 for line in self.lines}

    def _add_up(self) -> None:
        total = sum(
            note * int(pieces.text()) for note, pieces in self.notes.items() if pieces.text().isdigit()
        )
        self.lines[0].counted.set_amount(total)
        self._judge()

    def _judge(self) -> None:
        """What differs, beside its method, and in a sentence above once something was counted."""
        state = self._presenter.state
        begun = any(line.counted.amount() is not None for line in self.lines)
        found = self._presenter.difference(self._counted()) if begun else {}
        for line in self.lines:
            amount = found.get(line.method, 0)
            line.difference.setText(format_amount(amount).replace("-", "−") if begun else "")
            set_tone(line.difference, "bad" if amount else "ok")
        self.short.setVisible(bool(found) and state.shift is not None)
        if found:
            total = words.money(sum(found.values()))
            told = tr("Count again, or give a reason. It can be closed either way, but not without one.")
            self.short.say(tr("The count differs by {amount}").format(amount=total), told, tone="warn")

    def _open(self) -> None:
        if self.opening.take():
            self._presenter.open(self.opening.amount() or 0)

    def _close(self) -> None:
        if all(line.counted.take() for line in self.lines) and self.close_it.isVisibleTo(self):
            self._presenter.close(self._counted(), self.reason.text())

    def _print(self) -> None:
        if self.last.key():
            self._presenter.print(self.last.key())


def _named(shift: TillShift) -> str:
    closed_at = shift.closed_at or shift.opened_at
    return f"{words.day(closed_at)} {words.hour(closed_at)} · {shift.cashier}"
