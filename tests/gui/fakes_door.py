"""A made-up terminal before the desk: who may sign in, and what keeps them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.errors import DataDamaged, ServerUnreachable, SignInFailed, UserError
from app.i18n import N_
from app.presenters.desk import Desk
from app.presenters.enrol import Enrolment, EnrolProgress
from app.presenters.sign_in import Glance, KnownUser
from app.vault import patience
from app.vault.keys import Tries
from tests.gui.fakes import _USERS, desk
from tests.gui.fakes_desk import today_at


class FakeTerminal:
    """A terminal with three users whose password is `showroom`."""

    def __init__(self, language: str = "en", *, enrolled: bool = True, online: bool = False) -> None:
        self.language, self.enrolled, self.online = language, enrolled, online
        self.tries = 0
        self.closed = 0
        self.damaged = self.keychain_lost = False
        self.new_password = ""
        """What the centre knows and this terminal does not."""

    def glance(self) -> Glance:
        zh = self.language == "zh_CN"
        users = tuple(KnownUser(user[0], user[1 if zh else 2], user[3]) for user in _USERS[:3])
        if not self.enrolled:
            return Glance(enrolled=False, version="1.4.0")
        return Glance(
            enrolled=True, users=users, dealership="澄远汽车" if zh else "Chengyuan Motors",
            branch="滨江展厅" if zh else "Binjiang showroom", terminal="HZ-BJ-02", version="1.4.0",
            last_login="chen", leases=12, waiting=7, last_contact=today_at(9, 42), signing_until=today_at(9, 42, days=3),
        )  # fmt: skip

    def probe(self) -> bool:
        return self.online

    def sign_in(self, *, login: str, password: str) -> Desk:
        if self.keychain_lost:
            raise SignInFailed("device_secret_missing", N_("The keychain no longer knows this terminal."))
        self._check(password)
        if self.damaged:
            raise DataDamaged("replica_damaged", N_("The data file is damaged."))
        return desk(self.language, login=login, online=self.online)

    def repair(self, *, login: str, password: str) -> Desk:
        self._check(password)
        if not self.online:
            raise ServerUnreachable("repair_offline", N_("The centre does not answer."))
        self.damaged = False
        return self.sign_in(login=login, password=password)

    def recover(self, *, login: str, password: str, code: str) -> Desk:
        self._check(password)
        if code != "K7F2":
            raise UserError("code_invalid", N_("This code is not right."), field="code")
        self.keychain_lost = False
        return self.sign_in(login=login, password=password)

    def sign_in_online(self, *, login: str, password: str) -> Desk:
        if not self.online:
            raise ServerUnreachable("unreachable", N_("The centre does not answer."))
        return self.sign_in(login=login, password="showroom" if password == self.new_password else password)

    def unlock(self, *, login: str, password: str) -> None:
        self._check(password)

    def enrol(self, given: Enrolment, progress: Any) -> None:
        if given.code == "used":
            raise UserError("code_used", N_("This code was used already."), field="code")
        progress(EnrolProgress("first_sync"))
        self.enrolled = True

    def close(self) -> None:
        self.closed += 1

    def sign_out(self) -> Callable[[], object]:
        self.close()
        return lambda: None

    def _check(self, password: str) -> None:
        if self.tries >= 10:
            raise SignInFailed("locked", N_("Too many wrong tries. Locked until {time}."), time="12:50")
        if password != "showroom":
            self.tries += 1
            raise patience.wrong(Tries(self.tries))
        self.tries = 0
