"""The filter: ten axes below each other, each with how many models it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import catalogue, specification
from app.domain.catalogue import SEATS, Span, Trim
from app.domain.colours import FAMILIES, family_of
from app.domain.comparison import terms_words
from app.domain.energy import in_order
from app.domain.loan_plan import USUAL, Offer
from app.domain.recommend import COLOURS
from app.i18n import N_, tr
from app.presenters.showroom import ShowroomPresenter, ShowroomState
from app.views import theme
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.picks import ColourPicks, WordPicks
from app.views.widgets.scroll import scrolling
from app.views.widgets.segments import Segments
from app.views.widgets.text import badge, label, row
from app.views.widgets.tick_box import TickBox

_PLACES = {
    "in_stock": N_("In stock"), "here": N_("At this branch"), "held": N_("Held by this terminal"),
    "in_transit": N_("On their way"), "demonstrator": N_("With a demonstrator here"),
}  # fmt: skip
WIDTH, _EDGE = 300, 14
_ROOM = WIDTH - 2 * _EDGE - 12  # the scroll bar and the frame


class FilterPanel(Card):
    """What is asked; every change is a question at once."""

    needs_asked = Signal()
    offered = Signal()
    """There are other words or colours to pick from: new buttons, which the tab key must be told of."""

    def __init__(self, presenter: ShowroomPresenter) -> None:
        super().__init__(tr("Filter"), padding=0)
        self._presenter = presenter
        self._offered: tuple[Trim, ...] | None = None
        self._asked = badge("", "accent")
        self.clear = link(tr("Clear"), presenter.clear)
        self.header.addWidget(self._asked)
        self.header.addStretch(1)
        self.header.addWidget(self.clear)
        self.price = AmountSpan(tr("Price"), lambda span: presenter.want(price=span))
        self.monthly = AmountSpan(_monthly(USUAL), lambda span: presenter.want(monthly=span))
        self.brand = Choice(tr("Brand"))
        self.reach = Choice(
            tr("Range"), [("0", tr("Any")), *((str(km), f"≥ {km} km") for km in catalogue.RANGES)]
        )
        seats = [("", tr("Any")), *((key, key.replace("-", "–")) for key in SEATS)]
        self.seats = Segments(seats, name=tr("Seats"))
        self.colours = ColourPicks(tr("Colour in stock"), ())
        self.places = {key: TickBox(tr(words)) for key, words in _PLACES.items()}
        self.words: dict[str, WordPicks] = {}
        self._inside = QVBoxLayout()
        self._room = {axis: QVBoxLayout() for axis in ("bodies", "energies", "drives")}
        self._lay_out()
        self.needs = Button(
            tr("Recommend by needs"),
            icon="account-heart-outline",
            key="Ctrl N",
            on_click=self.needs_asked.emit,
        )
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(12), theme.px(8)) * 2)
        foot.addWidget(self.needs, 1)
        self.brand.chosen.connect(lambda key: presenter.want(brands=frozenset({key} - {""})))
        self.reach.chosen.connect(lambda key: presenter.want(range_km=int(key)))
        self.seats.chosen.connect(lambda key: presenter.want(seats=key))
        self.colours.picked.connect(lambda keys: presenter.want(colours=keys))
        for box in self.places.values():
            box.clicked.connect(self._want_places)

    def _lay_out(self) -> None:
        content = self._content = QWidget()
        content.setProperty("ground", "surface")
        content.setLayout(self._inside)
        self._inside.setContentsMargins(theme.px(_EDGE), theme.px(10), theme.px(_EDGE), theme.px(12))
        self._inside.setSpacing(theme.px(12))
        for part in (self.price, self.monthly, Field(tr("Brand"), self.brand)):
            self._inside.addWidget(part)
        self._inside.addLayout(self._room["bodies"])
        self._inside.addLayout(self._room["energies"])
        for name, control in (
            (tr("Range"), self.reach), (tr("Seats"), self.seats), (tr("Colour in stock"), self.colours),
        ):  # fmt: skip
            self._inside.addWidget(Field(name, control))
        self._inside.addLayout(self._room["drives"])
        places = QVBoxLayout()
        places.setSpacing(0)
        for box in self.places.values():
            places.addWidget(box)
        self._inside.addLayout(places)
        self._inside.addStretch(1)
        area = scrolling(content, only_down=True)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.body.setSpacing(0)
        self.body.addWidget(area, 1)

    def stops(self) -> list[QWidget]:
        """For the tab key, in reading order."""
        return [
            self.clear, *self.price.edits, *self.monthly.edits, self.brand, *self._picks("bodies"),
            *self._picks("energies"), self.reach, self.seats, *self.colours.buttons(), *self._picks("drives"),
            *self.places.values(), self.needs,
        ]  # fmt: skip

    def _picks(self, axis: str) -> list[QWidget]:
        return list(self.words[axis].buttons()) if axis in self.words else []

    def show_state(self, state: ShowroomState) -> None:
        """What is asked, and how many each value would find."""
        if state.trims != self._offered:
            self._offered = state.trims
            self._offer(state.trims)
            if state.trims:
                self.monthly.set_name(_monthly(state.trims[0].usual))
        wanted, counts = state.wanted, state.shown.counts
        self._asked.setText(str(wanted.asked))
        self._asked.setVisible(bool(wanted.asked))
        self.clear.setEnabled(state.narrowed)
        self.price.show_span(wanted.price)
        self.monthly.show_span(wanted.monthly)
        self.brand.set_key(next(iter(wanted.brands), ""))
        self.reach.set_key(str(wanted.range_km))
        self.seats.set_current(wanted.seats)
        self.colours.set_keys(wanted.colours)
        for axis, picks in self.words.items():
            picks.set_keys(getattr(wanted, axis))
            picks.show_counts(counts.get(axis, {}))
        for key, box in self.places.items():
            box.setChecked(key in wanted.place)
            number = counts.get("place", {}).get(key, 0)
            box.setText(f"{tr(_PLACES[key])} · {number}" if number else tr(_PLACES[key]))
            box.setAccessibleName(box.text())

    def _offer(self, trims: Sequence[Trim]) -> None:
        """The words that this catalogue knows: those described first, others as they are."""
        brands = Counter(trim.brand for trim in trims)
        names = {trim.brand: trim.names[0] for trim in trims}
        ranked = sorted(brands, key=lambda brand: (-brands[brand], names[brand]))
        painted = {family_of(name) for trim in trims for name, _ in trim.stock.colours}
        self.colours.set_choices([(key, tr(COLOURS[key])) for key in FAMILIES if key in painted])
        self.brand.set_choices(
            [("", tr("All brands")), *((key, f"{names[key]} ({brands[key]})") for key in ranked)]
        )
        energies = [(each.code, each.name) for each in in_order(trim.energy for trim in trims)]
        axes = (
            ("bodies", "body", tr("Body"), 3, [trim.body for trim in trims]),
            ("energies", "energy", tr("Energy"), 2, [trim.energy.code for trim in trims]),
            (
                "drives",
                "drivetrain",
                tr("Driven wheels"),
                1,
                [t.attributes.get("drivetrain", "") for t in trims],
            ),
        )
        for axis, key, name, columns, found in axes:
            words = energies if axis == "energies" else _known(key, found)
            self._make_picks(axis, name, columns, words, Counter(found))
        self.offered.emit()
        QTimer.singleShot(0, self, self._fit)  # while it is there, and after these have been shown

    def _fit(self) -> None:
        """As high as all that is offered: the area around it is not told of what came later."""
        self._content.setMinimumHeight(self._content.minimumSizeHint().height())

    def _make_picks(
        self, axis: str, name: str, columns: int, choices: Sequence[tuple[str, str]], counts: Counter[str]
    ) -> None:
        room = self._room[axis]
        while (item := room.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        picks = self.words[axis] = WordPicks(
            name, choices, columns=columns, counts=counts, room=theme.px(_ROOM)
        )
        picks.picked.connect(lambda keys: self._presenter.want(**{axis: keys}))
        room.addWidget(Field(name, picks))

    def _want_places(self) -> None:
        held = frozenset(key for key, box in self.places.items() if box.isChecked())
        self._presenter.want(place=held)


def _known(key: str, found: Sequence[str]) -> list[tuple[str, str]]:
    """The words that occur, in the order in which they are described; others behind them."""
    there = set(filter(None, found))
    described = [word for word in specification.words(key) if word in there]
    ordered = [*described, *sorted(there - set(described))]
    return [(word, specification.word(key, word)) for word in ordered]


def _monthly(usual: Offer) -> str:
    return tr("Monthly ({terms})").format(terms=terms_words(usual))


class AmountSpan(QWidget):
    """An amount at least and one at most."""

    def __init__(self, name: str, ask: Callable[[Span], object]) -> None:
        super().__init__()
        self._ask = ask
        self.edits = (
            MoneyEdit(tr("{name}, from").format(name=name)),
            MoneyEdit(tr("{name}, to").format(name=name)),
        )
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(4))
        self._name = label(name, "label")
        inside.addWidget(self._name)
        least, most = self.edits
        inside.addLayout(row(least, label("–", "caption"), most, spacing=6))
        for edit in self.edits:
            edit.amount_changed.connect(lambda _: self._changed())
            edit.returnPressed.connect(self.focusNextChild)

    def set_name(self, name: str) -> None:
        """Call it otherwise."""
        self._name.setText(name)
        for edit, words in zip(self.edits, (tr("{name}, from"), tr("{name}, to")), strict=True):
            edit.setAccessibleName(words.format(name=name))

    def _changed(self) -> None:
        least, most = (edit.amount() for edit in self.edits)
        self._ask((least, most))

    def show_span(self, span: Span) -> None:
        """Show amounts, but not over what somebody is typing."""
        for edit, amount in zip(self.edits, span, strict=True):
            if not edit.hasFocus() and edit.amount() != amount:
                edit.set_amount(amount)
