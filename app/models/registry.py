"""Which tables sync, parents first. A new table is one more line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import TableClause
from sqlalchemy import column as untyped
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models.attachment import Attachment, ModelPicture, StoredFile
from app.models.audit import AuditEntry
from app.models.deal import Approval, Contract, ContractLine, Deal, PrintLog, Signature, SyncCase
from app.models.deal_cost import DealCost
from app.models.delivery import DeliveryMark, Handover, Inspection, Release
from app.models.follow_up import FollowUp
from app.models.key_event import KeyEvent
from app.models.lead import Lead, LeadContact
from app.models.loan import LoanApplication, LoanEvent, LoanPaper
from app.models.org import Branch, ContractTemplate, Setting, Terminal, User, UserRole
from app.models.party import Consent, Customer, Reveal, ToldApart
from app.models.payment import LedgerEntry, Payment, Reversal
from app.models.quote import Quote
from app.models.service_visit import ServiceVisit
from app.models.shift import Shift
from app.models.test_drive import TestDrive
from app.models.trade_in import TradeIn, TradeInOffer
from app.models.vehicle import EnergyType, Lease, Model, StockCost, StockMovement, StockStay, Vehicle

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.models.base import Shared, Wire

SYNCED: tuple[type[Shared], ...] = (
    Branch,
    Terminal,
    User,
    UserRole,
    Setting,
    ContractTemplate,
    EnergyType,
    Model,
    Vehicle,
    StockStay,
    StockCost,
    StockMovement,
    Lease,
    Customer,
    ToldApart,
    Consent,
    Reveal,
    Lead,
    LeadContact,
    Deal,
    Quote,
    TradeIn,
    TradeInOffer,
    LoanApplication,
    LoanPaper,
    LoanEvent,
    Contract,
    ContractLine,
    Approval,
    DealCost,
    Signature,
    PrintLog,
    Shift,
    Payment,
    Reversal,
    LedgerEntry,
    SyncCase,
    AuditEntry,
    TestDrive,
    ServiceVisit,
    Inspection,
    DeliveryMark,
    Release,
    Handover,
    FollowUp,
    Attachment,
    ModelPicture,
    KeyEvent,
)
BY_TABLE: dict[str, type[Shared]] = {model.__tablename__: model for model in SYNCED}
FILES: tuple[str, ...] = tuple(model.__tablename__ for model in SYNCED if issubclass(model, StoredFile))
"""The tables whose rows name contents."""
COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(column.name for column in model.__table__.columns) for name, model in BY_TABLE.items()
}
"""Every column of a table in its one order: id, scope, ver, row_hash, then the content."""


def table_of(name: str) -> Table:
    """The table of that name."""
    return cast("Table", BY_TABLE[name].__table__)


@cache
def defaults(name: str) -> dict[str, Wire]:
    """What a new row of an older program holds in columns that it does not know."""
    columns = table_of(name).columns
    given = {c.name: c.default.arg for c in columns if isinstance(c.default, ScalarElementColumnDefault)}
    return to_wire(name, given)


@cache
def plain(name: str) -> TableClause:
    """The table without types: values come and go exactly as they are stored."""
    return TableClause(name, *map(untyped, COLUMNS[name]))


def to_wire(table: str, values: dict[str, object]) -> dict[str, Wire]:
    """Python values in their stored form: the bytes that are sent, hashed and written."""
    return _converted(_conversions(table, "process_bind_param"), values)


def from_wire(table: str, values: dict[str, Wire]) -> dict[str, object]:
    """Stored values as Python values."""
    return _converted(_conversions(table, "process_result_value"), values)


_Conversion = Callable[[Any, None], Any]


@cache
def _conversions(table: str, method: str) -> dict[str, _Conversion | None]:
    """That method of each column's type. Only our own types convert; a TypeDecorator without the method inherits one
    that raises."""
    kinds = {column.name: column.type for column in table_of(table).columns}
    return {
        name: getattr(kind, method) if method in vars(type(kind)) else None for name, kind in kinds.items()
    }


def _converted(conversions: dict[str, _Conversion | None], values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if (convert := conversions[name]) is None else convert(value, None)
        for name, value in values.items()
    }
