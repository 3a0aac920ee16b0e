"""A barcode scanner types too: fast, and ending in Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from app.presenters.scan import recognise
from app.views.widgets.money_edit import MoneyEdit

VIN = "LCY7E4AB8T1004127"
CHECK = "7F3A91C05D2E0B44"


@pytest.mark.parametrize(
    ("text", "kind"),
    [(VIN, "vehicle"), (VIN.lower(), "vehicle"), ("HZ02-26-01187", "contract"), ("R-HZ02-26-00772", "receipt"),
     ("D-HZ02-26-00003", "deal"), ("6901234567892", ""), (f"SR1:HZ02-26-01187:1:{CHECK}", "contract"),
     (f"sr1:r-hz02-26-00772:1:{CHECK.lower()}", "receipt"), ("SR1:x:1:2", "")],
)  # fmt: skip
def test_a_code_tells_what_it_is_by_its_form(text, kind):
    assert recognise(text).kind == kind


class Wedge:
    """A keyboard wedge before a window."""

    def __init__(self, stage):
        self.stage = stage
        self.now = 0

    def types(self, text, *, gap=10, end=Qt.Key.Key_Return):
        """Send the keys as Qt would; returns whether the last was swallowed."""
        self.now += 1000
        for char in text:
            focused = self.stage.window.focusWidget()
            if not self.presses(0, char, after=gap) and hasattr(focused, "insert"):
                focused.insert(char)
        return self.presses(end, "\r", after=gap)

    def presses(self, key, text="", *, after=0):
        """One key, some milliseconds after the one before."""
        self.now += after
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(self.now)
        return self.stage.stack._scans.eventFilter(self.stage.window, event)


@pytest.fixture
def wedge(stages, qapp, monkeypatch):
    stage = stages()
    stage.enter("customers")
    monkeypatch.setattr("app.views.scanner.QApplication.focusWidget", stage.window.focusWidget)
    return Wedge(stage)


def test_a_scanned_vin_leads_to_its_car_and_leaves_the_field_as_it_was(wedge):
    page = wedge.stage.page
    page.search.setText("zh")
    assert wedge.types(VIN)
    assert wedge.stage.shell.current == "stock"
    assert wedge.stage.page._presenter.state.chosen.vin == VIN
    assert page.search.text() == "zh"


def test_a_scanned_contract_leads_to_it(wedge):
    assert wedge.types("HZ02-26-01189", end=Qt.Key.Key_Tab)
    assert wedge.stage.shell.current == "contracts"
    assert wedge.stage.page._presenter.state.chosen.no == "HZ02-26-01189"


def test_a_typist_is_no_scanner(wedge):
    assert not wedge.types(VIN, gap=80)
    assert wedge.stage.shell.current == "customers"


def test_a_chord_after_typing_is_nobodys_scan(wedge):
    page = wedge.stage.page
    for char in "quiet meadow":
        assert not wedge.presses(0, char, after=80)
    assert not wedge.presses(Qt.Key.Key_Control, after=900)
    assert not wedge.presses(Qt.Key.Key_A, "\x01", after=20)
    assert not wedge.presses(Qt.Key.Key_Control, after=900)
    assert not wedge.presses(Qt.Key.Key_Return, "\r", after=20)
    assert page.banner.isHidden()


def test_a_scanners_shift_belongs_to_its_code(wedge):
    wedge.now += 1000
    for char in VIN:
        wedge.presses(Qt.Key.Key_Shift, after=5)
        wedge.presses(0, char, after=5)
    assert wedge.presses(Qt.Key.Key_Return, "\r", after=5)
    assert wedge.stage.shell.current == "stock"


def test_what_nobody_wants_stays_in_the_field(wedge):
    page = wedge.stage.page
    assert not wedge.types("6901234567892")
    assert page.search.text() == "6901234567892"
    assert not wedge.types("123")


@pytest.mark.parametrize("text", ["0123\x1d456789", "7" * 80])
def test_rubbish_is_told_and_never_stays_in_a_field(wedge, text):
    page = wedge.stage.page
    page.search.setText("zh")
    assert wedge.types(text)
    assert page.search.text() == "zh"
    assert "none of ours" in page.banner.accessibleName()


def test_an_amount_is_never_scanned(wedge):
    wedge.stage.shell.open("deal")
    page = wedge.stage.page
    field = MoneyEdit("Price")
    field.setParent(page)
    field.show()
    field.setFocus()
    assert wedge.types("6901234567892")
    assert field.text() == ""
    assert "6901234567892" in page.banner.accessibleName()


def test_a_scan_presses_no_button_and_is_no_key_of_the_page(wedge, qtbot):
    page = wedge.stage.page
    page.table.setFocus()
    pressed = [wedge.presses(0, char) for char in "6901234"]
    assert pressed == [False, True, True, True, True, True, True]
    assert wedge.presses(Qt.Key.Key_Return, "\r")
    assert "none of ours" in page.banner.accessibleName()


def test_a_tag_outside_a_field_leads_to_what_search_finds_by_it(wedge):
    wedge.stage.page.table.setFocus()
    assert wedge.types("HZ02-26-011")
    assert wedge.stage.shell.top.search.text() == "HZ02-26-011"  # several: one chooses
    wedge.stage.page.table.setFocus()
    assert wedge.types("5D2AA1T1002252")
    assert wedge.stage.shell.current == "contracts"
    assert wedge.stage.page._presenter.state.chosen.vin == "LCY5D2AA1T1002252"


@pytest.mark.parametrize("rich", [True, False])
def test_a_scan_leaves_notes_as_they_were(wedge, rich):
    notes = QTextEdit() if rich else QPlainTextEdit()
    notes.setParent(wedge.stage.page)
    notes.insertPlainText("before after")
    notes.moveCursor(QTextCursor.MoveOperation.PreviousWord)
    notes.insert = notes.insertPlainText
    notes.show()
    notes.setFocus()
    assert wedge.types(VIN)
    assert wedge.stage.shell.current == "stock"
    assert notes.toPlainText() == "before after"


@pytest.mark.parametrize(("check", "said"), [(CHECK, "unchanged"), ("0" * 16, "not the paper")])
def test_a_papers_qr_leads_to_it_and_tells_whether_it_is_ours(wedge, check, said):
    assert wedge.types(f"SR1:HZ02-26-01189:1:{check}")
    assert wedge.stage.shell.current == "contracts"
    assert wedge.stage.page._presenter.state.chosen.no == "HZ02-26-01189"
    assert said in wedge.stage.page.banner.accessibleName()


def test_a_scanned_receipt_leads_to_its_money(wedge):
    assert wedge.types("R-HZ02-26-00772")
    assert wedge.stage.shell.current == "money"
    assert wedge.types("D-HZ02-26-00003")
    assert wedge.stage.page.search.text() == "D-HZ02-26-00003"


def test_a_locked_screen_takes_no_scans(wedge):
    wedge.stage.stack.lock()
    assert not wedge.types(VIN)
