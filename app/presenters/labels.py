"""Words, tones and icons for states, as every screen shows them."""

from __future__ import annotations

from app.domain.states import ContractState as Contract
from app.domain.states import VehicleStatus as Car
from app.i18n import N_, tr

# state: (words, tone)
_CARS = {
    Car.IN_TRANSIT: (N_("In transit"), "neutral"), Car.IN_STOCK: (N_("For sale"), "ok"),
    Car.RESERVED: (N_("Reserved"), "warn"), Car.SOLD: (N_("Sold"), "bad"),
    Car.DELIVERED: (N_("Delivered"), "neutral"), Car.TRANSFER: (N_("In transfer"), "accent"),
    Car.DEMONSTRATOR: (N_("Test drive"), "accent"), Car.RETURNED: (N_("Returned"), "neutral"),
}  # fmt: skip
_CONTRACTS = {
    Contract.DRAFT: (N_("Draft"), "neutral"), Contract.SUBMITTED: (N_("To be approved"), "warn"),
    Contract.APPROVED: (N_("To be signed"), "accent"), Contract.SIGNED: (N_("Signed"), "ok"),
    Contract.AMENDED: (N_("Amended"), "ok"), Contract.CANCELLED: (N_("Cancelled"), "bad"),
}  # fmt: skip
_ANSWERS = {
    "approved": (N_("Approved"), "ok"), "price_approved": (N_("Price approved"), "ok"),
    "returned": (N_("Sent back"), "bad"), "lapsed": (N_("Approval lapsed"), "warn"),
}  # fmt: skip
PAYMENT_KINDS = {
    "deposit": N_("Deposit (定金)"), "prepayment": N_("Prepayment (订金)"), "balance": N_("Car price"),
    "refund": N_("Refund"), "void": N_("Void"), "conversion": N_("Prepayment into deposit"),
    "compensation": N_("Compensation"), "payout": N_("Trade-in payout"), "payoff": N_("Paid to a used car's lender"),
    "loan": N_("Loan paid out"),
}  # fmt: skip
_CERTIFICATES = {
    "in_hand": N_("In hand"),
    "pledged": N_("Pledged"),
    "redeemed": N_("Redeemed"),
    "": N_("Not here"),
}
_WAITING = {
    "waiting": (N_("Waits for network"), "neutral", "clock-outline"),
    "sending": (N_("Going up"), "accent", "sync"),
    "parked": (N_("Set aside"), "conflict", "pause-circle-outline"),
    "refused": (N_("Sent back"), "bad", "alert-circle-outline"),
}


def buyer_at(buyer: str, desk: str) -> str:
    """Who has begun to buy, and at which desk that was drawn; one of them, where the other is not known or not told."""
    return " · ".join(filter(None, (buyer, desk))) or "—"


def ordered(buyer: str, desk: str) -> str:
    """An order that names a car, in a few words for lists."""
    return tr("Ordered: {who}").format(who=buyer_at(buyer, desk))


def car(status: str) -> tuple[str, str]:
    """A car's status in words, and its tone."""
    words, tone = _CARS[Car(status)]
    return tr(words), tone


def contract(state: str, answer: str = "") -> tuple[str, str]:
    """A contract's state in words, and its tone; of a draft that a manager has answered, the answer."""
    words, tone = _ANSWERS.get(answer) or _CONTRACTS[Contract(state)]
    return tr(words), tone


def certificate(state: str) -> str:
    """Where the factory certificate is."""
    return tr(_CERTIFICATES.get(state, state))


def waiting(state: str) -> tuple[str, str, str]:
    """How far an item in the outbox has come: words, tone, icon."""
    words, tone, icon = _WAITING.get(state, _WAITING["waiting"])
    return tr(words), tone, icon
