"""One customer: who they are, papers, money, cars, and what happened when. Reached from lists, search and leads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.consent import PURPOSES
from app.domain.money import format_amount
from app.domain.trade_in import LABELS as USED_STATES
from app.domain.trade_in import TradeInState
from app.i18n import N_, in_a_row, tr
from app.presenters import labels, words
from app.presenters.attachments import Owner
from app.presenters.customer_page import (
    CarItem,
    CustomerPagePresenter,
    CustomerPageState,
    Event,
    MoneyItem,
    PaperItem,
    UsedItem,
    WholeCustomer,
)
from app.presenters.labels import PAYMENT_KINDS
from app.views import theme
from app.views.attachments import FilesSection
from app.views.context import Context, files_of, pictures_presenter
from app.views.customers.service_card import ServiceCard, give_way
from app.views.page import Page
from app.views.widgets.avatar import Avatar
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, Fact, FactList, FigureCard
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.scroll import scrolling
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import badge, icon_label, label, row

_ICONS = {
    "contact": "phone-outline", "drive": "steering", "money": "cash-check", "contract": "file-sign",
    "look": "eye-outline", "service": "car-wrench",
}  # fmt: skip
_QUOTES = {"given": N_("quoted"), "over": N_("expired"), "taken": N_("became a contract")}
_QUOTE_TONES = {"given": "accent", "over": "warn", "taken": "neutral"}
_LATEST = 40


def _papers() -> tuple[Column[PaperItem], ...]:
    return (
        Column("no", N_("Document"), _paper, lambda p: Plain(_paper(p), strong=True), "plain", 210),
        Column("model", N_("Car"), lambda p: p.model, width=150, stretch=True),
        Column("price", N_("Price (¥)"), lambda p: format_amount(p.price), width=120, right=True),
        Column("on", N_("Date"), lambda p: words.day(p.on), width=86),
        Column("state", N_("State"), lambda p: _state(p).text, _state, "badge", 150),
    )


def _paper(paper: PaperItem) -> str:
    if paper.kind == "contract":
        return tr("Contract {no}").format(no=paper.no)
    return tr("Quote {no} v{version}").format(no=paper.no, version=paper.version)


def _state(paper: PaperItem) -> Badge:
    if paper.kind == "contract":
        return Badge(*labels.contract(paper.state))
    return Badge(tr(_QUOTES[paper.state]), _QUOTE_TONES[paper.state])


def _receipts() -> tuple[Column[MoneyItem], ...]:
    return (
        Column("no", N_("Receipt"), lambda m: m.no, lambda m: Plain(m.no, strong=True), "plain", 170),
        Column("kind", N_("What for"), lambda m: tr(PAYMENT_KINDS[m.kind]), width=150, stretch=True),
        Column("method", N_("How"), _method, width=170),
        Column("at", N_("Date"), lambda m: words.day(m.at), width=86),
        Column("amount", N_("Amount (¥)"), lambda m: format_amount(m.amount), width=130, right=True),
    )


def _method(money: MoneyItem) -> str:
    from app.domain.shift import METHOD_NAMES

    return " · ".join(filter(None, (tr(METHOD_NAMES[money.method]), money.reference)))


class CustomerPage(Page):
    """Left who, in the middle papers and money, right what happened."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        gateway = context.desk.more["customer_page"]
        self._presenter = context.presenter(
            "customer_page", lambda: CustomerPagePresenter(context.run, gateway)
        )
        self._shown: WholeCustomer | None = None
        self.papers: RowTableModel[PaperItem] = RowTableModel(_papers())
        self.money: RowTableModel[MoneyItem] = RowTableModel(_receipts())
        self.paper_table = RowTable(self.papers, name=tr("Quotes and contracts"))
        self.money_table = RowTable(self.money, name=tr("Money"))
        content = QWidget()
        inside = row(spacing=12)
        content.setLayout(inside)
        self.files = FilesSection(
            files_of(context, "customer_page"), pictures_presenter(context), scans=False
        )
        self._left, self._right = self._make_left(), self._make_right()
        inside.addWidget(self._left)
        inside.addLayout(self._make_middle(), 1)
        inside.addWidget(self._right)
        self.states = StatePanel(content)
        self.body.addWidget(self.states, 1)
        self.yield_room(turn=(inside,), sides={self._left: 280, self._right: 290})
        self._wire()
        self._presenter.attach(self)

    def _make_left(self) -> Card:
        card = Card(padding=14)
        self._avatar, self._name = Avatar("", size=44), label("", "title", wrap=True)
        self._kind, self._grade = badge(""), badge("", "accent")
        names = QVBoxLayout()
        names.addWidget(self._name)
        names.addLayout(row(self._kind, self._grade, None))
        head = row(self._avatar, spacing=12)
        head.addLayout(names, 1)
        self._facts = FactList(spacing=8)
        self.reveal = Button(tr("Show a whole number"), icon="eye-outline", on_click=self._reveal)
        self.edit = Button(tr("Edit"), icon="account-edit-outline", key="Ctrl E", on_click=self._edit)
        self._cars = FactList(spacing=8)
        self.same = Banner(tone="warn", icon="account-question-outline")
        self.merged = Banner(tone="neutral", icon="account-switch-outline")
        card.body.addLayout(head)
        for banner in (self.same, self.merged):
            banner.hide()
            card.body.addWidget(banner)
        for part in (self._facts, self.reveal, self.edit, label(tr("Cars"), "section"), self._cars):
            card.body.addWidget(part)
        card.body.addWidget(self.files)
        card.body.addStretch(1)
        return card

    def _make_middle(self) -> QVBoxLayout:
        self._figures = {
            "payable": FigureCard(tr("To be paid in all")), "paid": FigureCard(tr("Received")),
            "owed": FigureCard(tr("Still to be paid")), "due": FigureCard(tr("We owe for used cars")),
        }  # fmt: skip
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(12))
        middle.addLayout(row(*self._figures.values(), spacing=12))
        for title, icon, table in (
            (tr("Quotes and contracts"), "file-document-edit-outline", self.paper_table),
            (tr("Money"), "cash-register", self.money_table),
        ):
            card = Card(title, icon=icon, padding=0)
            give_way(table)
            card.body.addWidget(table, 1)
            middle.addWidget(card, 1)
        self.service = ServiceCard()
        middle.addWidget(self.service, 2)
        return middle

    def _make_right(self) -> Card:
        card = Card(tr("What happened"), icon="timeline-clock-outline", padding=0)
        self._next = label("", "strong", wrap=True)
        self._next.setContentsMargins(*(theme.px(14),) * 4)
        card.body.addWidget(self._next)
        lines = QWidget()
        lines.setProperty("ground", "surface")
        self._lines = QGridLayout(lines)
        self._lines.setContentsMargins(*(theme.px(14), theme.px(4)) * 2)
        self._lines.setVerticalSpacing(theme.px(10))
        self._lines.setColumnStretch(2, 1)
        card.body.addWidget(scrolling(lines, only_down=True), 1)
        card.footer().addWidget(label(tr("Only ever added to"), "caption"))
        return card

    def _wire(self) -> None:
        self.paper_table.row_opened.connect(self._open_paper)
        self.service.book_asked.connect(self._book_service)
        self.service.visit_opened.connect(lambda visit: self.go.emit("service", {"visit": visit}))
        self.service.call_opened.connect(lambda call: self.go.emit("log_call", call))
        self.files.open_asked.connect(lambda file: self.go.emit("pictures", (("file", file.id), file.name)))
        self.files.said.connect(self.said)
        files_of(self.context, "customer_page").attach(self.files)
        self.add_key(tr("Add files"), "Ctrl+O", self.files.choose_files, in_bar=False)
        self.add_key(tr("Start a deal"), "F2", self._start_deal, is_next=True)
        self.add_key(tr("Take money"), "F9", self._take_money)
        self.add_key(tr("Book a test drive"), "Ctrl+B", self._drive)
        self.add_key(tr("Book a service"), "Ctrl+Shift+B", self._book_service)
        self.add_key(tr("Edit"), "Ctrl+E", self._edit)
        self._same_key = self.add_key(tr("Compare the files"), "Ctrl+D", self._compare, in_bar=False)
        self.add_key(tr("Refresh"), "F5", self._presenter.load, in_bar=False)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))
        self.tab_through(
            self.reveal, self.edit, *self.files.stops(), self.paper_table, self.money_table,
            self.service.book, self.service.table,
        )  # fmt: skip

    def title(self) -> str:
        return self._shown.customer.name if self._shown else tr("Customer")

    def entered(self, argument: object) -> None:
        if isinstance(argument, str):
            self._presenter.open(argument)

    def focus_first(self) -> None:
        self.paper_table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: CustomerPageState) -> None:
        """Everything, or why there is nothing."""
        whole = state.whole
        if whole is not None:
            if whole != self._shown:
                self._shown = whole
                self._show(whole)
                self.heading_changed.emit()
            self.states.show_content()
        elif state.failed:
            self.states.show_failed(tr("The file cannot be read"), self._presenter.load)
        elif state.loading:
            self.states.show_loading()
        else:
            self.states.show_message(
                "account-search-outline", tr("Nobody chosen"), tr("Find a customer first."),
                buttons=((tr("Find a customer"), lambda: self.go.emit("customers", None)),),
            )  # fmt: skip

    def _show(self, whole: WholeCustomer) -> None:
        self._show_person(whole)
        amounts = {
            "payable": whole.payable, "paid": whole.paid, "owed": whole.owed, "due": whole.due_to_customer,
        }  # fmt: skip
        for key, amount in amounts.items():
            self._figures[key].set_figure(words.money(amount))
        self._figures["due"].setVisible(whole.due_to_customer > 0)
        self.papers.set_rows(whole.papers)
        self.money.set_rows(whole.money)
        self.service.show_customer(whole)
        step = tr("Next: {step}").format(step=whole.next_step) if whole.next_step else ""
        self._next.setText(f"{step} · {words.day(whole.next_at)}" if step and whole.next_at else step)
        self._next.setVisible(bool(step))
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, event in enumerate(whole.events[:_LATEST]):
            self._add_line(at, event)
        self._lines.setRowStretch(len(whole.events[:_LATEST]), 1)

    def _add_line(self, at: int, event: Event) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._lines.addWidget(label(words.day(event.at), "caption"), at, 0, top)
        self._lines.addWidget(icon_label(_ICONS[event.kind], size=16), at, 1, top)
        told = label("\n".join(filter(None, (event.title, event.detail))), wrap=True)
        self._lines.addWidget(told, at, 2)

    def _show_files(self, whole: WholeCustomer) -> None:
        """Another file that is perhaps this person's, and those that were found to be."""
        person = whole.customer
        self._same_key.setEnabled(bool(person.like_id or whole.merged))
        self.same.setVisible(bool(person.same_id))
        if person.same_id:
            self.same.say(tr("Perhaps the same as {name}").format(name=person.same_name))
            self.same.offer((tr("Compare"), self._compare), key="Ctrl D")
        self.merged.setVisible(bool(whole.merged))
        if whole.merged:
            names = in_a_row(
                f"{file.name} •••• {file.id_last4}".removesuffix(" •••• ") for file in whole.merged
            )
            self.merged.say(tr("This file and another one are one person's: {names}").format(names=names))
            self.merged.offer(*((file.name, partial(self._look_at, file.id)) for file in whole.merged))

    def _compare(self) -> None:
        """The file that is perhaps theirs; else the one that was merged last."""
        if self._shown is not None:
            person, merged = self._shown.customer, self._shown.merged
            if other := person.same_id or (merged[-1].id if merged else person.apart_id):
                self._look_at(other)

    def _look_at(self, other: str) -> None:
        if self._shown is not None:
            self.go.emit("same_person", (self._shown.customer.id, other))

    def _show_person(self, whole: WholeCustomer) -> None:
        person = whole.customer
        self._show_files(whole)
        files_of(self.context, "customer_page").show(Owner("customer", person.id))
        self._avatar.set_person(person.name)
        self._name.setText(person.name)
        self._kind.setText(tr("Company") if person.kind == "company" else tr("Person"))
        self._grade.setText(whole.grade)
        self._grade.setVisible(bool(whole.grade))
        agreed = in_a_row(tr(PURPOSES[each]) for each in whole.consents) or "—"
        facts: list[Fact] = [
            (tr("Telephone"), words.masked_phone(person.phone) or "—"),
            (tr("Identity"), f"•••• {person.id_last4}" if person.id_last4 else "—"),
            (tr("Address"), person.address or "—"), (tr("Test drives"), str(whole.drives)), (tr("Consent"), agreed),
            *([(tr("Is not"), person.apart_name)] if person.apart_id else []),
        ]  # fmt: skip
        self._facts.set_facts(facts)
        self._cars.set_facts(
            [*map(_car, whole.cars), *(fact for each in whole.used for fact in _used_car(each))]
            or [("", tr("none yet"))]
        )

    def _open_paper(self, paper: PaperItem) -> None:
        if paper.kind == "contract":
            self.go.emit("contracts", paper.no)

    def _reveal(self) -> None:
        if self._shown is not None:
            self.go.emit("reveal", self._shown.customer.id)

    def _edit(self) -> None:
        if self._shown is not None:
            self.go.emit("customer", self._shown.customer.id)

    def _start_deal(self) -> None:
        self.go.emit("deal", {"customer": self._shown.customer.id} if self._shown else {"new": True})

    def _take_money(self) -> None:
        self.go.emit("money", None)

    def _book_service(self) -> None:
        if self._shown is not None:
            person = self._shown.customer
            self.go.emit("book_service", {"customer": (person.id, person.name)})

    def _drive(self) -> None:
        person = self._shown.customer if self._shown else None
        self.go.emit("test_drives", {"book": (person.id, person.name) if person else None})


def _used_car(car: UsedItem) -> list[Fact]:
    """What becomes of it and what it counts; then what its lender is still owed."""
    parts = (car.car, tr(USED_STATES[TradeInState(car.state)]), words.money(car.value) if car.value else "")
    facts: list[Fact] = [(car.plate or tr("Used car"), " · ".join(filter(None, parts)))]
    if car.lender_owed:
        owed = f"{car.lender} {words.money(car.lender_owed)}".strip()
        facts.append((tr("Its lender is owed"), owed, "warn"))
    return facts


def _car(car: CarItem) -> Fact:
    return (car.model, f"…{car.vin[-6:]}" if car.vin else tr("without a car yet"))
