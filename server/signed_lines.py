"""A signature beats lines, too: a signed contract has those of its paper, and no others.

What another terminal put onto a draft, took off it or changed, and the one who signed had not seen, is taken back here,
with the used car that a line brought or took away. It goes into a case of the signed contract, which names the line and
whose it is: who wants it writes an amendment.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.domain.contract_document import ContractDocument
from app.domain.trade_in import TradeInState
from app.i18n import N_
from app.models.registry import BY_TABLE
from app.services.judgement import Doubt, Hearing, Judged, Line, paper_lines, papers
from server import cases, rows
from server.apply import Applied, Conflict, written
from server.history import History

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.judgement import Row
    from server.feed import Origin, Touched

_LINE = BY_TABLE["contract_line"].__sync__.groups["line"][1]
_CAR = (*BY_TABLE["trade_in"].__sync__.groups["state"][1], "plate", "vin", "payoff", "payoff_to")
"""What of a used car goes with its line: what the paper says of it, its state, and who said yes."""
_OFF = {
    "state": TradeInState.APPROVED, "payout": 0, "payout_approver_id": None, "payout_ticket": None,
    "payout_signature": None,
}  # fmt: skip
"""A used car that comes off a contract: its value stays approved."""
_SIGNED = ("signed", "amended")


def keep(hearing: Hearing, applied: Applied, origin: Origin, touched: Touched) -> list[Judged]:
    """Give each contract that the op signs for certain the lines of its paper; what that changes is added to the op."""
    judged = len(applied.rows)
    contracts = {row.id: row.after for row in applied.rows if row.table == "contract" and row.before}
    for signature in [row.after for row in applied.rows if row.table == "signature"]:
        contract = contracts.get(signature["contract_id"])
        if contract and contract["state"] in _SIGNED and not contract["provisional"]:
            _Keeper(hearing, applied, origin, touched).keep(contract, signature)
    return applied.rows[judged:]


class _Keeper:
    def __init__(self, hearing: Hearing, applied: Applied, origin: Origin, touched: Touched) -> None:
        self._hearing, self._session, self._applied = hearing, hearing.session, applied
        self._origin, self._touched = origin, touched

    def keep(self, contract: Row, signature: Row) -> None:
        shown = _shown(signature)
        seen = self._hearing.as_seen("contract", contract["id"])
        if shown is None or seen is None:
            return  # a manager let a paper count that says nothing of lines
        sides = papers.sides_of(self._hearing, contract["id"])
        lines = paper_lines.possible(self._hearing, seen, sides, strictly=False)
        chosen = shown.chosen(lines)
        pays = {line.row.get("trade_in_id") for line in chosen.lines.values() if line}
        for row in rows.fetch(self._session, "contract_line", [*chosen.lines]):
            self._put(row, chosen.lines[row["id"]], shown, pays=row["trade_in_id"] in pays)
        if left := list(chosen.left.told()):  # a manager let a paper count that has more than is here
            cases.open_lines_case(self._session, contract, left, self._hearing.now)

    def _put(self, row: Row, line: Line | None, shown: paper_lines.OnPaper, *, pays: bool) -> None:
        """A line as the paper has it, if it has it. `pays`: its used car is on the paper, with this line or another."""
        right = {**{column: line.row[column] for column in _LINE}, "removed": 0} if line else {"removed": 1}
        changed = _differing(row, right)
        car = _car(self._session, row) if line or not pays else None
        car_changed = _differing(car, _right_of_car(car, line, shown)) if car else {}
        if changed or car_changed:
            self._tell(row, changed, car, car_changed)
        if changed:
            self._write("contract_line", row, changed)
        if car and car_changed:
            self._write("trade_in", car, car_changed)

    def _tell(self, row: Row, changed: Row, car: Row | None, car_changed: Row) -> None:
        """What stood there is a proposal to amend the contract."""
        change = {"table": "contract_line", "id": row["id"], "base": 0, "was": {}}
        author = self._hearing.terminal_id
        history = History(self._session, self._touched, change, row, author=author, by_content=False)
        first = {**_worth(car), **{column: row[column] for column in _LINE}}
        signed = {**_worth({**(car or {}), **car_changed}), **{c: {**row, **changed}[c] for c in _LINE}}
        groups = {"line": {"base": signed, "first": first, "second": signed}}
        self._applied.status = "conflict"
        self._applied.detail["groups"] = sorted({*self._applied.detail.get("groups", ()), *groups})
        whose = history.last(_LINE, but=author)
        self._applied.conflicts.append(Conflict("contract_line", row, groups, whose, signed=True))

    def _write(self, table: str, row: Row, changed: dict[str, Any]) -> None:
        judged, touch = written(self._session, table, row, changed, self._origin)
        self._applied.rows.append(judged)
        self._applied.touched.append(touch)


def _shown(signature: Row) -> paper_lines.OnPaper | None:
    try:
        return paper_lines.OnPaper.of(ContractDocument.from_dict(json.loads(signature["document"])))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _car(session: Session, line: Row) -> Row | None:
    return rows.find(session, "trade_in", line["trade_in_id"]) if line["trade_in_id"] else None


def _right_of_car(car: Row, line: Line | None, shown: paper_lines.OnPaper) -> Row:
    """A used car as the one who signed saw it; what came onto the contract behind their back comes off."""
    if line is None:
        return _OFF if car["state"] == TradeInState.ACCEPTED else {}
    if car["state"] in (TradeInState.TAKEN, TradeInState.KEPT):
        return {}  # whether it was handed in meanwhile is no word of the paper
    said = paper_lines.car_said(Line(line.row, car))
    if line.car is None:
        return {} if car["state"] == TradeInState.ACCEPTED else _on_again(car, on_paper=said in shown.cars)
    same = car["state"] == TradeInState.ACCEPTED and said == paper_lines.car_said(line)
    return {} if same else {column: line.car[column] for column in _CAR}


def _on_again(car: Row, *, on_paper: bool) -> Row:
    """A used car that the paper brings back, where nothing says any more how it was seen. What a customer is credited
    with is what a manager approved: another value than the paper's has nobody's signature here."""
    if car["state"] != TradeInState.APPROVED or not on_paper:
        raise Doubt("parked", "trade_in_state", N_("Somebody moved this appraisal on first."))
    return {"state": TradeInState.ACCEPTED}


def _worth(car: Row | None) -> Row:
    """What a case says of a used car beside its line."""
    return {"value": car["value"]} if car and "value" in car else {}


def _differing(row: Row, right: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in right.items() if row[column] != value}
