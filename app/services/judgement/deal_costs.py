"""What is judged of a deal's costs: they are of a contract or a quote here, no gift costs more than it is said to be
worth, and an approval gives away its discount at least."""

from __future__ import annotations

import json

from app.domain import pricing
from app.domain.contract_document import ContractDocument
from app.i18n import N_
from app.models.deal import Approval, Contract, ContractLine
from app.models.deal_cost import DealCost
from app.services import deal_costs
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

GIFT, CHARGE = "gift", "charge"


@checks("deal_cost")
def _cost(hearing: Hearing, row: Judged) -> None:
    after = row.after
    if after["branch_id"] != hearing.branch_id:
        raise _of_another_branch()
    _require_amount(after["amount"])
    if after["quote_id"] is not None:
        _of_a_quote(hearing, after)
    else:
        _of_a_contract(hearing, after)


def _of_a_contract(hearing: Hearing, after: Row) -> None:
    session = hearing.session
    contract = session.get(Contract, after["contract_id"] or "")
    if contract is None or contract.branch_id != hearing.branch_id:
        raise _of_another_branch()
    line = session.get(ContractLine, after["line_id"] or "")
    approval = session.get(Approval, after["approval_id"] or "")
    named = {GIFT: line, CHARGE: line, "approval": approval}.get(after["kind"])
    spare = (line, approval) if named is None else (approval if named is line else line,)
    right = after["kind"] == "subsidy" or (named is not None and named.contract_id == contract.id)
    if not right or any(spare) or (line is not None and not _may_cost(after["kind"], line.kind, line.nature)):
        raise _of_something_else()
    if line is not None:
        pricing.check_cost(line.nature, _worth(hearing, line), after["amount"])
    if approval is not None and after["amount"] < approval.list_price - approval.price:
        raise Doubt("quarantined", "totals", N_("An approval gives away its discount at least."))


def _may_cost(kind: str, line_kind: str, nature: str) -> bool:
    """A gift costs as a gift, any other line as a charge. What a used car costs is its own stay's."""
    return kind == deal_costs.kind_of(nature) and line_kind != pricing.TRADE_IN


def _worth(hearing: Hearing, line: ContractLine) -> int:
    """What a gift was worth to the author: as this very op writes it, else the most that it was while others may have
    changed it."""
    seen = hearing.as_seen("contract_line", line.id)
    if seen is not None:
        return int(seen.row["amount"])
    earlier = hearing.formerly("contract_line", line.id, "amount")
    return max(line.amount, *(amount or 0 for amount in earlier), 0)


def _of_a_quote(hearing: Hearing, after: Row) -> None:
    """It comes with its quote, whose paper has one line that goes with it. What a gift is worth is judged there."""
    quote = hearing.new("quote", after["quote_id"])
    named = (after["contract_id"], after["line_id"], after["approval_id"])
    if quote is None or after["kind"] not in (GIFT, CHARGE) or any(named):
        raise _of_something_else()
    lines = ContractDocument.from_dict(json.loads(quote["document"])).sheet.lines
    theirs = [line for line in lines if line.cost_id == after["id"]]
    if len(theirs) != 1 or not _may_cost(after["kind"], theirs[0].kind, theirs[0].nature):
        raise _of_something_else()


def require_covered(hearing: Hearing, cost_id: str, *, kind: str, nature: str, worth: int) -> None:
    """What goes with a cost is such a line, as a gift worth it, and the cost is one of this branch."""
    cost = hearing.session.get(DealCost, cost_id)
    if cost is None:
        raise Doubt("parked", "missing", N_("What the line costs is not here."))
    if not _may_cost(cost.kind, kind, nature) or cost.branch_id != hearing.branch_id:
        raise _of_something_else()
    _require_amount(cost.amount)
    pricing.check_cost(nature, worth, cost.amount)


@checks("contract_line")
def _goes_with(hearing: Hearing, row: Judged) -> None:
    if row.after["cost_id"] is None or not row.changed("cost_id", "amount", "kind", "nature"):
        return
    seen = hearing.as_seen("contract_line", row.id)
    said = seen.row if seen else row.after
    if said["cost_id"] is not None:
        require_covered(
            hearing, said["cost_id"], kind=said["kind"], nature=said["nature"], worth=said["amount"]
        )


def _require_amount(amount: int) -> None:
    if amount < 0:
        raise Doubt("quarantined", "totals", N_("What something costs is not below zero."))


def _of_another_branch() -> Doubt:
    return Doubt("quarantined", "scope", N_("A row names something of another branch."))


def _of_something_else() -> Doubt:
    return Doubt("quarantined", "cost_of", N_("A cost is of a line, an approval or a loan of its contract."))
