"""What the pages before the desk keep when another language is chosen, and which language the desk speaks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from app import holding, i18n
from app.errors import DataDamaged
from app.gateways.terminal import TerminalGateway
from app.i18n import tr
from app.presenters.preferences import Preferences
from app.presenters.sign_in import SignInPresenter
from app.views.desk_stack import DeskStack
from app.views.main_window import MainWindow
from tests.gui import fakes, fakes_door
from tests.gui.stage import NowTasks
from tests.shop import PASSWORD


def page(stage):
    return stage.stack.currentWidget()


def test_what_was_typed_into_the_enrolment_page_outlives_another_language(stages):
    stage = stages(enrolled=False)
    page(stage).edits["server"].setText("https://showroom.example.com")
    page(stage).edits["password"].setText("secret words")
    page(stage).button.click()
    stage.stack.set_language("zh_CN")
    kept = page(stage)
    assert kept.edits["server"].text() == "https://showroom.example.com"
    assert kept.edits["password"].text() == "secret words"


def test_how_long_to_wait_is_said_in_the_language_chosen_since(stages):
    stage = stages()
    stage.terminal.tries = 10
    page(stage).password.setText("showroom")
    page(stage).button.click()
    stage.stack.set_language("zh_CN")
    assert "12:50" in page(stage).problem.title()
    assert page(stage).problem.isVisible()
    assert page(stage).password.text() == ""


def test_the_demos_hint_follows_the_language(stages):
    stage = stages()
    known = stage.terminal.glance
    stage.terminal.glance = lambda: known()._replace(hint=tr("Password"))
    stage.stack.look()
    assert page(stage).hint.title() == "Password"
    stage.stack.set_language("zh_CN")
    assert page(stage).hint.title() == "密码"


def test_qt_speaks_the_language_chosen(stages):
    stage = stages()
    stage.stack.set_language("zh_CN")
    assert "复制" in QCoreApplication.translate("QWidgetTextControl", "&Copy")
    stage.stack.set_language("en")
    assert QCoreApplication.translate("QWidgetTextControl", "&Copy") == "&Copy"


def test_a_language_chosen_at_the_door_is_that_of_whoever_signs_in(stages):
    stage = stages()
    stage.preferences.write("chen", Preferences(language="zh_CN", theme="dark"))
    stage.stack.set_language("en")
    stage.stack._open_desk(fakes.desk("en", preferences=stage.preferences))
    assert i18n.language() == "en"
    assert stage.preferences.read("chen")[:2] == ("en", "dark")
    stage.stack.sign_out()
    stage.preferences.write("wang", Preferences(language="zh_CN"))
    stage.stack._open_desk(fakes.desk("en", login="wang", preferences=stage.preferences))
    assert i18n.language() == "zh_CN"


@pytest.fixture
def asked_in_english(qapp):
    """A desk whose people chose Chinese, started with `--lang en`."""
    preferences = fakes.FakePreferences(language="zh_CN")
    window = MainWindow()
    stack = DeskStack(
        fakes_door.FakeTerminal("zh_CN"), NowTasks(), preferences, fakes.FakeClock(fakes.NOW), language="en"
    )
    window.hold(stack)
    window.show()
    yield stack, preferences
    window.close()


def test_the_language_asked_for_at_the_start_holds_for_that_run_alone(asked_in_english):
    stack, preferences = asked_in_english
    assert stack.currentWidget().button.text() == "Sign in"
    stack._open_desk(fakes.desk("zh_CN", preferences=preferences))
    stack.set_theme("dark")
    assert stack.shell.windowTitle() is not None
    assert stack._chosen.language == "en"
    kept = preferences.read("chen")
    assert (kept.language, kept.theme) == ("zh_CN", "dark")
    stack.set_language("zh_CN")
    stack.set_language("en")
    assert preferences.read("chen").language == "en"


def test_the_one_who_was_last_here_is_chosen_at_the_door(new_till):
    till = new_till("Counter 1")
    till.as_("sun")
    gateway = TerminalGateway(till.folder, lambda: till.app)
    gateway.sign_in(login="wang", password=PASSWORD)
    gateway.sign_in(login="sun", password=PASSWORD)
    gateway.close()
    for last in ("sun", "wang"):
        gateway = TerminalGateway(till.folder, lambda: till.app)
        door = SignInPresenter(lambda *_: None, lambda *_: None, gateway, lambda _: None)
        assert door.state.login == last
        gateway.sign_in(login="wang", password=PASSWORD)
        gateway.close()


def test_whoever_signs_out_is_out_even_if_the_cars_cannot_be_given_back(new_till, monkeypatch):
    till = new_till("Counter 1")
    gateway = TerminalGateway(till.folder, lambda: till.app)
    gateway.sign_in(login="wang", password=PASSWORD)
    closed = []

    def damaged(workplace):
        monkeypatch.setattr(workplace, "close", lambda: closed.append(True))
        raise DataDamaged("replica_damaged", "The file is damaged.")

    monkeypatch.setattr(holding, "give_all_back", damaged)
    with pytest.raises(DataDamaged):
        gateway.sign_out()
    assert closed
