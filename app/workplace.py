"""A terminal that someone has opened: reads, writes in their name, sync, leases, approvals."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app import crypto, db
from app.changes import ChangeBus, Changes
from app.clock import Clock, from_iso, iso
from app.domain import approval_chain, permissions
from app.domain.permissions import Role
from app.errors import PermissionDenied, ServerUnreachable, UserError
from app.i18n import N_, tr
from app.models import schema
from app.models.base import canonical_json
from app.models.local import Op, State
from app.queries import sign_ins
from app.rounds import PATIENCE_SECONDS, Round
from app.services import approving, conflicts, contracts, leases, orders, restoring, reversals
from app.services.unit_of_work import Actor, UnitOfWork
from app.single import FileLock
from app.sync import clock_off, salvage
from app.sync.engine import Engine, Result
from app.sync.outbox import Outbox, Signer, TerminalIdentity
from app.sync.repair import INCIDENTS
from app.sync.replica import Replica
from app.sync.second_copy import SecondCopy
from app.sync.transport import Credentials, TokenExpired, Transport
from app.vault.slots import Unlocked
from app.vault.tickets import claims
from app.vault.vault import REPLICA, Vault

if TYPE_CHECKING:
    from sqlalchemy import Engine as Database
    from sqlalchemy.orm import Session

    from app.models.payment import Payment
    from app.services.reversals import Wish

T = TypeVar("T")

AT_THE_COUNTER_SECONDS = 0.8  # how long a customer waits for a lease
ASK_AGAIN_SECONDS = 0.1  # meanwhile, for one that another terminal was asked to hand over
WAIT_PATIENCE_SECONDS = 35.0  # the server ends a long poll after 25
NEAR_SECONDS, SOON_SECONDS = (
    5.0,
    15.0,
)  # for each answer, and all of them, while somebody waits for their money
CLOCK_DIFFERENCE = timedelta(seconds=30)  # below this, what the server says of the time is no news


def create_replica(path: Path, data_key: bytes, welcome: dict[str, Any]) -> None:
    """An empty replica with this program's tables and the server's first token."""
    engine = db.open_replica(path, data_key, create=True)
    schema.upgrade_replica(engine)
    with closing(engine.raw_connection()) as connection:
        Replica(connection.driver_connection).keep(
            incarnation=welcome["incarnation"], terminal=welcome["terminal"]["id"]
        )
    engine.dispose()


class Workplace:
    """Everything a signed-in person can do at this terminal."""

    def __init__(self, folder: Path, vault: Vault, unlocked: Unlocked, clock: Clock, bus: ChangeBus) -> None:
        self.folder, self.vault, self.unlocked, self.clock, self.bus = folder, vault, unlocked, clock, bus
        self._line: Transport | None = None
        self.engaged: dict[str, float] = {}
        """Cars that somebody has begun to sell here, and when: they are not handed over."""

    @property
    def path(self) -> Path:
        """The replica's file."""
        return self.folder / REPLICA

    @cached_property
    def database(self) -> Database:
        """The open replica, brought up to this version's tables; backed up first if that changes any."""
        engine = db.open_replica(self.path, self.unlocked.data_key)
        try:
            schema.upgrade_replica(
                engine, lambda: db.backup(engine, self.unlocked.data_key, self.path.with_suffix(".before"))
            )
        except BaseException:
            engine.dispose()  # nobody else knows of it, and an open file cannot be replaced
            raise
        return engine

    @property
    def line(self) -> Transport:
        """To the server, for rounds, which are one after another. It is kept, and calls again by itself."""
        url = self.vault.identity().server_url
        if self._line is None or not self._line.leads_to(url):
            self._line = Transport(url)
        return self._line

    @cached_property
    def identity(self) -> TerminalIdentity:
        """This terminal, as the server enrolled it."""
        known = self.vault.identity()
        return TerminalIdentity(
            known.id,
            known.name,
            known.code,
            known.more["branch_id"],
            known.branch,
            frozenset(known.more["scopes"]),
        )

    @cached_property
    def boot(self) -> str:
        """This start of the computer: a day lease does not outlive it."""
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            return str(round(self.clock.now().timestamp() - self.clock.monotonic(), -2))

    @property
    def actor(self) -> Actor:
        """Who is signed in."""

        said = claims(self.unlocked.session.ticket)
        roles = frozenset(Role(role) for role in said["roles"])
        return Actor(said["sub"], said["name"], roles, said["branch"])

    @property
    def may_confirm(self) -> bool:
        """Whether the ticket still allows a sale to be confirmed; with an expired one it becomes provisional."""
        return self.vault.now() < self.unlocked.session.expires_at

    @property
    def clock_trouble(self) -> UserError | None:
        """What is to be said of this computer's clock, if the server's word speaks against it."""
        with self.reading() as session:
            return clock_off.trouble(session, self.now())

    def require_clock(self) -> None:
        """Refuse to date a paper by a clock that is wrong."""
        if (trouble := self.clock_trouble) is not None:
            raise trouble

    @property
    def unfetched(self) -> bool:
        """Whether nothing of the centre's is here: the first sync did not end, or a damaged file was made anew."""
        with self.reading() as session:
            return session.get(State, "cursor") is None

    @property
    def may_go_on(self) -> bool:
        """Whether the sign-in still holds: no, once we have heard of another password or a right that was lost."""
        with self.reading() as session:
            return not sign_ins.is_over(session, claims(self.unlocked.session.ticket))

    @property
    def half_over(self) -> bool:
        """Whether it is time to renew the ticket."""
        said = claims(self.unlocked.session.ticket)
        issued, expires = from_iso(said["issued_at"]), from_iso(said["expires_at"])
        return self.vault.now() > issued + (expires - issued) / 2

    def unit_of_work(self) -> UnitOfWork:
        """A door for writes in this person's name."""
        if self.actor.branch_id != self.identity.branch_id:
            message = N_("This terminal belongs to another branch now. Sign in again while online.")
            raise UserError("terminal_moved", message)
        unlocked = self.unlocked
        signer = Signer(unlocked.session.ticket, lambda data: crypto.b64(unlocked.sign(data)))
        recorder = Outbox(self.identity, signer, self.clock, self._seal)

        def published(changes: Changes) -> None:
            for op in recorder.written if changes.tables else ():
                self.second_copy.append(op)
            self.bus.publish(changes)

        return UnitOfWork(
            lambda: db.write_session(self.database), recorder, self.actor, self.clock, published
        )

    @property
    def second_copy(self) -> SecondCopy:
        """What was not sent, once more."""
        return SecondCopy(self.folder, self.unlocked.data_key)

    def missing_ops(self) -> list[str]:
        """A log that was cut off takes sales away in silence; the second copy knows."""
        with self.replica() as replica:
            count = salvage.missing(replica.connection, self.second_copy)
        return [tr("{n} entries of the outbox are missing in the data file").format(n=count)] if count else []

    def rebuild(self) -> int:
        """A damaged data file is set aside; what was not sent of it goes into a new one. Returns how many ops.

        The next sync fetches all else and gives this folder a new identity: nobody knows what it had numbered.
        """
        self.close()
        self.__dict__.pop("database", None)
        ops = salvage.unsent(self.path, self.unlocked.data_key)
        draft = self.path.with_suffix(".rebuilt")
        draft.unlink(missing_ok=True)
        salvage.rebuild(draft, self.unlocked.data_key, self.vault.identity().id, ops)
        with db.replacing(self.path, self.unlocked.data_key):
            restoring.restore(self.folder, draft, lambda _: None)
        draft.unlink()
        return len(ops)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one snapshot."""
        with db.storage_errors(), db.read_session(self.database) as session:
            yield session

    @property
    def sees_customers(self) -> bool:
        """Stock users see no customers."""
        return bool(self.actor.roles & permissions.SEES_PEOPLE)

    def require_customers(self) -> None:
        """Refuse stock users: they see no customers."""
        if not self.sees_customers:
            raise permissions.refusal(permissions.SEES_PEOPLE)

    def sync(self, *, anew: bool = False) -> Result:
        """One cycle with the server; `anew` fetches everything again. A failed push is raised after the pull."""
        result = self.sync_round(anew=anew)
        if result.push_error is not None:
            raise result.push_error
        return result

    def sync_round(self, *, anew: bool = False, push: bool = True) -> Result:
        """The same, with or without the push; why a push failed is in the result."""
        result = Round(self).run(anew=anew, push=push)
        self.bus.publish(result.changes)
        return result

    def wait_for_news(self) -> bool:
        """Half a minute at most, on a connection of its own: whether there is something to pull."""
        with self.replica() as replica:  # given back: nobody knows how long this takes
            cursor, token = replica.state("cursor"), replica.state("token")
        line = Transport(self.vault.identity().server_url, read_seconds=WAIT_PATIENCE_SECONDS)
        with closing(line):
            line.token = str(token or "")
            try:
                return line.wait(cursor)
            except TokenExpired:
                return True  # the cycle that follows fetches another

    def lease(
        self,
        want: list[str],
        release: list[str] | None = None,
        *,
        kind: str = "day",
        seconds: float | None = None,
    ) -> dict[str, Any]:
        """Lease cars by id and give others back, in so many `seconds` at most; what was granted is kept before this
        returns.

        A car that was sold here is not given back, though the centre may not have heard of that: nobody else is to be
        sold it meanwhile. And one that was sold here and came back is not leased before the centre has heard of both:
        the sale would end the new lease when it arrives.
        """
        began = self.clock.monotonic()

        def left() -> float | None:
            return None if seconds is None else max(0.05, began + seconds - self.clock.monotonic())

        self._tell_of(want, seconds)
        # One at a time in this folder: a grant that another program gave back meanwhile must not be kept.
        with FileLock(self.folder / "lease.lock", patience=left() or PATIENCE_SECONDS):
            with db.write_session(self.database) as session, session.begin():
                release = [car for car in release or () if orders.confirmed_contract(session, car) is None]
                leases.drop(session, release)  # before the server hears of it: never two holders
                untold = leases.untold(session, want)
            line = Transport(self.vault.identity().server_url, within=left())
            with closing(line) as transport, self.replica() as replica:
                engine = Engine(replica, transport, Credentials.of(self.vault), self.clock, self.told_time)
                answer = engine.lease([car for car in want if car not in untold], release, kind=kind)
            with db.write_session(self.database) as session, session.begin():
                leases.keep(session, answer["granted"], self.boot)
        self.bus.publish(Changes({"lease": frozenset([*want, *release])}))
        return {
            **answer,
            "refused": answer["refused"] + [{"vehicle": car, "code": "untold"} for car in untold],
        }

    def _tell_of(self, cars: list[str], seconds: float | None) -> None:
        """Send first what was done here with cars, where that is still to be sent."""
        with self.reading() as session:
            if not leases.untold(session, cars):
                return
        line = Transport(self.vault.identity().server_url, within=seconds)
        with closing(line), suppress(UserError):  # what cannot be sent now is not leased
            self.bus.publish(
                Round(self, line, patience=seconds or PATIENCE_SECONDS).run(anew=False, push=True).changes
            )

    def try_lease(self, vehicle_id: str | None) -> bool:
        """Take the lease while the customer waits, if there is a network and it is not in hand already.

        True if it was taken now: without a sale it is to be given back, `give_back`.
        """
        if vehicle_id is None or not self.actor.roles & {Role.SALES, Role.MANAGER}:
            return False
        began = self.engaged[vehicle_id] = self.clock.monotonic()
        with self.reading() as session:
            sold = orders.confirmed_contract(session, vehicle_id) is not None
            if sold or leases.held(session, vehicle_id, self.vault.now(), self.boot):
                return False
        try:
            while (left := began + AT_THE_COUNTER_SECONDS - self.clock.monotonic()) > 0:
                answer = self.lease([vehicle_id], seconds=left)
                if not any(each.get("asked") for each in answer["refused"]):
                    return bool(answer["granted"])
                time.sleep(ASK_AGAIN_SECONDS)
            return False
        except UserError as refused:
            if refused.code == "terminal_revoked":
                raise
            return False  # no network, or a server with troubles of its own: a provisional order

    def give_back(self, vehicle_id: str) -> None:
        """Return a lease that led to no sale, if the server can be reached as long as a customer waits."""
        with suppress(UserError):
            self.lease([], [vehicle_id], seconds=AT_THE_COUNTER_SECONDS)

    def refund(self, wish: Wish, approver: tuple[str, str] | None = None) -> Payment:
        """Give money back; for a receipt of another terminal the server is asked first what is left of it.

        `approver` is a manager's name and own password.
        """
        approve = self.approval(*approver) if approver else None
        return self._near(
            lambda asked: reversals.give_back(self.unit_of_work(), wish, approve=approve, asked_server=asked)
        )

    def carry_out(self, *, reversal_id: str, kind: str) -> Payment:
        """Give back what was approved; of another terminal's receipt the server is asked first, too."""
        given: dict[str, Any] = {"reversal_id": reversal_id, "kind": kind}
        return self._near(lambda asked: reversals.carry_out(self.unit_of_work(), **given, asked_server=asked))

    def decide(self, *, case_id: str, choices: Mapping[str, str], mine: str) -> None:
        """Decide a case; a full refund of another terminal's receipt asks the server first, too."""
        given: dict[str, Any] = {"case_id": case_id, "choices": choices, "mine": mine}
        self._near(lambda asked: conflicts.resolve(self.unit_of_work(), **given, asked_server=asked))

    def _near(self, give_back: Callable[[bool], T]) -> T:
        """Give money back; once more after a sync, if the receipt is another terminal's."""
        try:
            return give_back(False)
        except UserError as elsewhere:
            if elsewhere.code != "refund_elsewhere":
                raise
            try:
                self._sync_soon()
            except ServerUnreachable:
                raise elsewhere from None
            except UserError as busy:
                raise (elsewhere if busy.code == "folder_busy" else busy) from None
        return give_back(True)

    def _sync_soon(self) -> None:
        """A cycle on a line of its own, that gives a server up which answers nothing, or for too long, while a
        customer waits."""
        url = self.vault.identity().server_url
        with closing(Transport(url, read_seconds=NEAR_SECONDS, within=SOON_SECONDS)) as line:
            result = Round(self, line, patience=NEAR_SECONDS).run(anew=False, push=True)
        self.bus.publish(result.changes)
        if result.push_error is not None:
            raise result.push_error

    def signing(
        self,
        deposit: contracts.Deposit | None,
        approver: tuple[str, str] | None = None,
        why: tuple[str, str] | None = None,
    ) -> contracts.Signing:
        """How the person who is signed in signs; `approver` is a manager's name and own password, `why` the reason's
        code and words."""
        asked = approval_chain.ASKED  # which of them a price is put before, the links say
        approve: approving.Approve | None = self.approval(*approver, asked=asked) if approver else None
        if approve is not None and why is not None:
            approve = approving.because(approve, *why)
        return contracts.Signing(
            deposit=deposit,
            approve=approve,
            boot=self.boot,
            may_confirm=self.may_confirm,
            now=self.vault.now(),
        )

    def approval(
        self, name: str, password: str, *, asked: frozenset[str] = frozenset({Role.MANAGER})
    ) -> Callable[[dict[str, Any]], approving.Consent]:
        """A manager's consent on this terminal, or of whoever else may be asked, given with their own password."""

        def approve(said: dict[str, Any]) -> approving.Consent:
            unlocked = self.vault.unlock(name, password)
            approver = claims(unlocked.session.ticket)
            if not asked & set(approver["roles"]):
                raise PermissionDenied(
                    "approver_role", N_("{user} may not approve this. Ask a manager."), user=name
                )
            words = canonical_json({**said, "approver_id": approver["sub"]})
            return approving.Consent(
                said, approver["sub"], unlocked.session.ticket, crypto.b64(unlocked.sign(words.encode())),
                roles=tuple(approver["roles"]),
            )  # fmt: skip

        return approve

    def status(self) -> dict[str, Any]:
        """What is in sight at all times: waiting work, cases, leases, the last contact."""
        from sqlalchemy import func, select

        from app.queries import cases

        with self.reading() as session:
            counted = session.execute(select(Op.state, func.count()).group_by(Op.state))
            states = {state: number for state, number in counted}  # noqa: C416 - rows, not pairs, to mypy
            contact = session.get(State, "last_contact")
            held = leases.held_vehicles(session, self.vault.now(), self.boot)
            return {
                "waiting": states.get("waiting", 0),
                "parked": states.get("parked", 0) + states.get("quarantined", 0),
                "conflicts": cases.count_open(session),
                "leases": _vins(session, [lease.vehicle_id for lease in held]),
                "last_contact": contact.value if contact else None,
            }

    def incidents(self) -> list[dict[str, Any]]:
        """Where the replica was not what the server gave, and was put right: when, scope, table, how many rows."""
        with self.reading() as session:
            kept = session.get(State, INCIDENTS)
            return list(kept.value) if kept else []

    def export_ops(self, file: Path, ops: list[dict[str, str]]) -> int:
        """Write ops to a file that only the server can open; returns how many."""
        sealed = self._seal(canonical_json({"terminal": self.identity.id, "ops": ops}).encode())
        with db.storage_errors():
            file.write_text(sealed, encoding="ascii")
        return len(ops)

    def now_text(self) -> str:
        """The instant, as queries compare it."""
        return iso(self.now())

    def now(self) -> datetime:
        """The time this terminal goes by."""
        return self.clock.now()

    def forget_token(self) -> str:
        """The access token that this terminal had; nobody who works here next goes on with it. A round that is under
        way may still keep another, which is good for the terminal like any."""
        with self.replica() as replica:
            token = str(replica.state("token") or "")
            replica.keep(token="")
        return token

    def close(self) -> None:
        """Give the file back: its log is written into it."""
        if "database" in self.__dict__:
            self.database.dispose()
        if self._line is not None:
            self._line.close()

    def forget_identity(self) -> None:
        """The folder became another terminal, or heard its new name: who it is is read again."""
        self.__dict__.pop("identity", None)

    def told_time(self, instant: datetime) -> None:
        """Keep what the server says of the time, when that is news."""
        if abs(self.vault.now() - instant) > CLOCK_DIFFERENCE:
            self.vault.note_server_time(instant)

    @contextmanager
    def replica(self) -> Iterator[Replica]:
        """The replica past the ORM."""
        with db.borrowed(self.database) as connection:
            yield Replica(connection)

    def _seal(self, plaintext: bytes) -> str:
        return crypto.b64(crypto.seal(crypto.unb64(self.vault.identity().server_sealing_key), plaintext))


def _vins(session: Session, ids: list[str]) -> list[str]:
    from sqlalchemy import select

    from app.models.vehicle import Vehicle

    return list(session.scalars(select(Vehicle.vin).where(Vehicle.id.in_(ids)).order_by(Vehicle.vin)))
