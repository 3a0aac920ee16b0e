"""The door of a deal's costs: nobody passes who may not see them, whatever screen asks."""

from __future__ import annotations

from app.errors import PermissionDenied
from app.i18n import N_, tr
from app.presenters import deal_desk_words as words
from app.presenters.margin import Margin, MarginLine
from app.queries import margins
from app.queries.approvals import SEE_MARGIN
from app.workplace import Workplace


class MarginsOfTerminal:
    """`presenters.margin.MarginGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def margin(self, no: str) -> Margin:
        """The lines of a contract's deal with what they cost."""
        if not self._workplace.actor.roles & SEE_MARGIN:
            message = N_("What a deal costs is for a manager or finance to see.")
            raise PermissionDenied("not_allowed", message)
        with self._workplace.reading() as session:
            rows = margins.list_margin(session, no)
        return Margin(no, tuple(MarginLine(_name(row), _remark(row), row.price, row.cost) for row in rows))


def _name(row: margins.MarginRow) -> str:
    if row.kind == "subsidy":
        return tr("Interest that we pay")
    return words.named(row.label)


def _remark(row: margins.MarginRow) -> str:
    """What kind of line it is, where the name does not say it."""
    if row.payee:
        return tr("collected for others")
    return tr("Gift") if row.nature == "gift" else ""
