"""What is judged of contracts: numbers, totals, discounts, and what was signed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import bindparam, select

from app.domain import colours, numbering
from app.domain import options as rules
from app.domain.catalogue import paint_names
from app.domain.deposits import DepositFate
from app.domain.numbering import NumberKind
from app.domain.permissions import (
    CONTRACT_ALLOCATE,
    CONTRACT_AMEND,
    CONTRACT_APPROVE,
    CONTRACT_CANCEL,
    CONTRACT_DRAFT,
    CONTRACT_SIGN,
    CONTRACT_SUBMIT,
    RESOLVE,
    RESOLVE_REFUND,
    SELL,
)
from app.i18n import N_
from app.models.base import Policy
from app.models.deal import Contract, Deal, SyncCase
from app.models.registry import BY_TABLE, COLUMNS
from app.models.vehicle import Model, Vehicle
from app.services.judgement import options
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

# Statements made once: making one costs as much as running it.
_DEAL = select(Deal.customer_id, Deal.state).where(Deal.id == bindparam("deal"))
_OTHERS = (
    select(Contract.id)
    .where(Contract.deal_id == bindparam("deal"), Contract.id != bindparam("contract"))
    .limit(1)
)
_BEGINS: Mapping[str, frozenset[tuple[str, bool]]] = {
    CONTRACT_DRAFT.name: frozenset({("draft", False)}),
    SELL.name: frozenset({("signed", False), ("approved", True)}),
}
"""State and whether it is provisional, of a contract that begins with the action."""
_BECOMES: Mapping[str, frozenset[tuple[str, bool]]] = {
    CONTRACT_SUBMIT.name: frozenset({("submitted", False), ("draft", False)}),
    CONTRACT_APPROVE.name: frozenset({("approved", False), ("approved", True), ("draft", False)}),
    CONTRACT_SIGN.name: frozenset({("signed", False), ("approved", True)}),
    CONTRACT_AMEND.name: frozenset({("amended", False)}),
    CONTRACT_CANCEL.name: frozenset({("cancelled", False), ("cancelled", True)}),
    RESOLVE_REFUND.name: frozenset({("cancelled", True)}),
}
"""The same, of one that the action changes. Other actions move a contract only as `_left_to` says."""
_DEALS: Mapping[str, frozenset[str]] = {
    CONTRACT_DRAFT.name: frozenset({"quote"}),
    SELL.name: frozenset({"contracted", "order"}),
    CONTRACT_SIGN.name: frozenset({"contracted", "order"}),
    CONTRACT_CANCEL.name: frozenset({"cancelled"}),
    RESOLVE_REFUND.name: frozenset({"cancelled"}),
}


@checks("contract")
def _contract(hearing: Hearing, row: Judged) -> None:
    after = row.after
    if row.before is None:
        _begins(hearing, row)
    else:
        _becomes(hearing, row)
    if after["price"] <= 0 or after["discount"] != after["list_price"] - after["price"]:
        raise Doubt("quarantined", "totals", N_("Price and discount do not add up."))
    _deal_follows(hearing, row)
    if hearing.action is CONTRACT_ALLOCATE:
        _allocated(hearing, row)
    else:
        _unsigned(hearing, row)
        _list_price(hearing, row)
    if is_agreed(after):
        _confirmable(hearing, row)
    if row.before is not None and row.changed("state") and after["state"] == "signed":
        _not_frozen(hearing, after)


def _begins(hearing: Hearing, row: Judged) -> None:
    """A contract begins with its deal, as a draft or as a sale."""
    after = row.after
    if not numbering.belongs_to(after["no"], hearing.prefix, NumberKind.CONTRACT):
        no = after["no"]
        raise Doubt("quarantined", "number", N_("The number {no} is not from this terminal's series."), no=no)
    new = hearing.new("deal", after["deal_id"])
    deal = new or _stored_deal(hearing, after["deal_id"])
    if deal is None or deal["customer_id"] != after["customer_id"]:
        raise Doubt("quarantined", "deal", N_("A contract begins with a deal of its own."))
    same = [each for each in hearing.of("contract") if each.after["deal_id"] == after["deal_id"]]
    stored = {"deal": after["deal_id"], "contract": row.id}
    taken = len(same) > 1 or (new is None and hearing.session.scalar(_OTHERS, stored) is not None)
    if taken or (hearing.action is CONTRACT_DRAFT and deal["state"] != "quote"):
        raise Doubt("parked", "deal_contracted", N_("The deal has a contract already."))
    begins = _BEGINS.get(hearing.action.name, frozenset())
    if not hearing.demoted and _standing(after) not in begins:
        raise _state_of_another_action()
    if after["version"] != 1 or after["cancelled_reason"] is not None:
        raise Doubt("quarantined", "version", N_("A contract begins with version 1."))
    _signature(hearing, row)


@checks("contract")
def _deposit(hearing: Hearing, row: Judged) -> None:
    """What becomes of the 定金 is decided once, by the cancellation itself."""
    fate = row.after["deposit_fate"]
    if not row.changed("deposit_fate") or (row.before is None and fate is None):
        return
    if row.before is not None and row.before["state"] == "cancelled":
        raise Doubt("parked", "state_moved", N_("Somebody else changed its state first."))
    if row.after["state"] != "cancelled" or fate not in set(DepositFate):
        raise _state_of_another_action()


def _stored_deal(hearing: Hearing, deal_id: str) -> Row | None:
    found = hearing.session.execute(_DEAL, {"deal": deal_id}).first()
    return dict(found._mapping) if found else None


def _becomes(hearing: Hearing, row: Judged) -> None:
    """An action moves a contract to its own states, and to no other's."""
    before, after = row.before or {}, row.after
    known = _BECOMES.get(hearing.action.name)
    if before["state"] == "cancelled" and row.changed("signed_version", *_merged_columns()):
        text = N_("The contract was cancelled before this change arrived.")
        raise Doubt("parked", "contract_cancelled", text)
    if known is None:
        _left_to(row)
    elif row.changed("state", "provisional") and not (
        hearing.demoted or _standing(after) in known or _amends_order(hearing, row)
    ):
        raise _state_of_another_action()
    if hearing.action is CONTRACT_SUBMIT and not _names_who_asks(hearing, row):
        raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
    if hearing.action in (CONTRACT_CANCEL, RESOLVE_REFUND) and not (after["cancelled_reason"] or "").strip():
        raise Doubt("quarantined", "reason", N_("A cancellation needs a reason."))
    _signature(hearing, row)


def _names_who_asks(hearing: Hearing, row: Judged) -> bool:
    """Whether who puts a contract before others is named: they answer it never. Who takes it back may leave no name."""
    asks = row.after["state"] == "submitted"
    if not row.changed("submitted_by") and not (asks and row.changed("state")):
        return True
    return row.after["submitted_by"] in ({hearing.user_id} if asks else {hearing.user_id, None})


def _standing(contract: Row) -> tuple[str, bool]:
    return contract["state"], bool(contract["provisional"])


def _amends_order(hearing: Hearing, row: Judged) -> bool:
    """Whether it amends what was signed before its author heard that the car was lost: that stays without one."""
    before, after = row.before or {}, row.after
    return hearing.action is CONTRACT_AMEND and bool(before["provisional"] and after["provisional"])


def _left_to(row: Judged) -> None:
    """An edit or a decision takes a claim on a car back and never makes one: a signature does, or the server."""
    before, after = row.before or {}, row.after
    confirms = before["provisional"] and not after["provisional"]
    if confirms or (row.changed("state") and after["state"] not in ("approved", "draft")):
        raise _state_of_another_action()
    if row.changed("state") and after["state"] == "approved" and not after["provisional"]:
        raise _state_of_another_action()


def _signature(hearing: Hearing, row: Judged) -> None:
    """What was signed names its version, and has a signature in the op; nothing else has either."""
    after, signings = (
        row.after,
        [each for each in hearing.of("signature") if each.after["contract_id"] == row.id],
    )
    if row.changed("signed_version", "signed_at") and after["signed_version"] is not None:
        if after["state"] not in ("signed", "amended") or after["signed_at"] is None:
            raise _state_of_another_action()
        if not any(each.after["version"] == after["signed_version"] for each in signings):
            raise Doubt("quarantined", "unsigned", N_("There is no signature to what is said to be signed."))
    elif row.changed("state") and after["state"] in ("signed", "amended") and not hearing.demoted:
        raise Doubt("quarantined", "unsigned", N_("There is no signature to what is said to be signed."))


def _state_of_another_action() -> Doubt:
    return Doubt("quarantined", "state", N_("This action does not bring a contract into that state."))


@cache
def _merged_columns() -> tuple[str, ...]:
    groups = BY_TABLE["contract"].__sync__
    return tuple(column for column in COLUMNS["contract"] if groups.group_of(column)[1] is Policy.MERGE)


def _unsigned(hearing: Hearing, row: Judged) -> None:
    """What the customer signed changes only by what the customer signs, knowing all that they had signed before."""
    if row.before is None or not _is_signed(row.before):
        return
    if _amends(hearing, row):
        seen = hearing.as_seen("contract", row.id)
        unknown = seen is not None and "signed_version" in seen.elsewhere
    else:
        unknown = row.changed(*_merged_columns())
    if unknown:
        raise Doubt("parked", "contract_signed", N_("The contract was signed before this change arrived."))


def _allocated(hearing: Hearing, row: Judged) -> None:
    """A car of what was signed for, to a contract that has none. Price and discount were judged when it was signed."""
    before, after = row.before or {}, row.after
    vehicle = hearing.session.get(Vehicle, after["vehicle_id"] or "")
    if not is_agreed(before) or before["provisional"] or before["vehicle_id"] is not None:
        raise Doubt("parked", "car_there", N_("The contract waits for no car."))
    if (
        vehicle is None
        or vehicle.model_id != after["model_id"]
        or not _fits(hearing, vehicle, after["colour"])
    ):
        raise Doubt("quarantined", "other_car", N_("The car is not what was signed for."))


def _fits(hearing: Hearing, vehicle: Vehicle, colour: str | None) -> bool:
    """Whether the car has the colour that was signed for, by whichever of its names."""
    named = paint_names(hearing.session.get_one(Model, vehicle.model_id).attributes)
    return colour is None or colours.is_same(colour, vehicle.colour or "", named=named)


def _amends(hearing: Hearing, row: Judged) -> bool:
    """Whether the op amends the contract: the customer signed it anew."""
    signed = any(each.after["contract_id"] == row.id for each in hearing.of("signature"))
    return signed and row.after["state"] == "amended"


def _confirmable(hearing: Hearing, row: Judged) -> None:
    """With an expired sign-in everything goes on, but no car is promised."""
    before = row.before or {"state": "draft", "provisional": False}
    was_certain = is_agreed(before) and not before["provisional"]
    if not hearing.may_confirm and not row.after["provisional"] and not was_certain:
        raise Doubt("quarantined", "ticket_expired", N_("It was done after the sign-in had expired."))


def _not_frozen(hearing: Hearing, contract: Row) -> None:
    case = hearing.session.scalars(
        select(SyncCase).where(
            SyncCase.contract_id == contract["id"], SyncCase.kind == "contract", SyncCase.state == "open"
        )
    ).first()
    if case is not None:
        raise Doubt("parked", "merge_open", N_("The contract waits for a merge and cannot be signed."))


def _list_price(hearing: Hearing, row: Judged) -> None:
    """The discount is counted from our list price, not from one that the client made up."""
    before, after = row.before, row.after
    names = ["vehicle_id", "model_id", "list_price", "options"] + ["colour"] * (after["vehicle_id"] is None)
    if hearing.action is RESOLVE and after["vehicle_id"] is None:
        names.remove("vehicle_id")  # its car is gone: it waits for another one at the price of that
        if row.changed("vehicle_id") and options.are_same(row):
            names.remove("options")
    if before is not None and all(before[name] == after[name] for name in names):
        return  # judged when it was written
    stay = hearing.stay_of(after["vehicle_id"]) or {}
    without = after["list_price"] - rules.total(options.of_contract(after))
    if stay.get("list_price") != without and not hearing.saw_list_price({**after, "list_price": without}):
        raise Doubt("quarantined", "list_price", N_("The list price is not the one of this car."))


def is_agreed(contract: Row) -> bool:
    """Whether somebody may rely on it: an order, or a contract."""
    return contract["state"] in ("approved", "signed", "amended")


@checks("contract_line")
def _line(hearing: Hearing, row: Judged) -> None:
    """Lines add to the price and never hide a discount; those of a signed contract are what the customer signed."""
    if row.after["amount"] < 0:
        raise Doubt("quarantined", "totals", N_("A line's amount is not below zero."))
    known = next((each for each in hearing.of("contract") if each.id == row.after["contract_id"]), None)
    if known is not None:
        signed = known.before is not None and _is_signed(known.before) and not _amends(hearing, known)
    else:
        contract = hearing.session.get(Contract, row.after["contract_id"])
        signed = contract is not None and _is_signed(
            {"state": contract.state, "provisional": contract.provisional}
        )
    if signed:
        raise Doubt("parked", "contract_signed", N_("The contract was signed before this change arrived."))


def _is_signed(contract: Row) -> bool:
    return contract["state"] in ("signed", "amended") and not contract["provisional"]


@checks("deal")
def _deal(hearing: Hearing, row: Judged) -> None:
    """A deal goes where its contract goes."""
    no = row.after["no"]
    if row.before is None and not numbering.belongs_to(no, hearing.prefix, NumberKind.DEAL):
        raise Doubt("quarantined", "number", N_("The number {no} is not from this terminal's series."), no=no)
    if not row.changed("state"):
        return
    contracts = [each.after for each in hearing.of("contract") if each.after["deal_id"] == row.id]
    known = _DEALS.get(hearing.action.name)
    if known is not None and (not contracts or row.after["state"] not in known):
        raise Doubt("quarantined", "deal", N_("A deal goes where its contract goes."))
    if (
        row.after["state"] == "contracted"
        and any(c["provisional"] for c in contracts)
        and not hearing.demoted
    ):
        raise Doubt("quarantined", "deal", N_("A deal goes where its contract goes."))


def _deal_follows(hearing: Hearing, row: Judged) -> None:
    """Who signs has contracted, and who cancels has no deal any more."""
    if not row.changed("state") or row.after["state"] not in ("signed", "cancelled") or hearing.demoted:
        return
    moved = next((each for each in hearing.of("deal") if each.id == row.after["deal_id"]), None)
    state = moved.after["state"] if moved else hearing.session.get_one(Deal, row.after["deal_id"]).state
    cancelled = row.after["state"] == "cancelled"
    if (state == "cancelled") is not cancelled or state in ("quote", "order"):
        raise Doubt("quarantined", "deal", N_("A deal goes where its contract goes."))


@checks("signature")
def _signing(hearing: Hearing, row: Judged) -> None:
    """A signature belongs to a contract that this op has signed, or ordered; a later one would replace the paper."""
    if row.after["contract_id"] in hearing.contested:
        return  # two people amended it: that is a case, and the paper of both is kept
    judged = next((each for each in hearing.of("contract") if each.id == row.after["contract_id"]), None)
    if judged is not None and judged.after["state"] == "cancelled":  # a manager's yes revives no contract
        text = N_("It is {old} and cannot become {new}.")
        raise Doubt("parked", "illegal_transition", text, old="cancelled", new="amended")
    if judged is not None and _is_same_standing(judged) and not _is_next(hearing, judged):
        text = N_(
            "Another terminal had this contract signed first. A manager decides which signature stands."
        )
        raise Doubt("parked", "signed_twice", text)
    if (
        judged is None
        or not is_agreed(judged.after)
        or not judged.changed("state", "provisional", "signed_version")
    ):
        raise Doubt(
            "quarantined", "unsigned", N_("A signature belongs to a contract that is signed with it.")
        )


def _is_same_standing(contract: Judged) -> bool:
    """Whether it was agreed already, and just so: two customers' pens, or one customer at two desks."""
    before = contract.before
    return before is not None and is_agreed(before) and _standing(before) == _standing(contract.after)


def _is_next(hearing: Hearing, contract: Judged) -> bool:
    """Whether it amends what was amended before; two desks that amend one version would both sign the same next."""
    return hearing.action is CONTRACT_AMEND and contract.changed("signed_version")
