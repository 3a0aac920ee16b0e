"""The door of the page with the money for used cars."""

from __future__ import annotations

from dataclasses import asdict

from app.domain.trade_in import shown_plate
from app.presenters.used_car_dues import Due, Wanted
from app.queries import used_car_dues as query
from app.services import used_car_money
from app.workplace import Workplace


class DuesOfTerminal:
    """`presenters.used_car_dues.DuesGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def count(self, wanted: Wanted) -> int:
        """How many a search finds."""
        with self._at.reading() as session:
            return query.count_dues(session, wanted.text, view=wanted.view)

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[Due, ...]:
        """Some of them, what is due first."""
        with self._at.reading() as session:
            rows = query.list_dues(session, wanted.text, view=wanted.view, limit=limit, offset=offset)
        return tuple(map(_due, rows))

    def find(self, trade_in_id: str, kind: str) -> Due | None:
        """One of them."""
        with self._at.reading() as session:
            row = query.find_due(session, trade_in_id, kind)
        return _due(row) if row else None

    def pay(self, due: Due, method: str, reference: str) -> str:
        """Pay it out, or pay it off; the voucher's number."""
        uow, car = self._at.unit_of_work(), due.trade_in_id
        if due.kind == "payoff":
            paid = used_car_money.pay_off(uow, trade_in_id=car, method=method, reference=reference)
        else:
            paid = used_car_money.pay_out(uow, trade_in_id=car, method=method, reference=reference or None)
        return paid.receipt_no


def _due(row: query.DueRow) -> Due:
    return Due(**{**asdict(row), "plate": shown_plate(row.plate)})
