"""The columns of the waiting list."""

from __future__ import annotations

from app.domain.money import format_amount
from app.i18n import N_
from app.presenters import labels, words
from app.presenters.sync_status import WaitingItem
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.row_table_model import Column

ICONS = {
    "contract": "file-certificate-outline", "quote": "file-sign", "customer": "account-edit-outline",
    "payment": "cash-plus", "test_drive": "steering", "service": "wrench-clock", "stock": "warehouse",
}  # fmt: skip


def columns() -> tuple[Column[WaitingItem], ...]:
    """Order, what, how much, when, how far."""
    return (
        Column("no", N_("No."), lambda row: str(row.no), width=48, right=True),
        Column("what", N_("What"), _what, _what_value, "plain", 260, stretch=True),
        Column("amount", N_("Amount (¥)"), _amount, width=106, right=True),
        Column("at", N_("Time"), lambda row: words.hour(row.at), width=70),
        Column("state", N_("State"), lambda row: _state(row).text, _state, "badge", 164),
    )


def _what(row: WaitingItem) -> str:
    return f"{row.title}. {row.detail}" if row.detail else row.title


def _what_value(row: WaitingItem) -> Plain:
    icon = ICONS.get(row.kind, "file-document-outline")
    return Plain(row.title, strong=True, icon=icon, second=row.detail)


def _amount(row: WaitingItem) -> str:
    return format_amount(row.amount) if row.amount is not None else "—"


def _state(row: WaitingItem) -> Badge:
    return Badge(*labels.waiting(row.state))
