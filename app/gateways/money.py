"""The money page's door."""

from __future__ import annotations

from app.clock import from_iso
from app.domain.permissions import Role
from app.domain.states import DealState
from app.gateways.devices import DevicesOfTerminal
from app.gateways.papers import PapersOfTerminal
from app.presenters import reasons
from app.presenters.money import Back, Part, Receipt, Standing, Wanted
from app.presenters.sent import Sent
from app.queries import approvals
from app.queries import desk as desk_rows
from app.queries import money as query
from app.services import payments, receipts, reversals
from app.services.reversals import Wish
from app.workplace import Workplace


class MoneyOfTerminal:
    """`presenters.money.MoneyGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._papers, self._devices = PapersOfTerminal(workplace), DevicesOfTerminal(workplace)

    def count(self, wanted: Wanted) -> int:
        """How many a search finds."""
        with self._at.reading() as session:
            return query.count_receipts(session, wanted.text, view=wanted.view)

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[Receipt, ...]:
        """Some of them, the latest first."""
        with self._at.reading() as session:
            rows = query.list_receipts(session, wanted.text, view=wanted.view, limit=limit, offset=offset)
        return tuple(_receipt(row) for row in rows)

    def find(self, no: str) -> Receipt | None:
        """One receipt."""
        with self._at.reading() as session:
            row = query.find_receipt(session, no)
        return _receipt(row) if row else None

    def standing(self, deal_no: str) -> Standing:
        """What a deal owes."""
        with self._at.reading() as session:
            deal = payments.find_deal(session, deal_no)
            contract = payments.living_contract(session, deal.id)
            certain = contract is not None and payments.is_certain(contract)
            (named,) = query.find_deals(session, deal.no, limit=1) or (None,)
            return Standing(
                deal.no, _words(named) if named else deal.no, payments.payable(session, deal),
                payments.paid(session, deal.id), payments.put_down(session, deal.id, "deposit"),
                payments.put_down(session, deal.id, "prepayment"), certain,
                max(0, reversals.alone(session, deal.id)), reversals.deposit_fate(session, deal.id) or "",
                query.was_signed(session, deal.id), deal.state == DealState.CANCELLED,
                approvals.kept_by(session, deal.no),
            )  # fmt: skip

    def deals(self, text: str) -> tuple[tuple[str, str], ...]:
        """Deals that money may be taken for."""
        with self._at.reading() as session:
            return tuple((deal.no, _words(deal)) for deal in query.find_deals(session, text))

    def approvers(self) -> tuple[tuple[str, str], ...]:
        """Managers who can say yes here, but not to themselves."""
        users = self._at.vault.users()
        managers = [user for user in users if Role.MANAGER in user.roles and user.name != self._at.actor.name]
        return tuple((user.name, user.display) for user in managers)

    def take(self, deal_no: str, parts: tuple[Part, ...], *, put_down: bool) -> tuple[str, ...]:
        """Take money; the receipts' numbers."""
        given = [payments.Part(part.amount, part.method, part.reference or None) for part in parts]
        uow = self._at.unit_of_work()
        taken = payments.take_parts(uow, deal_no=deal_no, parts=given, put_down=put_down)
        return tuple(each.receipt_no for each in taken)

    def give_back(self, back: Back, approver: tuple[str, str] | None) -> str:
        """Give money back; the voucher's number."""
        return self._at.refund(_wish(back), approver).receipt_no

    def ask(self, back: Back) -> tuple[str, ...]:
        """A manager decides at another terminal; the receipt in question."""
        reversals.ask(self._at.unit_of_work(), _wish(back))
        return (back.receipt_no,)

    def decide(self, wish_id: str, *, approved: bool, note: str) -> tuple[str, ...]:
        """A manager's yes or no; nothing more is to be told."""
        reversals.decide(self._at.unit_of_work(), reversal_id=wish_id, approved=approved, note=note)
        return ()

    def carry_out(self, wish_id: str, kind: str) -> str:
        """Give back what was approved; the voucher's number."""
        return self._at.carry_out(reversal_id=wish_id, kind=kind).receipt_no

    def print(self, no: str) -> Sent:
        """Print it where papers were printed last, or into a file; says where it went."""
        if self._devices.receipt_printer() is not None:
            return Sent(self._devices.print_receipt(no))
        with self._at.reading() as session:
            copy_no = desk_rows.times_printed(session, no)
            pdf = receipts.paper(session, no, copy_no=copy_no)
        return self._papers.send(no, pdf)


def _wish(back: Back) -> Wish:
    return Wish(back.receipt_no, back.reason, back.amount, back.kind, back.reference or None)


def _words(deal: query.DealMoney) -> str:
    car = f"{deal.model} …{deal.vin[-6:]}" if deal.vin else deal.model
    return " · ".join(part for part in (deal.customer, car, deal.contract_no) if part)


def _receipt(row: query.ReceiptRow) -> Receipt:
    car = f"{row.model} …{row.vin[-6:]}" if row.vin else row.model
    return Receipt(
        no=row.no, at=from_iso(row.at), kind=row.kind, amount=row.amount, method=row.method, deal_no=row.deal_no,
        customer=row.customer, car=car, left=row.left, reference=row.reference, reason=reasons.read(row.reason),
        contract_no=row.contract_no, cashier=row.cashier, approver=row.approver,
        taken_by=tuple(row.taken_by.split()), against=row.against, continues=row.continues,
        wish_id=row.wish_id,
        wish_kind=row.wish_kind, wish_state=row.wish_state, wish_by=row.wish_by, wish_name=row.wish_name,
        wish_amount=row.wish_amount, wish_reason=reasons.read(row.wish_reason),
    )  # fmt: skip
