"""The stopwatch on screen: what it reports, and off by a switch."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.domain.stopwatch import Lap, Sale
from app.gateways.stopwatch import StopwatchOfTerminal
from app.views.stopwatch_dialog import StopwatchDialog
from tests.gui.workshop import open_workshop


def report(stage) -> StopwatchDialog:
    stage.shell.user_menu.stopwatch_asked.emit()
    return stage.window.findChildren(StopwatchDialog)[-1]


def words(dialog: StopwatchDialog) -> list[str]:
    return [dialog.cells.itemAt(at).widget().text() for at in range(dialog.cells.count())]


def test_the_report_shows_the_weeks_median_against_the_targets(stages):
    stage = stages()
    stage.enter("deal")
    dialog = report(stage)
    assert "3 sales" in dialog.said.text()
    shown = words(dialog)
    assert shown[5:10] == ["Customer", "24", "30", "30", "34"]
    assert shown[-5:] == ["The whole sale", "78", "90", "49", "60"]
    dialog.reject()


def test_off_it_runs_nowhere_and_reports_nothing(stages):
    stage = stages()
    page = stage.enter("deal")
    assert page.steps.watch.isVisibleTo(page)
    dialog = report(stage)
    dialog.on.click()
    assert "not measured" in dialog.said.text()
    dialog.reject()
    stage.shell.open("stock")
    stage.shell.open("deal")
    assert not page.steps.watch.isVisibleTo(page)


def test_who_does_not_sell_has_none(stages):
    stage = stages()
    stage.enter("stock", login="he")
    assert "Stopwatch" not in [action.text() for action in stage.shell.user_menu.actions()]


def test_a_terminal_keeps_days_and_numbers_until_it_is_switched_off(tmp_path: Path) -> None:
    shop = open_workshop(tmp_path)
    door, today = StopwatchOfTerminal(shop), shop.clock.today()
    assert door.read() == (True, ())
    sale = Sale(today, {"customer": Lap(20.25, 30), "print": Lap(9, 2)})
    door.keep(Sale(today - timedelta(days=400), sale.laps))
    door.keep(sale)
    assert door.read() == (True, (Sale(today, {"customer": Lap(20.2, 30), "print": Lap(9, 2)}),))
    door.switch(on=False)
    door.keep(sale)
    assert door.read() == (False, ())
    shop.close()
