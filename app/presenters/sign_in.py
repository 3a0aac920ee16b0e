"""Before someone is signed in: who may, what this terminal is, and how one gets in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.errors import DataDamaged, SignInFailed, UserError
from app.presenters.base import Presenter, Run

if TYPE_CHECKING:
    from app.presenters.desk import Desk
    from app.presenters.enrol import Enrolment, EnrolProgress


class KnownUser(NamedTuple):
    """Someone whose key lies on this terminal, so that they can sign in offline."""

    login: str
    name: str
    role: str


class Glance(NamedTuple):
    """What may be told before anyone is signed in. It names users, never customers.

    Everything but `enrolled`, `users`, `terminal` and `version` may be unknown (None or empty).
    """

    enrolled: bool
    users: tuple[KnownUser, ...] = ()
    dealership: str = ""
    branch: str = ""
    terminal: str = ""
    version: str = ""
    last_login: str = ""
    leases: int | None = None
    waiting: int | None = None
    last_contact: datetime | None = None
    signing_until: datetime | None = None
    hint: str = ""
    """What the demo says at the door."""


class Terminal(Protocol):
    """The terminal as it is while locked. Its module must import quickly; the methods may be slow."""

    def glance(self) -> Glance:
        """What the sign-in page shows; from small files only, at most a few milliseconds."""

    def probe(self) -> bool:
        """Whether the server answers now."""

    def sign_in(self, *, login: str, password: str) -> Desk:
        """Unlock with this user's password; raises SignInFailed (wrong, locked until …)."""

    def sign_in_online(self, *, login: str, password: str) -> Desk:
        """A further user's first sign-in, through the server."""

    def repair(self, *, login: str, password: str) -> Desk:
        """Set a damaged data file aside, save what was not sent, fetch the rest again; needs the server."""

    def recover(self, *, login: str, password: str, code: str) -> Desk:
        """The keychain has lost this terminal: open it again with a code of the administrator's, online."""

    def unlock(self, *, login: str, password: str) -> None:
        """Check the password of whoever is signed in, after the screen was locked; online if it was changed."""

    def enrol(self, given: Enrolment, progress: Callable[[EnrolProgress], None]) -> None:
        """Register and run the first sync; resumes after a cut. `progress` is called from that thread."""

    def close(self) -> None:
        """Forget keys, close the replica."""

    def sign_out(self) -> Callable[[], object]:
        """The same. What it returns tells the centre, and waits for the network."""


class SignInState(NamedTuple):
    """What the sign-in page shows."""

    glance: Glance
    login: str = ""
    other: bool = False
    """Someone whose key is not here: asks for a login and the network."""
    recovering: bool = False
    """The keychain is lost: a recovery code is asked for, too."""
    online: bool | None = None
    busy: bool = False
    over: bool = False
    """The centre has ended the sign-in: the password was changed, or a right was lost."""
    left: int = 0
    """How much of the work of whoever signed out just now is not sent yet."""
    locked: bool = False
    """The screen was locked: only the person signed in may go on, or everyone signs out."""


class SignInPresenter(Presenter[SignInState]):
    """Chooses a person, takes a password, hands over the desk."""

    def __init__(
        self, run: Run, run_io: Run, terminal: Terminal, on_desk: Callable[[Desk], object],
        on_unlocked: Callable[[], object] | None = None, left: int = 0,
    ) -> None:  # fmt: skip
        glance = terminal.glance()
        super().__init__(run, SignInState(glance, login=_first(glance), other=not glance.users, left=left))
        self._terminal, self._run_io = terminal, run_io
        self._on_desk, self._on_unlocked = on_desk, on_unlocked

    def look(self) -> None:
        """Ask again what is known, and whether the server answers."""
        glance = self._terminal.glance()
        known = [user.login for user in glance.users]
        login = self.state.login if self.state.login in known else _first(glance)
        self._set(glance=glance, login=login, other=not glance.users)
        self.ask_server()

    def ask_server(self) -> None:
        """Whether the server answers now; the page asks again while it stands there."""
        self._run_io(
            self._terminal.probe, lambda online: self._set(online=online), lambda _: self._set(online=False)
        )

    def lock(self, login: str, *, over: bool = False) -> None:
        """The person signed in has to give the password again; at the centre, if the sign-in is over there."""
        self._set(locked=True, over=over, login=login, other=False, recovering=False)

    def choose(self, login: str) -> None:
        """Someone whose tile was pressed."""
        self._set(login=login, other=False)

    def choose_other(self) -> None:
        """Someone who was never at this terminal."""
        self._set(other=True, login="")

    def ask_for_code(self) -> None:
        """The keychain is lost, and whoever wants in has a recovery code."""
        self._set(recovering=True)

    def sign_in(self, password: str, *, login: str = "", code: str = "") -> None:
        """Try the password, and the recovery code if one is asked for."""
        if self.state.busy:
            return
        who = login.strip() if self.state.other else self.state.login
        self._set(busy=True)
        if self.state.locked:
            self._run_io(
                lambda: self._terminal.unlock(login=who, password=password), self._unlocked, self._failed
            )
        elif self.state.recovering:
            self._run_io(
                lambda: self._terminal.recover(login=who, password=password, code=code),
                self._in,
                self._failed,
            )
        elif self.state.other:
            self._run_io(
                lambda: self._terminal.sign_in_online(login=who, password=password), self._in, self._failed
            )
        else:
            self._run(lambda: self._terminal.sign_in(login=who, password=password), self._in, self._failed)

    def sign_in_online(self, password: str) -> None:
        """The password is not the one that this terminal knows: perhaps the centre has a new one."""
        if self.state.busy:
            return
        who = self.state.login
        self._set(busy=True)
        self._run_io(
            lambda: self._terminal.sign_in_online(login=who, password=password), self._in, self._failed
        )

    def repair(self, password: str, *, login: str = "") -> None:
        """The data file is damaged, and whoever wanted in has agreed to have it made anew."""
        if self.state.busy:
            return
        who = login.strip() if self.state.other else self.state.login
        self._set(busy=True)
        self._run_io(lambda: self._terminal.repair(login=who, password=password), self._in, self._failed)

    def _in(self, desk: Desk) -> None:
        self._set(busy=False, recovering=False)
        self._on_desk(desk)

    def _unlocked(self, _: object) -> None:
        self._set(busy=False, locked=False, over=False)
        if self._on_unlocked is not None:
            self._on_unlocked()

    def _failed(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)


def _first(glance: Glance) -> str:
    known = [user.login for user in glance.users]
    return glance.last_login if glance.last_login in known else next(iter(known), "")


def can_be_repaired(error: Exception) -> bool:
    """Whether it is the data file that is broken, so that a new one helps."""
    return isinstance(error, DataDamaged) and error.code in (
        "replica_damaged",
        "replica_missing",
        "ops_missing",
    )


def needs_recovery(error: Exception) -> bool:
    """Whether the keychain cannot be used any more, so that only the server can give the key back."""
    return isinstance(error, UserError) and error.code in (
        "device_secret_missing",
        "keychain_changed",
        "keychain_damaged",
        "keychain_passphrase",
    )


def may_be_new(error: Exception) -> bool:
    """Whether the password is not the one that this terminal knows; the centre may know another."""
    return isinstance(error, SignInFailed) and error.code == "wrong_password"


def is_lock_out(error: Exception) -> bool:
    """Whether too many wrong tries closed the door for a while."""
    return isinstance(error, SignInFailed) and "lock" in error.code
