"""What a signed deal leaves behind: its contract, its receipts, and where the car is handed over."""

from __future__ import annotations

from app.i18n import tr
from app.presenters import words
from app.presenters.deal_desk_state import DeskState
from app.views.widgets.card import Card, Fact, FactList


class PapersCard(Card):
    """In the check list's place once there is nothing left to check."""

    def __init__(self) -> None:
        super().__init__(tr("Papers"), icon="file-document-multiple-outline", padding=14)
        self._facts = FactList(spacing=8)
        self.body.addWidget(self._facts)
        self.body.addStretch(1)

    def show_state(self, state: DeskState) -> None:
        """Numbers as they stand on paper."""
        drawn = state.drawn
        if drawn is None:
            return
        facts: list[Fact] = [(tr("Contract"), drawn.no), (tr("Version"), str(drawn.version))]
        facts += [(tr("Receipt"), no) for no in drawn.receipts]
        if state.delivery_on is not None:
            facts.append((tr("Handover date"), words.day(state.delivery_on)))
        if state.delivery_place:
            facts.append((tr("Handover place"), state.delivery_place))
        self._facts.set_facts(facts)
