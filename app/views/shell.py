"""What surrounds every page: rail, top bar, key bar, search, toast. One per signed-in person."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.permissions import Role
from app.errors import UserError
from app.i18n import N_, plural, tr
from app.presenters import scan as scans
from app.presenters.demo import Demo
from app.presenters.notices import Notice
from app.presenters.scan import Scan
from app.presenters.search import Hit, SearchPresenter
from app.presenters.sync_status import SyncPresenter, SyncState
from app.views import icons, navigation, theme
from app.views.context import (
    Context,
    approvals_due,
    files_presenter,
    leads_due,
    notices_presenter,
    sync_presenter,
)
from app.views.kept_focus import KeptFocus
from app.views.page import Page
from app.views.search_popup import SearchPopup
from app.views.top_bar import TopBar
from app.views.user_menu import UserMenu
from app.views.widgets.corners import Menu
from app.views.widgets.key_bar import KeyBar
from app.views.widgets.rail import Rail
from app.views.widgets.scroll import scrolling
from app.views.widgets.toast import Toast
from app.views.widgets.vin_edit import VinEdit

NARROW, SMALL, COMPACT = 900, 1260, 1300
"""In points: below the first there is a menu instead of the rail; below the second a page stands in one column."""
LOW = 480
"""A window that is narrow and lower than that has no key bar: its keys stand in the menu."""
STATUS_EVERY_S = 2


class Shell(QWidget):
    """Builds pages when they are first opened and keeps them until language, theme or scale change.

    It begins without a page: `start` is the one that whoever holds it opens first.
    """

    current_changed = Signal(str)

    def __init__(self, context: Context, *, start: str = "") -> None:
        super().__init__()
        self.context = context
        self.setProperty("ground", "bg")
        self._screens = navigation.screens_for(
            context.desk.session.roles, answers=context.desk.session.answers
        )
        self._pages: dict[str, Page] = {}
        self._rooms: dict[str, QScrollArea] = {}
        self._trail: list[str] = []
        self._small = False
        self._answers = 0
        self.current = ""
        self._focus = KeptFocus(self, lambda: self._pages.get(self.current))
        self._demo: Demo | None = context.desk.more.get("demo")
        sells = any(screen.key == "deal" for screen in self._screens)
        self.user_menu = UserMenu(
            self, self._demo, sells=sells, seals=Role.ADMIN in context.desk.session.roles
        )
        self.user_menu.network_asked.connect(self._set_network)
        self.user_menu.password_asked.connect(partial(self._open_dialog, "password"))
        self.user_menu.devices_asked.connect(partial(self._open_dialog, "devices"))
        self.user_menu.seal_asked.connect(partial(self._open_dialog, "seal"))
        self.user_menu.stopwatch_asked.connect(partial(self._open_dialog, "stopwatch"))
        self._lay_out()
        self._wire_keys()
        self.sync: SyncPresenter = sync_presenter(context)
        self.sync.attach_chip(self._show_sync)
        self.sync.load()
        self.files = files_presenter(context)
        self.files.load()
        if (button := self.rail.buttons.get("leads")) is not None:
            leads_due(context).follow(button.set_count)
        if (button := self.rail.buttons.get("approvals")) is not None:
            approvals_due(context).follow(button.set_count)
        if sells:  # whoever sells asks managers
            notices_presenter(context).follow(self._ring, self._tell)
        self._timer = QTimer(self, interval=STATUS_EVERY_S * 1000)
        self._timer.timeout.connect(self.sync.keep_up)
        self._timer.timeout.connect(self.files.keep_up)
        self._timer.start()
        self.sync.keep_up()
        self.start = start or self._screens[0].key

    def _lay_out(self) -> None:
        outside = QHBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        entries = [
            [(s.key, s.icon, tr(s.name)) for s in self._screens if s.on_rail and s.foot is foot]
            for foot in (False, True)
        ]
        self.rail = Rail(*entries)
        self.rail.chosen.connect(self.open)
        outside.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        self.top = TopBar(self.context.desk.session)
        self.top.person.setMenu(self.user_menu)
        self.top.chip.clicked.connect(lambda: self.open("sync"))
        self.top.bell.clicked.connect(self._open_notices)
        self.top.menu_asked.connect(self._open_rail_menu)
        self.stack = QStackedWidget()
        self.key_bar = KeyBar()
        for part, stretch in ((self.top, 0), (self.stack, 1), (self.key_bar, 0)):
            column.addWidget(part, stretch)
        outside.addLayout(column, 1)
        self.toast = Toast(self, self.key_bar)
        context = self.context
        finder = context.presenter("search", lambda: SearchPresenter(context.run, context.desk.search))
        self.popup = SearchPopup(self, self.top.search, finder)
        self.popup.opened.connect(self._open_hit)
        self.popup.left.connect(self.focus_page)

    def _wire_keys(self) -> None:
        self._help = self._key("F1", tr("Help"), self._show_help)
        self._new_deal = self._key("F2", tr("New deal"), lambda: self.open("deal", {"new": True}))
        self._key("Ctrl+K", tr("Search"), self.top.search.search_anew)
        self._key("Ctrl+Shift+S", tr("Sync page"), lambda: self.open("sync"))
        on_rail = [screen for screen in self._screens if screen.on_rail]
        for at, screen in enumerate(on_rail[:9], start=1):
            self._key(f"Ctrl+{at}", tr(screen.name), lambda key=screen.key: self.open(key))

    def _key(self, key: str, words: str, act: object) -> QAction:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: act())  # type: ignore[operator]
        self.addAction(action)
        return action

    def page(self, key: str) -> Page:
        """The page of a screen, made if need be."""
        if key not in self._pages:
            screen = next(screen for screen in self._screens if screen.key == key)
            page = self._pages[key] = screen.build(self.context)
            page.go.connect(self._go)
            page.said.connect(self.toast.say)
            page.heading_changed.connect(self._show_heading)
            page.keys_changed.connect(self._show_keys)
            page.set_narrow(self._small)
            for action in page.actions():
                if action.shortcut() == QKeySequence("F5"):
                    action.triggered.connect(self.sync.hurry)
            self._rooms[key] = scrolling(page)
            self.stack.addWidget(self._rooms[key])
        return self._pages[key]

    def open(self, key: str, argument: object = None, *, again: bool = False) -> None:
        """Show a screen, with something to show there; or `again`, as it was left."""
        if not any(screen.key == key for screen in self._screens):
            return
        page = self.page(key)
        if self.current and self.current != key:
            self._leave(self._pages[self.current])
            self._trail = [*self._trail[-20:], self.current]
        self.current = key
        self._focus.forget()
        self.stack.setCurrentWidget(self._rooms[key])
        self.rail.show_current(next(screen.below or key for screen in self._screens if screen.key == key))
        self._show_heading()
        self._show_keys()
        if again:
            page.came_back()
        else:
            page.entered(argument)
        page.focus_first()
        self.current_changed.emit(key)

    def focus_page(self) -> None:
        """Put the focus where it was on the page, or where work begins there."""
        if not self.current:
            return
        page = self._pages[self.current]
        held = page.focusWidget()  # or None, whatever the stubs say
        if page.isAncestorOf(held) and held.isVisibleTo(page):
            held.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page.focus_first()

    @staticmethod
    def _leave(page: Page) -> None:
        page.left()
        page.banner.hide()  # who comes back has other things in mind than what went wrong then
        page.keep_tables()

    def take_scan(self, scan: Scan) -> bool:
        """A code was scanned: for the page in sight, else for the screen that shows such things."""
        if (
            not self.isVisible()
            or not self.current
            or (scan.kind == "vehicle" and isinstance(self.focusWidget(), VinEdit))
        ):
            return False
        if not self._pages[self.current].scanned(scan):
            if scan.kind not in navigation.HIT_SCREENS:
                return False
            found = Hit(scan.kind, scan.text, "", "")
            screen, argument = navigation.leads_to(found, self.context.desk.session.roles)
            if not any(each.key == screen for each in self._screens):
                return False
            self.open(screen, argument)
        QApplication.beep()
        if scan.code:
            self._check_paper(scan.code)
        return True

    def refuse_scan(self, text: str) -> bool:
        """A code was scanned that no field and no page wants, such as a tag in the hall: what search finds by it, or
        the words that it is nobody's. Nothing of it stays anywhere."""
        if not self.isVisible() or not self.current:
            return False
        page = self._pages[self.current]
        message = N_("This code is none of ours: “{given}”. Nothing was entered.")
        unknown = UserError("scan_unknown", message, given=scans.shown(text))
        if scans.is_rubbish(text):
            page.show_error(unknown)
            return True

        def found(hits: tuple[Hit, ...]) -> None:
            if len(hits) == 1:
                self._open_hit(hits[0])
            elif hits:
                self.top.search.search_anew()
                self.top.search.setText(text)
            else:
                page.show_error(unknown)

        search = self.context.desk.search
        self.context.run(lambda: search.search(text, limit=2), found, page.show_error)
        return True

    def _check_paper(self, code: str) -> None:
        """Whether the paper whose QR was scanned is what was given to the customer."""
        door: scans.ScanGateway = self.context.desk.more["scans"]
        page = self._pages[self.current]

        def say(checked: scans.Checked) -> None:
            page.banner.say(checked.words, tone="ok" if checked.valid else "bad")

        self.context.run(lambda: door.verify(code), say, page.show_error)

    def back(self) -> None:
        """The screen before this one."""
        if self._trail:
            self.open(self._trail.pop(), again=True)
            self._trail.pop()

    def _go(self, key: str, argument: object) -> None:
        if key == "back":
            self.back()
        elif key in navigation.DIALOGS:
            navigation.open_dialog(key, self, self.context, argument)
        else:
            self.open(key, argument)

    def _open_hit(self, hit: Hit) -> None:
        self.open(*navigation.leads_to(hit, self.context.desk.session.roles))

    def _show_heading(self) -> None:
        if not self.current:
            return
        page = self._pages[self.current]
        self.top.set_heading(page.title(), page.subtitle())
        self.key_bar.set_note(page.note())

    def _show_keys(self) -> None:
        if not self.current:
            return
        page = self._pages[self.current]
        # Of two actions with one key neither acts.
        own = any(action.shortcut() == self._new_deal.shortcut() for action in page.all_keys())
        self._new_deal.setEnabled(not own and "deal" in [screen.key for screen in self._screens])
        self.key_bar.set_actions([self._help, self._new_deal, *page.keys()])

    def _show_sync(self, state: SyncState) -> None:
        kind, words = self.sync.chip()
        self.top.chip.show_state(kind, words)
        self._ring(self._answers)
        button = self.rail.buttons.get("sync")
        if button is not None:
            button.set_count(len(state.status.cases))

    def _ring(self, answers: int) -> None:
        """The bell counts what a manager answered or is asked, and the cases that wait."""
        self._answers = answers
        self.top.bell.set_count(answers + len(self.sync.state.status.cases))

    def _tell(self, notice: Notice) -> None:
        """What comes while somebody works here: a no is no success, nor is what waits for one's own yes."""
        icon, tone = _sign(notice)
        self.toast.say(notice.words, notice.detail, icon=icon, tone=tone)

    def _open_notices(self) -> None:
        """Answers and requests are listed once, and lead to where they are; cases wait on the sync page."""
        answers = notices_presenter(self.context).see() if self._answers else ()
        if not answers:
            self.open("sync")
            return
        menu = Menu(self)
        for notice in answers:
            picture = icons.icon(_sign(notice)[0])
            action = menu.addAction(picture, " · ".join(filter(None, (notice.words, notice.detail))))
            action.triggered.connect(lambda _=False, place=notice.place: self.open(*place))
        if cases := len(self.sync.state.status.cases):
            waits = plural(cases, N_("{n} case waits for a decision"), N_("{n} cases wait for a decision"))
            action = menu.addAction(icons.icon("sync"), waits)
            action.triggered.connect(lambda: self.open("sync"))
        menu.popup(self.top.bell.mapToGlobal(self.top.bell.rect().bottomLeft()))

    def _set_network(self, online: bool) -> None:
        demo = self._demo
        if demo is None:
            return

        def done(_: None) -> None:
            said = (
                tr("Both desks have a network again")
                if online
                else tr("Both desks are without a network; go on selling")
            )
            self.toast.say(said)
            self.sync.hurry()

        self.context.run_io(lambda: demo.set_online(online), done, self._pages[self.current].show_error)

    def _open_dialog(self, key: str) -> None:
        navigation.open_dialog(key, self, self.context, self.toast.say)

    def _show_help(self) -> None:
        from app.views.keys_dialog import KeysDialog  # rarely asked for

        if not self.current:
            return
        page = self._pages[self.current]
        lock = QAction(tr("Lock"), self)
        lock.setShortcut("Ctrl+L")
        everywhere = [each for each in self.actions() if each is not self._help and each.isEnabled()]
        KeysDialog({page.title(): page.all_keys(), tr("Everywhere"): [*everywhere, lock]}).show_over(self)

    def _open_rail_menu(self) -> None:
        menu = Menu(self)
        for screen in self._screens:
            if screen.on_rail:
                action = menu.addAction(icons.icon(screen.icon), tr(screen.name))
                action.triggered.connect(lambda _=False, key=screen.key: self.open(key))
        menu.addSeparator()
        for key in self.key_bar.live():
            menu.addAction(key)
        menu.popup(self.top.menu.mapToGlobal(self.top.menu.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        points = self.width() / theme.scale()
        narrow, self._small = points < NARROW, points < SMALL
        for page in self._pages.values():
            page.set_narrow(self._small)
        self.rail.setVisible(not narrow)
        self.key_bar.setVisible(not narrow or self.height() / theme.scale() >= LOW)
        self.top.set_narrow(menu=narrow, compact=points < COMPACT)
        if self.toast.isVisible():
            self.toast.place()
        if self.popup.isVisible():
            self.popup.place()

    def close_down(self) -> None:
        """Let go of the presenters, which may outlive this shell."""
        self._timer.stop()
        self.sync.attach_chip(None)
        self.files.stop()
        for page in self._pages.values():
            self._leave(page)
        self.context.let_go()


def _sign(notice: Notice) -> tuple[str, str]:
    """Icon and tone of what the bell tells: a request, a yes, a no."""
    if notice.asked:
        return "shield-check-outline", "accent"
    return ("check-circle-outline", "ok") if notice.yes else ("undo-variant", "warn")
