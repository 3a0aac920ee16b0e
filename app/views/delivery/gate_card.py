"""The release gate: the score, each item with its reason and whose job it is, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from app.domain.release import GateLine
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.delivery import LIGHTS, WORDS, DeliveryCase, DeliveryPresenter, DeliveryState
from app.views import theme
from app.views.delivery.ring import ScoreRing
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.delegates import Plain
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.text import label, row


class GateCard(Card):
    """Red items stand first. Enter on an item, or a click on what it says to do, does something about it."""

    def __init__(
        self, presenter: DeliveryPresenter, *, act: Callable[[GateLine], object], release: Callable[[], object],
        hand_over: Callable[[], object], print_sheet: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(padding=0)
        self._presenter, self._act = presenter, act
        self._ring, self._title, self._when = ScoreRing(), label("", "title"), label("", "caption", wrap=True)
        head = row(self._ring, spacing=14)
        head.setContentsMargins(*(theme.px(14), theme.px(12)) * 2)
        said = QVBoxLayout()
        said.setSpacing(theme.px(2))
        self._title.setWordWrap(True)
        said.addWidget(self._title)
        said.addWidget(self._when)
        head.addLayout(said, 1)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self._model: RowTableModel[GateLine] = RowTableModel(self._columns())
        self.table = RowTable(self._model, name=tr("Release gate"), rows="touch")
        self.table.horizontalHeader().hide()
        self.table.row_opened.connect(lambda line: act(line))
        self.table.set_link("owner", lambda line: bool(self._way(line)))
        self.body.addWidget(self.table, 1)
        self._make_foot(release, hand_over, print_sheet)

    def _make_foot(
        self,
        release: Callable[[], object],
        hand_over: Callable[[], object],
        print_sheet: Callable[[], object],
    ) -> None:
        self.next = Button(
            tr("Next item"), icon="arrow-right-circle-outline", key="Alt+R", on_click=self.do_next
        )
        self.release = Button(
            tr("Release the car"), icon="lock-open-variant-outline", kind="primary", key="Ctrl+Enter",
            on_click=release,
        )  # fmt: skip
        self.hand_over = Button(
            tr("Hand over"), icon="key-variant", kind="primary", key="Ctrl+Enter", on_click=hand_over
        )
        self.sheet = Button(tr("Print the sheet"), icon="printer-outline", key="F10", on_click=print_sheet)
        self._why = label("", "caption", wrap=True)
        inside = QVBoxLayout()
        inside.setSpacing(theme.px(8))
        inside.addLayout(row(self.next, self.release, self.hand_over, self.sheet))
        inside.addWidget(self._why)
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addLayout(inside, 1)

    def _columns(self) -> tuple[Column[GateLine], ...]:
        return (
            Column("item", N_("Item"), _told, _shown, "plain", 280, stretch=True),
            Column("owner", N_("Whose job"), self._hands, self._whose, "plain", 112),
        )

    def _hands(self, line: GateLine) -> str:
        return f"{self._presenter.who(line)} {self._way(line)}".strip()

    def _way(self, line: GateLine) -> str:
        """What Enter does, where this person can do something about a red item."""
        if not line.blocks or self._presenter.way(line.item) == "":
            return ""
        return tr("Take money") if self._presenter.way(line.item) == "money" else tr("Do it")

    def _whose(self, line: GateLine) -> Plain:
        who, way = self._presenter.who(line), self._way(line)
        return Plain(way, "accent", second=who) if way else Plain(who, "text2")

    def do_next(self) -> None:
        """The first red item that this person can do something about."""
        for at, line in enumerate(self._model.loaded()):
            if line.blocks and self._presenter.way(line.item):
                self.table.choose(at)
                self._act(line)
                return

    def show_case(self, state: DeliveryState, case: DeliveryCase, today: date) -> None:
        """The gate as it stands."""
        if list(self._model.loaded()) != list(case.lines):
            self.table.show_rows(case.lines, same=lambda line: line.item)
        self._ring.show_score(case.passed, len(case.lines))
        self._title.setText(_headline(case))
        self._when.setText(_when(case, today))
        mine = any(line.blocks and self._presenter.way(line.item) for line in case.lines)
        why = "" if self._presenter.may_hand_over else self._presenter.why_not_release
        self.next.setVisible(bool(case.blocking) and not case.has_left)
        self.next.setEnabled(mine)
        self.release.setVisible(not case.has_left and not self._presenter.may_hand_over)
        self.release.setEnabled(not why)
        self.release.setText(tr("Release…") if self._presenter.waivable else tr("Release the car"))
        self.hand_over.setVisible(self._presenter.may_hand_over)
        self.sheet.setVisible(bool(case.sheet))
        self._why.setText(why)
        self._why.setVisible(bool(why) and not case.has_left)
        for button in (self.release, self.hand_over, self.sheet):
            button.set_busy(state.busy)
        for button, is_next in ((self.next, bool(why)), (self.release, not why)):
            button.setProperty("kind", "primary" if is_next else "plain")
            theme.restyle(button)


def _told(line: GateLine) -> str:
    return f"{line.name}: {tr(WORDS[line.light])}. {line.reason}"


def _shown(line: GateLine) -> Plain:
    icon, tone = LIGHTS[line.light]
    tone = "text3" if tone == "neutral" else tone
    return Plain(line.name, strong=True, icon=icon, icon_tone=tone, second=line.reason)


def _headline(case: DeliveryCase) -> str:
    if case.state == "closed":
        return tr("Handed over")
    if case.state == "delivered":
        return tr("Handed over, something follows")
    if not case.blocking:
        return tr("Released") if case.state == "delivering" else tr("Everything is there")
    return plural(len(case.blocking), N_("{n} item is missing"), N_("{n} items are missing"))


def _when(case: DeliveryCase, today: date) -> str:
    if case.handed_on is not None:
        return tr("On {day}").format(day=words.day(case.handed_on))
    if case.due_on is None:
        return tr("No day is agreed yet")
    day = f"{words.day(case.due_on)} {case.due_time}".strip()
    left = (case.due_on - today).days
    if case.has_left or left > 1:
        return tr("Handover {day}").format(day=day)
    if left < 0:
        return tr("Handover was promised for {day}").format(day=day)
    if left == 0:
        return tr("Handover today {time}").format(time=case.due_time).strip()
    return tr("Handover tomorrow {time}").format(time=case.due_time).strip()
