"""The terminal's keys: unwrapping, counting tries, time that never runs back, damage, and several at once."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import crypto
from app.clock import FakeClock
from app.errors import DataDamaged, SignInFailed, UserError
from app.keychain import FileKeychain
from app.single import DeskLock, FileLock
from app.vault import keys as files
from app.vault import patience, slots
from app.vault.key_file import User
from app.vault.keys import TerminalIdentity, Tries, mend
from app.vault.slots import Session, Unlocked
from app.vault.vault import Vault

CHEAP = crypto.KdfParams(memory_kib=64, iterations=1, lanes=1)
ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WANG, LI = User("wang", "王伟", ("sales",)), User("li", "李娜", ("manager", "sales"))
CLIENT = b"the client secret of a terminal."
RECOVERY = bytes(range(32))
TERMINAL = TerminalIdentity(
    id="0190-1",
    name="Counter 1",
    code="C1",
    branch="MAIN",
    server_url="https://example.org",
    server_signing_key="",
    server_sealing_key="",
    recovery_key=crypto.b64(crypto.box_public_of(RECOVERY)),
)


class Machine:
    """A clock with a power switch. The wall clock says what it was set to; `real` is the truth."""

    def __init__(self) -> None:
        self.real, self._up, self._wall = 0.0, 1000.0, START

    def now(self) -> datetime:
        return self._wall

    def today(self) -> date:
        return self._wall.date()

    def monotonic(self) -> float:
        return self._up

    def advance(self, seconds: float) -> None:
        self.real, self._up, self._wall = (
            self.real + seconds,
            self._up + seconds,
            self._wall + timedelta(seconds=seconds),
        )

    def restart(self, seconds_off: float) -> None:
        self.real, self._up = self.real + seconds_off, 5.0

    def set(self, **delta: float) -> None:
        self._wall += timedelta(**delta)


class FakeKeychain:
    """Remembers in memory."""

    def __init__(self, name: str = "secret-service") -> None:
        self.name, self.secrets = name, dict[str, bytes]()

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


class Place:
    """A folder with Wang and Li in it, and how to open it again as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.keychain, self.clock = folder, FakeKeychain(), Machine()
        vault, self.data_key = Vault.create(
            folder, self.keychain, self.clock, terminal=TERMINAL, client_secret=CLIENT, params=CHEAP
        )
        self.sessions = {user.name: session(user) for user in (WANG, LI)}
        vault.add_user(WANG, "wang's password", self.data_key, self.sessions["wang"])
        vault.add_user(LI, "li's password", self.data_key, self.sessions["li"])

    def vault(self) -> Vault:
        return Vault(self.folder, self.keychain, self.clock, CHEAP)

    def content(self) -> dict[str, object]:
        return json.loads((self.folder / "keys.json").read_text(encoding="utf-8"))["keys"]

    def fail(self, times: int = 1, user: str = "wang") -> None:
        for _ in range(times):
            with pytest.raises(SignInFailed):
                self.vault().unlock(user, "wrong")


def change_password(vault: Vault, name: str, old: str, new: str) -> None:
    """Wrap a user's keys anew, as after the server's yes."""
    unlocked = vault.unlock(name, old)
    vault.add_user(unlocked.user, new, unlocked.data_key, unlocked.session)


def session(user: User) -> Session:
    return Session(f"ticket of {user.name}", START + timedelta(hours=72), crypto.new_signing_key())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "terminal")


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value.code


# ---------------------------------------------------------------- signing in


def test_the_right_password_opens_the_data_key_and_the_session(place: Place) -> None:
    unlocked = place.vault().unlock("wang", "wang's password")
    assert unlocked.data_key == place.data_key
    assert (unlocked.user, unlocked.session) == (WANG, place.sessions["wang"])


def test_every_user_opens_the_same_data_key_with_another_kek(place: Place) -> None:
    wang, li = place.vault().unlock("wang", "wang's password"), place.vault().unlock("li", "li's password")
    assert wang.data_key == li.data_key
    assert wang.kek != li.kek


def test_a_wrong_password_says_nothing_about_which_part(place: Place) -> None:
    with pytest.raises(SignInFailed) as caught:
        place.vault().unlock("wang", "li's password")
    assert caught.value.code == "wrong_password"
    assert "wang" not in caught.value.message


def test_somebody_unknown_is_told_to_sign_in_online(place: Place) -> None:
    with pytest.raises(SignInFailed, match="showroom login") as caught:
        place.vault().unlock("zhao", "password")
    assert caught.value.code == "user_unknown_here"


def test_the_right_password_fails_without_the_device_secret(place: Place) -> None:
    for name in list(place.keychain.secrets):
        place.keychain.secrets[name] = bytes(32)  # a disk copy opened on another machine
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "wrong_password"
    place.keychain.secrets.clear()
    with pytest.raises(SignInFailed, match="showroom recover") as lost:
        place.vault().unlock("wang", "wang's password")
    assert lost.value.code == "device_secret_missing"


def test_a_slot_does_not_open_under_another_name_or_in_another_folder(place: Place) -> None:
    keys = files.read(place.folder)
    secret = place.keychain.secrets[f"{keys.vault}.device"]
    swapped = slots.put(keys, "li", keys.users["wang"])
    elsewhere = replace(keys, vault="another")
    assert slots.opened(keys, "wang", "wang's password", secret).user == WANG
    for spoilt, name in ((swapped, "li"), (elsewhere, "wang")):
        assert code_of(lambda k=spoilt, n=name: slots.opened(k, n, "wang's password", secret)) == (
            "wrong_password"
        )


def test_production_costs_are_stored_beside_the_salt(tmp_path: Path) -> None:
    vault, key = Vault.create(tmp_path, FakeKeychain(), FakeClock(), terminal=TERMINAL, client_secret=CLIENT)
    vault.add_user(WANG, "password", key, session(WANG))
    slot = json.loads((tmp_path / "keys.json").read_text())["keys"]["users"]["wang"]
    assert slot["kdf"] == {"memory_kib": 65536, "iterations": 3, "lanes": 1}
    assert len(crypto.unb64(slot["salt"])) == 16


def test_an_older_slot_opens_with_the_costs_it_was_made_with(place: Place) -> None:
    dearer = Vault(place.folder, place.keychain, place.clock, crypto.KdfParams(128, 2, 1))
    assert dearer.unlock("wang", "wang's password").data_key == place.data_key
    change_password(dearer, "wang", "wang's password", "newer password")
    assert place.vault().unlock("wang", "newer password").data_key == place.data_key


def test_secrets_are_not_shown_when_printed(place: Place) -> None:
    unlocked = place.vault().unlock("wang", "wang's password")
    shown = repr(unlocked)
    assert all(repr(s) not in shown for s in (unlocked.data_key, unlocked.kek, unlocked.session.seed))


# ---------------------------------------------------------------- what others may see


def test_users_are_named_before_any_cipher_is_loaded(place: Place) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from app.clock import SystemClock; from app.vault.vault import Vault\n"
        f"print(Vault(Path({str(place.folder)!r}), None, SystemClock()).users()[0].name)\n"
        "print([m for m in ('cryptography','keyring','sqlcipher3','sqlalchemy','ssl') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["wang", "[]"]


def test_users_and_identity_come_back(place: Place) -> None:
    assert place.vault().users() == [WANG, LI]
    assert place.vault().identity() == TERMINAL


def test_no_secret_lies_plain_in_the_folder(tmp_path: Path) -> None:
    keychain = FileKeychain(tmp_path / "keychain.json", "a long passphrase", CHEAP)
    vault, key = Vault.create(
        tmp_path, keychain, FakeClock(), terminal=TERMINAL, client_secret=CLIENT, params=CHEAP
    )
    unlocked = vault.add_user(WANG, "wang's password", key, session(WANG))
    vault.keep_secret("refresh", b"a refresh token")
    change_password(vault, "wang", "wang's password", "another password")
    device = keychain.get(f"{json.loads((tmp_path / 'keys.json').read_text())['keys']['vault']}.device")
    assert device is not None
    planted = [key, unlocked.kek, unlocked.session.seed, CLIENT, device, b"a refresh token"]
    planted += [b"wang's password", b"another password", b"a long passphrase"]
    forms = [form for p in planted for form in (p, p.hex().encode(), crypto.b64(p).encode())]
    for file in tmp_path.rglob("*"):
        assert not [form for form in forms if form in file.read_bytes()], file
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


# ---------------------------------------------------------------- counting tries


def test_five_tries_are_free_then_the_wait_doubles_then_the_lock() -> None:
    assert [patience.wait_after(n) for n in range(1, 11)] == [0, 0, 0, 0, 2, 4, 8, 16, 32, 1800]


def test_after_five_wrong_tries_even_the_right_password_waits(place: Place) -> None:
    place.fail(5)
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.advance(2.1)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_ten_wrong_tries_lock_for_thirty_minutes_and_say_until_when(place: Place) -> None:
    for _ in range(10):
        place.fail()
        place.clock.advance(33)
    with pytest.raises(SignInFailed) as caught:
        place.vault().unlock("wang", "wang's password")
    assert caught.value.code == "locked"
    assert caught.value.values["seconds"] == pytest.approx(1800 - 33)
    assert f"{place.clock.now() + timedelta(seconds=1800 - 33):%M:%S}" in caught.value.message
    place.clock.advance(1800 - 33 - 1)
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.advance(2)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_one_user_locked_out_does_not_lock_another(place: Place) -> None:
    place.fail(6)
    assert place.vault().unlock("li", "li's password").user == LI


def test_success_clears_the_count(place: Place) -> None:
    place.fail(4)
    place.vault().unlock("wang", "wang's password")
    place.fail(4)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_setting_the_clock_shortens_nothing(place: Place) -> None:
    place.fail(5)
    for delta in (timedelta(days=3650), timedelta(days=-7300)):
        place.clock.set(days=delta.days)
        assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"


def test_a_restart_shortens_nothing_but_what_was_waited_counts(place: Place) -> None:
    for _ in range(10):
        place.fail()
        place.clock.advance(33)
    place.clock.restart(seconds_off=3600)  # nobody vouches for the time it was off
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.advance(1000)
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.restart(seconds_off=0)
    place.clock.advance(800)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_a_try_counts_although_the_process_dies_while_evaluating_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> Unlocked:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(slots, "opened", die)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                place.vault().unlock("wang", "guess")
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"


def test_a_try_that_cannot_be_counted_is_not_evaluated(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[object] = []
    monkeypatch.setattr(slots, "opened", lambda *_: evaluated.append(1))
    monkeypatch.setattr("app.single.os.fsync", refuse(errno.ENOSPC))
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "disk_full"
    assert evaluated == []


@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_tries_over_restarts_and_clock_moves_are_evaluated_ten_a_window(seed: int) -> None:
    chance, machine, tries = random.Random(seed), Machine(), Tries()
    evaluated: deque[float] = deque(maxlen=11)
    total = 0
    for _ in range(1000):
        tries, waiting = patience.counted(tries, machine.monotonic())
        if not waiting:
            evaluated.append(machine.real)
            total += 1
            if len(evaluated) == 11:
                assert evaluated[-1] - evaluated[0] >= 1800
        match chance.randrange(4):
            case 0:
                machine.restart(seconds_off=chance.expovariate(1 / 60))
            case 1:
                machine.set(days=chance.choice((-3650, 3650)))
            case _:
                machine.advance(chance.expovariate(1 / 60))
    assert total > 20  # it was not simply locked for ever


def test_tries_by_many_at_once_are_all_counted(place: Place) -> None:
    outcomes: list[str] = []

    def guess() -> None:
        outcomes.append(code_of(lambda: place.vault().unlock("wang", "guess")))

    guessers = [Thread(target=guess) for _ in range(12)]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    assert (outcomes.count("wrong_password"), outcomes.count("locked")) == (5, 7)


# ---------------------------------------------------------------- time


def test_setting_the_clock_back_does_not_turn_time_back(place: Place) -> None:
    vault = place.vault()
    place.clock.advance(3600)
    vault.unlock("wang", "wang's password")
    place.clock.set(days=-30)
    assert vault.now() == START + timedelta(hours=1)
    place.clock.advance(3600)
    assert vault.now() == START + timedelta(hours=2)
    place.clock.restart(seconds_off=60)
    place.clock.advance(3600)
    assert place.vault().now() >= START + timedelta(hours=3)


def test_after_a_leap_ahead_the_server_puts_time_right(place: Place) -> None:
    place.clock.set(days=3650)
    place.vault().unlock("wang", "wang's password")
    place.clock.set(days=-3650)
    assert place.vault().now() > START + timedelta(days=3000)
    place.vault().note_server_time(START + timedelta(minutes=1))
    assert place.vault().now() == START + timedelta(minutes=1)
    assert place.vault().unlock("wang", "wang's password").data_key == place.data_key


STEP = st.one_of(
    st.tuples(st.just("run"), st.floats(1, 24 * 3600)),
    st.tuples(st.just("set"), st.floats(-1e9, 1e7)),
    st.tuples(st.just("restart"), st.floats(0, 1e5)),
)


@settings(max_examples=200, deadline=None)
@given(script=st.lists(STEP, max_size=12))
def test_no_clock_script_makes_a_ticket_valid_past_its_hours_of_use(
    tmp_path_factory: pytest.TempPathFactory, script: list[tuple[str, float]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.single.os.fsync", lambda _: None)  # it is slow, and not what this is about
        clock, folder = Machine(), tmp_path_factory.mktemp("clock")
        vault, _ = Vault.create(folder, FakeKeychain(), clock, terminal=TERMINAL, client_secret=CLIENT)
        restarts, used, last = 0, 0.0, START - timedelta(seconds=1)  # microseconds are rounded
        for kind, seconds in script:
            if kind == "run":
                used += seconds
                clock.advance(seconds)
            elif kind == "set":
                clock.set(seconds=seconds)
            else:
                restarts += 1
                clock.restart(seconds)
            now = vault.now()
            assert now >= last - timedelta(minutes=5)
            assert now >= START + timedelta(seconds=used - 1) - timedelta(minutes=5) * restarts
            last = now


# ---------------------------------------------------------------- tickets, approvals, passwords, secrets


def test_a_ticket_is_renewed_without_the_password(place: Place) -> None:
    fresh = Session("newer", START + timedelta(days=14), crypto.new_signing_key())
    promoted = replace_roles(WANG, "manager")
    unlocked = place.vault().renew_ticket(place.vault().unlock("wang", "wang's password"), fresh, promoted)
    again = place.vault().unlock("wang", "wang's password")
    assert (unlocked.session, again.session, again.user) == (fresh, fresh, promoted)


def replace_roles(user: User, *roles: str) -> User:
    return user._replace(roles=roles)


def test_a_ticket_is_not_renewed_under_a_password_that_was_changed_meanwhile(place: Place) -> None:
    old = place.vault().unlock("wang", "wang's password")
    change_password(place.vault(), "wang", "wang's password", "newer password")
    assert code_of(lambda: place.vault().renew_ticket(old, session(WANG))) == "wrong_password"
    assert place.vault().unlock("wang", "newer password").session == place.sessions["wang"]


def test_a_changed_password_replaces_the_old_one(place: Place) -> None:
    change_password(place.vault(), "wang", "wang's password", "newer password")
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "wrong_password"
    assert place.vault().unlock("wang", "newer password").data_key == place.data_key
    assert (
        code_of(lambda: change_password(place.vault(), "wang", "guess", "my own password"))
        == "wrong_password"
    )


def test_an_approval_is_the_other_persons_signature_over_that_payload(place: Place) -> None:
    approval = place.vault().approve("li", "li's password", b"discount 8 %")
    public = crypto.public_of(place.sessions["li"].seed)
    assert (approval.user, approval.ticket) == (LI, "ticket of li")
    assert crypto.verify(public, b"discount 8 %", approval.signature)
    assert not crypto.verify(public, b"discount 9 %", approval.signature)
    assert not crypto.verify(
        crypto.public_of(place.sessions["wang"].seed), b"discount 8 %", approval.signature
    )


def test_guessing_an_approvers_password_is_counted(place: Place) -> None:
    for _ in range(5):
        assert code_of(lambda: place.vault().approve("li", "guess", b"x")) == "wrong_password"
    assert code_of(lambda: place.vault().approve("li", "li's password", b"x")) == "locked"


def test_the_recovery_key_opens_what_was_sealed_for_it(place: Place) -> None:
    assert crypto.open_sealed(RECOVERY, place.vault().sealed_for_recovery(place.data_key)) == place.data_key


def test_a_forgotten_user_can_no_longer_sign_in(place: Place) -> None:
    place.vault().forget_user("wang")
    assert place.vault().users() == [LI]
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "user_unknown_here"


def test_secrets_are_kept_and_forgotten(place: Place) -> None:
    vault = place.vault()
    assert vault.secret() == CLIENT
    vault.keep_secret("refresh", b"token")
    assert place.vault().secret("refresh") == b"token"
    vault.forget_secret_of(vault.identity().id, "refresh")
    assert vault.secret("refresh") is None


def test_a_clones_new_identity_leaves_the_originals_secret_alone(place: Place) -> None:
    place.vault().set_identity(replace(TERMINAL, id="0190-2"), b"new secret")
    assert place.vault().secret() == b"new secret"
    assert place.keychain.secrets["0190-1.client"] == CLIENT
    assert place.vault().unlock("wang", "wang's password").data_key == place.data_key


# ---------------------------------------------------------------- a lost keychain


def test_after_a_lost_keychain_one_user_opens_the_same_data_under_new_secrets(place: Place) -> None:
    old = dict(place.keychain.secrets)
    place.keychain = FakeKeychain("file")  # of another kind, even
    place.vault().begin_anew(WANG, "wang's password", place.data_key, place.sessions["wang"], b"new secret")
    assert place.vault().unlock("wang", "wang's password").data_key == place.data_key
    assert place.vault().secret() == b"new secret"
    assert code_of(lambda: place.vault().unlock("li", "li's password")) == "user_unknown_here"
    assert not set(old.values()) & set(place.keychain.secrets.values())


def test_a_power_cut_while_wrapping_anew_leaves_the_old_file_to_the_old_keychain(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(folder: Path, keys: files.Keys, *, copy: bool) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "write", cut)
        with pytest.raises(KeyboardInterrupt):
            place.vault().begin_anew(WANG, "wang's password", place.data_key, place.sessions["wang"], CLIENT)
    assert place.vault().unlock("li", "li's password").data_key == place.data_key


# ---------------------------------------------------------------- another keychain


def test_another_keychain_is_a_guided_error_not_a_new_secret(place: Place) -> None:
    other = FakeKeychain("file")
    vault = Vault(place.folder, other, place.clock, CHEAP)
    with pytest.raises(UserError, match="SHOWROOM_KEYCHAIN") as caught:
        vault.unlock("wang", "wang's password")
    assert caught.value.code == "keychain_changed"
    assert "secret-service" in caught.value.message
    assert other.secrets == {}


# ---------------------------------------------------------------- the file


def test_a_terminal_is_not_made_twice(place: Place) -> None:
    before = (place.folder / "keys.json").read_bytes()
    assert code_of(lambda: Place(place.folder)) == "already_enrolled"
    (place.folder / "keys.json").unlink()
    assert code_of(lambda: Place(place.folder)) == "already_enrolled"  # its copy is still good
    assert (place.folder / "keys.json").read_bytes() == before


def test_keys_beyond_repair_are_set_aside_when_enrolling_anew(place: Place) -> None:
    for name in ("keys.json", "keys.bak"):
        (place.folder / name).write_bytes(b"garbage")
    assert Place(place.folder).vault().users() == [WANG, LI]
    assert (place.folder / "keys.json.damaged").read_bytes() == b"garbage"


def test_an_empty_folder_is_no_terminal(tmp_path: Path) -> None:
    assert code_of(lambda: Vault(tmp_path, FakeKeychain(), FakeClock()).users()) == "not_enrolled"


def test_no_flipped_or_missing_byte_is_taken_for_a_wrong_password(place: Place) -> None:
    file = place.folder / "keys.json"
    whole, good = file.read_bytes(), (place.vault().users(), place.content())
    spoilt = [bytes([*whole[:n], whole[n] ^ 1, *whole[n + 1 :]]) for n in range(len(whole))]
    for each in [*spoilt, *(whole[:n] for n in range(0, len(whole), 7))]:
        file.write_bytes(each)
        with suppress(DataDamaged):
            assert (place.vault().users(), place.content()) == good


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    garbage=st.binary(max_size=300)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_garbage_is_damage_and_says_what_to_do(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(garbage)
    with pytest.raises(DataDamaged, match="showroom doctor"):
        Vault(tmp_path, FakeKeychain(), FakeClock()).users()


def test_mending_puts_the_copy_back(place: Place) -> None:
    change_password(place.vault(), "wang", "wang's password", "newer password")
    assert mend(place.folder) is False
    (place.folder / "keys.json").write_bytes(b"{}")
    assert mend(place.folder) is True
    assert place.vault().unlock("wang", "newer password").data_key == place.data_key


def refuse(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["os.open", "os.fsync", "Path.replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "folder_read_only"),
        (errno.EACCES, "folder_read_only"),
        (errno.EIO, "disk_failed"),
    ],
)
def test_a_folder_that_cannot_be_written_stays_as_it_was(
    place: Place, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    before = {file.name: file.read_bytes() for file in place.folder.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(f"app.single.{call}", refuse(number))
        with pytest.raises(DataDamaged) as caught:
            place.vault().forget_user("wang")
    assert caught.value.code == code
    assert {file.name: file.read_bytes() for file in place.folder.iterdir()} == before


def test_the_file_and_its_folder_are_synced_before_success(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, move = os.fsync, Path.replace

    def noted_sync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def noted_move(draft: Path, target: Path) -> Path:
        steps.append("rename")
        return move(draft, target)

    monkeypatch.setattr("app.single.os.fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_move)
    place.vault().note_server_time(START)
    assert steps == ["file", "rename", "folder"]


# ---------------------------------------------------------------- locks


def test_a_second_desk_is_refused_until_the_first_closes(tmp_path: Path) -> None:
    with DeskLock(tmp_path):
        error = code_of(lambda: DeskLock(tmp_path).__enter__())
    assert error == "desk_already_open"
    with DeskLock(tmp_path):
        pass


def test_verbs_share_the_folder_with_a_desk(place: Place) -> None:
    with DeskLock(place.folder):
        assert place.vault().unlock("wang", "wang's password").user == WANG


def test_a_crash_releases_the_desk(tmp_path: Path) -> None:
    code = (
        "import time; from pathlib import Path; from app.single import DeskLock\n"
        f"with DeskLock(Path({str(tmp_path)!r})): print('open', flush=True); time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"open\n"
        refused = code_of(lambda: DeskLock(tmp_path).__enter__())
        child.send_signal(signal.SIGKILL)
    assert refused == "desk_already_open"
    with DeskLock(tmp_path):
        pass


def test_whoever_waits_too_long_is_told(tmp_path: Path) -> None:
    with FileLock(tmp_path / "keys.lock"):
        error = code_of(lambda: FileLock(tmp_path / "keys.lock", patience=0.05).__enter__())
    assert error == "folder_busy"
