"""The cancellation dialog's door."""

from __future__ import annotations

from app.domain.catalogue import names_in
from app.domain.deposits import DepositFate
from app.i18n import language
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
        deposit = sums.pop("deposit")
        return Standing(contract.no, contract.buyer_name, car, deposit, sum(sums.values()), frees)

    def cancel(self, no: str, reason: str, fate: DepositFate) -> int:
        """Cancel it; for how many receipts a manager is asked."""
        return cancelling.cancel(self._at.unit_of_work(), no=no, reason=reason, fate=fate)
