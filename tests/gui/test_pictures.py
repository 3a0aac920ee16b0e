"""Pictures of models at the desk: small ones on cards and in the list, large ones to leaf through, the drawing else."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import shiboken6
from PIL import Image, ImageChops, ImageStat
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.documents.preview import Picture
from app.domain.colours import family_of
from app.errors import UserError
from app.filing import Filing
from app.gateways.pictures import PicturesOfTerminal
from app.paths import resource
from app.presenters.base import run_now
from app.presenters.pictures import GalleryPresenter, PicturesPresenter, Subject, of_model
from app.views.tasks import Tasks
from app.views.viewer import Viewer, hold_film
from app.views.widgets.model_picture import ModelPicture
from scripts import demo_pictures
from tests.gui.fakes_pictures import CLIP, DRAWN, FakePictures
from tests.gui.stage import Stage
from tests.shop import MODEL, Till

pytestmark = pytest.mark.gui


def plain(width: int = 40, height: int = 20) -> Picture:
    return Picture(width, height, width * 4, bytes([90, 160, 30, 255]) * (width * height))


class Counting(FakePictures):
    """Pictures of 3,200 bytes, for every model but `none`."""

    def small(self, subject: Subject, longest: int) -> Picture | None:
        self.asked.append(subject)
        return None if subject[1] == "none" else plain()


@pytest.fixture
def stock(stages: Callable[..., Stage]) -> tuple[Stage, object]:
    stage = stages()
    return stage, stage.enter("stock", online=False)


def chosen(page: object, code: str) -> ModelPicture:
    """Choose the first car of a model; what the panel shows."""
    rows = [row.model_code for row in page._model.loaded()]  # type: ignore[attr-defined]
    page.table.choose(rows.index(code))  # type: ignore[attr-defined]
    shown: ModelPicture = page.panel.picture  # type: ignore[attr-defined]
    return shown


# ------------------------------------------------------------------ small ones


def test_the_panel_shows_the_models_picture_and_the_drawing_where_there_is_none(
    stock: tuple[Stage, object],
) -> None:
    _, page = stock
    pictured = chosen(page, "m9")
    assert pictured.has_picture
    assert pictured.accessibleName() == "Picture of M9 Executive; Enter shows it large"
    assert pictured.focusPolicy() == Qt.FocusPolicy.TabFocus
    without = chosen(page, "x7r")
    assert not without.has_picture
    assert without.accessibleName() == "Drawing of X7 RWD Long Range"
    assert without.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_card_of_the_deal_desk_shows_it_and_a_picture_that_comes_later_appears(
    stages: Callable[..., Stage],
) -> None:
    stage = stages()
    page = stage.enter("deal", online=True)
    gateway: FakePictures = stage.stack.desk.more["pictures"]
    there, gateway.small = gateway.small, lambda subject, longest: None  # type: ignore[method-assign]
    page.presenter.choose_car(stage.stack.desk.more["deals"].find_cars("")[0])
    assert not page.car.picture.has_picture
    gateway.small = there  # type: ignore[method-assign]
    stage.stack.desk.bus.publish(Changes({"content": frozenset()}))
    assert page.car.picture.has_picture


def test_the_list_shows_small_ones_and_asks_once_for_each_model(
    stock: tuple[Stage, object], qtbot: QtBot
) -> None:
    stage, page = stock
    page.table.viewport().grab()  # type: ignore[attr-defined]
    gateway: FakePictures = stage.stack.desk.more["pictures"]

    def listed() -> list[str]:
        return [code for kind, code, *_ in gateway.asked if kind == "model"]

    qtbot.waitUntil(lambda: set(listed()) >= {*DRAWN, "x7r"} - {"x5r"})  # once the rows are painted
    asked = listed()
    page.table.viewport().grab()  # type: ignore[attr-defined]
    QApplication.processEvents()
    assert listed() == asked


def test_memory_is_bounded_and_the_longest_unseen_goes_first() -> None:
    gateway = Counting()
    shown = PicturesPresenter(run_now, gateway, most_bytes=10_000)
    got: list[Picture | None] = []
    for code in ("a", "b", "c", "a", "d"):
        shown.want(("model", code), 96, got.append)
    assert len(got) == 5
    assert sum(len(kept.pixels) for kept in shown._kept.values() if kept) <= 10_000
    before = len(gateway.asked)
    shown.want(("model", "a"), 96, got.append)
    assert len(gateway.asked) == before, "seen a moment ago: still here"
    shown.want(("model", "b"), 96, got.append)
    assert len(gateway.asked) == before + 1


def test_what_was_asked_before_a_change_is_not_shown_after_it() -> None:
    waiting: list[Callable[[], None]] = []
    gateway = Counting()
    shown = PicturesPresenter(
        lambda op, done, failed: waiting.append(lambda: run_now(op, done, failed)), gateway
    )
    got: list[str] = []
    shown.follow(lambda: shown.want(("model", "a"), 96, lambda _: got.append("new")))
    shown.want(("model", "a"), 96, lambda _: got.append("old"))
    shown.want(("model", "a"), 96, lambda _: got.append("old"))
    assert len(waiting) == 1, "asked once however many want it"
    shown.on_changes(Changes({"model_picture": frozenset()}))
    old, new = waiting
    old()
    assert got == [], "an answer of before the change is nobody's"
    new()
    assert got == ["new"]


def test_decoding_is_no_work_of_the_screens_thread(qtbot: QtBot) -> None:
    tasks, names = Tasks(), list[str]()

    class Noting(FakePictures):
        def small(self, subject: Subject, longest: int) -> Picture | None:
            names.append(threading.current_thread().name)
            return super().small(subject, longest)

    shown = ModelPicture(PicturesPresenter(tasks.run_io, Noting()))
    qtbot.addWidget(shown)
    shown.show_model("m9", "M9", "red")
    qtbot.waitUntil(lambda: shown.has_picture, timeout=5_000)
    tasks.close()
    assert all(name.startswith("io") for name in names)


def test_a_card_that_is_gone_is_neither_asked_nor_shown_anything(qapp: QApplication) -> None:
    waiting: list[Callable[[], None]] = []
    pictures = PicturesPresenter(
        lambda op, done, failed: waiting.append(lambda: run_now(op, done, failed)), Counting()
    )
    shown = ModelPicture(pictures)
    shown.show_model("a", "A", "red")
    shiboken6.delete(shown)
    for answer in waiting:
        answer()
    pictures.on_changes(Changes({"content": frozenset()}))
    assert pictures._followers == []
    assert len(waiting) == 1


def test_a_car_is_shown_in_its_own_colour_small_and_large(counter: Till, tmp_path: Path) -> None:
    paints = {"blue": (20, 40, 200), "red": (200, 30, 30), "front": (90, 90, 90)}
    for name, paint in paints.items():
        Image.new("RGB", (60, 40), paint).save(tmp_path / f"x7-{name}.png")
        Filing(counter.as_("sun")).set_picture(MODEL, tmp_path / f"x7-{name}.png")
    shown = PicturesOfTerminal(counter.wang)

    def paint_of(subject: Subject) -> str:
        small = shown.small(subject, 64)
        assert small is not None
        blue, _, red = small.pixels[:3]
        return "blue" if blue > red + 50 else "red" if red > blue + 50 else "front"

    assert [paint_of(of_model(MODEL, paint)) for paint in ("曜夜蓝", "Cinnabar red", "Pearl white", "")] == [
        "blue", "red", "front", "front",
    ]  # fmt: skip
    leaves = [leaf.name for leaf in shown.leaves(of_model(MODEL, "Night blue"))]
    assert leaves[0] == "x7-blue.jpg"
    assert [name for name in leaves if name.startswith("x7-")] == [
        "x7-blue.jpg",
        "x7-front.jpg",
        "x7-red.jpg",
    ]


def test_the_card_and_the_list_ask_for_the_cars_own_colour(stock: tuple[Stage, object], qtbot: QtBot) -> None:
    stage, page = stock
    gateway: FakePictures = stage.stack.desk.more["pictures"]
    page.table.viewport().grab()  # type: ignore[attr-defined]
    row = page._model.loaded()[0]  # type: ignore[attr-defined]
    family = family_of(row.colour)
    assert family
    qtbot.waitUntil(lambda: ("model", row.model_code, family) in gateway.asked)
    picture = chosen(page, "m9")
    went: list[object] = []
    picture.asked.connect(went.append)
    picture.mousePressEvent(None)  # type: ignore[arg-type]
    assert went == [picture._subject]
    other = "red" if picture._subject[-1] != "red" else "blue"
    picture.show_model("m9", "M9 Executive", other)
    assert gateway.asked[-1] == ("model", "m9", other), "another colour, another picture"


# ------------------------------------------------------------------ large ones


def viewer(stage: Stage) -> Viewer:
    found: Viewer = next(each for each in stage.window.findChildren(Viewer) if each.isVisible())
    return found


def said(dialog: Viewer) -> str:
    return " ".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisibleTo(dialog))


def test_enter_opens_it_large_the_arrows_turn_and_what_is_at_the_centre_says_so(
    stock: tuple[Stage, object], qtbot: QtBot
) -> None:
    stage, page = stock
    picture = chosen(page, "m9")
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    dialog = viewer(stage)
    assert "1 of 2 · m9-1.jpg" in said(dialog)
    assert dialog.canvas._image is not None
    seen = dialog.grab().toImage().pixelColor(dialog.canvas.mapTo(dialog, dialog.canvas.rect().center()))
    assert (seen.alpha(), seen.lightness() < 200) == (255, True), "the car is in the middle"
    assert not dialog.before.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert "2 of 2 · m9-2.jpg" in said(dialog)
    assert "The centre does not answer." in said(dialog)
    gateway: FakePictures = stage.stack.desk.more["pictures"]
    gateway.online = True
    again = next(each for each in dialog.findChildren(type(dialog.next)) if each.text() == "Try again")
    again.click()
    assert "The centre does not answer." not in said(dialog)
    assert dialog.canvas._image is not None
    assert not dialog.next.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Home)
    assert "1 of 2" in said(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_film_says_what_it_is_and_nothing_to_see_says_so(
    stages: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.viewer.plays_films", lambda: False)
    stage = stages()
    stage.enter("stock", online=True)
    stage.shell._go("pictures", (("file", "1"), "HZ02-26-01189"))
    assert "handover.mp4 · 12 MB" in said(viewer(stage))
    assert "This computer has no player for films. Save a copy to watch it" in said(viewer(stage))
    viewer(stage).reject()
    stage.shell._go("pictures", (("model", "x7r"), "X7"))
    assert "No pictures" in said(viewer(stage))
    viewer(stage).reject()


def test_leafing_keeps_only_a_few_in_memory() -> None:
    class Many(FakePictures):
        def leaves(self, subject: Subject):  # type: ignore[no-untyped-def]
            return tuple(
                type(leaf)(f"c5/{n}", f"{n}")
                for leaf in super().leaves(("model", "c5"))[:1]
                for n in range(9)
            )

        def large(self, leaf, longest: int) -> Picture:  # type: ignore[no-untyped-def]
            if leaf.name == "4":
                raise UserError("picture_damaged", "The picture is damaged.")
            return plain()

    gallery = GalleryPresenter(run_now, Many(), ("model", "c5"))
    gallery.start()
    for _ in range(12):
        gallery.turn(1)
    assert gallery.state.at == 8
    assert len(gallery._kept) <= 3
    gallery.show(4)
    assert gallery.state.trouble == "The picture is damaged."
    gallery.turn(1)
    assert gallery.state.trouble == ""
    assert gallery.state.picture is not None


# ------------------------------------------------------------------ the demo's


def test_the_demos_pictures_are_what_the_script_draws(qapp: object, tmp_path: Path) -> None:
    """They are ours: anyone may draw them anew."""
    car = demo_pictures.cars()[0]
    drawn = demo_pictures.picture(car, car.colours[0])
    (kept,) = resource("demo", "pictures").glob(f"{car.code}-01-*.webp")
    with Image.open(io.BytesIO(drawn)) as new, Image.open(kept) as old:
        assert max(ImageStat.Stat(ImageChops.difference(new.convert("RGB"), old.convert("RGB"))).mean) < 2


def test_a_film_is_gathered_beside_the_thread_of_the_screen_piece_by_piece(qtbot: QtBot) -> None:
    threads: list[int] = []

    def hold(size: int, pieces: Iterable[bytes]) -> QByteArray:
        threads.append(threading.get_ident())
        return hold_film(size, pieces)

    tasks = Tasks()
    presenter = GalleryPresenter(tasks.run_io, FakePictures(), ("file", "f"), lambda: True, hold)
    presenter.start()
    qtbot.waitUntil(lambda: presenter.state.film is not None, timeout=10_000)
    tasks.close()
    assert threads != [threading.get_ident()]
    assert bytes(presenter.state.film.data()) == CLIP.read_bytes()
    assert bytes(hold_film(4, (b"ab", b"cd")).data()) == b"abcd"
