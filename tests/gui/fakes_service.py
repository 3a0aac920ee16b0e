"""Visits of the mockup's customers to the workshop, in memory and in two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.domain import follow_up, warranty
from app.domain import service_visit as rules
from app.errors import UserError
from app.presenters.service_visits import Booking, CallItem, ClockItem, Finished, OwnedItem, VisitItem, Wanted
from app.presenters.test_drive_diary import Choice

NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)
TODAY = date(2026, 11, 22)
HANDED = date(2026, 10, 25)
VIN, CONTRACT = "LCYC5LAA6T1001540", "HZ02-26-01098"
"""Of the car that she had from here before."""

# days from today, hour, state, customer, car, vin, reasons, words, km, work, paid
_VISITS = (
    (0, 9, "arrived", 1, 1, "LFV3A23C2D3041187", ("repair",), ("过减速带右前异响", "A noise at the front right"), 60_110, "", None),
    (0, 14, "booked", 0, 0, VIN, ("service",), ("首保", "First service"), None, "", None),
    (1, 9, "booked", 2, 2, "LVHRU1844E5012745", ("service", "recall"), ("顺便做燃油泵召回", "And the fuel pump recall"), None, "", None),
    (-1, 15, "booked", 3, 3, "LSGPB64U4FD208316", ("inspection",), ("年检前看一看", "A look before the yearly test"), None, "", None),
    (-20, 10, "done", 1, 1, "LFV3A23C2D3041187", ("service",), ("", ""), 58_240, ("更换机油、机滤", "Oil and filter"), 68_000),
    (-30, 11, "missed", 3, 3, "LSGPB64U4FD208316", ("inspection",), ("", ""), None, "", None),
)  # fmt: skip
_PEOPLE = (
    ("周明慧", "Zhou Minghui"),
    ("沈嘉宁", "Shen Jianing"),
    ("何志远", "He Zhiyuan"),
    ("顾思琪", "Gu Siqi"),
)
_CARS = (
    ("C5 长续航 Max", "C5 Long Range Max"),
    ("大众 帕萨特", "VW Passat"),
    ("本田 CR-V", "Honda CR-V"),
    ("别克 英朗", "Buick Excelle"),
)


class FakeService:
    """Keeps what is booked; the rules are those of the program."""

    def __init__(self, language: str = "en") -> None:
        self._at = at = 0 if language == "zh_CN" else 1
        self.rows: list[VisitItem] = []
        self.fails = False
        said = ("很满意，问过充电桩", "Content; asked about a charger at home")[at]
        self.reached: dict[str, tuple[int | None, str]] = {"day1": (5, said)}
        self.tries: dict[str, int] = {"day1": 1, "day7": 1}
        for no, (days, hour, state, who, car, vin, reasons, wish, km, work, paid) in enumerate(_VISITS):
            starts = NOW.astimezone().replace(hour=hour, minute=0) + timedelta(days=days)
            self.rows.append(
                VisitItem(
                    f"v{no}", starts.astimezone(UTC), state, f"c{who}", _PEOPLE[who][at], f"1380000{6620 + who}",
                    vin, _CARS[car][at], reasons, wish[at], ("陈思远", "Chen Siyuan")[at], km,
                    work[at] if work else "", paid, date(2027, 5, 20) if work else None, 63_240 if work else None,
                )
            )  # fmt: skip

    def _found(self, wanted: Wanted) -> list[VisitItem]:
        if self.fails:
            raise UserError("disk", "The disk is gone.")
        late = [row for row in self.rows if rules.is_overdue(row.state, row.starts_at, TODAY)]
        views = {
            "today": [
                row
                for row in self.rows
                if row.state == "arrived"
                or (row.state == "booked" and row.starts_at.astimezone().date() == TODAY)
            ],
            "coming": [
                row for row in self.rows if row.state == "booked" and row.starts_at.astimezone().date() > TODAY
            ],
            "overdue": late, "done": [row for row in self.rows if row.state == "done"], "all": self.rows,
        }  # fmt: skip
        text = wanted.text.strip().lower()
        return [row for row in views[wanted.view] if text in f"{row.customer} {row.car} {row.vin}".lower()]

    def count(self, wanted: Wanted) -> int:
        return len(self._found(wanted))

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[VisitItem, ...]:
        return tuple(self._found(wanted)[offset : offset + limit])

    def find(self, visit_id: str) -> VisitItem | None:
        return next((row for row in self.rows if row.id == visit_id), None)

    def people(self, text: str) -> tuple[Choice, ...]:
        names = [names[self._at] for names in _PEOPLE]
        return tuple(Choice(f"c{no}", name) for no, name in enumerate(names) if text.lower() in name.lower())

    def cars(self, customer_id: str) -> tuple[OwnedItem, ...]:
        if customer_id != "c0":
            return ()
        clocks = warranty.clocks(HANDED, household=True, attributes={})
        return (
            OwnedItem(
                VIN, _CARS[0][self._at], HANDED, 1_860,
                tuple(
                    ClockItem(c.kind, c.until, c.days_left(TODAY), c.km_left(1_860), c.runs(TODAY, 1_860))
                    for c in clocks
                ),
                date(2027, 4, 25), 5_000,
            ),
        )  # fmt: skip

    def book(self, booking: Booking) -> None:
        rules.check_car(booking.car)
        rules.check_reasons(list(booking.reasons))
        rules.check_day(booking.starts_at.astimezone().date(), TODAY)
        for row in self.rows:
            if (row.vin, row.state) == (booking.vin, "booked"):
                rules.check_apart(booking.starts_at, row.starts_at)
        names = {f"c{no}": names[self._at] for no, names in enumerate(_PEOPLE)}
        self.rows.append(
            VisitItem(
                f"v{len(self.rows)}", booking.starts_at, "booked", booking.customer_id,
                names.get(booking.customer_id, ""), "", booking.vin, booking.car, booking.reasons, booking.wish,
            )
        )  # fmt: skip

    def rebook(self, visit_id: str, booking: Booking) -> None:
        rules.check_reasons(list(booking.reasons))
        self._change(visit_id, starts_at=booking.starts_at, reasons=booking.reasons, wish=booking.wish)

    def arrive(self, visit_id: str, km: int) -> None:
        rules.check_km(km)
        self._change(visit_id, state="arrived", km=km)

    def finish(self, visit_id: str, done: Finished) -> None:
        km = next(row.km for row in self.rows if row.id == visit_id) or 0
        rules.check_next(done.next_on, done.next_km, today=TODAY, km=km)
        self._change(
            visit_id, state="done", work=done.work, paid=done.paid, next_on=done.next_on,
            next_km=done.next_km,
        )  # fmt: skip

    def miss(self, visit_id: str) -> None:
        self._change(visit_id, state="missed")

    def cancel(self, visit_id: str) -> None:
        self._change(visit_id, state="cancelled")

    def calls(self, customer_id: str = "c0") -> tuple[CallItem, ...]:
        made = []
        for step in follow_up.STEPS:
            due = follow_up.due_on(HANDED, step)
            reached, tries = self.reached.get(step), self.tries.get(step, 0)
            state = follow_up.state(due, TODAY, reached=reached is not None)
            score, note = reached or (None, "")
            names = _PEOPLE[0][self._at], _CARS[0][self._at]
            made.append(CallItem(CONTRACT, customer_id, *names, step, due, state, tries, score, note))
        return tuple(made)

    def calls_due(self) -> tuple[CallItem, ...]:
        return tuple(call for call in self.calls() if call.state in ("due", "overdue"))

    def log_call(self, call: CallItem, outcome: str, score: int | None, note: str) -> None:
        follow_up.check_call(outcome, score)
        self.tries[call.step] = self.tries.get(call.step, 0) + 1
        if outcome == "reached":
            self.reached[call.step] = (score, note)

    def _change(self, visit_id: str, **values: object) -> None:
        at = next((at for at, row in enumerate(self.rows) if row.id == visit_id), None)
        if at is None:
            raise UserError("visit_unknown", "There is no such visit here.")
        self.rows[at] = replace(self.rows[at], **values)  # type: ignore[arg-type]
