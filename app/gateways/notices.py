"""The bell's door: a manager's answers to one's own contracts, and which of them were seen on this terminal."""

from __future__ import annotations

from app import db
from app.models.local import State
from app.presenters.notices import Notice
from app.queries import answers
from app.workplace import Workplace


class NoticesOfTerminal:
    """`presenters.notices.NoticesGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._name = f"n:{workplace.actor.user_id}"

    def unseen(self) -> tuple[Notice, ...]:
        """Answers that this person has not seen here, the newest first."""
        with self._at.reading() as session:
            kept = session.get(State, self._name)
            seen = set(kept.value) if kept else set()
            rows = answers.list_to_seller(session, self._at.actor.user_id)
        return tuple(
            Notice(row.id, row.no, row.customer, row.by, row.yes, row.reason)
            for row in rows
            if row.id not in seen
        )

    def see(self, keys: tuple[str, ...]) -> None:
        """They have seen these. Those to contracts that were signed meanwhile need not be remembered."""
        with db.write_session(self._at.database) as session, session.begin():
            kept = session.get(State, self._name)
            open_ones = {row.id for row in answers.list_to_seller(session, self._at.actor.user_id)}
            seen = ({*kept.value} if kept else set()) | {*keys}
            session.merge(State(name=self._name, value=sorted(seen & open_ones)))
