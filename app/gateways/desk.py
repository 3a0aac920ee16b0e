"""The desk of a signed-in person: one gateway for each family of screens."""

from __future__ import annotations

from app.bootstrap import App
from app.domain import approval_chain
from app.gateways.allocating import AllocationsOfTerminal, PapersOfAllocations
from app.gateways.amending import AmendmentsOfTerminal, PapersOfAmendments
from app.gateways.approvals import ApprovalsOfTerminal
from app.gateways.attachments import AttachmentsOfTerminal
from app.gateways.cancelling import CancellationsOfTerminal
from app.gateways.contracts import ContractsFromReplica
from app.gateways.customer_page import CustomerPageOfTerminal
from app.gateways.customers import CustomersFromReplica
from app.gateways.deals import DealsFromReplica
from app.gateways.deliveries import DeliveriesFromReplica, DeliveryOfTerminal
from app.gateways.devices import DevicesOfTerminal
from app.gateways.files import FilesOfTerminal
from app.gateways.leads import LeadsOfTerminal
from app.gateways.loan_plans import LoanPlansOfTerminal
from app.gateways.loans import LoansOfTerminal
from app.gateways.margins import MarginsOfTerminal
from app.gateways.merging import MergeOfTerminal
from app.gateways.money import MoneyOfTerminal
from app.gateways.notices import NoticesOfTerminal
from app.gateways.papers import PapersOfTerminal
from app.gateways.password import PasswordOfTerminal
from app.gateways.pictures import PicturesOfTerminal
from app.gateways.same_person import SamePersonOfTerminal
from app.gateways.scans import ScansOfTerminal
from app.gateways.seals import SealOfTerminal
from app.gateways.search import SearchFromReplica
from app.gateways.service_visits import ServiceOfTerminal
from app.gateways.set_aside import AsideOfTerminal
from app.gateways.show_check import ShowCheckOfTerminal
from app.gateways.showroom import ShowroomFromReplica
from app.gateways.stock import StockFromReplica
from app.gateways.stopwatch import StopwatchOfTerminal
from app.gateways.sync import SyncOfTerminal
from app.gateways.templates import TemplatesOfTerminal
from app.gateways.test_drives import DrivesFromReplica
from app.gateways.till import TillOfTerminal
from app.gateways.trade_ins import TradeInsOfTerminal
from app.gateways.used_car_dues import DuesOfTerminal
from app.presenters.demo import Demo
from app.presenters.desk import Desk
from app.presenters.preferences import FilePreferences
from app.presenters.session import Session
from app.services import chains
from app.workplace import Workplace


def open_desk(app: App, workplace: Workplace, demo: Demo | None = None) -> Desk:
    """Wire the screens' doors to an opened terminal."""
    return Desk(
        session=session_of(workplace),
        clock=app.clock,
        bus=app.bus,
        stock=StockFromReplica(workplace),
        customers=CustomersFromReplica(workplace),
        contracts=ContractsFromReplica(workplace),
        sync=SyncOfTerminal(workplace),
        search=SearchFromReplica(workplace),
        preferences=preferences(app),
        more={
            "workplace": workplace,
            "demo": demo,
            "templates": TemplatesOfTerminal(workplace),
            "approvals": ApprovalsOfTerminal(workplace),
            "news": NoticesOfTerminal(workplace),
            "test_drives": DrivesFromReplica(workplace),
            "service": ServiceOfTerminal(workplace),
            "leads": LeadsOfTerminal(workplace),
            "customer_files": CustomersFromReplica(workplace),
            "customer_page": CustomerPageOfTerminal(workplace, CustomersFromReplica(workplace).find),
            "same_person": SamePersonOfTerminal(workplace),
            "trade_ins": TradeInsOfTerminal(workplace),
            "loans": LoansOfTerminal(workplace),
            "loan_plans": LoanPlansOfTerminal(workplace),
            "money": MoneyOfTerminal(workplace),
            "till": TillOfTerminal(workplace),
            "used_car_dues": DuesOfTerminal(workplace),
            "deliveries": DeliveriesFromReplica(workplace),
            "delivery": DeliveryOfTerminal(workplace),
            "deals": DealsFromReplica(workplace),
            "attachments": AttachmentsOfTerminal(workplace),
            "showroom": ShowroomFromReplica(workplace),
            "files": FilesOfTerminal(workplace),
            "pictures": PicturesOfTerminal(workplace),
            "papers": PapersOfTerminal(workplace),
            "addenda": PapersOfAmendments(workplace),
            "allocating": AllocationsOfTerminal(workplace),
            "notices": PapersOfAllocations(workplace),
            "cancelling": CancellationsOfTerminal(workplace),
            "amending": AmendmentsOfTerminal(workplace),
            "margins": MarginsOfTerminal(workplace),
            "merging": MergeOfTerminal(workplace),
            "set_aside": AsideOfTerminal(workplace),
            "show_check": ShowCheckOfTerminal(app, workplace),
            "stopwatch": StopwatchOfTerminal(workplace),
            "devices": DevicesOfTerminal(workplace),
            "seal": SealOfTerminal(workplace),
            "scans": ScansOfTerminal(workplace),
            "password": PasswordOfTerminal(app, workplace),
        },
    )


def preferences(app: App) -> FilePreferences:
    """Language, theme and tables, in a small file of the terminal's folder."""
    from app import i18n

    return FilePreferences(app.folder / "desk.json", language=i18n.language())


def session_of(workplace: Workplace) -> Session:
    """Who works here, as the screens know it."""
    actor, identity = workplace.actor, workplace.identity
    known = workplace.vault.identity()
    with workplace.reading() as session:
        asked = approval_chain.may_answer(chains.laid_down(session))
    return Session(
        user_id=actor.user_id,
        login=actor.name,
        name=workplace.unlocked.user.display,
        roles=actor.roles,
        terminal=identity.name,
        branch=str(known.more.get("branch_name", identity.branch_code)),
        finance=any(scope.endswith(":finance") for scope in identity.scopes),
        answers=bool(asked & actor.roles),
        signing_until=workplace.unlocked.session.expires_at,
    )
