"""Every control has a name, the tab key reaches it, and longer words do not fall off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableView,
    QWidget,
)

from app import i18n
from app.views.contracts.allocate_dialog import AllocateDialog
from app.views.contracts.amend_dialog import AmendDialog
from app.views.contracts.cancel_dialog import CancelDialog
from app.views.devices_dialog import DevicesDialog
from app.views.leave_dialog import LeaveDialog
from app.views.report_dialog import ReportDialog
from app.views.seal_dialog import SealDialog
from app.views.stopwatch_dialog import StopwatchDialog
from app.views.viewer import Viewer

WITH_TABLE = ("contracts", "customers", "deliveries", "leads", "money", "stock", "sync", "test_drives")
SCREENS = (*WITH_TABLE, "showroom", "till", "trade_in", "loan")


def controls(root):
    """What the tab key can reach, without the inner parts of Qt's own controls."""
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget, QHeaderView | QScrollArea) or isinstance(
            widget.parentWidget(), QAbstractScrollArea | QComboBox | QLineEdit
        )
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not inner:
            yield widget


def nameless(root):
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in controls(root)
        if not widget.accessibleName()
    ]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("login", ["chen", "wang"])
def test_every_control_of_every_page_has_a_name(stages, screen, login):
    stage = stages()
    page = stage.enter(screen, login=login)
    assert nameless(page) == []
    assert nameless(stage.shell.top) == []
    assert nameless(stage.shell.rail) == []
    assert len(list(controls(page))) >= 3


@pytest.mark.parametrize("price", ["", "100000.00"])
def test_every_control_of_the_amendment_has_a_name(stages, price):
    stage = stages()
    stage.enter("contracts").go.emit("amend", "HZ02-26-01189")
    (dialog,) = stage.window.findChildren(AmendDialog)
    if price:
        dialog._presenter.set_value("price", price)
    dialog._presenter.add("Film", 100)
    assert nameless(dialog) == []
    dialog.reject()


@pytest.mark.parametrize(("key", "kind"), [("cancel", CancelDialog), ("allocate", AllocateDialog)])
def test_every_control_of_a_contract_s_dialogs_has_a_name(stages, key, kind):
    stage = stages()
    stage.enter("contracts", login="wang").go.emit(key, "HZ02-26-01189")
    (dialog,) = stage.window.findChildren(kind)
    assert nameless(dialog) == []
    dialog.reject()


def test_every_control_of_the_viewer_and_of_a_contracts_files_has_a_name(stages):
    stage = stages()
    page = stage.enter("contracts")
    page.entered("HZB2-26-00412")
    page.files.table.choose(1)
    assert nameless(page.files) == []
    assert {*page.files.stops()} <= {*controls(page.files)}
    page.go.emit("pictures", (("model", "x7"), "X7"))
    (viewer,) = stage.window.findChildren(Viewer)
    assert nameless(viewer) == []
    viewer.reject()


@pytest.mark.parametrize("enrolled", [True, False])
def test_every_control_before_sign_in_has_a_name(stages, enrolled):
    stage = stages(enrolled=enrolled)
    assert nameless(stage.window) == []


@pytest.mark.parametrize(
    ("key", "kind"), [("devices", DevicesDialog), ("stopwatch", StopwatchDialog), ("seal", SealDialog)]
)
def test_every_control_of_the_menus_dialogs_has_a_name(stages, key, kind):
    stage = stages()
    stage.enter("money")
    getattr(stage.shell.user_menu, f"{key}_asked").emit()
    (dialog,) = stage.window.findChildren(kind)
    assert nameless(dialog) == []
    dialog.reject()


def test_every_control_of_every_dialog_has_a_name(stages):
    stage = stages()
    page = stage.enter("stock", login="he")
    page._presenter.receive("arrivals.csv")
    for dialog in (LeaveDialog(7), ReportDialog("4F-2207", "report")):
        dialog.show_over(stage.window)
    assert nameless(stage.window) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_icons_alone_have_tooltips(stages, screen):
    stage = stages()
    stage.enter(screen)
    for button in stage.window.findChildren(QAbstractButton):
        if not button.text() and button.property("kind") == "icon":
            assert button.toolTip()


def test_the_tab_key_goes_through_the_page_in_reading_order(stages):
    stage = stages()
    page = stage.enter("customers")
    chain, widget = [], page.search
    for _ in range(3000):
        widget = widget.nextInFocusChain()
        if widget is page.search:
            break
        chain.append(widget)
    order = [chain.index(each) for each in (page.new, page.table, page.deal)]
    assert order == sorted(order)


@pytest.fixture
def longer(monkeypatch):
    """Every text 40 % longer, as a German would be."""
    real = i18n._catalogue

    class Stretched(dict):
        def get(self, text, default=None):
            words = real("en").get(text, default)
            return words + "~" * max(2, round(len(words) * 0.4))

    monkeypatch.setattr(i18n, "_catalogue", lambda language: Stretched())


@pytest.mark.parametrize("screen", SCREENS)
def test_longer_words_are_not_cut(qapp, stages, longer, screen):
    stage = stages()
    stage.window.resize(1440, 900)
    page = stage.enter(screen)
    qapp.processEvents()
    cut = [
        label.text()
        for label in page.findChildren(QLabel)
        if label.isVisible() and not label.wordWrap() and type(label) is QLabel
        and label.fontMetrics().horizontalAdvance(label.text()) > label.contentsRect().width() + 2
    ]  # fmt: skip
    assert cut == []


@pytest.mark.parametrize("screen", WITH_TABLE)
def test_tables_speak(stages, screen):
    stage = stages()
    page = stage.enter(screen)
    table = page.findChild(QTableView)
    assert table.accessibleName()
    model = table.model()
    spoken = [
        model.data(model.index(0, n), Qt.ItemDataRole.AccessibleTextRole) for n in range(model.columnCount())
    ]
    assert sum(bool(words) for words in spoken) >= model.columnCount() - 1


def test_every_control_of_the_desk_and_its_panels_has_a_name(stages):
    stage = stages()
    page = stage.enter("deal")
    assert nameless(page) == []
    page.presenter.open_car("LCY7E4AB8T1004127")
    for panel in page.side.panels:
        page._open_panel(panel)
        assert nameless(page) == []
