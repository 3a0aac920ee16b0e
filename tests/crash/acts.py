"""What a process may be doing when it dies. Each act says aloud what it acknowledges, as soon as it does."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from app import db
from app.cli import care
from app.services import printouts, restoring
from tests.crash import world
from tests.crash.revision import with_a_further_revision
from tests.shop import PASSWORD, Till

Say = Callable[[str], None]
NEW_PASSWORD = "other-Meadow-0815"


def sell(folder: Path, say: Say) -> None:
    """Three sales in one session."""
    till = Till(folder / world.TILL)
    for _ in range(3):
        sold = world.sell(till)
        say(f"sold {sold.contract_no} {sold.receipt_no}")
    till.close()


def push(folder: Path, say: Say) -> None:
    """Send what waits, and take in what the server has."""
    till = Till(folder / world.TILL)
    with world.online(folder):
        till.sync()
    say("synced")
    till.close()


def anew(folder: Path, say: Say) -> None:
    """Send what waits, and fetch everything again into a file that takes the replica's place."""
    till = Till(folder / world.TILL)
    with world.online(folder):
        till.wang.sync(anew=True)
    say("synced")
    till.close()


def print_(folder: Path, say: Say) -> None:
    """Print a contract; the spool lies outside the terminal's folder."""
    till = Till(folder / world.TILL)
    no = till.query("SELECT min(no) FROM contract")[0][0]

    def spool() -> None:
        with (folder / "spool").open("a", encoding="ascii") as file:
            file.write(f"{no}\n")

    copy_no = printouts.hand_over(
        till.wang.unit_of_work(), subject=no, printer="Office", pdf=b"%PDF", send=spool
    )
    say(f"printed {no} {copy_no}")
    till.close()


def backup(folder: Path, say: Say) -> None:
    """A backup over an older one, into the terminal's own folder so that it is watched."""
    till = Till(folder / world.TILL)
    db.backup(till.wang.database, till.wang.unlocked.data_key, till.folder / world.BACKUP)
    say("backed up")
    till.close()


def restore(folder: Path, say: Say) -> None:
    """Put the backup back, as the command line does."""
    till = Till(folder / world.TILL)
    unlocked = till.app.vault().unlock("wang", PASSWORD)
    mark = functools.partial(care.mark_restored, data_key=unlocked.data_key)
    restoring.restore(till.folder, folder / world.BACKUP, mark)
    say("restored")


def migrate(folder: Path, say: Say) -> None:
    """Open with a program whose tables have gone on: the replica is backed up, then written anew."""
    with with_a_further_revision():
        till = Till(folder / world.TILL)
        assert till.query("SELECT count(*) FROM customer WHERE nickname IS NULL")
        say("migrated")
        till.close()


def change_password(folder: Path, say: Say) -> None:
    """Wrap the user's keys anew."""
    vault = Till(folder / world.TILL).app.vault()
    unlocked = vault.unlock("wang", PASSWORD)
    vault.add_user(unlocked.user, NEW_PASSWORD, unlocked.data_key, unlocked.session)
    say("password changed")


def sign_in(folder: Path, say: Say) -> None:
    """A wrong try, then the right one; then the first sign-in of somebody else, online."""
    till = Till(folder / world.TILL)
    try:
        till.app.vault().unlock("wang", "not the password")
    except Exception as refused:  # whatever it is called: the next line must succeed
        say(f"refused {type(refused).__name__}")
    till.app.vault().unlock("wang", PASSWORD)
    say("signed in")
    with world.online(folder):
        till.app.login("zhao", PASSWORD)
    say("signed in zhao")


ACTS: dict[str, Callable[[Path, Say], None]] = {
    "sell": sell, "sync": push, "anew": anew, "print": print_, "backup": backup, "restore": restore, "migrate": migrate,
    "password": change_password, "sign-in": sign_in,
}  # fmt: skip
