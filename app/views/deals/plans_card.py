"""Three ways to pay, side by side; one key picks, one field solves from what the customer can pay a month."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy

from app.domain.loan_plan import OFFERS
from app.domain.money import format_amount
from app.errors import UserError
from app.i18n import in_a_row, tr
from app.presenters import deal_desk_words, words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_plans import PlanFigures
from app.presenters.deal_desk_state import DeskState
from app.views import theme
from app.views.deals.chain import EnterChain
from app.views.widgets import paint
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.choice import Choice
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.text import ElidedLabel, keycap, label, row

LINE, HEAD = 23, 96


class PlanButton(QAbstractButton):
    """A frame that can be picked: name, the figure that counts, and what it is made of."""

    def __init__(self, key: str, cap: str) -> None:
        super().__init__()
        self.key, self._cap = key, cap
        self._figures: PlanFigures | None = None
        self._deposit = ""
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_figures(self, figures: PlanFigures, deposit: str) -> None:
        """Show a plan; `deposit` is what the money put down is called."""
        if (figures, deposit) == (self._figures, self._deposit):
            return
        self._figures, self._deposit = figures, deposit
        amounts = in_a_row(f"{name} {amount}" for name, amount in self._lines(figures))
        self.setAccessibleName(f"{deal_desk_words.plan(figures)}: {amounts}")
        self.update()

    def _lines(self, figures: PlanFigures) -> list[tuple[str, str]]:
        lines = [
            (tr("Loan"), figures.loan),
            (tr("Interest"), figures.interest),
            (tr("Paid back"), figures.total),
        ]
        lines += [(self._deposit, figures.deposit), (tr("On delivery"), figures.on_delivery)]
        return [(name, format_amount(amount) if amount >= 0 else "—") for name, amount in lines]

    def sizeHint(self) -> QSize:
        return QSize(theme.px(170), theme.px(HEAD + 5 * LINE + 22))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(140), theme.px(HEAD + 5 * LINE + 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(theme.colour(tokens.accent if strong else tokens.border), 2 if strong else 1))
        painter.setBrush(theme.colour(tokens.accent_weak if self.isChecked() else tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        if self._figures is not None:
            inner = self.rect().adjusted(theme.px(12), theme.px(10), -theme.px(12), -theme.px(8))
            self._paint_head(painter, inner, self._figures)
            self._paint_lines(painter, inner, self._figures)

    def _paint_head(self, painter: QPainter, inner: QRect, figures: PlanFigures) -> None:
        tokens, height = theme.tokens(), theme.px(24)
        self._paint_radio(painter, QPointF(inner.left() + theme.px(8), inner.top() + height / 2))
        cap = paint.keycap_width(self._cap)
        place = QRectF(inner.right() - cap, inner.top() + theme.px(2), cap, theme.px(19))
        edge, ground = tokens.border_strong, tokens.surface
        paint.keycap(painter, place, self._cap, front=tokens.text2, edge=edge, ground=ground)
        room = QRect(inner.left() + theme.px(24), inner.top(), inner.width() - theme.px(30) - cap, height)
        paint.text(painter, room, deal_desk_words.plan(figures), theme.face("strong"), tokens.text)
        self._paint_figure(painter, inner.adjusted(0, theme.px(28), 0, 0), figures)
        terms = QRect(inner.left(), inner.top() + theme.px(60), inner.width(), theme.px(18))
        paint.text(painter, terms, deal_desk_words.plan_terms(figures), theme.face("caption"), tokens.text2)

    @staticmethod
    def _paint_figure(painter: QPainter, inner: QRect, figures: PlanFigures) -> None:
        tokens = theme.tokens()
        whole = figures.deposit + figures.on_delivery
        amount = figures.monthly if figures.loan else whole
        shown = words.money(amount) if amount >= 0 else "—"  # more is taken off than there is
        face = theme.face("plan")
        room = QRect(inner.left(), inner.top(), inner.width(), theme.px(30))
        paint.text(painter, room, shown, face, tokens.text)
        if figures.loan:
            room.setLeft(inner.left() + face.metrics.horizontalAdvance(shown) + theme.px(6))
            room.translate(0, theme.px(2))
            paint.text(painter, room, tr("/ month"), theme.face("caption"), tokens.text2)

    def _paint_radio(self, painter: QPainter, middle: QPointF) -> None:
        tokens, radius = theme.tokens(), theme.px(8) - 1
        on = self.isChecked()
        painter.setPen(QPen(theme.colour(tokens.accent if on else tokens.border_strong), 1.5))
        painter.setBrush(theme.colour(tokens.accent if on else tokens.surface))
        painter.drawEllipse(middle, radius, radius)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.on_accent))
            painter.drawEllipse(middle, theme.px(3), theme.px(3))

    def _paint_lines(self, painter: QPainter, inner: QRect, figures: PlanFigures) -> None:
        tokens, height = theme.tokens(), theme.px(LINE)
        lines = self._lines(figures)
        top = inner.bottom() - height * len(lines) - theme.px(4)
        for at, (name, amount) in enumerate(lines):
            last = at == len(lines) - 1
            place = QRect(
                inner.left(), top + at * height + (theme.px(4) if last else 0), inner.width(), height
            )
            if last:
                painter.setPen(theme.colour(tokens.border))
                painter.drawLine(place.left(), place.top() - 2, place.right(), place.top() - 2)
            paint.text(painter, place, name, theme.face(), tokens.text2)
            face = theme.face("number_strong" if last else "number")
            paint.text(painter, place, amount, face, tokens.text, paint.RIGHT)


class PlansCard(Card):
    """Full, bank, maker: Alt+1, Alt+2, Alt+3."""

    done = Signal()
    terms_asked = Signal()

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__(tr("Payment plan"), padding=12)
        self._presenter, self._nth = presenter, presenter.state.nth
        self.monthly = MoneyEdit(tr("Monthly amount"))
        self.monthly.setPlaceholderText(tr("¥ a month"))
        self.monthly.setProperty("cell", True)
        self.monthly.setFixedWidth(theme.px(90))
        self.aim = Choice(
            tr("What a monthly amount changes"), [("loan", tr("Down payment")), ("price", tr("Price"))]
        )
        self.aim.setProperty("cell", True)
        self.header.addStretch(1)
        self.header.addWidget(ElidedLabel(tr("Monthly"), "caption", grow=False))
        self.header.addWidget(self.aim)
        self.header.addWidget(self.monthly)
        self.header.addWidget(keycap("F7"))
        self.terms = Button(tr("Terms"), key="Shift F7", on_click=self.terms_asked.emit)
        self.header.addWidget(self.terms)
        self._wrong = label("", "caption", tone="bad")
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        group = QButtonGroup(self)
        self.buttons = {offer.key: PlanButton(offer.key, f"Alt {at}") for at, offer in enumerate(OFFERS, 1)}
        for key, button in self.buttons.items():
            group.addButton(button)
            button.clicked.connect(lambda _=False, key=key: presenter.choose_plan(key))
        self.body.addLayout(row(*self.buttons.values(), spacing=12), 1)
        self._chain = EnterChain([self.monthly], then=self.done.emit)
        self.monthly.amount_changed.connect(self._solve)
        self.monthly.refused.connect(self._refuse)

    def show_state(self, state: DeskState) -> None:
        """Figures anew; what was typed was about the deal before, if another begins."""
        if state.nth != self._nth:
            self._nth = state.nth
            self.monthly.set_amount(None)
            self.aim.set_key("loan")
            self._refuse("")
        deposit = deal_desk_words.deposit(state.deposit_kind)
        for key, button in self.buttons.items():
            button.show_figures(state.plans[key], deposit)
            button.setChecked(key == state.plan)
            button.setEnabled(not state.closed)
        self.monthly.setReadOnly(state.closed)
        self.terms.setEnabled(state.chosen.plan is not None and not state.closed)

    def pick(self, at: int) -> None:
        """Alt+1, 2 or 3."""
        self._presenter.choose_plan(OFFERS[at - 1].key)

    def focus(self) -> None:
        """F7: solve from a monthly amount."""
        self.monthly.setFocus(Qt.FocusReason.OtherFocusReason)

    def _solve(self, monthly: int | None) -> None:
        self._wrong.hide()
        try:
            self._presenter.solve_monthly(monthly, price=self.aim.key() == "price")
        except UserError as error:
            self._refuse(error.message)

    def _refuse(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
