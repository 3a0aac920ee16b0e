"""The one list of screens. A new screen is one line here; it is imported when it is first opened."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtWidgets import QWidget

from app.domain.permissions import EVERYONE, SELLERS, Role
from app.i18n import N_
from app.presenters.search import Hit
from app.views.context import Context
from app.views.page import Page


@dataclass(frozen=True)
class Screen:
    """A screen: its key, its name and icon on the rail, who may use it, and where its page is."""

    key: str
    name: str
    icon: str
    roles: frozenset[Role]
    page: str
    """`module:Class` below `app.views`."""
    foot: bool = False
    """At the rail's lower end."""
    below: str = ""
    """Of a screen that is not on the rail: the one that is marked there meanwhile."""

    @property
    def on_rail(self) -> bool:
        """Whether it has a place of its own on the rail."""
        return not self.below

    def build(self, context: Context) -> Page:
        """Make its page."""
        module, name = self.page.split(":")
        made: Page = getattr(import_module(f"app.views.{module}"), name)(context)
        return made


_COUNTER = SELLERS | {Role.FINANCE}
_ADMIN, _MANAGER = frozenset({Role.ADMIN}), frozenset({Role.MANAGER})
_PAYS_OUT = frozenset({Role.FINANCE, Role.MANAGER})

_DELIVERERS = _COUNTER | {Role.STOCK}

SCREENS: tuple[Screen, ...] = (
    Screen("deal", N_("Deals"), "file-document-edit-outline", SELLERS, "deals.page:DealDeskPage"),
    Screen("showroom", N_("Models"), "car-multiple", SELLERS, "showroom.page:ShowroomPage"),
    Screen("contracts", N_("Contracts"), "file-sign", _COUNTER, "contracts.page:ContractListPage"),
    Screen("money", N_("Money"), "cash-register", _COUNTER, "money.page:MoneyPage"),
    Screen(
        "trade_in", N_("Trade-ins"), "car-arrow-left", SELLERS, "trade_ins.page:TradeInPage", below="deal"
    ),
    Screen("loan", N_("Loan"), "bank-outline", _COUNTER, "loans.page:LoanPage", below="contracts"),
    Screen(
        "used_car_money",
        N_("Used cars"),
        "car-arrow-left",
        _PAYS_OUT,
        "money.used_cars_page:UsedCarMoneyPage",
        below="money",
    ),
    Screen("till", N_("Till"), "lock-clock", _COUNTER, "money.till_page:TillPage", below="money"),
    Screen("customers", N_("People"), "account-group-outline", SELLERS, "customers.page:CustomerListPage"),
    Screen(
        "customer_page",
        N_("Customer"),
        "account-outline",
        SELLERS,
        "customers.whole_page:CustomerPage",
        below="customers",
    ),
    Screen("leads", N_("Leads"), "account-clock-outline", SELLERS, "leads.page:LeadListPage"),
    Screen("test_drives", N_("Drives"), "steering", SELLERS, "test_drives.page:TestDrivePage"),
    Screen("deliveries", N_("Delivery"), "car-key", _DELIVERERS, "delivery.list_page:DeliveriesPage"),
    Screen(
        "delivery", N_("Delivery"), "car-key", _DELIVERERS, "delivery.page:DeliveryPage", below="deliveries"
    ),
    Screen("stock", N_("Stock"), "warehouse", EVERYONE - {Role.ADMIN}, "stock.page:StockListPage"),
    Screen("service", N_("Workshop"), "car-wrench", SELLERS, "service.page:ServicePage"),
    Screen("approvals", N_("Approvals"), "shield-check-outline", _MANAGER, "approvals.page:ApprovalsPage"),
    Screen(
        "templates", N_("Templates"), "file-document-multiple-outline", _ADMIN, "templates.page:TemplatePage"
    ),
    Screen("loan_plans", N_("Plans"), "bank-outline", _ADMIN, "loans.plans_page:LoanPlansPage"),
    Screen("sync", N_("Sync"), "sync", EVERYONE, "sync.page:SyncPage"),
)

# Dialogs over a page, by the key that pages ask for: `page.go.emit("print", contract_no)`.
# Each is a function `(parent, context, argument)`, imported when first asked for.
DIALOGS: dict[str, str] = {
    "print": "contracts.print_dialog:open_print_dialog",
    "allocate": "contracts.allocate_dialog:open_allocate_dialog",
    "cancel": "contracts.cancel_dialog:open_cancel_dialog",
    "margin": "contracts.margin_dialog:open_margin_dialog",
    "amend": "contracts.amend_dialog:open_amend_dialog",
    "reveal": "customers.reveal_dialog:open_reveal_dialog",
    "log_call": "service.call_dialog:open_call_dialog",
    "book_service": "service.booking_dialog:open_booking_dialog",
    "customer": "customers.dialog:open_customer_dialog",
    "same_person": "customers.same_dialog:open_same_dialog",
    "merge": "conflicts.merge_dialog:open_merge_dialog",
    "show_check": "sync.show_check:open_show_check",
    "pictures": "viewer:open_viewer",
    "compare_templates": "templates.compare_dialog:open_compare_dialog",
    "stopwatch": "stopwatch_dialog:open_stopwatch_dialog",
    "devices": "devices_dialog:open_devices_dialog",
    "seal": "seal_dialog:open_seal_dialog",
    "password": "password_dialog:open_password_dialog",
    "set_aside": "conflicts.aside_dialog:open_aside_dialog",
}

# Where a hit of the global search or a scanned code leads.
HIT_SCREENS = {
    "vehicle": "stock", "customer": "customer_page", "lead": "leads", "deal": "deal", "contract": "contracts",
    "receipt": "money",
}  # fmt: skip


def screens_for(roles: frozenset[Role], *, answers: bool = False) -> tuple[Screen, ...]:
    """The screens that one of these roles may use. `answers`: the dealership asks this person before a contract is
    signed, so that they have the page of what waits, too."""
    return tuple(
        screen for screen in SCREENS if screen.roles & roles or (answers and screen.key == "approvals")
    )


def leads_to(hit: Hit, roles: frozenset[Role]) -> tuple[str, object]:
    """The screen of a hit, and what to show there. A deal is its sellers' to work at; others see its money.

    One that was quoted and has no contract yet stands on its customer's page, with its quotes.
    """
    screen = HIT_SCREENS[hit.kind]
    if hit.kind != "deal":
        return screen, hit.id
    if roles & SELLERS and hit.contract_no:
        return screen, {"contract": hit.contract_no}
    if roles & SELLERS and hit.customer_id:
        return "customer_page", hit.customer_id
    return "money", {"find": hit.id}


def open_dialog(key: str, parent: QWidget, context: Context, argument: object) -> None:
    """Open a dialog over the page."""
    module, name = DIALOGS[key].split(":")
    getattr(import_module(f"app.views.{module}"), name)(parent, context, argument)
