"""What is judged of a contract's paper: it says what the contract says, so that nobody verifies another agreement.

It is compared with the contract as its author saw it: what others changed meanwhile is merged, or put before a person,
and makes no paper false. What the dealership and the catalogue call themselves, the words and the tax rules may be
older or newer at an honest desk, and are not compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, func, select

from app.clock import from_iso
from app.documents import layouts
from app.domain import colours, numbering, records
from app.domain import options as rules
from app.domain.catalogue import paint_names
from app.domain.contract_document import ContractDocument, PaymentPlan, document_digest
from app.domain.deposits import DepositKind
from app.domain.energy import shipped
from app.domain.pricing import PriceSheet
from app.i18n import N_
from app.ids import energy_id, vehicle_id
from app.models.deal import Signature, SyncCase
from app.models.payment import Payment
from app.models.vehicle import Model
from app.queries import energies
from app.services.judgement import options, paper_lines
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, Seen, checks

_TEXTS = {
    "buyer_name": "buyer.name", "buyer_id_number": "buyer.id_number", "buyer_phone": "buyer.phone",
    "buyer_address": "buyer.address", "delivery_place": "delivery_place", "terms": "terms",
}  # fmt: skip
"""Texts of a contract, and where its paper has them."""
_A_DAY = timedelta(days=1)
# Statements made once: making one costs as much as running it.
_CASES = select(SyncCase.data).where(
    SyncCase.contract_id == bindparam("contract"), SyncCase.kind == "contract"
)
_SIGNED = (
    select(Signature.version, Signature.document)
    .where(Signature.contract_id == bindparam("contract"), Signature.version < bindparam("version"))
    .order_by(Signature.version.desc())
)


@dataclass(frozen=True)
class _Said:
    """A paper, and its contract as its author saw it. `sides`: what two people made of it, for a person to decide."""

    paper: ContractDocument
    seen: Seen
    sides: dict[str, tuple[Row, ...]]

    def may_be(self, column: str) -> list[Any]:
        """What the contract holds, or held on a side."""
        sides = (side for group in self.sides.values() for side in group if column in side)
        return [self.seen.row[column], *(side[column] for side in sides)]

    @property
    def is_alone(self) -> bool:
        """Whether nobody else touched contract or lines: whoever does counts up the version."""
        return not self.sides and "version" not in self.seen.elsewhere


@checks("signature")
def _paper(hearing: Hearing, row: Judged) -> None:
    seen = hearing.as_seen("contract", row.after["contract_id"])
    if seen is None:
        return  # a signature without its contract is refused as that
    try:
        document = json.loads(row.after["document"])
        paper = ContractDocument.from_dict(document)
        said = _Said(paper, seen, sides_of(hearing, row.after["contract_id"]))
        digest = document_digest(document)
        heads = chain(_names(paper, digest, row.after), _heads(hearing, said))
        wrong = next(chain(heads, _terms(hearing, said), _money(hearing, said)), "")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error
    if wrong and not seen.is_certain:
        raise Doubt("parked", "missing", N_("What the paper says of its contract is not here."), field=wrong)
    if wrong:
        text = N_("The paper that was signed says something else than its contract.")
        raise Doubt("quarantined", "contract_paper", text, field=wrong)
    if not paper.car.vin and paper.delivery_on is None:
        text = N_("An order without a car needs the day by which it is promised.")
        raise Doubt("quarantined", "promise_missing", text, field="delivery_on")
    require_known_layout(paper.layout)


def require_known_layout(layout: object) -> None:
    """A paper that no program can draw would be taken for true by its hash alone."""
    if type(layout) is not int or layout < 1:
        raise Doubt("quarantined", "malformed", N_("The paper names no layout that can be."))
    if not layouts.is_known(layout):
        text = N_("The paper was drawn by a newer version of Showroom than the server's. Update the server.")
        raise Doubt("parked", "layout", text)


def signed_sheet(hearing: Hearing, contract_id: str) -> PriceSheet | None:
    """The prices of the paper that the op has signed, if any."""
    signed = [each.after for each in hearing.of("signature") if each.after["contract_id"] == contract_id]
    try:
        return ContractDocument.from_dict(json.loads(signed[0]["document"])).sheet if signed else None
    except (AttributeError, TypeError, ValueError) as error:
        raise _unreadable() from error


def _unreadable() -> Doubt:
    return Doubt("quarantined", "malformed", N_("The paper that was signed cannot be read."))


def sides_of(hearing: Hearing, contract_id: str) -> dict[str, tuple[Row, ...]]:
    """By group, what is or was in a case: its author may have signed what they had written, and not what stands."""
    if hearing.new("contract", contract_id):
        return {}
    cases = hearing.session.scalars(_CASES, {"contract": contract_id})
    found: dict[str, tuple[Row, ...]] = {}
    for name, group in chain.from_iterable(_rounds(case) for case in cases):
        found[name] = found.get(name, ()) + tuple(group.values())
    return found


def _rounds(case: Row) -> Iterator[tuple[str, dict[str, Row]]]:
    """The groups of a case, also those that two decisions agreed on, so that they are not asked again."""
    for groups in (*case.get("earlier", ()), case["groups"]):
        yield from groups.items()


def _names(paper: ContractDocument, digest: str, signature: Row) -> Iterator[str]:
    """The signature is to this paper."""
    if signature["document_digest"] != digest:
        yield "document_digest"
    if (paper.version, paper.language) != (signature["version"], signature["language"]):
        yield "version"
    at = from_iso(signature["at"]).date()
    if paper.signed_on is not None and abs(paper.signed_on - at) > _A_DAY:  # the branch's day, and UTC's
        yield "signed_on"


def _heads(hearing: Hearing, said: _Said) -> Iterator[str]:
    """What nobody else can have changed: it is as its author had it."""
    paper, row = said.paper, said.seen.row
    if not numbering.was_printed(paper.no, row["no"]):
        yield "no"
    provisional = bool(row["provisional"])
    if paper.state != row["state"] or (paper.provisional != provisional and not _lost_its_car(hearing, said)):
        yield "state"
    if paper.drawn_on.isoformat() != row["drawn_on"]:
        yield "drawn_on"


def _lost_its_car(hearing: Hearing, said: _Said) -> bool:
    """A sale whose car had gone was made an order here; who has not heard of it amends what was signed as a sale."""
    signed = {"contract": said.seen.row["id"], "version": said.paper.version}
    before = hearing.session.execute(_SIGNED, signed).all()
    # An order that is confirmed is signed a second time, in the version that it has.
    last = (document for version, document in before if version == before[0].version)
    return not all(ContractDocument.from_dict(document).provisional for document in last)


def _terms(hearing: Hearing, said: _Said) -> Iterator[str]:
    paper, row = said.paper, said.seen.row
    for column, path in _TEXTS.items():
        if attrgetter(path)(paper) not in [paper_lines.text(value) for value in said.may_be(column)]:
            yield path
    if not _is_its_paint(hearing, said):
        yield "car.colour"
    if not _is_its_class(hearing, said):
        yield "car.new_energy"
    if (vehicle_id(paper.car.vin) if paper.car.vin else None) not in said.may_be("vehicle_id"):
        yield "car.vin"
    if (paper.delivery_on.isoformat() if paper.delivery_on else None) not in said.may_be("delivery_date"):
        yield "delivery_on"
    plans = (json.loads(plan) if plan else {} for plan in said.may_be("plan"))
    if paper.plan not in [records.from_dict(PaymentPlan, plan or {}) for plan in plans]:
        yield "plan"
    if paper.sheet.price not in said.may_be("price"):
        yield "sheet.price"
    yield from _options(said)
    listed = paper.sheet.list_price
    without = {**row, "list_price": listed - rules.total(paper.sheet.options)}
    if listed not in said.may_be("list_price") and not hearing.saw_list_price(without):
        yield "sheet.list_price"


def _options(said: _Said) -> Iterator[str]:
    """By code, name and price as they were chosen, and in the annex by name in the language of the paper."""
    paper = said.paper
    chosen = paper.sheet.options
    may_be = (options.of_contract({"options": kept}) for kept in said.may_be("options"))
    if chosen not in list(may_be) or any(type(option.amount) is not int for option in chosen):
        yield "sheet.options"
    if paper.car.options != tuple(option.named(paper.language) for option in chosen):
        yield "car.options"


def _is_its_paint(hearing: Hearing, said: _Said) -> bool:
    """By whichever of its names: a paper calls it as the catalogue does, or did, in the language of the paper."""
    shown = said.paper.car.colour
    may_be = [paper_lines.text(colour) for colour in said.may_be("colour")]
    if shown in may_be:
        return True
    models = set(said.may_be("model_id"))
    now = [hearing.session.get_one(Model, model).attributes for model in models]
    before = (each for model in models for each in hearing.formerly("model", model, "attributes"))
    known = [paint_names(each) for each in (*now, *(json.loads(each or "{}") for each in before))]
    return any(colours.is_same(shown, colour, named=named) for colour in may_be for named in known)


def _is_its_class(hearing: Hearing, said: _Said) -> bool:
    """Whether the car is called new energy as it is known here, or was when its author may have seen it; also as the
    program says it, where a catalogue has said something else since."""
    shown = said.paper.car.new_energy
    if shown is None:
        return True
    codes: set[str] = set()
    for model in set(said.may_be("model_id")):
        codes.add(hearing.session.get_one(Model, model).energy)
        codes.update(filter(None, hearing.formerly("model", model, "energy")))
    if any(code in shipped() and shipped()[code].new_energy is shown for code in codes):
        return True
    known = energies.known(hearing.session)
    before = (hearing.formerly("energy_type", energy_id(code), "new_energy") for code in codes)
    return any(known[code].new_energy is shown for code in codes) or int(shown) in chain(*before)


def _money(hearing: Hearing, said: _Said) -> Iterator[str]:
    sheet, deposit = said.paper.sheet, said.paper.deposit
    amounts = (sheet.list_price, sheet.price, *(line.amount for line in sheet.lines))
    if any(type(amount) is not int for amount in (*amounts, deposit.amount if deposit else 0)):
        yield "sheet"
    yield from _lines_differ(hearing, said)
    if not _deposit_agrees(hearing, said):
        yield "deposit"


def _lines_differ(hearing: Hearing, said: _Said) -> Iterator[str]:
    """Line by line, with the used cars that pay it, as its author had them."""
    shown = paper_lines.OnPaper.of(said.paper)
    lines = paper_lines.possible(hearing, said.seen, said.sides, strictly=said.is_alone)
    if shown is None or not shown.chosen(lines, cars=False).is_complete:
        yield "sheet.lines"
    elif not shown.chosen(lines).is_complete:
        yield "trade_ins"


def _deposit_agrees(hearing: Hearing, said: _Said) -> bool:
    """It is at least what is put down with this very action, and no more than was ever put down for the deal."""
    terms, deal_id, provisional = said.paper.deposit, said.seen.row["deal_id"], said.paper.provisional
    now = {
        kind: sum(paid["amount"] for paid in _put_down(hearing, deal_id) if paid["kind"] == kind)
        for kind in DepositKind
    }
    binds = bool(now[DepositKind.DEPOSIT]) and not provisional
    if terms is None:
        return not any(now.values())
    if (terms.kind is DepositKind.DEPOSIT and provisional) or (
        terms.kind is DepositKind.PREPAYMENT and binds
    ):
        return False
    kinds = [DepositKind.DEPOSIT] if terms.kind is DepositKind.DEPOSIT else list(DepositKind)
    least = sum(now[kind] for kind in kinds)
    return least <= terms.amount and (
        terms.amount <= _ever_put_down(hearing, deal_id, kinds) or _money_waits(hearing)
    )


def _put_down(hearing: Hearing, deal_id: str) -> Iterator[Row]:
    return (
        paid.after
        for paid in hearing.of("payment")
        if paid.before is None and paid.after["deal_id"] == deal_id
    )


def _ever_put_down(hearing: Hearing, deal_id: str, kinds: list[DepositKind]) -> int:
    """What was given back is not taken off: another terminal may have done so meanwhile."""
    if hearing.new("deal", deal_id):
        return sum(paid["amount"] for paid in _put_down(hearing, deal_id) if paid["kind"] in kinds)
    ours = Payment.deal_id == deal_id, Payment.kind.in_(kinds)
    return int(hearing.session.scalar(select(func.sum(Payment.amount)).where(*ours)) or 0)


def _money_waits(hearing: Hearing) -> bool:
    """Whether money that this terminal took is still with a manager, who sees it as received."""
    cases = select(SyncCase.data).where(
        SyncCase.branch_id == hearing.branch_id, SyncCase.kind == "op", SyncCase.state == "open"
    )
    found = hearing.session.scalars(cases)
    ours = (data["shown"] for data in found if data["terminal_id"] == hearing.terminal_id)
    return any(shown.get("amount") for shown in ours)
