"""Receipts, what deals owe, and what waits for a manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.queries import contracts
from app.queries.names import model_name, model_name_in

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt with its deal, car and people by name. Amounts in minor units, instants ISO text."""

    id: str
    no: str
    at: str
    kind: str
    amount: int
    left: int
    method: str
    reference: str
    reason: str
    deal_no: str
    contract_no: str
    customer: str
    model: str
    vin: str
    cashier: str
    approver: str
    """The manager who approved that it goes back, where one did."""
    taken_by: str
    """Who took it in, by id, and who took in the 订金 that it was before: one or two, parted by a space."""
    against: str
    """The receipt that it gives back."""
    continues: str
    """The 订金 receipt that a 定金 was converted from."""
    wish_id: str
    wish_kind: str
    wish_state: str
    """What is asked of it and not carried out yet: `asked` or `approved`."""
    wish_by: str
    wish_name: str
    wish_amount: int
    wish_reason: str


@dataclass(frozen=True, slots=True)
class ReversalRow:
    """Money that shall go back, as a manager sees it."""

    id: str
    receipt_no: str
    kind: str
    amount: int
    reason: str
    state: str
    customer: str
    deal_no: str
    user_id: str
    asked_by: str
    asked_at: str
    fate: str
    """Of a 定金: what was decided of it when the contract was cancelled, if anything was."""


@dataclass(frozen=True, slots=True)
class DealMoney:
    """Whose a deal is, and its contract's number."""

    id: str
    no: str
    state: str
    contract_no: str
    customer: str
    model: str
    vin: str


VIEWS: dict[str, str] = {
    "all": "1",
    "taken": "p.amount > 0",
    "back": "p.amount < 0",
    "waiting": "p.id IN (SELECT r.payment_id FROM reversal r WHERE {open})",
}
_OPEN = """r.state IN ('asked', 'approved') AND NOT EXISTS (SELECT 1 FROM payment g WHERE g.reversal_id = r.id)
AND r.amount <= (SELECT sum(g.amount) FROM payment g WHERE g.id = r.payment_id OR g.refund_of = r.payment_id)"""
_OF_DEAL = """
JOIN deal d ON d.id = {deal}
LEFT JOIN contract c ON c.id = (SELECT max(k.id) FROM contract k WHERE k.deal_id = d.id)
LEFT JOIN model m ON m.id = c.model_id LEFT JOIN vehicle v ON v.id = c.vehicle_id
LEFT JOIN customer b ON b.id = d.customer_id
"""
_SAID_VIN, _SAID_CAR = (f"json_extract(p.document, '$.{name}')" for name in ("vin", "car"))
# The car that the receipt is for, not the one that its customer took since. Its model in the language of the screen
# where the car is known, or the contract still has the model that was ordered.
_VIN_SAID = f"coalesce({_SAID_VIN}, CASE WHEN p.document IS NULL THEN v.vin END, '')"
_MODEL_SAID = f"""CASE WHEN s.id IS NOT NULL THEN {{taken}}
    WHEN coalesce({_SAID_CAR}, '') IN ('', {model_name_in("en")}, {model_name_in("zh_CN")})
    THEN coalesce({{ordered}}, '') ELSE {_SAID_CAR} END"""
_FRAGMENT = 3  # no shorter one is in a trigram index
_BUYER = "coalesce(c.buyer_name, b.name, '')"


def list_receipts(
    session: Session, query: str = "", *, view: str = "all", limit: int = 100_000, offset: int = 0
) -> list[ReceiptRow]:
    """Receipts of a view, the latest first. `query` is a part of a receipt's number or reference, of the
    VIN that it names, or what finds the contract: its number, the buyer's name, its pinyin or initials, part of the
    VIN of its car today."""
    hits, values = _hits(query)
    chosen = f"SELECT p.id FROM payment p WHERE {_view(view)}{hits}"
    rows = f"p.id IN ({chosen} ORDER BY p.id DESC LIMIT :limit OFFSET :offset)"
    return _read(session, rows, {**values, "limit": limit, "offset": offset})


def was_signed(session: Session, deal_id: str) -> bool:
    """Whether the customer has signed for a certain car, even if that contract was cancelled since."""
    statement = "SELECT 1 FROM contract WHERE deal_id = :deal AND signed_at IS NOT NULL AND provisional = 0"
    return session.execute(text(statement), {"deal": deal_id}).first() is not None


def find_receipt(session: Session, no: str) -> ReceiptRow | None:
    """The receipt with that number."""
    return next(iter(_read(session, "p.receipt_no = :no", {"no": no})), None)


def _read(session: Session, rows: str, values: dict[str, Any]) -> list[ReceiptRow]:
    statement = f"""
        SELECT p.id, p.receipt_no, p.at, p.kind, p.amount,
               max(0, p.amount + coalesce((SELECT sum(q.amount) FROM payment q WHERE q.refund_of = p.id), 0)),
               p.method, coalesce(p.reference, ''), coalesce(p.reason, ''), d.no, coalesce(c.no, ''), {_BUYER},
               {_MODEL_SAID.format(taken=model_name("s"), ordered=model_name())},
               {_VIN_SAID}, coalesce(u.display_name, ''), coalesce(y.display_name, ''),
               p.user_id || coalesce(' ' || (SELECT q.user_id FROM payment q WHERE p.kind = 'deposit'
                   AND q.kind = 'prepayment' AND q.deal_id = p.deal_id AND q.receipt_no = p.reference), ''),
               coalesce(o.receipt_no, ''), coalesce(json_extract(p.document, '$.continues'), ''), coalesce(w.id, ''),
               coalesce(w.kind, ''), coalesce(w.state, ''), coalesce(w.user_id, ''), coalesce(a.display_name, ''),
               coalesce(w.amount, 0), coalesce(w.reason, '')
        FROM payment p {_OF_DEAL.format(deal="p.deal_id")} LEFT JOIN "user" u ON u.id = p.user_id
        LEFT JOIN reversal x ON x.id = p.reversal_id LEFT JOIN "user" y ON y.id = x.approver_id
        LEFT JOIN payment o ON o.id = p.refund_of
        LEFT JOIN vehicle t ON t.vin = nullif({_SAID_VIN}, '') LEFT JOIN model s ON s.id = t.model_id
        LEFT JOIN reversal w ON w.id = (SELECT r.id FROM reversal r WHERE r.payment_id = p.id AND {_OPEN} LIMIT 1)
        LEFT JOIN "user" a ON a.id = w.user_id
        WHERE {rows} ORDER BY p.id DESC"""
    return [ReceiptRow(*row) for row in session.execute(text(statement), values)]


def count_receipts(session: Session, query: str = "", *, view: str = "all") -> int:
    """How many there would be without a limit."""
    hits, values = _hits(query)
    statement = f"SELECT count(*) FROM payment p WHERE {_view(view)}{hits}"
    return int(session.execute(text(statement), values).scalar_one())


def list_reversals(session: Session) -> list[ReversalRow]:
    """What was asked and is not carried out or declined, the oldest first."""
    statement = f"""
        SELECT r.id, p.receipt_no, r.kind, r.amount, r.reason, r.state, {_BUYER}, d.no, r.user_id,
               coalesce(u.display_name, ''), r.asked_at,
               CASE WHEN p.kind = 'deposit' THEN coalesce(c.deposit_fate, '') ELSE '' END
        FROM reversal r JOIN payment p ON p.id = r.payment_id {_OF_DEAL.format(deal="p.deal_id")}
        LEFT JOIN "user" u ON u.id = r.user_id
        WHERE {_OPEN} ORDER BY r.id"""
    return [ReversalRow(*row) for row in session.execute(text(statement))]


def find_deals(session: Session, query: str, *, limit: int = 20) -> list[DealMoney]:
    """Deals with a contract that money may be taken for, by what finds the contract or the deal's own number."""
    hits, values = contracts.hits(query)
    statement = f"""
        SELECT d.id, d.no, d.state, coalesce(c.no, ''), {_BUYER}, coalesce({model_name()}, ''), coalesce(v.vin, '')
        FROM contract k {_OF_DEAL.format(deal="k.deal_id")}
        WHERE k.state <> 'cancelled' AND (d.no = :no OR (1{hits.replace("c.rowid", "k.rowid")}))
        ORDER BY k.rowid DESC LIMIT :limit"""
    found = session.execute(text(statement), {**values, "no": query.strip().upper(), "limit": limit})
    return [DealMoney(*row) for row in found]


def _view(name: str) -> str:
    return VIEWS[name].format(open=_OPEN)


def _hits(query: str) -> tuple[str, dict[str, Any]]:
    """A condition for the receipts that a search finds."""
    if not query.strip():
        return "", {}
    of_contract, values = contracts.hits(query)
    deals = f"SELECT c.deal_id FROM contract c WHERE 1{of_contract}"
    found = [f"p.deal_id IN ({deals})", "p.deal_id IN (SELECT id FROM deal WHERE no = :no)"]
    values = {**values, "no": query.strip().upper()}
    typed = query.strip().replace('"', "")
    if len(typed) >= _FRAGMENT:  # as it stands, with its hyphens
        found.append("p.rowid IN (SELECT rowid FROM payment_parts WHERE payment_parts MATCH :receipt)")
        values["receipt"] = f'"{typed}"'
    return f" AND ({' OR '.join(found)})", values
