"""What the desk says about a deal: the check list, the steps, what stands in the way of printing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.documents import templates
from app.documents.fonts import missing_glyphs
from app.domain import approval, contract_template, identity, lint, money
from app.domain.contract_document import Buyer, Car, ContractDocument, DepositTerms, PaymentPlan
from app.domain.identity import IdKind
from app.domain.states import ContractState
from app.i18n import N_, in_a_row, plural, tr
from app.presenters import chain_words, deal_desk_words, words
from app.presenters.deal_desk_rows import DeskBuyer, DeskCar
from app.presenters.deal_desk_state import DeskState

# A finding's field: where it is mended at the desk, and the words of the link.
_MENDED_AT = {
    "buyer.name": "customer.name", "buyer.phone": "customer.phone", "buyer.id_number": "customer.id_number",
    "buyer.address": "customer.address", "car.model": "car", "car.vin": "car", "sheet.price": "discount",
    "deposit.amount": "deposit", "deposit.kind": "deposit", "plan.loan": "plan",
    "delivery_date": "delivery",
}  # fmt: skip
_FIX, _CORRECT, _APPROVE = N_("Fill in now"), N_("Correct it"), N_("Ask for approval")
_SUBMIT = N_("Ask for approval")
_OF_PRICE = (
    "amounts", "discount", "discount_unapproved", "gift_unapproved", "deposit", "deposit_above_cap",
    "deposit_above_price",
)  # fmt: skip
"""Findings that look at a price."""
_NOT_WITHOUT = N_("No final print without it")
_OUTGROWN = N_("{name} said yes to {price} and other terms; the deal is another one since")


@dataclass(frozen=True)
class CheckItem:
    """A line of the check list; `target` is where a key or click leads, `fix` the words for it."""

    level: str
    code: str
    text: str
    hint: str = ""
    target: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Obstacle:
    """What a key waits for, and where that is put right."""

    words: str = ""
    target: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the strip at the top: `done`, `missing`, `current` or `todo`."""

    key: str
    name: str
    state: str


def document_of(state: DeskState) -> ContractDocument:
    """The contract as the desk has it now; drawn or not."""
    facts, drawn, terms = state.facts, state.drawn, state.chosen.terms()
    document = ContractDocument(
        no=drawn.no if drawn else "—",
        version=drawn.version if drawn else 1,
        state=ContractState.DRAFT,
        drawn_on=facts.today,
        seller=facts.seller,
        buyer=_buyer(state.buyer),
        car=_car(state.car, state.language),
        sheet=state.sheet,
        place=facts.place,
        provisional=state.provisional,
        plan=PaymentPlan(**terms) if terms else PaymentPlan(),
        delivery_on=state.delivery_on,
        delivery_place=state.delivery_place,
        terms=state.terms,
        language=state.language,
    )
    if state.deposit is not None:
        deposit = DepositTerms(state.deposit_kind, state.deposit.amount, facts.today)
        document = replace(document, deposit=deposit)
    return replace(document, annexes=contract_template.needed_annexes(document))


def _buyer(buyer: DeskBuyer | None) -> Buyer:
    if buyer is None:
        return Buyer("")
    number = identity.normalise_id(buyer.id_number)
    return Buyer(buyer.name, IdKind(buyer.id_kind), number, buyer.phone, buyer.address)


def _car(car: DeskCar | None, language: str) -> Car:
    if car is None:
        return Car("", "")
    return Car(
        "", car.model, "", car.model_year, car.vin, car.energy.code if car.energy else "", car.colour, car.interior,
        energy_name=car.energy.names[language] if car.energy else "",
        new_energy=car.energy.new_energy if car.energy else None,
        options=tuple(option.named(language) for option in car.options),
    )  # fmt: skip


def checks(state: DeskState) -> tuple[CheckItem, ...]:
    """Blocks first, then warnings, then what is in order; nothing while there is no deal to speak of."""
    if state.closed or state.buyer is None or state.car is None:
        return ()
    document = document_of(state)
    template = state.facts.words.get(state.language) or templates.in_force(state.language, state.facts.today)
    typed = " ".join((document.buyer.name, document.buyer.address, state.terms, state.delivery_place))
    labels = " ".join(line.label for line in state.sold_lines)
    findings = lint.lint(
        document, template=template, limit_bp=state.facts.limit_bp, approved=state.approval_holds,
        missing_glyphs=missing_glyphs(f"{typed} {labels}"), gifts=state.facts.gifts,
    )  # fmt: skip
    items = [_item(finding, state, template.version) for finding in findings if _is_said(finding, state)]
    items += _buyers_faults(state)
    items += _managers_say(state)
    if state.car.lease in ("none", "elsewhere"):  # it would be refused at the signature
        _, _, text = deal_desk_words.lease(state.car, may_confirm=state.facts.may_confirm)
        items.append(CheckItem("block", "car", text, tr(_NOT_WITHOUT), "car", tr(_CORRECT)))
    items += _others_who_want_it(state)
    if not state.buyer.address.strip():
        items.append(
            CheckItem(
                "warn",
                "address",
                tr("The buyer's address is not filled in"),
                "",
                "customer.address",
                tr(_FIX),
            )
        )
    if state.car.unpainted:
        text = tr("The colour is not chosen")
        items.append(CheckItem("block", "colour", text, tr(_NOT_WITHOUT), "colour", tr(_FIX)))
    if state.delivery_on is None and not state.car.comes_later:
        text, hint = tr("The handover date is open"), tr("The paper leaves a line to write it on")
        items.append(CheckItem("warn", "delivery", text, hint, "delivery", tr(_FIX)))
    elif state.delivery_on is not None and state.delivery_on < state.facts.today:
        text, hint = tr("The handover date is past"), tr("Choose today or a later day")
        items.append(CheckItem("block", "delivery", text, hint, "delivery", tr(_CORRECT)))
    order = {"block": 0, "warn": 1, "ok": 2}
    return tuple(sorted(items, key=lambda item: order[item.level]))


def _is_said(finding: lint.Finding, state: DeskState) -> bool:
    """Nobody is complete of whom something is wrong; and where there is no price, nothing else of it matters."""
    if finding.code == "required" and finding.level == "ok":
        return state.buyer is None or not state.buyer.problems
    return state.price > 0 or finding.code not in _OF_PRICE


def _buyers_faults(state: DeskState) -> list[CheckItem]:
    """What is wrong with the buyer's fields and the linter does not look at: the number it does."""
    problems = state.buyer.problems if state.buyer is not None else {}
    return [
        CheckItem("block", error.code, error.message, tr(_NOT_WITHOUT), f"customer.{name}", tr(_CORRECT))
        for name, error in problems.items()
        if name != "id_number"
    ]


def _others_who_want_it(state: DeskState) -> list[CheckItem]:
    """It stops nothing: whoever may sell the car decides, but not without knowing."""
    hint = tr("The sale is not stopped. Whoever ordered it gets another car, a place in line or their money.")
    return [
        CheckItem("warn", "claimed", deal_desk_words.claim(each), hint if each.ordered else "")
        for each in state.claims
    ]


def _managers_say(state: DeskState) -> list[CheckItem]:
    """What somebody has to read before it is signed, and why it was sent back."""
    items: list[CheckItem] = []
    if missing := state.to_be_read:
        what = in_a_row(tr(approval.NAMES[name]) for name in missing)
        text = tr("To be approved first by: {roles} ({what})").format(roles=state.readers, what=what)
        items.append(CheckItem("block", "approval_needed", text, tr(_NOT_WITHOUT), "submit", tr(_SUBMIT)))
    elif state.given is not None and state.given.agreed and state.approval_holds:
        text = tr("{name} approved the contract as it is").format(name=state.given.by)
        items.append(CheckItem("ok", "approval", text))
    if state.drawn is not None and not state.changed:
        lines = chain_words.of_steps(state.drawn.links)
        for step, (name, said) in zip(state.drawn.links, lines, strict=True):
            items.append(CheckItem("ok" if step.by else "warn", "link", f"{name}: {said}"))
    if state.drawn is not None and state.drawn.sent_back is not None:
        name, reason = state.drawn.sent_back
        text = tr("{name} sent it back: {reason}").format(name=name, reason=reason)
        items.append(CheckItem("warn", "sent_back", text))
    return items


def _fine(code: str, state: DeskState, version: str) -> str:
    """What is in order, with the figures at hand; empty where the check says it well enough."""
    if code == "template":
        return tr("Template {version} is in force").format(version=version)
    if code == "discount":
        if state.given is not None and state.approval_holds:
            return tr("Discount approved by {name}").format(name=state.given.by)
        return tr("Discount within your limit: no approval needed")
    if code == "amounts" and state.language == "zh_CN":
        capitals = money.capitals(state.price).removeprefix("人民币")
        return tr("Figures equal capitals: {words}").format(words=capitals)
    if code == "deposit":
        if state.deposit is None:
            return tr("No prepayment is entered") if state.provisional else tr("No deposit is entered")
        share = f"{100 * state.deposit.amount / state.price:.1f}"
        name = deal_desk_words.deposit(state.deposit_kind)
        return tr("{deposit} {share} % of the price, limit 20 %").format(deposit=name, share=share)
    return ""


def _item(finding: lint.Finding, state: DeskState, version: str) -> CheckItem:
    target, fix, hint = _MENDED_AT.get(finding.field, ""), "", ""
    if finding.code == "vin_later":  # a manager's, after it was signed
        target = ""
    if finding.level == "block":
        hint = tr(_NOT_WITHOUT)
    if finding.code in ("discount_unapproved", "gift_unapproved"):
        target, fix = "approval", tr(_APPROVE)
        if state.given is not None:
            hint = tr(_OUTGROWN).format(name=state.given.by, price=words.money(state.given.price))
    elif target and finding.level != "ok":
        part, _, name = finding.field.partition(".")
        entered = part == "buyer" and state.buyer is not None and getattr(state.buyer, name)
        fix = tr(_CORRECT) if entered or finding.code == "price_invalid" else tr(_FIX)
    fine = _fine(finding.code, state, version) if finding.level == "ok" else ""
    text = fine or finding.message
    return CheckItem(finding.level, finding.code, text, hint, target, fix)


def blocks(items: tuple[CheckItem, ...]) -> tuple[CheckItem, ...]:
    """Those that stop a print."""
    return tuple(item for item in items if item.level == "block")


_STEPS: Mapping[str, str] = {
    "customer": N_("Customer"), "car": N_("Vehicle"), "price": N_("Price"), "plan": N_("Payment"),
    "contract": N_("Contract"), "deposit": N_("Deposit"), "print": N_("Print and sign"),
}  # fmt: skip


def steps(state: DeskState) -> tuple[Step, ...]:
    """How far the deal has come."""
    unapproved = state.beyond_limit and (state.waits or not state.closed)
    done = {
        "customer": state.buyer is not None and state.buyer.ready,
        "car": state.car is not None and not state.car.unpainted,
        "price": state.car is not None and not unapproved,
        "plan": state.car is not None,
        "contract": state.drawn is not None and not state.changed,
        "deposit": state.deposit is not None or bool(state.drawn and state.drawn.paid),
        "print": state.settled and not state.to_sign,
    }
    lacking = {
        "customer": state.buyer is not None and not state.filling and not state.buyer.ready,
        "price": unapproved,
    }
    made: list[Step] = []
    later = "current"
    for key, name in _STEPS.items():
        if done[key] or (state.settled and key != "print"):
            made.append(Step(key, _words(state, key, tr(name)), "done"))
        elif lacking.get(key):  # begun, and left with a gap: the work goes on behind it
            made.append(Step(key, _lacks(state, key, tr(name)), "missing"))
        else:
            made.append(Step(key, _words(state, key, tr(name)), later))
            later = "todo"
    return tuple(made)


def _words(state: DeskState, key: str, name: str) -> str:
    """The step by its name; the money by that of its kind, for a 订金 is no 定金."""
    return deal_desk_words.deposit(state.deposit_kind) if key == "deposit" else name


def _lacks(state: DeskState, key: str, name: str) -> str:
    if key == "customer" and state.buyer is not None:
        count = len(state.buyer.missing) + len(state.buyer.problems)
        missing = plural(count, N_("{n} missing"), N_("{n} missing"))
        return f"{name} · {missing}"
    approval = tr("approval")
    return f"{name} · {approval}" if key == "price" else name


def next_key(state: DeskState) -> str:
    """The key that goes on: the one that the key bar accents."""
    if (state.needs_approval or state.to_be_read) and state.drawn is not None:
        return ""
    current = next((step.key for step in steps(state) if step.state == "current"), "print")
    if state.to_sign:
        return "F10"
    keys = {"customer": "F4", "car": "F3", "contract": "F8", "deposit": "F9", "print": "F10"}
    return "F2" if state.closed else keys.get(current, "F8")


def why_not_draw(state: DeskState) -> Obstacle:
    """What F8 waits for; no words when it can go on."""
    buyer = state.buyer
    if buyer is None or "name" in (*buyer.missing, *buyer.problems):
        return Obstacle(tr("Choose or enter the customer first (F4)"), "customer.name")
    if buyer.problems:
        name, problem = next(iter(buyer.problems.items()))
        return Obstacle(problem.message, f"customer.{name}")
    if state.car is None:
        return Obstacle(tr("Choose a car first (F3)"), "car")
    if state.car.unpainted:
        return Obstacle(tr("Choose the colour first (F3)"), "colour")
    if state.car.lease == "elsewhere":  # nor is it held for a sale that cannot be
        return Obstacle(deal_desk_words.lease(state.car, may_confirm=True)[2], "car")
    if state.price <= 0:
        too_large = lint.no_price(state.sheet).message
        return Obstacle(too_large, "discount")
    return Obstacle()


def why_not_print(state: DeskState, items: tuple[CheckItem, ...]) -> Obstacle:
    """What F10 waits for; no words when it can go on."""
    if state.drawn is not None and state.drawn.state == "submitted":
        return Obstacle(tr("It was put before somebody, who has to answer first"))
    if state.closed:
        return Obstacle()
    if state.drawn is not None and state.drawn.open_case:
        return Obstacle(tr("It waits for a merge; decide that first"))
    if state.drawn is None:
        return Obstacle(tr("F10 waits for the contract (F8)"), why_not_draw(state).target or "draw")
    stopping = blocks(items)
    if stopping:
        return Obstacle(tr("F10 waits: {what}").format(what=stopping[0].text), stopping[0].target)
    return Obstacle()
