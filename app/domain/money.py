"""Money: whole fen in, text out, and back. Figures, Chinese capitals and English words of one amount."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from app.errors import UserError
from app.i18n import N_

MAX_AMOUNT = 9_999_999_999
"""The largest amount, in fen: one fen below 1 亿 yuan (10^8), above which libraries for capitals disagree."""

MOST = 10**15
"""No amount that is kept is larger, also none that sums up years: whoever adds them up has room for them."""

_AMOUNT = re.compile(
    r"¥?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(万|w|千|k)?元?", re.ASCII | re.IGNORECASE
)
_UNITS = {"": 1, "万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}


def parse_amount(text: str, *, field: str | None = None) -> int:
    """Fen from what a person types: `116409.02`, `116,409.02`, `2w`, `1.5万`, `20k`."""
    # NFKC turns the full-width digits and signs of a Chinese keyboard into plain ones.
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        raise UserError(
            "amount_invalid",
            N_("“{given}” is not an amount. Write it as 12,800.50, 1.28万 or 12.8k."),
            field=field,
            given=text.strip(),
        )
    if len(match[1]) > 24:  # longer than any amount; Decimal would begin to round
        raise _too_large(field)
    fen = Decimal(match[1].replace(",", "")) * _UNITS[(match[2] or "").lower()] * 100
    if fen != int(fen):
        raise UserError(
            "amount_invalid", N_("“{given}” is finer than a fen."), field=field, given=text.strip()
        )
    if fen > MAX_AMOUNT:
        raise _too_large(field)
    return int(fen)


def _too_large(field: str | None) -> UserError:
    text = N_("The amount is too large. The most is {most}.")
    return UserError("amount_too_large", text, field=field, most=format_amount(MAX_AMOUNT))


def format_amount(fen: int) -> str:
    """`116,409.02`, with a true minus sign (U+2212) for people."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def plain_amount(fen: int) -> str:
    """`116409.02`, with an ASCII minus sign for machines: JSON and CSV."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}"


def capitals(fen: int) -> str:
    """`人民币壹拾壹万陆仟肆佰零玖元零贰分`, by 支付结算办法 appendix 1 (银发〔1997〕393号).

    No gap after 人民币; 整 after 元, left out after 角 as the rule allows. Between a whole number of ten yuan
    and 角 stands 零, as in the rule's examples (107,000.53: 壹拾万柒仟元零伍角叁分). Our own lines instead of
    cn2an, which takes 0.2 s to load when the first contract is printed; the tests compare the two.
    """
    _require_writable(fen)
    yuan, jiao, last = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole_capitals(yuan)}元" if yuan else ""
    if text and (last if not jiao else yuan % 10 == 0):
        text += "零"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    if last:
        text += f"{_DIGITS[last]}分"
    return "人民币" + (text if jiao or last else f"{text or '零元'}整")


_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def _whole_capitals(yuan: int) -> str:
    upper, lower = divmod(yuan, 10_000)
    if not upper:
        return _section(lower)
    gap = "零" if 0 < lower < 1_000 else ""
    return f"{_section(upper)}万{gap}{_section(lower)}"


def _section(n: int) -> str:
    """Up to four digits with their units; zeros in between become one 零, zeros at either end none."""
    text, gap = "", ""
    for digit, unit in zip(f"{n:04d}", ("仟", "佰", "拾", ""), strict=True):
        if digit == "0":
            gap = "零" if text else ""
        else:
            text, gap = f"{text}{gap}{_DIGITS[int(digit)]}{unit}", ""
    return text


def read_capitals(text: str) -> int:
    """Fen from what `capitals` writes: a second road, to compare a contract's figures with its words."""
    fen = section = digit = 0
    for char in text.removeprefix("人民币").rstrip("整"):
        if char in _DIGITS:
            digit = _DIGITS.index(char)
        elif char in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(char) + 1), 0
        else:
            worth = {"万": 1_000_000, "元": 100, "角": 10, "分": 1}[char]
            fen, section, digit = fen + (section + digit) * worth, 0, 0
    return fen


_SMALL = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def words_en(fen: int) -> str:
    """`one hundred and sixteen thousand four hundred and nine and 02/100`: the whole units in words."""
    _require_writable(fen)
    units, rest = divmod(fen, 100)
    return f"{_whole(units)} and {rest:02d}/100"


def _whole(n: int) -> str:
    if n < 1_000:
        return _below_thousand(n)
    scale, name = (1_000_000, "million") if n >= 1_000_000 else (1_000, "thousand")
    head, rest = divmod(n, scale)
    if rest == 0:
        return f"{_whole(head)} {name}"
    return f"{_whole(head)} {name} {'and ' if rest < 100 else ''}{_whole(rest)}"


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    if rest < 20:
        tail = _SMALL[rest]
    else:
        tail = _TENS[rest // 10] + (f"-{_SMALL[rest % 10]}" if rest % 10 else "")
    if hundreds == 0:
        return tail
    return f"{_SMALL[hundreds]} hundred" + (f" and {tail}" if rest else "")


def _require_writable(fen: int) -> None:
    if not 0 <= fen <= MAX_AMOUNT:
        raise UserError("amount_too_large", N_("{given} cannot be put in words."), given=format_amount(fen))
