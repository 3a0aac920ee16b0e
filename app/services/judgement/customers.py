"""What is judged of customers: names and numbers as they can be, and files that are made one by nobody in passing."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.domain import identity
from app.domain.permissions import CUSTOMER_MERGE, CUSTOMER_UNMERGE
from app.i18n import N_
from app.models.party import Customer
from app.services.judgement.consents import withdrawn_once
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks

_KIND = select(Customer.kind).where(Customer.id == bindparam("file"))


@checks("customer")
def _numbers(hearing: Hearing, row: Judged) -> None:
    """Names and identity numbers are what they were checked to be at the counter."""
    if row.changed("name"):
        identity.check_name(row.after["name"])
    if row.after["id_number"] and row.changed("id_number", "id_kind"):
        identity.check_paper(identity.IdKind(row.after["id_kind"]), row.after["id_number"])


@checks("customer")
def _merged(hearing: Hearing, row: Judged) -> None:
    """A file goes into another one by the action that says so, and comes out by the other."""
    into = row.after["merged_into"]
    if (row.before or {}).get("merged_into") == into:
        return
    action = CUSTOMER_UNMERGE if into is None else CUSTOMER_MERGE
    if hearing.action is not action or row.before is None or into == row.id:
        raise Doubt("quarantined", "merged", N_("A file is merged into another one only by saying so."))
    if into is not None:
        kind = hearing.session.scalar(_KIND, {"file": into})
        if kind is not None and kind != row.after["kind"]:
            text = N_("A person and a company are not one customer.")
            raise Doubt("parked", "merge_kinds", text)


@checks("told_apart")
def _told_apart(hearing: Hearing, row: Judged) -> None:
    """Two people are two files, in one order; what was said of them is taken back once."""
    pair = (row.after["one_id"], row.after["other_id"])
    if not withdrawn_once(hearing, row) or not pair[0] < pair[1]:
        text = N_("That two files are two people's is said once, and taken back once.")
        raise Doubt("quarantined", "told_apart", text)
