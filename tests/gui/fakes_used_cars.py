"""Money for used cars at the mockups' dealership, in memory and in two languages."""

from __future__ import annotations

from dataclasses import replace

from app.presenters.used_car_dues import Due, Wanted

_DUES = (
    ("payoff", "due", "浙B·66D18", ("丰田 凯美瑞", "Toyota Camry"), 0, ("平安银行", "Ping An Bank"), 2_000_000),
    ("payout", "due", "浙B·66D18", ("丰田 凯美瑞", "Toyota Camry"), 0, None, 888_000),
    ("payout", "undecided", "浙A·55P20", ("日产 轩逸", "Nissan Sylphy"), 1, None, 4_300_000),
    ("payoff", "coming", "苏E·08T3X", ("别克 君越", "Buick LaCrosse"), 2, ("招商银行", "CMB"), 3_150_000),
    ("payout", "paid", "沪C·K9127", ("本田 雅阁", "Honda Accord"), 3, None, 1_260_000),
)  # fmt: skip
_PEOPLE = (
    ("叶清", "Ye Qing"),
    ("陆建国", "Lu Jianguo"),
    ("何志远", "He Zhiyuan"),
    ("沈嘉宁", "Shen Jianing"),
)

_CONTRACTS = ("HZ02-26-01189", "HZ02-26-01186", "HZ02-26-01190", "HZ02-26-01172")


class FakeDues:
    """Pays, and remembers how."""

    def __init__(self, language: str = "en") -> None:
        self._at = 0 if language == "zh_CN" else 1
        self.rows = [self._row(n, *each) for n, each in enumerate(_DUES)]
        self.paid: list[tuple[str, str, str]] = []

    def _row(
        self, n: int, kind: str, state: str, plate: str, car: tuple[str, str], who: int,
        lender: tuple[str, str] | None, amount: int,
    ) -> Due:  # fmt: skip
        customer, done = _PEOPLE[who][self._at], state == "paid"
        return Due(
            f"t{who}", kind, state, plate, car[self._at], customer, lender[self._at] if lender else customer, amount,
            0 if done else amount, f"D-{_CONTRACTS[who]}", _CONTRACTS[who],
            "" if lender else "wang", "" if lender else ("王雅婷", "Wang Yating")[self._at],
            "R-0771" if done else "",
        )  # fmt: skip

    def _found(self, wanted: Wanted) -> list[Due]:
        views = {"due": ("due", "undecided"), "coming": ("coming",), "paid": ("paid",)}
        return [
            due
            for due in self.rows
            if due.state in views.get(wanted.view, (due.state,))
            and wanted.text.lower() in f"{due.plate} {due.customer} {due.contract_no}".lower()
        ]

    def count(self, wanted: Wanted) -> int:
        return len(self._found(wanted))

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[Due, ...]:
        return tuple(self._found(wanted)[offset : offset + limit])

    def find(self, trade_in_id: str, kind: str) -> Due | None:
        return next((due for due in self.rows if (due.trade_in_id, due.kind) == (trade_in_id, kind)), None)

    def pay(self, due: Due, method: str, reference: str) -> str:
        self.paid.append((due.key, method, reference))
        done = replace(due, state="paid", left=0, receipt_no="P-0032")
        self.rows = [done if each.key == due.key else each for each in self.rows]
        return done.receipt_no
