"""The door of the dialog for what was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.clock import from_hlc, from_iso
from app.domain.money import format_amount, plain_amount
from app.domain.permissions import Role
from app.gateways.sync import title_of
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.set_aside import Aside
from app.queries import cases
from app.services import conflicts
from app.services.judgement.cases import is_own_deposit
from app.workplace import Workplace

_CONTRACT_FIELDS = ("price", "delivery_date", "delivery_place", "buyer.name", "buyer.phone")
_CUSTOMER_FIELDS = ("customer.name", "customer.phone")
_FIELDS = {
    "deal.sell": _CONTRACT_FIELDS, "contract.draft": _CONTRACT_FIELDS, "contract.edit": _CONTRACT_FIELDS,
    "contract.amend": _CONTRACT_FIELDS, "customer.add": _CUSTOMER_FIELDS, "customer.edit": _CUSTOMER_FIELDS,
}  # fmt: skip
"""What a manager can put right of an action, as far as the action has it."""
_TITLES = {
    "used_car": N_("One used car pays for two contracts"), "lines": N_("A contract lacks what its paper has"),
}  # fmt: skip
_SHOWN_AS = {"buyer.name": "buyer_name", "customer.name": "name"}


class AsideOfTerminal:
    """`presenters.set_aside.AsideGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def case(self, case_id: str) -> Aside | None:
        """An open case of an op or of a number given out twice."""
        place = self._workplace
        with place.reading() as session:
            row = cases.find_case(session, place.identity.id, case_id)
        if row is None:
            return None
        if row.kind == "paper":
            return Aside(
                row.id, row.kind, tr("A number was given out twice"), row.summary, _papers(row), (), True
            )
        if row.kind in _TITLES:
            title = tr(_TITLES[row.kind])
            facts = ((tr("Customer"), row.buyer), (tr("Contract"), row.contract_no or "—"))
            return Aside(row.id, row.kind, title, row.summary, facts, (), True)
        may = conflicts.may_judge(place.actor, row.data)
        if row.kind == "dates":
            said = tuple((each["no"], f"{each['said']} ({each['done']})") for each in row.data["papers"])
            return Aside(
                row.id, row.kind, tr("Papers with another day"), row.summary, said, (), may,
                "" if may else self._refusal(),
            )  # fmt: skip
        shown = row.data["shown"]
        with place.reading() as session:
            own = is_own_deposit(session, place.actor.user_id, row.contract_id, row.data)
        return Aside(
            row.id, row.kind, title_of(row.data["action"], shown), cases.why_set_aside(row.data),
            tuple(_facts(row, place.now())), _fields(row.data["action"], shown), may,
            (tr(conflicts.OWN_DEPOSIT) if own else "") if may else self._refusal(), bool(shown.get("amount")),
        )  # fmt: skip

    def decide(self, case_id: str, choices: Mapping[str, str]) -> None:
        """Write the decision; the centre carries it out with the next sync."""
        self._workplace.decide(case_id=case_id, choices=choices, mine="first")

    def _refusal(self) -> str:
        if Role.MANAGER in self._workplace.actor.roles:
            return tr("You did this yourself: another manager decides.")
        return tr("A manager decides this. You need not do anything.")


def _facts(row: cases.CaseRow, now: datetime) -> list[tuple[str, str]]:
    shown: dict[str, Any] = row.data["shown"]
    done = from_hlc(row.data.get("hlc", ""))
    buyer = shown.get("buyer_name") or shown.get("name") or row.buyer
    car = " · ".join(filter(None, (row.model, shown.get("vin") or row.vin)))
    facts = [
        (tr("Entered by"), row.mine_by or "—"),
        (tr("When"), words.moment(done, now) if done else "—"),
        (tr("Set aside"), words.moment(from_iso(row.opened_at), now)),
        (tr("Customer"), buyer),
        (tr("Car"), car),
        (tr("Price"), words.money(shown["price"]) if shown.get("price") else ""),
        (tr("Receipt"), shown.get("receipt_no", "")),
        (tr("Money received"), _money(shown.get("amount"))),
    ]
    return [(name, value) for name, value in facts if value]


def _money(amount: int | None) -> str:
    if not amount:
        return tr("none")
    if amount < 0:
        return tr("¥{amount} given back, not yet posted").format(amount=format_amount(-amount))
    return tr("¥{amount} received, not yet posted").format(amount=format_amount(amount))


def _fields(action: str, shown: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What can be put right, with the value that was entered as far as it is known here."""
    made = []
    for name in _FIELDS.get(action, ()):
        value = shown.get(_SHOWN_AS.get(name, name), "")
        made.append((name, plain_amount(value) if name == "price" and value else str(value)))
    return tuple(made)


def _papers(row: cases.CaseRow) -> tuple[tuple[str, str], ...]:
    numbers = tuple((tr("Number"), f"{each['was']} → {each['now']}") for each in row.data["numbers"])
    return ((tr("Customer"), row.buyer or "—"), *numbers)
