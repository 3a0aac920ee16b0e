"""In small windows and at large sizes nothing goes out of reach: pages scroll to what has the keys, the key bar folds."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QMenu, QScrollArea, QWidget

from app.views import theme
from app.views.conflicts.merge_table import LEAST, RESULT, MergeTable
from app.views.seal_dialog import SealDialog
from app.views.widgets.car_picture import CarPicture
from scripts.screens import SCREENS
from scripts.screens import deal as scripts_deal


def in_sight(stage: Any, part: QWidget) -> bool:
    """Whether all of it lies within what the page's room shows."""
    room = stage.shell._rooms[stage.shell.current].viewport()
    return room.rect().contains(QRect(part.mapTo(room, QPoint()), part.size()))


def lying_in(area: QScrollArea) -> list[QWidget]:
    """What a scroll area shows whole."""
    seen = area.viewport()
    parts = area.widget().findChildren(QWidget)
    return [part for part in parts if seen.rect().contains(QRect(part.mapTo(seen, QPoint()), part.size()))]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 1.75, 2.0])
def test_the_form_for_a_test_drive_comes_into_sight(
    stages: Any, qtbot: Any, scale: float, language: str
) -> None:
    stage = stages(language, scale=scale)
    stage.window.resize(1440, 900)
    page = stage.enter("test_drives")
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    assert page.back.mapTo(page, QPoint()).y() == pytest.approx(page.on.mapTo(page, QPoint()).y(), abs=2), (
        "the days stand beside each other"
    )
    qtbot.keyClick(stage.window.focusWidget(), Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert page.form.search.hasFocus()
    qtbot.waitUntil(lambda: in_sight(stage, page.form.search), timeout=2_000)
    page.form.when.setFocus()
    qtbot.waitUntil(lambda: in_sight(stage, page.form.when), timeout=2_000)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 1.75])
def test_a_key_is_whole_in_the_bar_or_behind_its_button(stages: Any, scale: float, language: str) -> None:
    stage = stages(language, scale=scale)
    stage.window.resize(1440, 900)
    stage.enter("deal")
    bar = stage.shell.key_bar
    assert bar.isVisible()
    bar._inside.activate()
    shown = [key for key in bar._keys if not key.isHidden()]
    assert all(
        key.width() >= key.sizeHint().width() and key.geometry().right() <= bar.width() for key in shown
    )
    assert any(key.accented for key in shown)
    assert len(shown) + len(bar.folded()) == len(bar.live())
    assert bool(bar.folded()) is bar._more.isVisible()
    if bar.folded():
        bar._more.click()
        menu = next(menu for menu in bar.findChildren(QMenu) if menu.isVisible())
        assert menu.actions() == bar.folded()
        menu.close()
    assert bool(bar.folded()) is (scale > 1.5 or (scale == 1.5 and language == "en"))


def test_where_there_is_no_key_bar_the_menu_has_the_keys_and_each_screen_once(stages: Any) -> None:
    stage = stages(scale=2.0)
    stage.window.resize(1440, 900)
    stage.enter("test_drives")
    assert not stage.shell.key_bar.isVisible()
    stage.shell.top.menu.click()
    menu = next(menu for menu in stage.shell.findChildren(QMenu) if menu.isVisible())
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words.count("Delivery") == 1
    assert len(words) == len(set(words))
    book = next(action for action in menu.actions() if action.text() == "Book a test drive")
    book.trigger()
    menu.close()
    assert stage.window.focusWidget() is stage.page.form.search


def test_what_a_deal_comes_to_is_in_sight_in_the_smallest_window(qtbot: Any, stages: Any) -> None:
    stage = stages()
    stage.window.resize(1280, 720)
    scripts_deal(stage)
    price = stage.page.price
    table, totals = price.table, price.totals
    assert table.verticalScrollBar().maximum() > 0, "the rows above scroll"
    qtbot.waitUntil(lambda: totals.height() >= totals.sizeHint().height())
    assert in_sight(stage, totals)
    items = [row.item for row in totals.model().rows]
    assert items == ["On the road", "Trade-in 浙A·7K2M5", "Payable here"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_a_refund_lacks_is_in_sight_in_the_smallest_window(
    stages: Any, qtbot: Any, language: str
) -> None:
    stage = stages(language)
    stage.window.resize(1280, 720)
    page = stage.enter("money", login="lin")
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    page.table.choose(0)
    page._back("refund")
    form = page.giving
    form.reason.set_key("withdrew")
    form.password.setText("wrong")
    for _ in range(2):
        form.commit.click()
        qtbot.waitUntil(lambda: bool(form.fields["password"].error()))
        qtbot.waitUntil(lambda: form.fields["password"] in lying_in(form.area), timeout=2_000)
        assert in_sight(stage, form.fields["password"])
        form.area.verticalScrollBar().setValue(0)


def test_the_models_name_has_the_room_that_other_columns_of_the_stock_do_not_need(
    stages: Any, qtbot: Any
) -> None:
    stage = stages()
    table = stage.enter("stock").table
    stage.window.resize(1280, 720)
    at = [column.key for column in table.model().columns].index("model")
    needed = table.fontMetrics().horizontalAdvance("X7 AWD Flagship") + theme.px(56)  # the picture beside it
    qtbot.waitUntil(lambda: table.columnWidth(at) >= needed, timeout=2_000)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("size", "scale"), [((1440, 880), 1.0), ((1440, 800), 1.0), ((1280, 720), 1.0)])
def test_the_contract_check_scrolls_no_further_than_its_last_line(
    qapp: Any, stages: Any, size: tuple[int, int], scale: float, language: str
) -> None:
    stage = stages(language, scale=scale)
    stage.window.resize(*size)
    scripts_deal(stage)
    for _ in range(3):
        qapp.processEvents()  # the list is built a moment later
    area = stage.page.side.checks._area
    lines = area.widget().findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert len(lines) > 5
    end = max(line.geometry().bottom() + 1 for line in lines)
    assert area.verticalScrollBar().maximum() == max(0, end - area.viewport().height())


def at_125(stages: Any, language: str, name: str) -> Any:
    """A screen of `make screenshots` in the smallest window at 125 %."""
    act, terminal = SCREENS[name]
    stage = stages(language, scale=1.25, **terminal)
    stage.window.resize(1280, 720)
    QApplication.processEvents()
    act(stage)
    for _ in range(3):
        QApplication.processEvents()
    return stage


@pytest.mark.parametrize("language", ["en", "zh_CN"])
class TestAt125PerCentInTheSmallestWindow:
    """What was cut there, lay upon another, or was out of reach."""

    @pytest.mark.parametrize("name", ["merge-contract", "merge-vehicle"])
    def test_the_result_of_a_merge_can_be_read(self, stages: Any, language: str, name: str) -> None:
        stage = at_125(stages, language, name)
        (table,) = (each for each in stage.window.findChildren(MergeTable) if each.isVisible())
        assert table.columnWidth(RESULT) >= theme.px(LEAST)

    @pytest.mark.parametrize("name", ["loan-answer", "stock", "stock-sales"])
    def test_the_foot_of_a_card_is_as_high_as_what_stands_in_it(
        self, stages: Any, language: str, name: str
    ) -> None:
        stage = at_125(stages, language, name)
        feet = [each for each in stage.page.findChildren(QFrame) if each.property("part") == "footer"]
        assert feet
        for foot in feet:
            for part in foot.findChildren(QWidget):
                if part.isVisible():
                    assert part.height() >= part.minimumSizeHint().height(), part
                    assert foot.rect().contains(QRect(part.mapTo(foot, QPoint()), part.size()))

    def test_the_buttons_of_the_seal_are_in_the_window(self, stages: Any, language: str) -> None:
        stage = at_125(stages, language, "seal")
        (dialog,) = stage.window.findChildren(SealDialog)
        assert dialog.height() <= stage.window.height()
        assert dialog.rect().contains(QRect(dialog.commit.mapTo(dialog, QPoint()), dialog.commit.size()))

    def test_the_words_at_the_door_stand_below_the_car(self, stages: Any, language: str) -> None:
        stage = at_125(stages, language, "sign-in")
        (car,) = (each for each in stage.window.findChildren(CarPicture) if each.isVisible())
        whole = QRect(car.mapTo(stage.window, QPoint()), car.size())
        beside = car.parentWidget()
        assert beside is not None
        for said in beside.findChildren(QLabel):
            assert not whole.intersects(QRect(said.mapTo(stage.window, QPoint()), said.size())), said.text()
