"""One round with the server, from hello to the leases that are true afterwards.

Everything a round may find is settled here: a folder that was copied, a server that was restored, a replica that is
so far behind that it begins anew, people who lost a right.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, exists, select

from app import crypto, db
from app.changes import Changes
from app.errors import SignInFailed, UserError
from app.models.local import HeldLease
from app.models.registry import COLUMNS
from app.models.vehicle import Lease
from app.queries import sign_ins
from app.single import FileLock
from app.sync import identity, rebirth
from app.sync.beginning import Beginning
from app.sync.engine import Engine, FarBehind, Result
from app.sync.replica import OLDER, RESTORED, Replica
from app.sync.transport import Credentials, HistoryRefused, Transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.workplace import Workplace

_HELD = exists(HeldLease).select()
_OTHERS = (
    select(HeldLease.vehicle_id, HeldLease.fence)
    .outerjoin(Lease, Lease.id == HeldLease.vehicle_id)
    .where(Lease.terminal_id.is_distinct_from(bindparam("mine")))
)
PATIENCE_SECONDS = 90.0  # a desk and a command may sync at once; the second waits


class Round:
    """A round of one workplace; at most one at a time in a folder."""

    def __init__(
        self, place: Workplace, line: Transport | None = None, *, patience: float = PATIENCE_SECONDS
    ) -> None:
        """`line`: another than the one that is kept; `patience`: how long another program's round is waited for."""
        self._place, self._vault = place, place.vault
        self._line, self._patience = line or place.line, patience
        self._kept = ExitStack()  # holds the one connection of a round
        self._open: Replica | None = None

    def run(self, *, anew: bool, push: bool) -> Result:
        """Push unless told not to, pull, and put right what depends on it. Why a push failed is in the result."""
        one_at_a_time = FileLock(self._place.folder / "sync.lock", patience=self._patience)
        with one_at_a_time, self._kept:
            transport = self._line
            self._finish_becoming()
            result = self._synced(transport, anew=anew, push=push)
            if self._restored() or _is_forked(result.push_error):
                result = self._become_own(transport, push=push)
            if identity.note_place(self._vault, result.place):
                self._place.forget_identity()
            self._forget_second_copy()
            self._let_go()  # else what follows opens another connection
            self._keep_true_leases(went_back=result.went_back)
            self._forget_who_lost_a_right()
        return result

    def begin(self, transport: Transport) -> Result | None:
        """Fetch everything as streams, into a file that takes the replica's place; none if another has it open."""
        place = self._place
        self._let_go()
        place.close()  # the swap wants the file to itself; connections are made again when they are needed
        beginning = Beginning(place.path, place.unlocked.data_key, transport, Credentials.of(self._vault))
        try:
            with db.storage_errors():
                pulled = beginning.run()
                changes = Changes(dict.fromkeys(COLUMNS, frozenset()))
                return Result(pulled=pulled, changes=changes, went_back=True)  # for all that we know
        except UserError as error:
            if error.code != db.IN_USE:
                raise
        return None

    @contextmanager
    def _replica(self) -> Iterator[Replica]:
        """The replica, opened at the first use in a round."""
        if self._open is None:
            self._open = self._kept.enter_context(self._place.replica())
        with db.storage_errors():
            yield self._open

    def _let_go(self) -> None:
        self._kept.close()
        self._open = None

    def _synced(self, transport: Transport, *, anew: bool, push: bool) -> Result:
        """A cycle; a server that was restored and has forgotten this terminal is shown who it is."""
        try:
            return self._fetched(transport, anew=anew, push=push)
        except SignInFailed as refused:
            if refused.code != "terminal_unknown":
                raise
            identity.give_back(transport, self._vault, self._place.unlocked)
            return self._fetched(transport, anew=anew, push=push)

    def _fetched(self, transport: Transport, *, anew: bool, push: bool) -> Result:
        """A cycle; the first one, one that is to begin anew and one that is far behind begin with streams."""
        with self._replica() as replica:
            first = replica.cursor() is None
        begun = self.begin(transport) if first or anew else None
        if begun is not None:
            return begun.and_(self._cycle(transport, push=push))
        try:
            return self._cycle(transport, push=push, anew=anew, patient=anew)
        except FarBehind:
            begun = self.begin(transport) or Result()
        return begun.and_(self._cycle(transport, push=push))

    def _cycle(self, transport: Transport, *, push: bool, anew: bool = False, patient: bool = True) -> Result:
        place = self._place
        with self._replica() as replica:
            credentials = Credentials.of(self._vault)
            engine = Engine(replica, transport, credentials, place.clock, place.told_time, patient=patient)
            return engine.round(anew=anew, push=push)

    def _restored(self) -> bool:
        with self._replica() as replica:
            return bool(replica.state(RESTORED) == OLDER)

    def _become_own(self, transport: Transport, *, push: bool) -> Result:
        """This folder was copied, or restored from an older day: from now on it is another terminal."""
        place = self._place
        with self._replica() as replica:
            replica.keep(terminal=place.identity.id)
            first_no = rebirth.next_no(replica.connection)
        place.unlocked = identity.ask_for_own(transport, self._vault, place.unlocked, first_no)
        self._finish_becoming(asked_now=True)
        return self._fetched(transport, anew=False, push=push)

    def _finish_becoming(self, *, asked_now: bool = False) -> None:
        """Bring the file to the folder's identity: it was changed just now, or was about to be when power failed."""
        place, known = self._place, self._vault.identity()
        with self._replica() as replica:
            if not replica.is_other_than(known.id):
                return
            place.forget_identity()
            self._line.forget()
            ticket, sign = place.unlocked.session.ticket, place.unlocked.sign
            new = rebirth.Identity(
                known.id, known.code, place.actor.user_id, ticket, int(known.more.get("first_no", 1)),
                lambda data: crypto.b64(sign(data)),
            )  # fmt: skip
            replica.begin_as(new, str(known.more.get("incarnation", "")), place.clock, asked_now=asked_now)

    def _forget_second_copy(self) -> None:
        """Everything was sent. Nobody writes between the look and the end of the file: its op would be in neither."""
        with self._replica() as replica, replica.transaction():
            if not replica.waiting(1):
                self._place.second_copy.forget()

    def _keep_true_leases(self, *, went_back: bool = False) -> None:
        """Forget leases that the server gave to someone else or took back, or forgot with its own last days."""
        others = _OTHERS if went_back else _OTHERS.where(Lease.fence >= HeldLease.fence)
        with self._place.reading() as session:
            if not session.connection().scalar(_HELD):
                return
            lost = session.execute(others, {"mine": self._place.identity.id}).all()
        if lost:  # else nobody who writes has to wait
            with db.write_session(self._place.database) as session, session.begin():
                for car, fence in lost:  # by its number: it may have been granted anew just now
                    held = HeldLease.vehicle_id == car, HeldLease.fence == fence
                    session.execute(delete(HeldLease).where(*held))

    def _forget_who_lost_a_right(self) -> None:
        """Who was locked out, lost a role or has another password signs in online first once we have heard of it."""
        with self._place.reading() as session:
            over = sign_ins.over(session, self._vault.tickets())
        for name in over:
            self._vault.forget_user(name)


def _is_forked(error: Exception | None) -> bool:
    """Whether the server knows a later history of this terminal than this folder does."""
    return isinstance(error, HistoryRefused) and error.code == "forked"
