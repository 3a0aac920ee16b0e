"""Verification of the audit trail: this terminal's own ops, and the entries of all terminals of its branch.

An own op is checked against its header, the header against its hash, the hash against the user's signature, the
user's key against the server's; an entry against its header and the server's counter-signature.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from app import crypto
from app.clock import iso
from app.i18n import N_, tr
from app.models.local import Op, State
from app.models.registry import COLUMNS
from app.sync import outbox, protocol
from app.sync.journal import FIRST_NO
from app.vault.tickets import claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.vault.keys import TerminalIdentity

_UNSENT = ("waiting", "wrapped")
Entry = dict[str, Any]
_CHANGED, _LINK = N_("{name}: {what} was changed"), N_("{name}: the link to the one before is broken")
_MISSING, _SIGNATURE = N_("{name}: is missing"), N_("{name}: the signature is wrong")


def verify(session: Session, identity: TerminalIdentity) -> tuple[int, list[str]]:
    """How many ops and entries were looked at, and what is wrong with them."""
    server = crypto.unb64(identity.server_signing_key)
    own = list(session.scalars(select(Op).order_by(Op.no)))
    chains = _chains(session)
    problems = _gaps(session, own)
    previous: Op | None = None
    first, before = _first_no(session), ""
    for op in own:
        whose = identity.id if op.no >= first else str(_fields(op.header).get("terminal"))
        if whose != before:
            previous = None  # the folder became another terminal: a new chain begins
        problems += _wrong_op(op, previous, whose, server)
        previous, before = op, whose
    own = [op for op in own if op.no >= first]
    for terminal, chain in chains.items():
        problems += _wrong_chain(terminal, chain, server)
    begun = own[0].no if own else 1  # older ones are in the entries alone: the journal is kept for a month
    problems += _differences(own, [e for e in chains.get(identity.id, []) if e["no"] >= begun])
    known = {op.op_id for op in own}
    others = sum(entry["id"] not in known for chain in chains.values() for entry in chain)
    return len(own) + others, problems


def _first_no(session: Session) -> int:
    begun = session.get(State, FIRST_NO)
    return int(begun.value) if begun is not None else 1


def _gaps(session: Session, own: list[Op]) -> list[str]:
    anchor = session.get(State, "chain")
    first = anchor.value[0] if anchor is not None and anchor.value else 1
    own = [op for op in own if op.no >= first]
    return [_say(_MISSING, f"op {first}")] if own and own[0].no != first else []


def _wrong_op(op: Op, previous: Op | None, terminal: str, server: bytes) -> list[str]:
    name, head = f"op {op.no}", _fields(op.header)
    columns = {"no": op.no, "op_id": op.op_id, "action": op.action, "user": op.user_id, "terminal": terminal}
    if "at" in head:
        columns["at"] = iso(op.at)
    wrong = [_say(_CHANGED, name, column) for column, value in columns.items() if head.get(column) != value]
    if protocol.header_hash(op.header) != op.hash:
        wrong.append(_say(_CHANGED, name, "header"))
    if protocol.payload_hash(op.salt, op.payload) != head.get("payload_hash"):
        wrong.append(_say(_CHANGED, name, "payload"))
    elif op.summary != outbox.summary_of(protocol.changes_in(op.payload)):
        wrong.append(_say(_CHANGED, name, "summary"))
    if previous is not None and (head.get("prev") != previous.hash or op.no != previous.no + 1):
        wrong.append(_say(_LINK, name))
    if not _signed(op, terminal, server):
        wrong.append(_say(_SIGNATURE, name))
    if not _judged(op, server):
        wrong.append(_say(_CHANGED, name, "outcome"))
    return wrong


def _signed(op: Op, terminal: str, server: bytes) -> bool:
    """Whether the user signed it, with a key that the server vouched for at this terminal."""
    try:
        said, signature = op.ticket.rsplit(".", 1)
        known = crypto.verify(
            server, said.encode(), base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        )
        ticket = claims(op.ticket)
        if not known or ticket["sub"] != op.user_id or ticket["terminal"] != terminal:
            return False
        return crypto.verify(crypto.unb64(ticket["key"]), op.hash.encode(), crypto.unb64(op.signature))
    except (ValueError, KeyError, IndexError, TypeError):
        return False


def _judged(op: Op, server: bytes) -> bool:
    """Whether the state is what the server said: nothing that waits may pass for sent, nor the other way round."""
    if op.outcome is None or op.state in _UNSENT:
        return op.outcome is None and op.state in _UNSENT
    try:
        said = f"{op.hash}:{op.outcome['status']}".encode()
        signed = crypto.verify(server, said, crypto.unb64(op.outcome["countersign"]))
        return signed and op.outcome["no"] == op.no and op.state in ("sent", "done", op.outcome["status"])
    except (ValueError, KeyError, TypeError):
        return False


def _chains(session: Session) -> dict[str, list[Entry]]:
    chains: dict[str, list[Entry]] = defaultdict(list)
    names = ", ".join(f'"{column}"' for column in COLUMNS["audit_entry"])
    for row in session.execute(text(f"SELECT {names} FROM audit_entry ORDER BY terminal_id, no")).mappings():
        chains[row["terminal_id"]].append(dict(row))
    return chains


def _wrong_chain(terminal: str, chain: list[Entry], server: bytes) -> list[str]:
    problems, previous = [], None
    for entry in chain:
        name = f"{terminal} {entry['no']}"
        problems += _wrong_entry(name, entry, server)
        prev = _fields(entry["header"]).get("prev")
        if previous is None and entry["no"] != 1 and prev != "":
            problems.append(_say(_MISSING, f"{terminal} 1"))
        elif previous is not None and entry["no"] != previous["no"] + 1:
            problems.append(_say(_MISSING, f"{terminal} {previous['no'] + 1}"))
        elif previous is not None and prev != previous["hash"] and entry["outcome"] != "quarantined":
            problems.append(_say(_LINK, name))
        previous = entry
    return problems


def _wrong_entry(name: str, entry: Entry, server: bytes) -> list[str]:
    """An op that came forged was quarantined: its header is kept as it came, and only the server's word is sure."""
    wrong = []
    if protocol.row_hash("audit_entry", list(entry.values())) != entry["row_hash"]:
        wrong.append(_say(_CHANGED, name, "row"))
    said = f"{entry['hash']}:{entry['outcome']}".encode()
    if not _verified(server, said, entry["server_signature"]):
        wrong.append(_say(_SIGNATURE, name))
    if entry["outcome"] == "quarantined":
        return wrong
    head = _fields(entry["header"])
    if protocol.header_hash(entry["header"]) != entry["hash"]:
        wrong.append(_say(_CHANGED, name, "header"))
    columns = {"no": "no", "op_id": "id", "action": "action", "user": "signer", "terminal": "terminal_id"}
    return wrong + [_say(_CHANGED, name, c) for field, c in columns.items() if head.get(field) != entry[c]]


def _differences(own: list[Op], entries: list[Entry]) -> list[str]:
    """This terminal's ops against what the server says that it sent."""
    by_no = {entry["no"]: entry for entry in entries}
    here = {op.no for op in own}
    problems = [_say(_MISSING, f"op {no}") for no in sorted(by_no) if no not in here]
    for op in own:
        entry = by_no.get(op.no)
        if entry is None:
            problems += [_say(_MISSING, f"entry {op.no}")] if op.state == "done" else []
        elif (entry["hash"], entry["signature"]) != (op.hash, op.signature):
            problems.append(_say(_CHANGED, f"op {op.no}", "hash"))
    return problems


def _fields(header: str) -> dict[str, Any]:
    try:
        fields = json.loads(header)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _verified(key: bytes, said: bytes, signature: str) -> bool:
    try:
        return crypto.verify(key, said, crypto.unb64(signature))
    except ValueError:
        return False


def _say(sentence: str, name: str, what: str = "") -> str:
    return tr(sentence).format(name=name, what=what)
