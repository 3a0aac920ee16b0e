"""Showing a customer: the whole of a second screen, or of the only one. Esc ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters.pictures import PicturesPresenter
from app.presenters.presentation import PresentationPresenter, PresentationState, Presented
from app.presenters.session import Session
from app.views import theme
from app.views.customer_window import CustomerWindow, Stage
from app.views.showroom import words
from app.views.widgets.card import FactList
from app.views.widgets.model_picture import ModelPicture
from app.views.widgets.picks import ColourPicks
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import ElidedLabel, label, row

PICTURE, MOST_SPECS, SMALL = 380, 9, 920


class Presentation(CustomerWindow):
    """Models to leaf through."""

    def __init__(
        self, presenter: PresentationPresenter, pictures: PicturesPresenter, session: Session
    ) -> None:
        super().__init__(session)
        self._presenter = presenter
        self._facts: list[tuple[QLabel, QLabel]] = []
        self._shown: Presented | None = None
        self.picture = ModelPicture(pictures, height=PICTURE)
        self.colours = ColourPicks(tr("Colour"), (), columns=12, single=True)
        self.colours.picked.connect(self._painted)
        self._title, self._subtitle = label("", "hero", wrap=True), label("", "title")
        self._colour, self._price = label("", "title"), label("", "hero", tone="accent")
        self._prices, self._options, self._specs = (
            FactList(spacing=12),
            FactList(spacing=8),
            FactList(spacing=8),
        )
        content = QWidget()
        self._across = QHBoxLayout(content)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addWidget(self._stage(), 11)
        self._across.addWidget(self._sheet(), 10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(content))

    def _stage(self) -> QWidget:
        stage = Stage()
        inside = QVBoxLayout(stage)
        inside.setContentsMargins(*(theme.px(40), theme.px(32), theme.px(40), theme.px(24)))
        inside.setSpacing(theme.px(8))
        inside.addLayout(self.who())
        inside.addSpacing(theme.px(20))
        inside.addWidget(self._title)
        inside.addWidget(self._subtitle)
        inside.addStretch(1)
        inside.addWidget(self.picture)
        inside.addStretch(1)
        inside.addLayout(row(None, self.colours, self._colour, None, spacing=16))
        inside.addSpacing(theme.px(24))
        inside.addWidget(self._fact_strip())
        return stage

    def _fact_strip(self) -> QFrame:
        strip = QFrame()
        strip.setProperty("card", True)
        inside = QHBoxLayout(strip)
        inside.setContentsMargins(*(theme.px(12), theme.px(14)) * 2)
        for _ in range(5):
            value, name = label("", "display"), ElidedLabel()  # on a small screen the figure is read whole
            column = QVBoxLayout()
            column.setSpacing(0)
            for part in (value, name):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
                column.addWidget(part)
            inside.addLayout(column, 1)
            self._facts.append((value, name))
        return strip

    def _sheet(self) -> QWidget:
        sheet = QFrame()
        sheet.setProperty("ground", "surface")
        sheet.setProperty("part", "customer")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(*(theme.px(44), theme.px(36)) * 2)
        inside.setSpacing(theme.px(14))
        inside.addWidget(label(tr("Price"), "display"))
        inside.addWidget(self._prices)
        inside.addSpacing(theme.px(8))
        inside.addWidget(label(tr("With purchase tax"), "title"))
        inside.addWidget(self._price)
        inside.addSpacing(theme.px(16))
        self._options_title = label(tr("Options"), "title")
        inside.addWidget(self._options_title)
        inside.addWidget(self._options)
        inside.addSpacing(theme.px(12))
        inside.addWidget(label(tr("Specification"), "title"))
        inside.addWidget(self._specs)
        inside.addStretch(1)
        inside.addWidget(
            label(
                tr("List prices of the day. The monthly amount is an example, no offer of a loan."),
                "caption",
                wrap=True,
            )
        )
        return sheet

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the specification stands below the picture."""
        super().resizeEvent(event)
        below = self.width() / theme.scale() < SMALL
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)

    def show_over(self, parent: QWidget) -> None:
        self._presenter.attach(self)
        super().show_over(parent)

    def show_state(self, state: PresentationState) -> None:
        """The model in its colour."""
        shown = state.shown
        if shown is None:
            return
        if shown != self._shown:
            self._shown = shown
            self._show_model(shown)
        colour = shown.colours[state.colour] if shown.colours else shown.plain
        name = colour.name
        self.picture.show_model(shown.code, shown.title, name or "silver")
        self.colours.set_keys(frozenset({name}))
        extra = f"  + {words.yuan(colour.extra)}" if colour.extra else ""
        self._colour.setText(f"{name}{extra}")
        self._price.setText(words.yuan(colour.list_price + colour.tax))
        self._prices.set_facts(
            [
                (tr("List price"), words.yuan(colour.list_price)), (tr("Purchase tax"), words.yuan(colour.tax)),
                (shown.terms, tr("{amount} a month").format(amount=words.monthly(colour.monthly))),
            ]
        )  # fmt: skip

    def _show_model(self, shown: Presented) -> None:
        self._title.setText(shown.title)
        self._subtitle.setText(shown.subtitle)
        self.colours.set_choices([(each.name, each.name) for each in shown.colours])
        for at, (value, name) in enumerate(self._facts):
            fact = shown.facts[at] if at < len(shown.facts) else ("", "")
            value.setText(fact[0])
            name.setText(fact[1])
            for part in (value, name):  # what it has stands over the whole width
                part.setVisible(bool(fact[0]))
        self._options_title.setVisible(bool(shown.options))
        self._specs.set_facts(shown.specs[:MOST_SPECS])
        self._options.set_facts([(name, f"+ {words.yuan(amount)}") for name, amount in shown.options])

    def show_error(self, error: Exception) -> None:
        """Nothing that it does can fail."""

    def _painted(self, keys: frozenset[str]) -> None:
        names = [each.name for each in self._shown.colours] if self._shown else []
        self._presenter.paint(names.index(next(iter(keys))) if keys else self._presenter.state.colour)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        turns = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        elif key in steps:
            self._presenter.repaint(steps[key])
        elif key in turns:
            self._presenter.turn(turns[key])
