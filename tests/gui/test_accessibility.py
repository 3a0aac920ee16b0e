"""Every control has a name, the tab key reaches it, and longer words do not fall off."""

from __future__ import annotations

import re
from pathlib import Path

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

from app import i18n, views
from app.views.contracts.amend_dialog import AmendDialog
from app.views.modal import Modal
from app.views.viewer import Viewer
from app.views.widgets.tick_box import TickBox
from scripts.screens import SCREENS as PICTURES

WITH_TABLE = (
    "contracts",
    "customers",
    "deliveries",
    "leads",
    "money",
    "service",
    "stock",
    "sync",
    "test_drives",
)
SCREENS = (*WITH_TABLE, "showroom", "till", "trade_in", "loan")
DIALOGS = {
    "AllocateDialog": ("allocate",), "AmendDialog": ("amend", "amend-approval", "amend-payout"),
    "BookingDialog": ("customer-service",), "CallDialog": ("customer-call",),
    "AsideDialog": ("set-aside", "set-aside-correct", "set-aside-sales"), "CancelDialog": ("cancel",),
    "CompareDialog": ("templates-compare",), "CustomerDialog": ("customer-edit",), "DevicesDialog": ("devices",),
    "HandoverDialog": ("delivery-handover",), "KeysDialog": ("keys",), "LeaveDialog": ("leaving",),
    "LookDialog": ("delivery-fault",), "MarkDialog": ("delivery-mark",),
    "MarginDialog": ("margin",),
    "MergeDialog": ("merge-contract", "merge-signed", "merge-vehicle"), "PasswordDialog": ("change-password",),
    "PrintDialog": ("print-sign", "print-provisional", "print-failed"), "ReceiveDialog": ("stock-receive",),
    "ReleaseDialog": ("delivery-release",), "ReportDialog": ("fault",), "RevealDialog": ("customer-reveal",),
    "SameDialog": ("customer-same",), "SealDialog": ("seal",), "SheetDialog": ("showroom-sheet",), "ShowCheckDialog": ("show-check",),
    "StopwatchDialog": ("stopwatch",), "Viewer": ("pictures",),
}  # fmt: skip
"""Each dialog of the program by its class, and the pictures of the handbook that have it open."""


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


def test_no_dialog_of_the_program_is_left_out():
    code = (path.read_text(encoding="utf-8") for path in Path(views.__file__).parent.rglob("*.py"))
    assert {kind for text in code for kind in re.findall(r"^class (\w+)\(Modal\)", text, re.M)} == {*DIALOGS}


@pytest.mark.parametrize("kind", DIALOGS)
def test_every_control_of_a_dialog_as_it_is_pictured_has_a_name(stages, kind):
    for picture in DIALOGS[kind]:
        act, terminal = PICTURES[picture]
        stage = stages(**terminal)
        act(stage)
        (dialog,) = (each for each in stage.window.findChildren(Modal) if each.isVisible())
        assert type(dialog).__name__ == kind
        assert nameless(dialog) == [], picture


def test_a_tick_is_called_by_the_words_beside_it_whenever_they_change(qapp):
    tick = TickBox("")
    for words in ("The buyer has read the clauses", "In stock · 3"):
        tick.setText(words)
        assert (tick.text(), tick.accessibleName()) == (words, words)


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
