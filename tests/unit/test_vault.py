"""The terminal's keys: unwrapping, tickets, approvals, passwords, secrets, a lost keychain."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app import crypto
from app.clock import FakeClock
from app.errors import SignInFailed, UserError
from app.keychain import FileKeychain
from app.vault import keys as files
from app.vault import slots
from app.vault.key_file import User
from app.vault.slots import Session
from app.vault.vault import Vault
from tests.unit.vault_place import (
    CHEAP,
    CLIENT,
    LI,
    RECOVERY,
    ROOT,
    START,
    TERMINAL,
    WANG,
    FakeKeychain,
    Place,
    change_password,
    code_of,
    session,
)


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


@pytest.mark.parametrize("typed", ["wang", "WANG", " Ｗang "])
def test_how_the_name_is_typed_does_not_matter_and_wrong_tries_are_one_count(
    place: Place, typed: str
) -> None:
    assert place.vault().unlock(typed, "wang's password").user == WANG
    for each in range(10):
        code_of(lambda name=(typed, "wang")[each % 2]: place.vault().unlock(name, "wrong"))
    assert code_of(lambda: place.vault().unlock(typed, "wang's password")) == "locked"


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
    unlocked = place.vault().unlock("li", "li's password")
    public = crypto.public_of(place.sessions["li"].seed)
    assert (unlocked.user, unlocked.session.ticket) == (LI, "ticket of li")
    signature = unlocked.sign(b"discount 8 %")
    assert crypto.verify(public, b"discount 8 %", signature)
    assert not crypto.verify(public, b"discount 9 %", signature)
    assert not crypto.verify(crypto.public_of(place.sessions["wang"].seed), b"discount 8 %", signature)


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


def test_another_keychain_is_a_guided_error_not_a_new_secret(place: Place) -> None:
    other = FakeKeychain("file")
    vault = Vault(place.folder, other, place.clock, CHEAP)
    with pytest.raises(UserError, match="SHOWROOM_KEYCHAIN") as caught:
        vault.unlock("wang", "wang's password")
    assert caught.value.code == "keychain_changed"
    assert "secret-service" in caught.value.message
    assert other.secrets == {}
