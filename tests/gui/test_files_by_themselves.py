"""A real desk with real threads: what others add appears by itself, and what is added here goes up by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.filing import Filing
from app.services import catalogue
from tests.gui.counter import Counter, counters
from tests.gui.hands import Hands
from tests.shop import Till, new_vin

pytestmark = pytest.mark.gui
__all__ = ["counters"]  # the fixture
OWN = "OWN-PICTURE-25"


def test_a_desk_shows_a_picture_that_another_gave_and_sends_a_page_that_is_added_here(
    counter: Till, booth: Till, counters: Callable[..., Counter], tmp_path: Path
) -> None:
    models = tmp_path / "models.csv"  # a model that no other test gives pictures to
    head = "code,brand,series,trim,model_year,energy,body,seats,range_km,list_price"
    models.write_text(f"{head}\n{OWN},Maker,Own,Plus,2025,bev,suv,7,300,517000.00\n", encoding="utf-8")
    catalogue.import_catalogue(counter.as_("sun").unit_of_work(), models)
    (vin,) = counter.receive(new_vin(), model=OWN)
    no = counter.sell(vin).contract_no
    counter.sync()
    desk, hands = counters(counter), Hands()
    desk.shell.open("stock", vin)
    panel = desk.shell.page("stock").panel
    hands.wait(lambda: panel._presenter.state.chosen is not None, "the car")
    file = tmp_path / "car.jpg"
    Image.new("RGB", (600, 400), (30, 160, 90)).save(file)
    booth.sync()
    Filing(booth.as_("sun")).set_picture(OWN, file)
    booth.sync()
    assert Filing(booth.wang).transfer().sent == 2
    hands.heart.start()
    hands.wait(lambda: panel.picture.has_picture, "the picture that the booth gave", most=40.0)
    shown = panel.picture._image.pixelColor(10, 10)
    assert abs(shown.green() - 160) < 12
    desk.shell.open("contracts", no)
    files = desk.shell.page("contracts").files
    hands.wait(lambda: files._presenter.state.owner is not None, "the contract")
    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-1.7 a page with ink on it for " + no.encode())
    files._presenter.add([str(page)], scan=True)
    hands.wait(lambda: files._presenter.state.files, "the file in the list")
    hands.wait(lambda: files._presenter.state.files[0].place == "here", "it is at the centre", most=40.0)
    booth.sync()
    assert booth.contents(no) == [page.read_bytes()]
