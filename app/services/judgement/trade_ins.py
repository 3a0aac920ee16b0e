"""What is judged of trade-ins: a value that somebody else approved, on one contract once, in our stock at that cost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam, select

from app.domain import trade_in as rules
from app.domain import vin
from app.domain.permissions import (
    CONTRACT_AMEND,
    TRADE_IN_ACCEPT,
    TRADE_IN_APPRAISE,
    TRADE_IN_DECIDE,
    TRADE_IN_GIVE_BACK,
    TRADE_IN_KEEP,
    TRADE_IN_TAKE,
)
from app.domain.pricing import TRADE_IN, PriceSheet
from app.domain.states import DealState, VehicleStatus
from app.domain.trade_in import TradeInState
from app.i18n import N_
from app.ids import vehicle_id
from app.models.deal import Contract, ContractLine, Deal
from app.services import appraising, orders, used_car_debts
from app.services.judgement import papers
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks
from app.services.price_sheets import price_sheet

_S = TradeInState
_ALL_LINES = select(ContractLine).where(ContractLine.contract_id == bindparam("contract"))
_PAYING = _ALL_LINES.where(ContractLine.removed.is_(False), ContractLine.kind == TRADE_IN).limit(1)
_LINES = select(ContractLine).where(
    ContractLine.trade_in_id == bindparam("trade_in"), ContractLine.removed.is_(False)
)
_DEAL_STATE = select(Deal.state).where(Deal.id == bindparam("deal"))
_A_DAY = timedelta(days=1)  # the terminal's day may have begun before the server's, or end later
_SETTLED = ("value", "approver_id", "ticket", "signature", "payout", "vehicle_id")


@checks("trade_in")
def _trade_in(hearing: Hearing, row: Judged) -> None:
    after = row.after
    rules.check_plate(after["plate"])
    vin.check_vin(after["vin"])
    first = date.fromisoformat(after["first_registered_on"])
    rules.check_facts(
        first_registered_on=first, km=after["km"], payoff=after["payoff"], today=hearing.now.date()
    )
    rules.check_marks(appraising.marks_of({"marks": json.loads(after["marks"])}))
    if row.before is None:
        _begins(hearing, after)
        return
    if (
        row.changed(*appraising.BOUND)
        and row.before["state"] != _S.APPRAISING
        and after["state"] != _S.APPRAISING
    ):
        raise Doubt("parked", "trade_in_valued", N_("The car was valued before this change arrived."))
    judge = _BY_ACTION.get(hearing.action.name)
    if judge is None:
        raise _state()
    judge(hearing, row)


def _begins(hearing: Hearing, after: Row) -> None:
    """An appraisal begins with nothing said yet, for one of three cars at most."""
    if hearing.action is not TRADE_IN_APPRAISE or after["state"] != _S.APPRAISING or after["payout"]:
        raise _state()
    if any(after[column] for column in _SETTLED):
        raise _state()
    if appraising.living(hearing.session, after["deal_id"]) > rules.MOST:
        raise Doubt("parked", "trade_ins_full", N_("Three used cars at most pay for one new car."))


def _appraised(hearing: Hearing, row: Judged) -> None:
    """Who appraises says what the car is worth, and nobody's yes but one that is signed."""
    before, after = row.before or {}, row.after
    if before["state"] not in rules.OPEN:
        raise _moved_on()
    others = after["state"] in (_S.DECLINED, _S.ACCEPTED, _S.TAKEN) and row.changed("state")
    if others or row.changed("payout", "vehicle_id"):
        raise _state()
    if after["state"] in (_S.SUBMITTED, _S.APPROVED) and row.changed("state", "value"):
        rules.check_value(after["value"] or 0, payoff=after["payoff"])
    if after["state"] in (_S.SUBMITTED, _S.APPROVED) and row.changed("state", "value", "valid_until"):
        _holds(hearing, after)
    if row.changed("value") and (
        after["valued_by"] != hearing.user_id or after["state"] not in (_S.SUBMITTED, _S.APPROVED)
    ):
        raise Doubt("quarantined", "author", N_("A value names who gave it."))
    if after["state"] in (_S.APPRAISING, _S.SUBMITTED):
        if after["approver_id"] or after["ticket"] or after["signature"]:
            raise _unapproved()
    elif after["state"] == _S.APPROVED and row.changed("state", *appraising.SAID, "valued_by", "signature"):
        if not row.changed("state", "signature") and _moved_meanwhile(hearing, row):
            raise _moved_on()  # a manager said yes to the value before, and its author has not heard so
        _consented(hearing, row)


def _holds(hearing: Hearing, after: Row) -> None:
    """A value has a last day, seven days from when it was given."""
    text = N_("A value holds for seven days.")
    if not after["valid_until"]:
        raise Doubt("quarantined", "valid_until", text)
    if date.fromisoformat(after["valid_until"]) > hearing.done_on + rules.VALID_FOR + _A_DAY:
        raise Doubt("parked", "valid_until", text)  # a terminal whose clock is wrong forges nothing


def _consented(hearing: Hearing, row: Judged) -> None:
    """A yes at the appraiser's terminal: signed by a manager of this branch, who is somebody else."""
    after, approver = row.after, row.after["approver_id"] or ""
    rules.require_other(approver, hearing.user_id, after["user_id"], after["valued_by"])
    said = {"trade_in_id": row.id, **{name: after[name] for name in appraising.SAID}}
    if not hearing.consent_holds(said, after) or not hearing.is_manager(approver):
        raise _unapproved()
    _photographed(hearing, row.id)


def _decided(hearing: Hearing, row: Judged) -> None:
    before, after = row.before or {}, row.after
    if after["approver_id"] != hearing.user_id or after["state"] not in (_S.APPROVED, _S.DECLINED):
        raise _unapproved()
    rules.require_other(hearing.user_id, before["user_id"], before["valued_by"])
    if after["state"] == _S.APPROVED:
        _photographed(hearing, row.id)


def _photographed(hearing: Hearing, trade_in_id: str) -> None:
    if rules.missing_photos(appraising.photos(hearing.session, trade_in_id)):
        raise Doubt("parked", "photos_missing", N_("Photos are missing that the value rests on."))


def _accepted(hearing: Hearing, row: Judged) -> None:
    """On one contract once, for what it is worth; what is above it is paid out by a yes of its own."""
    before, after, lines = row.before or {}, row.after, _lines(hearing, row.id)
    if after["state"] in (_S.APPROVED, _S.CANCELLED):
        if lines or after["payout"] or (after["state"] == _S.CANCELLED and not _replaced(hearing, row)):
            raise _line_doubt(hearing, row)
        if row.changed("state") and before["state"] != _S.ACCEPTED:
            raise _moved_on()  # it came off no contract: a manager decides of its value
        return
    if after["state"] != _S.ACCEPTED or len(lines) != 1:
        raise _line_doubt(hearing, row)
    contract = hearing.session.get_one(Contract, lines[0].contract_id)
    if contract.deal_id != after["deal_id"]:
        raise _line_differs()
    if lines[0].amount + after["payout"] + after["payoff"] != after["value"] or after["payout"] < 0:
        raise _line_doubt(hearing, row)
    if date.fromisoformat(after["valid_until"]) < hearing.done_on - _A_DAY:
        raise Doubt(
            "parked", "appraisal_over", N_("The appraisal had run out when it came onto the contract.")
        )
    if after["payout"]:
        _payout_consented(hearing, row)


def _line_doubt(hearing: Hearing, row: Judged) -> Doubt:
    """A line that is not what the car is worth: made up, or from before somebody valued the car anew or moved it."""
    return _moved_on() if _moved_meanwhile(hearing, row) else _line_differs()


def _moved_meanwhile(hearing: Hearing, row: Judged) -> bool:
    """Whether somebody else moved the appraisal on, or valued the car anew, since the op's author saw it."""
    seen = hearing.as_seen("trade_in", row.id)
    return seen is not None and (not seen.is_certain or bool(seen.elsewhere & {"state", "value", "payoff"}))


def _replaced(hearing: Hearing, row: Judged) -> bool:
    """Whether another value of the same car takes its place."""
    others = (each.after for each in hearing.of("trade_in") if each.id != row.id)
    same = (row.after["vin"], row.after["deal_id"], _S.ACCEPTED)
    return any((each["vin"], each["deal_id"], each["state"]) == same for each in others)


def _payout_consented(hearing: Hearing, row: Judged) -> None:
    after, approver = row.after, row.after["payout_approver_id"] or ""
    rules.require_other(approver, hearing.user_id, after["user_id"], after["valued_by"])
    said = {
        "trade_in_id": row.id, "value": after["value"], "payout": after["payout"], "approver_id": approver,
    }  # fmt: skip
    signed = {"ticket": after["payout_ticket"], "signature": after["payout_signature"]}
    if not hearing.consent_holds(said, signed) or not hearing.is_manager(approver):
        raise _unapproved()


def _taken(hearing: Hearing, row: Judged) -> None:
    """With the contract signed the car is ours, and cost what it was valued at."""
    after, car = row.after, vehicle_id(row.after["vin"])
    stay = hearing.stay_of(car)
    costs = [each.after for each in hearing.of("stock_cost")]
    if after["state"] != _S.TAKEN or after["vehicle_id"] != car or stay is None or len(costs) != 1:
        raise _state()
    if costs[0]["stay_id"] != stay["id"] or costs[0]["cost"] != after["value"]:
        raise Doubt("quarantined", "totals", N_("A used car costs what it was valued at."))
    rules.check_list_price(stay["list_price"], value=after["value"], roles=hearing.roles)
    signed = select(Contract.id).where(
        Contract.deal_id == after["deal_id"],
        Contract.state.in_(orders.SIGNED),
        Contract.provisional.is_(False),
    )
    if hearing.session.scalars(signed).first() is None:
        raise Doubt("parked", "contract_unsigned", N_("The contract is not signed yet."))


def _given_back(hearing: Hearing, row: Judged) -> None:
    """Of a cancelled deal, with the car that leaves our stock, and nothing paid out for it."""
    after = row.after
    moved = [each.after for each in hearing.of("stock_stay")]
    goes = [(each["vehicle_id"], each["status"]) for each in moved]
    if after["state"] != _S.CANCELLED or goes != [(after["vehicle_id"], VehicleStatus.RETURNED)]:
        raise _state()
    _pays_no_more(hearing, after)
    if used_car_debts.given(hearing.session, row.id, used_car_debts.PAYOUT):
        raise Doubt("parked", "payout_given", N_("This was paid out already."))
    if used_car_debts.given(hearing.session, row.id, used_car_debts.PAYOFF):
        raise Doubt("parked", "payoff_given", N_("The lender was paid already."))
    holder = orders.lease_holder(hearing.session, after["vehicle_id"], hearing.now)
    if holder not in (None, hearing.terminal_id):
        raise Doubt("parked", "leased", N_("Another terminal has leased this car."))


def _kept(hearing: Hearing, row: Judged) -> None:
    """Of a cancelled deal, by the manager who signs it; what the customer is owed is what the car is worth."""
    after = row.after
    if after["state"] != _S.KEPT or not (after["note"] or "").strip():
        raise _state()
    if after["payout_approver_id"] != hearing.user_id or after["payout_ticket"] or after["payout_signature"]:
        raise _unapproved()
    if after["payout"] != rules.worth(value=after["value"], payoff=after["payoff"]):
        raise Doubt("quarantined", "totals", N_("For a used car that is kept its worth is owed."))
    _pays_no_more(hearing, after)


def _pays_no_more(hearing: Hearing, used: Row) -> None:
    if hearing.session.scalar(_DEAL_STATE, {"deal": used["deal_id"]}) != DealState.CANCELLED:
        raise Doubt("parked", "deal_not_cancelled", N_("The car still pays for a contract."))


_BY_ACTION: Mapping[str, Callable[[Hearing, Judged], None]] = {
    TRADE_IN_APPRAISE.name: _appraised,
    TRADE_IN_DECIDE.name: _decided,
    TRADE_IN_ACCEPT.name: _accepted,
    CONTRACT_AMEND.name: _accepted,
    TRADE_IN_TAKE.name: _taken,
    TRADE_IN_GIVE_BACK.name: _given_back,
    TRADE_IN_KEEP.name: _kept,
}


@checks("stock_stay")
def _only_that_car(hearing: Hearing, row: Judged) -> None:
    """A trade-in brings the car that was appraised, and no other."""
    if hearing.action is TRADE_IN_GIVE_BACK and len(hearing.of("trade_in")) != 1:
        raise _state()
    if hearing.action is TRADE_IN_TAKE:
        new = row.before is None and row.after["status"] == VehicleStatus.IN_STOCK
        if not new or row.after["vehicle_id"] not in _cars(hearing):
            raise _state()


@checks("vehicle")
def _only_its_papers(hearing: Hearing, row: Judged) -> None:
    """Nor does it change another car's papers."""
    if hearing.action is TRADE_IN_TAKE and row.id not in _cars(hearing):
        raise _state()


@checks("stock_cost")
def _only_its_cost(hearing: Hearing, row: Judged) -> None:
    """That it is of the car's stay is judged with the trade-in itself."""
    if hearing.action is TRADE_IN_TAKE and (row.before is not None or not hearing.of("trade_in")):
        raise _state()


@checks("model")
def _own_model(hearing: Hearing, row: Judged) -> None:
    """A used car's model is its own and no part of the catalogue."""
    if hearing.action is TRADE_IN_TAKE:
        codes = {f"USED-{each.after['vin']}" for each in hearing.of("trade_in")}
        if row.before is not None or row.after["code"] not in codes or not row.after["archived"]:
            raise _state()


@checks("trade_in_offer")
def _offer(hearing: Hearing, row: Judged) -> None:
    if row.after["amount"] <= 0:
        raise Doubt("quarantined", "totals", N_("An offer is above zero."))


@checks("contract_line")
def _pays(hearing: Hearing, row: Judged) -> None:
    """Only an approved used car takes anything off, and only with its own state."""
    after = row.after
    if (after["kind"] == TRADE_IN) is not bool(after["trade_in_id"]):
        raise _line_differs()
    if row.before is not None and row.changed("trade_in_id", "kind"):
        raise _line_differs()
    if not after["trade_in_id"] or not row.changed("amount", "removed", "contract_id"):
        return
    moved = any(each.id == after["trade_in_id"] for each in hearing.of("trade_in"))
    if hearing.action not in (TRADE_IN_ACCEPT, CONTRACT_AMEND) or not moved:
        raise _line_differs()


@checks("contract")
def _never_negative(hearing: Hearing, row: Judged) -> None:
    """No price and no balance to pay goes below zero because of used cars. A signed contract has its paper's lines."""
    if row.before is None:
        return
    firm = not row.after["provisional"]
    sheet = (papers.signed_sheet(hearing, row.id) if firm else None) or _stored_sheet(hearing, row.id)
    if sheet is not None and sheet.trade_in and sheet.payable < 0:
        raise Doubt(
            "parked", "trade_in_above_payable", N_("The used cars come to more than is to be paid now.")
        )


def _stored_sheet(hearing: Hearing, contract_id: str) -> PriceSheet | None:
    """The prices of a contract that used cars pay, as they stand here; none if no car pays it."""
    asked = {"contract": contract_id}
    if hearing.session.scalars(_PAYING, asked).first() is None:
        return None
    hearing.session.scalars(_ALL_LINES, asked, execution_options={"populate_existing": True}).all()
    contract = hearing.session.get_one(Contract, contract_id, populate_existing=True)
    return price_sheet(hearing.session, contract)


def _cars(hearing: Hearing) -> set[str]:
    """The used cars that the op is about, by their ids as vehicles."""
    return {vehicle_id(each.after["vin"]) for each in hearing.of("trade_in")}


def _lines(hearing: Hearing, trade_in_id: str) -> list[ContractLine]:
    again = {"populate_existing": True}
    return list(hearing.session.scalars(_LINES, {"trade_in": trade_in_id}, execution_options=again))


def _moved_on() -> Doubt:
    return Doubt("parked", "trade_in_state", N_("Somebody moved this appraisal on first."))


def _state() -> Doubt:
    return Doubt("quarantined", "state", N_("This action does not bring a trade-in into that state."))


def _unapproved() -> Doubt:
    return Doubt("quarantined", "approval", N_("A manager who is somebody else decides this, and signs it."))


def _line_differs() -> Doubt:
    return Doubt("quarantined", "trade_in_line", N_("A contract's line is not what the used car is worth."))
