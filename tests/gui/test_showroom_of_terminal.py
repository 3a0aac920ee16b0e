"""The showroom over a real encrypted replica: what it finds, whose cars come first, and the sheet in our name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import select, text

from app import db, i18n
from app.changes import Changes
from app.clock import FakeClock
from app.domain.catalogue import both_names
from app.gateways.deals import DealsFromReplica
from app.gateways.showroom import ShowroomFromReplica
from app.gateways.stock import StockFromReplica
from app.ids import vehicle_id
from app.models.vehicle import Model
from app.presenters.base import run_now
from app.presenters.showroom import SheetAsked, ShowroomPresenter
from app.presenters.showroom_model import ModelPresenter
from app.presenters.stock_list import ReceiveResult
from app.views.stock.receive_dialog import ReceiveDialog
from app.workplace import Workplace
from tests.gui.fakes import NOW
from tests.gui.workshop import CARS, open_workshop
from tests.shop import new_vin


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """Only the last test writes, and takes back what it wrote."""
    workplace = open_workshop(tmp_path_factory.mktemp("counter"), clock=FakeClock(NOW))
    yield workplace
    workplace.close()


@pytest.fixture
def gateway(counter: Workplace) -> ShowroomFromReplica:
    return ShowroomFromReplica(counter)


def test_the_catalogue_comes_with_its_stock(gateway: ShowroomFromReplica) -> None:
    (trim,) = gateway.trims()
    assert (trim.stock.here, trim.stock.elsewhere, trim.stock.held) == (4, 0, 0)
    assert dict(trim.stock.colours) == {"曜夜蓝": 2, "云母白": 2}
    assert trim.tax == 1_189_381
    assert trim.monthly == 436_152  # of 150,000: what the deal desk proposes, too


@pytest.mark.parametrize("typed", ["x7", "澄远", "cyx7", "四驱", "X7-2026"])
def test_people_find_it_by_what_they_type(gateway: ShowroomFromReplica, typed: str) -> None:
    assert gateway.find(typed) == {gateway.trims()[0].id}


def test_cars_that_another_desk_holds_come_last(gateway: ShowroomFromReplica) -> None:
    cars = gateway.cars(gateway.trims()[0].id)
    assert len(cars) == len(CARS)
    assert cars[-1].vin == CARS[1]
    assert cars[-1].held_by == "Booth 2"
    assert not any(car.held_by for car in cars[:-1])


def test_the_car_that_it_names_is_the_one_that_the_desk_takes(
    counter: Workplace, gateway: ShowroomFromReplica
) -> None:
    presenter, taken = ModelPresenter(run_now, gateway), []
    presenter.sell(gateway.trims()[0], taken.append, taken.append)
    assert DealsFromReplica(counter).car(taken[0].vin).vin == taken[0].vin


def test_the_sheet_is_in_the_dealerships_name_and_in_the_language_asked_for(
    gateway: ShowroomFromReplica,
) -> None:
    trims = gateway.trims() * 2
    for language, said in (
        ("zh_CN", ("车型对比", "续航里程", "2026-11-22")),
        ("en", ("Comparison", "Range", "2026-11-22")),
    ):
        pdf = gateway.sheet(trims, SheetAsked(language))
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        for words in ("杭州澄远汽车销售服务有限公司", "0571-88001234", *said):
            assert words in text


def test_a_sheet_is_saved_beside_an_older_one(gateway: ShowroomFromReplica, tmp_path: Path) -> None:
    names = [gateway.save(str(tmp_path / "out"), "x7", pdf) for pdf in (b"1", b"2")]
    assert [Path(name).read_bytes() for name in names] == [b"1", b"2"]


def test_a_car_that_was_sold_is_seen_at_once(counter: Workplace, gateway: ShowroomFromReplica) -> None:
    presenter = ShowroomPresenter(run_now, gateway, counter.clock)
    counter.bus.subscribe(presenter.on_changes)
    presenter.look(True)
    assert presenter.state.shown.trims[0].stock.here == 4
    for status, left in (("sold", 3), ("in_stock", 4)):
        with db.write_session(counter.database) as session, session.begin():
            moved = text("UPDATE stock_stay SET status = :status WHERE vehicle_id = :car")
            session.execute(moved, {"status": status, "car": vehicle_id(CARS[0])})
        counter.bus.publish(Changes({"stock_stay": frozenset({"1"})}))
        assert presenter.state.shown.trims[0].stock.here == left


def test_paints_are_called_as_people_read_them_where_the_catalogue_has_both_names(tmp_path: Path) -> None:
    at = open_workshop(tmp_path, clock=FakeClock(NOW))
    both = {"colours": "Midnight blue; Mica white=5000", "colours_zh": "曜夜蓝；云母白=5000"}
    with db.write_session(at.database) as store, store.begin():
        for model in store.scalars(select(Model)):
            model.attributes = {**model.attributes, **both}
    told = {}
    for language in ("en", "zh_CN"):
        with i18n.speaking(language):
            car, row = DealsFromReplica(at).car(CARS[0]), StockFromReplica(at).find(CARS[0])
            (trim,) = ShowroomFromReplica(at).trims()
            assert row is not None
            assert {car.colour, row.colour} <= {name for name, _ in trim.stock.colours}
            assert {name for name, _ in trim.stock.colours} == {each.name for each in trim.colours}
            told[language] = {each.name: each.amount for each in trim.colours}
    at.close()
    assert told["en"] == {"Midnight blue": 0, "Mica white": 500_000}
    assert told["zh_CN"] == {"曜夜蓝": 0, "云母白": 500_000}


def test_a_list_of_other_length_pairs_nothing() -> None:
    assert both_names("Blue; White", "蓝") == ()
    assert both_names("Blue; White=1", "蓝；白=1") == (("Blue", "蓝"), ("White", "白"))


def test_a_file_of_arrivals_says_which_column_is_not_read_and_which_code_a_name_has(tmp_path: Path) -> None:
    at, file = open_workshop(tmp_path, user="liu", clock=FakeClock(NOW)), tmp_path / "arrivals.csv"
    file.write_text(
        f"VIN,Model,Price,place\n{new_vin()},x7,abc,A-01\n{new_vin()},X9,1,\n{new_vin()},X7-2026,1,\n",
        encoding="utf-8",
    )
    found = StockFromReplica(at).receive(str(file), accept_warnings=False)
    at.close()
    assert (found.received, found.unread) == (1, ("Price", "place"))
    assert "list_price" in found.columns
    named, unknown = (each.message for each in found.refused)
    assert "X7-2026" in named
    assert "Import it first" in unknown


def test_what_of_a_file_was_not_read_is_said_beside_what_became_of_it(stages: Any) -> None:
    stage = stages()
    page = stage.enter("stock", login="he")
    for unread, seen in ((("price", "place"), True), ((), False)):
        result = ReceiveResult(3, unread=unread, columns=("vin", "model", "list_price"))
        dialog = ReceiveDialog(page._presenter, result)
        dialog.show_over(page)
        said = " ".join(each.text() for each in dialog.findChildren(QLabel))
        assert ("Not read: price, place. What is read: vin, model, list_price." in said) == seen
        dialog.reject()
