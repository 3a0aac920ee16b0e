"""What must hold of a terminal's folder, whatever happened to its process or its power."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app import db
from app.errors import SignInFailed, UserError
from app.queries import desk
from app.services import restoring
from app.sync import audit, integrity
from app.vault import keys
from app.vault.vault import REPLICA
from server import overview
from server.db import Database
from server.settings import Settings
from tests.crash import world
from tests.crash.acts import NEW_PASSWORD
from tests.shop import PASSWORD, Till

# A contract that is not whole: every sale of these tests has all of these. Whole ones are not counted.
HALF = """
SELECT c.no FROM contract c
LEFT JOIN deal d ON d.id = c.deal_id
LEFT JOIN customer k ON k.id = c.customer_id
WHERE d.id IS NULL OR k.id IS NULL
   OR (SELECT count(*) FROM signature s WHERE s.contract_id = c.id) <> 1
   OR (SELECT count(*) FROM payment p WHERE p.deal_id = c.deal_id) <> 1
   OR (SELECT count(*) FROM ledger_entry l WHERE l.deal_id = c.deal_id) <> 2
   OR (SELECT sum(amount) FROM ledger_entry l WHERE l.deal_id = c.deal_id) <> 0
   OR (c.provisional = 0 AND c.vehicle_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM stock_stay y WHERE y.vehicle_id = c.vehicle_id AND y.status = 'sold'))
"""
ORPHANS = """
SELECT 'deal ' || no FROM deal WHERE id NOT IN (SELECT deal_id FROM contract)
UNION ALL SELECT 'payment ' || receipt_no FROM payment WHERE deal_id NOT IN (SELECT id FROM deal)
UNION ALL SELECT 'ledger ' || id FROM ledger_entry WHERE payment_id NOT IN (SELECT id FROM payment)
UNION ALL SELECT 'car ' || vehicle_id FROM stock_stay WHERE status = 'sold' AND vehicle_id NOT IN (
        SELECT vehicle_id FROM contract WHERE provisional = 0 AND vehicle_id IS NOT NULL)
UNION ALL SELECT 'twice ' || no FROM contract GROUP BY no HAVING count(*) > 1
UNION ALL SELECT 'twice ' || receipt_no FROM payment GROUP BY receipt_no HAVING count(*) > 1
UNION ALL SELECT 'op gap ' || count(*) FROM op HAVING count(*) <> coalesce(max(no) - min(no) + 1, 0)
"""


def whole(connection: Any, said: Iterable[str], prefix: str) -> Iterator[str]:
    """What is wrong with a replica's rows, over one plain connection: the quick look at a state."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what is torn in the file is whole in the log
    for pragma in ("cipher_integrity_check", "quick_check", "foreign_key_check"):
        for row in connection.execute(f"PRAGMA {pragma}").fetchall():
            if row != ("ok",):
                yield f"{pragma}: {row}"
    yield from (f"half: {row[0]}" for row in connection.execute(HALF))
    yield from (f"half: {row[0]}" for row in connection.execute(ORPHANS))
    contracts, receipts = (
        {row[0] for row in connection.execute(f"SELECT {column} FROM {table}")}
        for table, column in (("contract", "no"), ("payment", "receipt_no"))
    )
    for kind, *names in map(str.split, said):
        if kind == "sold" and not (names[0] in contracts and names[1] in receipts):
            yield f"lost: {names[0]} was acknowledged"
    yield from _numbers(connection, {"contract": contracts, "receipt": receipts}, prefix)


def _numbers(connection: Any, papers: dict[str, set[str]], prefix: str) -> Iterator[str]:
    """Every number that was given out is on a paper, and none is on two; after a restore a new series begins."""
    for kind, year, following in connection.execute("SELECT kind, year, next_no FROM number_series"):
        if kind in papers:
            mark = f"{prefix}-{year % 100:02}-"
            own = sorted(int(no.rpartition("-")[2]) for no in papers[kind] if mark in no)
            follows = zip(own, [*own[1:], following], strict=True)
            if own[:1] != [1] or any(b != a + 1 and (b - 1) % 1000 for a, b in follows):
                yield f"{kind}: {following} is next, but {own} are there"


def quick(folder: Path, data_key: bytes, said: list[str]) -> list[str]:
    """Look at a folder with its key in hand, and leave no log behind."""
    try:
        prefix = keys.read(folder).terminal.code
        with db.storage_errors(), closing(db.raw_connection(folder / REPLICA, data_key)) as connection:
            return list(whole(connection, said, prefix))
    except UserError as error:
        return [error.message]


def thorough(folder: Path, said: list[str], *, goes_on: bool) -> list[str]:
    """Sign in and look at everything; and then trade on, sync with the server of the same copy, look again."""
    till = Till(folder / world.TILL)
    with world.online(folder):
        try:
            problems = _opened(till, said)
            if goes_on and not problems:
                problems = _trading_on(till, folder, said)
        except (UserError, AssertionError) as error:
            problems = [f"{type(error).__name__}: {error}"]
        finally:
            till.close()
    return problems


def _opened(till: Till, said: list[str]) -> list[str]:
    changed = "password changed" in said
    for password in [NEW_PASSWORD] if changed else [PASSWORD, NEW_PASSWORD]:
        with suppress(SignInFailed):
            till._open["wang"] = till.app.sign_in("wang", password)
    if not till._open:
        return ["nobody can sign in"]
    if "signed in zhao" in said:
        till.app.sign_in("zhao", PASSWORD)
    workplace = till.wang
    problems = db.check_integrity(workplace.database)
    with workplace.reading() as session:
        problems += integrity.wrong_rows(session) + audit.verify(session, workplace.vault.identity())[1]
    problems += _backup(till, said) + _printed(till, said)
    return problems + quick(till.folder, workplace.unlocked.data_key, said)


def _backup(till: Till, said: list[str]) -> list[str]:
    """A backup is there whole or not at all."""
    file = till.folder / world.BACKUP
    if file.exists() or "backed up" in said:
        return [f"backup: {p}" for p in db.verify_backup(file, till.wang.unlocked.data_key)]
    return []


def _printed(till: Till, said: list[str]) -> list[str]:
    """Papers that came out and papers that the next print takes for printed: no second original."""
    spool = till.folder.parents[1] / "spool"
    out = spool.read_text(encoding="ascii").split() if spool.exists() else []
    problems = []
    with till.wang.reading() as session:
        for no in set(out):
            if desk.times_printed(session, no) < out.count(no):
                problems.append(f"{no} came out of the printer, and the next one would be an original too")
    return problems


def _trading_on(till: Till, folder: Path, said: list[str]) -> list[str]:
    """The terminal sells and syncs as if nothing had been; in the end the server holds the same."""
    try:
        further = world.sell(till)
    except UserError as restored:  # no number before the server was heard
        if restored.code != "restored":
            raise
        till.sync()
        further = world.sell(till)
    till.sync()
    left = till.query("SELECT no, state FROM op WHERE state NOT IN ('sent', 'done')")
    problems = [f"op {no} is {state}" for no, state in left]
    with till.wang.reading() as session:
        mine = integrity.digests(session)
    database = Database(Settings(data=folder / world.SERVER))
    with database.reading() as session:
        theirs = overview.digests(session)
    database.engine.dispose()
    problems += [f"{scope}: digests differ" for scope, tables in mine.items() if tables != theirs[scope]]
    again = [*said, f"sold {further.contract_no} {further.receipt_no}"]
    return problems + quick(till.folder, till.wang.unlocked.data_key, again)


def restarted(folder: Path, act: str, data_key: bytes, said: list[str]) -> list[str]:
    """The quick look after a power cut; where keys or a backup were being written, at these too."""
    try:
        restoring.finish(folder)  # as every start does
        problems = quick(folder, data_key, said)
        if act in ("password", "sign-in"):
            problems += _keys(folder, said)
        backup = folder / world.BACKUP
        if backup.exists() or "backed up" in said:
            problems += db.verify_backup(backup, data_key)
    except UserError as error:
        problems = [error.message]
    return problems


def _keys(folder: Path, said: list[str]) -> list[str]:
    """Whether those who could sign in still can, by the password that counts."""
    app = Till(folder).app
    passwords = [NEW_PASSWORD] if "password changed" in said else [PASSWORD, NEW_PASSWORD]
    opened = 0
    for password in passwords:
        with suppress(SignInFailed):
            opened += bool(app.vault().unlock("wang", password))
    if "signed in zhao" in said:
        app.vault().unlock("zhao", PASSWORD)
    return [] if opened else ["nobody can sign in"]
