"""The sync screens' door."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import holding
from app.clock import from_hlc, from_iso
from app.domain.money import format_amount
from app.errors import AppError, ServerUnreachable, UserError
from app.i18n import N_, tr
from app.models.deal import Contract
from app.models.local import Op, State
from app.models.vehicle import Vehicle
from app.presenters.overwritten import Overwritten, field, subject, value
from app.presenters.sync_status import CaseItem, Cycled, LeaseItem, SyncStatus, WaitingItem
from app.queries import cases, energies, overwritten, paints, stock
from app.queries.overwritten import LostField
from app.services import leases
from app.services import overwritten as restoring
from app.single import has_room, may_write
from app.sync import columns
from app.sync.repair import INCIDENTS
from app.workplace import Workplace

_OPEN = ("waiting", "parked", "quarantined")
_KINDS = {
    "deal.sell": "contract", "contract.draft": "quote", "contract.edit": "contract", "contract.sign": "contract",
    "contract.cancel": "contract", "contract.print": "contract", "customer.add": "customer",
    "customer.edit": "customer", "customer.merge": "customer", "customer.unmerge": "customer",
    "customer.tell_apart": "customer", "customer.take_back": "customer",
    "payment.take": "payment", "payment.refund": "payment", "stock.receive": "stock",
    "stock.transfer": "stock", "stock.move": "stock", "contract.attach": "contract",
    "customer.attach": "customer", "test_drive.book": "test_drive",
    "service.book": "service",
}  # fmt: skip
_TITLES = {
    "deal.sell": N_("Sale {no}"), "contract.draft": N_("Contract {no} drawn"),
    "contract.edit": N_("Change of contract {no}"),
    "contract.sign": N_("Contract {no} signed"), "contract.cancel": N_("Contract {no} cancelled"),
    "contract.approve": N_("Approval of contract {no}"), "contract.print": N_("Printout of {no}"),
    "customer.add": N_("Customer {name}"),
    "check_list.import": N_("Check-lists brought in"),
    "customer.edit": N_("Change of a customer"), "customer.merge": N_("Two files of one customer made one"),
    "customer.tell_apart": N_("Two people told apart"),
    "customer.take_back": N_("Two people told apart: taken back"),
    "customer.unmerge": N_("Files of a customer made two again"), "payment.take": N_("Receipt {receipt_no}"),
    "payment.refund": N_("Refund {receipt_no}"), "stock.receive": N_("Car taken in {vin}"),
    "stock.transfer": N_("Transfer of a car"), "case.resolve": N_("Decision"),
    "case.refund": N_("Full refund {receipt_no}"),
    "contract.allocate": N_("Car for contract {no}"),
    "contract.amend": N_("Amendment of contract {no}"), "stock.move": N_("Place of a car"),
    "lease.revoke": N_("Right to sell taken back"), "test_drive.move": N_("Change of a test drive"),
    "catalogue.import": N_("Catalogue"), "test_drive.book": N_("Test drive"),
    "contract.attach": N_("File {name}"), "customer.attach": N_("File {name}"),
    "file.withdraw": N_("File taken back"), "catalogue.picture": N_("Picture of a model"),
    "keys.open": N_("Keys of this terminal"), "customer.reveal": N_("A whole number shown"),
    "consent.give": N_("Consent given"), "consent.withdraw": N_("Consent withdrawn"),
    "lead.add": N_("Lead"), "lead.follow": N_("Contact logged"), "lead.lose": N_("Lead lost"),
    "lead.reopen": N_("Lead taken up again"), "lead.assign": N_("Lead handed on"), "quote.give": N_("Quote"),
    "contract.submit": N_("Contract {no} submitted"), "contract.consent": N_("A yes to a price"),
    "payment.void": N_("Void of {receipt_no}"),
    "shift.open": N_("Shift opened"), "shift.close": N_("Shift closed"), "reversal.ask": N_("Refund asked for"),
    "reversal.decide": N_("Answer to a refund"), "administer": N_("Settings"),
    "template.edit": N_("Draft of a template"), "template.publish": N_("Template published"),
    "template.withdraw": N_("Template withdrawn"), "lease": N_("Right to sell"),
    "service.book": N_("Visit to the workshop"), "service.move": N_("Change of a visit to the workshop"),
    "service.call": N_("Call after the sale"),
    "test_drive.agree": N_("Agreement on a test drive"), "delivery.inspect": N_("Inspection of a car"),
    "delivery.attach": N_("File {name}"), "delivery.mark": N_("Note on a delivery"),
    "delivery.release": N_("Car released"), "delivery.hand_over": N_("Car handed over"),
    "stock.certificate": N_("Certificate of a car"), "trade_in.appraise": N_("Appraisal of a used car"),
    "trade_in.decide": N_("Answer to an appraisal"), "trade_in.accept": N_("Used car on contract {no}"),
    "trade_in.take": N_("Used car taken in"), "trade_in.give_back": N_("Used car given back"),
    "trade_in.keep": N_("Used car kept"), "trade_in.pay_off": N_("Loan of a used car paid off"),
    "trade_in.pay_out": N_("Payment for a used car"), "trade_in.attach": N_("File {name}"),
    "loan.plans": N_("Loan plans"), "loan.apply": N_("Loan application"),
    "loan.move": N_("Answer to a loan application"),
    "loan.release": N_("Money of a lender"),
}  # fmt: skip
SILENT_HOURS = 24
NAMED = 100
"""So many waiting ops are looked into for what they are about; nobody reads further."""


class SyncOfTerminal:
    """`presenters.sync_status.SyncGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._online = False
        self._push_error: AppError | None = None

    def status(self) -> SyncStatus:
        """Read it all."""
        place = self._workplace
        with place.reading() as session:
            ops = session.scalars(select(Op).where(Op.state.in_(_OPEN)).order_by(Op.no)).all()
            facts = {state.name: state.value for state in session.scalars(select(State))}
            held = leases.held_vehicles(session, place.vault.now(), place.boot)
            lease_items = tuple(self._lease(session, lease) for lease in held)
            rows = cases.list_cases(session, place.identity.id)
            lost = overwritten.list_lost(session)
            paint = paints.called(session) if lost else str
            known = energies.known(session) if lost else energies.Energies()
            outbox = tuple(
                _item(op, _contract(session, op) if at < NAMED else {}, named=place.sees_customers)
                for at, op in enumerate(ops)
            )
        contact = from_iso(facts["last_contact"]) if "last_contact" in facts else None
        skew = facts.get("clock_offset_ms")
        incidents = facts.get(INCIDENTS) or []
        return SyncStatus(
            online=self._online,
            waiting=sum(op.state == "waiting" for op in ops),
            risk=self._risk(contact),
            trouble=self._trouble(),
            last_contact=contact,
            clock_skew=abs(skew) / 1000 if skew is not None else None,
            fetching_anew=_fetching_anew(facts),
            repaired=sum(incident["rows"] for incident in incidents),
            repaired_at=from_iso(incidents[-1]["at"]) if incidents else None,
            signing_until=place.unlocked.session.expires_at,
            disk_ok=may_write(place.folder) and has_room(place.folder),
            outbox=outbox,
            leases=lease_items,
            cases=tuple(_case(row) for row in rows) if place.sees_customers else (),
            overwritten=tuple(self._overwritten(each, paint, known) for each in lost)
            if place.sees_customers
            else (),
        )

    def cycle(self, *, push: bool) -> Cycled:
        """Run one cycle; a push that failed is remembered until one works."""
        try:
            result = self._workplace.sync_round(push=push)
        except ServerUnreachable:
            self._online = False
            raise
        self._online = True
        holding.keep_up(self._workplace)
        if push:
            self._push_error = result.push_error
        over = not self._workplace.may_go_on
        return Cycled(result.pushed, result.pulled, result.push_error, ended=over)

    def wait_for_news(self) -> bool:
        """Up to half a minute: whether there is something to fetch."""
        return self._workplace.wait_for_news()

    def restore(self, lost: Overwritten) -> None:
        """Write a value again that somebody overwrote, as an edit of whoever is signed in."""
        table, row_id, column = lost.key
        with self._workplace.reading() as session:
            found = next((each for each in overwritten.list_lost(session)
                          if (each.table, each.id, each.column) == lost.key), None)  # fmt: skip
        if found is None:
            raise UserError("restored", N_("Somebody has brought this back already."))
        restoring.restore(
            self._workplace.unit_of_work(), table=table, row_id=row_id, column=column, value=found.lost
        )

    def export_unsent(self, path: str) -> int:
        """The unsent ops, sealed to the server's key, for a stick."""
        with self._workplace.reading() as session:
            ops = session.scalars(select(Op).where(Op.state == "waiting").order_by(Op.no)).all()
        return self._workplace.export_ops(Path(path), [json.loads(json.dumps(_wire(op))) for op in ops])

    def _lease(self, session: Any, lease: Any) -> LeaseItem:
        vin = session.get_one(Vehicle, lease.vehicle_id).vin
        row = stock.find_car(session, self._workplace.now_text(), vin)
        return LeaseItem(vin, row.model if row else "", lease.deadline)

    def _overwritten(
        self, lost: LostField, paint: Callable[[str], str], known: energies.Energies
    ) -> Overwritten:
        action = restoring.action_of(lost.table, lost.column)
        return Overwritten(
            (lost.table, lost.id, lost.column), subject(lost.table, lost.name), field(lost.column),
            value(lost.column, lost.lost, paint, known), value(lost.column, lost.kept, paint, known),
            lost.lost_by or tr("the centre"), lost.kept_by or tr("the centre"),
            from_hlc(lost.lost_hlc), from_hlc(lost.kept_hlc),
            may_restore=action is not None and action.allowed_for(self._workplace.actor.roles),
        )  # fmt: skip

    def _trouble(self) -> str:
        error = self._push_error
        return error.message if isinstance(error, UserError) else str(error or "")

    def _risk(self, contact: Any) -> str:
        place = self._workplace
        if place.clock_trouble is not None:
            return tr("The clock of this computer is wrong: set it")
        if not may_write(place.folder):
            return tr("The data folder cannot be written: check its rights")
        if not has_room(place.folder):
            return tr("The disk is almost full: make room")
        left = place.unlocked.session.expires_at - place.vault.now()
        if left < timedelta(0):
            return tr("Sign in online: contracts can only be provisional")
        if left < timedelta(hours=2):
            return tr("Offline signing ends in less than two hours")
        if contact is not None and place.now() - contact > timedelta(hours=SILENT_HOURS):
            return tr("No contact with the centre for 24 hours")
        return ""


def _fetching_anew(facts: dict[str, Any]) -> str:
    if columns.missing(facts.get(columns.KNOWN)):
        return "update"
    return "" if facts.get("cursor") else "begin"


def _contract(session: Session, op: Op) -> dict[str, Any]:
    """The number and buyer of the contract that an op is about: what it changed need not say them."""
    for change in json.loads(op.payload)["changes"]:
        values = change.get("set", {})
        if change["table"] == "print_log":
            return {"no": values.get("subject", "")}
        key = change["id"] if change["table"] == "contract" else values.get("contract_id")
        if key and (contract := session.get(Contract, key)) is not None:
            return {"no": contract.no, "buyer_name": contract.buyer_name}
    return {}


def _item(op: Op, contract: dict[str, Any], *, named: bool) -> WaitingItem:
    known = {**op.summary, **contract}
    shown = {k: v for k, v in known.items() if named or k not in ("name", "buyer_name")}
    title = title_of(op.action, shown)
    detail = " · ".join(
        str(shown[k]) for k in ("buyer_name", "receipt_no") if shown.get(k) and str(shown[k]) not in title
    )
    state = op.state if op.state in ("waiting", "parked") else "refused"
    return WaitingItem(
        op.no, _KINDS.get(op.action, "other"), title, detail, shown.get("amount"), op.at, state
    )


def title_of(action: str, shown: dict[str, Any]) -> str:
    """What was done, as people call it, with the number or name by which they know it."""
    return tr(_TITLES.get(action, N_("Something entered here"))).format_map(_Blank(shown)).strip()


class _Blank(dict[str, Any]):
    """A number that an op does not have is left out of its title."""

    def __missing__(self, key: str) -> str:
        return ""


def _wire(op: Op) -> dict[str, Any]:
    return {name: getattr(op, name) for name in ("header", "payload", "salt", "hash", "signature", "ticket")}


def _case(row: cases.CaseRow) -> CaseItem:
    if row.kind == "vehicle":
        detail = tr("Give the second customer another car. The money is safe.")
    elif row.kind == "contract":
        detail = tr("{n} to decide; all else was merged").format(n=len(row.groups))
    elif row.kind == "paper":
        detail = tr("Print contract and receipt again and exchange the customer's paper")
    elif row.kind == "used_car":
        detail = tr("One car is handed in once: the other contract is amended, or cancelled.")
    elif row.kind == "dates":
        detail = tr("A clock was wrong, or somebody dated it otherwise: a manager looks at it.")
    elif row.kind == "lines":
        detail = tr("The paper stands: put it onto the contract by an amendment.")
    else:
        amount = row.data.get("shown", {}).get("amount")
        received = (
            tr("¥{amount} received, not yet posted").format(amount=format_amount(amount)) if amount else ""
        )
        detail = " · ".join(filter(None, (row.mine_by, received)))
    return CaseItem(row.id, row.kind, row.summary, detail)
