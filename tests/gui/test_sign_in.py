"""Getting in: tiles, password, lock-out, other account, first run."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from app.views.enrol import EnrolPage
from app.views.shell import Shell
from app.views.sign_in import SignInPage
from app.views.sign_in_parts import UserTile
from app.views.widgets.buttons import Button
from app.views.widgets.car_picture import CarPicture


def door(stage):
    page = stage.stack.currentWidget()
    assert isinstance(page, SignInPage)
    return page


def tiles(page):
    return [tile for tile in page.findChildren(UserTile) if not tile.isHidden()]


def test_the_last_person_types_a_password_and_presses_enter(qtbot, stages):
    stage = stages()
    page = door(stage)
    assert [tile.accessibleName() for tile in tiles(page)] == [
        "Chen Siyuan, Sales consultant", "Wang Yating, Sales manager", "Lin Guodong, Finance",
        "Other account, Sign in online",
    ]  # fmt: skip
    qtbot.keyClicks(page.password, "showroom")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert isinstance(stage.stack.currentWidget(), Shell)
    assert stage.stack.desk.session.login == "chen"


def test_alt_and_a_figure_choose_another(qtbot, stages):
    stage = stages()
    page = door(stage)
    page._press_tile(1)
    page.password.setText("showroom")
    page.button.click()
    assert stage.stack.desk.session.login == "wang"


def test_tab_leads_from_another_account_to_its_password(qtbot, stages):
    page = door(stages())
    tiles(page)[-1].click()
    assert page.window().focusWidget() is page.login
    qtbot.keyClick(page.login, Qt.Key.Key_Tab)
    assert page.window().focusWidget() is page.password


def test_a_wrong_password_is_said_beside_the_field(stages):
    page = door(stages())
    page.password.setText("wrong")
    page.button.click()
    assert page.password_field.error() == "The password is wrong. Tries left before a lock of 30 minutes: 9."
    assert page.password.selectedText()
    page.password.clear()
    page.button.click()
    assert page.password_field.error() == "Give your password"


def test_a_lock_out_is_a_banner(stages):
    stage = stages()
    page = door(stage)
    stage.terminal.tries = 10
    page.password.setText("showroom")
    page.button.click()
    assert "Locked until 12:50" in page.problem.title()
    assert page.problem.isVisible()
    assert page.password_field.error() == ""


def test_a_damaged_data_file_is_repaired_with_one_button_that_says_what_happens(stages):
    stage = stages(online=False)
    page = door(stage)
    stage.terminal.damaged = True
    page.password.setText("showroom")
    page.button.click()
    assert "damaged" in page.problem.title()
    for promise in ("What was not sent yet is saved", "the damaged file is kept", "needs the network"):
        assert promise in page.problem.accessibleName()
    (repair,) = [button for button in page.problem.findChildren(Button) if button.text() == "Repair now"]
    repair.click()
    assert (
        page.problem.title() == "The centre does not answer."
    )  # nothing was done; the way in is still there
    stage.terminal.online = True
    page.button.click()
    [button for button in page.problem.findChildren(Button) if button.text() == "Repair now"][-1].click()
    assert isinstance(stage.stack.currentWidget(), Shell)


def test_a_lost_keychain_has_a_way_back_with_a_code(qtbot, stages):
    stage = stages(online=True)
    page = door(stage)
    stage.terminal.keychain_lost = True
    assert not page.code_field.isVisible()
    page.password.setText("showroom")
    page.button.click()
    assert "What was not sent is kept" in page.problem.accessibleName()
    (way,) = [
        button for button in page.problem.findChildren(Button) if button.text() == "I have a recovery code"
    ]
    way.click()
    assert page.window().focusWidget() is page.code
    page.button.click()
    assert page.code_field.error() == "Give the recovery code"
    page.code.setText("WRONG")
    page.button.click()
    assert page.code_field.error() == "This code is not right."
    assert page.code.selectedText() == "WRONG"
    page.code.setText(" K7F2 ")
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    assert isinstance(stage.stack.currentWidget(), Shell)


def test_without_a_network_the_page_says_what_goes(stages):
    page = door(stages(online=False))
    assert page.chip.words() == "Offline · 7 waiting"
    assert page.banner.isVisible()
    assert "25 Nov" in page.banner.accessibleName()
    page._press_tile(3)
    assert page.login_field.isVisible()
    assert "needs the network" in page.banner.title()


def test_with_a_network_nothing_is_in_the_way(stages):
    page = door(stages(online=True))
    assert page.chip.words() == "Online"
    assert not page.banner.isVisible()


def test_before_sign_in_no_customer_is_named(qtbot, stages):
    stage = stages()
    from PySide6.QtWidgets import QLabel

    def shown():
        return " ".join(label.text() for label in stage.window.findChildren(QLabel))

    qtbot.waitUntil(lambda: "This terminal may sell 12 cars offline" in shown(), timeout=2_000)
    assert "Alt 1–4" in shown()
    assert "Zhou Minghui" not in shown()


@pytest.mark.parametrize("size", [(1440, 900), (1000, 640)])
def test_nothing_moves_when_the_rest_of_the_page_arrives(qtbot, stages, size):
    stage = stages()
    stage.window.resize(*size)
    page = SignInPage(stage.stack._sign_in, stage.clock)
    page.resize(*size)
    qtbot.addWidget(page)
    page.grab()  # lays it out, and is its first paint
    parts = (page.welcome, page.password, page.button, page.language, page.hints, *tiles(page))
    before = [QRect(part.mapTo(page, QPoint()), part.size()) for part in parts]
    qtbot.waitUntil(lambda: page.welcome.findChild(CarPicture) is not None, timeout=2_000)
    page.grab()
    assert [QRect(part.mapTo(page, QPoint()), part.size()) for part in parts] == before


def test_the_door_asks_again_whether_there_is_a_network(stages):
    stage = stages(online=True)
    stage.terminal.online = False
    door(stage)._timer.timeout.emit()
    assert door(stage).chip.words() == "Offline · 7 waiting"


def test_the_language_switches_at_once(stages):
    stage = stages()
    door(stage).language.chosen.emit("zh_CN")
    assert stage.preferences.read("").language == "zh_CN"
    assert door(stage).language.current() == "zh_CN"


@pytest.fixture
def enrol(stages):
    stage = stages(enrolled=False)
    page = stage.stack.currentWidget()
    assert isinstance(page, EnrolPage)
    return stage, page


def fill(page, **values):
    given = {
        "server": "https://hz",
        "code": "K7F2",
        "name": "HZ-BJ-03",
        "login": "sun",
        "password": "showroom",
    }
    for name, value in {**given, **values}.items():
        page.edits[name].setText(value)


def test_a_folder_that_is_no_terminal_becomes_one(enrol):
    stage, page = enrol
    fill(page)
    page.button.click()
    assert page.button.text() == "Start"
    page.button.click()
    assert isinstance(stage.stack.currentWidget(), SignInPage)


def test_enrolment_says_what_is_missing_and_what_is_wrong(enrol):
    _, page = enrol
    fill(page, name="")
    page.button.click()
    assert page.fields["name"].error() == "This is needed"
    fill(page, code="used")
    page.button.click()
    assert page.fields["code"].error() == "This code was used already."
    assert page.fields["name"].error() == ""


def test_enter_goes_through_the_form(qtbot, enrol):
    _, page = enrol
    page.edits["server"].setText("https://hz")
    page.edits["server"].returnPressed.emit()
    assert page.window().focusWidget() is page.edits["code"]
