"""The list of customers: find, look, add."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.attachments import Owner
from app.presenters.customer_list import CustomerListPresenter, CustomerListState, CustomerRow
from app.views import theme
from app.views.attachments import FilesSection
from app.views.context import Context, files_of, pictures_presenter
from app.views.customers.form import CustomerForm
from app.views.list_card import ListCard
from app.views.list_page import ListPage
from app.views.widgets.avatar import Avatar
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.delegates import Plain
from app.views.widgets.edits import SearchEdit
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import badge, label, row


def columns() -> tuple[Column[CustomerRow], ...]:
    """Whom, how to reach them, what happened last."""
    return (
        Column("name", N_("Name"), lambda row: row.name, _name, "plain", 220),
        Column("phone", N_("Telephone"), lambda row: words.masked_phone(row.phone), width=150),
        Column("identity", N_("Identity"), _identity, width=110),
        Column("deals", N_("Deals"), lambda row: str(row.deals) if row.deals else "—", width=80, right=True),
        Column("latest", N_("Latest"), _latest, _shown_latest, "plain", 240, stretch=True),
    )


def _name(row: CustomerRow) -> Plain:
    if row.same_id:
        return Plain(row.name, strong=True, icon="account-question-outline", icon_tone="warn")
    icon = "office-building-outline" if row.kind == "company" else "account-outline"
    return Plain(row.name, strong=True, icon=icon)


def perhaps_same(row: CustomerRow) -> str:
    """That somebody else on file is perhaps the same person."""
    return tr("Perhaps the same as {name}").format(name=row.same_name)


def _latest(row: CustomerRow) -> str:
    double = perhaps_same(row) if row.same_id else ""
    return " · ".join(filter(None, (double, row.latest))) or "—"


def _shown_latest(row: CustomerRow) -> Plain:
    return Plain(_latest(row), tone="warn" if row.same_id else "")


def _identity(row: CustomerRow) -> str:
    return f"•••• {row.id_last4}" if row.id_last4 else "—"


class CustomerListPage(ListPage):
    """Customers on the left; one of them, or the form for a new one, at the side."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._presenter = context.presenter(
            "customers", lambda: CustomerListPresenter(context.run, context.desk.customers)
        )
        model: RowTableModel[CustomerRow] = RowTableModel(columns(), self._presenter.fetch)
        self.table = RowTable(model, name=tr("Customers"))
        self.list = ListCard(model, self.table, identify=lambda row: row.id, retry=self._presenter.load)
        hint = tr("Name, pinyin, initials or number")
        self.search = SearchEdit(tr("Find a customer"), hint, key="F4", asked=self._presenter.state.text)
        self.search.setMaximumWidth(theme.px(380))
        self.new = Button(tr("New customer"), icon="account-plus-outline", key="Ctrl N")
        self.list.tools.addWidget(self.search, 1)
        self.list.tools.addStretch(1)
        self.list.tools.addWidget(self.new)
        self.list.foot.addWidget(label(tr("Numbers are shown in part; a reveal is audited"), "caption"))
        self.files = FilesSection(files_of(context, "customers"), pictures_presenter(context), scans=False)
        self._side = QStackedWidget()
        self.form = CustomerForm()
        self._side.addWidget(self._make_panel())
        self._side.addWidget(self.form)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._side)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(turn=(self.list.tools,), sides={self._side: 320})
        self._wire()
        self.remember("customers", self.table)
        self._presenter.attach_list(self)
        self._presenter.load()

    def _make_panel(self) -> Card:
        card = Card(padding=0)
        self._avatar = Avatar("", size=40)
        self._name, self._kind = label("", "title", wrap=True), badge("")
        head = row(self._avatar, spacing=12)
        names = QVBoxLayout()
        names.setSpacing(theme.px(2))
        names.addWidget(self._name)
        names.addLayout(row(self._kind, None))
        head.addLayout(names, 1)
        self._facts = FactList(spacing=8)
        self.same = Banner(tone="warn", icon="account-question-outline")
        self.same.hide()
        self._nobody = label(tr("Choose a customer to see them here"), "caption", wrap=True)
        content = QWidget()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(14),) * 4)
        inside.setSpacing(theme.px(10))
        inside.addWidget(self._nobody)
        inside.addLayout(head)
        inside.addWidget(self.same)
        inside.addWidget(self._facts)
        inside.addWidget(self.files)
        inside.addStretch(1)
        card.body.addWidget(scrolling(content, only_down=True))
        foot = card.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        self.edit = Button(tr("Edit"), icon="account-edit-outline", key="Ctrl E", on_click=self._edit)
        foot.addWidget(self.edit, 1)
        self.deal = Button(tr("Start a deal"), kind="primary", key="F2", on_click=self._start_deal)
        foot.addWidget(self.deal, 1)
        return card

    def _wire(self) -> None:
        presenter = self._presenter
        self.search.searched.connect(presenter.search)
        self.search.left_downwards.connect(self.table.setFocus)
        self.new.clicked.connect(presenter.start_adding)
        self.table.row_chosen.connect(presenter.choose)
        self.table.row_opened.connect(lambda row: self.go.emit("customer_page", row.id))
        self.form.inputs.numbers_entered.connect(presenter.look_up)
        self.form.inputs.open_asked.connect(presenter.open_known)
        self.form.save_asked.connect(presenter.add)
        self.form.again_asked.connect(lambda values: presenter.add(values, again=True))
        self.form.cancelled.connect(presenter.stop_adding)
        self.add_key(tr("Find customer"), "F4", self.search.search_anew, is_next=True)
        self.add_key(tr("New customer"), "Ctrl+N", presenter.start_adding)
        self._deal_key = self.add_key(tr("New deal"), "F2", self._start_deal)
        self.add_key(tr("Book a test drive"), "Ctrl+B", self._drive)
        self.add_key(tr("Open file"), "", lambda: None, cap="Enter")
        self.add_key(tr("Edit"), "Ctrl+E", self._edit, in_bar=False)
        self._same_key = self.add_key(tr("Compare the files"), "Ctrl+D", self._compare, in_bar=False)
        self._files_key = self.add_key(tr("Add files"), "Ctrl+O", self.files.choose_files, in_bar=False)
        self.add_key(tr("Refresh"), "F5", presenter.load)
        self.add_key(tr("Back"), "Escape", self._back)
        self.files.open_asked.connect(lambda file: self.go.emit("pictures", (("file", file.id), file.name)))
        self.files.said.connect(self.said)
        files_of(self.context, "customers").attach(self.files)
        stops = (*self.form.stops(), *self.files.stops(), self.edit, self.deal)
        self.tab_through(self.search, self.new, self.table, *stops)

    def title(self) -> str:
        return tr("People")

    def entered(self, argument: object) -> None:
        if isinstance(argument, str):
            self._presenter.open(argument)

    def focus_first(self) -> None:
        self.search.setFocus()

    def show_state(self, state: CustomerListState) -> None:
        """List, side panel or form."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        total = state.listing.total
        self.list.count.setText(plural(total, N_("{n} customer"), N_("{n} customers")))
        adding = self._side.currentWidget() is self.form
        if state.adding != adding:
            self._side.setCurrentIndex(1 if state.adding else 0)
            if state.adding:
                self.form.start()
            else:
                self.search.setFocus()
        self.form.save.set_busy(state.saving)
        self.form.inputs.show_known(state.known)
        self._show_chosen(state.chosen)
        if state.added:
            self.said.emit(tr("{name} is on file").format(name=state.added), "")

    def _show_chosen(self, customer: CustomerRow | None) -> None:
        self.deal.setEnabled(customer is not None)
        self.edit.setEnabled(customer is not None)
        self._deal_key.setText(tr("Start a deal") if customer is not None else tr("New deal"))
        for part in (self._avatar, self._kind, self._facts):
            part.setVisible(customer is not None)
        self._name.setVisible(customer is not None)
        self._nobody.setVisible(customer is None)
        files_of(self.context, "customers").show(Owner("customer", customer.id) if customer else None)
        self._files_key.setEnabled(customer is not None)
        self._show_same(customer)
        if customer is None:
            return
        self._avatar.set_person(customer.name)
        self._name.setText(customer.name)
        self._kind.setText(tr("Company") if customer.kind == "company" else tr("Person"))
        self._facts.set_facts(
            [
                (tr("Telephone"), words.masked_phone(customer.phone) or "—"),
                (tr("Identity"), _identity(customer)), (tr("Address"), customer.address or "—"),
                (tr("Deals"), str(customer.deals)), (tr("Latest"), customer.latest or "—"),
                *([(tr("Is not"), customer.apart_name)] if customer.apart_id else []),
            ]
        )  # fmt: skip

    def _show_same(self, customer: CustomerRow | None) -> None:
        double = customer is not None and bool(customer.same_id)
        self._same_key.setEnabled(customer is not None and bool(customer.like_id))
        if customer is None or not double:
            self.same.hide()
        elif self.same.isHidden() or self.same.title() != perhaps_same(customer):
            self.same.say(perhaps_same(customer))
            self.same.offer((tr("Compare"), self._compare), key="Ctrl D")

    def _compare(self) -> None:
        chosen = self._presenter.state.chosen
        if chosen is not None and chosen.like_id:
            self.go.emit("same_person", (chosen.id, chosen.like_id))

    def _show_empty(self, state: CustomerListState) -> None:
        new = (tr("New customer"), self._presenter.start_adding)
        if state.text:
            title = tr("Nobody fits “{text}”").format(text=state.text)
            self.list.states.show_message("account-search-outline", title, buttons=(new,))
        else:
            self.list.states.show_message(
                "account-group-outline",
                tr("No customers yet"),
                tr("They come with a sync, or you enter one."),
                buttons=(new,),
            )

    def show_error(self, error: Exception) -> None:
        """In the form while it is open."""
        if self._presenter.state.adding:
            self.form.show_error(error)
        else:
            super().show_error(error)

    def _edit(self) -> None:
        if (chosen := self._presenter.state.chosen) is not None:
            self.go.emit("customer", chosen.id)

    def _drive(self) -> None:
        chosen = self._presenter.state.chosen
        self.go.emit("test_drives", {"book": (chosen.id, chosen.name) if chosen else None})

    def _start_deal(self) -> None:
        chosen = self._presenter.state.chosen
        self.go.emit("deal", {"customer": chosen.id} if chosen is not None else {"new": True})

    def _back(self) -> None:
        if self._presenter.state.adding:
            self._presenter.stop_adding()
        else:
            self.go.emit("back", None)
