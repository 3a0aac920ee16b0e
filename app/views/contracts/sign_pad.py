"""A field to sign in: by mouse, finger, pen or signature pad. The strokes are kept, not a picture of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QShowEvent,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.strokes import Ink
from app.i18n import tr
from app.presenters.print_sign import Strokes
from app.presenters.signature_pad import PadPresenter, PadState
from app.views import errors, theme
from app.views.widgets import paint
from app.views.widgets.banner import Banner

MOST = 4_000
"""Points of a signature; a hand that goes on scribbling adds nothing."""
FINE = 0.004
"""Points nearer than this to the last one are left out."""


class SignPad(QWidget):
    """Emits the strokes whenever the pen is lifted: points from (0, 0) to (1, 1).

    One hand draws at a time: what touches the field beside a stroke, such as the palm, draws nothing.
    """

    signed = Signal(tuple)
    pad_told = Signal(object)
    """What is wrong with the signature pad; none: it is there."""

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[tuple[float, float]]] = []
        self._hand = ""
        self._down = False
        self._pad: PadPresenter | None = None
        heard: list[PadPresenter] = []  # the same, where the field itself is gone
        self._heard = heard
        self.destroyed.connect(lambda: _let_go(heard))  # torn down with its window, it is not hidden before
        self.setMinimumHeight(theme.px(108))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("The buyer signs here"))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(108))

    def strokes(self) -> Strokes:
        """What was drawn."""
        return tuple(tuple(stroke) for stroke in self._strokes if len(stroke) > 1)

    def clear(self) -> None:
        """Wipe it out."""
        self._strokes = []
        self._hand = ""
        self.update()
        self.signed.emit(())

    # ------------------------------------------------------------ the signature pad

    def listen(self, pad: PadPresenter | None) -> None:
        """Draw what this pad hears, as long as the field shows; none: no more."""
        if self._pad is not None:
            self._leave(self._pad)
        self._pad = pad
        self._heard[:] = [] if pad is None else [pad]
        if pad is not None and self.isVisible():
            self._join(pad)
        self.update()

    @property
    def listens(self) -> bool:
        """Whether the signature pad draws here."""
        return self._pad is not None

    def _join(self, pad: PadPresenter) -> None:
        pad.drawn = self.draw
        pad.attach(self)
        pad.start()

    def _leave(self, pad: PadPresenter) -> None:
        self._lift()
        pad.detach(self)
        pad.drawn = lambda _: None
        pad.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._pad is not None:
            self._join(self._pad)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._pad is not None:
            self._leave(self._pad)

    def show_state(self, state: PadState) -> None:
        """Whether the pad is there: a stroke that it broke off ends where it was."""
        if state.here:
            self.pad_told.emit(None)
        else:
            self._lift()
        self.update()

    def show_error(self, error: Exception) -> None:
        """The dialog has the room to say it."""
        self.pad_told.emit(error)

    def draw(self, drawn: tuple[Ink, ...]) -> None:
        """What the pad's pen did."""
        for ink in drawn if self.isEnabled() else ():
            place = (round(min(1.0, max(0.0, ink.x)), 4), round(min(1.0, max(0.0, ink.y)), 4))
            if not ink.down:
                self._lift()
            elif self._down:
                self._go_on("pad", place)
            else:
                self._down = True
                self._begin("pad", place)

    def _lift(self) -> None:
        self._down = False
        self._end("pad")

    # ------------------------------------------------------------ the hand

    def _begin(self, hand: str, place: tuple[float, float]) -> None:
        if not self._hand:
            self._hand = hand
            self._strokes.append([place])
            self.update()

    def _go_on(self, hand: str, place: tuple[float, float]) -> None:
        if self._hand != hand or sum(map(len, self._strokes)) >= MOST:
            return
        x, y = place
        last = self._strokes[-1][-1]
        if abs(x - last[0]) > FINE or abs(y - last[1]) > FINE:
            self._strokes[-1].append((x, y))
            self.update()

    def _end(self, hand: str) -> None:
        if self._hand == hand:
            self._hand = ""
            self.signed.emit(self.strokes())

    def _place(self, at: QPointF) -> tuple[float, float]:
        across, down = at.x() / max(1, self.width()), at.y() / max(1, self.height())
        return round(min(1.0, max(0.0, across)), 4), round(min(1.0, max(0.0, down)), 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begin("mouse", self._place(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on("mouse", self._place(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end("mouse")

    def tabletEvent(self, event: QTabletEvent) -> None:
        place, rubs = self._place(event.position()), event.pointerType() == QPointingDevice.PointerType.Eraser
        if event.type() == QEvent.Type.TabletPress:
            self.clear() if rubs else self._begin("pen", place)
        elif event.type() == QEvent.Type.TabletMove:
            self._go_on("pen", place)
        elif event.type() == QEvent.Type.TabletRelease:
            self._end("pen")
        event.accept()  # else Qt makes mouse events of it, and every stroke is drawn twice

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self._pad is not None and self._pad.state.here
        painter.setPen(QPen(theme.colour(tokens.accent if here else tokens.border_strong), 2 if here else 1))
        painter.setBrush(theme.colour(tokens.paper))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))
        if not self._strokes:
            words = (
                tr("Sign here with pen, finger or mouse")
                if not here
                else tr("Sign on the signature pad, or here")
            )
            paint.text(painter, self.rect(), words, theme.face("caption"), tokens.ink, paint.CENTRE)
        pen = QPen(theme.colour(tokens.ink), theme.px(2))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(self._point(stroke[0]))
            for place in stroke[1:]:
                path.lineTo(self._point(place))
            painter.drawPath(path)

    def _point(self, place: tuple[float, float]) -> QPointF:
        return QPointF(place[0] * self.width(), place[1] * self.height())


def tell(pad: SignPad, banner: Banner) -> None:
    """Say in a dialog what is wrong with its signature pad, until it is there again."""
    said = ""

    def say(error: Exception | None) -> None:
        nonlocal said
        if error is not None:
            errors.present(error, banner=banner)
            said = banner.title()
        elif said and banner.title() == said:
            banner.hide()

    pad.pad_told.connect(say)


def _let_go(heard: list[PadPresenter]) -> None:
    for pad in heard:
        pad.let_go()
