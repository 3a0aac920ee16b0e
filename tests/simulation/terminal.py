"""A terminal of the world: a folder with the real program over it, which can end at any moment and be started again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.workplace import Workplace
from tests.simulation.model import Deed, Write
from tests.simulation.shop import PASSWORD, SALESPEOPLE, MemoryKeychain, open_app
from tests.simulation.storage import Disks
from tests.simulation.times import VirtualClock


class Terminal:
    """One machine."""

    def __init__(
        self, index: int, folder: Path, clock: VirtualClock, secrets: dict[str, bytes], disks: Disks
    ) -> None:
        self.index, self.folder, self.clock = index, folder, clock
        self.keychain, self.disk, self.boots = MemoryKeychain(secrets), disks.add(folder), 1
        self.online = True
        self.seller = ""  # who of the salespeople stands there, if it is known
        self.stuck = ""  # why it cannot go on, by design
        self.backed_up, self.restored = 0, False
        self.returned: list[str] = []  # VINs of cars whose leases it gave back
        self._open: dict[str, Workplace] = {}
        self._eye: Any = None
        self.disk.look_away = self.close_eye
        known = open_app(folder, clock, self.keychain).vault().identity()
        self.id, self.prefix, self.branch = known.id, known.code, known.branch
        self.branch_id: str = known.more["branch_id"]
        self.scopes: list[str] = known.more["scopes"]

    def as_(self, user: str) -> Workplace:
        """The program with somebody signed in."""
        if user not in self._open:
            app = open_app(self.folder, self.clock, self.keychain)
            self._keep(user, app.sign_in_anyhow(user, PASSWORD))
        return self._open[user]

    def at_work(self, user: str) -> Workplace:
        """The same, for whoever stands there with a customer: they sign in anew when it is time, as the desk does.
        Which salesperson it is depends on who has the shift."""
        if self.seller and user in SALESPEOPLE:
            user = self.seller
        workplace = self.as_(user)
        if workplace.half_over:
            self.sign_in_anew(user)
        return workplace

    def _keep(self, user: str, workplace: Workplace) -> None:
        workplace.__dict__["boot"] = f"boot {self.boots}"
        others = next(iter(self._open.values()), None)
        if others is not None:
            workplace.__dict__["database"] = others.database  # one program, whoever is signed in
        self._open[user] = workplace

    def sign_in_anew(self, user: str) -> bool:
        """Somebody enters their password again; true if the server gave them a fresh ticket."""
        app = open_app(self.folder, self.clock, self.keychain)
        workplace = self.as_(user)
        before = workplace.unlocked.session.ticket
        app.renew_ticket(workplace, PASSWORD)
        return workplace.unlocked.session.ticket != before

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(self.look("SELECT id, name FROM user"))

    def name_of(self, user_id: str) -> str:
        """A person's name."""
        return self._names.get(user_id, user_id)

    def look(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """Rows of the replica, past the program and the fault layer, whether the program has it open or not."""
        connection = self.disk.idle(self.folder / "replica.db")
        if connection is not None:
            return list(dbapi2.Connection.cursor(connection).execute(sql, given))
        if self._eye is None:
            key = self.as_("wang").unlocked.data_key
            self._eye = dbapi2.connect(self.folder / "replica.db", isolation_level=None)
            self._eye.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        found: list[tuple[Any, ...]] = self._eye.execute(sql, given).fetchall()
        return found

    def last_no(self) -> int:
        """The number of its last op."""
        return int(self.look("SELECT coalesce(max(no), 0) FROM op")[0][0])

    def deed(self, no: int, at: float, **facts: Any) -> Deed:
        """The op of that number; `facts` are what the program said when it acknowledged it."""
        op_id, action, user = self.look("SELECT op_id, action, user_id FROM op WHERE no = ?", no)[0]
        return Deed(op_id, self.index, self.id, no, action, self.name_of(user), self.branch, at, **facts)

    def found_deed(self, no: int, at: float) -> Deed:
        """An op that nobody was told of, with what is written in it."""
        changes = json.loads(self.look("SELECT payload FROM op WHERE no = ?", no)[0][0]).get("changes", ())
        rows = [(change["table"], change["set"]) for change in changes if "set" in change]
        facts: dict[str, Any] = {"sure": False}
        numbers = [
            row[name]
            for table, row in rows
            for name in ("no", "receipt_no")
            if table in _NUMBERED and name in row
        ]
        for table, row in rows:
            if table == "contract" and "no" in row:
                facts |= {"contract": row["no"], "price": row["price"], "confirmed": row["state"] == "signed"}
            if table == "payment" and row["kind"] != "conversion" and not facts.get("receipt"):
                facts |= {"receipt": row["receipt_no"], "amount": row["amount"], "kind": row["kind"]}
        return self.deed(no, at, numbers=tuple(numbers), writes=tuple(self._writes(changes)), **facts)

    def _writes(self, changes: list[dict[str, Any]]) -> Iterator[Write]:
        """The fields whose values the model follows."""
        for change in changes:
            for table, name in _FOLLOWED:
                if change["table"] == table and name in (change.get("was") or {}):
                    row, was, new = change["id"], change["was"][name], change["set"][name]
                    if table == "contract":
                        row = self.look("SELECT no FROM contract WHERE id = ?", row)[0][0]
                    yield Write(table, row, name, str(was or ""), str(new))

    def end(self, *, power: bool = False) -> None:
        """The machine ends, and starts again."""
        self.close_eye()
        self.disk.end(power=power)
        for workplace in self._open.values():
            if "database" in workplace.__dict__:
                workplace.database.dispose(close=False)
        self._open.clear()
        self.boots += 1
        self.clock.boot()

    def close(self) -> None:
        """The program is ended as people do it."""
        self.close_eye()
        for workplace in self._open.values():
            workplace.close()
        self._open.clear()

    def close_eye(self) -> None:
        """Look no more: the file is about to be replaced."""
        if self._eye is not None:
            self._eye.close()
        self._eye = None


_FOLLOWED = (
    ("customer", "note"),
    ("contract", "terms"),
    ("contract", "delivery_place"),
    ("contract", "price"),
)
_NUMBERED = ("deal", "contract", "payment")
