"""The parts that pages are made of."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.views import icons, theme
from app.views.modal import RADIUS, Modal
from app.views.widgets import paint
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import FactList, FigureCard
from app.views.widgets.chip import KINDS, SyncChip
from app.views.widgets.choice import Choice
from app.views.widgets.corners import Menu, round_region
from app.views.widgets.edits import BURST_MS, PasswordEdit, SearchEdit
from app.views.widgets.field import Field
from app.views.widgets.key_bar import KeyBar
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.segments import Segments
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.toast import Toast
from app.views.widgets.vin_edit import VinEdit


class Painted(QObject):
    """How often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return False


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (QLineEdit, Qt.Key.Key_M),
        (lambda: Choice("Reason", [("", "Choose …"), ("a", "A"), ("b", "B"), ("c", "C")]), Qt.Key.Key_Down),
    ],
)
def test_what_is_needed_is_said_until_something_is_entered(qtbot, make, key):
    control = make()
    field = Field("Reason", control)
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    for _ in range(2):
        field.set_missing()
        assert field.error() == "This is needed"
        qtbot.keyClick(control, key)
        assert field.error() == ""
    field.set_missing()
    field.set_error("Something else")
    qtbot.keyClick(control, key)
    assert field.error() == "Something else"


def test_a_button_shows_its_new_words_at_once(qtbot):
    button = Button("Prepayment")
    button.setFixedSize(200, 40)
    qtbot.addWidget(button)
    button.show()
    shown = Painted(button)
    qtbot.waitUntil(lambda: shown.times > 0, timeout=2_000)
    before = shown.times
    button.setText("Deposit")
    qtbot.waitUntil(lambda: shown.times > before, timeout=2_000)


def test_a_click_that_enters_an_amount_chooses_it_whole_and_a_further_one_finds_a_place(qtbot):
    form = QWidget()
    row = QHBoxLayout(form)
    other, edit = QLineEdit(), MoneyEdit("Insurance")
    row.addWidget(other)
    row.addWidget(edit)
    qtbot.addWidget(form)
    edit.set_amount(0)
    form.show()
    form.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    middle = QPoint(edit.width() - 12, edit.height() // 2)
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.keyClicks(edit, "3000")
    assert edit.text() == "3000"
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton, pos=QPoint(edit.width() - 4, edit.height() // 2))
    assert not edit.hasSelectedText()
    qtbot.keyClicks(edit, "5")
    assert edit.text() == "30005"


@pytest.mark.parametrize(
    ("typed", "fen", "shown"),
    [
        ("268800", 26_880_000, "268,800.00"), ("2w", 2_000_000, "20,000.00"), ("1.5万", 1_500_000, "15,000.00"),
        ("20k", 2_000_000, "20,000.00"), ("¥116,409.02", 11_640_902, "116,409.02"), ("", None, ""),
    ],
)  # fmt: skip
def test_money_is_typed_as_people_type_it(qtbot, typed, fen, shown):
    edit = MoneyEdit("Price")
    qtbot.addWidget(edit)
    heard = []
    edit.amount_changed.connect(heard.append)
    edit.setText(typed)
    edit.editingFinished.emit()
    assert (edit.amount(), edit.text()) == (fen, shown)
    assert heard == ([fen] if fen is not None else [])


def test_what_is_no_amount_is_refused_and_stays_to_be_mended(qtbot):
    edit = MoneyEdit("Price")
    qtbot.addWidget(edit)
    said = []
    edit.refused.connect(said.append)
    edit.setText("about 20")
    edit.editingFinished.emit()
    assert edit.amount() is None
    assert edit.text() == "about 20"
    assert "about 20" in said[0]


@pytest.mark.parametrize("typed", ["12000", "-12000", "−12,000.00"])
def test_a_discount_shows_a_true_minus(qtbot, typed):
    edit = MoneyEdit("Discount", minus=True)
    qtbot.addWidget(edit)
    edit.setText(typed)
    edit.editingFinished.emit()
    assert (edit.amount(), edit.text()) == (-1_200_000, "−12,000.00")


def test_a_minus_is_never_left_out_of_an_amount_and_the_field_says_so_until_it_is_mended(qtbot):
    edit = MoneyEdit("Cash")
    field = Field("Cash", edit)
    qtbot.addWidget(field)
    edit.setText("-1000")
    assert not edit.take()
    assert (edit.amount(), edit.text(), field.error()) == (None, "-1000", "Write the amount without a minus.")
    edit.clear()
    assert edit.take()
    assert (edit.amount(), field.error()) == (None, "")


def test_a_vin_is_upper_case_and_checked(qtbot):
    edit = VinEdit("VIN")
    qtbot.addWidget(edit)
    judged, entered = [], []
    edit.judged.connect(lambda sentence, warns: judged.append((sentence, warns)))
    edit.vin_entered.connect(entered.append)
    qtbot.keyClicks(edit, "lcy7e4")
    edit.editingFinished.emit()
    assert edit.text() == "LCY7E4"
    assert "17" in judged[-1][0]
    assert not judged[-1][1]
    assert entered == []
    edit.setText("1M8GDM9AXKP042788")
    edit.editingFinished.emit()
    assert judged[-1] == ("", False)
    assert entered == ["1M8GDM9AXKP042788"]


def test_a_wrong_check_digit_only_warns(qtbot):
    edit = VinEdit("VIN")
    qtbot.addWidget(edit)
    judged, entered = [], []
    edit.judged.connect(lambda sentence, warns: judged.append(warns))
    edit.vin_entered.connect(entered.append)
    edit.setText("1M8GDM9A0KP042788")
    edit.editingFinished.emit()
    assert judged == [True]
    assert entered == ["1M8GDM9A0KP042788"]


def test_a_busy_button_cannot_be_pressed_twice(qtbot):
    presses = []
    button = Button("Save", key="F8", icon="file-sign", on_click=lambda: presses.append(1))
    qtbot.addWidget(button)
    button.show()
    button.click()
    button.set_busy(True)
    button.click()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presses == [1]
    assert button.text() == "Save"
    button.set_busy(False)
    button.click()
    assert presses == [1, 1]


def test_an_error_stands_beside_its_field_with_a_way_out(qtbot):
    edit, used = MoneyEdit("Deposit"), []
    field = Field("Deposit", edit, hint="At most 20 %")
    qtbot.addWidget(field)
    field.set_error("Above 20 % of the car price.")
    field.offer_fix("Use it", lambda: used.append(1))
    assert field.error() == "Above 20 % of the car price."
    assert edit.accessibleDescription() == "Above 20 % of the car price."
    assert edit.property("wrong") == "true"
    field.findChild(Button).click()
    assert used == [1]
    field.set_error("")
    assert field.error() == ""


def test_the_key_bar_is_built_from_actions_and_cannot_lie(qtbot):
    owner = QWidget()
    bar = KeyBar()
    qtbot.addWidget(owner)
    qtbot.addWidget(bar)
    pressed = []
    contract, hidden = QAction("Contract", owner), QAction("Print", owner)
    contract.setShortcut(QKeySequence("F8"))
    contract.triggered.connect(lambda: pressed.append("F8"))
    hidden.setShortcut(QKeySequence("F10"))
    hidden.setEnabled(False)
    opens = QAction("Open", owner)
    opens.setProperty("cap", "Enter")
    bar.set_actions([contract, hidden, opens])
    assert bar.words() == ["F8 Contract", "Enter Open"]
    hidden.setEnabled(True)
    assert bar.words() == ["F8 Contract", "F10 Print", "Enter Open"]
    bar._keys[0].click()
    assert pressed == ["F8"]


def test_the_end_of_a_vin_stays_where_a_cell_is_too_narrow(qapp):
    face, words = theme.face("body"), "X7 AWD Flagship …004127"
    whole = face.metrics.horizontalAdvance(words)
    for room in range(theme.px(90), whole):
        cut = paint.cut(words, face, room)
        assert cut.endswith("…004127")
        assert words.startswith(cut.partition("…")[0].rstrip())
        assert face.metrics.horizontalAdvance(cut) <= room
    for other in (
        paint.cut(words, face, theme.px(50)),
        paint.cut("No number stands in it", face, whole // 2),
    ):
        assert other.endswith("…")


def test_segments_tell_what_a_person_chose_and_not_what_the_program_did(qtbot):
    segments = Segments([("all", "All"), ("mine", "Mine")], name="Show")
    qtbot.addWidget(segments)
    heard = []
    segments.chosen.connect(heard.append)
    segments.set_current("mine")
    assert (segments.current(), heard) == ("mine", [])
    segments._buttons["all"].click()
    assert (segments.current(), heard) == ("all", ["all"])


def test_search_follows_the_last_key_once(qtbot):
    edit = SearchEdit("Find", "Name", key="F4")
    qtbot.addWidget(edit)
    heard = []
    edit.searched.connect(heard.append)
    qtbot.keyClicks(edit, "zhou")
    qtbot.waitUntil(lambda: bool(heard), timeout=500)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert heard == ["zhou"]


def strike(edit: SearchEdit, words: str, *, at: int, apart: int) -> None:
    """Keys as the window system sends them: struck at `at` milliseconds, `apart` from each other."""
    for n, each in enumerate(words):
        key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, each)
        key.setTimestamp(at + n * apart)
        QApplication.sendEvent(edit, key)


@pytest.fixture
def asked_search(qtbot, monkeypatch):
    """A search box, what it asked, and a program so busy that a second goes by between any two keys."""
    seconds = itertools.count(100)
    monkeypatch.setattr("app.views.widgets.edits.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    edit = SearchEdit("Find", "Name")
    qtbot.addWidget(edit)
    edit.searched.connect((heard := []).append)
    return edit, heard


def test_one_key_asks_without_waiting_for_a_burst(qtbot, asked_search):
    edit, heard = asked_search
    for at, words in ((5_000, "z"), (5_200, "zh")):
        strike(edit, words[-1], at=at, apart=0)
        assert (edit._timer.isActive(), edit._timer.interval()) == (True, 0)
        qtbot.waitUntil(lambda words=words: heard[-1:] == [words])
    qtbot.keyClick(edit, "o")  # an event that says no time: ours, which is no burst with the other
    assert edit._timer.interval() == 0
    qtbot.waitUntil(lambda: heard[-1:] == ["zho"])


def test_a_scanner_s_keys_that_waited_for_a_busy_program_are_two_questions_at_most(qtbot, asked_search):
    edit, heard = asked_search
    for n, each in enumerate("LCY7E4AB8T1004127"):
        strike(edit, each, at=5_000 + 2 * n, apart=0)
        if n == 0:
            qtbot.waitUntil(lambda: heard == ["L"])
        else:
            assert edit._timer.interval() == BURST_MS
    qtbot.waitUntil(lambda: heard[-1:] == ["LCY7E4AB8T1004127"])
    assert len(heard) <= 2


def test_keys_struck_apart_are_no_burst_though_they_are_taken_in_at_once(asked_search, monkeypatch):
    monkeypatch.setattr("app.views.widgets.edits.time", SimpleNamespace(monotonic=lambda: 100))
    edit, _ = asked_search
    strike(edit, "zhou", at=5_000, apart=150)
    assert edit._timer.interval() == 0


def test_a_password_can_be_looked_at(qtbot):
    edit = PasswordEdit("Password")
    qtbot.addWidget(edit)
    assert edit.echoMode() == QLineEdit.EchoMode.Password
    edit.actions()[0].trigger()
    assert edit.echoMode() == QLineEdit.EchoMode.Normal


@pytest.mark.parametrize("kind", KINDS)
def test_the_chip_says_its_state_and_has_a_name(qtbot, kind):
    chip = SyncChip()
    qtbot.addWidget(chip)
    chip.show_state(kind, "Offline · 7 waiting")
    assert (chip.kind, chip.words(), chip.accessibleName()) == (
        kind,
        "Offline · 7 waiting",
        "Offline · 7 waiting",
    )
    assert not chip.grab().isNull()


def test_a_panel_says_why_there_is_nothing(qtbot):
    panel = StatePanel(QWidget())
    qtbot.addWidget(panel)
    done = []
    panel.show_loading()
    assert panel.state == "loading"
    panel.show_message("car", "No cars yet", "Scan one.", buttons=(("Receive", lambda: done.append(1)),))
    assert panel.state == "message"
    assert panel.accessibleName() == "No cars yet Scan one."
    panel.findChild(Button).click()
    assert done == [1]
    panel.show_content()
    assert panel.state == "content"


@pytest.mark.parametrize(("more", "cut"), [("", False), (" It was the last paper in the printer." * 4, True)])
def test_a_toast_lies_at_the_end_of_the_bar_on_no_key_of_it(qtbot, more, cut):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 300)
    bar, keys = KeyBar(), [QAction(f"Key no. {n}", window, shortcut=f"F{n}") for n in range(1, 7)]
    keys[0].setProperty("next", True)
    lay = QVBoxLayout(window)
    lay.setContentsMargins(0, 0, 0, 0)
    lay.addStretch(1)
    lay.addWidget(bar)
    bar.set_actions(keys)
    bar.set_note("Terminal HZ-02")
    window.show()
    toast = Toast(window, bar)
    toast.say("Deposit ¥20,000.00 taken", "Receipt R-0772 printed, and the drawer is open." + more)
    at = toast.geometry()
    assert at.right() == 900 - 16 - 1
    assert bar.geometry().contains(at)
    QApplication.processEvents()
    shown = [key for key in bar.findChildren(QToolButton) if key.isVisible()]
    assert shown
    assert not any(at.intersects(QRect(key.mapTo(window, QPoint()), key.size())) for key in shown)
    assert (toast._text.shown() != toast._text.text()) is cut
    toast.say("Saved")
    assert toast.geometry().right() == at.right()
    folded = len(bar.folded())
    toast.hide()
    assert len(bar.folded()) <= folded


def test_a_second_toast_replaces_the_first_and_goes_away(qtbot):
    window = QWidget()
    window.resize(600, 400)
    qtbot.addWidget(window)
    window.show()
    toast = Toast(window)
    toast.say("Saved")
    toast.say("Deposit ¥20,000 taken", "Receipt R-0772 printed.")
    assert toast.isVisible()
    assert toast.accessibleName() == "Deposit ¥20,000 taken Receipt R-0772 printed."
    assert toast.geometry().right() < 600
    toast._timer.timeout.emit()
    assert not toast.isVisible()


def test_a_banner_speaks_in_its_tone_and_offers_a_way_on(qtbot):
    banner, asked = Banner(tone="warn"), []
    qtbot.addWidget(banner)
    banner.say("…4133 is leased to booth 2", "Here you can quote it.", tone="bad")
    banner.offer(("Ask booth 2", lambda: asked.append(1)), primary=True)
    assert banner.property("tone") == "bad"
    assert banner.title() == "…4133 is leased to booth 2"
    banner.findChild(Button).click()
    assert asked == [1]


def test_a_figure_opens_its_rows_by_key_too(qtbot):
    opened = []
    card = FigureCard("In stock", lambda: opened.append(1))
    qtbot.addWidget(card)
    card.set_figure("86", "63 for sale")
    card.show()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert opened == [1]
    assert card.accessibleName() == "In stock 86. 63 for sale"


def test_facts_are_renewed_in_place(qtbot):
    facts = FactList([("VIN", "LCY"), ("Price", "¥1.00")])
    qtbot.addWidget(facts)
    before = facts._lines[0]
    facts.set_facts([("VIN", "XYZ", "bad")])
    assert facts._lines[0] is before
    assert before[1].text() == "XYZ"
    assert facts._lines[1][0].isHidden()


def test_icons_follow_the_theme(qapp):
    theme.apply(qapp, theme="light")
    light = icons.pixmap("car", colour="accent").toImage()
    theme.apply(qapp, theme="dark")
    dark = icons.pixmap("car", colour="accent").toImage()
    theme.apply(qapp)
    assert light != dark


def test_every_icon_named_in_the_views_exists():
    import re
    from pathlib import Path

    names = set()
    for path in Path(icons.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        names |= set(
            re.findall(r'(?:icon=|icon_label\(|IconButton\(\s*|IconTile\(\s*)"([a-z0-9-]+)"', source)
        )
    assert len(names) > 20
    for name in names:
        assert icons.glyph(name)


def test_a_dialogs_region_has_all_that_is_painted_and_not_its_corners(qtbot):
    dialog = Modal("Corners", icon="cog", size=QSize(320, 200))
    qtbot.addWidget(dialog)
    dialog.resize(320, 200)
    picture = QImage(dialog.size(), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    dialog.render(picture)
    region = round_region(dialog.size(), theme.px(RADIUS))
    seen = [(x, y) for x in range(320) for y in range(200) if picture.pixelColor(x, y).alpha()]
    assert all(region.contains(QPoint(x, y)) for x, y in seen)
    for corner in (QPoint(0, 0), QPoint(319, 0), QPoint(0, 199), QPoint(319, 199)):
        assert not region.contains(corner)


def test_dialogs_are_cut_to_shape_on_x_servers_alone(qtbot, monkeypatch):
    dialog = Modal("Corners", icon="cog", size=QSize(320, 200))
    qtbot.addWidget(dialog)
    dialog.resize(300, 200)
    dialog.resizeEvent(QResizeEvent(dialog.size(), dialog.size()))
    assert dialog.mask().isEmpty()
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    dialog.resizeEvent(QResizeEvent(dialog.size(), dialog.size()))
    assert not dialog.mask().isEmpty()
    picture = QImage(dialog.size(), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.black)  # what an X server without a compositor has beneath
    dialog.render(picture)
    edge = [(x, y) for x in range(300) for y in range(20) if dialog.mask().contains(QPoint(x, y))]
    seen = QColor(theme.tokens().border).lightness()
    assert min(picture.pixelColor(x, y).lightness() for x, y in edge if y < 10 and not 10 < x < 290) >= seen
    dialog._frame.setProperty("whole", True)
    dialog.resizeEvent(QResizeEvent(dialog.size(), dialog.size()))
    assert dialog.mask().isEmpty()


def test_the_corners_of_a_menu_are_cut_off(qtbot):
    menu = Menu()
    qtbot.addWidget(menu)
    menu.addAction("Lock")
    menu.addAction("Change password")
    menu.popup(QPoint(10, 10))
    across, down = menu.width() - 1, menu.height() - 1
    for corner in (QPoint(0, 0), QPoint(across, 0), QPoint(0, down), QPoint(across, down)):
        assert not menu.mask().contains(corner)
    assert menu.mask().contains(QPoint(across // 2, 0))
    assert menu.mask().contains(QPoint(0, down // 2))


def test_the_words_of_the_choice_that_holds_are_whole_also_in_bold(qtbot, look):
    words = "浙A·7K2M5 · Volkswagen Lavida with a long name"
    segments = Segments([("a", words)], name="Used car")
    qtbot.addWidget(segments)
    segments.show()
    (button,) = segments._buttons.values()
    padding = button.sizeHint().width() - theme.face("strong").metrics.horizontalAdvance(words)
    other = Segments([("a", "On")], name="Used car")
    qtbot.addWidget(other)
    (short,) = other._buttons.values()
    plain = short.sizeHint().width() - theme.face("strong").metrics.horizontalAdvance("On")
    assert padding >= plain
    assert button.width() >= button.sizeHint().width()


def test_a_dialog_as_large_as_the_window_has_no_round_corners(stages, qapp):
    window = stages().window
    dialog = Modal("Corners", icon="cog")
    dialog.show_over(window, maximised=True)
    qapp.processEvents()
    picture = QImage(dialog.size(), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    dialog.render(picture)
    right, below = picture.width() - 1, picture.height() - 1
    assert dialog.size() == window.size()
    assert {picture.pixelColor(x, y).alpha() for x in (0, right) for y in (0, below)} == {255}
    dialog.reject()


def test_the_wheel_over_a_choice_changes_nothing_and_takes_no_focus(qtbot):
    window = QWidget()
    inside = QVBoxLayout(window)
    edit, choice = QLineEdit(), Choice("Way to pay", [("wechat", "WeChat"), ("card", "Card")])
    inside.addWidget(edit)
    inside.addWidget(choice)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    middle = QPointF(choice.rect().center())
    turned = QWheelEvent(
        middle, choice.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(choice, turned)
    assert (choice.key(), edit.hasFocus()) == ("wechat", True)
