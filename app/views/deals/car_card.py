"""The car of a deal: found by part of its VIN or its name, and whether it can be promised, in words."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain import options
from app.i18n import tr
from app.presenters import deal_desk_words, words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_find import FindPresenter
from app.presenters.deal_desk_rows import DeskCar
from app.presenters.deal_desk_state import DeskState
from app.presenters.pictures import PicturesPresenter
from app.views import theme
from app.views.deals.chain import EnterChain
from app.views.deals.finder import Answer, Finder
from app.views.widgets.buttons import IconButton
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.model_picture import ModelPicture
from app.views.widgets.text import icon_label, keycap, label, row, set_tone


class LeaseNote(QFrame):
    """A line on a weak ground: who may promise this car."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("banner", True)
        inside = row(spacing=8)
        inside.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        self._icon = icon_label("lock-open-outline", size=18)
        self._words = label("", "caption", wrap=True)
        inside.addWidget(self._icon)
        inside.addWidget(self._words, 1)
        self.setLayout(inside)

    def say(self, tone: str, icon: str, words: str) -> None:
        """Show it."""
        set_tone(self, tone)
        set_tone(self._words, tone)
        self._icon.set_icon(icon, tone)
        self._words.setText(words)
        self.setAccessibleName(words)


class CarCard(Card):
    """Two faces: looking for a car, and the car, or the model and colour that are ordered without one."""

    done = Signal()
    """A car is chosen; on to the price."""

    def __init__(
        self, presenter: DealDeskPresenter, find: FindPresenter, pictures: PicturesPresenter
    ) -> None:
        super().__init__(tr("Vehicle"), icon="car-outline", padding=0)
        self._presenter = presenter
        self._change = IconButton("swap-horizontal", tr("Another car"), on_click=self.focus)
        self.header.addStretch(1)
        self.header.addWidget(self._change)
        self.header.addWidget(keycap("F3"))
        hint = tr("VIN, model, pinyin or initials")
        self.colour = Choice(tr("Colour of the order"))
        self.colour.set_narrow()
        self.colour.chosen.connect(presenter.paint)
        self._chain = EnterChain([self.colour], then=self._painted)
        nothing = tr("No car fits. Try fewer words, the model's name or the last digits of the VIN.")
        bare = tr("No cars are here yet. A stock keeper takes them in; they come with the next sync.")
        self.finder = Finder(tr("Find a car"), hint, find, _answer, nothing=(nothing, bare))
        self.finder.taken.connect(self._take)
        self.picture = ModelPicture(pictures, height=118)
        self._looking = False
        self._choices: list[tuple[str, str]] = []
        self.body.setSpacing(0)
        self.body.addWidget(self._make_find())
        self.body.addWidget(self.picture)
        self.body.addWidget(self._make_shown(), 1)

    def _make_find(self) -> QWidget:
        self._find = QWidget()
        inside = QVBoxLayout(self._find)
        inside.setContentsMargins(*(theme.px(12),) * 4)
        inside.addWidget(self.finder)
        inside.addStretch(1)
        return self._find

    def _make_shown(self) -> QWidget:
        self._shown = QWidget()
        inside = QVBoxLayout(self._shown)
        inside.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(12))
        inside.setSpacing(theme.px(6))
        self._model, self._about = label("", "section", wrap=True), label("", "caption", wrap=True)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._model)
        names.addWidget(self._about)
        inside.addLayout(names)
        vin = row(label(tr("VIN"), "fact"), None)
        self._vin = label("", "mono")
        vin.addWidget(self._vin)
        inside.addLayout(vin)
        self._colour = Field(tr("Colour"), self.colour)
        inside.addWidget(self._colour)
        self._facts = FactList(spacing=4)
        inside.addWidget(self._facts)
        self._lease = LeaseNote()
        inside.addWidget(self._lease)
        self._notes = QVBoxLayout()
        inside.addLayout(self._notes)
        inside.addStretch(1)
        return self._shown

    @cached_property
    def _others(self) -> LeaseNote:
        """Who else wants the car; made when it is first said, which is rare."""
        made = LeaseNote()
        self._notes.addWidget(made)
        return made

    def show_state(self, state: DeskState) -> None:
        """The car, or the box to find one."""
        car = state.car
        self._looking = self._looking and car is not None
        self._find.setVisible(car is None or self._looking)
        self._change.setVisible(car is not None and not state.closed and not self._looking)
        self._shown.setVisible(car is not None)
        # While the customer's form is open the picture gives way to it.
        self.picture.setVisible(car is not None and not state.filling)
        if car is not None:
            self._show_car(car, state)

    def _show_car(self, car: DeskCar, state: DeskState) -> None:
        self.picture.show_model(car.model_code, car.model, car.colour)
        self._model.setText(car.model)
        self._about.setText(deal_desk_words.car_line(car))
        self._vin.setText(car.vin or tr("not yet"))
        self._show_colours(car, state)
        facts: list[Fact] = [
            (tr("Stock no."), car.stock_no), (tr("Place"), car.location or car.branch),
            (tr("In stock"), deal_desk_words.age(car, state.facts.today)),
        ]  # fmt: skip
        place = state.drawn.place if state.drawn is not None else (0, 0)
        in_line = [(tr("In line for a car"), words.place(*place))] if any(place) else []
        with_them: list[Fact] = [(tr("Options"), options.names(car.options))] if car.options else []
        self._facts.set_facts([*(in_line if car.comes_later else facts), *with_them])
        self._lease.setVisible(not state.closed)
        self._lease.say(*deal_desk_words.lease(car, may_confirm=state.facts.may_confirm))
        if state.claims or "_others" in vars(self):
            self._others.setVisible(bool(state.claims))
        if state.claims:
            self._others.say("warn", "account-multiple", deal_desk_words.claims(state.claims))

    def _show_colours(self, car: DeskCar, state: DeskState) -> None:
        """What the order may be painted in, with what each costs more."""
        self._colour.setVisible(car.comes_later and bool(car.colours) and not state.closed)
        choices = [] if car.colour else [("", tr("Choose the colour"))]
        names = [each.name for each in car.colours]
        if car.colour and car.colour not in names:  # the catalogue has dropped it since
            choices.append((car.colour, car.colour))
        for each in car.colours:
            more = f" + {words.money(each.amount)}" if each.amount else ""
            choices.append((each.name, f"{each.name}{more}"))
        if choices != self._choices:
            self._choices = choices
            self.colour.set_choices(choices)
        self.colour.set_key(car.colour)

    def set_compact(self, compact: bool) -> None:
        """A smaller picture, for the smallest window."""
        height = theme.px(46 if compact else 118)
        self.picture.setMinimumHeight(height)
        self.picture.setMaximumHeight(height)

    def focus(self) -> None:
        """F3: look for a car; at a model whose colour is still to be chosen, choose that first."""
        car = self._presenter.state.car
        if self._presenter.state.closed:
            return
        if car is not None and car.unpainted and not self.colour.hasFocus():
            self.focus_colour()
            return
        self._looking = True
        self.show_state(self._presenter.state)
        self.finder.setFocus()

    def focus_colour(self) -> None:
        """To the colour of the order."""
        self.colour.setFocus(Qt.FocusReason.OtherFocusReason)

    def _painted(self) -> None:
        """Enter goes on to the price, or shows the colours while there is none."""
        car = self._presenter.state.car
        if car is not None and car.unpainted:
            self.focus_colour()
            self.colour.showPopup()
        else:
            self.done.emit()

    @property
    def looking(self) -> bool:
        """Whether another car than the one on the desk is looked for."""
        return self._looking

    def stop_looking(self) -> None:
        """Keep the car there is."""
        self._looking = False
        self.finder.empty()
        self.show_state(self._presenter.state)
        self.done.emit()

    def _take(self, car: DeskCar) -> None:
        self._looking = False
        self._presenter.choose_car(car)
        self.show_state(self._presenter.state)
        if car.unpainted:
            self.focus_colour()
        else:
            self.done.emit()


def _answer(car: DeskCar) -> Answer:
    badge, tone = deal_desk_words.lease_badge(car)
    if car.comes_later:
        detail = " · ".join((tr("Order without a car"), words.money(car.list_price)))
        return Answer(car, car.model, detail, badge, tone, "timer-sand")
    place = deal_desk_words.ordered_by(car.claims) or car.location or car.branch
    detail = " · ".join(part for part in (f"…{car.vin[-8:]}", car.colour, place) if part)
    return Answer(car, car.model, detail, badge, tone)
