"""The columns of the follow-up list, and the headings of its parts between the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from app.domain.lead import REASONS, SOURCES, STEPS, Due
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.lead_list import Heading, LeadItem, Row
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.delegates import Badge, Plain, TickDelegate
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, Index, RowTableModel

STEP_ICONS = {
    "call": "phone-outline", "message": "message-text-outline", "visit": "storefront-outline", "drive": "steering",
    "quote": "file-document-edit-outline", "other": "calendar-check-outline",
}  # fmt: skip
GRADE_TONES = {"H": "accent", "A": "ok", "B": "neutral", "C": "neutral"}
PARTS = {
    Due.OVERDUE: N_("Overdue"), Due.TODAY: N_("Due today"), Due.WEEK: N_("Next 7 days"), Due.LATER: N_("Later"),
}  # fmt: skip
HEADING_HEIGHT = 34


def columns(now: Callable[[], datetime], is_ticked: Callable[[LeadItem], bool]) -> tuple[Column[Row], ...]:
    """Whom, how warm, from where, what they want, what was last, what is next, by when, whose."""

    def of(show: Callable[[LeadItem], Any], nothing: Any = "") -> Callable[[Row], Any]:
        return lambda row: show(row) if isinstance(row, LeadItem) else nothing

    def last(lead: LeadItem) -> str:
        if lead.last_at is None:
            return "—"
        today = lead.last_at.astimezone().date() == now().astimezone().date()
        return words.moment(lead.last_at, now()) if today else words.day(lead.last_at)

    def due(lead: LeadItem) -> Plain:
        return due_words(lead, now())

    return (
        Column(
            "tick", "", lambda row: heading_words(row) if isinstance(row, Heading) else tr("chosen") if is_ticked(row)
            else "", lambda row: row if isinstance(row, Heading) else is_ticked(row), "tick", 36,
        ),
        Column("name", N_("Customer"), of(lambda lead: lead.name), of(_name), "plain", 132),
        Column("grade", N_("Grade"), of(lambda lead: lead.grade), of(grade, None), "badge", 62),
        Column("source", N_("Source"), of(lambda lead: tr(SOURCES[lead.source])), width=92, spare=1),
        Column(
            "interest", N_("Interested in"), of(lambda lead: lead.interest or "—"), of(_interest), "plain", 150,
            stretch=True,
        ),
        Column("last", N_("Last contact"), of(last), width=104, spare=2),
        Column("next", N_("Next action"), of(lambda lead: next_step(lead).text), of(next_step), "plain", 178),
        Column("due", N_("Due"), of(lambda lead: due(lead).text), of(due), "plain", 112),
        Column("owner", N_("Owner"), of(lambda lead: lead.owner or tr("nobody")), width=110),
    )  # fmt: skip


def heading_words(row: Heading) -> str:
    """`Overdue 4`."""
    return f"{tr(PARTS[row.part])} {row.count}"


def _name(lead: LeadItem) -> Plain:
    return Plain(lead.name, strong=True, second=words.masked_phone(lead.phone))


def grade(lead: LeadItem) -> Badge:
    """How warm somebody is."""
    return Badge(lead.grade, GRADE_TONES[lead.grade])


def _interest(lead: LeadItem) -> Plain:
    return Plain(lead.interest or "—", second=lead.last_note)


def next_step(lead: LeadItem) -> Plain:
    """What happens next; of a lost lead why, or that they are asked again."""
    if lead.state == "lost":
        return Plain(tr(REASONS[lead.lost_reason]), icon="account-cancel-outline")
    if not lead.next_kind:
        return Plain(tr("none yet"), icon="alert-outline")
    return Plain(lead.next_note or tr(STEPS[lead.next_kind]), icon=STEP_ICONS[lead.next_kind])


def due_words(lead: LeadItem, now: datetime) -> Plain:
    """Since when it waits, at what time today, or on which day."""
    if lead.state == "lost":
        return Plain(words.day(lead.closed_at) if lead.closed_at else "—")
    if lead.next_at is None:
        return Plain(tr("choose"), "warn", strong=True)
    late = (now.astimezone().date() - lead.next_at.astimezone().date()).days
    if late > 0:
        return Plain(tr("{n} d late").format(n=late), "bad", strong=True, icon="alert-circle-outline")
    if late == 0:
        return Plain(words.hour(lead.next_at), "warn", strong=True)
    return Plain(words.day(lead.next_at))


class LeadModel(RowTableModel[Row]):
    """A heading is no row to choose."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.row_at(index.row()), Heading):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class _HeadedTick(TickDelegate):
    """Paints a heading over the whole width, and a tick before everything else."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        row = self._model.row_at(index.row())
        if not isinstance(row, Heading):
            super().paint(painter, option, index)
            return
        box: QRect = option.rect
        tokens = theme.tokens()
        painter.fillRect(box, theme.colour(tokens.surface2))
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        inner, name = box.adjusted(theme.px(12), 0, -theme.px(12), -1), tr(PARTS[row.part])
        face = theme.face("strong")
        tone = icons.colour_of("bad" if row.part is Due.OVERDUE else "text")
        paint.text(painter, inner, name, face, tone)
        inner.setLeft(inner.left() + face.metrics.horizontalAdvance(name) + theme.px(6))
        paint.text(painter, inner, str(row.count), theme.face(), tokens.text2)


class LeadTable(RowTable):
    """The list with its headings: they span the columns, are lower than rows, and cannot be chosen."""

    def __init__(self, model: LeadModel, *, name: str) -> None:
        super().__init__(model, name=name, rows="tall")
        self._leads = model
        self.setItemDelegateForColumn(0, _HeadedTick(self, model, model.columns[0]))
        self.horizontalHeader().setSectionsMovable(False)  # a heading begins in the first column

    def show_parts(self, parts: tuple[tuple[Due | None, int], ...]) -> None:
        """Where the headings stand."""
        self.clearSpans()
        at = 0
        for part, number in parts:
            if part is not None and number:
                self.setSpan(at, 0, 1, len(self._leads.columns))
                self.setRowHeight(at, theme.px(HEADING_HEIGHT))
                at += 1
            at += number

    def choose(self, at: int) -> None:
        """Choose a row by its place; behind a heading stands one."""
        super().choose(at + isinstance(self._leads.row_at(at), Heading))
