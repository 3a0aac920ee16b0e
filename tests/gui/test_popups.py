"""What lies over a page: it casts its shadow, and what changes in it leaves the page below alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from app.views import theme
from app.views.widgets.choice import Choice
from app.views.widgets.popup import Popup
from app.views.widgets.shadow import BELOW, REACH, Shadow


class Painted(QObject):
    """Which widgets are painted from now on, once what was due has been."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[QObject] = set()
        QApplication.instance().installEventFilter(self)
        self.seen.add(self)
        while self.seen:
            self.seen.clear()
            QApplication.processEvents()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.add(watched)
        return False


def search(stage, words: str) -> Popup:
    edit = stage.shell.top.search
    edit.setText(words)
    edit._ask()
    QApplication.processEvents()
    return stage.shell.popup


def test_other_answers_of_the_same_length_do_not_paint_the_page_below(stages):
    stage = stages()
    stage.enter("deal")
    popup = search(stage, "zho")
    lines, painted = popup._model.rowCount(), Painted()
    assert search(stage, "zhou")._model.rowCount() == lines  # else the page shows where the pop-up was
    QApplication.processEvents()
    assert popup.list.viewport() in painted.seen
    assert stage.page not in painted.seen


def test_a_letter_in_the_box_paints_neither_the_answers_nor_the_page(stages):
    stage = stages()
    stage.enter("deal")
    popup, edit = search(stage, "zho"), stage.shell.top.search
    edit.blockSignals(True)  # a letter that is not asked for yet
    painted = Painted()
    edit.setText("zhou")
    QApplication.processEvents()
    assert edit in painted.seen
    assert not {popup, popup.list.viewport(), stage.page} & painted.seen


def test_what_was_not_found_is_read_whole(stages):
    stage = stages()
    stage.enter("deal")
    popup = search(stage, "no such thing " * 14)
    needed = popup.nothing.heightForWidth(popup.nothing.width())
    assert popup.nothing.height() >= needed > popup.fontMetrics().lineSpacing() * 2


def shadow_of(box: QWidget) -> Shadow:
    return next(each for each in box.parentWidget().findChildren(Shadow) if each.box is box)


def test_the_shadow_goes_where_its_box_goes(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 500)
    popup, beside = Popup(page, "answers"), QWidget(page)
    shadow = shadow_of(popup)
    page.show()
    assert shadow.isHidden()
    popup.setGeometry(100, 50, 300, 200)
    popup.appear()
    assert shadow.isVisible()
    assert shadow.geometry() == QRect(100, 50, 300, 200).adjusted(-REACH, BELOW - REACH, REACH, BELOW + REACH)
    order = [each for each in page.children() if each in (popup, beside, shadow)]
    assert order == [beside, shadow, popup]
    popup.resize(300, 120)
    assert shadow.height() == 120 + 2 * REACH
    popup.hide()
    assert shadow.isHidden()


def test_a_pop_up_has_a_frame_all_around_round_corners_and_a_shade(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.setStyleSheet("background: #ffffff")
    page.resize(400, 300)
    popup = Popup(page, "answers")
    popup.setGeometry(100, 50, 200, 150)
    page.show()
    popup.appear()
    picture, edge = page.grab().toImage(), QColor(theme.tokens().border_strong)
    box = popup.geometry()
    middle = box.center()
    for x, y in (
        (box.left(), middle.y()), (box.right(), middle.y()), (middle.x(), box.top()), (middle.x(), box.bottom())
    ):  # fmt: skip
        assert picture.pixelColor(x, y) == edge
    for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
        assert picture.pixelColor(corner).lightness() > 190  # the shade, not the frame
    below, far, away = (picture.pixelColor(middle.x(), box.bottom() + n).lightness() for n in (2, 20, 40))
    assert below < far < away == 255


def test_the_list_of_a_choice_has_round_corners_too(qtbot, qapp):
    choice = Choice("Colour", [("white", "White"), ("blue", "Night blue")])
    qtbot.addWidget(choice)
    choice.show()
    choice.showPopup()
    window = choice.view().window()
    box, shape = window.rect(), window.mask()
    for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
        assert not shape.contains(corner)
    middles = (QPoint(box.center().x(), y) for y in (box.top(), box.bottom()))
    assert all(shape.contains(each) for each in (*middles, QPoint(box.left(), box.center().y())))
    choice.hidePopup()


def test_a_shadow_goes_with_its_box(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    popup = Popup(page, "answers")
    assert shadow_of(popup)
    popup.deleteLater()
    qtbot.waitUntil(lambda: not page.findChildren(Shadow))


def test_the_answers_hang_below_their_box_also_when_a_card_above_grows(qtbot, stages):
    stage = stages()
    page = stage.enter("deal")
    finder = page.car.finder
    stage.window.activateWindow()
    finder.setFocus()
    qtbot.waitUntil(finder.hasFocus)
    finder.setText("X7")
    finder._ask()
    popup = finder._list()
    qtbot.waitUntil(popup.isVisible)
    page.customer.setMinimumHeight(page.customer.height() + 60)
    before = finder.mapToGlobal(QPoint())
    qtbot.waitUntil(lambda: finder.mapToGlobal(QPoint()) != before)
    below = QPoint(0, finder.height() + theme.px(4))
    qtbot.waitUntil(lambda: popup.pos() == finder.mapTo(popup.parentWidget(), below))
