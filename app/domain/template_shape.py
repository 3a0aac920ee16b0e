"""What a template's JSON may look like, and how large it may be.

A template comes from people and from other terminals. Filling it in takes no longer than its length, so that
limits on length are limits on time and memory: there are no loops, no calls and no attributes in it to be hostile
with. Whatever is wrong is said in words, before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from app.errors import UserError
from app.i18n import N_

MOST_CLAUSES, MOST_PARAGRAPHS, MOST_LABELS, MOST_PLACEHOLDERS = 60, 400, 300, 300
MOST_TEXT = 60_000  # characters in all: some thirty pages
MOST_STORED = 300_000  # of the JSON text of both languages
REQUIRABLE = frozenset(
    {
        "seller.name", "seller.credit_code", "seller.address", "seller.phone", "buyer.name", "buyer.id_number",
        "buyer.phone", "buyer.address", "car.brand", "car.model", "car.vin", "car.colour", "car.certificate_no",
        "car.engine_no", "sheet.price", "delivery_on", "delivery_place", "place",
    }
)  # fmt: skip
"""The fields of a contract that a template may require."""
_NAMES = {
    "id": 60,
    "version": 20,
    "language": 8,
    "title": 200,
    "provisional_title": 200,
    "provisional_note": 2_000,
}
_BRACE = re.compile(r"\{")


def check(data: object) -> None:
    """Refuse what is no template, or a larger one than anybody prints."""
    body = _mapping(data, "template")
    for name, most in _NAMES.items():
        _text(body.get(name), name, most)
    for name in ("valid_from", "valid_to"):
        _day(body.get(name), name, optional=name == "valid_to")
    for path in _list(body.get("required_fields"), "required_fields", len(REQUIRABLE)):
        if not isinstance(path, str) or path not in REQUIRABLE:
            message = N_("The template requires “{name}”, which no contract has.")
            raise UserError("template_field", message, field="required_fields", name=_shown(path))
    labels = _mapping(body.get("labels"), "labels")
    _count(len(labels), MOST_LABELS, "labels")
    texts = [_text(value, _text(name, "labels", 60), 2_000) for name, value in labels.items()]
    texts += _clauses(_list(body.get("clauses"), "clauses", MOST_CLAUSES))
    _count(sum(map(len, texts)), MOST_TEXT, "text")
    _count(sum(len(_BRACE.findall(text)) for text in texts), MOST_PLACEHOLDERS + MOST_LABELS, "{}")


def _clauses(clauses: list[object]) -> list[str]:
    texts: list[str] = []
    for number, each in enumerate(clauses, 1):
        where = f"clauses {number}"
        clause = _mapping(each, where)
        _text(clause.get("key"), where, 40)
        texts.append(_text(clause.get("heading"), where, 200))
        for name in ("block", "when"):
            _text(clause.get(name, ""), where, 40)
        parts = _list(clause.get("text", []), where, MOST_PARAGRAPHS)
        texts += [_paragraph(part, where) for part in parts]
        _count(len(texts), MOST_CLAUSES + MOST_PARAGRAPHS, "text")
    _count(sum(len(_BRACE.findall(text)) for text in texts), MOST_PLACEHOLDERS, "{}")
    return texts


def _paragraph(part: object, where: str) -> str:
    if isinstance(part, str):
        return _text(part, where, 4_000)
    paragraph = _mapping(part, where)
    _text(paragraph.get("when", "always"), where, 40)
    if paragraph.get("tick") not in (None, True, False):
        raise _malformed(where)
    return _text(paragraph.get("text"), where, 4_000)


def _mapping(value: object, where: str) -> Mapping[object, object]:
    if not isinstance(value, Mapping):
        raise _malformed(where)
    return value


def _list(value: object, where: str, most: int) -> list[object]:
    if not isinstance(value, list):
        raise _malformed(where)
    _count(len(value), most, where)
    return value


def _text(value: object, where: str, most: int) -> str:
    if not isinstance(value, str):
        raise _malformed(where)
    _count(len(value), most, where)
    return value


def _day(value: object, where: str, *, optional: bool) -> None:
    if optional and value is None:
        return
    try:
        date.fromisoformat(str(value))
    except ValueError as error:
        raise _malformed(where) from error


def _count(found: int, most: int, where: str) -> None:
    if found > most:
        message = N_("The template is too large: “{where}” has {count}, and at most {most} are printed.")
        raise UserError("template_too_large", message, where=where, count=found, most=most)


def _malformed(where: str) -> UserError:
    return UserError(
        "template_malformed", N_("This is no template: “{where}” is not as it must be."), where=where
    )


def _shown(value: object) -> str:
    return str(value)[:60]
