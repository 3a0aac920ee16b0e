"""The person's menu: lock, password, language, theme, magnification, sign out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from app import i18n
from app.i18n import N_, tr
from app.presenters.demo import Demo
from app.presenters.preferences import LANGUAGE_NAMES
from app.views import icons, theme
from app.views.widgets.corners import Menu

THEME_NAMES = {"light": N_("Light"), "dark": N_("Dark")}


class UserMenu(Menu):
    """Everything that belongs to a person rather than to a page."""

    lock_asked = Signal()
    password_asked = Signal()
    devices_asked = Signal()
    seal_asked = Signal()
    stopwatch_asked = Signal()
    sign_out_asked = Signal()
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    scale_chosen = Signal(float)
    touch_chosen = Signal(bool)
    network_asked = Signal(bool)
    """The demo only: plug the network in (true) or pull it out."""

    def __init__(
        self, parent: QWidget, demo: Demo | None = None, *, sells: bool = True, seals: bool = False
    ) -> None:
        super().__init__(parent)
        self._demo = demo
        self.setAccessibleName(tr("User menu"))
        self._add("lock-outline", tr("Lock"), self.lock_asked.emit, key="Ctrl+L")
        self._add("form-textbox-password", tr("Change password"), self.password_asked.emit)
        self._add("printer-pos-outline", tr("Devices"), self.devices_asked.emit)
        if seals:
            self._add("stamper", tr("The dealership's seal"), self.seal_asked.emit)
        if sells:
            self._add("timer-outline", tr("Stopwatch"), self.stopwatch_asked.emit)
        self.addSeparator()
        languages = self._more("translate", tr("Language"))
        self._choices(languages, LANGUAGE_NAMES, i18n.language(), self.language_chosen.emit)
        themes = self._more("theme-light-dark", tr("Theme"))
        names = {key: tr(name) for key, name in THEME_NAMES.items()}
        self._choices(themes, names, theme.theme_name(), self.theme_chosen.emit)
        scales = self._more("magnify-plus-outline", tr("Size"))
        sizes = {str(size): f"{round(size * 100)} %" for size in theme.SCALES}
        self._choices(scales, sizes, str(theme.scale()), lambda key: self.scale_chosen.emit(float(key)))
        self.touch = QAction(icons.icon("gesture-tap"), tr("Touch mode"), self, checkable=True)
        self.touch.setChecked(theme.touch())
        self.touch.triggered.connect(lambda: self.touch_chosen.emit(self.touch.isChecked()))
        self.addAction(self.touch)
        self.addSeparator()
        if demo is not None:
            self._network = QAction(icons.icon("lan-disconnect"), "", self)
            self._network.triggered.connect(lambda: self.network_asked.emit(not demo.online))
            self._network.setEnabled(demo.has_switch)
            self.addAction(self._network)
            self.aboutToShow.connect(self._name_network)
            self.addSeparator()
        self._add("logout", tr("Sign out, or someone else"), self.sign_out_asked.emit)

    def _name_network(self) -> None:
        if self._demo is None or not self._demo.has_switch:
            self._network.setText(tr("The network of both desks: switched at Counter 1"))
            return
        online = self._demo.online
        self._network.setText(tr("Pull the network out") if online else tr("Plug the network in"))

    def _add(self, icon: str, words: str, act: object, *, key: str = "") -> None:
        action = QAction(icons.icon(icon), words, self)
        if key:
            # Shown here only: the window owns the shortcut, so that it works while the menu is closed.
            action.setText(f"{words}\t{key}")
        action.triggered.connect(lambda: act())  # type: ignore[operator]
        self.addAction(action)

    def _more(self, icon: str, words: str) -> Menu:
        menu = Menu(self)
        menu.setTitle(words)
        menu.setIcon(icons.icon(icon))
        self.addMenu(menu)
        return menu

    def _choices(self, menu: Menu, names: dict[str, str], current: str, act: object) -> None:
        group = QActionGroup(menu)
        for key, words in names.items():
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(key == current)
            action.triggered.connect(lambda _=False, key=key: act(key))  # type: ignore[operator]
            group.addAction(action)
            menu.addAction(action)
