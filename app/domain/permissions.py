"""Roles and business actions: who may do what, and which tables and columns it may write.

Declared once: the screens grey out by it, the services refuse by it, the server judges pushed ops by it.
Source: design section 5, "Rights".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.roles import ROLE_NAMES as ROLE_NAMES  # asked for here as well
from app.domain.roles import Role as Role
from app.errors import PermissionDenied
from app.i18n import N_, in_a_row, tr

ANY = frozenset({"*"})
SELLERS = frozenset({Role.SALES, Role.MANAGER})
EVERYONE = frozenset(Role)
SEES_PEOPLE = EVERYONE - {Role.STOCK}  # stock keepers see no customers


class Action(NamedTuple):
    """A business action: its name, the roles that may do it, the columns it may write (`*` for all)."""

    name: str
    roles: frozenset[Role]
    writes: Mapping[str, frozenset[str]]

    def may_write(self, table: str, columns: frozenset[str]) -> bool:
        """Whether those columns of that table belong to this action."""
        allowed = self.writes.get(table)
        return allowed is not None and (allowed is ANY or "*" in allowed or columns <= allowed)

    def allowed_for(self, roles: frozenset[Role]) -> bool:
        """Whether one of these roles may do it."""
        return bool(self.roles & roles)


class Named(frozenset[Role]):
    """Roles as people call them, in the language of whoever reads."""

    def __format__(self, spec: str) -> str:
        return in_a_row(tr(name) for role, name in ROLE_NAMES.items() if role in self)


def refusal(allowed: frozenset[Role]) -> PermissionDenied:
    """Says who may, since whoever asked may not."""
    text = N_("Your role does not allow this. Ask someone who may do it: {roles}.")
    return PermissionDenied("not_allowed", text, roles=Named(allowed))


ACTIONS: dict[str, Action] = {}


def _action(name: str, roles: frozenset[Role], **writes: frozenset[str]) -> Action:
    action = Action(name, roles, writes)
    ACTIONS[name] = action
    return action


_STATUS = frozenset({"status", "active"})
_CONTRACT_EDIT = frozenset(
    {
        "price", "discount", "customer_id", "buyer_name", "buyer_phone", "buyer_id_number", "buyer_address",
        "vehicle_id", "model_id", "colour", "options", "delivery_date", "delivery_place", "terms", "plan", "version",
        "list_price", "language", "template_id", "provisional",
    }
)  # fmt: skip
_PAYS = frozenset({"state", "payout", "payout_approver_id", "payout_ticket", "payout_signature"})
_SIGNING = frozenset({"state", "provisional", "signed_at", "signed_version", "version"})

STOCK_RECEIVE = _action(
    "stock.receive", frozenset({Role.STOCK, Role.MANAGER}),
    vehicle=ANY, stock_stay=ANY, stock_cost=ANY, stock_movement=ANY,
)  # fmt: skip
STOCK_MOVE = _action("stock.move", frozenset({Role.STOCK, Role.MANAGER}), stock_stay=frozenset({"location"}))
STOCK_TRANSFER = _action(
    "stock.transfer", frozenset({Role.STOCK, Role.MANAGER}),
    stock_stay=_STATUS | {"branch_id", "location"}, stock_movement=ANY,
)  # fmt: skip
CUSTOMER_ADD = _action("customer.add", SELLERS, customer=ANY)
CUSTOMER_EDIT = _action("customer.edit", SELLERS, customer=ANY)
CUSTOMER_MERGE = _action("customer.merge", SELLERS, customer=frozenset({"merged_into"}))
CUSTOMER_UNMERGE = _action("customer.unmerge", SELLERS, customer=frozenset({"merged_into"}), told_apart=ANY)
CUSTOMER_TELL_APART = _action("customer.tell_apart", SELLERS, told_apart=ANY)
CUSTOMER_TAKE_BACK = _action(
    "customer.take_back", SELLERS, told_apart=frozenset({"withdrawn_at", "withdrawn_by"})
)
CONSENT_GIVE = _action("consent.give", SELLERS, consent=ANY)
CONSENT_WITHDRAW = _action("consent.withdraw", SELLERS, consent=frozenset({"withdrawn_at", "withdrawn_by"}))
REVEAL = _action("customer.reveal", SELLERS | {Role.FINANCE}, reveal=ANY)
_NEXT = frozenset({"next_kind", "next_note", "next_at"})
_LOST = frozenset({"state", "lost_reason", "lost_note", "ask_again_on", "closed_at"})
LEAD_ADD = _action("lead.add", SELLERS, customer=ANY, lead=ANY, lead_contact=ANY)
LEAD_FOLLOW = _action(
    "lead.follow", SELLERS, lead=_NEXT | {"grade", "interest", "model_id"}, lead_contact=ANY
)
LEAD_LOSE = _action("lead.lose", SELLERS, lead=_NEXT | _LOST, lead_contact=ANY)
LEAD_REOPEN = _action("lead.reopen", SELLERS, lead=_NEXT | _LOST, lead_contact=ANY)
LEAD_ASSIGN = _action("lead.assign", SELLERS, lead=frozenset({"owner_id"}))
CONTRACT_DRAFT = _action(
    "contract.draft", SELLERS, customer=ANY, deal=ANY, contract=ANY, contract_line=ANY, deal_cost=ANY
)
QUOTE_GIVE = _action("quote.give", SELLERS, customer=ANY, deal=ANY, quote=ANY, deal_cost=ANY)
CONTRACT_EDIT = _action(
    "contract.edit", SELLERS,
    contract=_CONTRACT_EDIT, contract_line=ANY, customer=ANY, deal=frozenset({"customer_id"}),
    deal_cost=ANY,
)  # fmt: skip
CONTRACT_APPROVE = _action(
    "contract.approve", frozenset({Role.MANAGER, Role.FINANCE}),  # finance where a link asks it
    contract=frozenset({"state", "version"}), approval=ANY,
    deal_cost=ANY,
)  # fmt: skip
CONTRACT_SUBMIT = _action(
    "contract.submit", SELLERS, contract=frozenset({"state", "submitted_at", "submitted_why", "submitted_by"})
)
CONTRACT_CONSENT = _action("contract.consent", SELLERS, approval=ANY, deal_cost=ANY)
CONTRACT_SIGN = _action(
    "contract.sign", SELLERS,
    contract=_SIGNING, deal=frozenset({"state"}), signature=ANY, approval=ANY,
    stock_stay=_STATUS, stock_movement=ANY, payment=ANY, ledger_entry=ANY,
    deal_cost=ANY,
)  # fmt: skip
CONTRACT_AMEND = _action(
    "contract.amend", SELLERS,
    contract=_CONTRACT_EDIT | _SIGNING, contract_line=ANY, signature=ANY, approval=ANY,
    stock_stay=_STATUS, stock_movement=ANY,
    deal_cost=ANY, trade_in=_PAYS,
)  # fmt: skip
CONTRACT_ALLOCATE = _action(
    "contract.allocate", frozenset({Role.MANAGER}),
    contract=frozenset({"vehicle_id", "version"}), stock_stay=_STATUS, stock_movement=ANY,
)  # fmt: skip
CONTRACT_CANCEL = _action(
    "contract.cancel", SELLERS,
    contract=frozenset({"state", "cancelled_reason", "deposit_fate", "version"}), deal=frozenset({"state"}),
    stock_stay=_STATUS, stock_movement=ANY, reversal=ANY, approval=ANY,
)  # fmt: skip
CONTRACT_PRINT = _action("contract.print", SELLERS | {Role.FINANCE}, print_log=ANY)
SELL = _action(
    "deal.sell", SELLERS,
    customer=ANY, deal=ANY, contract=ANY, contract_line=ANY, signature=ANY, approval=ANY,
    payment=ANY, ledger_entry=ANY, stock_stay=_STATUS, stock_movement=ANY,
    deal_cost=ANY,
)  # fmt: skip
_CASHIERS = SELLERS | {Role.FINANCE}
PAY = _action("payment.take", _CASHIERS, payment=ANY, ledger_entry=ANY)
REFUND = _action(
    "payment.refund",
    frozenset({Role.FINANCE, Role.MANAGER}),
    payment=ANY,
    ledger_entry=ANY,
    reversal=ANY,
)
VOID = _action("payment.void", _CASHIERS, payment=ANY, ledger_entry=ANY, reversal=ANY)
SHIFT_OPEN = _action("shift.open", _CASHIERS, shift=ANY)
SHIFT_CLOSE = _action(
    "shift.close", _CASHIERS,
    shift=frozenset(
        {
            "state", "closed_at", "closed_on", "closed_by", "counted", "expected", "reason", "follows_id",
            "perpetual_taken", "perpetual_given",
        }
    ),
)  # fmt: skip
REVERSAL_ASK = _action("reversal.ask", _CASHIERS, reversal=ANY)
REVERSAL_DECIDE = _action(
    "reversal.decide", frozenset({Role.MANAGER}),
    reversal=frozenset({"state", "approver_id", "note", "decided_at"}),
)  # fmt: skip
RESOLVE = _action(
    "case.resolve", SELLERS,
    sync_case=frozenset({"state", "resolution", "resolved_by", "resolved_at"}),
    contract=_CONTRACT_EDIT | {"state"}, contract_line=ANY,
)  # fmt: skip
RESOLVE_REFUND = _action(
    "case.refund", frozenset({Role.MANAGER}),
    sync_case=frozenset({"state", "resolution", "resolved_by", "resolved_at"}),
    contract=frozenset({"state", "cancelled_reason", "version"}), deal=frozenset({"state"}),
    payment=ANY, ledger_entry=ANY,
)  # fmt: skip
CONTRACT_ATTACH = _action("contract.attach", SELLERS | {Role.FINANCE}, attachment=ANY)
CUSTOMER_ATTACH = _action("customer.attach", SELLERS | {Role.FINANCE}, attachment=ANY)
FILE_WITHDRAW = _action("file.withdraw", SELLERS | {Role.FINANCE}, attachment=frozenset({"withdrawn"}))
CATALOGUE_PICTURE = _action("catalogue.picture", frozenset({Role.ADMIN, Role.MANAGER}), model_picture=ANY)
CATALOGUE_IMPORT = _action(
    "catalogue.import", frozenset({Role.ADMIN, Role.MANAGER}), model=ANY, energy_type=ANY
)
ADMINISTER = _action(
    "administer", frozenset({Role.ADMIN}),
    branch=ANY, terminal=ANY, user=ANY, user_role=ANY, setting=ANY, contract_template=ANY, lease=ANY,
)  # fmt: skip
TEMPLATE_EDIT = _action("template.edit", frozenset({Role.ADMIN}), contract_template=ANY)
TEMPLATE_PUBLISH = _action(
    "template.publish", frozenset({Role.ADMIN}),
    contract_template=frozenset({"state", "published_by", "published_at"}),
)  # fmt: skip
TEMPLATE_WITHDRAW = _action(
    "template.withdraw", frozenset({Role.ADMIN}), contract_template=frozenset({"state"})
)
CHECK_LISTS = _action("check_list.import", frozenset({Role.ADMIN}), setting=ANY)
LOAN_PLANS = _action("loan.plans", frozenset({Role.ADMIN}), setting=ANY)
LEASE = _action("lease", SELLERS, lease=ANY)
LEASE_REVOKE = _action("lease.revoke", frozenset({Role.MANAGER}), lease=frozenset({"terminal_id", "fence"}))
TEST_DRIVE_BOOK = _action("test_drive.book", SELLERS, test_drive=ANY)
TEST_DRIVE_AGREE = _action(
    "test_drive.agree", SELLERS,
    test_drive=frozenset(
        {"licence_no", "licence_class", "licence_until", "agreed_at", "agreed_car", "agreement_hash", "strokes"}
    ),
)  # fmt: skip
TEST_DRIVE_MOVE = _action(
    "test_drive.move", SELLERS,
    test_drive=frozenset({"state", "km_out", "km_in", "note", "rating", "liked", "worried"}),
)  # fmt: skip
SERVICE_BOOK = _action("service.book", SELLERS, service_visit=ANY)
SERVICE_MOVE = _action(
    "service.move", SELLERS,
    service_visit=frozenset({"state", "km", "work", "paid", "next_on", "next_km"}),
)  # fmt: skip
SERVICE_CALL = _action("service.call", SELLERS, follow_up=ANY)
_DELIVERERS = SELLERS | {Role.FINANCE, Role.STOCK}
INSPECT = _action("delivery.inspect", frozenset({Role.STOCK, Role.MANAGER}), inspection=ANY)
FAULT_ATTACH = _action("delivery.attach", frozenset({Role.STOCK, Role.MANAGER}), attachment=ANY)
DELIVERY_MARK = _action("delivery.mark", _DELIVERERS, delivery_mark=ANY, deal=frozenset({"state"}))
RELEASE = _action("delivery.release", SELLERS, release=ANY, deal=frozenset({"state"}))
HAND_OVER = _action(
    "delivery.hand_over", SELLERS,
    handover=ANY, deal=frozenset({"state"}), contract=frozenset({"handed_over"}),
    stock_stay=_STATUS, stock_movement=ANY,
)  # fmt: skip
CERTIFICATE = _action(
    "stock.certificate", _DELIVERERS - {Role.SALES}, vehicle=frozenset({"certificate_state"})
)
TRADE_IN_APPRAISE = _action("trade_in.appraise", SELLERS, trade_in=ANY, trade_in_offer=ANY)
TRADE_IN_DECIDE = _action(
    "trade_in.decide", frozenset({Role.MANAGER}),
    trade_in=frozenset({"state", "approver_id", "note", "decided_at"}),
)  # fmt: skip
TRADE_IN_ACCEPT = _action(
    "trade_in.accept", SELLERS,
    trade_in=_PAYS, contract=frozenset({"version"}), contract_line=ANY,
)  # fmt: skip
TRADE_IN_TAKE = _action(
    "trade_in.take", SELLERS,
    trade_in=frozenset({"state", "vehicle_id"}),
    model=ANY, vehicle=ANY, stock_stay=ANY, stock_cost=ANY, stock_movement=ANY,
)  # fmt: skip
TRADE_IN_GIVE_BACK = _action(
    "trade_in.give_back", frozenset({Role.MANAGER}),
    trade_in=frozenset({"state", "note"}), stock_stay=_STATUS, stock_movement=ANY,
)  # fmt: skip
TRADE_IN_KEEP = _action(
    "trade_in.keep", frozenset({Role.MANAGER}),
    trade_in=_PAYS | {"note"},
)  # fmt: skip
TRADE_IN_PAY_OFF = _action(
    "trade_in.pay_off", frozenset({Role.FINANCE, Role.MANAGER}), payment=ANY, ledger_entry=ANY
)
TRADE_IN_PAY_OUT = _action(
    "trade_in.pay_out", frozenset({Role.FINANCE, Role.MANAGER}), payment=ANY, ledger_entry=ANY
)
TRADE_IN_ATTACH = _action("trade_in.attach", SELLERS, attachment=ANY)
_LOAN_TALK: dict[str, frozenset[str]] = {
    "loan_paper": frozenset({"state", "note", "noted_by", "noted_at"}), "loan_event": ANY,
}  # fmt: skip
LOAN_APPLY = _action("loan.apply", SELLERS, loan_application=ANY, loan_paper=ANY, loan_event=ANY)
LOAN_MOVE = _action(
    "loan.move", SELLERS | {Role.FINANCE},
    loan_application=frozenset(
        {
            "state", "granted", "granted_months", "granted_rate_bp", "approval_no", "valid_until", "note", "decided_at",
            "conditions",
        }
    ),
    **_LOAN_TALK,
)  # fmt: skip
LOAN_RELEASE = _action(
    "loan.release", frozenset({Role.FINANCE, Role.MANAGER}),
    loan_application=frozenset({"state"}), loan_event=ANY, payment=ANY, ledger_entry=ANY,
)  # fmt: skip
KEYS_OPEN = _action("keys.open", EVERYONE, key_event=ANY)
SEED = _action(
    "seed",
    frozenset({Role.ADMIN}),
    branch=ANY,
    model=ANY,
    vehicle=ANY,
    stock_stay=ANY,
    stock_cost=ANY,
    stock_movement=ANY,
)
