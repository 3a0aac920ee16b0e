"""The bell's door: a manager's answers to one's own contracts, what a manager is asked, and what of that was seen on
this terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import db
from app.domain.permissions import Role
from app.models.local import State
from app.presenters import reasons
from app.presenters.notices import Notice
from app.queries import answers, asked
from app.services import approving, contracts, submitting
from app.workplace import Workplace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class NoticesOfTerminal:
    """`presenters.notices.NoticesGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._name = f"n:{workplace.actor.user_id}"

    def unseen(self) -> tuple[Notice, ...]:
        """What this person has not seen here: answers, the newest first, then what they are asked."""
        with self._at.reading() as session:
            kept = session.get(State, self._name)
            seen = set(kept.value) if kept else set()
            return tuple(notice for notice in self._open(session) if notice.key not in seen)

    def see(self, keys: tuple[str, ...]) -> None:
        """They have seen these. What was signed or answered meanwhile need not be remembered."""
        with db.write_session(self._at.database) as session, session.begin():
            kept = session.get(State, self._name)
            open_ones = {notice.key for notice in self._open(session)}
            seen = ({*kept.value} if kept else set()) | {*keys}
            session.merge(State(name=self._name, value=sorted(seen & open_ones)))

    def _open(self, session: Session) -> list[Notice]:
        me = self._at.actor
        told = [
            Notice(row.id, row.no, row.customer, row.by, row.yes, row.reason)
            for row in answers.list_to_seller(session, me.user_id)
        ]
        decides = Role.MANAGER in me.roles
        asks = [
            Notice(
                row.key, row.no, row.customer, row.by, False, reasons.read(row.reason), row.kind, row.deal_no
            )
            for row in asked.list_asked(session, me.user_id)
            if (self._is_mine(session, row.no) if row.kind == "contract" else decides)
        ]
        return [*told, *asks]

    def _is_mine(self, session: Session, no: str) -> bool:
        """Whether it is this person's turn to answer."""
        contract, me = contracts.find(session, no), self._at.actor
        come = approving.come_so_far(session, contract)
        return submitting.is_turn(come, contract, me.user_id, me.roles)
