"""The terminal while locked, and the desk once someone has signed in. Imports quickly: the first paint waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from app import __version__
from app.errors import AppError, DataDamaged, ServerUnreachable, SignInFailed
from app.i18n import N_
from app.presenters.sign_in import Glance, KnownUser
from app.vault import key_file

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.presenters.demo import Demo
    from app.presenters.desk import Desk
    from app.presenters.enrol import Enrolment, EnrolProgress
    from app.vault.slots import Unlocked
    from app.workplace import Workplace

PROBE_SECONDS = 2.0
LAST = "last-user.txt"


class TerminalGateway:
    """Answers the sign-in and first-run pages (`presenters.sign_in.Terminal`)."""

    def __init__(self, folder: Path, make: Callable[[], App], demo: Demo | None = None) -> None:
        self._folder, self._make, self._demo = folder, make, demo
        self._workplace: Workplace | None = None
        self._renewing: Thread | None = None

    @cached_property
    def _app(self) -> App:
        """Loaded when it is first needed: the page that asks for a password does without it."""
        return self._make()

    def glance(self) -> Glance:
        """From keys.json alone."""
        if not key_file.exists(self._folder):
            return Glance(enrolled=False, version=__version__)
        door = key_file.door(self._folder)
        return Glance(
            enrolled=True,
            users=tuple(
                KnownUser(user.name, user.display, user.roles[0] if user.roles else "") for user in door.users
            ),
            branch=door.branch,
            terminal=door.terminal,
            version=__version__,
            last_login=self._last_login(),
            hint=self._demo.hint if self._demo else "",
        )

    def _last_login(self) -> str:
        try:
            return (self._folder / LAST).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return ""

    def probe(self) -> bool:
        """Whether the server answers now."""
        from app.sync.transport import Transport

        transport = Transport(self._app.vault().identity().server_url, read_seconds=PROBE_SECONDS)
        try:
            transport.about()
        except AppError:
            return False
        finally:
            transport.close()
        return True

    def sign_in(self, *, login: str, password: str) -> Desk:
        """Offline, by unwrapping the key; a ticket that is half over is renewed meanwhile, if the server answers."""
        workplace = self._app.sign_in(login, password)
        if workplace.half_over:
            self._renewing = Thread(target=self._app.renew_ticket, args=(workplace, password), daemon=True)
            self._renewing.start()
        return self._open(workplace)

    def sign_in_online(self, *, login: str, password: str) -> Desk:
        """A further user's first time here."""
        return self._open(self._app.login(login, password))

    def repair(self, *, login: str, password: str) -> Desk:
        """What `doctor --repair` does with a broken file; not begun before the server answers."""
        from app.single import FileLock

        self.close()
        workplace = self._app.sign_in_anyhow(login, password)
        if not self.probe():
            message = N_(
                "The repair needs the centre, which does not answer. Nothing was changed. Try again later."
            )
            raise ServerUnreachable("repair_offline", message)
        with FileLock(workplace.folder / "sync.lock"):
            workplace.rebuild()
        self._app.renew_ticket(workplace, password)  # the folder is about to ask for a new identity with it
        workplace.sync(anew=True)
        return self._open(workplace)

    def recover(self, *, login: str, password: str, code: str) -> Desk:
        """After the keychain was lost."""
        return self._open(self._app.recover(code=code, user=login, password=password))

    def unlock(self, *, login: str, password: str) -> None:
        """After the screen was locked; online, if this terminal has heard that the old sign-in is over."""
        place = self._workplace
        try:
            unlocked = self._app.vault().unlock(login, password)
        except SignInFailed as unknown:
            if unknown.code != "user_unknown_here":
                raise
            unlocked = self._app.login(login, password).unlocked
        if place is not None and not place.may_go_on:
            self._go_on_with(place, unlocked)

    @staticmethod
    def _go_on_with(workplace: Workplace, unlocked: Unlocked) -> None:
        """The same desk under a new sign-in; with other rights it has to be opened anew."""
        before, now = workplace.actor, unlocked.user
        if frozenset(map(str, before.roles)) != frozenset(now.roles):
            message = N_("Your rights have changed. Sign out, then sign in again.")
            raise SignInFailed("rights_changed", message)
        workplace.unlocked = unlocked

    def enrol(self, given: Enrolment, progress: Callable[[EnrolProgress], None]) -> None:
        """Register and run the first sync."""
        from app.presenters.enrol import EnrolProgress

        progress(EnrolProgress("register"))
        workplace = self._app.enrol(
            server=given.server, code=given.code, name=given.name, user=given.login, password=given.password,
            on_registered=lambda: progress(EnrolProgress("first_sync")),
        )  # fmt: skip
        workplace.close()
        progress(EnrolProgress("ready"))

    def renewed(self) -> None:
        """Wait until a ticket that is being renewed is there."""
        if self._renewing is not None:
            self._renewing.join()

    def close(self) -> None:
        """Forget the keys, give the file back, and the cars that were held for the branch."""
        workplace, self._workplace = self._workplace, None
        if workplace is not None:
            from app import holding

            try:
                holding.give_all_back(workplace)
            finally:
                workplace.close()

    def sign_out(self) -> Callable[[], None]:
        """The same, and nobody goes on with this terminal's access token. What this returns tells the centre so, and
        takes as long as the network does."""
        workplace, self._workplace = self._workplace, None
        if workplace is None:
            return lambda: None
        from app import holding

        try:
            holding.give_all_back(workplace)
            return partial(self._app.revoke, workplace.forget_token())
        finally:
            workplace.close()

    def _open(self, workplace: Workplace) -> Desk:
        from app.gateways.desk import open_desk

        self.close()
        _ = workplace.database  # opened here, on one thread, and a damaged file is told at the door
        if workplace.missing_ops():
            message = N_("Work that was not sent is missing in the data file. Run: showroom doctor --repair")
            raise DataDamaged("ops_missing", message)
        self._workplace = workplace
        with suppress(OSError):  # a convenience: nobody is kept from working by it
            (self._folder / LAST).write_text(workplace.unlocked.user.name, encoding="utf-8")
        return open_desk(self._app, workplace, self._demo)
