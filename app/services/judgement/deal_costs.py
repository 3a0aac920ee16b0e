"""What is judged of a deal's costs: they are of a contract here, and an approval gives away its discount at least."""

from __future__ import annotations

from app.domain import pricing
from app.i18n import N_
from app.models.deal import Approval, Contract, ContractLine
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("deal_cost")
def _cost(hearing: Hearing, row: Judged) -> None:
    after, session = row.after, hearing.session
    contract = session.get(Contract, after["contract_id"])
    if contract is None or contract.branch_id != hearing.branch_id or after["branch_id"] != hearing.branch_id:
        raise Doubt("quarantined", "scope", N_("A row names something of another branch."))
    line = session.get(ContractLine, after["line_id"] or "")
    approval = session.get(Approval, after["approval_id"] or "")
    named = {"gift": line, "approval": approval}.get(after["kind"])
    spare = (line, approval) if named is None else (approval if named is line else line,)
    right = after["kind"] == "subsidy" or (named is not None and named.contract_id == contract.id)
    if not right or any(spare) or (after["kind"] == "gift" and line is not None and line.nature != "gift"):
        raise Doubt(
            "quarantined", "cost_of", N_("A cost is of a gift, an approval or a loan of its contract.")
        )
    if after["kind"] == "gift" and line is not None:
        pricing.check_gift(line.amount, after["amount"])
    least = approval.list_price - approval.price if approval is not None else 0
    if after["amount"] < least:
        raise Doubt("quarantined", "totals", N_("An approval gives away its discount at least."))
