"""In large words: that an order is only provisional, or that the contract is signed, with its numbers."""

from __future__ import annotations

from app.i18n import in_a_row, tr
from app.presenters import chain_words, deal_desk_words, words
from app.presenters.deal_desk_state import DeskState
from app.views.widgets import announce
from app.views.widgets.banner import Banner


class OutcomeCard(Banner):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(tone="warn", headline="figure")
        self._said: tuple[str, str] | None = None

    def show_state(self, state: DeskState) -> None:
        """What became of the deal, or what it can become."""
        said = _words(state)
        self.setVisible(said is not None)
        if said is not None and said[:2] != self._said:
            self._said = said[:2]
            self.say(said[0], said[1], tone=said[2])
            announce.alert(self)


def _words(state: DeskState) -> tuple[str, str, str] | None:
    drawn = state.drawn
    if state.closed and drawn is not None:
        receipts = in_a_row(drawn.receipts)
        money = (
            tr("{amount} taken, receipt\n{no}.").format(amount=words.money(drawn.paid), no=receipts)
            if receipts
            else ""
        )
        if drawn.provisional and drawn.open_case:
            text = tr("The car went to someone else. Give another on the sync page (Ctrl+Shift+S). {money}")
            return tr("PROVISIONAL ORDER"), text.format(money=money), "conflict"
        if drawn.provisional:
            text = tr("The centre confirms the car. Until then the money is a refundable prepayment. {money}")
            return tr("PROVISIONAL ORDER"), _with_holder(state, text.format(money=money)), "warn"
        if drawn.state == "cancelled":
            return tr("Cancelled"), money, "bad"
        if drawn.state == "submitted" and drawn.links:
            lines = "\n".join(f"{name}: {said}" for name, said in chain_words.of_steps(drawn.links))
            return tr("Waits for an answer"), f"{lines} {money}".strip(), "warn"
        if drawn.state == "submitted":
            text = tr("Nothing is sold before somebody has answered and the customer has signed. {money}")
            return tr("Waits for an answer"), text.format(money=money).strip(), "warn"
        if drawn.state == "approved" and not drawn.ordered:
            text = tr("The contract was approved as it is. The customer signs it next (F10). {money}")
            return tr("Approved"), text.format(money=money).strip(), "ok"
        if drawn.state == "approved":
            text = tr("The car is the customer's. The final paper is still to be signed (F10). {money}")
            return tr("Confirmed"), text.format(money=money), "ok"
        return tr("Signed"), money, "ok"
    if state.provisional and state.car is not None and state.car.lease not in ("none", "elsewhere"):
        text = tr("This car is not certain. The order can be taken; its money is a refundable prepayment.")
        return tr("PROVISIONAL ORDER"), _with_holder(state, text), "warn"
    return None


def _with_holder(state: DeskState, text: str) -> str:
    return words.sentences(deal_desk_words.held_by(state.car), text.strip())
