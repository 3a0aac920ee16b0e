"""Words that columns may hold, beside the states: declared once, for the models and the services."""

from __future__ import annotations

from app.domain import approval, consent, follow_up, lead
from app.domain.identity import IdKind
from app.domain.permissions import Role
from app.domain.pricing import OWN, Nature
from app.domain.reversal import ReversalKind
from app.domain.shift import METHODS
from app.domain.states import CertificateState

LANGUAGES = frozenset({"zh_CN", "en"})
CUSTOMER_KINDS = frozenset({"person", "company"})
ID_KINDS = frozenset(kind.value for kind in IdKind)
ROLES = frozenset(role.value for role in Role)
TRANSFERRERS = frozenset({"seller", "buyer"})
"""Who has a used car registered anew."""
CERTIFICATE_STATES = frozenset(state.value for state in CertificateState)
LINE_KINDS = frozenset({*OWN, "insurance", "plates", "purchase_tax", "trade_in"})
LINE_NATURES = frozenset(nature.value for nature in Nature)
APPROVAL_KINDS = frozenset({approval.DISCOUNT, approval.CONTRACT, approval.RETURNED, approval.KEPT})
DEAL_COSTS = frozenset({"gift", "charge", "subsidy", "approval"})
"""A charge is any other line than a gift: what it costs us, or what of it is passed on."""
PAYMENT_METHODS = frozenset(METHODS)
KEY_EVENTS = frozenset({"code", "recovered", "given", "opened", "password"})
PAYMENT_KINDS = frozenset(
    {
        "deposit",
        "prepayment",
        "balance",
        "refund",
        "conversion",
        "void",
        "compensation",
        "payout",
        "payoff",
        "loan",
    }
)
OUR_MONEY = frozenset({"compensation", "payout", "payoff"})
"""Payments that are no part of what the customer paid: a penalty, what a used car is worth above what is owed, and
what was still owed on it to its lender."""
REVERSAL_KINDS = frozenset(kind.value for kind in ReversalKind)
LEAD_SOURCES, LEAD_GRADES = frozenset(lead.SOURCES), frozenset(lead.GRADES)
CONTACT_KINDS, CONTACT_OUTCOMES = frozenset(lead.CONTACTS), frozenset(lead.OUTCOMES)
CONSENT_PURPOSES, CONSENT_WAYS = frozenset(consent.PURPOSES), frozenset(consent.WAYS)
REVEAL_FIELDS, REVEAL_REASONS = frozenset(consent.REVEAL_FIELDS), frozenset(consent.REVEAL_REASONS)
CALLS, CALL_OUTCOMES = frozenset(follow_up.STEPS), frozenset(follow_up.OUTCOMES)
