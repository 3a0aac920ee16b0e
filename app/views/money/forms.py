"""The form for money that comes in, and what all forms beside the receipts have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.shift import METHODS
from app.i18n import tr
from app.presenters import words
from app.presenters.cancelling import fate_words
from app.presenters.money import MoneyState, Part, Standing
from app.views import errors, theme
from app.views.money import labels
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.scroll import scrolling
from app.views.widgets.segments import Segments
from app.views.widgets.text import label, row

TYPING_MS = 150
MOST_PARTS = len(METHODS)


class MoneyForm(Card):
    """A card with a banner, fields that scroll, and two buttons."""

    back = Signal()

    def __init__(self, title: str, icon: str, commit: str) -> None:
        super().__init__(title, icon=icon, padding=0)
        content = QWidget()
        content.setProperty("ground", "surface")
        self.inside = QVBoxLayout(content)
        self.inside.setContentsMargins(*(theme.px(14),) * 4)
        self.inside.setSpacing(theme.px(12))
        self.banner = Banner(tone="bad")
        self.banner.hide()
        self.inside.addWidget(self.banner)
        self.area = scrolling(content, only_down=True)
        self.body.addWidget(self.area)
        self.fields: dict[str, Field] = {}
        self.buttons = QVBoxLayout()
        self.commit = Button(commit, kind="primary", key="Ctrl+Enter", on_click=self.go)
        self.buttons.addWidget(self.commit)
        self.buttons.addWidget(Button(tr("Back"), key="Esc", on_click=self.back.emit))
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addLayout(self.buttons)

    def add(self, name: str, field: Field) -> None:
        """A field under the name by which errors call it."""
        self.fields[name] = field
        self.inside.addWidget(field)

    def clear_errors(self) -> None:
        """Nothing is wrong yet."""
        errors.clear(self.fields)
        self.banner.hide()

    def missing(self, name: str) -> None:
        """Say that a field is needed, and go there."""
        self.fields[name].set_missing()
        self.fields[name].control.setFocus()

    def start(self, state: MoneyState) -> None:
        """The form was opened."""

    def focus_first(self) -> None:
        """Put the focus where work begins."""

    def show_state(self, state: MoneyState) -> None:
        """Show what the page knows."""

    def go(self) -> None:
        """Do what the form is for."""

    def show_error(self, error: Exception) -> None:
        """Beside the field it names, or above the form."""
        errors.present(error, banner=self.banner, fields=self.fields)


class _PartRow(QWidget):
    """One method with its amount and reference."""

    def __init__(self, number: int) -> None:
        super().__init__()
        name = tr("Part {n}").format(n=number)
        self.method = Choice(f"{name}: {tr('Way to pay')}", labels.methods())
        self.amount = MoneyEdit(f"{name}: {tr('Amount (¥)')}")
        self.reference = QLineEdit()
        self.reference.setAccessibleName(f"{name}: {tr('Reference')}")
        self.reference.setPlaceholderText(tr("Slip or transaction no."))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(6))
        line = row(self.method, self.amount, spacing=8)
        line.setStretch(1, 1)
        inside.addLayout(line)
        inside.addWidget(self.reference)


class TakeForm(MoneyForm):
    """For which deal, as what, and by which methods: a receipt for each."""

    deals_asked = Signal(str)
    deal_chosen = Signal(str)
    take_asked = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__(tr("Take money"), "cash-plus", tr("Take it"))
        self.search, self.deal = QLineEdit(), Choice(tr("Deal"))
        self.search.setPlaceholderText(tr("Number, buyer, VIN or model"))
        self.add("find", Field(tr("Find a deal"), self.search))
        self.add("deal", Field(tr("Deal"), self.deal))
        self._facts = FactList(spacing=6)
        self.inside.addWidget(self._facts)
        self.purpose = Segments(
            [("balance", tr("Car price")), ("put_down", tr("Deposit"))], name=tr("Purpose")
        )
        self.purpose.chosen.connect(self._show_law)
        self.inside.addLayout(row(self.purpose, None))
        self._law = label("", "caption", wrap=True)
        self.inside.addWidget(self._law)
        self.parts = [_PartRow(number + 1) for number in range(MOST_PARTS)]
        self.fields["amount"] = self.fields["method"] = Field(tr("Amounts"), self._make_parts())
        self.inside.addWidget(self.fields["amount"])
        for part in self.parts:
            part.amount.refused.connect(self.fields["amount"].set_error)
        self.more = link(tr("Another way to pay"), self._add_part)
        self.inside.addLayout(row(self.more, None))
        self.inside.addStretch(1)
        self._standing: Standing | None = None
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(lambda: self.deals_asked.emit(self.search.text()))
        self.search.textEdited.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self.parts[0].amount.setFocus)
        self.deal.chosen.connect(self.deal_chosen)

    def _make_parts(self) -> QWidget:
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        for part in self.parts:
            inside.addWidget(part)
        return holder

    def start(self, state: MoneyState) -> None:
        """Empty; one way to pay."""
        self.clear_errors()
        self.search.clear()
        self.deal.clear()
        self._standing = None
        self.purpose.set_current("balance")
        for number, part in enumerate(self.parts):
            part.setVisible(number == 0)
            part.method.set_key(METHODS[number])
            part.amount.set_amount(None)
            part.reference.clear()
        self.more.setEnabled(True)

    def focus_first(self) -> None:
        """Where work begins: the amount, if the deal is known."""
        first = self.parts[0].amount if self._standing is not None else self.search
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: MoneyState) -> None:
        """The deal, and what it owes."""
        standing = state.standing
        known = dict(state.deals)
        if standing is not None:
            known.setdefault(standing.deal_no, standing.words)
        self.deal.set_choices(tuple(known.items()))
        self.commit.set_busy(state.busy)
        if standing is None or standing == self._standing:
            return
        given = self._standing is None and self.search.hasFocus() and not self.search.text()
        self._standing = standing
        if given:  # opened for a deal, which had to be read first: nobody has to find it
            self.focus_first()
        self.deal.set_key(standing.deal_no)
        self._facts.set_facts(standing_facts(standing))
        self.parts[0].amount.set_amount(standing.balance or None)
        self._show_law()

    def _show_law(self, _: str = "") -> None:
        certain = self._standing is not None and self._standing.certain
        if self.purpose.current() == "balance":
            self._law.setText(tr("Towards the price; what was put down before counts as paid."))
        elif certain:
            self._law.setText(tr("A deposit (定金) binds both sides; at most 20 % of the price counts."))
        else:
            self._law.setText(tr("A prepayment (订金) is refundable: the car is not certain yet."))

    def _add_part(self) -> None:
        hidden = [part for part in self.parts if not part.isVisibleTo(self)]
        if hidden:
            hidden[0].show()
            shown = sum(part.amount.amount() or 0 for part in self.parts if part.isVisibleTo(self))
            owed = self._standing.balance if self._standing is not None else 0
            hidden[0].amount.set_amount(max(0, owed - shown) or None)
            hidden[0].method.setFocus()
        self.more.setEnabled(len(hidden) > 1)

    def go(self) -> None:
        """Every part that has an amount."""
        self.clear_errors()
        shown = [part for part in self.parts if part.isVisibleTo(self)]
        if not all(part.amount.take() for part in shown):
            return
        parts = tuple(
            Part(part.amount.amount() or 0, part.method.key(), part.reference.text().strip())
            for part in shown
            if part.amount.amount()
        )
        if self._standing is None:
            self.missing("deal")
        elif not parts:
            self.missing("amount")
        else:
            self.take_asked.emit(parts, self.purpose.current() == "put_down")


def standing_facts(standing: Standing) -> list[tuple[str, str]]:
    """What a deal owes; 定金 and 订金 each by its name."""
    facts = [(tr("Payable"), words.money(standing.payable)), (tr("Paid"), words.money(standing.paid))]
    if standing.balance < 0:  # a cancelled deal: nobody owes less than nothing
        facts.append((tr("Kept, or still to go back"), words.money(-standing.balance)))
    else:
        facts.append((tr("Balance"), words.money(standing.balance)))
    if standing.deposit:
        facts.append((tr("Of it deposit (定金)"), words.money(standing.deposit)))
        if standing.fate:
            facts.append((tr("Deposit, when cancelled"), fate_words(standing.fate, standing.fate_by)))
    if standing.prepayment:
        facts.append((tr("Of it prepayment (订金)"), words.money(standing.prepayment)))
    return facts
