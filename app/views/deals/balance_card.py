"""What is left to pay when the car is handed over, as a figure, a bar and a sum."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.money import format_amount
from app.i18n import in_a_row, tr
from app.presenters import deal_desk_words, words
from app.presenters.deal_desk_state import DeskState
from app.views import icons, theme
from app.views.widgets import announce, paint
from app.views.widgets.card import Card
from app.views.widgets.text import badge, label, row

LINE = 24


@dataclass(frozen=True)
class Share:
    """A part of what is payable: its name, its amount, its colour, and whether it is taken off."""

    name: str
    amount: int
    colour: str = ""
    strong: bool = False
    sign: int = 1


class SharesView(QWidget):
    """A bar of the parts, and a line for each."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: tuple[Share, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, shares: tuple[Share, ...]) -> None:
        """Show these parts."""
        if shares != self._shares:
            self._shares = shares
            self.setAccessibleName(
                in_a_row(f"{share.name} {format_amount(share.amount)}" for share in shares)
            )
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(20 + LINE * len(self._shares)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bar(painter)
        for at, share in enumerate(self._shares):
            top = theme.px(18 + at * LINE)
            self._paint_line(painter, QRect(0, top, self.width(), theme.px(LINE)), share)

    def _paint_bar(self, painter: QPainter) -> None:
        well = QRectF(0, theme.px(4), self.width(), theme.px(8))
        whole = QPainterPath()
        whole.addRoundedRect(well, theme.px(4), theme.px(4))
        painter.setClipPath(whole)
        painter.fillRect(well, theme.colour(theme.tokens().sunken))
        parts = [share for share in self._shares if share.colour and share.amount > 0]
        total, left = sum(share.amount for share in parts), 0.0
        for share in parts:
            width = well.width() * share.amount / total
            part = QRectF(left, well.top(), max(width - theme.px(2), 1), well.height())
            painter.fillRect(part, theme.colour(icons.colour_of(share.colour)))
            left += width
        painter.setClipping(False)

    @staticmethod
    def _paint_line(painter: QPainter, place: QRect, share: Share) -> None:
        tokens = theme.tokens()
        if share.strong:
            painter.setPen(theme.colour(tokens.border))
            painter.drawLine(place.left(), place.top(), place.right(), place.top())
        room = place.adjusted(0, 0, 0, 0)
        if share.colour:
            size = theme.px(9)
            box = QRectF(place.left(), place.center().y() - size / 2 + 1, size, size)
            paint.rounded(painter, box, icons.colour_of(share.colour), theme.px(2))
            room.setLeft(place.left() + theme.px(16))
        face = theme.face("strong" if share.strong else "body")
        paint.text(painter, room, share.name, face, tokens.text if share.strong else tokens.text2)
        number = theme.face("number_strong" if share.strong else "number")
        shown = words.money(share.sign * share.amount, sign="")
        paint.text(painter, room, shown, number, tokens.text, paint.RIGHT)


class BalanceCard(Card):
    """Always right: it follows every entry, and says so aloud."""

    def __init__(self) -> None:
        super().__init__(tone="accent", padding=14)
        self.body.setSpacing(theme.px(2))
        self._live = badge(tr("live"), "accent")
        self._name = label("", "caption")
        self.body.addLayout(row(self._name, None, self._live))
        self._figure = label("", "display")
        self._figure.setFont(theme.tabular(theme.font("display")))
        self._figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self._figure)
        self._shares = SharesView()
        self.body.addWidget(self._shares)
        self.body.addStretch(1)

    def show_state(self, state: DeskState) -> None:
        """The balance and its parts."""
        self._name.setText(tr("Balance before delivery"))
        shown = words.money(state.balance) if state.car and not state.priceless else "—"
        if shown != self._figure.text():
            self._figure.setText(shown)
            self.setAccessibleName(f"{self._name.text()} {shown}")
            self._figure.setAccessibleName(self.accessibleName())
            announce.renamed(self)
        self._live.setVisible(not state.closed)
        self._shares.show_shares(_shares(state))


def _shares(state: DeskState) -> tuple[Share, ...]:
    if state.priceless:
        return ()
    name = deal_desk_words.deposit(state.deposit_kind)
    taken = state.settled
    when = tr("{deposit} (taken)") if taken else tr("{deposit} (taken at F10)")
    shares = [
        Share(tr("Payable here"), state.sheet.payable),
        Share(tr("Loan"), state.chosen.loan, "accent", sign=-1),
        Share(when.format(deposit=name), state.put_down, "ok", sign=-1),
        Share(tr("Balance"), state.balance, "warn", strong=True),
    ]
    return tuple(share for share in shares if share.amount or share.strong or share.sign > 0)
