"""What a contract's placeholders and labels say, in the language of its template."""

from __future__ import annotations

from datetime import date

from app.domain import money, tax
from app.domain.contract_document import ContractDocument
from app.domain.contract_template import Template
from app.domain.pricing import PriceLine
from app.domain.receipt_document import Since

_MONTHS = "January February March April May June July August September October November December"
_BLANK = {"zh_CN": "＿＿＿＿＿＿", "en": "____________"}
_NUMERALS = "零一二三四五六七八九"


def placeholders(document: ContractDocument, template: Template) -> dict[str, str]:
    """The value of every placeholder; what is not known yet is a line to write on."""
    sheet, plan, deposit = document.sheet, document.plan, document.deposit
    blank = _BLANK[template.language]
    deposited = deposit.amount if deposit else 0
    amounts = {
        "list_price": sheet.list_price,
        "discount": sheet.discount,
        "price": sheet.price,
        "payable": document.payable,
        "on_the_road": sheet.on_the_road,
        "add_ons": sheet.own_lines,
        "collected": sheet.collected,
        "trade_in": sheet.trade_in,
        "deposit": deposited,
        "balance": document.balance,
        "loan": plan.loan,
    }
    spoken = ("price", "payable", "deposit", "balance", "loan")
    texts = {
        "contract_no": document.no,
        "drawn_on": day(document.dated, template) if document.dated else "",
        "place": document.place,
        "seller_name": document.seller.name,
        "seller_agent": document.seller.agent,
        "buyer_name": document.buyer.name,
        "buyer_phone": document.buyer.phone,
        "brand": document.car.brand,
        "model": document.car.model,
        "vin": document.car.vin,
        "colour": document.car.colour,
        "interior": document.car.interior,
        "deposit_share": f"{deposited * 100 / sheet.price:.1f}%" if sheet.price else "",
        "deposit_on": day((deposit and deposit.due_on) or document.drawn_on, template),
        "lender": plan.lender,
        "months": str(plan.months),
        "rate": f"{plan.rate_bp / 100:g}%",
        "delivery_on": day(document.delivery_on, template) if document.delivery_on else "",
        "delivery_place": document.delivery_place,
        "terms": document.terms,
    }
    return {
        **{name: money.format_amount(fen) for name, fen in amounts.items()},
        **{f"{name}_words": words(amounts[name], template) for name in spoken},
        **{name: text or blank for name, text in texts.items()},
    }


def words(fen: int, template: Template) -> str:
    """An amount in words; empty where no words can be trusted, which the linter has refused before."""
    if not 0 <= fen <= money.MAX_AMOUNT:
        return ""
    return money.capitals(fen) if template.language == "zh_CN" else money.words_en(fen)


def day(on: date, template: Template) -> str:
    """`2026年11月22日`, `22 November 2026`."""
    parts = {"year": on.year, "month": on.month, "day": on.day, "month_name": _MONTHS.split()[on.month - 1]}
    return put(template.label("date"), **parts)


def since(moved: Since, template: Template) -> str:
    """What a copy of a receipt says of money that moved on."""
    how = moved.how if moved.times == 1 else "refunds"
    return put(
        template.label(f"since.{how}"), times=moved.times, amount=f"¥{money.format_amount(moved.amount)}",
        on=day(moved.on, template), no=moved.no, contract_no=moved.contract_no,
    )  # fmt: skip


def put(text: str, **values: object) -> str:
    """A label with its own few values. Plain replacement: labels come from a template that people edit."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def article(number: int, heading: str, template: Template) -> str:
    """`第三条　定金`, `Article 3. Deposit`."""
    return put(template.label("article"), number=numeral(number, template), heading=heading)


def numeral(number: int, template: Template) -> str:
    """A number below a hundred as articles and annexes are counted."""
    if template.language != "zh_CN":
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones or not tens else "")


def line_label(line: PriceLine, template: Template) -> str:
    """What a line of the price sheet is called, with its tax rule if it has one."""
    label = template.labels.get(f"line.{line.label}", line.label)
    rule = tax.find_rule(line.rule) if line.rule else None
    return f"{label} · {rule.names[template.language]}" if rule else label


def line_payee(line: PriceLine, template: Template) -> str:
    """Who gets the money of a line."""
    if not line.payee:
        return template.label("payee.own")
    payee = template.labels.get(f"payee.{line.payee}", line.payee)
    return payee if line.collected_for_others else f"{payee} · {template.label('direct')}"
