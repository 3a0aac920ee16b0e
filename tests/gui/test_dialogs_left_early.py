"""A dialog is closed before its answer is there: the answer finds nobody, and nothing falls."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.presenters.base import run_now
from app.views.modal import Modal


class Held:
    """Work that ends when it is told to."""

    def __init__(self):
        self.waiting = []

    def run(self, *work):
        self.waiting.append(work)

    def let_go(self):
        while self.waiting:
            run_now(*self.waiting.pop(0))


@pytest.fixture
def held(stages):
    stage = stages()
    stage.enter("contracts", login="wang")
    made = Held()
    made.stage = stage
    context = stage.stack.context
    context.run = context.run_io = made.run
    return made


def dialogs(stage):
    return [each for each in stage.window.findChildren(Modal) if each.isVisible()]


@pytest.mark.parametrize(
    ("key", "about"),
    [
        ("customer", "c0"), ("amend", "HZ02-26-01189"), ("cancel", "HZ02-26-01189"), ("allocate", "HZ02-26-01189"),
        ("merge", "case1"), ("show_check", None), ("pictures", (("model", "x7"), "X7")), ("devices", lambda *_: None),
    ],
)  # fmt: skip
def test_a_dialog_may_be_left_before_its_answer_is_there(held, key, about):
    held.stage.page.go.emit(key, about)
    (dialog,) = dialogs(held.stage)
    assert held.waiting
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    held.let_go()
    assert dialogs(held.stage) == []


def test_a_dialog_waits_for_what_it_is_writing(held):
    held.stage.page.go.emit("password", lambda *_: None)
    (dialog,) = dialogs(held.stage)
    dialog.commit.set_busy(True)
    dialog.reject()
    assert dialogs(held.stage) == [dialog]
    dialog.commit.set_busy(False)
    dialog.reject()
    assert dialogs(held.stage) == []
