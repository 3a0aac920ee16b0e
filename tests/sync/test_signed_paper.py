"""The signed paper of a contract is printed again as it was signed."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from app.domain.contract_document import ContractDocument, verification_code
from app.domain.contract_template import Template
from app.errors import UserError
from app.gateways.papers import PapersOfTerminal
from app.ids import vehicle_id
from app.presenters.base import run_now
from app.presenters.deal_desk_rows import DeskDeposit
from app.presenters.print_sign import PrintAsked, PrintSignPresenter, PrintState
from app.services import contracts, papers, payments
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


def pinned_as(counter: Till, price: int | None) -> tuple[str, bytes]:
    """A contract whose desk pinned the hash of a file of its own: with another price, or only packed otherwise."""
    (vin,) = counter.receive(new_vin())
    settle(counter)
    no, files = counter.draft(vin), list[bytes]()
    ((contract_id,),) = counter.query("SELECT id FROM contract WHERE no = :no", no=no)

    def render(made: ContractDocument, words: Template) -> str:
        shown = replace(made, sheet=replace(made.sheet, price=price)) if price else made
        drawn, codes = papers.original(shown, words), [str(verification_code(each)) for each in (shown, made)]
        files.append(drawn.replace(codes[0].encode(), codes[1].encode()) + b"% packed otherwise\n")
        return hashlib.sha256(files[0]).hexdigest()

    signing = replace(counter.wang.signing(contracts.Deposit(500_000, "cash")), render=render)
    contracts.sign(counter.wang.unit_of_work(), contract_id=contract_id, signing=signing)
    return no, files[0]


def test_a_file_is_the_signed_paper_if_it_shows_it_and_not_because_its_hash_was_pinned(counter: Till) -> None:
    for price, valid in ((None, True), (1_000_000, False)):
        no, file = pinned_as(counter, price)
        with counter.wang.reading() as session:
            assert papers.verify(session, file).valid is valid
            signature = papers.latest_signature(session, contracts.find(session, no).id)
            assert signature is not None
            assert signature.pdf_hash == hashlib.sha256(file).hexdigest()


def unsure(till: Till, no: str) -> contracts.Sold:
    """The customer signs here, where nobody can promise anything: the sign-in has run out."""
    ((contract_id,),) = till.query("SELECT id FROM contract WHERE no = :no", no=no)
    signing = replace(till.wang.signing(None), may_confirm=False)
    return contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=signing)


def test_what_is_ordered_is_signed_for_certain_next_and_not_ordered_twice(counter: Till) -> None:
    no = counter.draft(*counter.receive(new_vin()))
    assert not unsure(counter, no).confirmed
    with pytest.raises(UserError, match=no) as waits:
        unsure(counter, no)
    settle(counter)  # the car is free: the centre gives it to the order
    with pytest.raises(UserError, match=no) as has_its_car:
        unsure(counter, no)
    assert [each.value.code for each in (waits, has_its_car)] == ["ordered_already", "ticket_expired"]


class Dialog:
    """What the print dialog is told."""

    def __init__(self) -> None:
        self.states: list[PrintState] = []
        self.errors: list[str] = []

    def show_state(self, state: PrintState) -> None:
        """The state of now."""
        self.states.append(state)

    def show_error(self, error: Exception) -> None:
        """What went wrong."""
        self.errors.append(getattr(error, "code", repr(error)))


@pytest.mark.parametrize(
    "changed", [{"price": "116300"}, {"delivery_place": "宁波"}, {"buyer.address": "江干区"}], ids=str
)
def test_a_customer_signs_what_was_on_the_screen_and_nothing_that_came_meanwhile(
    counter: Till, booth: Till, changed: dict[str, str]
) -> None:
    no = counter.draft(*counter.receive(new_vin()))
    settle(counter, booth)
    dialog, folder = Dialog(), counter.folder.parent
    printing = PrintSignPresenter(run_now, run_now, PapersOfTerminal(counter.wang), PrintAsked(no))
    printing.attach(dialog)
    printing.start()
    printing.choose_printer("file")
    printing.choose_folder(str(folder))
    printing.choose_mode("pad")
    printing.set_strokes((((0.1, 0.1), (0.2, 0.2)),))
    printing.set_read(True)
    contracts.edit(booth.wang.unit_of_work(), no=no, values=changed)
    settle(booth, counter)
    printing.commit()
    assert dialog.errors == ["paper_changed"]
    assert counter.query("SELECT count(*) FROM signature") == [(0,)]
    assert (printing.state.read, printing.state.strokes) == (False, ()), "they were about another paper"
    printing.set_strokes((((0.1, 0.1), (0.3, 0.2)),))
    printing.set_read(True)
    shown = printing.state.paper
    printing.commit()
    assert printing.state.finished
    assert dialog.errors == ["paper_changed"]
    with counter.wang.reading() as session:
        signature = papers.latest_signature(session, contracts.find(session, no).id)
    assert signature is not None
    assert shown is not None
    assert ContractDocument.from_dict(signature.document) == shown.document


def as_shown(till: Till, no: str, language: str = "", deposit: int = 0) -> contracts.Sold:
    """Signed at the dialog with nothing between the paper and the pen."""
    at = PapersOfTerminal(till.wang)
    asked = PrintAsked(no, deposit=DeskDeposit(deposit, "cash") if deposit else None)
    outcome = at.sign(asked, at.paper(asked, language), None, "")
    with till.wang.reading() as session:
        contract = contracts.find(session, outcome.contract_no)
        return contracts.Sold("", contract.no, contract.id, outcome.receipt_no, outcome.confirmed)


def test_what_nobody_changed_is_signed_as_it_was_shown(counter: Till) -> None:
    first, second, third, fourth = counter.receive(*(new_vin() for _ in range(4)))
    settle(counter)
    order = counter.draft(first)
    assert not as_shown(counter, order, deposit=300_000).confirmed
    settle(counter)  # the centre gives it the car
    assert as_shown(counter, order, "en", deposit=200_000).confirmed, "订金 becomes 定金, with more"
    paid = counter.draft(second)
    [(deal,)] = counter.query(
        "SELECT d.no FROM deal d JOIN contract c ON c.deal_id = d.id WHERE c.no = :no", no=paid
    )
    payments.take_parts(
        counter.wang.unit_of_work(), deal_no=deal, parts=[payments.Part(100_000, "card")], put_down=True
    )
    counter.wang.lease([vehicle_id(second), vehicle_id(third)])
    assert as_shown(counter, paid, deposit=100_000).confirmed, "there was 订金 before it was signed"
    kinds = counter.query(
        "SELECT p.kind, p.amount FROM payment p JOIN deal d ON d.id = p.deal_id WHERE d.no = :no ORDER BY p.id",
        no=deal,
    )
    assert kinds == [
        ("prepayment", 100_000), ("conversion", -100_000), ("deposit", 100_000), ("deposit", 100_000),
    ]  # fmt: skip
    waits, late = counter.draft(third), counter.draft(third)
    signing = replace(counter.wang.signing(None), may_confirm=False)
    [(contract_id,)] = counter.query("SELECT id FROM contract WHERE no = :no", no=waits)
    contracts.sign(counter.wang.unit_of_work(), contract_id=contract_id, signing=signing)
    assert not as_shown(counter, late).confirmed, (
        "the lease is in hand, and an order of this desk comes first"
    )
    assert not as_shown(counter, counter.draft(fourth), "en").confirmed
    assert counter.sync().parked == 0
