"""What a terminal says to a server: it enrols, signs ops, pushes them, and keeps the rows that it pulls.

It knows the wire format and nothing else, so that it can also send what no real terminal would.
"""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Self

from httpx2 import Response
from starlette.testclient import TestClient

from app import crypto
from app.clock import FakeClock
from app.domain import contract_document as paper_of
from app.ids import new_id
from app.models.base import canonical_json
from app.models.registry import COLUMNS
from app.sync import protocol
from app.sync.protocol import SignedOp
from tests.server import papers

PASSWORD = "harbour-Lantern-4711"
NO_PAPER, NO_DIGEST = "{}", "0" * 64
"""In place of a signature's paper and its digest until its op is made."""


@dataclass
class Signed:
    """Someone who is signed in at a terminal."""

    name: str
    user_id: str
    seed: bytes
    ticket: str


@dataclass
class Wire:
    """A terminal that is enrolled, and all that it keeps."""

    http: TestClient
    clock: FakeClock
    id: str = field(default_factory=new_id)
    secret: str = field(default_factory=secrets.token_hex)
    data_key: bytes = field(default_factory=crypto.random_key)
    people: dict[str, Signed] = field(default_factory=dict)
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    token: str = ""
    prefix: str = ""
    branch_id: str = ""
    scopes: list[str] = field(default_factory=list)
    server_keys: dict[str, str] = field(default_factory=dict)
    incarnation: str = ""
    cursor: str | None = None
    no: int = 0
    prev: str = ""
    last_hlc: str | None = None
    shifts: dict[str, str] = field(default_factory=dict)
    """Open shifts by the name of their person: their money belongs to them."""
    numbers: count[int] = field(default_factory=lambda: count(1))

    # ---- who

    def enrol(self, code: str, user: str, password: str = PASSWORD) -> Response:
        """Enrol; on success the user is signed in here."""
        self.server_keys = self.http.get("/sync/v1/server").json()["keys"]
        seed = crypto.new_signing_key()
        sealed = crypto.seal(crypto.unb64(self.server_keys["recovery"]), self.data_key)
        body = {
            "code": code,
            "name": f"Counter {self.id[-4:]}",
            "terminal": self.id,
            "secret": self.secret,
            "data_key": crypto.b64(sealed),
            "user": user,
            "password": password,
            "session_key": crypto.b64(crypto.public_of(seed)),
        }
        response = self.http.post("/sync/v1/enrol", json=body)
        if response.status_code == 200:
            self._welcomed(response.json(), seed)
        return response

    def _welcomed(self, answer: dict[str, Any], seed: bytes) -> None:
        self.token, self.scopes = answer["access_token"], answer["scopes"]
        self.prefix, self.branch_id = answer["terminal"]["prefix"], answer["branch"]["id"]
        self.incarnation = self.incarnation or answer["incarnation"]
        user = answer["user"]
        self.people[user["name"]] = Signed(user["name"], user["id"], seed, answer["ticket"])

    def sign_in(self, user: str, password: str = PASSWORD, *, ephemeral: bool = False) -> Response:
        """Sign a user in, online; `ephemeral` asks for the data key too."""
        seed = crypto.new_signing_key()
        asked = {"ephemeral": crypto.b64(crypto.box_public_of(crypto.new_box_key()))} if ephemeral else {}
        response = self.http.post(
            "/oauth/token",
            data={
                "grant_type": "password",
                "client_id": self.id,
                "client_secret": self.secret,
                "username": user,
                "password": password,
                "session_key": crypto.b64(crypto.public_of(seed)),
                **asked,
            },
        )
        if response.status_code == 200:
            self._welcomed(response.json(), seed)
        return response

    def change_password(self, user: str, old: str, new: str) -> Response:
        """Give a user another password; on success they are signed in with it."""
        seed = crypto.new_signing_key()
        body = {
            "terminal": self.id, "secret": self.secret, "user": user, "password": old, "new_password": new,
            "session_key": crypto.b64(crypto.public_of(seed)),
        }  # fmt: skip
        response = self.http.post("/sync/v1/password", json=body)
        if response.status_code == 200:
            self._welcomed(response.json(), seed)
        return response

    def recover(self, code: str, user: str = "wang", password: str = PASSWORD, **more: str) -> Response:
        """Ask for the data key with a recovery code; on success it is what this terminal keeps."""
        seed, ephemeral = crypto.new_signing_key(), crypto.new_box_key()
        body = {
            "code": code, "terminal": self.id, "secret": self.secret, "user": user, "password": password,
            "session_key": crypto.b64(crypto.public_of(seed)),
            "ephemeral": crypto.b64(crypto.box_public_of(ephemeral)),
        }  # fmt: skip
        response = self.http.post("/sync/v1/recover", json=body | more)
        if response.status_code == 200:
            self._welcomed(response.json(), seed)
            self.data_key = crypto.open_sealed(ephemeral, crypto.unb64(response.json()["data_key"]))
        return response

    def as_(self, user: str) -> Signed:
        """That user, signed in."""
        if user not in self.people:
            assert self.sign_in(user).status_code == 200
        return self.people[user]

    # ---- ops

    def header(self, action: str, user_id: str, payload_hash: str) -> dict[str, Any]:
        """The next op's header."""
        self.last_hlc = protocol.hlc(int(self.clock.now().timestamp() * 1000), self.last_hlc, self.prefix)
        return {
            "no": self.no + 1,
            "op_id": new_id(),
            "terminal": self.id,
            "action": action,
            "schema": protocol.SCHEMA,
            "user": user_id,
            "hlc": self.last_hlc,
            "prev": self.prev,
            "payload_hash": payload_hash,
        }

    def op(self, action: str, *changes: dict[str, Any], user: str = "wang", **header: Any) -> SignedOp:
        """A signed op that follows the last one. `header` overrides its fields before it is signed."""
        payload = canonical_json({"changes": self.printed(changes)})
        return self.signed(action, payload, user, **header)

    def signed(self, action: str, payload: str, user: str = "wang", **header: Any) -> SignedOp:
        """An op with any payload text."""
        who, salt = self.as_(user), secrets.token_hex(16)
        fields = {**self.header(action, who.user_id, protocol.payload_hash(salt, payload)), **header}
        text = protocol.make_header(fields)
        digest = protocol.header_hash(text)
        signature = crypto.b64(crypto.sign(who.seed, digest.encode()))
        self.no, self.prev = fields["no"], digest
        return SignedOp(text, payload, salt, digest, signature, who.ticket)

    def post(self, ops: list[SignedOp], incarnation: str | None = None) -> Response:
        """Push, and leave this terminal as it is."""
        header = {"protocol": protocol.PROTOCOL, "incarnation": incarnation or self.incarnation}
        page = protocol.write_page(header, [vars(op) for op in ops])
        return self.http.post("/sync/v1/push", content=page, headers=self.bearer)

    def push(self, *ops: SignedOp) -> list[dict[str, Any]]:
        """Push, keep the new token, and give the outcomes."""
        response = self.post(list(ops))
        assert response.status_code == 200, response.text
        self.incarnation = response.json()["incarnation"]
        outcomes: list[dict[str, Any]] = response.json()["outcomes"]
        return outcomes

    def do(self, action: str, *changes: dict[str, Any], user: str = "wang", **header: Any) -> dict[str, Any]:
        """Push one op and give its outcome."""
        return self.push(self.op(action, *changes, user=user, **header))[0]

    def printed(self, changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The changes, with each signature that has no paper yet on one that says what the rows say."""
        rows = copy.deepcopy(list(changes))
        for row in rows:
            if row["table"] == "signature" and row.get("set", {}).get("document") == NO_PAPER:
                document = papers.drawn(self.rows, rows, row["set"])
                row["set"]["document"] = canonical_json(document)
                if row["set"]["document_digest"] == NO_DIGEST:  # another one is a forger's
                    row["set"]["document_digest"] = paper_of.document_digest(document)
        return rows

    # ---- rows

    @property
    def bearer(self) -> dict[str, str]:
        """The authorization header."""
        return {"Authorization": f"Bearer {self.token}"}

    def pull(self, limit: int = 5000) -> int:
        """Pull until nothing is left; the number of rows that came."""
        pulled, more = 0, True
        while more:
            header, rows = self.page(limit)
            self.cursor, more, pulled = header["cursor"], header["more"], pulled + len(rows)
        return pulled

    def page(self, limit: int = 5000) -> tuple[dict[str, Any], list[Any]]:
        """One page, applied, without keeping its cursor."""
        body = {"cursor": self.cursor, "limit": limit}
        response = self.http.post("/sync/v1/pull", json=body, headers=self.bearer)
        assert response.status_code == 200, response.text
        header, rows = protocol.read_page(response.content)
        for table, kind, *values in rows:
            if kind == "put":
                self.rows[table, values[0]] = dict(zip(header["tables"][table], values, strict=True))
            else:
                self.rows.pop((table, values[0]), None)
        return header, rows

    def row(self, table: str, row_id: str) -> dict[str, Any]:
        """The newest state of a row."""
        self.pull()
        return self.rows[table, row_id]

    def all(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """Rows of a table, pulled anew."""
        self.pull()
        found = [row for (name, _), row in sorted(self.rows.items()) if name == table]
        return [row for row in found if all(row[column] == value for column, value in where.items())]

    def digests(self) -> dict[str, tuple[int, str]]:
        """Count and digest of every table held, from the columns."""
        tables = {name for name, _ in self.rows}
        return {
            table: protocol.digest(
                protocol.row_hash(table, [row[c] for c in COLUMNS[table]])
                for (name, _), row in self.rows.items()
                if name == table
            )
            for table in tables
        }

    def lease(self, *want: str, release: tuple[str, ...] = (), kind: str = "day") -> dict[str, Any]:
        """Lease cars and give them back."""
        body = {"want": list(want), "release": list(release), "kind": kind}
        response = self.http.post("/sync/v1/leases", json=body, headers=self.bearer)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def clone(self) -> Self:
        """The same folder, copied."""
        return replace(self, people=dict(self.people), rows=dict(self.rows), numbers=count(1000))


def reason(outcome: dict[str, Any]) -> tuple[str, str]:
    """An outcome's status and the code of its reason."""
    return outcome["status"], outcome["detail"].get("code", "")


def tampered(op: SignedOp, **fields: str) -> SignedOp:
    """The op with parts of it changed after it was signed."""
    return replace(op, **fields)


def with_header(op: SignedOp, **fields: Any) -> str:
    """The op's header text with other fields."""
    return protocol.make_header({**json.loads(op.header), **fields})
