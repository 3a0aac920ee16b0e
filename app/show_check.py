"""What an auto show needs, measured now at this terminal: the network will be away, the cars must not be.

It preloads what it can (a sync, a verified backup) and looks at the rest. Qt-free, for the desk and the command line.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import db
from app.clock import from_iso
from app.devices import printing
from app.errors import AppError, ServerUnreachable
from app.filing import Filing
from app.i18n import in_a_row, tr
from app.models.registry import COLUMNS
from app.models.vehicle import Model, Vehicle
from app.queries import templates
from app.services import leases
from app.sync import integrity
from app.sync.transport import Transport

if TYPE_CHECKING:
    from app.workplace import Workplace

READY, ADVICE, MUST = "ready", "advice", "must"
DAYS, MOST_DAYS = 4, 14
BACKUP = "show-backup.db"
_SKEW = timedelta(minutes=2)
_ROOM, _LITTLE_ROOM = 5 << 30, 1 << 30


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: what was found, and what to do about it where that is not well."""

    key: str
    level: str
    found: str
    fix: str = ""
    """At the desk."""
    command: str = ""
    """The same on the command line, where that has a verb for it."""


@dataclass(frozen=True)
class Report:
    """All of it, what must be done first."""

    days: int
    lines: tuple[Line, ...]

    @property
    def may_leave(self) -> bool:
        """Whether nothing must be done any more."""
        return not self.count(MUST)

    def count(self, level: str) -> int:
        """How many lines are at that level."""
        return sum(line.level == level for line in self.lines)


def measure(place: Workplace, days: int = DAYS) -> Report:
    """Measure every line; takes seconds, and needs the server."""
    looks: tuple[Callable[[Workplace, int], Line], ...] = (
        _clock, _replica, _leases, _pictures, _files, _ticket, _others, _templates, _printer, _disk, _backup,
    )  # fmt: skip
    found = [look(place, days) for look in looks]
    order = (MUST, ADVICE, READY)
    return Report(days, tuple(sorted(found, key=lambda line: order.index(line.level))))


def _clock(place: Workplace, days: int) -> Line:
    try:
        with closing(Transport(place.vault.identity().server_url, read_seconds=5.0)) as transport:
            told = from_iso(transport.about()["server_time"])
    except AppError:
        fix = tr("Connect this terminal to the network of the showroom and measure again.")
        return Line("clock", MUST, tr("not measured: the centre does not answer"), fix)
    off = abs(told - place.now())
    said = tr("{n} s off the centre's").format(n=f"{off.total_seconds():.1f}")
    fix = tr("Set the clock of this computer, or let the system set it.")
    return Line("clock", READY, said) if off <= _SKEW else Line("clock", MUST, said, fix)


def _replica(place: Workplace, days: int) -> Line:
    try:
        place.sync()
    except ServerUnreachable:
        fix = tr("Connect this terminal to the network of the showroom and measure again.")
        return Line("data", MUST, tr("not brought up to date: the centre does not answer"), fix)
    except AppError as error:
        return Line("data", MUST, str(error), tr("Look at the sync page, then measure again."))
    problems = db.check_integrity(place.database) or place.missing_ops()
    with place.reading() as session:
        problems = problems or integrity.wrong_rows(session)
    if problems:
        return _damaged("data", problems)
    waiting = place.status()["waiting"]
    if waiting:
        said = tr("{n} entries have not gone up").format(n=waiting)
        return Line("data", MUST, said, tr("Look at the sync page, then measure again."))
    return Line("data", READY, tr("up to date just now, every row verified"))


def _damaged(key: str, problems: list[str]) -> Line:
    fix = tr("Sign out and in again: the desk looks at its file, and repairs it with one button.")
    return Line(key, MUST, problems[0], fix, "showroom doctor --repair")


def _leases(place: Workplace, days: int) -> Line:
    with place.reading() as session:
        held = leases.held_vehicles(session, place.vault.now(), place.boot)
    show = [lease for lease in held if lease.deadline is None]
    short = len(held) - len(show)
    fix = tr("On the page Stock, tick the cars that come along and hold them for a show (Ctrl+Shift+E).")
    command = "showroom stock lease VIN --show"
    if not show:
        return Line("cars", MUST, tr("no car is leased until it is returned"), fix, command)
    said = tr("{n} cars leased until they are returned").format(n=len(show))
    if short:
        more = tr("{said}; {n} only for today").format(said=said, n=short)
        return Line("cars", ADVICE, more, fix, command)
    return Line("cars", READY, said)


def _pictures(place: Workplace, days: int) -> Line:
    """All pictures of the leased cars are brought here; whoever stands before a car wants to see another like it."""
    filing = Filing(place)
    with place.reading() as session:
        held = [lease.vehicle_id for lease in leases.held_vehicles(session, place.vault.now(), place.boot)]
        codes = set(session.scalars(select(Model.code).join(Vehicle).where(Vehicle.id.in_(held))))
    rows = [row for code in sorted(codes) for row in filing.pictures_of_model(code)]
    missing = filing.bring(rows)
    if missing:
        said = tr("{n} of {count} pictures of the leased cars are not here").format(
            n=len(missing), count=len(rows)
        )
        return Line("pictures", ADVICE, said, tr("Look at the sync page, then measure again."))
    return Line("pictures", READY, tr("{n} pictures of the leased cars are here").format(n=len(rows)))


def _files(place: Workplace, days: int) -> Line:
    """What was added here goes up before it leaves the house."""
    filing = Filing(place)
    with suppress(ServerUnreachable):
        filing.transfer()
    waiting = filing.unsent()
    if waiting:
        said = tr("{n} pictures or papers have not gone up").format(n=waiting)
        return Line("files", ADVICE, said, tr("Look at the sync page, then measure again."))
    return Line("files", READY, tr("everything that was added here is at the centre"))


def _ticket(place: Workplace, days: int) -> Line:
    session = place.unlocked.session
    own = [(place.unlocked.user.display, session.expires_at - place.vault.now())]
    return _lasting("ticket", own, days, MUST, tr("Sign in for the show above, online and with a manager."))


def _others(place: Workplace, days: int) -> Line:
    now, own = place.vault.now(), place.unlocked.user.name
    known = [(user.display, until - now) for user, until in place.vault.signing_until() if user.name != own]
    if not known:
        return Line("others", READY, tr("nobody else signs in here"))
    fix = tr("Whoever comes along signs in here, online, and does the same in this check.")
    return _lasting("others", known, days, ADVICE, fix)


def _lasting(key: str, people: list[tuple[str, timedelta]], days: int, level: str, fix: str) -> Line:
    said = tr("; ").join(
        tr("{name}: {days} d {hours} h").format(name=name, days=max(left.days, 0), hours=left.seconds // 3600)
        if left > timedelta(0)
        else tr("{name}: over").format(name=name)
        for name, left in people
    )
    if all(left >= timedelta(days=days) for _, left in people):
        return Line(key, READY, said)
    return Line(key, level, said, fix, f"showroom login --show {min(days, MOST_DAYS)} --approver MANAGER")


def _templates(place: Workplace, days: int) -> Line:
    last = place.clock.today() + timedelta(days=days)
    with place.reading() as session:
        found = templates.in_force(session, last)
        name = found.revision if found else ""
    if not name:
        return Line(
            "templates", MUST, tr("a contract template is missing"), tr("Sync, or ask the administrator.")
        )
    return Line("templates", READY, name)


def _printer(place: Workplace, days: int) -> Line:
    fix = tr("Connect a printer and print one page. Without one, contracts can only be saved as PDF.")
    try:
        queues = printing.list_printers()
    except AppError as error:
        return Line("printer", ADVICE, str(error), fix)
    if not queues:
        return Line("printer", ADVICE, tr("this computer knows no printer"), fix)
    return Line("printer", READY, in_a_row(printer.name for printer in queues))


def _disk(place: Workplace, days: int) -> Line:
    free = shutil.disk_usage(place.folder).free
    said = tr("{n} GB free").format(n=f"{free / (1 << 30):.1f}")
    if free >= _ROOM:
        return Line("disk", READY, said)
    return Line("disk", MUST if free < _LITTLE_ROOM else ADVICE, said, tr("Make room on the disk."))


def _backup(place: Workplace, days: int) -> Line:
    target, key = place.folder / BACKUP, place.unlocked.data_key
    try:
        db.backup(place.database, key, target)
        problems = db.verify_backup(target, key)
        rows = 0 if problems else db.count_rows(target, key, COLUMNS)
    except AppError as error:
        return Line("backup", MUST, str(error), tr("Make room on the disk."))
    if problems:
        return _damaged("backup", problems)
    return Line(
        "backup", READY, tr("made just now, {n} rows, verified: {file}").format(n=rows, file=target.name)
    )
