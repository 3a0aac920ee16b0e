"""All that an attacker with a terminal and somebody's session could make of an honest op."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Integer, String

from app.domain.permissions import ACTIONS
from app.ids import new_id
from app.models.base import Flag, IsoDate, IsoInstant, Json, Money, canonical_json
from app.models.registry import BY_TABLE, table_of
from tests.server.client import LIST_PRICE, Terminal
from tests.server.forging import USERS, Changes, Play

_STEPS = (1, -1, 100, -100, 10_000, 1 << 40)
_ACCOUNTS = ("cash:card", "customer:payment", "customer:prepayment", "customer:deposit", "cash:", "x")


@dataclass
class Forgery:
    """One thing that is wrong with an op."""

    label: str
    changes: Changes
    action: str
    user: str
    header: dict[str, Any] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)  # parts of the op changed once it is signed


@dataclass(frozen=True)
class Foreign:
    """What belongs to somebody else: another branch's rows, another terminal of ours."""

    far: Terminal
    neighbour: Terminal
    rows: dict[str, str]  # table to the id of the other branch's row


def forgeries(play: Play, foreign: Foreign) -> Iterator[Forgery]:
    """Everything that an attacker could try with this op."""
    for kind in (_roles, _actions, _omissions, _doubles, _added_tables):
        yield from kind(play)
    readable = [n for n, change in enumerate(play.changes) if "set" in change]  # others are sealed
    for kind_of_change in (_columns, _scopes, _values, _words, _prices, _sums, _identities):
        for n in readable:
            yield from kind_of_change(play, n)
    for n in readable:
        yield from _foreign(play, n, foreign)
        yield from _numbers(play, n, foreign)
    yield from _headers(play, foreign)


def _made(
    play: Play, label: str, edit: Callable[[Changes], object] = lambda changes: None, **more: Any
) -> Forgery:
    changes = copy.deepcopy(play.changes)
    edit(changes)
    given = {"action": play.action, "user": play.user, **more}
    return Forgery(f"{play.action}: {label}", changes, **given)


def _with(play: Play, n: int, label: str, /, **values: Any) -> Forgery:
    change = play.changes[n]
    name = f"{change['table']} {n} {label} {values!r:.80}"
    return _made(play, name, lambda changes: changes[n]["set"].update(values))


def _roles(play: Play) -> Iterator[Forgery]:
    for user, role in USERS.items():
        if role not in ACTIONS[play.action].roles:
            yield _made(play, f"by {user}", user=user)


def _actions(play: Play) -> Iterator[Forgery]:
    for name, action in ACTIONS.items():
        fits = all(action.may_write(c["table"], frozenset(c.get("set", ()))) for c in play.changes)
        if not (fits and USERS[play.user] in action.roles):
            yield _made(play, f"as {name}", action=name)
    for name in ("", "x", "deal.sell ", "DEAL.SELL", "administer", "lease", "seed"):
        yield _made(play, f"as {name!r}", action=name)


def _omissions(play: Play) -> Iterator[Forgery]:
    if len(play.changes) > 1:
        for n, change in enumerate(play.changes):
            if change["table"] not in play.harmless:
                yield _made(play, f"without {change['table']} {n}", lambda changes, n=n: changes.pop(n))


def _doubles(play: Play) -> Iterator[Forgery]:
    for n, change in enumerate(play.changes):
        yield _made(play, f"{change['table']} {n} twice", lambda changes, n=n: changes.append(changes[n]))


def _added_tables(play: Play) -> Iterator[Forgery]:
    scope = next((c["scope"] for c in play.changes if c.get("scope", "org") != "org"), "org")
    for table in [*BY_TABLE, "user_secret", "ticket", "server_state", "op_log", "sqlite_master"]:
        if not ACTIONS[play.action].may_write(table, frozenset()):
            for base in (None, 0, 1):
                extra = {"table": table, "id": new_id(), "scope": scope, "base": base, "set": {}, "was": {}}
                yield _made(play, f"and {table} {base}", lambda changes, extra=extra: changes.append(extra))


def _columns(play: Play, n: int) -> Iterator[Forgery]:
    table = play.changes[n]["table"]
    columns = {column.name for column in table_of(table).columns} | {"rowid", "password", "state ", "x"}
    for column in sorted(columns - set(play.changes[n]["set"])):
        if column in ("id", "scope", "ver", "row_hash") or not (
            column in table_of(table).columns and ACTIONS[play.action].may_write(table, frozenset({column}))
        ):
            for value in (1, "x", None):
                yield _with(play, n, "column", **{column: value})


def _scopes(play: Play, n: int) -> Iterator[Forgery]:
    known = play.changes[n]["scope"]
    for scope in (
        "org",
        "branch:" + new_id(),
        known + ":finance",
        known + ":x",
        "",
        "branch:",
        known.upper() + "X",
    ):
        if scope != known:
            yield _made(
                play, f"{n} in {scope!r}", lambda changes, scope=scope: changes[n].update(scope=scope)
            )


def _values(play: Play, n: int) -> Iterator[Forgery]:
    change = play.changes[n]
    for name in change["set"]:
        column = table_of(change["table"]).columns[name]
        for value in _impossible(column.type, nullable=bool(column.nullable)):
            yield _with(play, n, "value", **{name: value})


def _impossible(kind: Any, *, nullable: bool) -> Iterator[Any]:
    if not nullable:
        yield None
    if isinstance(kind, (Flag, Money, BigInteger, Integer)):
        yield from ("1", "x", 1 << 63, -(1 << 63) - 1)
        if isinstance(kind, Flag):
            yield from (2, -1)
        return
    yield from (7, "\x00")
    if isinstance(kind, IsoDate):
        yield from ("2026-02-30", "20261122", "x", "2026-11-22T00:00:00.000000Z")
    elif isinstance(kind, IsoInstant):
        yield from ("2026-11-22", "2026-11-22T09:00:00Z", "x", "0001-01-01T00:00:00+14:00")
    elif isinstance(kind, Json):
        yield from ("{", '{"b": 1, "a": 2}', "x")
    elif isinstance(kind, String) and kind.length is not None:
        yield "x" * (kind.length + 1)


def _words(play: Play, n: int) -> Iterator[Forgery]:
    change = play.changes[n]
    sync = BY_TABLE[change["table"]].__sync__
    for column in sync.words.keys() & change["set"].keys():
        for word in ("", "x", str(change["set"][column]).swapcase(), "定金"):
            yield _with(play, n, "word", **{column: word})
    for column, moves in sync.states.items():
        if column in change["set"]:
            honest = {change["set"][column], *play.states}
            for state in [*(s.value for s in moves if s not in honest), "", "x", "SIGNED"]:
                yield _with(play, n, "state", **{column: state})


def _prices(play: Play, n: int) -> Iterator[Forgery]:
    given = play.changes[n]["set"]
    if play.changes[n]["table"] != "contract" or "price" not in given:
        return
    for column in ("price", "discount", "list_price"):
        for by in _STEPS if column in given else ():
            yield _with(play, n, "sum", **{column: given[column] + by})
    for below in (1, 1_000, LIST_PRICE // 10, LIST_PRICE // 2):
        listed = given.get("list_price", LIST_PRICE) - below
        yield _with(play, n, "list", list_price=listed, discount=listed - given["price"])
    for share in (3.1, 4, 8, 8.1, 20, 50, 99) if given.get("state", "draft") != "draft" else ():
        price = int(LIST_PRICE * (100 - share) / 100)
        yield _with(play, n, "floor", price=price, discount=LIST_PRICE - price)


def _sums(play: Play, n: int) -> Iterator[Forgery]:
    table, given = play.changes[n]["table"], play.changes[n]["set"]
    if table in ("payment", "ledger_entry"):
        for by in (*_STEPS, -given["amount"], -2 * given["amount"]):
            yield _with(play, n, "sum", amount=given["amount"] + by)
    for account in _ACCOUNTS if table == "ledger_entry" else ():
        if account != given["account"]:
            yield _with(play, n, "account", account=account)
    for amount in (-1, -100_000, -(1 << 40)) if table == "contract_line" else ():
        yield _with(play, n, "sum", amount=amount)


def _identities(play: Play, n: int) -> Iterator[Forgery]:
    change = play.changes[n]
    table, taken = change["table"], change["base"] is None
    for row_id in ("", "x", change["id"].upper(), change["id"] + "0", "' OR 1=1 --"):
        yield _made(play, f"{n} id {row_id!r}", lambda changes, row_id=row_id: changes[n].update(id=row_id))
    for base in (0, 1, 7, -1) if taken else (None, -1, 1 << 62):
        yield _made(play, f"{n} base {base}", lambda changes, base=base: changes[n].update(base=base))
    if not taken:
        yield _made(play, f"{table} {n} unknown", lambda changes: changes[n].update(id=new_id()))
    for column in ("user_id", "seller_id", "approver_id"):
        if column in change["set"]:
            for someone in (new_id(), "", "x"):
                yield _with(play, n, "author", **{column: someone})


def _foreign(play: Play, n: int, foreign: Foreign) -> Iterator[Forgery]:
    change = play.changes[n]
    if "branch_id" in change["set"] and change["base"] is None:
        yield _with(play, n, "branch", branch_id=foreign.far.branch_id)
    for key in table_of(change["table"]).foreign_keys:
        column, table = key.parent.name, key.column.table.name
        if column in change["set"] and table in foreign.rows:
            yield _with(play, n, "foreign", **{column: foreign.rows[table]})
        if change["set"].get(column) is not None:
            yield _with(play, n, "nobody", **{column: new_id()})
    for column in ("user_id", "seller_id"):
        if column in change["set"]:
            yield _with(play, n, "author", **{column: foreign.neighbour.as_("zhao").user_id})


def _numbers(play: Play, n: int, foreign: Foreign) -> Iterator[Forgery]:
    table, given = play.changes[n]["table"], play.changes[n]["set"]
    column = "receipt_no" if table == "payment" else "no"
    if column not in given:
        return
    mark, own = {"deal": "D-", "payment": "R-"}.get(table, ""), given[column]
    others = [f"{mark}{prefix}-26-00077" for prefix in (foreign.neighbour.prefix, foreign.far.prefix)]
    marked = [each + own.removeprefix(mark) for each in ("", "D-", "R-", "X-", "R-D-") if each != mark]
    for no in ("", "x", own.lower(), own + "x", own[:-3], own + "\n", *others, *marked):
        yield _with(play, n, "number", **{column: no})


def _headers(play: Play, foreign: Foreign) -> Iterator[Forgery]:
    fields: dict[str, tuple[Any, ...]] = {
        "op_id": ("", "x", 7, None), "terminal": ("", foreign.neighbour.id, foreign.far.id, new_id()),
        "user": ("", new_id(), foreign.neighbour.as_("zhao").user_id), "hlc": ("", "x", 7, "9" * 40, None),
        "prev": ("", "0" * 64, "x"), "payload_hash": ("", "0" * 64, "x"), "schema": ("", None),
        "no": (0, -1, "1", None, 1 << 62),
    }  # fmt: skip
    for name, values in fields.items():
        for value in values:
            yield _made(play, f"header {name} {value!r}", header={name: value})
    zhao = foreign.neighbour.as_("zhao")
    parts = {
        "header": ("", "{}", "[]", "\x00"), "payload": ("", "{}", '{"changes":[]}', "[" * 5_000, "null"),
        "salt": ("", "x", "\x00"), "hash": ("", "0" * 64, "x"), "signature": ("", "x", "AAAA", "=" * 88),
        "ticket": ("", "x", "a.b.c", zhao.ticket, foreign.far.as_("far").ticket),
    }  # fmt: skip
    for name, texts in parts.items():
        for text in texts:
            yield _made(play, f"afterwards {name} {text!r:.20}", after={name: text})
    for n, change in enumerate(play.changes):
        for column in change.get("set", ()):
            edited = copy.deepcopy(play.changes)
            edited[n]["set"][column] = "~"
            payload = canonical_json({"changes": edited})
            yield _made(play, f"payload edited at {n} {column}", after={"payload": payload})
