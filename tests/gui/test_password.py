"""Changing one's password, and coming in when it was changed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import shiboken6
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.presenters.sync_status import Cycled
from app.views.password_dialog import PasswordDialog
from app.views.shell import Shell
from app.views.sign_in import SignInPage
from app.views.widgets.buttons import Button
from tests.gui.stage import Stage

pytestmark = pytest.mark.gui
NEW = "orchard-Kettle-0815"


@dataclass
class Open:
    """The dialog over a desk."""

    stage: Stage
    dialog: PasswordDialog

    def type(self, old: str, new: str, again: str) -> None:
        """Fill the three fields, and commit."""
        for edit, text in ((self.dialog.old, old), (self.dialog.new, new), (self.dialog.again, again)):
            edit.setText(text)
        assert self.dialog.commit is not None
        self.dialog.commit.click()

    def errors(self) -> dict[str, str]:
        """What stands beside the fields."""
        return {name: field.error() for name, field in self.dialog.fields.items() if field.error()}


@pytest.fixture
def opened(stages: Callable[..., Stage]) -> Iterator[Open]:
    stage = stages(online=True)
    stage.enter(online=True)
    stage.shell.user_menu.password_asked.emit()
    (dialog,) = stage.window.findChildren(PasswordDialog)
    yield Open(stage, dialog)
    if shiboken6.isValid(dialog):
        dialog.reject()


def test_enter_leads_through_the_fields_and_the_menu_says_that_it_is_done(opened: Open, qtbot: QtBot) -> None:
    dialog = opened.dialog
    for edit, text in ((dialog.old, "showroom"), (dialog.new, NEW), (dialog.again, NEW)):
        assert dialog.focusWidget() is edit
        qtbot.keyClicks(edit, text)
        if edit is dialog.new:
            assert dialog.strength.text() == "Good"
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert opened.stage.stack.desk is not None
    assert opened.stage.stack.desk.more["password"].password == NEW
    assert not dialog.isVisible()
    assert "Your password is changed" in opened.stage.shell.toast.accessibleName()


def test_each_mistake_stands_beside_its_field(opened: Open) -> None:
    opened.type("", NEW, NEW)
    assert opened.errors() == {"old": "This is needed"}
    opened.type("showroom", NEW, NEW + "x")
    assert opened.errors() == {"again": "The two passwords differ."}
    opened.type("showroom", "chen2026", "chen2026")
    assert list(opened.errors()) == ["password"]
    opened.type("wrong", NEW, NEW)
    assert opened.errors() == {"old": "This is not your present password."}
    opened.type("showroom", "short", "short")
    assert opened.errors() == {"password": "A password has at least 8 characters."}


def test_without_a_network_the_dialog_stays_and_says_so(opened: Open) -> None:
    assert opened.stage.stack.desk is not None
    opened.stage.stack.desk.more["password"].online = False
    opened.type("showroom", NEW, NEW)
    assert opened.dialog.isVisible()
    assert opened.dialog.banner.title() == "The centre does not answer."


def test_a_sign_in_that_the_centre_has_ended_locks_the_desk_and_says_why(
    stages: Callable[..., Stage],
) -> None:
    stage = stages(online=True)
    stage.enter(online=True)
    stage.shell.sync._cycled(Cycled(ended=True))
    page = stage.stack.currentWidget()
    assert isinstance(page, SignInPage)
    assert page.banner.title() == "Your password or your rights were changed"
    assert page.banner.isVisible()
    page.password.setText("showroom")
    page.button.click()
    assert isinstance(stage.stack.currentWidget(), Shell)


def test_a_password_that_is_new_elsewhere_is_tried_at_the_centre(stages: Callable[..., Stage]) -> None:
    stage = stages(online=True)
    page = stage.stack.currentWidget()
    assert isinstance(page, SignInPage)
    stage.terminal.new_password = NEW
    page.password.setText(NEW)
    page.button.click()
    (way,) = [b for b in page.problem.findChildren(Button) if b.text() == "Sign in online"]
    assert page.problem.isVisible()
    way.click()
    assert isinstance(stage.stack.currentWidget(), Shell)
