"""Verbs of contracts."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app.cli import attachments, verifying
from app.cli.call import Answer, Call
from app.cli.customers import pairs, warn_of_known
from app.clock import iso
from app.domain import characters, lint, options
from app.domain.deposits import DepositFate
from app.domain.money import plain_amount
from app.errors import EXIT_REFUSED, EXIT_WAITS, UsageError
from app.gateways.allocating import came_before
from app.i18n import N_, tr
from app.presenters import chain_words, reasons
from app.presenters.allocating import differing, passed_over
from app.queries import approvals
from app.queries import contracts as query
from app.queries.allocating import Place, list_places
from app.queries.desk import list_prints_of_contract, times_printed
from app.services import (
    allocating,
    amending,
    approving,
    cancelling,
    chains,
    contracts,
    linting,
    papers,
    submitting,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.deal import Contract
    from app.queries.contracts import ContractRow
    from app.workplace import Workplace


def contract_(call: Call) -> Answer:
    """draft, list, show, edit, amend, allocate, cancel, lint, pdf, print, verify; attach, attachments, attachment."""
    verbs = {
        "draft": _draft, "list": _list, "show": _show, "edit": _edit, "amend": _amend, "allocate": _allocate,
        "cancel": _cancel,
        "submit": _submit, "approve": _approve, "return": _return,
        "lint": _lint, "pdf": _pdf, "print": _print, "verify": verifying.verify, **attachments.VERBS,
    }  # fmt: skip
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        return verbs[call.arguments.what](call, workplace)


def _draft(call: Call, workplace: Workplace) -> Answer:
    from app.cli.selling import order

    workplace.require_clock()
    wanted = order(call.arguments, call.document_language)
    warn_of_known(workplace, wanted.customer)
    deal, no = contracts.draft(workplace.unit_of_work(), wanted)
    text = tr("Deal {deal}, contract {no}").format(deal=deal, no=no)
    return _with_limit(workplace, no, Answer({"deal": deal, "contract": no}, text))


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        rows = query.list_contracts(session, call.arguments.text)
    text = "\n".join(f"{r.no}  {r.state:<9} {r.buyer_name}  {r.vin or r.model}" for r in rows)
    return Answer({"contracts": [shown(row) for row in rows]}, text or tr("No contracts."))


def _show(call: Call, workplace: Workplace) -> Answer:
    return _said(workplace, call.arguments.no)


def _edit(call: Call, workplace: Workplace) -> Answer:
    contracts.edit(workplace.unit_of_work(), no=call.arguments.no, values=pairs(call.arguments.set))
    return _with_limit(workplace, call.arguments.no, _said(workplace, call.arguments.no))


def _with_limit(workplace: Workplace, no: str, answer: Answer) -> Answer:
    """A draft may have any price; one that needs a manager's yes before it is signed waits for that person."""
    with workplace.reading() as session:
        found, _ = linting.findings(
            session, contracts.find(session, no), [role.value for role in workplace.actor.roles]
        )
    beyond = [each for each in found if each.code in ("discount_unapproved", "gift_unapproved")]
    if not beyond:
        return answer
    print("\n".join(each.message for each in beyond), file=sys.stderr)
    return replace(answer, code=EXIT_WAITS)


def _amend(call: Call, workplace: Workplace) -> Answer:
    from app.cli.selling import add_ons, approver, why
    from app.cli.trade_ins import find_used_car

    asked = call.arguments
    if not (asked.set or asked.add_on or asked.without or asked.used_car):
        message = N_("Say what changes, with --set, --add-on, --used-car or --without.")
        raise UsageError("change_missing", message)
    with workplace.reading() as session:
        contract = contracts.find(session, asked.no)
        remove = tuple(amending.line_called(session, contract, name) for name in asked.without)
    cars, who = tuple(find_used_car(workplace, each).id for each in asked.used_car), approver(call)
    approve = workplace.approval(*who) if who else None
    change = amending.Change(pairs(asked.set), add_ons(asked), remove, cars, approve)
    workplace.require_clock()
    signing = workplace.signing(None, who, why(call))
    amending.amend(workplace.unit_of_work(), no=asked.no, change=change, signing=signing)
    return _said(workplace, asked.no)


def _allocate(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    boot, now = workplace.boot, workplace.vault.now()
    uow = workplace.unit_of_work()
    with workplace.reading() as session:
        place = list_places(session, [asked.no]).get(asked.no, Place((), 0))
    differs = allocating.allocate(uow, no=asked.no, vin=asked.vin, boot=boot, now=now)
    if before := passed_over(came_before(place)):
        print(before, file=sys.stderr)
    if said := differing(differs):
        print(f"{asked.vin}: {said}", file=sys.stderr)
    answer = _said(workplace, asked.no)
    lists = {"lacks": differs.lacks, "has_besides": differs.more, "unknown": differs.unknown}
    codes = {name: [option.code for option in found] for name, found in lists.items()}
    earlier = {"came_before": [each.no for each in place.before]}
    return replace(answer, values={**answer.values, **codes, **earlier})


def _cancel(call: Call, workplace: Workplace) -> Answer:
    from app.cli.selling import approver

    asked = call.arguments
    fate = DepositFate(asked.deposit) if asked.deposit else None
    approve = workplace.approval(*who) if (who := approver(call)) else None
    uow = workplace.unit_of_work()
    wishes = cancelling.cancel(uow, no=asked.no, reason=asked.reason, fate=fate, approve=approve)
    said = _said(workplace, asked.no)
    if not wishes:
        return said
    waits = tr("Refunds that wait for a manager: {n}. See them with: showroom reversals list").format(
        n=wishes
    )
    return replace(said, text=f"{said.text}\n{waits}", code=EXIT_WAITS)


def _said(workplace: Workplace, no: str) -> Answer:
    with workplace.reading() as session:
        row = query.find_contract(session, no) or _unknown(session, no)
        approved = approvals.list_approvals(session, row.no)
        costs = approvals.costs_of(session, row.no)
        prints = list_prints_of_contract(session, row.no)
        contract = contracts.find(session, row.no)
        fate, why = contract.deposit_fate, contract.submitted_why
        steps = chains.steps(session, contract, approving.come_so_far(session, contract))
        kept_by = approvals.kept_by(session, row.deal_no) if fate == DepositFate.KEPT else None
    values = {
        **shown(row), "deposit_fate": fate, "deposit_kept_by": kept_by or None,
        "submit_reason": reasons.read(why) if why else None,
    }  # fmt: skip
    lines = [f"{name}: {value}" for name, value in values.items() if value is not None]
    text = "\n".join([*lines, *(f"{name}: {said}" for name, said in chain_words.of_steps(steps))])
    may_see = bool(workplace.actor.roles & approvals.SEE_MARGIN)
    more = {
        "approvals": [_approved(each, may_see=may_see) for each in approved],
        "links": [
            {
                "matter": step.matter,
                "role": step.role,
                "by": step.by or None,
                "note": step.note or None,
                "at": iso(step.at) if step.at else None,
            }
            for step in steps
        ],
        "prints": [
            {
                "paper": each.subject,
                "copy": each.copy_no,
                "printer": each.printer,
                "by": each.by,
                "at": each.at,
            }
            for each in prints
        ],
        "costs": {name: plain_amount(amount) for name, amount in costs.items()} if may_see else {},
    }
    return Answer(values | {"groups": _groups(row)} | more, text)


def _approved(row: approvals.ApprovalRow, *, may_see: bool) -> dict[str, Any]:
    """A yes as scripts read it; what it gave away is for managers and the back office."""
    effect = plain_amount(row.effect) if may_see and row.effect is not None else None
    return {
        "by": row.by, "at": row.at, "price": plain_amount(row.price), "reason": row.reason_code, "note": row.reason,
        "effect": effect,
    }  # fmt: skip


def _unknown(session: Session, no: str) -> NoReturn:
    contracts.find(session, no)  # says that there is none
    raise AssertionError(no)


def _submit(call: Call, workplace: Workplace) -> Answer:
    uow, no = workplace.unit_of_work(), call.arguments.no
    if call.arguments.take_back:
        submitting.take_back(uow, no=no)
    else:
        submitting.submit(uow, no=no, why=call.arguments.reason)
    return _said(workplace, call.arguments.no)


def _approve(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    done = submitting.approve(workplace.unit_of_work(), no=asked.no, reason=asked.reason)
    said = _said(workplace, asked.no)
    return said if done else replace(said, code=EXIT_WAITS)  # for the next link


def _return(call: Call, workplace: Workplace) -> Answer:
    submitting.send_back(workplace.unit_of_work(), no=call.arguments.no, reason=call.arguments.reason)
    return _said(workplace, call.arguments.no)


def _lint(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        contract = contracts.find(session, call.arguments.no)
        found, words = linting.findings(session, contract, [role.value for role in workplace.actor.roles])
    shown = [
        {
            "level": each.level, "code": each.code, "clause": lint.clause_name(each, words), "field": each.field,
            "message": each.message,
        }
        for each in found
    ]  # fmt: skip
    text = "\n".join(f"{row['level']:<5}  {row['clause']}: {row['message']}" for row in shown)
    stopped = bool(lint.blocks(found))
    return Answer({"ok": not stopped, "findings": shown}, text, EXIT_REFUSED if stopped else 0)


def _pdf(call: Call, workplace: Workplace) -> Answer:
    from app.cli.files import write_file

    out: Path = call.arguments.out
    if call.arguments.seal:
        return _sealed(call, workplace)
    _, data, lacking = _paper(call, workplace)
    write_file(call, out, data)
    return _printed({"contract": call.arguments.no, "file": str(out)}, str(out), lacking)


def _sealed(call: Call, workplace: Workplace) -> Answer:
    """The paper with the dealership's seal, which is filed with the contract before it is given out."""
    from app.cli.files import write_file
    from app.gateways.seals import SealOfTerminal

    asked = call.arguments
    if asked.notice:
        raise UsageError("usage", N_("A notice is not signed, so it takes no seal."))
    language = call.document_language if _says_language(call) else None
    sealed = SealOfTerminal(workplace).put(asked.no, language=language, amendment=asked.amendment)
    write_file(call, asked.out, sealed.pdf)
    values = {"contract": asked.no, "file": str(asked.out), "attachment": sealed.attachment_id, "lacking": []}
    return Answer(values, str(asked.out))


def _printed(values: dict[str, Any], text: str, lacking: str) -> Answer:
    """A paper's answer; characters that the font lacks wait for a pen."""
    if not lacking:
        return Answer({**values, "lacking": []}, text)
    message = tr("The font lacks {characters}. Write them on the paper by hand.").format(
        characters=characters.named(lacking)
    )
    print(message, file=sys.stderr)
    return Answer({**values, "lacking": list(lacking), "message": message}, text, EXIT_WAITS)


def _paper(call: Call, workplace: Workplace, *, to_print: bool = False) -> tuple[str, bytes, str]:
    """A paper's number, itself, and the characters in it that the font lacks. Printed again, it is a copy."""
    from app.documents.fonts import missing_glyphs

    with workplace.reading() as session:
        contract = contracts.find(session, call.arguments.no)
        language = call.document_language if _says_language(call) else None
        if call.arguments.notice:
            return _notice(session, contract, language, to_print=to_print)
        if call.arguments.amendment is not None:
            return _addendum(session, contract, call.arguments.amendment, language, to_print=to_print)
        row = query.find_contract(session, contract.no)
        copy_no = times_printed(session, contract.no) if to_print else 0
        words = (
            "".join(str(value) for group in row.groups().values() for value in group.values()) if row else ""
        )
        paper = papers.printable(session, contract, language=language, copy_no=copy_no)
        return contract.no, paper, missing_glyphs(words)


def _addendum(
    session: Session, contract: Contract, number: int, language: str | None, *, to_print: bool
) -> tuple[str, bytes, str]:
    from app.documents.contract import printed_text
    from app.documents.fonts import missing_glyphs

    signed = papers.amendment(session, contract, number)
    no = signed.amendment.no
    words = papers.words(session, signed.amendment.after, language)
    paper = papers.addendum(signed, words, copy_no=times_printed(session, no) if to_print else 0)
    return no, paper, missing_glyphs(printed_text(signed.amendment.after))


def _notice(
    session: Session, contract: Contract, language: str | None, *, to_print: bool
) -> tuple[str, bytes, str]:
    from app.documents.contract import printed_text
    from app.documents.fonts import missing_glyphs

    told = allocating.notice(session, contract)
    copy_no = times_printed(session, told.no) if to_print else 0
    lacking = missing_glyphs(printed_text(told.contract))
    words = papers.words(session, told.contract, language)
    return told.no, papers.notice(told, words, copy_no=copy_no), lacking


def _says_language(call: Call) -> bool:
    """Whether the call chooses a language; else the contract's own is used."""
    return bool(call.arguments.lang or call.arguments.document_lang)


def _print(call: Call, workplace: Workplace) -> Answer:
    from app.devices.printing import print_pdf, printer_for
    from app.services import printouts

    asked = call.arguments
    _refuse_unfit(call, workplace)
    no, data, lacking = _paper(call, workplace, to_print=True)
    printer = printer_for(asked.printer)
    copy_no = printouts.hand_over(
        workplace.unit_of_work(), subject=no, printer=asked.printer, pdf=data,
        send=lambda: print_pdf(printer, data, title=no, copies=asked.copies, paper=asked.paper),
    )  # fmt: skip
    return _printed({"contract": asked.no, "copy": copy_no}, tr("Printed."), lacking)


def _refuse_unfit(call: Call, workplace: Workplace) -> None:
    """What is not signed yet goes to the printer only if it may be signed; what was signed prints as it is."""
    with workplace.reading() as session:
        contract = contracts.find(session, call.arguments.no)
        if contract.signed_version is None and not contract.provisional:
            made = papers.document(session, contract)
            lint.refuse(made, papers.words(session, made))


def shown(row: ContractRow) -> dict[str, Any]:
    """A contract as scripts read it."""
    return {
        "no": row.no,
        "state": row.state,
        "version": row.version,
        "vin": row.vin,
        "buyer": row.buyer_name,
        "price": plain_amount(row.price),
        "delivery_date": row.delivery_date,
        "provisional": row.provisional,
        "deal": row.deal_no,
        "model": row.model,
        "colour": row.colour,
        "options": options_of(row.options),
        "list_price": plain_amount(row.list_price),
    }


def options_of(kept: str | None) -> list[dict[str, str]]:
    """Options as scripts read them."""
    chosen = options.read(json.loads(kept) if kept else None)
    return [{"code": each.code, "name": each.called, "amount": plain_amount(each.amount)} for each in chosen]


def _groups(row: ContractRow) -> dict[str, dict[str, Any]]:
    from app.domain.identity import mask_id

    groups = row.groups()
    groups["vehicle"]["options"] = options_of(row.options)
    groups["price"] = {name: plain_amount(value) for name, value in groups["price"].items()}
    if groups["buyer"]["buyer_id_number"]:
        groups["buyer"]["buyer_id_number"] = mask_id(groups["buyer"]["buyer_id_number"])
    return groups
