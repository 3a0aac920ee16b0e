"""Cancelling a contract at the desk: why, what becomes of the money, and what follows. There is no way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.deposits import DepositFate
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.base import Presenter, Run

REASONS = {
    "withdrew": N_("The customer withdrew"),
    "loan": N_("The loan was declined"),
    "undeliverable": N_("We cannot deliver the car"),
    "mistake": N_("The contract was written by mistake"),
    "other": N_("Another reason"),
}
FATES = {
    DepositFate.KEPT: N_("We keep it"),
    DepositFate.RETURNED: N_("It goes back"),
    DepositFate.TWOFOLD: N_("It goes back twofold"),
}
_KEPT_BY = N_("We keep it, as {name} approved")
_USUAL = {"withdrew": DepositFate.KEPT, "undeliverable": DepositFate.TWOFOLD}
"""By art 587; anything else is returned unless somebody says otherwise."""


def fate_words(fate: str, approved_by: str) -> str:
    """What was decided of a deposit, and who approved that, where somebody had to."""
    if fate == DepositFate.KEPT and approved_by:
        return tr(_KEPT_BY).format(name=approved_by)
    return tr(FATES[DepositFate(fate)])


@dataclass(frozen=True)
class Standing:
    """The contract and the money that was not given back. Amounts in fen."""

    no: str
    buyer: str
    car: str
    deposit: int = 0
    """定金."""
    other: int = 0
    """订金, payments and a lender's money: they go back whatever happens."""
    frees_car: bool = False
    approvers: tuple[tuple[str, str], ...] = ()
    """Login and name of the managers here who may approve that the deposit is kept."""


class CancelGateway(Protocol):
    """What the dialog needs of the terminal."""

    def standing(self, no: str) -> Standing: ...
    def cancel(
        self, no: str, reason: str, fate: DepositFate | None, approver: tuple[str, str] | None
    ) -> int: ...


@dataclass(frozen=True)
class CancelState:
    """What the dialog shows."""

    no: str
    standing: Standing | None = None
    reason: str = ""
    fate: DepositFate | None = DepositFate.RETURNED
    """None: that is decided later."""
    said: bool = False
    """Somebody said what becomes of the deposit: no reason changes it any more."""
    busy: bool = False
    asked: int | None = None
    """Done: for so many receipts a manager is asked."""

    @property
    def needs_manager(self) -> bool:
        """Whether a manager has to approve here what becomes of the deposit."""
        return self.fate is DepositFate.KEPT and self.standing is not None and bool(self.standing.deposit)


class CancelPresenter(Presenter[CancelState]):
    """One for each opening of the dialog."""

    def __init__(self, run: Run, gateway: CancelGateway, no: str) -> None:
        super().__init__(run, CancelState(no))
        self._gateway = gateway

    def start(self) -> None:
        """Read what there is."""
        no = self.state.no
        self._ask(
            lambda: self._gateway.standing(no), lambda found: self._set(standing=found), topic="standing"
        )

    def choose_reason(self, key: str) -> None:
        """Why; what becomes of the deposit follows, unless that was chosen already."""
        state = self.state
        fate = state.fate if state.said else _USUAL.get(key, DepositFate.RETURNED)
        self._set(reason=key, fate=fate)

    def choose_fate(self, fate: DepositFate | None) -> None:
        """What becomes of the deposit; None: that is decided later."""
        self._set(fate=fate, said=True)

    def consequences(self) -> tuple[str, ...]:
        """What will have happened, in sentences."""
        standing, fate = self.state.standing, self.state.fate
        if standing is None:
            return ()
        said = [tr("{no} ends and cannot be opened again.").format(no=standing.no)]
        if standing.frees_car:
            said.append(tr("{car} is free to be sold again.").format(car=standing.car))
        if fate is None:
            later = tr("{amount} stay here until somebody asks for a refund.")
            return (*said, later.format(amount=words.money(standing.deposit + standing.other)))
        deposit = words.money(standing.deposit)
        if standing.deposit and fate is DepositFate.KEPT:
            said.append(tr("The deposit of {amount} stays with us.").format(amount=deposit))
        back = standing.other + (0 if fate is DepositFate.KEPT else standing.deposit)
        if fate is DepositFate.TWOFOLD:
            back += standing.deposit
        if back:
            ask = tr("{amount} go back to the customer when a manager has approved it.")
            said.append(ask.format(amount=words.money(back)))
        return tuple(said)

    def cancel(self, note: str, approver: tuple[str, str] | None = None) -> None:
        """Do it; `approver` is a manager's login name and own password."""
        state = self.state
        named = tr(REASONS[state.reason]) if state.reason and state.reason != "other" else ""
        reason = " · ".join(part for part in (named, note.strip()) if part)
        self._set(busy=True)
        self._run(
            lambda: self._gateway.cancel(state.no, reason, state.fate, approver), self._done, self._stopped
        )

    def _done(self, asked: int) -> None:
        self._set(busy=False, asked=asked)

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
