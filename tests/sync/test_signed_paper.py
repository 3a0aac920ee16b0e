"""The signed paper of a contract is printed again as it was signed."""

from __future__ import annotations

from app.ids import vehicle_id
from app.services import contracts, papers
from tests.shop import Till, new_vin, settle


def test_a_merge_after_the_signature_does_not_change_the_signed_paper(counter: Till, booth: Till) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    no = counter.draft(vin)
    settle(counter, booth)
    booth.wang.lease([vehicle_id(vin)])
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"delivery_place": "Elsewhere"})
    ((contract_id,),) = booth.query("SELECT id FROM contract WHERE no = :no", no=no)
    wang = booth.wang
    contracts.sign(
        wang.unit_of_work(), contract_id=contract_id, signing=wang.signing(contracts.Deposit(500_000, "cash"))
    )
    settle(counter, booth)
    with wang.reading() as session:
        contract = contracts.find(session, no)
        assert contract.version != contract.signed_version
        assert papers.verify(session, papers.printable(session, contract)).valid
