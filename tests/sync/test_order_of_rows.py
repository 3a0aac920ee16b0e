"""A service may write a child before its parent; what never gets its parent is written nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.domain.permissions import CONTRACT_DRAFT
from app.errors import UserError
from app.ids import new_id
from app.models.deal import Contract, ContractLine, Deal
from app.services import contracts, quotes
from app.services.unit_of_work import Transaction
from tests.shop import LIST_PRICE, MODEL, Shop, Till, new_vin, person


@pytest.fixture
def office(shop: Shop, tmp_path: Path) -> Iterator[Till]:
    """The back office of a branch, which holds what a gift costs."""
    till = Till(tmp_path / "office")
    till.enrol(shop.url, shop.code(shop.branch(), finance=True), "office", "sun")
    yield till
    till.close()


def test_the_back_office_quotes_a_gift_with_its_cost(office: Till) -> None:
    gift = contracts.Line("Film", 180_000, nature="gift", cost=90_000)
    order = contracts.Order(person(), LIST_PRICE, None, model=MODEL, lines=(gift,))
    sun = office.as_("sun")
    quotes.give(sun.unit_of_work(), order, valid_until=sun.clock.today())
    with sun.reading() as session:
        kept = session.scalars(
            text("SELECT c.amount FROM deal_cost c JOIN quote q ON q.id = c.quote_id")
        ).all()
    assert kept == [90_000]
    assert sun.sync().parked == 0


def _line(tx: Transaction, contract_id: str, label: str) -> None:
    tx.add(
        ContractLine(
            contract_id=contract_id, branch_id=tx.actor.branch_id, kind="add_on", label=label, payee=None,
            nature="optional", amount=100, rule=None, trade_in_id=None, cost_id=None, removed=False,
        )
    )  # fmt: skip


def _copied(row: Deal | Contract, **other: str) -> dict[str, object]:
    names = [column.name for column in type(row).__table__.columns if column.name not in ("ver", "row_hash")]
    return {name: getattr(row, name) for name in names} | other


def test_rows_of_one_table_are_each_written_once_when_one_of_them_comes_before_its_parent(
    counter: Till,
) -> None:
    (vin,) = counter.receive(new_vin())
    no = counter.draft(vin)
    with counter.wang.unit_of_work().begin(CONTRACT_DRAFT) as tx:
        first, later = contracts.find(tx.session, no), new_id()
        _line(tx, first.id, "first")
        _line(tx, later, "second")
        tx.session.flush()
        tx.add(Contract(**_copied(first, id=later, no=tx.next_number("contract"))))
    assert counter.query("SELECT label FROM contract_line WHERE label IN ('first', 'second') ORDER BY label") == [
        ("first",), ("second",)
    ]  # fmt: skip


def test_a_child_without_a_parent_is_written_nowhere(counter: Till) -> None:
    with (
        pytest.raises((IntegrityError, UserError)),
        counter.wang.unit_of_work().begin(CONTRACT_DRAFT) as tx,
    ):
        _line(tx, new_id(), "orphan")
    assert counter.query("SELECT count(*) FROM contract_line WHERE label = 'orphan'") == [(0,)]
    assert counter.query("SELECT count(*) FROM op WHERE action = 'contract.draft'") == [(0,)]
