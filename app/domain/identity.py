"""Who someone is: names, identity cards, companies' credit codes and telephone numbers of mainland China."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

from app.errors import UserError
from app.i18n import N_


class IdKind(StrEnum):
    """The paper a buyer shows."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence"
    BUSINESS_LICENCE = "licence"


_ID_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# 81 to 83: residence permits for Hong Kong, Macao, Taiwan; 9x: foreigners' permanent residence cards.
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d")
_CREDIT_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PHONE = re.compile(r"\+?\d{5,20}", re.ASCII)


def normalise_name(text: str) -> str:
    """NFC, no blanks around or doubled, nothing that nobody sees, one form of the dot in transcribed names."""
    seen = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")
    return " ".join(re.sub(r"[•・‧]", "·", seen).split())


def check_name(text: str, *, field: str = "name") -> None:
    """A name has something in it and nothing that cannot be written by hand."""
    name = normalise_name(text)
    if not name:
        raise UserError("name_missing", N_("A name is needed."), field=field)
    if len(name) > 100 or any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") for char in name):
        raise UserError("name_invalid", N_("“{name}” cannot be a name."), field=field, name=name)


def normalise_id(text: str) -> str:
    """As it is stored: no blanks, upper-case X."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def check_id_number(text: str, *, field: str = "id_number", today: date | None = None) -> None:
    """Refuse what cannot be an identity number of 18 characters (GB 11643, check digit ISO 7064 MOD 11-2)."""
    number = normalise_id(text)
    if len(number) != 18:
        message = N_(
            "An identity number has 18 characters; this one has {count}. For another paper choose its kind."
        )
        raise UserError("id_number_length", message, field=field, count=len(number))
    if not _ID_NUMBER.fullmatch(number):
        raise UserError(
            "id_number_form", N_("An identity number has 17 digits, then a digit or X."), field=field
        )
    if not _PROVINCE.match(number):
        raise UserError(
            "id_number_region",
            N_("No region has the code {region}. Compare the first six digits with the card."),
            field=field,
            region=number[:6],
        )
    if (born := birth_date(number)) is None or (today is not None and born > today):
        message = N_("The identity number holds no real birth date ({digits}). Compare it with the card.")
        raise UserError("id_number_date", message, field=field, digits=number[6:14])
    if number[17] != _id_check(number):
        raise UserError(
            "id_number_check",
            N_("A digit of the identity number is wrong. Compare it with the card."),
            field=field,
        )


def _id_check(number: str) -> str:
    digits = map(int, number[:17])
    return _ID_CHECKS[sum(digit * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> date | None:
    """The birth date in an identity number; `None` if there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def check_paper(kind: IdKind, number: str, *, field: str = "id_number", today: date | None = None) -> None:
    """Refuse a number that cannot belong to that kind of paper."""
    if kind in (IdKind.ID_CARD, IdKind.RESIDENCE_PERMIT):
        check_id_number(number, field=field, today=today)
    elif kind is IdKind.BUSINESS_LICENCE:
        check_credit_code(number, field=field)
    elif not re.fullmatch(r"[A-Z0-9]{5,20}", normalise_id(number), re.ASCII):
        raise UserError("id_number_form", N_("A passport number has letters and digits only."), field=field)


def check_credit_code(text: str, *, field: str = "credit_code") -> None:
    """Refuse what cannot be a 统一社会信用代码 (GB 32100: 18 characters, the last one a check modulo 31)."""
    code = normalise_id(text)
    if len(code) != 18 or any(char not in _CREDIT_CHARS for char in code):
        message = N_("A credit code has 18 digits and letters, without I, O, S, V or Z.")
        raise UserError("credit_code_form", message, field=field)
    total = sum(_CREDIT_CHARS.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    if code[17] != _CREDIT_CHARS[-total % 31]:
        raise UserError(
            "credit_code_check",
            N_("A character of the credit code is wrong. Compare it with the licence."),
            field=field,
        )


def is_credit_code(text: str) -> bool:
    """Whether it is a company's credit code and has not the form of an identity number."""
    if _ID_NUMBER.fullmatch(normalise_id(text)):
        return False
    try:
        check_credit_code(text)
    except UserError:
        return False
    return True


def last_four(number: str) -> str:
    """What screens show of an identity number."""
    return normalise_id(number)[-4:]


def mask_id(number: str) -> str:
    """`••••••••••••••042X`: a dot for each hidden character."""
    number = normalise_id(number)
    return "•" * max(len(number) - 4, 0) + number[-4:]


def normalise_phone(text: str) -> str:
    """Digits only, with a leading + for foreign numbers; China's own country code goes."""
    digits = re.sub(r"[\s\-()./]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:\+|00)86(?=1\d{10}$)", "", digits)


def check_phone(text: str, *, field: str = "phone") -> None:
    """Refuse what cannot be dialled. Loose on purpose: ranges change, and visitors come from abroad."""
    phone = normalise_phone(text)
    if not _PHONE.fullmatch(phone):
        raise UserError(
            "phone_invalid",
            N_("“{phone}” is not a telephone number. Write its digits only, with + before a country code."),
            field=field,
            phone=phone,
        )


def mask_phone(text: str) -> str:
    """`138 •••• 6620`; of other numbers only the last four digits stay."""
    phone = normalise_phone(text)
    head = f"{phone[:3]} " if re.fullmatch(r"1\d{10}", phone) else ""
    return f"{head}•••• {phone[-4:]}" if len(phone) > 4 else "••••"
