"""What the deal desk reads beyond the lists: lines sold lately, someone else's number, money of a deal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LATELY = 500
"""How many lines back one looks; reading them all would take longer than anyone types."""


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was sold last."""

    label: str
    kind: str
    payee: str
    nature: str
    amount: int


def frequent_lines(session: Session, *, limit: int = 8) -> list[SoldLine]:
    """Add-ons that were sold most often lately, each with its latest amount."""
    statement = text(
        "SELECT label, kind, coalesce(payee, ''), nature, amount, count(*) AS n, max(id) "
        "FROM (SELECT * FROM contract_line ORDER BY id DESC LIMIT :lately) "
        "WHERE removed = 0 AND kind = 'add_on' GROUP BY label ORDER BY n DESC, label LIMIT :limit"
    )
    found = session.execute(statement, {"lately": _LATELY, "limit": limit})
    return [SoldLine(*row[:5]) for row in found]


def receipts_of(session: Session, deal_no: str) -> tuple[tuple[str, ...], int]:
    """The receipts of a deal in order, and what they come to. `R-1 → R-2` where 定金 took the place of 订金: that is
    one payment, and what took it back is none."""
    rows = session.execute(
        text(
            "SELECT p.receipt_no, p.kind, p.amount, json_extract(p.document, '$.continues') continues "
            "FROM payment p JOIN deal d ON d.id = p.deal_id WHERE d.no = :no ORDER BY p.id"
        ),
        {"no": deal_no},
    ).all()
    paid = sum(row.amount for row in rows if row.kind not in words.OUR_MONEY)
    before = {row.receipt_no: row.continues for row in rows if row.continues}
    shown = [row.receipt_no for row in rows if row.kind != "conversion"]
    return tuple(
        f"{before[no]} → {no}" if no in before else no for no in shown if no not in before.values()
    ), paid


def times_printed(session: Session, subject: str) -> int:
    """How often a paper left a printer since its last original; one whose end nobody saw counts."""
    return times_logged(session, subject) + (subject in (local_fact(session, "printing") or {}))


_SINCE_THE_ORIGINAL = text(
    "SELECT count(*) FROM print_log WHERE subject = :no AND "
    "id >= coalesce((SELECT max(id) FROM print_log WHERE subject = :no AND copy_no = 0), '')"
)


def times_logged(session: Session, subject: str) -> int:
    """The same without what is under way. A contract signed after its provisional order is an original again."""
    return int(session.execute(_SINCE_THE_ORIGINAL, {"no": subject}).scalar_one())


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A paper that left a printer; copy 0 is the original."""

    subject: str
    copy_no: int
    printer: str
    by: str
    at: str


_PRINTS = """
    SELECT p.subject, p.copy_no, p.printer, coalesce(u.display_name, ''), p.at FROM print_log p
    LEFT JOIN "user" u ON u.id = p.user_id
    WHERE p.subject IN (:no, :no || '-P', :no || '-H') OR
      (p.subject BETWEEN :no || '-B0' AND :no || '-B:' AND p.subject GLOB :no || '-B[0-9]*') OR p.subject IN
      (SELECT r.receipt_no FROM payment r JOIN contract c ON c.deal_id = r.deal_id WHERE c.no = :no)
    ORDER BY p.at, p.id"""


def list_prints_of_contract(session: Session, no: str) -> list[PrintRow]:
    """Each time a paper of a contract left a printer, the first one first.

    Itself, its amendments (B1 …), the notice of its car (P), the handover sheet (H), and the receipts of its deal.
    """
    return [PrintRow(*row) for row in session.execute(text(_PRINTS), {"no": no})]


def local_fact(session: Session, name: str) -> Any:
    """Something that this terminal alone remembers."""
    found = session.execute(text("SELECT value FROM state WHERE name = :name"), {"name": name}).scalar()
    return json.loads(found) if found else None
