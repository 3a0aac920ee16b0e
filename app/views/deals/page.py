"""The deal desk: customer and car at the left, price and plans in the middle, balance and checks at the right."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.id_card import IdCard
from app.domain.loan_plan import OFFERS
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters import deal_desk_checks, deal_for_customer, labels, words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_find import FindPresenter
from app.presenters.deal_desk_state import DeskState
from app.presenters.pictures import Subject
from app.presenters.stopwatch import STEP_OF, StopwatchGateway
from app.views import theme
from app.views.context import Context, pictures_presenter, stopwatch_presenter
from app.views.deals.actions import ActionsColumn
from app.views.deals.car_card import CarCard
from app.views.deals.cards import GAP
from app.views.deals.columns import DeskColumns
from app.views.deals.customer_card import CustomerCard
from app.views.deals.customer_form import TAKE_KEY
from app.views.deals.customer_view import CustomerScreen
from app.views.deals.handover_card import HandoverCard, example
from app.views.deals.plans_card import PlansCard
from app.views.deals.price_card import PriceCard
from app.views.deals.steps import StepBar
from app.views.page import Page

KEEP_AFTER_MS, WARM_AFTER_MS = 600, 400
_MENDED_HERE = ("deal_incomplete", "print_blocked")
_ALWAYS = ("F2", "F5", "F10")
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class DealDeskPage(Page):
    """Shows the presenter's state, and turns keys into its verbs."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, margins=(0, 0))
        self.setProperty("finds_over", True)
        gateway = context.desk.more["deals"]
        made = context.presenter(
            "deals", lambda: DealDeskPresenter(context.run, context.run_io, gateway, context.desk.clock)
        )
        self.presenter: DealDeskPresenter = made
        people = context.presenter("deals.people", lambda: FindPresenter(context.run, gateway.find_customers))
        cars = context.presenter("deals.cars", lambda: FindPresenter(context.run, gateway.find_cars))
        self.customer = CustomerCard(made, people)
        self.car = CarCard(made, cars, pictures_presenter(context))
        self.car.picture.asked.connect(self._show_pictures)
        self.handover = HandoverCard(made)
        self.price, self.plans = PriceCard(made), PlansCard(made)
        self.steps = StepBar(made.stopwatch)
        made.stopwatch.finished = stopwatch_presenter(context).keep
        self.side = ActionsColumn(made)
        self.customer_screen = CustomerScreen(self)
        self._keys_shown: tuple[str, tuple[str, ...]] = ("", ())
        self._content: tuple[Any, ...] = ()
        self._shown: dict[QWidget, tuple[Any, ...]] = {}
        self._keep = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keep.timeout.connect(made.keep)
        self._lay_out()
        self._wire()
        made.attach(self)
        if not made.state.facts.seller.name:
            made.start()
            context.run_io(gateway.warm_up, lambda _: None, lambda _: None)
        QTimer.singleShot(WARM_AFTER_MS, _load_dialog)

    # ------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        outside = self.layout()
        assert isinstance(outside, QVBoxLayout)  # noqa: S101 - Page makes it
        outside.setSpacing(0)
        outside.insertWidget(0, self.steps)
        gap = theme.px(GAP)
        self.body.setContentsMargins(gap, gap, gap, gap)
        left, middle = (self.customer, self.car, self.handover), (self.price, self.plans)
        self._columns = DeskColumns(left, middle, self.side)
        self.body.addWidget(self._columns, 1)

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window the columns stand below each other and the page scrolls."""
        super().set_narrow(narrow)
        self._columns.set_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.share(self.width(), self.height())

    def _read_card(self) -> None:
        """Wait for a card while the desk goes on; what is on the reader fills the customer's form."""
        if self.presenter.state.closed:
            return

        def read(card: IdCard) -> None:
            self.presenter.take_card(card)
            self.customer.focus()

        self.said.emit(tr("Put the ID card on the reader"), "")
        self.context.run_aside(self.context.desk.more["devices"].read_card, read, self.show_error)

    def _show_customer(self) -> None:
        self._commit_entry()
        state = self.presenter.state
        self.customer_screen.toggle(deal_for_customer.shown(state), state.buyer)

    def _show_pictures(self, subject: Subject) -> None:
        car = self.presenter.state.car
        self.go.emit("pictures", (subject, car.model if car else ""))

    # ------------------------------------------------------------ keys

    def _wire(self) -> None:
        self.customer.done.connect(self._after_customer)
        self.customer.take_asked.connect(self._take_known)
        self.car.done.connect(self.price.focus)
        self.price.done.connect(self.handover.date.setFocus)
        self.handover.done.connect(self.side.draw.setFocus)
        self.plans.done.connect(self.side.draw.setFocus)
        self.plans.terms_asked.connect(self._open_terms)
        self.price.used_car_asked.connect(lambda: self._go_with_contract("trade_in"))
        self.side.mend_asked.connect(self._mend)
        self.side.draw_asked.connect(self._draw)
        self.side.print_asked.connect(self._print)
        self.side.panel_asked.connect(self._ask_panel)
        self.side.closed.connect(self._close_panel)
        self.side.new_asked.connect(self._new)
        self._key_actions = {
            "F2": self.add_key(tr("New"), "F2", self._new),
            "F3": self.add_key(tr("Car / scan"), "F3", self.car.focus),
            "F4": self.add_key(tr("Customer"), "F4", self.customer.focus),
            "F5": self.add_key(tr("Refresh"), "F5", self._refresh),
            "F6": self.add_key(tr("Add-ons"), "F6", lambda: self._ask_panel("add_ons")),
            "F7": self.add_key(tr("Plans"), "F7", self.plans.focus),
            "F8": self.add_key(tr("Contract"), "F8", self._draw),
            "F9": self.add_key(tr("Take money"), "F9", lambda: self._ask_panel("deposit")),
            "F10": self.add_key(tr("Print"), "F10", self._print),
        }
        for at, plan in enumerate(OFFERS, start=1):
            name = tr(plan.name).format(months=plan.months)
            self.add_key(name, f"Alt+{at}", partial(self.plans.pick, at), in_bar=False)
        self.add_key(tr("Read an ID card"), "Shift+F4", self._read_card, in_bar=False)
        self.add_key(tr("Take the customer on file"), TAKE_KEY, self._take_known, in_bar=False)
        self.add_key(tr("Terms of the loan"), "Shift+F7", self._open_terms, in_bar=False)
        self.add_key(tr("Quotes"), "Shift+F8", lambda: self._ask_panel("quotes"), in_bar=False)
        quote = self.add_key(tr("Give out a quote"), "Ctrl+S", self._give_quote, in_bar=False)
        quote.setAutoRepeat(False)  # a key that is held down is one quote
        self.add_key(tr("Discount"), "Alt+D", self.price.focus, in_bar=False)
        self.add_key(tr("Mend the first fault"), "Alt+F", self.side.mend_first, in_bar=False)
        self.add_key(tr("Confirm the panel at the side"), "Ctrl+Return", self.side.commit_panel, in_bar=False)
        self.add_key(tr("Book a test drive"), "Ctrl+B", self._drive, in_bar=False)
        self.add_key(tr("Trade-in"), "Ctrl+T", lambda: self._go_with_contract("trade_in"), in_bar=False)
        self.add_key(tr("Loan"), "Ctrl+Shift+L", lambda: self._go_with_contract("loan"), in_bar=False)
        self.add_key(tr("Show the customer"), "F11", self._show_customer, in_bar=False)
        self.add_key(tr("Back"), "Escape", self._back)
        for action in self.actions():
            action.triggered.connect(self.count_key)

    def count_key(self) -> None:
        """One more for the stopwatch."""
        self.presenter.stopwatch.count_key()
        self.steps.tick()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys as they reach the window; those of actions are counted where they act."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() not in _MODIFIERS
            and not event.isAutoRepeat()
            and self.isVisible()
        ):
            self.count_key()
        return False

    # ------------------------------------------------------------ page

    def title(self) -> str:
        drawn = self.presenter.state.drawn
        return tr("Deal {no}").format(no=drawn.no) if drawn else tr("New deal")

    def subtitle(self) -> str:
        state = self.presenter.state
        if state.closed and state.drawn is not None:
            return (
                tr("Provisional order") if state.drawn.provisional else labels.contract(state.drawn.state)[0]
            )
        if state.drawn is None and not state.empty:  # no list and no other desk has it
            return tr("Draft · kept at this desk only until it is drawn (F8)")
        kept = tr("saved {time}").format(time=words.hour(state.kept_at)) if state.kept_at else ""
        return " · ".join(part for part in (tr("Draft"), kept) if part)

    def note(self) -> str:
        return tr("Terminal {name}").format(name=self.context.desk.session.terminal)

    def came_back(self) -> None:
        self.steps.run(True)
        self._ask_whether_measured()
        self.presenter.follow_day()

    def entered(self, argument: object) -> None:
        self.came_back()
        if argument == {"new": True} or (argument is None and self.presenter.state.closed):
            self.presenter.new()
        elif isinstance(argument, str):
            self._begin(vin=argument)
        elif isinstance(argument, dict) and "order" in argument:
            self._begin(order=argument["order"])
        elif isinstance(argument, dict) and "customer" in argument:
            self._begin(customer=argument["customer"])
            if (wanted := argument.get("find", "")) and self.presenter.state.car is None:
                self.car.finder.setText(wanted)  # what the lead was about: its cars stand there at once
        elif isinstance(argument, dict) and "contract" in argument:
            self.presenter.open_contract(argument["contract"])

    def _ask_whether_measured(self) -> None:
        """Where sales are not measured, no watch runs in sight."""
        door: StopwatchGateway = self.context.desk.more["stopwatch"]
        self.context.run(door.read, lambda found: self.steps.watch.setVisible(found[0]), self.show_error)

    def _begin(self, *, vin: str = "", order: tuple[Any, ...] = ("", ""), customer: str = "") -> None:
        """A deal begun from a list; one that lacks just this takes it in. `order`: model, colour, options."""
        state = self.presenter.state
        if state.closed or ((vin or order[0]) and state.car) or (customer and state.buyer):
            self.presenter.new()
        if vin:
            self.presenter.open_car(vin)
        if order[0]:
            self.presenter.open_order(*order)
        if customer:
            self.presenter.open_customer(customer)

    def left(self) -> None:
        self.steps.run(False)
        self.presenter.keep()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (
            handle := self.window().windowHandle()
        ) is not None:  # not before: a page is made without a window
            handle.installEventFilter(self)

    def focus_first(self) -> None:
        state = self.presenter.state
        if state.buyer is None:
            self.customer.finder.setFocus()
        elif state.filling:
            self.customer.form.focus("")
        elif state.car is None:
            self.car.finder.setFocus()
        else:
            self.side.focus_next()

    # ------------------------------------------------------------ verbs

    def _after_customer(self) -> None:
        if self.presenter.state.car is None:
            self.car.finder.setFocus()
        else:
            self.price.focus()

    def _take_known(self) -> None:
        self._commit_entry()  # left later, a field would be the other file's
        self.presenter.take_known(self.focus_first)

    def _new(self) -> None:
        self._commit_entry()
        self.presenter.new()
        self.banner.hide()
        self.handover.forget()
        for finder in (self.customer.finder, self.car.finder):
            finder.empty()
        self.focus_first()

    def _refresh(self) -> None:
        self.presenter.start()
        self.presenter.refresh()
        self.presenter.reopen_car()

    def _draw(self) -> None:
        self._commit_entry()
        self.banner.hide()
        if self._settle():
            self.presenter.draw(self.side.focus_next)

    def _print(self) -> None:
        self._commit_entry()
        self.banner.hide()
        if self._settle() and self._settle_deposit():
            self.presenter.print(self._open_print)

    def _settle(self) -> bool:
        """Whether all that is typed can be read; what cannot be says so, and the keys go there."""
        if not self.price.settle():
            return False
        if not self.handover.settle():
            message = N_("The handover date cannot be read. Enter it like {day}, or leave it empty.")
            day = example(self.presenter.state.facts.today)
            self.show_error(UserError("date_wrong", message, field="delivery_date", day=day))
            return False
        return self.side.settle()

    def _settle_deposit(self) -> bool:
        """What stands in the open deposit panel goes on the paper, or the panel says why it cannot."""
        if self.presenter.state.panel == "deposit":
            self.side.commit_panel()
        return self.presenter.state.panel != "deposit"

    def _open_print(self) -> None:
        state = self.presenter.state
        if state.drawn is not None:
            asked = {
                "no": state.drawn.no, "deposit": state.deposit, "consent": state.approved,
                "count_key": self.count_key,
            }  # fmt: skip
            self.go.emit("print", asked)

    def _drive(self) -> None:
        buyer = self.presenter.state.buyer
        self.go.emit("test_drives", {"book": (buyer.id, buyer.name) if buyer and buyer.id else None})

    def _go_with_contract(self, screen: str) -> None:
        """To used cars or the application to a lender: their contract is drawn first."""
        drawn = self.presenter.state.drawn
        if drawn is None:
            self.show_error(UserError("deal_incomplete", N_("Draw the contract first (F8)"), field="draw"))
        else:
            self.go.emit(screen, {"deal": drawn.deal_no, "contract": drawn.no})

    def _open_panel(self, panel: str) -> None:
        self._commit_entry()
        if panel == "deposit" and self.presenter.state.car is None:
            self.show_error(UserError("deal_incomplete", N_("Choose a car first (F3)"), field="car"))
        elif not self.presenter.state.closed:
            self.presenter.show_panel(panel)
            self.side.begin_panel()

    def _ask_panel(self, panel: str) -> None:
        """Somebody opens one: what was said before was about something else. The money of a deal that is sold is the
        till's business."""
        self.banner.hide()
        state = self.presenter.state
        if panel == "deposit" and state.takes_more:
            self.go.emit("money", {"deal": state.deal_no})
        else:
            self._open_panel(panel)

    def _give_quote(self) -> None:
        """What is on the desk, as the next version: until the usual day, unless the panel is open and says another."""
        if self.presenter.state.panel != "quotes":
            self._ask_panel("quotes")
        if self.presenter.state.panel == "quotes":  # a deal that is closed opens none
            self.side.commit_panel()

    def _open_terms(self) -> None:
        """Of a loan; who pays in full is led to the plans."""
        if self.presenter.state.chosen.plan is None:
            self.show_error(
                UserError("plan_without_loan", N_("Choose a plan with a loan first: Alt+2 or Alt+3."))
            )
        else:
            self._ask_panel("loan")

    def _close_panel(self) -> None:
        self.presenter.show_panel("checks")
        self.side.draw.setFocus()

    def _mend(self, target: str) -> None:
        """Where a check can be put right."""
        if target.startswith("customer."):
            self.customer.mend(target.partition(".")[2])
        elif target == "car":
            self.car.focus()
        elif target == "colour":
            self.car.focus_colour()
        elif target == "discount":
            self.price.focus()
        elif target in ("deposit", "approval"):
            self._open_panel(target)
        elif target == "delivery":
            self.handover.date.setFocus()
        elif target == "plan":
            self.plans.focus()
        elif target == "draw":
            self.side.draw.setFocus()
        elif target == "submit":
            self.presenter.submit()

    def _back(self) -> None:
        """Closes what is open, then leaves; the deal stays as it is."""
        self._commit_entry()
        if self.presenter.state.panel != "checks":
            self._close_panel()
        elif self.presenter.state.filling:
            self.presenter.filled_customer()
        elif self.car.looking:
            self.car.stop_looking()
        else:
            self.go.emit("back", None)

    def _commit_entry(self) -> None:
        """What stands in a field counts, also when a key ends the entry before Enter does."""
        self.setFocus()  # and not nowhere: keys act only while the focus is on this page

    # ------------------------------------------------------------ state

    def show_state(self, state: DeskState) -> None:
        """All cards; one whose part of the state is the same is left alone."""
        if self._content != state.content:  # what was said of it before may hold no longer
            self._content = state.content
            self.banner.hide()
        held = self.focusWidget()  # or None, whatever the stubs say
        for part, seen in self._parts(state):
            if self._shown.get(part) != seen:
                self._shown[part] = seen
                part.show_state(state)
        self.side.show_state(state)
        if self.customer_screen.shown:
            self.customer_screen.follow(deal_for_customer.shown(state), state.buyer)
        if self.isAncestorOf(held) and self.isVisible() and not held.isVisible():
            self.focus_first()  # Qt would take whatever comes next
        if (sent := state.sent) is not None:
            self.said.emit(tr("Saved as PDF") if sent.filed else tr("The paper is printed"), sent.where)
        steps = deal_desk_checks.steps(state)
        self.steps.strip.show_steps(steps)
        self.presenter.stopwatch.reach(STEP_OF[next((s.key for s in steps if s.state == "current"), "print")])
        live = _ALWAYS if not state.takes_more else (*_ALWAYS, "F9")
        self._show_keys(deal_desk_checks.next_key(state), live if state.closed else tuple(self._key_actions))
        self.heading_changed.emit()
        if not state.empty:
            self._keep.start()

    def _parts(self, state: DeskState) -> tuple[tuple[Any, tuple[Any, ...]], ...]:
        """Each card with what it shows of the state."""
        facts, closed, drawn = state.facts, state.closed, state.drawn
        used = (state.trade_ins, state.appraised)
        sheet = (state.nth, state.car, state.discount, state.lines, used, facts.limit_bp, state.given, closed)
        return (
            (self.customer, (state.buyer, state.filling, state.known, state.kept, closed)),
            (
                self.car,
                (
                    state.car,
                    state.filling,
                    facts.today,
                    facts.may_confirm,
                    closed,
                    drawn.place if drawn else (),
                ),
            ),
            (self.handover, (state.delivery_on, state.delivery_place, facts.today, closed, state.car)),
            (self.price, (*sheet, drawn.contract_id if drawn else "")),
            (
                self.plans,
                (*sheet[:5], state.offers, state.plan, state.loan, state.deposit, state.deposit_kind, closed),
            ),
        )

    def _show_keys(self, following: str, live: tuple[str, ...]) -> None:
        """Accent the key that goes on; of a signed deal only those are named that still do something."""
        if (following, live) != self._keys_shown:
            self._keys_shown = following, live
            for cap, action in self._key_actions.items():
                action.setProperty("next", cap == following)
                action.setProperty("off", cap not in live)
            self.keys_changed.emit()

    def show_error(self, error: Exception) -> None:
        """In the open panel, beside the field, or above the desk."""
        if self.side.take_error(error):
            return
        target = (error.field or "") if isinstance(error, UserError) and error.code in _MENDED_HERE else ""
        if target != "approval":  # its panel says the same
            super().show_error(error)
        if target != "submit":  # nobody asks a manager by trying to print
            self._mend(target)


def _load_dialog() -> None:
    """F10 should not wait for its module."""
    import_module("app.views.contracts.print_dialog")
