"""Verbs of customers."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.errors import UsageError, UserError
from app.i18n import N_, tr
from app.queries import customers as people
from app.queries import one_person as files
from app.queries.customers import CustomerRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.workplace import Workplace


def customer_(call: Call) -> Answer:
    """list, show, add, edit, merge, unmerge, apart, consent, reveal."""
    from app.services import customers, one_person

    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        if asked.what == "list":
            with workplace.reading() as session:
                rows = [person(row) for row in people.list_customers(session, asked.text)]
            text = "\n".join(f"{r['name']}  {r['phone']}  {r['id']}" for r in rows)
            return Answer({"customers": rows}, text or tr("No customers."))
        if asked.what == "add":
            customer_id = _added(workplace, fields_of(asked.fields), again=asked.accept_warnings)
        else:
            customer_id = asked.id
        if asked.what in ("consent", "reveal"):
            return (_consent if asked.what == "consent" else _reveal)(call, workplace)
        if asked.what == "edit":
            customers.edit(workplace.unit_of_work(), customer_id, pairs(asked.set))
        elif asked.what == "merge":
            one_person.merge(workplace.unit_of_work(), customer_id=customer_id, into=asked.into)
        elif asked.what == "unmerge":
            one_person.unmerge(workplace.unit_of_work(), customer_id=customer_id)
        elif asked.what == "apart":
            say = one_person.take_back if asked.withdraw else one_person.tell_apart
            say(workplace.unit_of_work(), customer_id=customer_id, other_id=asked.other)
        return _shown(workplace, customer_id)


def _shown(workplace: Workplace, customer_id: str) -> Answer:
    """One of them, with what was agreed to, and somebody else with the same telephone or number; of several files of
    one person the one that is kept."""
    with workplace.reading() as session:
        kept, *merged = files.files_of(session, customer_id)
        row = people.find_customer(session, kept)
        if row is None:
            raise UserError("customer_unknown", N_("There is no such customer here."), field="id")
        agreed = people.list_consents(session, row.id)
        similar = people.find_similar(session, row.phone, row.id_number, but=row.id)
    more = {
        "consents": [asdict(each) for each in agreed], "similar": similar.id if similar else None, "merged": merged,
    }  # fmt: skip
    text = f"{row.name}  {row.phone}  {row.id}"
    if similar is not None:
        text += "\n" + tr("{name} is on file with this number.").format(name=similar.name) + f"  {similar.id}"
    for file in merged:
        text += "\n" + tr("merged into it: {id}").format(id=file)
    return Answer({**person(row), **more}, text)


def _consent(call: Call, workplace: Workplace) -> Answer:
    from app.services import consents

    asked, uow = call.arguments, workplace.unit_of_work()
    if asked.withdraw:
        consents.withdraw(uow, customer_id=asked.id, purpose=asked.purpose)
    else:
        consents.give(uow, customer_id=asked.id, purpose=asked.purpose, way=asked.way)
    return _shown(workplace, asked.id)


def _reveal(call: Call, workplace: Workplace) -> Answer:
    from app.services import consents

    asked = call.arguments
    number = consents.reveal(
        workplace.unit_of_work(),
        customer_id=asked.id,
        field=asked.field,
        reason=asked.reason,
        note=asked.note,
    )
    return Answer({"id": asked.id, "field": asked.field, "number": number}, number)


def _added(workplace: Workplace, given: dict[str, Any], *, again: bool) -> str:
    from app.services import customers

    try:
        return customers.add(workplace.unit_of_work(), given, again=again)
    except UserError as known:
        if known.code != "customer_known":
            raise
        message = N_(
            "{name} is on file already with this number: {id}. Use that customer, or add another one with "
            "--accept-warnings."
        )
        raise UserError(known.code, message, field=known.field, **known.values) from None


def warn_of_known(workplace: Workplace, given: str | Mapping[str, Any]) -> None:
    """A buyer who is typed in, and somebody else who is on file with that number or telephone: said before anything is
    written, as the desk does while one types. The same person again is nobody else, and is taken."""
    from app.domain import identity

    if isinstance(given, str) or given.get("id"):
        return
    name, phone, number = (str(given.get(field) or "") for field in ("name", "phone", "id_number"))
    number = identity.normalise_id(number)
    with workplace.reading() as session:
        known = people.find_similar(session, identity.normalise_phone(phone), number)
    if known is None or (known.id_number == number != "" and known.name == identity.normalise_name(name)):
        return
    message = tr("{name} is on file with this number. If that is the buyer, write --customer {id}")
    print(message.format(name=known.name, id=known.id), file=sys.stderr)


def person(row: CustomerRow) -> dict[str, Any]:
    """A customer as scripts read it; the ID number by its last four characters."""
    from app.domain.identity import mask_id

    return {
        "id": row.id,
        "name": row.name,
        "phone": row.phone,
        "id_number": mask_id(row.id_number) if row.id_number else "",
        "address": row.address,
    }


def fields_of(text: str) -> dict[str, Any]:
    """A JSON object given on the command line."""
    try:
        fields = json.loads(text, object_pairs_hook=_once)
        json.dumps(fields, ensure_ascii=False).encode()  # half a character can be escaped, but not written
    except (ValueError, RecursionError) as error:
        raise UsageError("json_wrong", N_("This is not JSON: {given}"), given=text[:40]) from error
    if not isinstance(fields, dict):
        message = N_("This is not a JSON object with named fields: {given}")
        raise UsageError("json_no_object", message, given=text[:40])
    return fields


def _once(named: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a field that is there twice nobody knows which was meant."""
    for name, count in Counter(name for name, _ in named).items():
        if count > 1:
            raise UsageError("field_twice", N_("“{field}” is given twice. Say it once."), field=name)
    return dict(named)


def pairs(texts: list[str]) -> dict[str, str]:
    """`field=value` arguments, each field once."""
    split = [text.partition("=") for text in texts]
    for given, (name, mark, _) in zip(texts, split, strict=True):
        if not mark or not name.strip():
            raise UsageError("pair_wrong", N_("Write it as field=value: {given}"), given=given)
    return _once([(name.strip(), value) for name, _, value in split])
