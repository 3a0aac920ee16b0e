"""Where the hits of global search lead: each to the page of just what was found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.presenters.search import KINDS, Hit
from app.views import navigation

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def stage(stages):
    made = stages()
    made.enter("sync")
    return made


def test_a_customer_opens_as_a_page_of_their_own_by_keys(qtbot, stage):
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    qtbot.keyClick(stage.window, Key.Key_K, Mod.ControlModifier)
    box = stage.shell.top.search
    qtbot.keyClicks(box, "Xu Ruolin")
    qtbot.waitUntil(stage.shell.popup.isVisible, timeout=2_000)
    qtbot.keyClick(box, Key.Key_Return)
    assert stage.shell.current == "customer_page"
    assert stage.page.title() == "Xu Ruolin"
    qtbot.keyClick(stage.window, Key.Key_Escape)
    assert stage.shell.current == "sync"


@pytest.mark.parametrize(
    ("kind", "which", "screen", "shown"),
    [
        ("vehicle", "LCYC5LAA2T1001577", "stock", lambda page: page._presenter.state.chosen.vin),
        ("contract", "HZ02-26-01189", "contracts", lambda page: page._presenter.state.chosen.no),
        ("lead", "l1", "leads", lambda page: page._presenter.state.chosen.id),
        ("receipt", "R-0772", "money", lambda page: page._presenter.state.chosen.no),
    ],
)
def test_a_hit_opens_at_what_was_found(stage, kind, which, screen, shown):
    stage.shell._open_hit(Hit(kind, which, "", ""))
    assert stage.shell.current == screen
    assert shown(stage.page) == which


def test_every_kind_leads_somewhere():
    assert set(KINDS) == set(navigation.HIT_SCREENS)
