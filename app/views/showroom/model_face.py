"""The second face: one model. Picture, colours and why it suits; specification; price, cars and the way on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import specification
from app.domain.catalogue import Trim
from app.domain.comparison import terms_words
from app.domain.options import Option
from app.i18n import N_, plural, tr
from app.presenters import labels
from app.presenters.pictures import PicturesPresenter
from app.presenters.showroom import CarOfTrim
from app.presenters.showroom_model import ModelPresenter, ModelState
from app.views import theme
from app.views.showroom import words
from app.views.showroom.reasons_card import ReasonsCard
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.field import Field
from app.views.widgets.model_picture import ModelPicture
from app.views.widgets.picks import ColourPicks
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.text import badge, column, label, row, set_tone
from app.views.widgets.tick_box import TickBox

RIGHT, PICTURE = 340, 250


@dataclass(frozen=True, slots=True)
class SpecLine:
    """A line of the specification; a heading has no value."""

    name: str
    value: str = ""


def lines_of(trim: Trim) -> list[SpecLine]:
    """The specification with a heading before each group."""
    lines: list[SpecLine] = []
    group = ""
    for spec in trim.specs:
        if spec.attribute.group != group:
            group = spec.attribute.group
            lines.append(SpecLine(specification.group_name(group)))
        lines.append(SpecLine(spec.attribute.name, spec.text))
    return lines


class ModelFace(QWidget):
    """Shows what the presenter holds."""

    compare_asked = Signal(object)
    drive_asked = Signal(object)
    sell_asked = Signal(object)
    order_asked = Signal(object)
    present_asked = Signal()
    trim_asked = Signal(object)
    offered = Signal()
    """There are other colours to pick from."""

    def __init__(self, presenter: ModelPresenter, pictures: PicturesPresenter, today: date) -> None:
        super().__init__()
        self._presenter, self._today = presenter, today
        self._shown: tuple[object, ...] = ()
        self.picture = ModelPicture(pictures, height=PICTURE)
        self.colours = ColourPicks(tr("Colour"), (), columns=9, single=True)
        self._colour_name = label("", "strong")
        self._extra = label("", "caption")
        self.reasons = ReasonsCard()
        self._specs: RowTableModel[SpecLine] = RowTableModel(_spec_columns())
        self.specs = RowTable(self._specs, name=tr("Specification"), rows="compact")
        self.trims = Choice(tr("Trim"))
        self._price, self._facts = label("", "display"), FactList()
        self._options, self.ticks = QVBoxLayout(), dict[str, TickBox]()
        self._cars: RowTableModel[CarOfTrim] = RowTableModel(_car_columns(self._said_of))
        self.cars = RowTable(self._cars, name=tr("Cars of this model"), rows="tall")
        self._no_car = label(tr("No car of this model is in stock or on its way."), "caption", wrap=True)
        self._no_car.setMargin(theme.px(14))
        self._here, self._coming = badge("", "ok"), badge("", "neutral")
        self.sell = Button(tr("Start a deal"), icon="file-document-edit-outline", kind="primary", key="F2")
        self.order = Button(tr("Order one without a car"), icon="timer-sand")
        self.drive = Button(tr("Test drive"), icon="steering")
        self.compare = Button(tr("Compare"), icon="compare")
        self.present = Button(tr("Show the customer"), icon="fullscreen", key="F11")
        self._lay_out()
        self._wire()

    # ------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        self.across = QHBoxLayout(self)
        self.across.setContentsMargins(0, 0, 0, 0)
        self.across.setSpacing(theme.px(12))
        self.options = Card(tr("Options"), padding=12)
        self._options.setSpacing(0)
        self.options.body.addLayout(self._options)
        self.across.addLayout(column(self._picture_card(), self.reasons, self.options, shares=(0, 1)), 5)
        specs = Card(tr("Specification"), padding=0)
        specs.body.addWidget(self.specs)
        self.specs.horizontalHeader().hide()
        self.specs.setMinimumHeight(theme.px(260))
        self.across.addWidget(specs, 4)
        self.side = QWidget()
        self.side.setLayout(column(self._price_card(), self._car_card(), self._ways(), shares=(0, 1)))
        self.across.addWidget(self.side)

    def _picture_card(self) -> Card:
        card = Card(padding=0)
        card.body.addWidget(self.picture)
        foot = QVBoxLayout()
        foot.setContentsMargins(*(theme.px(14), theme.px(8)) * 2)
        foot.addLayout(row(self._colour_name, self._extra, None, self.present))
        foot.addWidget(self.colours)
        card.body.addLayout(foot)
        return card

    def _price_card(self) -> Card:
        card = Card(padding=14)
        card.body.addWidget(Field(tr("Trim"), self.trims))
        card.body.addWidget(label(tr("List price"), "caption"))
        self._price.setFont(theme.font("display"))
        card.body.addWidget(self._price)
        card.body.addWidget(self._facts)
        return card

    def _car_card(self) -> Card:
        card = Card(tr("Cars"), padding=0)
        card.header.addStretch(1)
        card.header.addWidget(self._here)
        card.header.addWidget(self._coming)
        card.body.addWidget(self._no_car)
        card.body.addWidget(self.cars, 1)
        self.cars.horizontalHeader().hide()
        self.cars.setMinimumHeight(theme.px(108))
        return card

    def _ways(self) -> QWidget:
        ways = QWidget()
        inside = QVBoxLayout(ways)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.sell)
        more = row(self.drive, self.compare)
        more.setStretch(0, 1)
        more.setStretch(1, 1)
        inside.addLayout(more)
        inside.addWidget(self.order)
        return ways

    def _wire(self) -> None:
        presenter = self._presenter
        self.colours.picked.connect(self._painted)
        self.trims.chosen.connect(self._choose_trim)
        self.cars.row_chosen.connect(presenter.choose_car)
        self.cars.row_opened.connect(lambda _: self.sell_asked.emit(presenter.state.trim))
        self.sell.clicked.connect(lambda: self.sell_asked.emit(presenter.state.trim))
        self.order.clicked.connect(lambda: self.order_asked.emit(presenter.state.trim))
        self.drive.clicked.connect(lambda: self.drive_asked.emit(presenter.state.trim))
        self.compare.clicked.connect(lambda: self.compare_asked.emit(presenter.state.trim))
        self.present.clicked.connect(self.present_asked)

    def _painted(self, keys: frozenset[str]) -> None:
        """One colour always holds: pressing it again changes nothing."""
        self._presenter.paint(next(iter(keys), self._presenter.state.colour))

    def _choose_trim(self, key: str) -> None:
        found = next((trim for trim in self._presenter.state.siblings if trim.id == key), None)
        if found is not None:
            self.trim_asked.emit(found)

    def stops(self) -> list[QWidget]:
        """For the tab key, in reading order."""
        return [
            self.picture, self.present, *self.colours.buttons(), *self.ticks.values(), self.specs, self.trims,
            self.cars, self.sell, self.drive, self.compare, self.order,
        ]  # fmt: skip

    # ------------------------------------------------------------ state

    def show_state(self, state: ModelState) -> None:
        """One model; tables only when their rows are others."""
        trim = state.trim
        if trim is None:
            return
        self.picture.show_model(trim.code, trim.name, state.colour)
        if (trim, state.siblings) != self._shown:
            self._shown = (trim, state.siblings)
            self._show_trim(trim, state.siblings)
        for code, tick in self.ticks.items():
            blocked = tick.blockSignals(True)
            tick.setChecked(code in state.options)
            tick.blockSignals(blocked)
        self._show_colour(trim, state)
        if list(state.cars) != self._cars.loaded():
            self._cars.set_rows(state.cars)
        self._no_car.setVisible(not state.cars)
        if state.chosen in state.cars:
            blocked = self.cars.blockSignals(True)
            self.cars.choose(state.cars.index(state.chosen))
            self.cars.blockSignals(blocked)
        self._show_ways(state)

    def _show_trim(self, trim: Trim, siblings: Sequence[Trim]) -> None:
        self._specs.set_rows(lines_of(trim))
        self.trims.set_choices([(each.id, words.subtitle(each)) for each in siblings])
        self.trims.set_key(trim.id)
        self.options.setVisible(bool(trim.options))
        while (item := self._options.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.ticks = {option.code: self._tick(option) for option in trim.options}
        for tick in self.ticks.values():
            self._options.addWidget(tick)
        self.colours.set_choices([(each.name, each.name) for each in trim.colours])
        self.offered.emit()
        stock = trim.stock
        self._here.setText(plural(stock.for_sale, N_("{n} for sale"), N_("{n} for sale")))
        set_tone(self._here, "ok" if stock.for_sale else "warn")
        self._coming.setText(plural(stock.in_transit, N_("{n} on its way"), N_("{n} on their way")))
        self._coming.setVisible(bool(stock.in_transit))

    def _tick(self, option: Option) -> TickBox:
        tick = TickBox(f"{option.called} + {words.yuan(option.amount)}" if option.amount else option.called)
        tick.toggled.connect(lambda on: self._presenter.tick_option(option.code, on))
        return tick

    def _show_colour(self, trim: Trim, state: ModelState) -> None:
        colour = state.colour
        self.colours.set_keys(frozenset({colour}))
        self._colour_name.setText(colour)
        extra = next((each.amount for each in trim.colours if each.name == colour), 0)
        self._extra.setText(f"+ {words.yuan(extra)}" if extra else "")
        price, tax, monthly = trim.figures_in(colour, self._today, state.options)
        self._price.setText(words.yuan(price))
        self._facts.set_facts(
            [
                (tr("Purchase tax"), words.yuan(tax)), (tr("With purchase tax"), words.yuan(price + tax)),
                (terms_words(trim.usual), tr("{amount} a month").format(amount=words.monthly(monthly))),
            ]
        )  # fmt: skip

    def _show_ways(self, state: ModelState) -> None:
        car = state.chosen
        self.sell.setText(tr("Start a deal with …{vin}").format(vin=car.vin[-6:]) if car else tr("Order it"))
        self.sell.setToolTip("" if car else tr("A car of this model and colour is allocated later."))
        if car and state.options:
            self.sell.setToolTip(
                tr("A car in stock is sold with what it has. An order takes the options along.")
            )
        self.order.setVisible(car is not None)
        self.drive.setEnabled(state.demonstrator is not None)
        self.drive.setToolTip(
            "" if state.demonstrator else tr("There is no demonstrator of this model here.")
        )

    def _said_of(self, car: CarOfTrim) -> Plain:
        since = ""
        if car.arrived_on is not None and car.status != "in_transit":
            since = plural((self._today - car.arrived_on).days, N_("{n} day"), N_("{n} days"))
        where = f"{car.branch} {car.location}".strip()
        return Plain(
            where, strong=True, second=" · ".join(filter(None, (f"…{car.vin[-6:]}", car.colour, since)))
        )


def _spec_columns() -> tuple[Column[SpecLine], ...]:
    def name(line: SpecLine) -> Plain:
        return Plain(line.name, strong=not line.value, tone="" if not line.value else "text2")

    return (
        Column("name", "", lambda line: line.name, name, "plain", 150, stretch=True),
        Column(
            "value", "", lambda line: line.value, lambda line: Plain(line.value), "plain", 180, stretch=True
        ),
    )


def _car_columns(said: Callable[[CarOfTrim], Plain]) -> tuple[Column[CarOfTrim], ...]:
    def words_of(car: CarOfTrim) -> str:
        plain = said(car)
        return f"{plain.text}, {plain.second}"

    return (
        Column("where", "", words_of, said, "plain", 190, stretch=True),
        Column("right", "", lambda car: right_of(car).text, right_of, "badge", 118),
    )


def right_of(car: CarOfTrim) -> Badge:
    """Who may sell it, or that it is for test drives or on its way."""
    if car.status != "in_stock":
        return Badge(*labels.car(car.status))
    if car.mine:
        return Badge(tr("Held here"), "ok", "key-chain")
    if car.held_by:
        return Badge(car.held_by, "warn", "store-outline")
    return Badge(tr("Free"), "accent")
