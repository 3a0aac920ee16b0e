"""The third face: trims side by side. Their heads above, the rows below, and the sheet for the customer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.catalogue import Trim
from app.i18n import tr
from app.presenters.pictures import PicturesPresenter
from app.presenters.showroom_compare import ComparePresenter, CompareState
from app.views import theme
from app.views.showroom import words
from app.views.showroom.compare_table import LABEL, CompareTable, ComparisonModel
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.card import Card
from app.views.widgets.model_picture import ModelPicture
from app.views.widgets.segments import Segments
from app.views.widgets.text import ElidedLabel, badge, holding, icon_label, label, row

HEAD, PICTURE = 196, 92


class CompareFace(QWidget):
    """Shows what the presenter holds; which trims those are is the page's to change."""

    dropped = Signal(object)
    sell_asked = Signal(object)
    present_asked = Signal()

    def __init__(self, presenter: ComparePresenter, pictures: PicturesPresenter) -> None:
        super().__init__()
        self._presenter, self._pictures = presenter, pictures
        self._shown: tuple[Trim, ...] = ()
        self._rows = ComparisonModel()
        self.table = CompareTable(self._rows)
        self.which = Segments([("all", ""), ("only", "")], name=tr("Rows"))
        self.present = Button(tr("Show the customer"), icon="fullscreen", key="F11")
        self.print = Button(tr("Print the sheet"), icon="printer-outline", key="F10")
        self._heads: list[TrimHead] = []
        self._lay_out()
        self.which.chosen.connect(lambda key: presenter.show_only(key == "only"))
        self.table.column_asked.connect(lambda step: presenter.choose(presenter.state.column + step))
        self.print.clicked.connect(presenter.prepare)
        self.present.clicked.connect(self.present_asked)

    def _lay_out(self) -> None:
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(theme.px(10))
        differs = QFrame()
        differs.setFixedSize(theme.px(14), theme.px(14))
        differs.setProperty("card", True)
        differs.setProperty("tone", "accent")
        star = icon_label("star", colour="accent", size=14)
        differing = row(differs, ElidedLabel(tr("differs from the first"), "caption", grow=False))
        best = row(star, ElidedLabel(tr("best of these"), "caption", grow=False))
        self._marks = row(self.which, 8, holding(differing), holding(best), None)
        self._buttons = row(self.present, self.print, None)
        self.tools = row()
        self.tools.addLayout(self._marks, 1)
        self.tools.addLayout(self._buttons)
        outside.addLayout(self.tools)
        card = Card(padding=0)
        card.body.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.setSpacing(0)
        self._head.setContentsMargins(0, 0, theme.px(10), 0)
        self._base = label("", "caption", wrap=True)
        self._base.setFixedWidth(theme.px(LABEL))
        self._base.setContentsMargins(theme.px(16), 0, theme.px(10), theme.px(10))
        self._base.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._head.addWidget(self._base)
        card.body.addLayout(self._head)
        card.body.addWidget(self.table, 1)
        self.table.setMinimumHeight(theme.px(260))
        outside.addWidget(card, 1)

    def stops(self) -> list[QWidget]:
        """For the tab key, in reading order."""
        return [self.which, self.present, self.print, self.table]

    def show_state(self, state: CompareState) -> None:
        """Heads only when the trims are others."""
        if state.trims != self._shown:
            self._shown = state.trims
            self._show_heads(state.trims)
        every = self._presenter.all_rows()
        differing = sum(each.differs for each in every)
        self.which.set_words("all", tr("All {n} rows").format(n=len(every)))
        self.which.set_words("only", tr("Only the {n} that differ").format(n=differing))
        self.which.set_current("only" if state.only else "all")
        self._fit_tools()
        self._rows.show_rows(self._presenter.rows(), len(state.trims))
        self.table.show_chosen(state.column)
        for at, head in enumerate(self._heads):
            head.show_chosen(at == state.column)
        if state.trims:
            first = state.trims[0]
            said = tr("Compared with {model}: differences and price are from it.")
            self._base.setText(said.format(model=" ".join(first.names[1:])))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tools()
        self._fit_heads()

    def _fit_tools(self) -> None:
        """The buttons stand in a second line where the first has no room for them."""
        for part in (self.which, *self.which.findChildren(QWidget), self.present, self.print):
            part.ensurePolished()
        lines = (self._marks, self._buttons)
        needed = sum(line.sizeHint().width() for line in lines) + self.tools.spacing()
        self.tools.setDirection(_way(below=needed > self.width()))

    def _fit_heads(self) -> None:
        """All heads alike, so that pictures and prices stand in lines."""
        if self._heads:
            room = (self.width() - theme.px(LABEL + 10)) // len(self._heads)
            narrow = max(head.needed() for head in self._heads) > room
            for head in self._heads:
                head.set_narrow(narrow)

    def _show_heads(self, trims: tuple[Trim, ...]) -> None:
        for head in self._heads:
            self._head.removeWidget(head)
            head.hide()
            head.deleteLater()
        self._heads = [TrimHead(trim, trims[0], self._pictures) for trim in trims]
        for at, head in enumerate(self._heads):
            self._head.addWidget(head, 1)
            head.chosen.connect(lambda at=at: self._presenter.choose(at))
            head.dropped.connect(self.dropped)
            head.sell_asked.connect(self.sell_asked)
        self._fit_heads()  # in the window, where the style sheet gives words and button their measure


def _way(*, below: bool) -> QBoxLayout.Direction:
    return QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight


class TrimHead(QFrame):
    """The head of a column: what it is, what it costs, and the way to a deal."""

    chosen = Signal()
    dropped = Signal(object)
    sell_asked = Signal(object)

    def __init__(self, trim: Trim, first: Trim, pictures: PicturesPresenter) -> None:
        super().__init__()
        self.setProperty("part", "column")
        self.setMinimumHeight(theme.px(HEAD))
        self.setMinimumWidth(theme.px(40))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(10))
        inside.setSpacing(theme.px(2))
        drop = IconButton("close", tr("Take {model} out").format(model=trim.name), size=16)
        drop.clicked.connect(lambda: self.dropped.emit(trim))
        said, tone = words.stock(trim)
        self.model = ElidedLabel(trim.title, "section", short=trim.names[1])  # brands are often the same
        heading = row(self.model, badge(said, tone))
        inside.addLayout(row(holding(heading), drop))
        inside.addWidget(ElidedLabel(words.subtitle(trim), "caption"))
        picture = ModelPicture(pictures, height=PICTURE)
        picture.show_model(trim.code, trim.name, trim.stock.colours[0][0] if trim.stock.colours else "silver")
        inside.addWidget(picture)
        price = label(words.yuan(trim.list_price), "title")
        self.sell = Button(tr("Start a deal"))
        self.sell.setAccessibleName(tr("Start a deal with {model}").format(model=trim.name))
        self.sell.clicked.connect(lambda: self.sell_asked.emit(trim))
        apart = trim.list_price - first.list_price
        sign = "+" if apart > 0 else "−"
        than = badge(f"{sign}{words.yuan(abs(apart))}", "neutral") if apart else label("")
        offer = row(price, than, None, self.sell)
        inside.addLayout(offer)
        self._offered = (price, than, self.sell)
        self._rows = (heading, offer)
        self._margins = inside.contentsMargins()

    def needed(self) -> int:
        """The width that price, difference and button take beside each other, in pixels, however they stand now."""
        for part in self._offered:
            part.ensurePolished()
        wide = sum(part.sizeHint().width() for part in self._offered)
        gaps = self._rows[-1].spacing() * len(self._offered)  # the stretch before the button has one, too
        return wide + gaps + self._margins.left() + self._margins.right()

    def set_narrow(self, narrow: bool) -> None:
        """Put below each other what has no room beside each other."""
        for parts in self._rows:
            parts.setDirection(_way(below=narrow))

    def show_chosen(self, chosen: bool) -> None:
        """Whether keys act on it."""
        self.setProperty("current", chosen)
        theme.restyle(self)
