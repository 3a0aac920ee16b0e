"""The till page's door."""

from __future__ import annotations

from collections.abc import Mapping

from app.clock import from_iso
from app.domain.shift import ShiftState
from app.gateways.papers import PapersOfTerminal
from app.i18n import language, tr
from app.models.shift import Shift
from app.presenters.sent import Sent
from app.presenters.till import Held, TillShift
from app.queries import desk as desk_rows
from app.queries import shifts as query
from app.services import closings, shifts
from app.workplace import Workplace

MOST_CLOSED = 12


class TillOfTerminal:
    """`presenters.till.TillGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._papers = PapersOfTerminal(workplace)

    def open_shifts(self) -> tuple[TillShift, ...]:
        """Those that this person may close, the own one of this terminal first."""
        found = [each for each in self._read() if each.closed_at is None]
        may = bool(self._at.actor.roles & shifts.CLOSES_ANY)
        return tuple(sorted((each for each in found if each.mine or may), key=lambda each: not each.mine))

    def closed_shifts(self) -> tuple[TillShift, ...]:
        """The last that were closed at this branch."""
        return tuple(each for each in self._read() if each.closed_at is not None)[:MOST_CLOSED]

    def _read(self) -> list[TillShift]:
        own = (self._at.identity.id, self._at.actor.user_id)
        with self._at.reading() as session:
            return [
                TillShift(
                    row.id, row.cashier, row.terminal, from_iso(row.opened_at),
                    shifts.lines_of(session, session.get_one(Shift, row.id)), row.receipts,
                    mine=(row.terminal_id, row.user_id) == own,
                    closed_at=from_iso(row.closed_at) if row.state == ShiftState.CLOSED else None,
                    difference=row.difference, reason=row.reason,
                )
                for row in query.list_shifts(session, limit=MOST_CLOSED * 2)
            ]  # fmt: skip

    def _file_name(self, shift_id: str) -> str:
        shift = next(each for each in self._read() if each.id == shift_id)
        closed_at = (shift.closed_at or shift.opened_at).astimezone()
        return tr("Closing {moment}").format(moment=f"{closed_at:%Y-%m-%d %H%M}")

    def held(self) -> Held:
        """What stands in the ledger, by the kind of money."""
        with self._at.reading() as session:
            sums = query.ledger_sums(session)
        names = ("deposit", "prepayment", "payment")
        standing = {name: -sums.get(f"customer:{name}", 0) for name in names}
        return Held(**standing, balanced=sum(sums.values()) == 0)

    def open(self, opening_cash: int) -> str:
        """Begin a shift with so much in the drawer."""
        return shifts.open_shift(self._at.unit_of_work(), opening_cash=opening_cash)

    def close(self, shift_id: str, counted: Mapping[str, int], reason: str) -> None:
        """Seal it."""
        shifts.close(self._at.unit_of_work(), shift_id=shift_id, counted=counted, reason=reason)

    def print(self, shift_id: str) -> Sent:
        """Print it where papers were printed last, or into a file; says where it went."""
        with self._at.reading() as session:
            copy_no = desk_rows.times_printed(session, shift_id)
            pdf = closings.paper(session, shift_id, language=language(), copy_no=copy_no)
        return self._papers.send(shift_id, pdf, name=self._file_name(shift_id))
