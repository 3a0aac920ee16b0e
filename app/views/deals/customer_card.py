"""The customer of a deal: found, or entered with live checks; identity numbers show their last four characters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.identity import last_four, mask_id
from app.i18n import tr
from app.presenters import deal_desk_words, words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_find import FindPresenter
from app.presenters.deal_desk_rows import DeskBuyer, KnownBuyer
from app.presenters.deal_desk_state import DeskState
from app.views import theme
from app.views.deals.customer_form import TAKE_KEY, CustomerForm, on_file
from app.views.deals.finder import Answer, Finder
from app.views.widgets.avatar import Avatar
from app.views.widgets.buttons import Button, IconButton, link
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.text import ElidedLabel, IconBadge, keycap, label, row, set_tone

_FIND, _FORM, _SHOWN = 0, 1, 2


class CustomerCard(Card):
    """Three faces: looking for someone, the form, and who it is."""

    done = Signal()
    """The customer is complete; on to the car."""
    take_asked = Signal()
    """The customer is the one on file."""

    def __init__(self, presenter: DealDeskPresenter, find: FindPresenter) -> None:
        super().__init__(tr("Customer"), icon="account-outline", padding=12)
        self._presenter = presenter
        self._change = IconButton("account-switch-outline", tr("Another customer"), on_click=self._another)
        self.header.addStretch(1)
        self.header.addWidget(self._change)
        self.header.addWidget(keycap("F4"))
        hint = tr("Name, pinyin, phone or ID")
        self.finder = Finder(
            tr("Find a customer"), hint, find, _answer, nothing=tr("Nobody here fits these words."),
            otherwise=lambda text: Answer(None, tr("New: “{text}”").format(text=text), icon="account-plus-outline"),
        )  # fmt: skip
        self.form = CustomerForm(presenter)
        # No stack: that would be as tall as the tallest of its faces.
        self._faces = (self._make_find(), self.form, self._make_shown())
        for face in self._faces:
            self.body.addWidget(face)
        self.finder.taken.connect(self._take)
        self.finder.otherwise_taken.connect(self._begin)
        self.form.done.connect(self._leave_form)
        self.form.take_asked.connect(self.take_asked)

    def _make_find(self) -> QWidget:
        face = QWidget()
        inside = QVBoxLayout(face)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(6))
        inside.addWidget(self.finder)
        self._kept_title = label(tr("Set aside"), "hint")
        self._kept = QVBoxLayout()
        self._kept.setSpacing(0)
        inside.addWidget(self._kept_title)
        inside.addLayout(self._kept)
        inside.addStretch(1)
        return face

    def _make_shown(self) -> QWidget:
        face = QWidget()
        inside = QVBoxLayout(face)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(8))
        self._avatar = Avatar("", size=32)
        self._name, self._phone = ElidedLabel("", "strong"), label("", "caption")
        self._valid = IconBadge("check-decagram-outline", tr("ID ok"), "ok")
        self._wrong = IconBadge("alert-circle-outline", tr("to correct"), "bad")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._phone)
        head = row(self._avatar, spacing=10)
        head.addLayout(names, 1)
        head.addWidget(self._valid)
        head.addWidget(self._wrong)
        inside.addLayout(head)
        self._facts = FactList(spacing=4)
        inside.addWidget(self._facts)
        self._known = label("", "caption", wrap=True)
        set_tone(self._known, "warn")
        self._take_known = link(tr("Take this customer"), self.take_asked.emit, key=TAKE_KEY)
        inside.addWidget(self._known)
        inside.addWidget(self._take_known)
        inside.addStretch(1)
        return face

    def show_state(self, state: DeskState) -> None:
        """The face that fits."""
        face = _FORM if state.filling else _SHOWN if state.buyer else _FIND
        for at, shown in enumerate(self._faces):
            shown.setVisible(at == face)
        self._change.setVisible(state.buyer is not None and not state.closed)
        self.form.show_state(state)
        if state.buyer is not None:
            self._show_buyer(state.buyer)
            self._show_known(state.known)
        elif face == _FIND:
            self._show_kept(state)

    def _show_buyer(self, buyer: DeskBuyer) -> None:
        self._avatar.set_person(buyer.name)
        self._name.setText(buyer.name)
        self._phone.setText(words.masked_phone(buyer.phone))
        self._valid.setVisible(bool(buyer.id_number) and not buyer.problems)
        self._wrong.setVisible(bool(buyer.problems))
        set_tone(self._phone, "bad" if "phone" in buyer.problems else "")
        kinds = dict(deal_desk_words.id_kinds())
        missing: Fact = (kinds[buyer.id_kind], tr("missing"), "bad")
        tone = "bad" if "id_number" in buyer.problems else ""
        known: Fact = (kinds[buyer.id_kind], mask_id(buyer.id_number), tone)
        address: Fact = (
            (tr("Address"), buyer.address) if buyer.address else (tr("Address"), tr("missing"), "warn")
        )
        self._facts.set_facts([known if buyer.id_number else missing, address])

    def _show_known(self, known: KnownBuyer | None) -> None:
        """Still said when the form is closed: the last Enter comes sooner than one reads."""
        for part in (self._known, self._take_known):
            part.setVisible(known is not None)
        if known is not None:
            self._known.setText(on_file(known))

    def _show_kept(self, state: DeskState) -> None:
        self._kept_title.setVisible(bool(state.kept))
        while (item := self._kept.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        before: QWidget = self.finder
        for kept in state.kept[:4]:
            made = self._kept_link(kept.key, kept.title)
            self._kept.addWidget(made)
            self.setTabOrder(before, made)  # made late, they would be the last of the window
            before = made

    def _kept_link(self, key: str, title: str) -> Button:
        return link(title, lambda: self._presenter.take_up(key), icon="history")

    def focus(self) -> None:
        """F4: look for someone, or go on with the form."""
        state = self._presenter.state
        if state.buyer is None:
            self.finder.setFocus()
        else:
            self._presenter.fill_customer()
            self.form.focus("")

    def mend(self, field: str) -> None:
        """Open the form at a field that is missing or wrong."""
        if self._presenter.state.buyer is None:
            self.finder.setFocus()
            return
        self._presenter.fill_customer()
        self.form.focus(field)

    def _another(self) -> None:
        self._presenter.forget_customer()
        self.finder.setFocus()

    def _take(self, buyer: DeskBuyer) -> None:
        self._presenter.choose_customer(buyer)
        if buyer.ready:
            self.done.emit()
        else:
            self.mend(buyer.missing[0] if buyer.missing else next(iter(buyer.problems)))

    def _begin(self, text: str) -> None:
        self._presenter.new_customer(text)
        self.form.focus("")

    def _leave_form(self) -> None:
        """The last Enter; it goes back to what is wrong, which is easily overlooked while typing on."""
        buyer = self._presenter.state.buyer
        if buyer is not None and buyer.problems:
            self.form.focus("")
            return
        self._presenter.filled_customer()
        self.done.emit()


def _answer(buyer: DeskBuyer) -> Answer:
    digits = last_four(buyer.id_number) if buyer.id_number else ""
    detail = words.masked_phone(buyer.phone)
    icon = "domain" if buyer.id_kind == "licence" else "account-outline"
    return Answer(buyer, buyer.name, detail, f"•••• {digits}" if digits else "", icon=icon)
