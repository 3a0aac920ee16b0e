"""Draws every screen in both languages and both themes: `make screenshots`, or `screenshots.py NAME…`.

Pictures go to docs/screens/NAME-LANG-THEME.png at 1440 x 900, without a screen being needed.
"""

# ruff: noqa: E402, SLF001 - the time zone is set before anything is imported; it plays with the views' insides

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Shanghai"
time.tzset()

from PySide6.QtWidgets import QApplication, QWidget

from app import i18n
from app.presenters.base import run_now
from app.presenters.enrol import EnrolProgress
from app.views import fonts, theme
from app.views.desk_stack import DeskStack
from app.views.main_window import MainWindow
from tests.gui import fakes

OUT = ROOT / "docs" / "screens"
SIZE = (1440, 900)


class NowTasks:
    """Does everything at once, so that a picture never shows something half done."""

    run = staticmethod(run_now)
    run_io = staticmethod(run_now)

    @staticmethod
    def post(call: Callable[[], object]) -> None:
        call()


class Stage:
    """A window in one language and theme, and ways to bring it into a state."""

    def __init__(self, language: str, look: str, *, scale: float = 1.0, **terminal: Any) -> None:
        self.language = language
        preferences = fakes.FakePreferences(language=language, theme=look, scale=scale)
        self.terminal = fakes.FakeTerminal(language, **terminal)
        self.window = MainWindow()
        self.window.resize(*SIZE)
        clock = fakes.FakeClock(fakes.NOW)
        self.stack = DeskStack(self.terminal, NowTasks(), preferences, clock, language=language)
        self.window.hold(self.stack)
        self.window.show()
        self.stack.look()

    def enter(self, screen: str, *, login: str = "chen", argument: object = None, **desk: Any) -> Any:
        """Sign in and open a screen; returns its page."""
        self.stack._open_desk(fakes.desk(self.language, login=login, **desk))
        self.stack.shell.open(screen, argument)
        return self.stack.shell.page(screen)


def sign_in(stage: Stage) -> QWidget:
    page = stage.stack.currentWidget()
    page.password.setText("showroom")
    return stage.window


def sign_in_wrong(stage: Stage) -> QWidget:
    page = stage.stack.currentWidget()
    page.password.setText("wrong")
    page.button.click()
    return stage.window


def locked(stage: Stage) -> QWidget:
    stage.enter("stock")
    stage.stack.lock()
    return stage.window


def stock(stage: Stage) -> QWidget:
    page = stage.enter("stock", login="he", online=True)
    page.table.choose(4)
    page.table.setFocus()
    return stage.window


def stock_sales(stage: Stage) -> QWidget:
    page = stage.enter("stock", login="chen")
    page.table.choose(8)
    return stage.window


def stock_empty(stage: Stage) -> QWidget:
    page = stage.enter("stock", login="chen")
    page.search.setText("ZZZ")
    page.search._ask()
    return stage.window


def sync(stage: Stage) -> QWidget:
    stage.enter("sync")
    return stage.window


def customers(stage: Stage) -> QWidget:
    page = stage.enter("customers")
    page.table.choose(0)
    return stage.window


def customer_new(stage: Stage) -> QWidget:
    page = stage.enter("customers")
    page._presenter.start_adding()
    return stage.window


def contracts(stage: Stage) -> QWidget:
    page = stage.enter("contracts")
    page.table.choose(1)
    return stage.window


def search(stage: Stage) -> QWidget:
    stage.enter("contracts")
    stage.stack.shell.top.search.setText("X7" if stage.language == "en" else "周")
    stage.stack.shell.top.search._ask()
    return stage.window


def first_run(stage: Stage) -> QWidget:
    return stage.window


def first_sync(stage: Stage) -> QWidget:
    parts = (
        ("用户与设置", "Users and settings", 86, 86), ("合同模板与规则", "Contract templates", 214, 214),
        ("车型目录与价格", "Catalogue and prices", 18_420, 18_420), ("可见库存", "Stock", 51_310, 51_310),
        ("客户", "Customers", 86_390, 120_000), ("成交、合同与收款", "Deals, contracts, money", 0, 40_000),
    )  # fmt: skip
    stage.stack._enrol._set(busy=True)
    for zh, en, done, total in (*parts, parts[4]):
        name = zh if stage.language == "zh_CN" else en
        stage.stack._enrol.tell(EnrolProgress("first_sync", 156_420, 230_030, name, done, total))
    return stage.window


def receive(stage: Stage) -> QWidget:
    page = stage.enter("stock", login="he", online=True)
    page._presenter.receive("arrivals.csv")
    return stage.window


# name: (what to do, what the terminal is like)
SHOTS: dict[str, tuple[Callable[[Stage], QWidget], dict[str, Any]]] = {
    "sign-in": (sign_in, {}), "sign-in-wrong": (sign_in_wrong, {}), "locked": (locked, {}),
    "first-run": (first_run, {"enrolled": False}), "first-sync": (first_sync, {"enrolled": False}),
    "stock": (stock, {}), "stock-sales": (stock_sales, {}), "stock-empty": (stock_empty, {}),
    "stock-receive": (receive, {}),
    "sync": (sync, {}), "customers": (customers, {}), "customer-new": (customer_new, {}),
    "contracts": (contracts, {}), "search": (search, {}),
}  # fmt: skip


def shoot(
    app: QApplication, name: str, language: str, look: str, *, scale: float = 1.0, out: Path = OUT
) -> Path:
    """Draw one screen into a file."""
    act, terminal = SHOTS[name]
    stage = Stage(language, look, scale=scale, **terminal)
    window = act(stage)
    window.activateWindow()
    for _ in range(3):
        app.processEvents()
    file = out / f"{name}-{language}-{look}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = window.grab()
    for dialog in app.topLevelWidgets():
        if dialog.isVisible() and dialog.isModal():
            _paste(picture, dialog, window)
    picture.save(str(file))
    for widget in app.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    app.processEvents()
    return file


def _paste(picture: Any, dialog: QWidget, window: QWidget) -> None:
    from PySide6.QtGui import QPainter

    painter = QPainter(picture)
    painter.drawPixmap(dialog.pos() - window.pos(), dialog.grab())
    painter.end()


def main(wanted: list[str]) -> None:
    """Draw the screens named, or all."""
    app = QApplication([])
    fonts.load_all()
    out = Path(os.environ.get("SHOTS", OUT))
    looks = os.environ.get("LOOKS", "light,dark").split(",")
    languages = os.environ.get("LANGUAGES", ",".join(i18n.LANGUAGES)).split(",")
    scale = float(os.environ.get("SCALE", "1"))
    for name in wanted or SHOTS:
        for language in languages:
            for look in looks:
                print(shoot(app, name, language, look, scale=scale, out=out))
    theme.apply(app)


if __name__ == "__main__":
    main(sys.argv[1:])
