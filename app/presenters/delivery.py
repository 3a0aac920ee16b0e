"""One delivery: the release gate, the inspection with its faults, the release and the handover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from app.changes import Changes
from app.domain.delivery import MAKERS, Mark, MarkKind
from app.domain.handover_sheet import Readings
from app.domain.permissions import CERTIFICATE, HAND_OVER, INSPECT, RELEASE, Role
from app.domain.release import HANDS, OWNERS, WAIVABLE, GateLine
from app.domain.release_checks import Item, Light
from app.domain.states import CertificateState, DealState
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.base import Presenter, Run
from app.presenters.deliveries import TABLES
from app.presenters.sent import Sent

MARKED: dict[Item, MarkKind] = {
    Item.INVOICE: MarkKind.INVOICE, Item.INSURANCE: MarkKind.INSURANCE,
    Item.TAX: MarkKind.TAX, Item.PLATES: MarkKind.PLATES, Item.PAPERS: MarkKind.PAPERS,
    Item.KEYS: MarkKind.KEYS, Item.ACCESSORIES: MarkKind.FITTING,
}  # fmt: skip
"""Items that somebody's word turns green."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A line of the inspection with what was seen last."""

    line: str
    section: str
    name: str
    demand: str
    finding: str = ""
    """A `Finding`; empty: nobody has looked."""
    note: str = ""
    by: str = ""
    at: datetime | None = None
    due_on: date | None = None
    photos: tuple[str, ...] = ()
    """Ids of files, of all looks at this line."""
    fault: str = ""
    """What was wrong, while it is or once it is mended."""
    lacks_photo: bool = False
    """A fault of it has no photo: the check is not finished."""


@dataclass(frozen=True, slots=True)
class FittingRow:
    """An accessory of the contract and its job."""

    id: str
    name: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class DeliveryCase:
    """All that the page shows of a delivery."""

    no: str
    deal_no: str
    buyer: str
    model: str
    vin: str
    seller: str
    state: str
    due_on: date | None
    due_time: str
    lines: tuple[GateLine, ...]
    check_list: str = ""
    checks: tuple[CheckRow, ...] = ()
    fittings: tuple[FittingRow, ...] = ()
    marks: dict[MarkKind, Mark] = field(default_factory=dict)
    certificate: str = CertificateState.IN_HAND
    sheet: str = ""
    """The number of the handover sheet, once there is one."""
    handed_on: date | None = None
    """The day on which the car left."""

    @property
    def passed(self) -> int:
        """How many items do not keep the car here."""
        return sum(not line.blocks for line in self.lines)

    @property
    def blocking(self) -> tuple[GateLine, ...]:
        """Those that do."""
        return tuple(line for line in self.lines if line.blocks)

    @property
    def faults(self) -> tuple[CheckRow, ...]:
        """Lines that are faulty or were, the open ones first."""
        found = [check for check in self.checks if check.fault]
        return tuple(sorted(found, key=lambda check: check.finding in ("mended", "ok")))

    @property
    def has_left(self) -> bool:
        """Whether the car is handed over."""
        return self.state in (DealState.DELIVERED, DealState.CLOSED)


class DeliveryGateway(Protocol):
    """What the page needs of the terminal."""

    def case(self, no: str) -> DeliveryCase: ...
    def mark(self, no: str, mark: Mark) -> None: ...
    def inspect(self, vin: str, look: tuple[str, str, str, date | None], photos: Sequence[str]) -> None: ...
    def show_fault(self, vin: str, line: str, photos: Sequence[str]) -> None: ...
    def pass_rest(self, vin: str, lines: Sequence[str]) -> None: ...
    def release(self, no: str, waive: frozenset[Item], reason: str) -> None: ...
    def hand_over(self, no: str, read: Readings, strokes: Any) -> str: ...
    def certificate(self, vin: str, to: CertificateState) -> None: ...
    def print(self, no: str) -> Sent: ...


@dataclass(frozen=True)
class DeliveryState:
    """What the page shows."""

    no: str = ""
    case: DeliveryCase | None = None
    loading: bool = False
    failed: bool = False
    busy: bool = False
    done: str = ""
    """What just succeeded: `marked`, `inspected`, `released`, `handed_over`, `printed`; announced once."""
    told: str = ""


Failed = Callable[[Exception], object]


class DeliveryPresenter(Presenter[DeliveryState]):
    """Holds one delivery and carries out what was asked."""

    def __init__(
        self, run: Run, run_io: Run, gateway: DeliveryGateway, roles: frozenset[Role],
        today: Callable[[], date],
    ) -> None:  # fmt: skip
        super().__init__(run, DeliveryState())
        self._run_io, self._gateway, self._roles, self.today = run_io, gateway, roles, today

    def open(self, no: str) -> None:
        """Show the delivery of a contract."""
        if no != self.state.no:
            self._set(no=no, case=None, failed=False)
        self.load()

    def load(self) -> None:
        """Read it."""
        no = self.state.no
        if not no:
            return
        self._set(loading=self.state.case is None)
        self._ask(lambda: self._gateway.case(no), self._loaded, topic="case", on_error=self._not_loaded)

    def _loaded(self, case: DeliveryCase) -> None:
        self._set(case=case, loading=False, failed=False)

    def _not_loaded(self, error: Exception) -> None:
        self._set(loading=False, failed=True)
        self._fail(error)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES, "attachment"):
            self.load()

    # ------------------------------------------------------------ who may what

    def way(self, item: Item) -> str:
        """What this person can do about an item: one of the ways that the page knows, or nothing."""
        if item in MARKED:
            return "mark" if MAKERS[MARKED[item]] & self._roles else ""
        ways = {Item.MONEY: "money", Item.LOAN: "loan", Item.CONTRACT: "contract"}
        if item is Item.INSPECTION:
            return "inspect" if self.may_inspect else ""
        if item is Item.CERTIFICATE:
            return "certificate" if CERTIFICATE.allowed_for(self._roles) else ""
        return ways.get(item, "") if HANDS[item] & self._roles else ""

    def who(self, line: GateLine) -> str:
        """Who turned an item green, or whose job it is."""
        case = self.state.case
        mark = case.marks.get(MARKED[line.item]) if case and line.item in MARKED else None
        if mark is not None and mark.by and not line.blocks:
            return mark.by
        owner = OWNERS[line.item]
        return case.seller if case and owner is Role.SALES else words.role(owner)

    @property
    def may_appoint(self) -> bool:
        """Whether this person agrees on days with customers."""
        return bool(MAKERS[MarkKind.APPOINTMENT] & self._roles)

    @property
    def may_inspect(self) -> bool:
        """Whether this person inspects cars."""
        case = self.state.case
        return INSPECT.allowed_for(self._roles) and case is not None and bool(case.vin) and not case.has_left

    @property
    def waivable(self) -> frozenset[Item]:
        """What this person could let follow so that nothing blocks any more; empty: there is no such way."""
        case = self.state.case
        red = frozenset(line.item for line in case.blocking) if case else frozenset()
        return red if red and red <= WAIVABLE and Role.MANAGER in self._roles else frozenset()

    @property
    def why_not_release(self) -> str:
        """What the button waits for; empty: it may be pressed."""
        case = self.state.case
        if case is None or not RELEASE.allowed_for(self._roles):
            return tr("Sales and managers release cars.")
        if case.has_left:
            return tr("The car is handed over.")
        if case.blocking and not self.waivable:
            return tr(
                "Nobody passes over money, loan, invoice, insurance, certificate, inspection or contract."
            )
        return ""

    @property
    def may_hand_over(self) -> bool:
        """Whether the car is released and waits for its new owner."""
        case = self.state.case
        released = case is not None and case.state == DealState.DELIVERING and not case.blocking
        return released and HAND_OVER.allowed_for(self._roles)

    # ------------------------------------------------------------ doing

    def mark(self, mark: Mark, done: Callable[[], object], failed: Failed) -> None:
        """Note something."""
        no = self.state.no
        self._do(lambda: self._gateway.mark(no, mark), "marked", done, failed)

    def inspect(
        self, look: tuple[str, str, str, date | None], photos: Sequence[str], done: Callable[[], object],
        failed: Failed,
    ) -> None:  # fmt: skip
        """Note what was seen at a line; pictures are made anew, so this takes a moment."""
        if (case := self.state.case) is not None:
            self._do(
                lambda: self._gateway.inspect(case.vin, look, photos), "inspected", done, failed, slow=True
            )

    def show_fault(self, check: CheckRow, photos: Sequence[str]) -> None:
        """Pictures of what was seen at a line before."""
        if (case := self.state.case) is not None and photos:
            self._do(
                lambda: self._gateway.show_fault(case.vin, check.line, photos), "inspected", lambda: None, self._fail,
                slow=True,
            )  # fmt: skip

    def pass_rest(self) -> None:
        """Every line that nobody has looked at is right."""
        if (case := self.state.case) is not None and self.may_inspect:
            lines = [check.line for check in case.checks if not check.finding]
            self._do(lambda: self._gateway.pass_rest(case.vin, lines), "inspected", lambda: None, self._fail)

    def move_certificate(self, done: Callable[[], object], failed: Failed) -> None:
        """Pledged, or back again."""
        if (case := self.state.case) is not None:
            pledged = case.certificate == CertificateState.PLEDGED
            to = CertificateState.REDEEMED if pledged else CertificateState.PLEDGED
            self._do(lambda: self._gateway.certificate(case.vin, to), "marked", done, failed)

    def release(self, reason: str, done: Callable[[], object], failed: Failed) -> None:
        """Let the car go; what may follow, follows for that reason."""
        no, waive = self.state.no, self.waivable
        self._do(lambda: self._gateway.release(no, waive, reason), "released", done, failed)

    def hand_over(self, read: Readings, strokes: Any, done: Callable[[], object], failed: Failed) -> None:
        """The car is the customer's; the sheet is printed."""
        no = self.state.no

        def handed() -> Sent:
            self._gateway.hand_over(no, read, strokes)
            return self._gateway.print(no)

        self._do(handed, "handed_over", done, failed)

    def print(self) -> None:
        """The sheet once more."""
        no = self.state.no
        if self.state.case is not None and self.state.case.sheet:
            self._do(lambda: self._gateway.print(no), "", lambda: None, self._fail)

    def _do(
        self, op: Callable[[], Sent | None], done: str, then: Callable[[], object], failed: Failed,
        *, slow: bool = False,
    ) -> None:  # fmt: skip
        if self.state.busy:
            return
        self._set(busy=True)

        def finished(sent: Sent | None) -> None:
            told = sent.where if sent is not None else ""
            self._set(busy=False, done=done or (sent.done if sent is not None else ""), told=told)
            self._set(done="", told="")
            then()
            self.load()

        def not_done(error: Exception) -> None:
            self._set(busy=False)
            failed(error)

        (self._run_io if slow else self._run)(op, finished, not_done)


LIGHTS: dict[Light, tuple[str, str]] = {
    Light.GREEN: ("check-circle-outline", "ok"), Light.RED: ("close-octagon-outline", "bad"),
    Light.NOT_NEEDED: ("minus-circle-outline", "neutral"), Light.WAIVED: ("clock-alert-outline", "warn"),
}  # fmt: skip
"""Icon and tone of a light."""
WORDS: dict[Light, str] = {
    Light.GREEN: N_("done"), Light.RED: N_("missing"), Light.NOT_NEEDED: N_("not needed"),
    Light.WAIVED: N_("follows"),
}  # fmt: skip
FINDINGS: dict[str, tuple[str, str]] = {
    "": (N_("To check"), "neutral"), "ok": (N_("Passed"), "ok"), "fault": (N_("Fault"), "bad"),
    "parts": (N_("Waits for parts"), "warn"), "mended": (N_("Mended"), "ok"),
}  # fmt: skip
"""Words and tone of what was found."""
