"""The cancellation dialog's door."""

from __future__ import annotations

from app.domain.catalogue import names_in
from app.domain.deposits import DepositFate
from app.domain.permissions import Role
from app.i18n import language
from app.models.org import User
from app.models.vehicle import Model, Vehicle
from app.presenters.cancelling import Standing
from app.services import cancelling, contracts, payments, reversals
from app.workplace import Workplace


class CancellationsOfTerminal:
    """`presenters.cancelling.CancelGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def standing(self, no: str) -> Standing:
        """The contract, its car and the money that was not given back."""
        with self._at.reading() as session:
            contract = contracts.find(session, no)
            model = session.get_one(Model, contract.model_id)
            vehicle = session.get(Vehicle, contract.vehicle_id) if contract.vehicle_id else None
            _, series, _ = names_in(language(), model.brand, model.series, model.trim, model.attributes)
            car = f"{series} …{vehicle.vin[-6:]}" if vehicle else series
            sums = {
                kind: sum(left for _, left in payments.standing(session, contract.deal_id, kind))
                for kind in reversals.GOES_BACK
            }
            frees = vehicle is not None and cancelling.holds_car(contract)
            seller = session.get_one(User, contract.seller_id)
        deposit = sums.pop("deposit")
        own = {self._at.actor.name, seller.name}
        others = tuple(
            (user.name, user.display)
            for user in self._at.vault.users()
            if Role.MANAGER in user.roles and user.name not in own
        )
        return Standing(contract.no, contract.buyer_name, car, deposit, sum(sums.values()), frees, others)

    def cancel(self, no: str, reason: str, fate: DepositFate | None, approver: tuple[str, str] | None) -> int:
        """Cancel it; for how many receipts a manager is asked. `approver`: a manager's name and own password."""
        approve = self._at.approval(*approver) if approver else None
        uow = self._at.unit_of_work()
        return cancelling.cancel(uow, no=no, reason=reason, fate=fate, approve=approve)
