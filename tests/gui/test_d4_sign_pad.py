"""A buyer signs on the screen by mouse, pen or finger, and every way draws the same stroke, once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.presenters.base import run_now
from app.presenters.print_sign import PrintAsked, PrintSignPresenter
from app.views.contracts.print_dialog import PrintDialog
from tests.gui.fakes_papers import FakePapers
from tests.gui.pens import WAVE, WAYS, finger, mouse, pen, send_pen

NEAR = 0.02
"""A pad of 108 pixels cannot tell nearer points apart."""


@pytest.fixture
def signing(qtbot: QtBot) -> tuple[PrintDialog, FakePapers]:
    papers = FakePapers()
    presenter = PrintSignPresenter(run_now, run_now, papers, PrintAsked("M-26-00001"))
    dialog = PrintDialog(presenter, lambda *_: None)
    qtbot.addWidget(dialog)
    dialog.show()
    presenter.start()
    presenter.choose_mode("pad")
    dialog.sign.read.setChecked(True)
    qtbot.waitExposed(dialog)
    QApplication.processEvents()
    return dialog, papers


@pytest.mark.parametrize("way", WAYS)
def test_a_contract_is_signed_by(signing: tuple[PrintDialog, FakePapers], way: str) -> None:
    dialog, _ = signing
    assert dialog.commit is not None
    assert not dialog.commit.isEnabled()
    told: list[Any] = []
    dialog.sign.pad.signed.connect(told.append)
    WAYS[way](dialog.sign.pad, WAVE)
    QApplication.processEvents()
    assert len(told) == 1
    assert dialog._presenter.state.strokes == told[0]
    (stroke,) = told[0]
    assert [pytest.approx(place, abs=NEAR) for place in WAVE] == list(stroke)
    assert dialog.commit.isEnabled()


@pytest.mark.parametrize("way", WAYS)
def test_a_second_stroke_joins_the_first(signing: tuple[PrintDialog, FakePapers], way: str) -> None:
    pad = signing[0].sign.pad
    WAYS[way](pad, WAVE[:2])
    WAYS[way](pad, WAVE[2:])
    QApplication.processEvents()
    assert [len(stroke) for stroke in pad.strokes()] == [2, 2]


def test_a_pen_that_hovers_draws_nothing(signing: tuple[PrintDialog, FakePapers]) -> None:
    pad = signing[0].sign.pad
    for share in WAVE:
        assert send_pen(pad, QEvent.Type.TabletMove, share)
    assert pad.strokes() == ()


@pytest.mark.parametrize("way", WAYS)
def test_a_line_that_leaves_the_pad_ends_at_its_edge(
    signing: tuple[PrintDialog, FakePapers], way: str
) -> None:
    pad = signing[0].sign.pad
    WAYS[way](pad, ((0.5, 0.5), (0.5, 1.3)))
    QApplication.processEvents()
    (stroke,) = pad.strokes()
    assert stroke[-1] == (pytest.approx(0.5, abs=NEAR), 1.0)


def test_the_eraser_of_a_pen_wipes_the_signature_out_and_draws_nothing(
    signing: tuple[PrintDialog, FakePapers],
) -> None:
    dialog, _ = signing
    pad = dialog.sign.pad
    pen(pad, WAVE)
    assert len(dialog._presenter.state.strokes) == 1
    for kind in (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease):
        assert send_pen(pad, kind, WAVE[0], rubs=True)
    assert dialog._presenter.state.strokes == ()
    assert pad._strokes == []
    pen(pad, WAVE)
    assert len(dialog._presenter.state.strokes) == 1


@pytest.mark.parametrize("beside", [mouse, finger])
def test_a_hand_that_touches_the_screen_beside_the_pen_adds_nothing_to_its_stroke(
    signing: tuple[PrintDialog, FakePapers], beside: Any
) -> None:
    pad = signing[0].sign.pad
    assert send_pen(pad, QEvent.Type.TabletPress, WAVE[0])
    for share in WAVE[1:]:
        beside(pad, ((0.9, 0.9), (0.1, 0.9)))
        assert send_pen(pad, QEvent.Type.TabletMove, share)
    assert send_pen(pad, QEvent.Type.TabletRelease, WAVE[-1])
    QApplication.processEvents()
    (stroke,) = pad.strokes()
    assert [pytest.approx(place, abs=NEAR) for place in WAVE] == list(stroke)
