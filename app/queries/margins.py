"""What a deal brings and what it costs, line by line, where this terminal holds costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class MarginRow:
    """A line of a deal: what the buyer pays for it and what it costs us, in fen; no cost where nobody has said it."""

    kind: str
    """`car`, the kind of a contract's line, or `subsidy`: interest that we pay."""
    label: str
    nature: str
    payee: str
    price: int
    cost: int | None


# Of what a line costs the newest counts; what others are paid for is passed on whole unless somebody said how much.
_CHARGES = """
SELECT l.kind, l.label, l.nature, coalesce(l.payee, ''), CASE l.nature WHEN 'gift' THEN 0 ELSE l.amount END,
       coalesce((SELECT k.amount FROM deal_cost k WHERE k.id = l.cost_id
                        OR (k.contract_id = c.id AND k.line_id = l.id) ORDER BY k.id DESC LIMIT 1),
                CASE WHEN l.payee IS NOT NULL THEN l.amount END)
FROM contract_line l JOIN contract c ON c.id = l.contract_id
WHERE c.no = :no AND l.removed = 0 AND l.trade_in_id IS NULL ORDER BY l.id"""
_SUBSIDY = """
SELECT k.amount FROM deal_cost k JOIN contract c ON c.id = k.contract_id
WHERE c.no = :no AND k.kind = 'subsidy' ORDER BY k.id DESC LIMIT 1"""
# A car may come back, as a used one, and be sold again: what it cost is that of the stay which this contract moved,
# by the movement of its handover, or of its signing if it was cancelled since; until then that of its present stay.
_STAY = """
coalesce(
    (SELECT m.stay_id FROM handover h JOIN stock_stay s ON s.vehicle_id = c.vehicle_id
     JOIN stock_movement m ON m.stay_id = s.id AND m.to_status = 'delivered'
     WHERE h.contract_id = c.id ORDER BY abs(julianday(m.at) - julianday(h.at)) LIMIT 1),
    (SELECT m.stay_id FROM stock_stay s JOIN stock_movement m ON m.stay_id = s.id
     WHERE c.state = 'cancelled' AND s.vehicle_id = c.vehicle_id ORDER BY abs(julianday(m.at) - julianday(
        coalesce((SELECT max(g.at) FROM signature g WHERE g.contract_id = c.id), c.drawn_on))) LIMIT 1),
    (SELECT s.id FROM stock_stay s WHERE s.vehicle_id = c.vehicle_id ORDER BY s.active DESC, s.id DESC LIMIT 1))"""
_CAR = f"""
SELECT {{model}}, c.price, (SELECT k.cost FROM stock_cost k WHERE k.stay_id = {_STAY} ORDER BY k.id DESC LIMIT 1)
FROM contract c JOIN model m ON m.id = c.model_id WHERE c.no = :no"""


def list_margin(session: Session, contract_no: str) -> list[MarginRow]:
    """The car with its options, every charge and gift, and the interest that we pay. A used car is no price."""
    asked = {"no": contract_no}
    car = session.execute(text(_CAR.format(model=model_name())), asked).first()
    if car is None:
        return []
    rows = [MarginRow("car", car[0], "", "", car[1], car[2])]
    rows += [MarginRow(*row) for row in session.execute(text(_CHARGES), asked)]
    if subsidy := session.scalar(text(_SUBSIDY), asked):
        rows.append(MarginRow("subsidy", "", "", "", 0, int(subsidy)))
    return rows
