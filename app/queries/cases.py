"""What waits for a person, in business words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import money
from app.domain.identity import mask_id
from app.domain.trade_in import shown_plate
from app.i18n import in_a_row, tr

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Triple = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An open case. `mine` is this terminal's side, `first` or `second`; groups have base, mine and theirs."""

    id: str
    kind: str
    contract_no: str | None
    contract_id: str | None
    summary: str
    mine: str
    groups: dict[str, Triple]
    mine_by: str
    theirs_by: str
    opened_at: str
    data: dict[str, Any]
    buyer: str = ""
    vin: str = ""
    model: str = ""
    round: int = 1
    """How many times it was asked: anew when the contract changed meanwhile, or two decided otherwise."""


_SELECT = """
SELECT k.id, k.kind, c.no, k.contract_id, k.data, k.opened_at, c.buyer_name, v.vin, m.series, m.trim, k.round
FROM sync_case k LEFT JOIN contract c ON c.id = k.contract_id LEFT JOIN vehicle v ON v.id = k.vehicle_id
LEFT JOIN model m ON m.id = v.model_id
WHERE k.state = 'open'
"""


def list_cases(session: Session, terminal_id: str) -> list[CaseRow]:
    """Open cases as this terminal sees them."""
    return [_row(session, row, terminal_id) for row in session.execute(text(_SELECT + " ORDER BY k.id"))]


def find_case(session: Session, terminal_id: str, case_id: str) -> CaseRow | None:
    """One open case."""
    row = session.execute(text(_SELECT + " AND k.id = :id"), {"id": case_id}).first()
    return _row(session, row, terminal_id) if row else None


def count_open(session: Session) -> int:
    """How many cases are open."""
    return int(session.execute(text("SELECT count(*) FROM sync_case WHERE state = 'open'")).scalar_one())


def _row(session: Session, row: Any, terminal_id: str) -> CaseRow:
    case_id, kind, no, contract_id, raw, opened_at, buyer, vin, series, trim, asked = row
    data = json.loads(raw)
    whole = author(session, data) if kind in ("op", "dates") else None
    if kind == "dates":
        data["who"] = whole
    second = (data.get("second") or {}).get("terminal_id") == terminal_id
    mine, theirs = ("second", "first") if second else ("first", "second")
    groups = {
        name: {
            "base": _shown(session, sides["base"]),
            "mine": _shown(session, sides[mine]),
            "theirs": _shown(session, sides[theirs]),
        }
        for name, sides in data.get("groups", {}).items()
    }
    return CaseRow(
        case_id, kind, no, contract_id, _summary(kind, data, no, buyer, vin), mine, groups,
        author(session, data.get(mine)) if whole is None else whole, author(session, data.get(theirs)), opened_at,
        data, buyer or "", vin or "", " ".join(filter(None, (series, trim))), asked,
    )  # fmt: skip


def _shown(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """Values as people and scripts read them: amounts in major units, the car by its VIN. A line that was taken off
    says nothing."""
    if values.get("removed"):
        return dict.fromkeys(values)
    shown: dict[str, Any] = {}
    for column, value in values.items():
        if column in ("price", "discount", "amount", "value") and value is not None:
            shown[column] = money.plain_amount(value)
        elif column == "vehicle_id":
            shown["vin"] = session.execute(
                text("SELECT vin FROM vehicle WHERE id = :id"), {"id": value}
            ).scalar()
        elif column == "buyer_id_number" and value:
            shown[column] = mask_id(value)
        elif column not in ("model_id", "customer_id"):
            shown[column] = value
    return shown


def _lines_in(data: dict[str, Any]) -> str:
    """The lines that an op which was set aside puts on a contract or takes off it, or that a contract lacks: “Film
    ¥3,000.00, without Mats”."""
    named = []
    for line in data.get("shown", {}).get("lines", ()):
        label, amount = str(line.get("label", "")), line.get("amount")
        if line.get("removed"):
            named.append(tr("without {name}").format(name=label))
        else:
            worth = f" ¥{money.format_amount(amount)}" if isinstance(amount, int) else ""
            named.append(label + worth)
    return in_a_row(named)


def author(session: Session, side: dict[str, Any] | None) -> str:
    """Who entered a side and where: “Wang, Booth 2”."""
    if not side:
        return ""
    names = session.execute(
        text(
            'SELECT (SELECT display_name FROM "user" WHERE id = :u), (SELECT name FROM terminal WHERE id = :t)'
        ),
        {"u": side.get("user_id"), "t": side.get("terminal_id")},
    ).one()
    return in_a_row(name for name in names if name)


MOST_PAPERS = 3
"""So many are named in a sentence; all that the case has stand beside it."""


def _papers_in(data: dict[str, Any]) -> str:
    """Papers with the day that they say: “R-0001 says 2026-10-01, made on 2026-11-29”."""
    each = tr("{no} says {said}, made on {done}")
    named = [each.format(**paper) for paper in data["papers"][:MOST_PAPERS]]
    if more := data["count"] - len(named):
        named.append(tr("{n} more").format(n=more))
    return in_a_row(named)


def _summary(kind: str, data: dict[str, Any], no: str | None, buyer: str | None, vin: str | None) -> str:
    if kind == "contract" and data.get("signed"):
        return tr(
            "Contract {no} of {buyer} is what was signed. What another desk changed before is not in it; an amendment "
            "brings it."
        ).format(no=no, buyer=buyer)
    if kind == "contract":
        return tr("Contract {no} of {buyer} was changed at two places.").format(no=no, buyer=buyer)
    if kind == "vehicle":
        return tr(
            "{vin} was sold to {winner}. {loser}, order {no}, needs another car; the money is safe."
        ).format(vin=vin, winner=data["winner_name"], loser=data["loser_name"], no=no)
    if kind == "lines":
        return tr("Contract {no} of {buyer} lacks what its signed paper has: {lines}.").format(
            no=no, buyer=buyer, lines=_lines_in(data)
        )
    if kind == "paper":
        numbers = in_a_row(f"{each['was']} → {each['now']}" for each in data["numbers"])
        return tr(
            "A number was given out twice by a copied folder: {numbers}. Print the papers of {buyer} again."
        ).format(numbers=numbers, buyer=buyer or "—")
    if kind == "used_car":
        return tr(
            "{plate} pays for {no} of {buyer} and for {first} of {first_name}. Take it off one of them; the money is "
            "safe."
        ).format(
            plate=shown_plate(data["plate"]),
            no=no,
            buyer=buyer,
            first=data["other"],
            first_name=data["other_name"],
        )
    if kind == "dates":
        return tr("{who} gave papers another day than the day on which they were made: {papers}.").format(
            who=data["who"] or "—", papers=_papers_in(data)
        )
    why = why_set_aside(data)
    shown = data.get("shown", {})
    what = shown.get("no") or shown.get("receipt_no") or shown.get("vin") or data.get("action")
    told = tr("{what} was set aside: {why}").format(what=what, why=why)
    lines = _lines_in(data)
    return tr("{what} ({more})").format(what=told, more=lines) if lines else told


def why_set_aside(data: dict[str, Any]) -> str:
    """The server's doubt about an op, in a sentence."""
    reason = data["reason"]
    return tr(str(reason.get("text", ""))).format(**(reason.get("values") or {}))
