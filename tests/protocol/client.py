"""A terminal of another maker: small, in memory, written from docs/protocol.md alone."""

from __future__ import annotations

import calendar
import json
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.protocol.wire import (
    b64,
    canonical,
    claims,
    digest,
    instant,
    new_id,
    page,
    read_page,
    row_hash,
    seal,
    sha256,
    unseal,
    verify,
)

MEDIA = "application/x-ndjson+gzip"
Row = dict[str, Any]


class Refused(Exception):
    """The server said no."""

    def __init__(self, response: requests.Response) -> None:
        self.status, self.error = response.status_code, response.json()["error"]
        super().__init__(f"{self.status} {self.error}")


@dataclass
class User:
    """Somebody who signed in: the session key never leaves the terminal."""

    id: str
    ticket: str
    key: Ed25519PrivateKey


@dataclass
class Op:
    """An op in the journal, with what became of it."""

    no: int
    hash: str
    wire: dict[str, str]
    changes: list[Row]
    outcome: Row | None = None


@dataclass
class Client:
    """What a terminal keeps, and the calls that it makes."""

    url: str
    http: requests.Session = field(default_factory=requests.Session)
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    data_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    id: str = field(default_factory=new_id)
    users: dict[str, User] = field(default_factory=dict)
    journal: list[Op] = field(default_factory=list)
    pulled: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    over: int = 0
    cursor: str | None = None
    check: Row = field(default_factory=dict)
    token: str = ""
    version: str = "1/1"
    last_hlc: tuple[int, int] = (0, 0)
    offset: float = 0.0

    # ------------------------------------------------------------ becoming a terminal

    def enrol(self, code: str, name: str, user: str, password: str) -> None:
        """Use a one-time code."""
        published = self._json("GET", "/sync/v1/server")
        assert published["protocol"] == 1
        key = Ed25519PrivateKey.generate()
        answer = self._json(
            "POST", "/sync/v1/enrol",
            json={
                "code": code, "name": name, "terminal": self.id, "secret": self.secret,
                "data_key": seal(self.data_key, published["keys"]["recovery"]), "user": user,
                "password": password, "session_key": b64(key.public_key().public_bytes_raw()),
            },
        )  # fmt: skip
        self.keys, self.incarnation = answer["server"], answer["incarnation"]
        self.scopes, self.prefix = answer["scopes"], answer["terminal"]["prefix"]
        self.branch = answer["branch"]["id"]
        self._remember(user, key, answer)

    def sign_in(self, user: str, password: str) -> bytes:
        """Let a user in; what comes back is the data key as the server keeps it."""
        key, ephemeral = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
        answer = self._json(
            "POST", "/oauth/token",
            data={
                "grant_type": "password", "client_id": self.id, "client_secret": self.secret,
                "username": user, "password": password,
                "session_key": b64(key.public_key().public_bytes_raw()),
                "ephemeral": b64(ephemeral.public_key().public_bytes_raw()),
            },
        )  # fmt: skip
        self._remember(user, key, answer)
        return unseal(answer["data_key"], ephemeral)

    def _remember(self, user: str, key: Ed25519PrivateKey, answer: Row) -> None:
        said = claims(answer["ticket"], self.keys["signing"])
        assert (said["kind"], said["sub"], said["terminal"]) == ("ticket", answer["user"]["id"], self.id)
        assert said["key"] == b64(key.public_key().public_bytes_raw())
        self.users[user] = User(answer["user"]["id"], answer["ticket"], key)
        self.token = answer["access_token"]

    def _refresh(self) -> None:
        form = {"grant_type": "client_credentials", "client_id": self.id, "client_secret": self.secret}
        self.token = self._json("POST", "/oauth/token", data=form)["access_token"]

    # ------------------------------------------------------------ calls

    def _json(self, method: str, path: str, **how: Any) -> Row:
        response = self.http.request(method, self.url + path, timeout=30, allow_redirects=False, **how)
        if response.status_code != 200:
            raise Refused(response)
        found: Row = response.json()
        return found

    def call(self, path: str, **how: Any) -> requests.Response:
        """A call with the access token, which is fetched anew once if the server says that it is over."""
        for attempt in (1, 2):
            said = {"Authorization": f"Bearer {self.token}", "Showroom-Version": self.version}
            headers = {**said, **how.get("headers", {})}
            response = self.http.post(
                self.url + path, timeout=30, allow_redirects=False, **{**how, "headers": headers}
            )
            if response.status_code == 200:
                return response
            refused = Refused(response)
            if attempt == 2 or (refused.status, refused.error["code"]) != (401, "token_expired"):
                raise refused
            self._refresh()
        raise AssertionError

    def hello(self) -> Row:
        """Hear the server's time before using one's own."""
        answer: Row = self.call("/sync/v1/hello").json()
        parsed = time.strptime(answer["server_time"][:19], "%Y-%m-%dT%H:%M:%S")
        self.offset = calendar.timegm(parsed) + float("0" + answer["server_time"][19:-1]) - time.time()
        return answer

    def lease(self, *cars: str) -> Row:
        """Ask for the right to confirm sales of cars."""
        answer: Row = self.call(
            "/sync/v1/leases", json={"want": list(cars), "release": [], "kind": "day"}
        ).json()
        return answer

    # ------------------------------------------------------------ pull

    def pull(self, limit: int = 5000) -> int:
        """One round: all its pages first, then its rows and its cursor together."""
        cursor, rounds, over, header = self.cursor, list[tuple[Row, list[Any]]](), None, dict[str, Any]()
        while True:
            answer = self.call("/sync/v1/pull", json={"cursor": cursor, "limit": limit})
            assert answer.headers["Content-Type"] == MEDIA
            header, rows = read_page(answer.content)
            rounds.append((header, rows))
            over = header["last_no"] if over is None else over
            cursor = header["cursor"]
            if not header["more"]:
                break
        for header, rows in rounds:
            for table, kind, *values in rows:
                self._take(table, kind, values, header["tables"])
        self.cursor, self.over, self.check = cursor, over or 0, header["check"]
        return sum(len(rows) for _, rows in rounds)

    def differing(self) -> list[str]:
        """Scopes in which the pulled rows are not those that the server counted at the end of the round."""
        return [scope for scope in self.scopes if list(digest(self._in(scope)).values()) != self.check[scope]]

    def _in(self, scope: str, table: str = "") -> list[Row]:
        tables = [self.pulled[table]] if table else self.pulled.values()
        return [row for rows in tables for row in rows.values() if row["scope"] == scope]

    def repair(self, scope: str) -> list[str]:
        """Find the rows of a scope that differ, fetch just these again, and say which they were."""
        found = []
        for table, *check in self._verify(scope)[1]:
            if list(digest(self._in(scope, table)).values()) == check:
                continue
            theirs = {bucket: check for bucket, *check in self._verify(scope, table=table)[1]}
            own: dict[str, list[Row]] = defaultdict(list)
            for row in self._in(scope, table):
                own[sha256(row["id"])[:2]].append(row)
            buckets = [
                b for b in {*theirs, *own} if list(digest(own[b]).values()) != theirs.get(b, [0, "0" * 32])
            ]
            hashes = dict(self._verify(scope, table=table, buckets=buckets)[1])
            mine = {row["id"]: row["row_hash"] for bucket in buckets for row in own[bucket]}
            found += [id_ for id_ in {*hashes, *mine} if hashes.get(id_) != mine.get(id_)]
            header, rows = self._verify(scope, table=table, ids=found)
            for name, kind, *values in rows:
                self._take(name, kind, values, header["tables"])
        return found

    def _verify(self, scope: str, **more: Any) -> tuple[Row, list[Any]]:
        answer = self.call(f"/sync/v1/verify/{scope}", json={"cursor": self.cursor, **more})
        header, rows = read_page(answer.content)
        assert not header["moved"]
        return header, rows

    def wait(self, seconds: float) -> bool:
        """Whether there is something to pull, as soon as there is."""
        given = {"cursor": self.cursor or "", "seconds": str(seconds)}
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.get(self.url + "/sync/v1/wait", params=given, headers=headers, timeout=35)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["moved"])

    def _take(self, table: str, kind: str, values: list[Any], tables: Row) -> None:
        if kind == "leave":
            self.pulled[table].pop(values[0], None)
            return
        assert kind == "put"
        row = dict(zip(tables[table], values, strict=True))
        assert list(row)[:4] == ["id", "scope", "ver", "row_hash"]
        assert row["row_hash"] == row_hash(table, row), (table, row)
        self.pulled[table][row["id"]] = row

    def open_ops(self) -> list[Op]:
        """The ops whose effects are not in the pulled rows."""
        shut = {"applied", "merged", "lost_fields", "conflict"}
        return [
            op
            for op in self.journal
            if not (op.outcome and op.outcome["status"] in shut and op.no <= self.over)
        ]

    def rows(self, table: str) -> dict[str, Row]:
        """A table as it is shown: what was pulled, with the open ops on top."""
        shown = {id_: dict(row) for id_, row in self.pulled[table].items()}
        for op in self.open_ops():
            for change in op.changes:
                if change["table"] == table:
                    new = {"id": change["id"], "scope": change["scope"], "ver": None}
                    shown.setdefault(change["id"], new).update(change["set"])
        return shown

    # ------------------------------------------------------------ ops

    def new(self, table: str, scope: str, values: Row, id_: str = "") -> Row:
        """The change that makes a row."""
        return {"table": table, "id": id_ or new_id(), "scope": scope, "base": None, "set": values, "was": {}}

    def changed(self, table: str, id_: str, **values: Any) -> Row:
        """The change of a row that is there."""
        shown, base = self.rows(table)[id_], self.pulled[table].get(id_)
        was = {column: shown[column] for column in values}
        return {"table": table, "id": id_, "scope": shown["scope"], "base": base["ver"] if base else 0,
                "set": values, "was": was}  # fmt: skip

    def act(self, action: str, user: str, changes: list[Row]) -> Op:
        """Write an op, signed by a user, at the end of the journal."""
        who, last, salt = self.users[user], self.journal[-1] if self.journal else None, secrets.token_hex(16)
        sent = [change if change["scope"] in self.scopes else self._sealed(change) for change in changes]
        payload = canonical({"changes": sent})
        header = canonical({
            "no": (last.no if last else 0) + 1, "op_id": new_id(), "terminal": self.id, "action": action,
            "at": self.now(), "schema": 1, "user": who.id, "hlc": self._hlc(),
            "prev": last.hash if last else "", "payload_hash": sha256(f"{salt}\n{payload}"),
        })  # fmt: skip
        hashed = sha256(header)
        signature = b64(who.key.sign(hashed.encode()))
        wire = {"header": header, "payload": payload, "salt": salt, "hash": hashed, "signature": signature,
                "ticket": who.ticket}  # fmt: skip
        op = Op(json.loads(header)["no"], hashed, wire, changes)
        self.journal.append(op)
        return op

    def now(self) -> str:
        """The time as the server has it."""
        return instant(time.time() + self.offset)

    def _sealed(self, change: Row) -> Row:
        box = seal(json.dumps(change).encode(), self.keys["sealing"])
        return {"table": change["table"], "sealed": box}

    def _hlc(self) -> str:
        millis = max(int((time.time() + self.offset) * 1000), self.last_hlc[0])
        counter = self.last_hlc[1] + 1 if millis == self.last_hlc[0] else 0
        self.last_hlc = millis, counter
        return f"{millis:015}-{counter:05}-{self.prefix}"

    # ------------------------------------------------------------ push

    def unsent(self) -> list[Op]:
        """Ops without an outcome."""
        return [op for op in self.journal if op.outcome is None]

    def post(self, ops: list[Op], path: str = "/sync/v1/push") -> Row:
        """Send ops; nothing is kept of the answer, as if it were lost."""
        header = {"protocol": 1, "incarnation": self.incarnation, "begins": 1}
        body = page(header, [op.wire for op in ops])
        answer: Row = self.call(path, data=body, headers={"Content-Type": MEDIA}).json()
        return answer

    def push(self, path: str = "/sync/v1/push") -> list[Row]:
        """Send what waits; keep outcomes and token together."""
        waiting = self.unsent()
        if not waiting:
            return []
        answer = self.post(waiting, path)
        by_no = {op.no: op for op in waiting}
        for outcome in answer["outcomes"]:
            op = by_no[outcome["no"]]
            verify(self.keys["signing"], outcome["countersign"], f"{op.hash}:{outcome['status']}")
            op.outcome = outcome
        self.incarnation = answer["incarnation"]
        outcomes: list[Row] = answer["outcomes"]
        return outcomes

    def sync(self) -> list[Row]:
        """One cycle."""
        self.hello()
        outcomes = self.push()
        self.pull()
        return outcomes
