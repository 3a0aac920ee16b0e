"""What searches find, compared with reading everything and looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from app import db
from app.models import schema, search_index
from app.presenters import labels
from app.queries import contracts, customers, stock
from app.queries.stock import StockFilter, StockRow
from tests.unit.queries.rows import KEY, NOW, fill, id_of

EVERYTHING = 100_000
BY_MODEL = {"比亚迪": "BYD", "byd": "BYD", "b": "BYD", "汉": "BYD", "ET5": "NIO", "Lavida plus": "Volkswagen"}
WRITTEN = ("In transit", "For sale", "In transfer", "Test drive", "Reserved", "Sold")
"""What the list says of a car, from its first day to its last."""
ORDERS: dict[str, Callable[[StockRow], object]] = {
    "arrived": lambda car: (str(car.arrived_on or ""), car.id),
    "vin": lambda car: car.vin,
    "price": lambda car: (car.list_price, car.id),
    "status": lambda car: (WRITTEN.index(labels.car(car.status)[0]), car.id),
    "location": lambda car: (car.branch_name, car.location, car.id),
    "model": lambda car: (car.model, car.id),
}


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Engine]:
    """A replica that a test may write to."""
    engine = db.open_replica(tmp_path / "replica.db", KEY, create=True)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["few", "many"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hits are looked up one by one, or met on a walk through the list: what is found is the same."""
    monkeypatch.setattr(stock, "_MANY", 1 if request.param == "many" else 2000)


def found(session: Session, **wanted: object) -> list[StockRow]:
    return stock.list_stock(session, NOW, StockFilter(**wanted))  # type: ignore[arg-type]


def execute(engine: Engine, sql: str, **values: object) -> None:
    with db.write_session(engine) as session, session.begin():
        session.execute(text(sql), values)


def names(engine: Engine, typed: str) -> list[str]:
    with db.read_session(engine) as session:
        return [row.name for row in customers.list_customers(session, typed)]


# ---------------------------------------------------------------- cars


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("typed", ["", *BY_MODEL])
def test_cars_are_found_by_their_model(session: Session, typed: str) -> None:
    every = found(session)
    assert len(every) == 108  # a tenth of the stays is over
    brand = BY_MODEL.get(typed, "")
    assert found(session, text=typed) == [car for car in every if car.model.startswith(brand)]


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("typed", ["LSV", "lsv000003", "B0000", "0037", "zzz", "3B00"])
def test_cars_are_found_by_any_part_of_the_vin(session: Session, typed: str) -> None:
    assert found(session, text=typed) == [car for car in found(session) if typed.upper() in car.vin]


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("typed", ["", "比亚迪", "LSV"])
def test_every_order_holds_across_pages_both_ways(session: Session, order: str, typed: str) -> None:
    whole = sorted(found(session, text=typed), key=ORDERS[order])
    for name, expected in ((order, whole), (f"-{order}", whole[::-1])):
        pages = [
            stock.list_stock(session, NOW, StockFilter(typed), order=name, limit=25, offset=at)
            for at in range(0, len(whole) + 25, 25)
        ]
        assert [car for page in pages for car in page] == expected


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    "wanted",
    [
        {}, {"text": "byd"}, {"statuses": ("in_stock", "sold")}, {"leased_to": id_of(5)}, {"text": "!"},
        {"text": "LSV", "statuses": ("reserved",)}, {"text": "NIO", "leased_to": id_of(5)},
    ],
)  # fmt: skip
def test_the_count_is_that_of_the_list(session: Session, wanted: dict[str, object]) -> None:
    cars = found(session, **wanted)
    assert stock.count_stock(session, NOW, StockFilter(**wanted)) == len(cars)  # type: ignore[arg-type]
    if statuses := wanted.get("statuses"):
        assert {car.status for car in cars} == set(statuses)  # type: ignore[call-overload]
    if "leased_to" in wanted:
        assert {car.lease for car in cars} == {"Counter 1"}


def test_a_lease_that_is_over_is_none(session: Session) -> None:
    leased = [car.id for car in found(session) if car.lease]
    assert leased == [car.id for car in found(session, leased_to=id_of(5))]
    assert id_of(1005) not in leased


# ---------------------------------------------------------------- customers


@pytest.mark.parametrize(
    ("typed", "name"), [("王伟", "王伟"), ("ww", "王伟"), ("静", "静"), ("nov", "Novak")]
)
def test_customers_are_found_by_name_and_initials_last_come_first(
    session: Session, typed: str, name: str
) -> None:
    every = customers.list_customers(session)
    assert [row.id for row in every] == sorted((row.id for row in every), reverse=True)
    assert customers.list_customers(session, typed) == [row for row in every if name in row.name]
    assert customers.count_customers(session, typed) == len(customers.list_customers(session, typed))


@pytest.mark.parametrize("typed", ["1380", "0030", "9001010", "13800003039"])
def test_customers_are_found_by_any_part_of_their_numbers(session: Session, typed: str) -> None:
    every = customers.list_customers(session)
    hits = [row for row in every if typed in f"{row.phone} {row.id_number}"]
    assert hits
    assert customers.list_customers(session, typed) == hits
    pages = [customers.list_customers(session, typed, limit=3, offset=at) for at in range(0, len(hits), 3)]
    assert [row for page in pages for row in page] == hits


def test_customers_come_with_their_deals_and_latest_contract(session: Session) -> None:
    rows = {row.customer.id: row for row in customers.list_with_deals(session, limit=EVERYTHING)}
    assert [row.customer for row in rows.values()] == customers.list_customers(session)
    first = rows[id_of(3000)]
    assert (first.deals, first.contract_no, first.contract_state) == (2, "MAIN01-26-98701", "signed")
    assert (rows[id_of(3078)].deals, rows[id_of(3078)].contract_no) == (0, None)
    assert customers.list_with_deals(session, customer_id=id_of(3000)) == [first]


def test_an_archived_customer_is_found_no_more_until_taken_back(written: Engine) -> None:
    before = names(written, "欧阳")
    execute(written, "UPDATE customer SET archived = 1 WHERE id = :id", id=id_of(3003))
    assert names(written, "欧阳") == before[:-1]
    execute(written, "UPDATE customer SET archived = 0 WHERE id = :id", id=id_of(3003))
    assert names(written, "欧阳") == before


def test_a_new_name_is_found_and_the_old_one_is_not(written: Engine) -> None:
    execute(
        written, "UPDATE customer SET name = '单田芳', phone = '13999990000' WHERE id = :id", id=id_of(3003)
    )
    assert names(written, "stf") == names(written, "9999000") == ["单田芳"]
    assert len(names(written, "欧阳")) == 9
    execute(written, "DELETE FROM customer WHERE id = :id", id=id_of(3073))
    assert len(names(written, "王明慧")) == 9


# ---------------------------------------------------------------- contracts


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("MAIN01-26-98712", {12}), ("main01-26-9871", set(range(10, 20))), ("98712", {12}), ("8712", {12}),
        ("王伟", {0, 8, 16, 24, 32}), ("LSV000001", {1, 15, 29}), ("nothing", set()), ("!", set()),
    ],
)  # fmt: skip
def test_contracts_are_found_by_number_buyer_and_vin(
    session: Session, typed: str, expected: set[int]
) -> None:
    rows = contracts.list_contracts(session, typed)
    assert [row.no for row in rows] == [f"MAIN01-26-{98700 + n}" for n in sorted(expected, reverse=True)]
    assert contracts.count_contracts(session, typed) == len(rows)


@pytest.mark.parametrize("view", contracts.VIEWS)
def test_a_view_counts_what_it_shows(session: Session, view: str) -> None:
    assert contracts.count_contracts(session, view=view) == len(contracts.list_contracts(session, view=view))


# ---------------------------------------------------------------- the indexes themselves


def test_a_file_made_with_other_indexes_gets_ours(written: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert schema.upgrade_replica(written) is False
    execute(written, "DELETE FROM customer_words")
    assert names(written, "欧阳") == []
    monkeypatch.setattr(search_index, "VERSION", 7)
    assert schema.upgrade_replica(written) is True
    assert len(names(written, "欧阳")) == 10
    assert schema.upgrade_replica(written) is False


def test_writing_the_same_values_again_leaves_the_index_alone(written: Engine) -> None:
    execute(written, "DELETE FROM customer_words")  # so that any entry is a new one
    execute(written, "UPDATE customer SET name = name, note = 'called', archived = archived")
    assert names(written, "欧阳") == []


def test_a_page_of_people_costs_the_same_however_many_of_them_are_there_twice(written: Engine) -> None:
    with db.read_session(written) as session:
        ids = [row.id for row in customers.list_customers(session, limit=40)]
    asked: list[str] = []
    event.listen(written, "before_cursor_execute", lambda *call: asked.append(call[2]))

    def cost() -> int:
        with db.read_session(written) as session:
            asked.clear()
            assert customers.list_with_deals(session, limit=100)
            return len(asked)

    def alike(pairs: int) -> None:
        for one, other in zip(ids[0 : 2 * pairs : 2], ids[1 : 2 * pairs : 2], strict=True):
            for file in (one, other):
                execute(written, "UPDATE customer SET phone = :phone WHERE id = :file", phone=one, file=file)

    alike(1)
    few = cost()
    alike(20)
    assert cost() == few
    for at in (0, 2, 4):
        execute(
            written,
            "UPDATE customer SET merged_into = :into WHERE id = :file",
            into=ids[at],
            file=ids[at + 1],
        )
    assert cost() == few
    with db.read_session(written) as session:
        rows = {row.customer.id: row for row in customers.list_with_deals(session, limit=100)}
        deals = {
            ids[at]: [customers.list_with_deals(session, customer_id=ids[at])[0].deals] for at in (0, 2, 4)
        }
    assert {each: [rows[each].deals] for each in deals} == deals
    assert not set(ids[1:6:2]) & set(rows)
