"""A used car at the desk, over a real terminal: appraised, approved by a manager who stands there, on the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.changes import Changes
from app.domain.trade_in import PLACES, Mark
from app.errors import UserError
from app.gateways.deals import DealsFromReplica
from app.gateways.trade_ins import TradeInsOfTerminal
from app.presenters.base import run_now
from app.presenters.pictures import PicturesPresenter
from app.presenters.session import Session
from app.presenters.trade_in import CarFacts, OfferItem, TradeInPresenter
from app.services import contracts
from app.services.contracts import Order
from app.views.page import Page
from app.views.trade_ins.photos import PhotosCard
from app.workplace import Workplace
from tests.gui.fakes_pictures import FakePictures, drawn
from tests.gui.workshop import CARS, LIST_PRICE, PASSWORD, open_workshop, user_id

pytestmark = pytest.mark.gui
BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}
FACTS = CarFacts(
    "浙A·7K2M5", "LSVAB2A46E0002816", "大众", "朗逸", date(2019, 6, 18), 86_400, market=7_460_000
)


class Seen:
    """What a page would have shown last."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def show_state(self, state: object) -> None:
        pass

    def show_error(self, error: Exception) -> None:
        self.error = error


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


@pytest.fixture
def opened(shop: Workplace) -> tuple[TradeInPresenter, Seen, str]:
    """The page's presenter over a drawn deal, and the contract's number."""
    deal, no = contracts.draft(shop.unit_of_work(), Order(BUYER, price=LIST_PRICE, vin=CARS[0]))
    who = Session(user_id("wang"), "wang", "王浩", shop.actor.roles, "Counter 1", "滨江展厅")
    presenter, seen = TradeInPresenter(run_now, TradeInsOfTerminal(shop), who), Seen()
    presenter.open(deal)
    presenter.attach(seen)
    return presenter, seen, no


def test_from_the_first_look_to_the_contract(
    shop: Workplace, opened: tuple[TradeInPresenter, Seen, str], tmp_path: Path
) -> None:
    presenter, seen, no = opened
    presenter.add(FACTS)
    presenter.add_mark(Mark("前保险杠", "左角刮伤", 80_000))
    presenter.add_offer(OfferItem("", "杭州顺安车行", 6_650_000))
    car = presenter.state.car
    assert car is not None
    assert (car.facts.plate, car.assessed, car.offers[0].amount) == ("浙A7K2M5", 7_380_000, 6_650_000)
    assert presenter.next_step() == "submit"
    presenter.submit(6_800_000, car.offers[0].id, ("sun", PASSWORD))
    assert isinstance(seen.error, UserError)
    assert seen.error.code == "photos_missing"
    for n, place in enumerate(PLACES):
        file = tmp_path / f"{place}.png"
        Image.new("RGB", (30, 20), (n * 20, 0, 0)).save(file)
        presenter.photograph(place, str(file))
    presenter.submit(6_800_000, car.offers[0].id, ("sun", PASSWORD))
    assert presenter.next_step() == "accept"
    presenter.accept()
    drawn = DealsFromReplica(shop).load(no)
    assert [(line.label, line.amount) for line in drawn.drawn.trade_ins] == [("浙A7K2M5", 6_800_000)]
    assert drawn.lines == ()
    assert presenter.next_step() == "sign"
    presenter.take_off()
    assert DealsFromReplica(shop).load(no).drawn.trade_ins == ()


def test_who_appraised_waits_for_somebody_else(opened: tuple[TradeInPresenter, Seen, str]) -> None:
    presenter, _, _ = opened
    presenter.add(FACTS)
    presenter.submit(6_800_000, "", None)
    assert presenter.next_step() == "wait"


def press(page: Page, key: str) -> None:
    """What the page has for a key, if it may be pressed now."""
    action = next(each for each in page.all_keys() if each.shortcut().toString() == key)
    assert action.isEnabled()
    action.trigger()


def test_the_keys_lead_from_the_photo_to_the_manager(stages) -> None:
    stage = stages()
    page = stage.enter("trade_in")
    page.entered({"deal": "D-HZ02-26-01187"})
    gateway = stage.stack.desk.more["trade_ins"]
    page.photos.choose_file = lambda place: f"{place}.jpg"
    press(page, "Ctrl+P")
    assert gateway.cars[0].photos["underbody"] == "underbody.jpg"
    press(page, "Ctrl+D")
    form = page.forms["mark"]
    press(page, "Ctrl+Return")
    assert form.fields["area"].error()
    for edit, text in ((form.area, "左后门"), (form.finding, "划痕"), (form.deduction, "300")):
        edit.setText(text)
    form.save.click()
    assert gateway.cars[0].marks[-1] == Mark("左后门", "划痕", 30_000)
    page.table.choose(0)
    page.drop_mark.click()
    assert gateway.cars[0].marks[0].finding != "Scratched at the left"
    page.value.password.setText("harbour")
    press(page, "Ctrl+Return")
    assert gateway.asked == [("submit", ("wang", "harbour"))]
    assert page.value.go.text() == "Put it onto the contract"


def test_every_photo_is_shown_though_others_are_taken_before_it_is_read(qtbot) -> None:
    waiting = []
    gateway = FakePictures()
    gateway.small = lambda _, longest: drawn("x7", 1, longest)
    pictures = PicturesPresenter(lambda work, then, _: waiting.append((work, then)), gateway)
    card = PhotosCard(pictures)
    qtbot.addWidget(card)
    taken: dict[str, str] = {}
    for place in PLACES:
        taken[place] = f"photo-{place}"
        card.show_photos(taken, may=True)
        pictures.on_changes(Changes({"attachment": frozenset({place})}))  # before the picture has been read
    for work, then in waiting:
        then(work())
    assert [place for place, tile in card.tiles.items() if tile.picture is None] == []


@pytest.mark.parametrize(("whole", "said"), [(False, "all photos"), (True, "waits for a manager")])
def test_what_is_sent_without_its_photos_is_not_said_to_be_before_a_manager(
    stages, whole: bool, said: str
) -> None:
    stage, heard = stages("en"), list[str]()
    page = stage.enter("trade_in")
    if whole:
        stage.stack.desk.more["trade_ins"].photograph("t1", "underbody", "underbody.jpg")
    page.entered({"deal": "D-HZ02-26-01187"})
    page.said.connect(lambda title, _: heard.append(title))
    page.presenter.submit(6_800_000, "o1", None)
    assert said in heard[-1]


def test_a_manager_decides_what_becomes_of_the_car_of_a_cancelled_contract(stages) -> None:
    stage = stages()
    page = stage.enter("trade_in", login="wang")
    gateway = stage.stack.desk.more["trade_ins"]
    gateway.over = True
    gateway.become(state="taken", facts=replace(gateway.cars[0].facts, payoff=800_000))
    page.entered({"deal": "D-HZ02-26-01187"})
    assert page.presenter.next_step() == "keep"
    assert page.value.no.text() == "Give the car back"
    page.value.reason.setText("Sold on")
    press(page, "Ctrl+Return")
    assert (gateway.cars[0].state, gateway.cars[0].note) == ("kept", "Sold on")
    assert page.presenter.next_step() == "pay_out"
    press(page, "Ctrl+Return")
    assert page.presenter.next_step() == "pay_off"
    page.value.reference.setText("TR-8")
    press(page, "Ctrl+Return")
    assert gateway.asked == [("pay_off", "TR-8")]
    assert page.presenter.next_step() == ""
