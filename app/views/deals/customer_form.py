"""The form for a customer: Enter goes on, each field is checked when it is left, a wrong one while it is mended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.domain.identity import mask_id
from app.i18n import tr
from app.presenters import deal_desk_words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_rows import DeskBuyer, KnownBuyer
from app.presenters.deal_desk_state import DeskState
from app.views import theme
from app.views.deals.chain import EnterChain
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field

ORDER = ("name", "phone", "id_number", "address")
TAKE_KEY = "Alt+T"


def on_file(known: KnownBuyer) -> str:
    """That somebody with such a number is on file."""
    return tr("{name} is on file with this number.").format(name=known.name)


class IdEdit(QLineEdit):
    """An identity number: whole while it is typed, its last four characters otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self._number = ""
        self.setProperty("mono", True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMaxLength(40)

    def number(self) -> str:
        """What was entered."""
        return self.text().strip() if self.hasFocus() else self._number

    def set_number(self, number: str) -> None:
        """Show a number, masked unless it is being typed."""
        self._number = number
        if not self.hasFocus():
            self.setText(mask_id(number))
        elif not self.isModified() and self.text() != number:  # the same again would lose the selection
            self.setText(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setText(self._number)
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._number = self.text().strip()
        super().focusOutEvent(event)
        self.setText(mask_id(self._number))


class CustomerForm(QWidget):
    """Name and kind of paper in one row, then telephone, identity number and address."""

    done = Signal()
    take_asked = Signal()
    """The customer is the one on file."""

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: DeskBuyer | None = None
        self._said: dict[str, object] = {}
        self.id_number = IdEdit()
        self.edits: dict[str, QLineEdit] = {name: QLineEdit() for name in ORDER} | {
            "id_number": self.id_number
        }
        digits = Qt.InputMethodHint.ImhDialableCharactersOnly
        self.edits["phone"].setInputMethodHints(digits)
        self.edits["phone"].setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.kind = Choice(tr("Paper"), deal_desk_words.id_kinds())
        self.kind.setMaximumWidth(theme.px(104))
        self.kind.chosen.connect(lambda kind: presenter.set_buyer(id_kind=kind))
        names = {
            "name": tr("Name"), "phone": tr("Mobile phone"), "address": tr("Address"),
            "id_number": deal_desk_words.id_number("id_card"),
        }  # fmt: skip
        self.fields = {name: Field(names[name], self.edits[name]) for name in ORDER}
        self._lay_out()
        for name, edit in self.edits.items():
            edit.editingFinished.connect(lambda name=name: self._left(name))
            edit.textEdited.connect(lambda _, name=name: self._typed(name))
        self._chain = EnterChain([self.edits[name] for name in ORDER], then=self.done.emit)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(8))
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.fields["name"], 0, 0, top)
        grid.addWidget(Field(tr("Paper"), self.kind), 0, 1, top)
        for at, name in enumerate(ORDER[1:], start=1):
            grid.addWidget(self.fields[name], at, 0, 1, 2, top)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)

    def show_state(self, state: DeskState) -> None:
        """Fill the fields, except the one that is being typed in; say what is wrong."""
        buyer = state.buyer or DeskBuyer()
        if buyer is not self._shown:
            self._shown = buyer
            for name in ("name", "phone", "address"):
                edit = self.edits[name]
                if not (edit.hasFocus() and edit.isModified()):  # nobody's typing is overwritten
                    edit.setText(getattr(buyer, name))
                    edit.setCursorPosition(0)  # a long name shows how it begins
            self.id_number.set_number(buyer.id_number)
            self.kind.set_key(buyer.id_kind)
            self.fields["id_number"].set_name(deal_desk_words.id_number(buyer.id_kind))
        for name in ORDER:
            self.edits[name].setReadOnly(state.closed)
            if not self.edits[name].hasFocus() or self.fields[name].error():
                self._say(name, buyer, state)

    def _say(self, name: str, buyer: DeskBuyer, state: DeskState) -> None:
        problem = buyer.problems.get(name)
        field = self.fields[name]
        known = state.known if state.known is not None and state.known.by == name else None
        said = (problem.message if problem else "", known)
        if self._said.get(name) == said:
            return
        self._said[name] = said
        if problem is not None:
            field.set_error(problem.message)
        elif known is not None:
            field.set_error(on_file(known), warn=True)
            field.offer_fix(tr("Take this customer"), self.take_asked.emit, key=TAKE_KEY)
        elif field.error():
            field.set_error("")

    def focus(self, field: str) -> None:
        """Begin at a field; if none is named at the first that is wrong, or else empty."""
        wrong = [name for name in ORDER if self.fields[name].error()]
        empty = [name for name in ORDER if not self._value(name)]
        edit = self.edits[field or next(iter([*wrong, *empty]), ORDER[0])]
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def _value(self, name: str) -> str:
        return self.id_number.number() if name == "id_number" else self.edits[name].text().strip()

    def _left(self, name: str) -> None:
        self._presenter.set_buyer(**{name: self._value(name)})
        state = self._presenter.state
        if state.buyer is not None:  # what came while it had the focus was not said then
            self._say(name, state.buyer, state)

    def _typed(self, name: str) -> None:
        """Live only once it was wrong: nobody is told off halfway through a number."""
        if self.fields[name].error():
            self._presenter.set_buyer(**{name: self._value(name)})
