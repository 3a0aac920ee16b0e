"""The approval chain on the command line: submitted, sent back with a reason, approved, signed."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import pytest

from app.cli import run
from app.domain import approval
from app.domain.permissions import ADMINISTER
from app.errors import UserError
from app.models.org import Setting
from app.services import contracts
from server import decisions
from tests.cli.conftest import Cli
from tests.shop import ENVIRON, LIST_PRICE, PASSWORD, Shop, Till, new_vin, person


@pytest.fixture
def strict(own_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """A counter whose managers approve payment other than in one sum."""
    with own_shop.uow.begin(ADMINISTER) as tx:
        tx.add(Setting(name=approval.PLAN, value=True))
    till = Till(tmp_path_factory.mktemp("strict") / "data")
    till.enrol(own_shop.url, own_shop.code(own_shop.branch()), "Counter")
    for user in ("liu", "sun"):
        till.as_(user)
    yield Cli(till)
    till.close()


@pytest.fixture
def own_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A server with settings of its own."""
    shop = Shop(tmp_path_factory.mktemp("own") / "shop").start()
    yield shop
    shop.close()


def test_a_loan_is_signed_once_another_manager_has_approved_it(strict: Cli) -> None:
    till = strict.till
    plan = {"kind": "loan", "lender": "工商银行", "loan": 5_000_000, "months": 36, "rate_bp": 390}
    order = contracts.Order(person(), 11_650_000, vin=till.receive(new_vin())[0], plan=plan)
    no = contracts.draft(till.wang.unit_of_work(), order)[1]
    contract_id = _id(strict, no)

    def sign() -> contracts.Sold:
        return contracts.sign(
            till.wang.unit_of_work(), contract_id=contract_id, signing=till.wang.signing(None)
        )

    with pytest.raises(UserError, match="approval_needed"):
        sign()
    assert strict("contract", "submit", no).json["state"] == "submitted"
    assert strict("contract", "edit", no, "--set", "terms=x", ends=3).error["code"] == "contract_submitted"
    assert strict("contract", "submit", no, ends=3).error["code"] == "contract_submitted"
    with pytest.raises(UserError, match="contract_submitted"):
        sign()
    assert (
        strict("contract", "return", no, "--reason", " ", user="sun", ends=3).error["code"]
        == "reason_missing"
    )
    assert strict("contract", "approve", no, ends=3).error["code"] == "not_allowed"
    assert strict("contract", "return", no, "--reason", "36 个月太长", user="sun").json["state"] == "draft"
    assert strict("contract", "approve", no, user="sun", ends=3).error["code"] == "not_submitted"
    with pytest.raises(UserError, match="approval_needed"):
        sign()
    strict("contract", "submit", no)
    assert strict("contract", "submit", no, "--take-back").json["state"] == "draft"
    strict("contract", "submit", no)
    strict("contract", "approve", no, user="sun")
    strict("contract", "submit", no)
    assert strict("contract", "return", no, "--reason", "改主意了", user="sun").json["state"] == "draft"
    with pytest.raises(UserError, match="approval_needed"):  # a later no ends an earlier yes
        sign()
    strict("contract", "submit", no)
    strict("contract", "approve", no, user="sun")
    assert sign().contract_no == no
    till.wang.sync()
    assert till.wang.status()["parked"] == 0


def test_an_amendment_that_brings_a_loan_is_written_by_another_manager(strict: Cli) -> None:
    till = strict.till
    (vin,) = till.receive(new_vin())
    strict("sync")
    strict("stock", "lease", vin)
    order = contracts.Order(person(), 11_650_000, vin=vin)
    sold = contracts.sell(till.wang.unit_of_work(), order, till.wang.signing(None))
    assert sold.confirmed
    loan = {"loan": "50000", "loan.lender": "工商银行", "loan.months": "36", "loan.rate": "3.9"}
    amend = ["contract", "amend", sold.contract_no]
    amend += [word for name, value in loan.items() for word in ("--set", f"{name}={value}")]
    assert strict(*amend, ends=3).error["code"] == "approval_needed"
    strict(*amend, user="sun")
    till.wang.sync()
    assert till.wang.status()["parked"] == 0


def _id(cli: Cli, no: str) -> str:
    with cli.till.wang.reading() as session:
        return str(contracts.find(session, no).id)


def test_d3_links_are_answered_one_by_one_and_told_on_the_command_line(own_shop: Shop, strict: Cli) -> None:
    chain = '{"discount": [{"by": "manager"}, {"by": "finance"}]}'
    decisions.decide(own_shop.uow, name="approval.chain", value=chain)
    till = strict.till
    till.as_("qian")
    till.sync()
    no = till.draft(till.receive(new_vin())[0], price=LIST_PRICE * 9 // 10)
    asked = strict("contract", "submit", no, "--reason", "Fleet of three").json
    assert asked["submit_reason"] == "Fleet of three"
    assert "submit_reason: Fleet of three" in _text(strict, "contract", "show", no, user="sun")
    assert strict("contract", "approve", no, user="qian", ends=3).error["code"] == "link_of_another"
    assert (
        strict("contract", "approve", no, "--reason", "fine", user="sun", ends=6).json["state"] == "submitted"
    )
    assert strict("contract", "approve", no, user="sun", ends=3).error["code"] == "link_of_another"
    assert "Price 2 · Finance: waits" in _text(strict, "contract", "show", no)
    done = strict("contract", "approve", no, user="qian").json
    assert done["state"] == "draft"
    links = [(each["matter"], each["role"], each["note"], bool(each["at"])) for each in done["links"]]
    assert links == [("discount", "manager", "fine", True), ("discount", "finance", None, True)]
    contracts.sign(till.wang.unit_of_work(), contract_id=_id(strict, no), signing=till.wang.signing(None))
    assert till.sync().parked == 0


def _text(strict: Cli, *words: str, user: str = "wang") -> str:
    """What a person reads."""
    said = io.StringIO()
    surroundings = {**ENVIRON, "SHOWROOM_USER": user, "SHOWROOM_PASSWORD": PASSWORD}
    with contextlib.redirect_stdout(said):
        run.run(["--data", str(strict.till.folder), "--lang", "en", *words], surroundings)
    return said.getvalue()
