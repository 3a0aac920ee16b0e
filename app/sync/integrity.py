"""Digests of what the server has acknowledged, and verification of the audit trail."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from app import crypto
from app.models.local import Op, Shadow, State
from app.models.registry import COLUMNS
from app.sync import protocol
from app.vault.tickets import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

Digests = dict[str, dict[str, dict[str, Any]]]


def digests(session: Session) -> Digests:
    """Scope to table to count and digest, recomputed from the columns of every acknowledged row."""
    hashes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for table, row in acknowledged(session):
        hashes[row["scope"], table].append(_hash(table, row))
    found: Digests = {}
    for (scope, table), values in sorted(hashes.items()):
        count, digest = protocol.digest(values)
        found.setdefault(scope, {})[table] = {"count": count, "digest": digest}
    return found


def acknowledged(session: Session) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row as the server last gave it: the base of those that local work lies on."""
    bases: dict[tuple[str, str], Any] = {
        (s.table_name, s.row_id): s.base for s in session.scalars(select(Shadow))
    }
    for table, columns in COLUMNS.items():
        names = ", ".join(f'"{c}"' for c in columns)
        for values in session.execute(text(f'SELECT {names} FROM "{table}"')):
            if (table, values[0]) not in bases:
                yield table, dict(zip(columns, values, strict=True))
    for (table, _), base in bases.items():
        if base is not None:
            yield table, base


def wrong_rows(session: Session) -> list[str]:
    """Rows whose content does not match the hash that the server gave them."""
    return [
        f"{table} {row['id']}: content and hash differ"
        for table, row in acknowledged(session)
        if not row["ver"] or _hash(table, row) != row["row_hash"]
    ]


def _hash(table: str, row: dict[str, Any]) -> int:
    return protocol.row_hash(table, [row[c] for c in COLUMNS[table]])


def verify_audit(session: Session, server_key: str, terminal_id: str) -> tuple[int, list[str]]:
    """Verify this terminal's own ops and the entries of all terminals: links, hashes, signatures."""
    problems: list[str] = []
    own = session.scalars(select(Op).order_by(Op.no)).all()
    previous: Op | None = None
    anchor = session.get(State, "chain")
    first = anchor.value[0] if anchor is not None and anchor.value else 1
    if own and own[0].no != first:
        problems.append(f"op {first}: missing")
    for op in own:
        problems += [f"op {op.no}: {what}" for what in _wrong(op, previous)]
        previous = op
    entries = _entries(session)
    judged = max((entry["no"] for entry in entries.get(terminal_id, ())), default=first - 1)
    problems += [f"op {no}: missing" for no in range((own[-1].no if own else first - 1) + 1, judged + 1)]
    for terminal, chain in entries.items():
        problems += _wrong_chain(terminal, chain, crypto.unb64(server_key))
    known = {op.op_id for op in own}
    others = sum(1 for chain in entries.values() for entry in chain if entry["id"] not in known)
    return len(own) + others, problems


def _wrong(op: Op, previous: Op | None) -> list[str]:
    head = _head(op.header)
    if head is None:
        return ["header unreadable"]
    wrong = []
    if protocol.header_hash(op.header) != op.hash or head["no"] != op.no:
        wrong.append("header changed")
    if protocol.payload_hash(op.salt, op.payload) != head["payload_hash"]:
        wrong.append("content changed")
    if previous is not None and (head["prev"] != previous.hash or op.no != previous.no + 1):
        wrong.append("the link to the one before is broken")
    if not _signed(op):
        wrong.append("signature wrong")
    return wrong


def _head(header: str) -> dict[str, Any] | None:
    """A header's content, if it has what is looked at here."""
    try:
        head = json.loads(header)
    except ValueError:
        return None
    return head if isinstance(head, dict) and head.keys() >= {"no", "prev", "payload_hash"} else None


def _signed(op: Op) -> bool:

    try:
        key = crypto.unb64(claims(op.ticket)["key"])
        return crypto.verify(key, op.hash.encode(), crypto.unb64(op.signature))
    except (ValueError, KeyError, IndexError):
        return False


def _entries(session: Session) -> dict[str, list[dict[str, Any]]]:
    chains: dict[str, list[dict[str, Any]]] = defaultdict(list)
    found = session.execute(text("SELECT * FROM audit_entry ORDER BY terminal_id, no")).mappings()
    for entry in found:
        chains[entry["terminal_id"]].append(dict(entry))
    return chains


def _wrong_chain(terminal: str, chain: list[dict[str, Any]], server_key: bytes) -> list[str]:
    problems = []
    previous: dict[str, Any] | None = None
    for entry in chain:
        name = f"{terminal} {entry['no']}"
        if protocol.header_hash(entry["header"]) != entry["hash"]:
            problems.append(f"{name}: header changed")
        head = _head(entry["header"])
        if head is None:
            problems.append(f"{name}: header unreadable")
        elif previous is not None and (head["prev"] != previous["hash"] or entry["no"] != previous["no"] + 1):
            problems.append(f"{name}: the link to the one before is broken")
        said = f"{entry['hash']}:{entry['outcome']}".encode()
        if not crypto.verify(server_key, said, crypto.unb64(entry["server_signature"])):
            problems.append(f"{name}: the server's signature is wrong")
        previous = entry
    return problems
