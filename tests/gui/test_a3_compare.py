"""A3: models side by side at the desk, and the sheet that is printed of them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.errors import UserError
from app.views.modal import Modal
from app.views.showroom.sheet_dialog import SheetDialog
from tests.gui.showroom import page, stage, tick
from tests.gui.test_accessibility import nameless

__all__ = ["page", "stage"]  # the fixtures
Key, Mod = Qt.Key, Qt.KeyboardModifier


def test_space_puts_up_to_four_models_on_the_tray(qtbot, page):
    assert not page.results.tray.isVisible()
    tick(qtbot, page, "x7", "x7r", "c5", "m9", "c3")
    assert [each.code for each in page.presenter.state.tray] == ["x7", "x7r", "c5", "m9"]
    assert page.banner.title().startswith("Four models can be compared at once.")
    tick(qtbot, page, "x7r")
    assert page.results.tray.compare.text() == "Compare 3"


def test_one_model_alone_is_not_compared(qtbot, page):
    tick(qtbot, page, "x7")
    qtbot.keyClick(page, Key.Key_D, Mod.ControlModifier)
    assert page.banner.title() == "Choose at least two models to compare."
    assert not page.results.tray.compare.isEnabled()


def test_ctrl_d_shows_them_side_by_side_and_differences_only(qtbot, page):
    tick(qtbot, page, "x7", "x7r")
    qtbot.keyClick(page, Key.Key_D, Mod.ControlModifier)
    assert page.title() == "Compare 2 models"
    rows = page.compare._rows
    every = rows.rowCount()
    page.compare.which._buttons["only"].click()
    assert 0 < rows.rowCount() < every
    assert all(isinstance(line, str) or line.differs for line in rows.lines)
    at = next(
        n for n, line in enumerate(rows.lines) if not isinstance(line, str) and line.name == "0–100 km/h"
    )
    said = rows.data(rows.index(at, 2), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "0–100 km/h: 6.8 s, differs"


def test_keys_choose_move_and_take_out_a_column(qtbot, stage, page):
    tick(qtbot, page, "x7", "x7r", "c5")
    qtbot.keyClick(page, Key.Key_D, Mod.ControlModifier)
    qtbot.keyClick(page.compare.table, Key.Key_Right)
    assert page.comparing.state.chosen.code == "x7r"
    qtbot.keyClick(page, Key.Key_Left, Mod.ControlModifier)
    assert [each.code for each in page.comparing.state.trims] == ["x7r", "x7", "c5"]
    qtbot.keyClick(page, Key.Key_Delete)
    assert [each.code for each in page.comparing.state.trims] == ["x7", "c5"]
    assert [each.code for each in page.presenter.state.tray] == ["x7", "c5"]
    qtbot.keyClick(page, Key.Key_Delete)
    assert page.title() == "Models", "one alone is no comparison"
    assert stage.shell.key_bar.words()[1] == "F2 Start a deal"


def test_f10_prints_the_sheet_with_the_rows_in_sight(qtbot, stage, page):
    gateway = stage.stack.desk.more["showroom"]
    tick(qtbot, page, "x7", "c5")
    qtbot.keyClick(page, Key.Key_D, Mod.ControlModifier)
    page.comparing.show_only(True)
    qtbot.keyClick(page, Key.Key_F10)
    dialog = next(each for each in stage.window.findChildren(SheetDialog) if each.isVisible())
    assert nameless(dialog) == []
    dialog.printer.set_key("file")
    dialog._show_fields()
    dialog.folder.setText("/papers")
    dialog.language._buttons["zh_CN"].click()
    dialog.commit.click()
    ((compared, asked),) = gateway.sheets
    assert (compared, asked.language, asked.differences) == (("x7", "c5"), "zh_CN", True)
    assert gateway.printed == [("/papers", "x7-c5", b"%PDF-1.4 a sheet")]
    assert stage.shell.toast.accessibleName() == "The comparison is saved /papers/x7-c5.pdf"
    assert not [each for each in stage.window.findChildren(Modal) if each.isVisible()]


def test_a_printer_that_fails_is_said_in_the_dialog_and_can_be_tried_again(qtbot, stage, page, monkeypatch):

    def fail(*_):
        raise UserError("printer_unreachable", "The printer does not answer.", field="printer")

    monkeypatch.setattr(stage.stack.desk.more["showroom"], "save", fail)
    tick(qtbot, page, "x7", "c5")
    page._compare()
    page.comparing.prepare()
    dialog = next(each for each in stage.window.findChildren(SheetDialog) if each.isVisible())
    dialog.printer.set_key("file")
    dialog.commit.click()
    assert dialog.fields["printer"].error() == "The printer does not answer."
    assert dialog.isVisible()
    assert not dialog.commit.busy
