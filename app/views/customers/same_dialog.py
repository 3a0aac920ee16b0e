"""Two files side by side: are they one person? What differs is marked; one of them is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from app.domain.identity import IdKind
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.same_person import Compared, FileSide, SamePersonPresenter, SameState
from app.views import errors, theme
from app.views.context import Context
from app.views.customers.fields import KINDS, PAPERS
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.scroll import scrolling
from app.views.widgets.segments import Segments
from app.views.widgets.text import badge, icon_label, label, row, set_tone
from app.views.widgets.toast import said_over

_FACTS = (
    ("name", N_("Name")), ("kind", N_("Person or company")), ("phone", N_("Telephone")), ("id_kind", N_("Paper")),
    ("id_number", N_("Identity")), ("address", N_("Address")), ("note", N_("Note")),
    ("made_at", N_("On file since")), ("belongs", N_("Belongs to it")),
)  # fmt: skip
_SIDES = ("left", "right")
_DONE = {
    "one": N_("{name} has one file now"), "two": N_("They are two people"), "perhaps": N_("Perhaps they are one"),
}  # fmt: skip


class SameDialog(Modal):
    """Left one file, right the other; below what is kept, and that it can be undone."""

    commit: Button

    def __init__(self, presenter: SamePersonPresenter, said: Callable[[str, str], object]) -> None:
        size = QSize(theme.px(860), theme.px(540))
        super().__init__(tr("One person?"), icon="account-switch-outline", size=size)
        self._presenter, self._said = presenter, said
        self._shown: Compared | None = None
        self.values = {name: (label("", wrap=True), label("", wrap=True)) for name, _ in _FACTS}
        self.marks = {name: icon_label("not-equal-variant", colour="warn", size=16) for name, _ in _FACTS}
        self.badges = (badge(""), badge(""))
        self.kept = Segments(
            [("left", tr("The left one")), ("right", tr("The right one"))], name=tr("Which one is kept")
        )
        self.kept.chosen.connect(self._keep)
        self._about = label("", "caption", wrap=True)
        self._which = label(tr("Which one is kept"), "strong")
        self._lay_out()
        self.apart = Button("", on_click=presenter.tell_apart)
        self.back = Button(tr("Back"), key="Esc", on_click=self.reject)
        self.commit = Button(
            tr("They are one person"), kind="primary", key="Ctrl Enter", on_click=presenter.save
        )
        self.footer.addWidget(self._about, 1)
        self.footer.addWidget(self.back)
        self.footer.addWidget(self.apart)
        self.footer.addWidget(self.commit)
        presenter.attach(self)

    def _lay_out(self) -> None:
        content = QFrame()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        inside.setSpacing(theme.px(14))
        self._choice = row(self._which, self.kept, None, spacing=12)
        inside.addLayout(self._choice)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(10))
        for column, mark in enumerate(self.badges):
            grid.addLayout(row(mark, None), 0, 2 + column)
        for at, (name, words_) in enumerate(_FACTS, 1):
            grid.addWidget(self.marks[name], at, 0)
            grid.addWidget(label(tr(words_), "fact"), at, 1)
            for column, value in enumerate(self.values[name]):
                grid.addWidget(value, at, 2 + column)
        grid.setColumnStretch(2, 1)
        grid.setColumnStretch(3, 1)
        inside.addLayout(grid)
        inside.addStretch(1)
        self.body.addWidget(scrolling(content, only_down=True))

    def _keep(self, side: str) -> None:
        if self._shown is not None:
            self._presenter.keep(self._shown.sides[_SIDES.index(side)].id)

    def show_state(self, state: SameState) -> None:
        """Both files once they are read; then which one is kept."""
        self.commit.set_busy(state.busy)
        self.commit.setEnabled(state.compared is not None)
        self.apart.setEnabled(state.compared is not None and not state.busy)
        compared = state.compared
        if compared is None:
            return
        if compared is not self._shown:
            self._shown = compared
            self._show(compared)
        self._show_kept(compared, state.kept)
        if state.done and self.isVisible():
            self._presenter.detach(self)
            kept = next(side for side in compared.sides if side.id == state.kept)
            self._said(tr(_DONE[state.done]).format(name=kept.name), "")
            self.accept()

    def _show(self, compared: Compared) -> None:
        told = [_facts(side) for side in compared.sides]
        for name, title in _FACTS:
            for value, side in zip(self.values[name], told, strict=True):
                value.setText(side[name])
                value.setAccessibleName(f"{tr(title)}: {side[name]}")
            differs = name in compared.differs
            self.marks[name].setVisible(differs)
            self.marks[name].setAccessibleName(tr("differs") if differs else "")
            for value in self.values[name]:
                value.setProperty("type", "strong" if differs else "body")
                theme.restyle(value)
        may = self._presenter.may_decide
        for part in (self._which, self.kept, self.apart):
            part.setVisible(may and not compared.merged)
        self.commit.setVisible(may)
        self.apart.setText(tr("Perhaps they are one") if compared.apart else tr("They are two"))
        if compared.merged:
            self.commit.setText(tr("They are two"))
            about = tr("Each has what was signed, paid and agreed with it, as before.")
        elif compared.apart:
            about = tr("Somebody said that they are two people. That can be taken back.")
        else:
            about = tr("Nothing is deleted, what was signed stays as it is, and it can be undone.")
        self._about.setText(about)

    def _show_kept(self, compared: Compared, kept: str) -> None:
        for mark, side in zip(self.badges, compared.sides, strict=True):
            is_kept = side.id == kept
            if compared.merged:
                text = tr("is kept") if is_kept else tr("was merged into it")
            else:
                text = tr("is kept") if is_kept else tr("goes into the other one")
            mark.setText(text)
            set_tone(mark, "ok" if is_kept else "neutral")
            if is_kept:
                self.kept.set_current(_SIDES[compared.sides.index(side)])

    def show_error(self, error: Exception) -> None:
        """Above everything."""
        errors.present(error, banner=self.banner)


def _facts(side: FileSide) -> dict[str, str]:
    return {
        "name": side.name, "kind": tr(KINDS[side.kind]), "phone": words.masked_phone(side.phone) or "—",
        "id_kind": tr(PAPERS[IdKind(side.id_kind)]), "id_number": f"•••• {side.id_last4}" if side.id_last4 else "—",
        "address": side.address or "—", "note": side.note or "—",
        "made_at": words.day(side.made_at) if side.made_at else "—", "belongs": _belongings(side),
    }  # fmt: skip


def _belongings(side: FileSide) -> str:
    counted = (
        (side.deals, N_("{n} deal"), N_("{n} deals")), (side.signed, N_("{n} signed"), N_("{n} signed")),
        (side.quotes, N_("{n} quote"), N_("{n} quotes")), (side.drives, N_("{n} test drive"), N_("{n} test drives")),
    )  # fmt: skip
    return " · ".join(plural(n, one, many) for n, one, many in counted if n) or tr("nothing yet")


def open_same_dialog(parent: Any, context: Context, argument: Any) -> None:
    """Open it for two customers' ids."""
    presenter = SamePersonPresenter(
        context.run,
        context.desk.more["same_person"],
        *argument,
        may_decide=context.desk.session.may("customer.merge"),
    )
    dialog = SameDialog(presenter, said_over(parent))
    dialog.show_over(parent)
    presenter.load()
