from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import identity
from app.domain.identity import IdKind
from app.errors import UserError

DATA = Path(__file__).parents[2] / "data" / "rules"
GOOD = "11010519491231002X"


def _customers() -> list[dict[str, str]]:
    with (DATA / "customers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _customers(), ids=lambda row: row["id_number"])
def test_right_identity_numbers_and_telephones_are_accepted(row: dict[str, str]) -> None:
    identity.check_name(row["name"])
    identity.check_id_number(row["id_number"], today=date(2026, 11, 22))
    identity.check_phone(row["phone"])


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1101051949123100", "id_number_length"),
        ("1101051949123100AX", "id_number_form"),
        ("１１０１０５１９４９１２３１００２Y", "id_number_form"),
        ("201511199706015960", "id_number_region"),
        ("110105194902310023", "id_number_date"),
        ("110105204912310027", "id_number_date"),
        ("110105194912310021", "id_number_check"),
    ],
)
def test_each_fault_has_its_own_code(number: str, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        identity.check_id_number(number, today=date(2026, 11, 22))
    assert (refusal.value.code, refusal.value.field) == (code, "id_number")


def test_small_letters_blanks_and_full_width_digits_are_the_same_number() -> None:
    assert identity.normalise_id(" 110105 19491231 002x ") == GOOD
    identity.check_id_number("１１０１０５１９４９１２３１００２ｘ")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, by: int) -> None:
    wrong = GOOD[:place] + str((int(GOOD[place]) + by) % 10) + GOOD[place + 1 :]
    with pytest.raises(UserError):
        identity.check_id_number(wrong)


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999))
def test_our_check_digit_is_the_one_python_stdnum_knows(born: date, serial: int) -> None:
    ric = pytest.importorskip("stdnum.cn.ric")
    number = f"110105{born:%Y%m%d}{serial:03d}"
    number += ric.calc_check_digit(f"{number}0")
    identity.check_id_number(number)
    assert identity.birth_date(number) == born


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91230184MA1BUFLT44", " 91350100m000100y43 "])
def test_right_credit_codes(code: str) -> None:
    identity.check_credit_code(code)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("91350100M000100Y44", "credit_code_check"),
        ("91350100M000100Z43", "credit_code_form"),
        ("", "credit_code_form"),
    ],
)
def test_wrong_credit_codes(code: str, why: str) -> None:
    with pytest.raises(UserError) as refusal:
        identity.check_credit_code(code)
    assert refusal.value.code == why


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18))
def test_credit_codes_agree_with_python_stdnum(code: str) -> None:
    uscc = pytest.importorskip("stdnum.cn.uscc")
    code = f"{code[:2]}110000{code[8:17]}"  # stdnum wants a region; the check is what we compare
    code += uscc.calc_check_digit(code)
    identity.check_credit_code(code)


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        (IdKind.ID_CARD, GOOD, True),
        (IdKind.ID_CARD, "E12345678", False),
        (IdKind.RESIDENCE_PERMIT, "810000199001010019", True),
        (IdKind.PASSPORT, "e1234 5678", True),
        (IdKind.PASSPORT, "护照1234", False),
        (IdKind.BUSINESS_LICENCE, "91350100M000100Y43", True),
        (IdKind.BUSINESS_LICENCE, GOOD, False),
    ],
)
def test_each_paper_has_its_own_kind_of_number(kind: IdKind, number: str, fits: bool) -> None:
    if fits:
        identity.check_paper(kind, number)
    else:
        with pytest.raises(UserError):
            identity.check_paper(kind, number)


def test_screens_show_only_the_end_of_numbers() -> None:
    assert identity.mask_id(GOOD) == "•" * 14 + "002X"
    assert identity.last_four(GOOD) == "002X"
    assert identity.mask_phone("13800006620") == "138 •••• 6620"
    assert identity.mask_phone("+86 138-0000-6620") == "138 •••• 6620"
    assert identity.mask_phone("0571-8601 2345") == "•••• 2345"
    assert identity.mask_phone("110") == "••••"


@pytest.mark.parametrize(
    "text",
    [
        "19119255642",
        "008618311006933",
        "0936-4211235",
        "89076543",
        "+49 170 1234567",
        "１３８０００１１２２３３",
    ],
)
def test_telephones_that_can_be_dialled(text: str) -> None:
    identity.check_phone(text)


@pytest.mark.parametrize("text", ["", "1234", "call me", "138 0000 662O", "+"])
def test_telephones_that_cannot(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        identity.check_phone(text)
    assert refusal.value.code == "phone_invalid"


def test_one_telephone_has_one_stored_form() -> None:
    forms = {"138 0000 6620", "+86-13800006620", "008613800006620", "(138)00006620"}
    assert {identity.normalise_phone(form) for form in forms} == {"13800006620"}


def test_names_have_one_form() -> None:
    assert identity.normalise_name("  Jose\u0301  Garcia ") == "José Garcia"
    assert identity.normalise_name("凯文•杜兰特") == "凯文·杜兰特"


@pytest.mark.parametrize(
    ("name", "code"), [(" ", "name_missing"), ("a\x00b", "name_invalid"), ("王" * 101, "name_invalid")]
)
def test_what_cannot_be_a_name(name: str, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        identity.check_name(name)
    assert refusal.value.code == code


def test_rare_characters_are_names_too() -> None:
    identity.check_name("𠮷田䶮")
