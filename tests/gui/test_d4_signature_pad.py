"""A buyer signs on a signature pad: drawn while they sign, off the screen's thread, and kept when the pad is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.devices.signature_pad import SignaturePad
from app.domain.strokes import Ink, are_in_the_box
from app.presenters import signature_pad
from app.presenters.base import run_now
from app.presenters.print_sign import PrintAsked, PrintSignPresenter
from app.presenters.signature_pad import PadPresenter
from app.views.contracts.print_dialog import PrintDialog
from app.views.contracts.sign_pad import SignPad
from app.views.delivery.handover_dialog import HandoverDialog
from app.views.tasks import Tasks
from scripts.screens import deal
from tests.gui.fakes_desk import FakeDevices
from tests.gui.fakes_papers import FakePapers
from tests.gui.pens import WAVE, WAYS, mouse
from tests.gui.stage import NowTasks
from tests.gui.test_i1_deliveries import NO, key, opened
from tests.gui.test_i1_deliveries import dialog as dialog_of
from tests.signature_pads import PADS, PluggedIn, report

DRAWN = [(300, 400), (900, 1000), (1500, 400), (2100, 1000)]


class Desk:
    """Where a pad was chosen. It notes how many are open, and the threads that open and read them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.threads: set[threading.Thread] = set()
        self.open = 0

    def open_pad(self) -> Opened:
        self.threads.add(threading.current_thread())
        return Opened(self)


class Opened(SignaturePad):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.address)
        self._desk = desk
        desk.open += 1
        assert desk.open == 1, "two listen to one pad"

    def read(self) -> tuple[Ink, ...]:
        self._desk.threads.add(threading.current_thread())
        return super().read()

    def close(self) -> None:
        super().close()
        self._desk.open -= 1


class OnThreads(NowTasks):
    """What waits long waits on a thread, as at a real desk."""

    def __init__(self, tasks: Tasks) -> None:
        self.run_aside = tasks.run_aside


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture(params=PADS)
def pad(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluggedIn]:
    monkeypatch.setattr(signature_pad, "AGAIN_S", 0.01)
    made = PADS[request.param]()
    yield made
    made.unplug()


@pytest.fixture
def desk(pad: PluggedIn) -> Desk:
    return Desk(pad.address)


@pytest.fixture
def signing(qtbot: QtBot, tasks: Tasks, desk: Desk) -> Iterator[PrintDialog]:
    presenter = PrintSignPresenter(run_now, run_now, FakePapers(), PrintAsked("M-26-00001"))
    made = PrintDialog(presenter, lambda *_: None)
    made.listen(PadPresenter(tasks.run_aside, desk))
    made.show()
    presenter.start()
    presenter.choose_mode("pad")
    made.sign.read.setChecked(True)
    qtbot.waitUntil(lambda: here(made.sign.pad))
    yield made
    made.reject()
    qtbot.waitUntil(lambda: desk.open == 0)


def here(field: SignPad) -> bool:
    return field._pad is not None and field._pad.state.here


def points(field: SignPad) -> list[int]:
    return [len(stroke) for stroke in field._strokes]


def test_a_stroke_is_seen_before_the_pen_is_lifted(
    qtbot: QtBot, signing: PrintDialog, pad: PluggedIn, desk: Desk
) -> None:
    field = signing.sign.pad
    blank = field.grab().toImage()
    pad.draw(*DRAWN, lifted=False)
    qtbot.waitUntil(lambda: points(field) == [4])
    assert field.grab().toImage() != blank
    assert signing._presenter.state.strokes == ()
    pad.draw(*DRAWN[:2])
    qtbot.waitUntil(lambda: len(signing._presenter.state.strokes) == 2)
    first, _ = signing._presenter.state.strokes
    assert [round(y * 1370) for _, y in first] == pytest.approx([y for _, y in DRAWN], abs=1)
    assert are_in_the_box(signing._presenter.state.strokes)
    assert signing.commit is not None
    assert signing.commit.isEnabled()
    assert threading.main_thread() not in desk.threads


@pytest.mark.parametrize("way", WAYS)
def test_a_pad_that_goes_in_mid_signature_leaves_what_was_drawn_and_the_field_to_the_hand(
    qtbot: QtBot, signing: PrintDialog, pad: PluggedIn, way: str
) -> None:
    field = signing.sign.pad
    pad.draw(*DRAWN, lifted=False)
    qtbot.waitUntil(lambda: points(field) == [4])
    pad.unplug()
    qtbot.waitUntil(lambda: signing.banner.isVisible())
    assert "signature pad" in signing.banner.title()
    assert [len(stroke) for stroke in signing._presenter.state.strokes] == [4]
    WAYS[way](field, WAVE)
    QApplication.processEvents()
    assert [len(stroke) for stroke in signing._presenter.state.strokes] == [4, 4]


def test_a_pad_that_comes_back_draws_again(
    qtbot: QtBot, signing: PrintDialog, pad: PluggedIn, desk: Desk
) -> None:
    pad.unplug()
    qtbot.waitUntil(lambda: not here(signing.sign.pad))
    again = type(pad)()
    desk.address = again.address
    qtbot.waitUntil(lambda: here(signing.sign.pad))
    assert not signing.banner.isVisible()
    again.draw(*DRAWN)
    qtbot.waitUntil(lambda: [len(each) for each in signing._presenter.state.strokes] == [4])
    again.unplug()


def test_who_wipes_it_out_in_mid_stroke_has_nothing_until_the_pen_is_set_down_anew(
    qtbot: QtBot, signing: PrintDialog, pad: PluggedIn
) -> None:
    field, told = signing.sign.pad, list[Any]()
    pad.draw(*DRAWN, lifted=False)
    qtbot.waitUntil(lambda: points(field) == [4])
    field.clear()
    field.signed.connect(told.append)
    pad.say(b"".join(report(*place) for place in DRAWN))
    pad.draw(*DRAWN[:3])
    qtbot.waitUntil(lambda: told != [])
    assert [len(stroke) for stroke in told[-1]] == [3]


def test_a_hand_beside_the_pads_pen_draws_nothing_into_its_stroke(
    qtbot: QtBot, signing: PrintDialog, pad: PluggedIn
) -> None:
    field = signing.sign.pad
    pad.draw(*DRAWN, lifted=False)
    qtbot.waitUntil(lambda: points(field) == [4])
    mouse(field, WAVE)
    assert points(field) == [4]


def test_who_signs_on_paper_needs_no_pad(qtbot: QtBot, signing: PrintDialog, desk: Desk) -> None:
    """Scribbles on a pad that nobody asked for are no signature."""
    signing._presenter.choose_mode("paper")
    qtbot.waitUntil(lambda: desk.open == 0)
    signing._presenter.choose_mode("pad")
    qtbot.waitUntil(lambda: here(signing.sign.pad))


def test_a_field_that_is_torn_down_lets_go_once_of_the_pad_that_it_has_and_of_no_other(
    qapp: QApplication,
) -> None:
    told: list[str] = []

    class Told(PadPresenter):
        def let_go(self) -> None:
            told.append("let go")
            super().let_go()

    pad, first, second = Told(run_now, Desk("")), SignPad(), SignPad()
    first.listen(pad)
    first.listen(None)
    for _ in range(3):
        second.listen(pad)
    shiboken6.delete(first)
    assert told == []
    shiboken6.delete(second)
    assert told == ["let go"]


def test_both_sign_a_handover_on_one_pad_after_each_other(
    qtbot: QtBot, stages: Any, tasks: Tasks, pad: PluggedIn, desk: Desk
) -> None:
    page = opened(stages)
    page._presenter._gateway.everything_there()
    page._presenter.load()
    for _ in range(2):
        key(page, "Ctrl+Return").trigger()
    form = dialog_of(page, HandoverDialog)
    form.listen(PadPresenter(tasks.run_aside, desk))
    buyer, seller = form.pads.values()
    qtbot.waitUntil(lambda: here(buyer))
    assert [link.isVisible() for link in form.turns.values()] == [False, True]
    pad.draw(*DRAWN)
    qtbot.waitUntil(lambda: buyer.strokes() != ())
    form.turns["seller"].click()
    qtbot.waitUntil(lambda: here(seller))
    assert [link.isVisible() for link in form.turns.values()] == [True, False]
    pad.draw(*DRAWN[:2])
    qtbot.waitUntil(lambda: seller.strokes() != ())
    assert [len(stroke) for stroke in buyer.strokes()] == [4]
    form.turns["buyer"].click()
    qtbot.waitUntil(lambda: here(buyer))
    pad.draw(*DRAWN[:3])
    qtbot.waitUntil(lambda: len(buyer.strokes()) == 2)
    assert form.commit.isEnabled()
    form.reject()
    qtbot.waitUntil(lambda: desk.open == 0)


def test_a_pad_that_was_chosen_and_is_not_there_is_told_once(qtbot: QtBot, tasks: Tasks) -> None:
    presenter = PrintSignPresenter(run_now, run_now, FakePapers(), PrintAsked("M-26-00001"))
    made, told = PrintDialog(presenter, lambda *_: None), list[Any]()
    made.sign.pad.pad_told.connect(told.append)
    made.listen(PadPresenter(tasks.run_aside, Desk("/dev/there-is-none")))
    made.show()
    presenter.start()
    presenter.choose_mode("pad")
    qtbot.waitUntil(lambda: told != [])
    assert "does not answer" in made.banner.title()
    mouse(made.sign.pad, WAVE)
    assert [len(stroke) for stroke in made.sign.pad.strokes()] == [4]
    assert [each.code for each in told] == ["pad_unreachable"]
    made.reject()


def test_a_field_that_is_torn_down_lets_go_of_the_pad(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, pad: PluggedIn, desk: Desk
) -> None:
    field = SignPad()
    field.listen(PadPresenter(tasks.run_aside, desk))
    field.show()
    qtbot.waitUntil(lambda: here(field))
    shiboken6.delete(field)
    pad.draw(*DRAWN)
    qtbot.waitUntil(lambda: desk.open == 0)


def _contract(qtbot: QtBot, stage: Any) -> SignPad:
    deal(stage)
    stage.page.go.emit("print", "HZ02-26-01187")
    qtbot.waitUntil(lambda: any(each._begun for each in stage.window.findChildren(PrintDialog)))
    (dialog,) = stage.window.findChildren(PrintDialog)
    dialog._presenter.choose_mode("pad")
    return dialog.sign.pad


def _handover(_: QtBot, stage: Any) -> SignPad:
    stage.enter("deliveries", login="chen")
    stage.page.go.emit("delivery", NO)
    stage.page._presenter._gateway.everything_there()
    stage.page._presenter.load()
    for _ in range(2):
        key(stage.page, "Ctrl+Return").trigger()
    return dialog_of(stage.page, HandoverDialog).pads["buyer"]


def _agreement(_: QtBot, stage: Any) -> SignPad:
    page = stage.enter("test_drives")
    drives = (row for row in page._presenter.state.drives)
    for row in drives:
        page._presenter.choose(row)
        if page.panel.pad.isVisible():
            break
    return page.panel.pad


@pytest.mark.parametrize("where", [_contract, _handover, _agreement])
def test_the_desks_own_pad_signs(
    qtbot: QtBot,
    stages: Any,
    tasks: Tasks,
    pad: PluggedIn,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
) -> None:
    monkeypatch.setattr(FakeDevices, "open_pad", lambda _: desk.open_pad())
    stage = stages()
    monkeypatch.setattr(stage.stack, "_tasks", OnThreads(tasks))
    field = where(qtbot, stage)
    qtbot.waitUntil(lambda: here(field))
    pad.draw(*DRAWN)
    qtbot.waitUntil(lambda: [len(stroke) for stroke in field.strokes()] == [4])
    field.hide()
    qtbot.waitUntil(lambda: desk.open == 0)
