"""The report before a show, on the screen: the verdict, each line with its fix, and F5."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.presenters.base import run_now
from app.presenters.show_check import TITLES, ShowCheckPresenter, ShowSigning
from app.views.sync.show_check import ShowCheckDialog
from tests.gui import fakes
from tests.gui.fakes_show import FakeShowCheck
from tests.gui.stage import Stage

pytestmark = pytest.mark.gui


def words(dialog: ShowCheckDialog) -> str:
    return " ".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisibleTo(dialog))


def test_ctrl_t_on_the_sync_page_opens_it_and_f5_measures_again(
    stages: Callable[..., Stage], qtbot: QtBot
) -> None:
    stage = stages()
    stage.enter("sync", online=True)
    gateway = stage.stack.desk.more["show_check"]
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    qtbot.keyClick(stage.shell, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = stage.window.findChildren(ShowCheckDialog)
    said = words(dialog)
    assert "Do not leave yet: 1 thing must be done" in said
    assert "8 ready, 2 to look at, 1 to do" in said
    for line in gateway.lines:
        assert line.title in said
        assert line.found in said
        assert line.fix in said
    assert gateway.measured == 1
    gateway.lines = tuple(replace(line, level="ready", fix="") for line in gateway.lines)
    qtbot.keyClick(dialog, Qt.Key.Key_F5)
    assert gateway.measured == 2
    assert "Ready: you may leave" in words(dialog)
    assert "Must be done" not in words(dialog)
    dialog.reject()


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [(("ready",), "ok"), (("ready", "advice"), "warn"), (("advice", "must"), "bad")],
)
def test_the_worst_line_decides(levels: tuple[str, ...], verdict: str) -> None:
    gateway = FakeShowCheck()
    gateway.lines = tuple(replace(gateway.lines[0], level=level) for level in levels)
    presenter = ShowCheckPresenter(run_now, gateway, fakes.FakeClock(fakes.NOW))
    assert presenter.verdict()[0] == "neutral"
    presenter.measure()
    assert presenter.verdict()[0] == verdict


def test_every_line_of_the_report_has_a_name() -> None:
    assert {line.key for line in FakeShowCheck().lines} == set(TITLES)


def test_a_managers_word_lets_the_signing_last(qtbot: QtBot) -> None:
    gateway = FakeShowCheck()
    presenter = ShowCheckPresenter(run_now, gateway, fakes.FakeClock(fakes.NOW))
    dialog = ShowCheckDialog(presenter)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    form = dialog.signing
    form.commit.click()
    assert form.fields["password"].error()
    form.days.set_key("14")
    form.password.setText("wrong")
    form.approver.setText(" sun ")
    form.approver_password.setText("secret")
    form.commit.click()
    assert form.fields["password"].error()
    assert gateway.signed == []
    form.password.setText("showroom")
    form.commit.click()
    assert gateway.signed == [ShowSigning(14, "sun", "secret")]
    assert gateway.measured == 2
    assert form.isHidden()
    assert not form.password.text()
