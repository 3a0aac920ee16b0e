"""Used cars of deals, with their offers and photos, as screens and scripts show them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, bindparam, text

from app.domain import trade_in as rules
from app.domain.trade_in import Mark
from app.models.base import canonical_json
from app.queries import one_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class OfferRow:
    """What somebody would pay. Amounts in minor units, dates ISO text."""

    id: str
    bidder: str
    amount: int
    valid_until: str | None
    note: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class TradeInRow:
    """A used car and how far it has come."""

    id: str
    deal_no: str
    contract_no: str
    customer: str
    plate: str
    vin: str
    brand: str
    series: str
    energy: str
    colour: str
    first_registered_on: str
    km: int
    owner: str
    owners: int
    inspected_until: str | None
    insured_until: str | None
    payoff: int
    payoff_to: str
    transfer_by: str
    market: int
    accidents: str
    state: str
    value: int | None
    offer_id: str
    valid_until: str | None
    payout: int
    note: str
    user_id: str
    appraiser: str
    valued_by: str
    approver: str
    credited: int
    left: int
    """Of the payout, what is not paid yet."""
    paid_off: bool
    marks: tuple[Mark, ...] = ()
    offers: tuple[OfferRow, ...] = ()
    photos: tuple[str, ...] = ()
    photo_ids: tuple[str, ...] = ()

    @property
    def paid_out(self) -> bool:
        """Whether the customer has what was approved."""
        return self.payout > 0 and not self.left

    @property
    def deductions(self) -> int:
        """What is taken off for what was found."""
        return rules.deductions(self.marks)

    @property
    def assessed(self) -> int:
        """The market's price less that."""
        return rules.assessed(self.market, self.marks)

    @property
    def missing_photos(self) -> tuple[str, ...]:
        """Places of which there is none."""
        return rules.missing_photos(self.photos)


_SELECT = """
SELECT t.id, d.no, coalesce((SELECT c.no FROM contract c WHERE c.deal_id = d.id ORDER BY c.id DESC LIMIT 1), ''),
       coalesce(b.name, ''), t.plate, t.vin, t.brand, t.series, t.energy, coalesce(t.colour, ''),
       t.first_registered_on, t.km, coalesce(t.owner, ''), t.owners, t.inspected_until, t.insured_until, t.payoff,
       coalesce(t.payoff_to, ''), t.transfer_by, t.market, coalesce(t.accidents, ''), t.state, t.value,
       coalesce(t.offer_id, ''), t.valid_until, t.payout, coalesce(t.note, ''), t.user_id, coalesce(a.display_name, ''),
       coalesce(t.valued_by, ''), coalesce(m.display_name, ''),
       coalesce((SELECT l.amount FROM contract_line l WHERE l.trade_in_id = t.id AND l.removed = 0), 0),
       t.payout + coalesce((SELECT sum(p.amount) FROM payment p WHERE p.about_id = t.id AND p.kind = 'payout'), 0),
       EXISTS (SELECT 1 FROM payment p WHERE p.about_id = t.id AND p.kind = 'payoff'), t.marks
FROM trade_in t JOIN deal d ON d.id = t.deal_id LEFT JOIN customer b ON b.id = d.customer_id
LEFT JOIN "user" a ON a.id = t.user_id LEFT JOIN "user" m ON m.id = t.approver_id
"""
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_OFFERS = text("""
SELECT o.trade_in_id, o.id, o.bidder, o.amount, o.valid_until, coalesce(o.note, ''), coalesce(u.display_name, ''), o.at
FROM trade_in_offer o LEFT JOIN "user" u ON u.id = o.user_id WHERE o.trade_in_id IN :ids ORDER BY o.id
""").bindparams(_IDS)
_PHOTOS = text(
    "SELECT owner_id, name, id FROM attachment WHERE owner_id IN :ids AND withdrawn = 0 ORDER BY id"
).bindparams(_IDS)


def list_trade_ins(session: Session, *, deal_no: str = "", waiting: bool = False) -> list[TradeInRow]:
    """Those of a deal in the order in which they came, or all that wait for a manager."""
    rows = ["1"] + ["d.no = :deal"] * bool(deal_no) + ["t.state = 'submitted'"] * waiting
    found = session.execute(text(f"{_SELECT} WHERE {' AND '.join(rows)} ORDER BY t.id"), {"deal": deal_no})
    return _whole(session, found.all())


def list_of(session: Session, customer_id: str) -> list[TradeInRow]:
    """A customer's, with whichever of their files; in the order in which they came."""
    files = canonical_json(one_person.files_of(session, customer_id))
    where = "d.customer_id IN (SELECT value FROM json_each(:files))"
    return _whole(
        session, session.execute(text(f"{_SELECT} WHERE {where} ORDER BY t.id"), {"files": files}).all()
    )


def list_pending(session: Session, deal_id: str) -> tuple[str, ...]:
    """Plates of a deal's used cars that are being looked at or valued, and pay for nothing yet."""
    rows = text(
        "SELECT plate FROM trade_in WHERE deal_id = :deal AND state IN ('appraising', 'submitted', 'approved') "
        "ORDER BY id"
    )
    return tuple(session.scalars(rows, {"deal": deal_id}))


def find_trade_in(session: Session, key: str) -> TradeInRow | None:
    """By its id, or by the plate: the latest one."""
    values = {"id": key.strip(), "plate": rules.normalise_plate(key)}
    found = session.execute(
        text(f"{_SELECT} WHERE t.id = :id OR t.plate = :plate ORDER BY t.id DESC"), values
    ).first()
    return _whole(session, [found])[0] if found else None


def _whole(session: Session, found: Sequence[Any]) -> list[TradeInRow]:
    """The rows with what belongs to them: two questions, however many there are."""
    ids = {"ids": [row[0] for row in found]}
    offers, photos = defaultdict[str, list[OfferRow]](list), defaultdict[str, list[tuple[str, str]]](list)
    for of, *offer in session.execute(_OFFERS, ids):
        offers[of].append(OfferRow(*offer))
    for of, name, photo in session.execute(_PHOTOS, ids):
        photos[of].append((name, photo))
    return [_row(row, offers[row[0]], photos[row[0]]) for row in found]


def _row(row: Any, offers: Sequence[OfferRow], photos: Sequence[tuple[str, str]]) -> TradeInRow:
    *values, paid_off, marks = row
    names, ids = tuple(photo[0] for photo in photos), tuple(photo[1] for photo in photos)
    found = tuple(Mark(**mark) for mark in json.loads(marks))
    return TradeInRow(*(*values, bool(paid_off), found, tuple(offers), names, ids))
