"""The loan plans: what is said of them, new terms from a day on, and terms that are not wanted after all."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.domain.loan_plan import KEYS
from app.errors import UsageError, UserError
from app.i18n import N_, tr
from app.services import loan_plans

if TYPE_CHECKING:
    from app.workplace import Workplace


def run(call: Call) -> Answer:
    """All terms, after those that are added or taken out."""
    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        if asked.add is not None:
            loan_plans.add(workplace.unit_of_work(), given=_given(asked.add))
        if asked.take_out is not None:
            plan, _, day = asked.take_out.partition("=")
            loan_plans.take_out(workplace.unit_of_work(), plan=plan, begins=_day(day))
        return _listed(workplace)


def _given(text: str) -> dict[str, Any]:
    """`plan=bank; from=2026-12-01; …`."""
    given: dict[str, Any] = {}
    for word in text.split(";"):
        name, _, value = word.strip().partition("=")
        given[name.strip().replace("-", "_")] = value.strip()
    missing = [name for name in ("plan", "from", "lender", "months", "rate", "share") if not given.get(name)]
    if missing or given["plan"] not in KEYS or not given["months"].isdecimal():
        message = N_(
            "Write terms as “plan=bank; from=2026-12-01; lender=ICBC; months=36; rate=2.99; share=58”."
        )
        raise UsageError("terms_wrong", message, field=missing[0] if missing else "plan")
    return {**given, "from": _day(given["from"]).isoformat(), "months": int(given["months"])}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UserError("date_wrong", message, field="from", given=text) from error


def _listed(workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        said = [dict(each) for each in loan_plans.listed(session)]
    lines = [
        f"{each['from']}  {each['plan']:<5}  {each['lender']}  {each['months']}  {each['rate_bp'] / 100:g} %"
        for each in said
    ]
    return Answer({"plans": said}, "\n".join(lines) or tr("Nothing is said: the program's own plans hold."))
