"""The focus stays on the page: Qt moves it on to the rail when what had it is hidden or disabled."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.views.page import Page


class KeptFocus(QObject):
    """Brings it back to where work begins: on the rail the next Enter would leave the page. Whoever goes there with
    the Tab key stays there."""

    def __init__(self, around: QWidget, page: Callable[[], Page | None]) -> None:
        super().__init__(around)
        self._around, self._page = around, page
        self._held: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def forget(self) -> None:
        """Another page is shown."""
        self._held = None

    def _moved(self, old: QWidget | None, now: QWidget | None) -> None:
        page = self._page()
        if page is None or now is None or not self._around.isAncestorOf(now):
            return
        if page.isAncestorOf(now):
            self._held = now
        elif self._held is not None and not self._beside(old, page):
            QTimer.singleShot(0, self, self._bring_back)  # once it is known what became of what had it

    def _beside(self, old: QWidget | None, page: Page) -> bool:
        """Whether the focus was on the rail or in the top bar already."""
        if old is None or not shiboken6.isValid(old):
            return False
        return self._around.isAncestorOf(old) and not page.isAncestorOf(old)

    def _bring_back(self) -> None:
        page, held, now = self._page(), self._held, QApplication.focusWidget()
        there = held is not None and shiboken6.isValid(held) and held.isVisible() and held.isEnabled()
        if page is None or there or now is None:
            return
        if self._around.isAncestorOf(now) and not page.isAncestorOf(now):
            page.focus_first()
