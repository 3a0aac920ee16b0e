"""The mockup's delivery: a range-extended SUV, due tomorrow, with two faults and one that is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app import i18n
from app.domain import check_list, energy, release
from app.domain.delivery import Mark, MarkKind, MarkState, check_mark
from app.domain.handover_sheet import Readings
from app.domain.permissions import Role
from app.domain.release_checks import Facts, Fitting, Item
from app.domain.states import CertificateState
from app.errors import UserError
from app.presenters.deliveries import DeliveryFilter, DeliveryItem
from app.presenters.delivery import CheckRow, DeliveryCase, FittingRow
from app.presenters.sent import Sent
from tests.gui import story

NO, VIN = story.ZHOU.no, story.ZHOU.vin
DAY, PRICE = date(2026, 11, 23), story.ZHOU.price
_D = MarkState.DONE


class FakeDeliveries:
    """The list: one is late, one due today and released, one without a day. Stock keepers read no names."""

    def __init__(self, language: str = "en", *, named: bool = True) -> None:
        self.zh, self.named = language == "zh_CN", named

    def _all(self) -> tuple[DeliveryItem, ...]:
        def name(zh: str, en: str) -> str:
            return zh if self.zh else en

        x7, c5 = name("X7 四驱旗舰", "X7 AWD Flagship"), name("C5 长续航", "C5 Long Range")
        chen, zhao = name("陈思远", "Chen Siyuan"), name("赵婉清", "Zhao Wanqing")
        with i18n.speaking("zh_CN" if self.zh else "en"):
            names = {item: i18n.tr(text) for item, text in release.NAMES.items()}
        waits = tuple(names[item] for item in (Item.MONEY, Item.LOAN, Item.CERTIFICATE, Item.INSPECTION))
        rows = [
            ("01160", name("孙立新", "Sun Lixin"), c5, "4093", zhao, date(2026, 11, 20), "", "contracted", 11,
             (names[Item.PLATES],)),
            ("01162", name("何佳", "He Jia"), x7, "4110", chen, date(2026, 11, 22), "16:00", "delivering", 12, ()),
            ("01187", name("周明慧", "Zhou Minghui"), x7, "4127", chen, DAY, "15:00", "contracted", 8, waits),
            ("01171", name("方宁", "Fang Ning"), c5, "4139", zhao, date(2026, 12, 3), "", "contracted", 4,
             (*waits, names[Item.INVOICE])),
            ("01164", name("唐悦", "Tang Yue"), x7, "", chen, None, "", "contracted", 3, (names[Item.CONTRACT],)),
        ]  # fmt: skip
        return tuple(
            DeliveryItem(
                f"HZ02-26-{no}", buyer if self.named else "", model, f"LCY7E4AB8T100{tail}" if tail else "", seller, due, at, state, passed,
                12, named,
            )
            for no, buyer, model, tail, seller, due, at, state, passed, named in rows
        )  # fmt: skip

    def _fitting(self, wanted: DeliveryFilter) -> tuple[DeliveryItem, ...]:
        kept = {
            "open": lambda row: True, "due": lambda row: row.due_on is not None and row.due_on <= date(2026, 11, 22),
            "released": lambda row: row.state == "delivering",
        }.get(wanted.view, lambda row: False)  # fmt: skip
        return tuple(
            row for row in self._all() if kept(row) and wanted.text.lower() in f"{row.no} {row.buyer}".lower()
        )

    def counts(self) -> dict[str, int]:
        return {
            view: len(self._fitting(DeliveryFilter(view=view)))
            for view in ("open", "due", "released", "follows", "done")
        }

    def count(self, wanted: DeliveryFilter) -> int:
        return len(self._fitting(wanted))

    def page(self, wanted: DeliveryFilter, offset: int, limit: int) -> tuple[DeliveryItem, ...]:
        return self._fitting(wanted)[offset : offset + limit]


class FakeDelivery:
    """One delivery, with the gate as the program judges it."""

    def __init__(self, language: str = "en", *, named: bool = True) -> None:
        self.language, self.zh, self.named = language, language == "zh_CN", named
        self.printed: list[str] = []
        self.handed: tuple[Readings, Any] | None = None
        self.released_for = ""
        self.state = "contracted"
        self.waived: frozenset[Item] = frozenset()
        self.marks = self._first_marks()
        self.fittings = {"f1": Mark(MarkKind.FITTING, _D), "f2": Mark(
            MarkKind.FITTING, MarkState.LATER, day=date(2026, 11, 30)
        )}  # fmt: skip
        self.looks: dict[str, CheckRow] = {}
        self.facts = Facts(
            day=DAY, is_signed=True, has_car=True, is_contested=False, price=PRICE, payable=story.ZHOU.payable,
            paid=story.DEPOSIT, loan=story.ZHOU.loan, lender=self._(*story.LENDER),
            disbursed=0, application=self._("已批准", "approved"), not_handed_in=(), certificate="pledged",
            looked_at=0, to_look_at=0, faults=(), collects_tax=True,
        )  # fmt: skip
        self._inspect_some()

    def _(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def _first_marks(self) -> dict[MarkKind, Mark]:
        there = {"there": list(check_list.paper_names())}
        return {
            MarkKind.INVOICE: Mark(MarkKind.INVOICE, _D, "0387", amount=PRICE),
            MarkKind.INSURANCE: Mark(MarkKind.INSURANCE, _D, "PDAA-2026-33", DAY),
            MarkKind.TAX: Mark(MarkKind.TAX, _D, "3302-8841"),
            MarkKind.PLATES: Mark(
                MarkKind.PLATES, _D, self._("浙A·临 08127", "ZJ-A 08127"), date(2026, 12, 10)
            ),
            MarkKind.PAPERS: Mark(MarkKind.PAPERS, _D, details=there),
            MarkKind.KEYS: Mark(MarkKind.KEYS, _D, "A-07", details={"count": 2}),
        }

    def _inspect_some(self) -> None:
        he, han = self._("何晓彤", "He Xiaotong"), self._("韩磊", "Han Lei")
        scratch, rim = (
            self._("右侧划痕 6 cm", "Scratch, 6 cm"),
            self._("左后轮毂剐蹭", "Rear left rim grazed"),
        )
        seen = {
            "paint_right": ("fault", scratch, he, date(2026, 11, 23), ("p1",), scratch),
            "wheels": ("parts", rim, han, date(2026, 11, 24), ("p2",), rim),
            "glass": (
                "mended", self._("重刷控制器，复查通过", "Controller flashed, checked again"), han, None, ("p3", "p4"),
                self._("右后视镜不折叠", "Right mirror does not fold"),
            ),
            "battery": ("ok", self._("100%，压差 6 mV", "100 %, 6 mV apart"), han, None, (), ""),
            "charging": ("ok", "142 kW / 6.6 kW", han, None, (), ""),
            "insulation": ("ok", "1,180 MΩ", han, None, (), ""),
            "mileage": ("ok", "18 km / 74%", he, None, (), ""),
        }  # fmt: skip
        for key, (finding, note, by, due, photos, fault) in seen.items():
            self.looks[key] = CheckRow(key, "", "", "", finding, note, by, _at(), due, photos, fault)
        for line in check_list.in_force(DAY).for_energy(energy.shipped()["erev"]):
            self.looks.setdefault(line.key, CheckRow(line.key, "", "", "", "ok", "", he, _at()))

    def case(self, no: str) -> DeliveryCase:
        with i18n.speaking(self.language):
            listed = check_list.in_force(DAY)
            lines = listed.for_energy(energy.shipped()["erev"])
            checks = tuple(
                replace(self.looks.get(line.key, CheckRow(line.key, "", "", "")), section=line.section_name,
                        name=line.name, demand=line.demand)
                for line in lines
            )  # fmt: skip
            faults = tuple(check.name for check in checks if check.finding in check_list.FAULTY)
            names = {
                "f1": self._("脚垫、记录仪、隔热膜", "Mats, camera, film"),
                "f2": self._("充电桩", "Wall box"),
            }
            facts = replace(
                self.facts, looked_at=sum(bool(check.finding) for check in checks), to_look_at=len(checks),
                faults=faults, marks=self.marks,
                fittings=tuple(Fitting(name, self.fittings.get(key)) for key, name in names.items()),
            )  # fmt: skip
            gate = release.gate(facts, self.waived)
            gate = gate if self.named else release.seen_by(gate, frozenset({Role.STOCK}))
        left = self.state in ("delivered", "closed")
        return DeliveryCase(
            no=NO, deal_no="D-" + NO, buyer=self._("周明慧", "Zhou Minghui") if self.named else "", vin=VIN,
            model=self._("X7 四驱旗舰", "X7 AWD Flagship"), seller=self._("陈思远", "Chen Siyuan"), state=self.state,
            due_on=DAY, due_time="15:00", lines=gate.lines, check_list=listed.id, checks=checks,
            fittings=tuple(FittingRow(key, name, self.fittings.get(key)) for key, name in names.items()),
            marks=self.marks, certificate=facts.certificate, sheet=f"{NO}-H" if left else "",
        )  # fmt: skip

    def everything_there(self, *, but: MarkKind | None = None) -> None:
        """Money, loan, certificate and inspection too."""
        self.facts = replace(
            self.facts, paid=self.facts.payable, certificate="redeemed", disbursed=story.ZHOU.loan
        )
        for key, check in self.looks.items():
            if check.finding in check_list.FAULTY:
                self.looks[key] = replace(check, finding="mended")
        if but is not None:
            del self.marks[but]

    def mark(self, no: str, mark: Mark) -> None:
        check_mark(mark, frozenset(Role))
        if mark.line_id is not None:
            self.fittings[mark.line_id] = mark
        else:
            self.marks[mark.kind] = mark

    def inspect(self, vin: str, look: tuple[str, str, str, date | None], photos: Sequence[str]) -> None:
        line, finding, note, due = look
        known = check_list.in_force(DAY)
        before = self.looks.get(line)
        check_list.check_look(
            next(each for each in known.lines if each.key == line),
            before.finding if before else None,
            finding,
            note,
        )
        fault = note if finding in check_list.FAULTY else before.fault if before else ""
        kept = before.photos if before else ()
        self.looks[line] = CheckRow(
            line, "", "", "", finding, note, "He", _at(), due, (*kept, *photos), fault,
            lacks_photo=bool(fault) and not (*kept, *photos),
        )  # fmt: skip

    def show_fault(self, vin: str, line: str, photos: Sequence[str]) -> None:
        seen = self.looks[line]
        self.looks[line] = replace(seen, photos=(*seen.photos, *photos), lacks_photo=False)

    def pass_rest(self, vin: str, lines: Sequence[str]) -> None:
        for line in lines:
            self.looks[line] = CheckRow(line, "", "", "", "ok")

    def release(self, no: str, waive: frozenset[Item], reason: str) -> None:
        if waive and not reason.strip():
            raise UserError("reason_missing", "Say why it may follow.", field="reason")
        self.waived, self.released_for, self.state = waive, reason, "delivering"

    def hand_over(self, no: str, read: Readings, strokes: Any) -> str:
        self.handed, self.state = (read, strokes), "delivered"
        return f"{NO}-H"

    def certificate(self, vin: str, to: CertificateState) -> None:
        self.facts = replace(self.facts, certificate=to.value)

    def print(self, no: str) -> Sent:
        self.printed.append(no)
        return Sent("sheet.pdf", filed=True)


def _at() -> datetime:
    return datetime(2026, 11, 21, 11, 30, tzinfo=UTC)
