"""One delivery: the gate on the left, faults and check-list on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from app.domain.delivery import MarkKind
from app.domain.release import GateLine
from app.domain.release_checks import Item
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.delivery import MARKED, CheckRow, DeliveryCase, DeliveryPresenter, DeliveryState
from app.presenters.scan import Scan
from app.presenters.signature_pad import PadPresenter
from app.views import theme
from app.views.context import Context, pictures_presenter
from app.views.delivery.check_card import ChecksCard, FaultsCard
from app.views.delivery.gate_card import GateCard
from app.views.delivery.handover_dialog import HandoverDialog
from app.views.delivery.look_dialog import PICTURES, LookDialog
from app.views.delivery.mark_dialog import MarkDialog, ReleaseDialog
from app.views.page import Page
from app.views.widgets.state_panel import StatePanel

_DONE = {
    "marked": N_("Noted"), "inspected": N_("Noted"), "released": N_("The car is released"),
    "handed_over": N_("The car is handed over"), "printed": N_("The sheet is printed"),
    "filed": N_("Saved as PDF"),
}  # fmt: skip
GATE = 424


class DeliveryPage(Page):
    """Opened for a contract's number."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter(
            "delivery",
            lambda: DeliveryPresenter(
                context.run, context.run_io, desk.more["delivery"], desk.session.roles, desk.clock.today
            ),
        )
        presenter = self._presenter
        self.gate = GateCard(
            presenter,
            act=self._act,
            release=self._release,
            hand_over=self._hand_over,
            print_sheet=presenter.print,
        )
        self.faults = FaultsCard(
            pictures_presenter(context),
            look=self._look,
            show_photo=self._show_photo,
            photograph=self._photograph,
        )
        self.checks = ChecksCard(look=self._look, pass_rest=presenter.pass_rest)
        self._states = StatePanel(self._make_content())
        self.body.addWidget(self._states, 1)
        self._wire()
        presenter.attach(self)

    def _make_content(self) -> QFrame:
        content = QFrame()
        content.setProperty("ground", "bg")
        across = QHBoxLayout(content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.px(12))
        right = QVBoxLayout()
        right.setSpacing(theme.px(12))
        right.addWidget(self.faults)
        right.addWidget(self.checks, 1)
        across.addWidget(self.gate)
        across.addLayout(right, 1)
        self.gate.table.setMinimumHeight(theme.px(260))
        self.checks.table.setMinimumHeight(theme.px(200))
        self.yield_room(turn=(across,), sides={self.gate: GATE})
        return content

    def _wire(self) -> None:
        self._photo_key = self.add_key(tr("Note a fault"), "Ctrl+P", self._note_fault)
        self._next_key = self.add_key(tr("Next item"), "Alt+R", self.gate.do_next, is_next=True)
        self._day_key = self.add_key(tr("Appointment"), "Ctrl+D", self._appoint)
        self._money_key = self.add_key(tr("Take money"), "F9", self._take_money)
        self.add_key(tr("Release or hand over"), "Ctrl+Return", self._go_on, in_bar=False)
        self._print_key = self.add_key(tr("Print the sheet"), "F10", self._presenter.print)
        self.add_key(tr("Open the item"), "", lambda: None, cap="Enter")
        self.add_key(tr("Refresh"), "F5", self._presenter.load, in_bar=False)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("deliveries", None))
        gate, checks = self.gate, self.checks
        buttons = (gate.next, gate.release, gate.hand_over, gate.sheet)
        self.tab_through(gate.table, *buttons, checks.only, checks.rest, checks.table)

    def title(self) -> str:
        no = self._presenter.state.no
        return f"{tr('Delivery')} · {no}" if no else tr("Delivery")

    def subtitle(self) -> str:
        case = self._presenter.state.case
        if case is None:
            return super().subtitle()
        car = f"{case.model} …{case.vin[-6:]}" if case.vin else case.model
        day = words.day(case.due_on) if case.due_on else ""
        return " · ".join(part for part in (case.buyer, car, f"{day} {case.due_time}".strip()) if part)

    def entered(self, argument: object) -> None:
        if isinstance(argument, str):
            self._presenter.open(argument)
        elif not self._presenter.state.no:
            self._states.show_message(
                "car-key", tr("No delivery is open"), tr("Choose one from the list."),
                buttons=((tr("Open the list"), lambda: self.go.emit("deliveries", None)),),
            )  # fmt: skip

    def focus_first(self) -> None:
        self.gate.table.setFocus()

    def scanned(self, scan: Scan) -> bool:
        if scan.kind == "contract":
            self._presenter.open(scan.text)
        return scan.kind == "contract"

    # ------------------------------------------------------------ showing

    def show_state(self, state: DeliveryState) -> None:
        """The case once read; grey rows or a sentence before."""
        self.heading_changed.emit()
        case = state.case
        if state.loading and case is None:
            self._states.wait()
        elif state.failed and case is None:
            self._states.show_failed(tr("The delivery cannot be read"), self._presenter.load)
        elif case is not None:
            self._states.show_content()
            self._show_case(state, case)
        if state.done:
            self.said.emit(tr(_DONE[state.done]), state.told)

    def _show_case(self, state: DeliveryState, case: DeliveryCase) -> None:
        today = self._presenter.today()
        self.gate.show_case(state, case, today)
        self.faults.show_case(case, today, may=self._presenter.may_inspect)
        self.checks.show_case(case, may=self._presenter.may_inspect)
        self._photo_key.setEnabled(self._presenter.may_inspect)
        self._next_key.setEnabled(self.gate.next.isEnabled() and bool(case.blocking))
        self._print_key.setEnabled(bool(case.sheet))
        self._day_key.setEnabled(self._presenter.may_appoint and not case.has_left)
        self._money_key.setEnabled(bool(self._presenter.way(Item.MONEY)))

    # ------------------------------------------------------------ doing

    def _act(self, line: GateLine) -> None:
        """Do something about an item, if this is the person's job."""
        case, way = self._presenter.state.case, self._presenter.way(line.item)
        if case is None or not way or case.state == "closed":
            return
        if way == "mark":
            MarkDialog(self._presenter, MARKED[line.item], case).show_over(self)
        elif way == "money":
            self._take_money()
        elif way == "loan":
            self.go.emit("loan", {"deal": case.deal_no})
        elif way == "contract":
            self.go.emit("contracts", case.no)
        elif way == "inspect":
            self.checks.table.setFocus()
        elif way == "certificate" and line.item is Item.CERTIFICATE:
            self._presenter.move_certificate(lambda: None, self.show_error)

    def _look(self, check: CheckRow) -> None:
        if self._presenter.may_inspect:
            LookDialog(self._presenter, check).show_over(self)

    def _note_fault(self) -> None:
        """A fault at the line that is chosen, or at the first that is not passed."""
        case = self._presenter.state.case
        chosen = self.checks.table.current_row()
        check = chosen or (case.checks[0] if case and case.checks else None)
        if check is not None and self._presenter.may_inspect:
            dialog = LookDialog(self._presenter, check)
            dialog.say("fault")
            dialog.show_over(self)

    def _appoint(self) -> None:
        case = self._presenter.state.case
        if case is not None and not case.has_left and self._presenter.may_appoint:
            MarkDialog(self._presenter, MarkKind.APPOINTMENT, case).show_over(self)

    def _take_money(self) -> None:
        case = self._presenter.state.case
        if case is not None and self._presenter.way(Item.MONEY):
            self.go.emit("money", {"deal": case.deal_no})

    def _photograph(self, check: CheckRow) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, tr("Add a photo"), "", PICTURES)
        self._presenter.show_fault(check, files)

    def _show_photo(self, file_id: str, name: str) -> None:
        self.go.emit("pictures", (("file", file_id), name))

    def _go_on(self) -> None:
        """Hand over what is released, else release."""
        if self._presenter.may_hand_over:
            self._hand_over()
        elif not self._presenter.why_not_release:
            self._release()

    def _release(self) -> None:
        case = self._presenter.state.case
        if case is not None and self._presenter.waivable:
            ReleaseDialog(self._presenter, case).show_over(self)
        elif case is not None and not self._presenter.why_not_release:
            self._presenter.release("", lambda: None, self.show_error)

    def _hand_over(self) -> None:
        if (case := self._presenter.state.case) is not None and self._presenter.may_hand_over:
            dialog, desk = HandoverDialog(self._presenter, case), self.context.desk
            dialog.listen(PadPresenter(self.context.run_aside, desk.more["devices"]))
            dialog.show_over(self)
