"""What is judged of a deal's costs: they are of a contract or a quote here, no gift costs more than it is said to be
worth, and an approval gives away its discount at least."""

from __future__ import annotations

import json

from app.domain import pricing
from app.domain.contract_document import ContractDocument
from app.domain.pricing import Nature
from app.i18n import N_
from app.models.deal import Approval, Contract, ContractLine
from app.models.deal_cost import DealCost
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

GIFT = "gift"


@checks("deal_cost")
def _cost(hearing: Hearing, row: Judged) -> None:
    after = row.after
    if after["branch_id"] != hearing.branch_id:
        raise _of_another_branch()
    if after["quote_id"] is not None:
        _of_a_quote(hearing, after)
    else:
        _of_a_contract(hearing, after)
    if after["amount"] < 0:
        raise Doubt("quarantined", "totals", N_("What something costs is not below zero."))


def _of_a_contract(hearing: Hearing, after: Row) -> None:
    session = hearing.session
    contract = session.get(Contract, after["contract_id"] or "")
    if contract is None or contract.branch_id != hearing.branch_id:
        raise _of_another_branch()
    line = session.get(ContractLine, after["line_id"] or "")
    approval = session.get(Approval, after["approval_id"] or "")
    named = {GIFT: line, "approval": approval}.get(after["kind"])
    spare = (line, approval) if named is None else (approval if named is line else line,)
    right = after["kind"] == "subsidy" or (named is not None and named.contract_id == contract.id)
    if not right or any(spare) or (after["kind"] == GIFT and line is not None and line.nature != Nature.GIFT):
        raise _of_something_else()
    if after["kind"] == GIFT and line is not None:
        pricing.check_gift(_worth(hearing, line), after["amount"])
    if approval is not None and after["amount"] < approval.list_price - approval.price:
        raise Doubt("quarantined", "totals", N_("An approval gives away its discount at least."))


def _worth(hearing: Hearing, line: ContractLine) -> int:
    """What a gift was worth to the author: as this very op writes it, else the most that it was while others may have
    changed it."""
    seen = hearing.as_seen("contract_line", line.id)
    if seen is not None:
        return int(seen.row["amount"])
    earlier = hearing.formerly("contract_line", line.id, "amount")
    return max(line.amount, *(amount or 0 for amount in earlier), 0)


def _of_a_quote(hearing: Hearing, after: Row) -> None:
    """It comes with its quote, whose paper has one gift that goes with it. What that is worth is judged there."""
    quote = hearing.new("quote", after["quote_id"])
    named = (after["contract_id"], after["line_id"], after["approval_id"])
    if quote is None or after["kind"] != GIFT or any(named):
        raise _of_something_else()
    lines = ContractDocument.from_dict(json.loads(quote["document"])).sheet.lines
    if [line.nature for line in lines if line.cost_id == after["id"]] != [Nature.GIFT]:
        raise _of_something_else()


def require_covered(hearing: Hearing, cost_id: str, *, nature: str, worth: int) -> None:
    """What goes with a cost is a gift that is worth it, and the cost is one of this branch."""
    cost = hearing.session.get(DealCost, cost_id)
    if cost is None:
        raise Doubt("parked", "missing", N_("What the gift costs is not here."))
    if nature != Nature.GIFT or cost.kind != GIFT or cost.branch_id != hearing.branch_id:
        raise _of_something_else()
    pricing.check_gift(worth, cost.amount)


@checks("contract_line")
def _goes_with(hearing: Hearing, row: Judged) -> None:
    if row.after["cost_id"] is None or not row.changed("cost_id", "amount", "nature"):
        return
    seen = hearing.as_seen("contract_line", row.id)
    said = seen.row if seen else row.after
    if said["cost_id"] is not None:
        require_covered(hearing, said["cost_id"], nature=said["nature"], worth=said["amount"])


def _of_another_branch() -> Doubt:
    return Doubt("quarantined", "scope", N_("A row names something of another branch."))


def _of_something_else() -> Doubt:
    return Doubt("quarantined", "cost_of", N_("A cost is of a gift, an approval or a loan of its contract."))
