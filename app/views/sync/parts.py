"""Parts of the sync page: the state of things, leases, what needs someone, and what the chip means."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.sync_status import CaseItem, LeaseItem, SyncPresenter, SyncState, SyncStatus
from app.views import theme
from app.views.widgets.avatar import IconTile
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.chip import KINDS, SyncChip
from app.views.widgets.text import ElidedLabel, IconBadge, badge, icon_label, keycap, label, row

LEASES_SHOWN, CASES_SHOWN = 6, 4
SKEW_TOLERATED_S = 120


class Overview(Card):
    """Am I safe? One sentence, then the facts behind it."""

    def __init__(self, presenter: SyncPresenter) -> None:
        super().__init__(padding=16)
        self._presenter = presenter
        self._tile = IconTile("cloud-off-outline")
        self._title, self._text = label("", "title", wrap=True), label("", "caption", wrap=True)
        words_ = QVBoxLayout()
        words_.setSpacing(theme.px(2))
        words_.addWidget(self._title)
        words_.addWidget(self._text)
        head = row(self._tile, spacing=12)
        head.addLayout(words_, 1)
        self.body.addLayout(head)
        self._facts = FactList(spacing=8)
        self.body.addSpacing(theme.px(4))
        self.body.addWidget(self._facts)
        self.body.addSpacing(theme.px(4))
        self.retry = Button(tr("Sync now"), icon="refresh", key="F5", on_click=presenter.retry)
        self.export = Button(tr("Copy to a stick"), icon="usb-flash-drive-outline")
        buttons = row(self.retry, self.export)
        buttons.setStretch(0, 1)
        buttons.setStretch(1, 1)
        self.body.addLayout(buttons)

    def show_state(self, state: SyncState, now: datetime) -> None:
        """The newest facts."""
        kind, title, text = self._presenter.headline()
        shown = kind if state.status.online or kind == "risk" else "offline"
        tone, icon = KINDS[shown]
        self._tile.set_icon(icon, tone)
        self._title.setText(title)
        self._text.setText(text)
        self._facts.set_facts(facts(state.status, now))
        self.retry.set_busy(state.retrying)
        self.export.setEnabled(state.status.waiting > 0)


_FETCHING = {
    "update": N_("fetched anew after the update; you can go on working"),
    "begin": N_("fetched from the beginning; you can go on working"),
}


def facts(status: SyncStatus, now: datetime) -> list[Fact]:
    """Contact, next try, disk, clock, authorisation, repairs."""
    made: list[Fact] = []
    if status.last_contact is not None:
        contact = status.last_contact
        said = tr("{when} ({ago})").format(when=words.moment(contact, now), ago=words.ago(contact, now))
        made.append((tr("Contact with the centre"), said))
    else:
        made.append((tr("Contact with the centre"), tr("not yet")))
    if status.fetching_anew:
        made.append((tr("Data here"), tr(_FETCHING[status.fetching_anew]), "warn"))
    if status.trouble:
        made.append((tr("Sending"), tr("waits; fetching goes on"), "warn"))
    if status.next_try_at is not None and (status.trouble or not status.online):
        made.append((tr("Next try"), tr("in {span}").format(span=words.span(status.next_try_at - now))))
    fine = tr("fine · safe from a power cut")
    made.append(
        (tr("Saving here"), fine, "ok")
        if status.disk_ok
        else (tr("Saving here"), tr("disk full, or cannot be written"), "bad")
    )
    if status.clock_skew is not None:
        off = abs(status.clock_skew) > SKEW_TOLERATED_S
        by = words.span(timedelta(seconds=abs(status.clock_skew))) if off else ""
        said = by or tr("{n} s").format(n=f"{status.clock_skew:.1f}")
        made.append((tr("Clock is off by"), said, "warn" if off else "ok"))
    if status.signing_until is not None:
        until = words.moment(status.signing_until, now)
        made.append((tr("May sign offline"), tr("until {when}").format(when=until)))
    if status.repaired_at is not None:
        when = words.moment(status.repaired_at, now)
        said = tr("{n} rows fetched again, {when}").format(n=status.repaired, when=when)
        made.append((tr("Put right"), said, "warn"))
    return made


class Leases(Card):
    """The cars that this terminal may sell without asking."""

    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Right to sell"), icon="key-chain", padding=0)
        self._count = badge("", "neutral")
        self.header.addWidget(self._count)
        self.remark(tr("sold without a network"))
        self.body.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self._more = link("", self.all_asked.emit)
        foot = row(self._more, None, ElidedLabel(tr("Day leases end with the business day"), "caption"))
        foot.setContentsMargins(theme.px(12), theme.px(6), theme.px(14), theme.px(10))
        self.body.addLayout(foot)
        self._shown: tuple[LeaseItem, ...] | None = None

    def show_leases(self, leases: tuple[LeaseItem, ...], now: datetime) -> None:
        """The first few; the stock list shows them all."""
        self._count.setText(plural(len(leases), N_("{n} car"), N_("{n} cars")))
        rest = len(leases) - LEASES_SHOWN
        self._more.setVisible(rest > 0)
        self._more.setText(tr("See {n} more").format(n=rest))
        if leases == self._shown:
            return
        self._shown = leases
        _clear(self._rows)
        if not leases:
            hint = label(
                tr("None held. With a network F8 takes the right to sell by itself."), "caption", wrap=True
            )
            hint.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
            self._rows.addWidget(hint)
        for lease in leases[:LEASES_SHOWN]:
            self._rows.addWidget(_lease_row(lease, now))


def _lease_row(lease: LeaseItem, now: datetime) -> QFrame:
    frame = _row_frame()
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(theme.px(16), theme.px(7), theme.px(16), theme.px(7))
    inside.setSpacing(theme.px(3))
    until = words.moment(lease.until, now) if lease.until else tr("until handed back")
    model = ElidedLabel(lease.model, "strong", grow=False)
    inside.addLayout(row(model, label(f"…{lease.vin[-4:]}", "mono"), None, label(until, "caption")))
    state = (
        IconBadge("file-sign", tr("Signed · {buyer}").format(buyer=lease.buyer), "accent")
        if lease.buyer
        else IconBadge("key-outline", tr("Can be signed"), "ok")
    )
    left = tr("{span} left").format(span=words.span(lease.until - now)) if lease.until else ""
    said = ElidedLabel(left, "caption")
    said.setAlignment(Qt.AlignmentFlag.AlignRight)
    inside.addLayout(row(state, said))
    return frame


class Cases(Card):
    """What needs a person's decision, with one button each."""

    asked = Signal(str, str)
    """Which dialog, and for which case."""

    def __init__(self) -> None:
        super().__init__(tr("Needs you"), icon="hand-back-right-outline", tone="conflict", padding=0)
        self._count = badge("", "surface")
        self.header.addWidget(self._count)
        self.remark(tr("all other work goes up meanwhile"))
        self.body.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._shown: tuple[CaseItem, ...] | None = None
        self.first: Button | None = None

    def show_cases(self, cases: tuple[CaseItem, ...]) -> None:
        """One line each; nothing at all when nothing waits."""
        self.setVisible(bool(cases))
        self._count.setText(str(len(cases)))
        if cases == self._shown:
            return
        self._shown = cases
        self.first = None
        _clear(self._rows)
        for at, case in enumerate(cases[:CASES_SHOWN]):
            self._rows.addWidget(self._case_row(case, primary=at == 0))
        rest = len(cases) - CASES_SHOWN
        if rest > 0:
            more = label(tr("and {n} more").format(n=rest), "caption")
            more.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(8))
            self._rows.addWidget(more)

    def _case_row(self, case: CaseItem, *, primary: bool) -> QFrame:
        frame = _row_frame()
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(theme.px(16), theme.px(9), theme.px(16), theme.px(9))
        inside.setSpacing(theme.px(12))
        icon = {
            "contract": "file-document-edit-outline",
            "vehicle": "car-off",
            "customer": "account-multiple",
            "op": "hand-back-right-outline",
            "paper": "file-refresh-outline",
            "used_car": "car-arrow-left",
            "lines": "file-document-edit-outline",
            "dates": "clock-outline",
        }
        inside.addWidget(icon_label(icon.get(case.kind, "help-circle-outline"), colour="conflict", size=20))
        words_ = QVBoxLayout()
        words_.setSpacing(theme.px(1))
        words_.addWidget(label(case.title, "strong", wrap=True))
        words_.addWidget(label(case.detail, "caption", wrap=True))
        inside.addLayout(words_, 1)
        kind = "primary" if primary else "plain"
        verbs = {"contract": tr("Merge"), "vehicle": tr("Choose a car")}
        button = Button(verbs.get(case.kind, tr("Look")), kind=kind)
        button.setAccessibleName(f"{button.text()}: {case.title}")
        dialog = "merge" if case.kind in verbs else "set_aside"
        button.clicked.connect(lambda _=False, case_id=case.id: self.asked.emit(dialog, case_id))
        inside.addWidget(button)
        self.first = self.first or button
        return frame


_MEANINGS = (
    (
        "synced", N_("Synced · 11:46"),
        N_("Everything is confirmed by the centre. Green only when nothing waits."),
    ),
    ("syncing", N_("Syncing 3 / 7"), N_("Going up now; you can go on working.")),
    ("stuck", N_("7 do not go up"), N_("The centre answers but does not take your work now. It is tried again.")),
    ("offline", N_("Offline · 7 waiting"), N_("No network, work as usual. The number has not gone up yet.")),
    (
        "needs_you", N_("2 need you"),
        N_("A clash or something sent back needs your decision; the rest goes up."),
    ),
    (
        "risk", N_("Signing ends in 2 h"),
        N_("Signing will soon stop: authorisation runs out, disk is full, or 24 hours without contact."),
    ),
)  # fmt: skip


class Legend(Card):
    """What the chip at the upper right can say."""

    def __init__(self) -> None:
        super().__init__(tr("The six things the chip can say"), padding=0)
        self.setFixedWidth(theme.px(288))
        if self.title is not None:
            self.title.setWordWrap(True)
        self.body.setSpacing(0)
        for kind, words_, meaning in _MEANINGS:
            frame = _row_frame()
            inside = QVBoxLayout(frame)
            inside.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
            inside.setSpacing(theme.px(4))
            chip = SyncChip(static=True)
            chip.show_state(kind, tr(words_))
            inside.addLayout(row(chip, None))
            inside.addWidget(label(tr(meaning), "caption", wrap=True))
            self.body.addWidget(frame)
        last = QVBoxLayout()
        last.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        last.setSpacing(theme.px(6))
        last.addWidget(label(tr("Which one wins"), "strong"))
        last.addWidget(
            label(
                tr("at risk › needs you › offline › does not go up › syncing › synced"), "caption", wrap=True
            )
        )
        last.addLayout(
            row(keycap("Ctrl Shift S"), label(tr("opens this page any time"), "caption", wrap=True))
        )
        self.body.addLayout(last)
        self.body.addStretch(1)


def _row_frame() -> QFrame:
    frame = QFrame()
    frame.setProperty("part", "row")
    return frame


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget: QWidget | QLabel | None = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
