"""The list of contracts: find one and open it for print, signature or merge."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.money import format_amount
from app.domain.permissions import CONTRACT_ALLOCATE, SELLERS
from app.i18n import N_, plural, tr
from app.presenters import labels, margin, words
from app.presenters.attachments import Owner
from app.presenters.contract_list import ContractListPresenter, ContractListState, ContractRow
from app.presenters.scan import Scan
from app.views import theme
from app.views.approvals.page import approvals_presenter
from app.views.attachments import FilesSection
from app.views.context import Context, files_of, pictures_presenter
from app.views.contracts.prints import PrintsSection
from app.views.list_card import ListCard
from app.views.list_page import SearchedListPage
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.edits import SearchEdit
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.scroll import scrolling
from app.views.widgets.segments import Segments
from app.views.widgets.text import label

_VIEWS = {
    "all": N_("All {n}"), "open": N_("Open {n}"), "signed": N_("Signed {n}"),
    "no_car": N_("No car {n}"),
    "provisional": N_("Provisional {n}"), "waiting": N_("Need you {n}"), "cancelled": N_("Cancelled {n}"),
}  # fmt: skip

_AGREED = ("approved", "signed", "amended")


def columns() -> tuple[Column[ContractRow], ...]:
    """Number, who, what, how much, how far."""
    return (
        Column("no", N_("Contract"), lambda row: row.no, _no, "plain", 142),
        Column("state", N_("State"), lambda row: _state(row).text, _state, "badge", 136),
        Column("buyer", N_("Buyer"), lambda row: row.buyer, width=124),
        Column("model", N_("Car"), lambda row: row.car, width=160, stretch=True),
        Column("vin", N_("VIN"), _vin, width=86, spare=2),
        Column("price", N_("Price (¥)"), lambda row: format_amount(row.price), width=124, right=True),
        Column("delivery", N_("Handover"), _delivery, width=96),
        Column("drawn", N_("Drawn"), _drawn, width=88, spare=1),
    )  # fmt: skip


def _drawn(row: ContractRow) -> str:
    return words.day(row.drawn_on) if row.drawn_on else "—"


def _delivery(row: ContractRow) -> str:
    return words.day(row.delivery_date) if row.delivery_date else "—"


def _no(row: ContractRow) -> Plain:
    return Plain(row.no, strong=True)


def _vin(row: ContractRow) -> str:
    if row.place:
        return words.place(row.place, row.waiting)
    return f"…{row.vin[-6:]}" if row.vin else tr("not yet")


def _state(row: ContractRow) -> Badge:
    if row.case_id:
        return Badge(tr("Needs you"), "conflict", "hand-back-right-outline")
    if row.provisional:
        return Badge(tr("Provisional"), "warn", "timer-sand")
    return Badge(*labels.contract(row.state, row.answer))


class ContractListPage(SearchedListPage):
    """Contracts on the left, one of them at the side."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._presenter = context.presenter(
            "contracts", lambda: ContractListPresenter(context.run, context.desk.contracts)
        )
        self._allocates = CONTRACT_ALLOCATE.allowed_for(context.desk.session.roles)
        self._sees_margin = margin.may_see(context.desk.session)
        self._sells = bool(context.desk.session.roles & SELLERS)
        model: RowTableModel[ContractRow] = RowTableModel(columns(), self._presenter.fetch)
        self.table = RowTable(model, name=tr("Contracts"))
        self.list = ListCard(model, self.table, identify=lambda row: row.no, retry=self._presenter.load)
        self.search = SearchEdit(
            tr("Find a contract"), tr("Number, buyer or car"), key="F3",
            asked=self._presenter.state.wanted.text,
        )  # fmt: skip
        self.search.setMinimumWidth(theme.px(150))  # the views beside it are many words in English
        self.search.setMaximumWidth(theme.px(300))
        names = [(key, tr(name).format(n="")) for key, name in _VIEWS.items()]
        self.views = Segments(names, name=tr("Show"), current=self._presenter.state.wanted.view)
        self.list.tools.addWidget(self.search, 3)
        self.list.tools.addWidget(self.views)
        self.list.tools.addStretch()
        self.files = FilesSection(files_of(context, "contracts"), pictures_presenter(context), scans=True)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._make_panel())
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(turn=(self.list.tools,), sides={self._panel: 320})
        self._wire()
        self.remember("contracts", self.table)
        self._presenter.attach_list(self)
        self._presenter.load()

    def _make_panel(self) -> Card:
        card = self._panel = Card(tr("Contract"), icon="file-sign", padding=0)
        self._notice = Banner(tone="conflict")
        self._facts = FactList(spacing=8)
        self._nothing = label(tr("Choose a contract to see it here"), "caption", wrap=True)
        content = QWidget()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(14),) * 4)
        inside.setSpacing(theme.px(10))
        self.prints = PrintsSection()
        for part in (self._notice, self._nothing, self._facts, self.files, self.prints):
            inside.addWidget(part)
        inside.addStretch(1)
        card.body.addWidget(scrolling(content, only_down=True))
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.px(8))
        self.merge = Button(tr("Merge"), icon="source-merge", kind="primary", on_click=self._merge)
        self.print = Button(tr("Print and sign"), icon="printer-outline", key="F10", on_click=self._print)
        self.amend = Button(
            tr("Amend"), icon="file-document-edit-outline", key="Ctrl+M", on_click=self._amend
        )
        self.addendum = Button("", icon="printer-outline", on_click=self._print_addendum)
        self.deal = Button(tr("Open the deal"), icon="file-sign", on_click=self._open_deal)
        self.allocate = Button(tr("Allocate a car"), icon="car-key", kind="primary", on_click=self._allocate)
        self.notice = Button(
            tr("Print the notice of the car"), icon="printer-outline", on_click=self._print_notice
        )
        self.submit = Button("", icon="shield-check-outline", on_click=self._submit)
        self.margin = Button(tr("Costs and margin"), icon="chart-box-outline", on_click=self._margin)
        self.cancel = Button(tr("Cancel the contract"), kind="danger", on_click=self._cancel).keep_place()
        for button in self._buttons():
            buttons.addWidget(button)
        self._costs_elsewhere = label(
            tr("Costs and margin are seen at a back-office terminal."), "caption", wrap=True
        )
        self._costs_elsewhere.setVisible(margin.may_see_elsewhere(self.context.desk.session))
        buttons.addWidget(self._costs_elsewhere)
        foot = card.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addLayout(buttons, 1)
        return card

    def _buttons(self) -> tuple[Button, ...]:
        """In the order of the eye and of the tab key."""
        return (
            self.merge, self.allocate, self.print, self.amend, self.addendum, self.notice, self.submit, self.deal,
            self.margin, self.cancel,
        )  # fmt: skip

    def _wire(self) -> None:
        presenter = self._presenter
        self.wire_list(presenter)
        self.table.row_opened.connect(lambda _: self._open_deal())
        self.add_key(tr("Find"), "F3", self.search.search_anew, is_next=True)
        self.add_key(tr("Refresh"), "F5", presenter.load)
        self._print_key = self.add_key(tr("Print and sign"), "F10", self._print)
        self._amend_key = self.add_key(tr("Amend"), "Ctrl+M", self._amend)
        self._files_key = self.add_key(tr("Add files"), "Ctrl+O", self.files.choose_files, in_bar=False)
        self._open_key = self.add_key(tr("Open"), "", self._open_deal, cap="Enter")
        self.add_key(tr("Loan"), "Ctrl+Shift+L", self._loan, in_bar=False)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))
        self.files.open_asked.connect(lambda file: self.go.emit("pictures", (("file", file.id), file.name)))
        self.files.said.connect(self.said)
        files_of(self.context, "contracts").attach(self.files)
        stops = (
            *self.files.stops(),
            self.prints.table,
            self.merge,
            self.print,
            self.amend,
            self.addendum,
            self.deal,
            self.margin,
        )
        self.tab_through(self.search, self.views, self.table, *stops)

    def title(self) -> str:
        return tr("Contracts")

    def entered(self, argument: object) -> None:
        if isinstance(argument, str):
            self._presenter.open(argument)

    def scanned(self, scan: Scan) -> bool:
        if scan.kind == "contract":
            self._presenter.open(scan.text)
        return scan.kind == "contract"

    def focus_first(self) -> None:
        self.search.setFocus()

    def show_state(self, state: ContractListState) -> None:
        """List, counts and side panel."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        self.list.count.setText(plural(state.listing.total, N_("{n} contract"), N_("{n} contracts")))
        self.views.set_current(state.wanted.view)
        for key, name in _VIEWS.items():
            self.views.set_words(key, tr(name).format(n=state.counts.get(key, 0)))
        self.prints.setVisible(state.chosen is not None)
        self.prints.show_prints(state.prints)
        self._show_chosen(state.chosen)

    def _show_chosen(self, row: ContractRow | None) -> None:
        if self._panel.title is not None:
            self._panel.title.setText(row.no if row else tr("Contract"))
        files_of(self.context, "contracts").show(Owner("contract", row.no) if row else None)
        self._files_key.setEnabled(row is not None)
        self._nothing.setVisible(row is None)
        self._facts.setVisible(row is not None)
        self.merge.setVisible(row is not None and bool(row.case_id))
        self._notice.setVisible(
            row is not None
            and (
                bool(row.case_id)
                or row.lacks_promise
                or row.provisional
                or row.state == "approved"
                or bool(row.answer)
            )
        )
        self.print.setEnabled(
            row is not None and row.state != "cancelled" and not row.case_id and not row.lacks_promise
        )
        settled = row is not None and row.state in ("signed", "amended")
        self.print.setText(tr("Print again") if settled else tr("Print and sign"))
        self._print_key.setText(self.print.text())
        self.deal.setEnabled(row is not None)
        self.deal.setVisible(self._sells)
        self.margin.setVisible(row is not None and self._sees_margin)
        self._print_key.setEnabled(self.print.isEnabled())
        self._show_amending(row)
        self._open_key.setEnabled(row is not None and self._sells)
        if row is None:
            return
        self._show_notice(row)
        self._facts.set_facts(
            [
                (tr("State"), labels.contract(row.state, row.answer)[0]), (tr("Buyer"), row.buyer),
                (tr("Car"), row.car), (tr("VIN"), row.vin or tr("not yet")),
                *([(tr("In line for a car"), words.place(row.place, row.waiting))] if row.place else []),
                (tr("Price"), words.money(row.price)),
                (tr("Handover"), _delivery(row)),
                (tr("Version"), str(row.version)), (tr("Consultant"), row.seller or "—"),
            ]
        )  # fmt: skip

    def _show_notice(self, row: ContractRow) -> None:
        """What waits for somebody, if anything does."""
        if row.case_id:
            safe = tr("Signing waits until someone has decided. Money and customer are safe.")
            self._notice.say(tr("Two desks changed this contract"), safe, tone="conflict")
        elif row.lacks_promise:
            day = tr("It can be signed once the deal says the day, under “Handover”.")
            self._notice.say(tr("Nobody has said by when its car is promised"), day, tone="warn")
        elif row.provisional and row.place:
            safe = tr("Its car went to somebody else. Once another one is found, the customer signs for it.")
            self._notice.say(tr("On the waiting list"), safe, tone="warn")
        elif row.provisional and not row.vin:
            safe = tr(
                "It becomes firm when its customer signs anew, with a sign-in that holds. Until then it is not in line "
                "for a car; the prepayment is refundable."
            )
            self._notice.say(tr("Provisional order"), safe, tone="warn")
        elif row.provisional:
            safe = tr("It becomes firm when the centre confirms the car; the prepayment is refundable.")
            self._notice.say(tr("Provisional order"), safe, tone="warn")
        elif row.state == "approved":
            self._notice.say(
                tr("To be signed"), tr("The final paper is still to be signed (F10)."), tone="ok"
            )
        elif row.answer:
            self._show_answer(row)

    def _show_answer(self, row: ContractRow) -> None:
        """What a manager said of a draft, and what that means for it."""
        if row.answer == "returned":
            said = tr("{who} sent {no} back").format(who=row.answered_by, no=row.no)
            self._notice.say(said, row.answer_note, tone="bad")
            return
        if row.answer == "lapsed":
            asks = tr("Something was changed since. Ask again if it still needs one.")
            self._notice.say(tr("The yes counts no more"), asks, tone="warn")
            return
        what = (
            tr("{who} approved {no}") if row.answer == "approved" else tr("{who} approved the price of {no}")
        )
        counts = tr("The yes is to the contract as it stands: it counts until something is changed.")
        self._notice.say(what.format(who=row.answered_by, no=row.no), counts, tone="ok")

    def _show_amending(self, row: ContractRow | None) -> None:
        signed = row is not None and row.state in ("signed", "amended") and not row.provisional
        calm = row is not None and not row.case_id and self._sells
        may = signed and calm
        self.cancel.setVisible(calm and row is not None and row.state != "cancelled")
        self.submit.setVisible(calm and row is not None and row.state in ("draft", "submitted"))
        waits_for_yes = row is not None and row.state == "submitted"
        self.submit.setText(tr("Take the request back") if waits_for_yes else tr("Ask for approval"))
        self.amend.setVisible(may)
        self._amend_key.setEnabled(may)
        amendments = row.amendments if row is not None else 0
        waits = calm and row is not None and not row.vin and not row.provisional and row.state in _AGREED
        self.allocate.setVisible(waits and self._allocates)
        self.notice.setVisible(row is not None and row.allocated)
        self.addendum.setVisible(bool(amendments))
        self.addendum.setText(tr("Print amendment {n}").format(n=amendments))

    def _show_empty(self, state: ContractListState) -> None:
        if state.wanted.text or state.wanted.view != "all":
            self.show_misfit(
                tr("No contract fits"), tr("There are more without the filter."), tr("Show all contracts")
            )
        else:
            self.list.states.show_message(
                "file-sign",
                tr("No contracts yet"),
                tr("They are made at the deal desk, with or without a network."),
                buttons=((tr("New deal"), lambda: self.go.emit("deal", {"new": True})),),
            )

    def _print(self) -> None:
        row = self._presenter.state.chosen
        if row is not None and self.print.isEnabled():
            self.go.emit("print", row.no)

    def _amend(self) -> None:
        if (row := self._presenter.state.chosen) is not None and self._amend_key.isEnabled():
            self.go.emit("amend", row.no)

    def _allocate(self) -> None:
        if (row := self._presenter.state.chosen) is not None:
            self.go.emit("allocate", row.no)

    def _print_notice(self) -> None:
        if (row := self._presenter.state.chosen) is not None:
            self.go.emit("print", {"no": row.no, "notice": True})

    def _submit(self) -> None:
        """Ask a manager for a yes to the contract; or take it back, to change it."""
        row = self._presenter.state.chosen
        if row is not None:
            approvals_presenter(self.context).submit(
                row.no, take_back=row.state == "submitted", done=lambda: self._presenter.open(row.no),
                failed=self.show_error,
            )  # fmt: skip

    def _margin(self) -> None:
        if (row := self._presenter.state.chosen) is not None:
            self.go.emit("margin", row.no)

    def _cancel(self) -> None:
        if (row := self._presenter.state.chosen) is not None:
            self.go.emit("cancel", row.no)

    def _print_addendum(self) -> None:
        if (row := self._presenter.state.chosen) is not None and row.amendments:
            self.go.emit("print", {"no": row.no, "addendum": row.amendments})

    def _loan(self) -> None:
        if (row := self._presenter.state.chosen) is not None and row.state != "cancelled":
            self.go.emit("loan", {"deal": row.no})

    def _merge(self) -> None:
        if (row := self._presenter.state.chosen) is not None and row.case_id:
            self.go.emit("merge", row.case_id)

    def _open_deal(self) -> None:
        if self._sells and (row := self._presenter.state.chosen) is not None:
            self.go.emit("deal", {"contract": row.no})
