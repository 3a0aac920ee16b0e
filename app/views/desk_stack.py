"""What the window holds: first run, sign-in, the desk, the locked screen, and the way between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6 import QtCore
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from app import __version__, i18n
from app.clock import Clock
from app.i18n import tr
from app.presenters.preferences import Preferences, PreferencesGateway
from app.presenters.sign_in import SignInPresenter, Terminal
from app.views import theme
from app.views.sign_in import SignInPage
from app.views.tasks import Tasks

if TYPE_CHECKING:
    from app.presenters.desk import Desk
    from app.presenters.enrol import EnrolPresenter
    from app.presenters.scan import Scan
    from app.views.context import Context
    from app.views.idle import IdleWatch
    from app.views.shell import Shell


class DeskStack(QStackedWidget):
    """Holds one page at a time: enrolment, sign-in or the shell. Modules of the desk load after sign-in."""

    def __init__(
        self, terminal: Terminal, tasks: Tasks, preferences: PreferencesGateway, clock: Clock,
        *, language: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self._terminal, self._tasks, self._clock = terminal, tasks, clock
        self._preferences = preferences
        self._asked_language = language
        """That of this run, until another is chosen here."""
        self._door_language = ""
        """Chosen before anyone signed in: it becomes that of whoever does."""
        self._chosen = self._kept("")
        self.desk: Desk | None = None
        self.context: Context | None = None
        self.shell: Shell | None = None
        self._screen = ""
        self._locked = False
        self._leaving = False
        self._left_waiting = 0
        """What had not gone up when the last person signed out: nothing goes up before somebody signs in again."""
        self._hidden: list[QDialog] = []
        self._deaf: Callable[[], None] = lambda: None
        self.idle: IdleWatch | None = None
        self._sign_in = self._make_sign_in_presenter()
        self._enrol: EnrolPresenter | None = None

    def _kept(self, login: str) -> Preferences:
        kept = self._preferences.read(login)
        return kept._replace(language=self._asked_language or kept.language)

    def begin(self) -> None:
        """Build the first page; the stack is in its window now."""
        self._apply_look()
        self.rebuild()

    def _make_sign_in_presenter(self) -> SignInPresenter:
        tasks = self._tasks
        return SignInPresenter(
            tasks.run, tasks.run_io, self._terminal, self._open_desk, self._unlocked, self._left_waiting
        )

    def _apply_look(self) -> None:
        i18n.set_language(self._chosen.language)
        QLocale.setDefault(QLocale(self._chosen.language))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            look = self._chosen
            theme.apply(app, theme=look.theme, scale=look.scale, touch=look.touch, window=self.window())

    def teach_qt(self) -> None:
        """Qt's own words in the language chosen; not before there is a page to look at."""
        from app.views import qt_words

        app = QApplication.instance()
        if app is not None:
            qt_words.speak(app, self._chosen.language)

    def rebuild(self) -> None:
        """Build what is shown anew, in the language, theme and scale in force."""
        names = (tr("Showroom"), self._sign_in.state.glance.terminal)
        self.window().setWindowTitle(" · ".join(filter(None, names)))
        if self.desk is not None and self.shell is None:
            self._build_shell()
        if self._locked or self.desk is None:
            self._build_door()

    def _show(self, page: QWidget) -> None:
        """Show a page; the others go, but for the shell behind a locked screen."""
        if page is self.shell:
            self._sign_in.let_go()
        self.addWidget(page)
        self.setCurrentWidget(page)
        if page is self.shell:
            self.shell.focus_page()
        for at in reversed(range(self.count())):
            old = self.widget(at)
            if old is not None and old is not page and old is not self.shell:
                self.removeWidget(old)
                old.deleteLater()

    def _tear_down_shell(self) -> str:
        """Delete the shell with its pages at once; returns which screen was open."""
        shell, self.shell = self.shell, None
        if shell is None:
            return ""
        shell.close_down()
        self.removeWidget(shell)
        shiboken6.delete(shell)
        return shell.current or shell.start

    def _build_door(self) -> None:
        """The page before the desk: enrolment where the folder is no terminal yet, else sign-in."""
        if not self._sign_in.state.glance.enrolled:
            from app.presenters.enrol import EnrolPresenter  # both are rarely needed
            from app.views.enrol import EnrolPage

            tasks = self._tasks
            self._enrol = self._enrol or EnrolPresenter(tasks.run_io, tasks.post, self._terminal)
            enrol = EnrolPage(self._enrol)
            enrol.language_chosen.connect(self.set_language)
            enrol.finished.connect(self._enrolled)
            before = self.currentWidget()
            self._show(enrol)
            enrol.focus_first()
            if isinstance(before, EnrolPage):
                enrol.take_over(before)
            return
        before = self.currentWidget()
        page = SignInPage(self._sign_in, self._clock)
        page.language_chosen.connect(self.set_language)
        page.sign_out_asked.connect(self.sign_out)
        self._show(page)
        page.focus_first()
        if isinstance(before, SignInPage):
            page.take_over(before)

    def look(self) -> None:
        """Ask what is new before anyone signs in: counts, and whether the server answers."""
        if self.desk is None and self._sign_in.state.glance.enrolled:
            self._sign_in.look()

    def _enrolled(self) -> None:
        self._sign_in = self._make_sign_in_presenter()
        self.rebuild()
        self.look()

    def _open_desk(self, desk: Desk) -> None:
        from app.views.context import Context

        self.desk = desk
        kept = self._kept(desk.session.login)
        if self._door_language:
            kept = kept._replace(language=self._door_language)
            self._preferences.write(desk.session.login, kept)
            self._door_language = ""
        if kept != self._chosen:
            self._chosen = kept
            self._apply_look()
            self.teach_qt()
        self.context = Context(desk, self._tasks.run, self._tasks.run_io, self._tasks.run_aside)
        bus = self.context.bus
        self._deaf = desk.bus.subscribe(lambda changes: self._tasks.post(lambda: bus.publish(changes)))
        self.rebuild()
        self._watch_idle()

    def _watch_idle(self) -> None:
        from PySide6.QtGui import QAction

        from app.views.idle import IdleWatch
        from app.views.scanner import ScanWatch

        if self.idle is None:
            lock = QAction(self)
            lock.setShortcut("Ctrl+L")
            lock.triggered.connect(self.lock)
            self.addAction(lock)
            self.idle = IdleWatch(self._clock)
            self.idle.idle.connect(self.lock)
            self._scans = ScanWatch(self._take_scan, self._refuse_scan)
            self._scans.watch(self)
        self.idle.watch(self)
        self.idle.start()

    def _take_scan(self, scan: Scan) -> bool:
        return self.shell is not None and not self._locked and self.shell.take_scan(scan)

    def _refuse_scan(self, text: str) -> bool:
        return self.shell is not None and not self._locked and self.shell.refuse_scan(text)

    def _build_shell(self) -> None:
        from app.views.shell import Shell  # the pages' modules; sign-in does without them

        assert self.context is not None  # noqa: S101 - set together with the desk
        shell = self.shell = Shell(self.context, start=self._screen)
        menu = shell.user_menu
        for asked, act in (
            (menu.lock_asked, self.lock), (menu.sign_out_asked, self.sign_out),
            (menu.language_chosen, self.set_language), (menu.theme_chosen, self.set_theme),
            (menu.scale_chosen, self.set_scale), (menu.touch_chosen, self.set_touch),
        ):  # fmt: skip
            # Queued: the menu is torn down with the shell, so nothing of it may be running then.
            asked.connect(act, QtCore.Qt.ConnectionType.QueuedConnection)
        shell.sync.when_over(lambda: self.lock(over=True))
        self._show(shell)
        self._tasks.post(lambda: self._make_first_page(shell))

    def _make_first_page(self, shell: Shell) -> None:
        """In turns of its own, as is showing it: all at once would hold up the screen for too long."""
        if shell is self.shell and not shell.current:
            shell.page(shell.start)
            self._tasks.post(lambda: self._open_first_page(shell))

    def _open_first_page(self, shell: Shell) -> None:
        if shell is self.shell and not shell.current:  # nobody was quicker
            shell.open(shell.start)
            if not self._locked:
                shell.focus_page()

    def set_language(self, language: str) -> None:
        """Speak another language at once."""
        self._asked_language = ""
        self._door_language = language if self.desk is None else ""
        self._choose(self._chosen._replace(language=language))

    def set_theme(self, name: str) -> None:
        """Light or dark."""
        self._choose(self._chosen._replace(theme=name))

    def set_scale(self, scale: float) -> None:
        """Magnify, 1.0 to 2.0."""
        self._choose(self._chosen._replace(scale=scale))

    def set_touch(self, touch: bool) -> None:
        """Fingers work here: larger targets, and keys on the screen for amounts."""
        self._choose(self._chosen._replace(touch=touch))

    def _choose(self, chosen: Preferences) -> None:
        spoken, self._chosen = self._chosen.language, chosen
        # Pages first, then the sheet: restyling a thousand widgets takes seconds, building them anew does not.
        self._screen = self._tear_down_shell() or self._screen
        login = self.desk.session.login if self.desk is not None else ""
        kept = self._preferences.read(login)
        language = kept.language if self._asked_language else chosen.language
        self._preferences.write(login, chosen._replace(tables=kept.tables, language=language))
        self._apply_look()
        self.teach_qt()
        self._tasks.post(lambda: self._speak_anew(other=spoken != chosen.language))

    def _speak_anew(self, *, other: bool) -> None:
        """Build what is shown anew; in a turn of its own, after what was shown before is gone."""
        self.rebuild()
        if self.context is not None and other:
            from app.changes import EVERYTHING

            self.context.bus.publish(EVERYTHING)  # presenters stay, and hold names in the language before
        self.look()  # the demo's hint is a sentence

    def lock(self, *, over: bool = False) -> None:
        """Hide everything until the person's password is given again. Nothing entered is lost.

        `over`: the centre has ended the sign-in, so that it is to be given there.
        """
        if self.desk is None or self._locked:
            return
        self._locked = True
        self._stop_idle()
        self._hidden = [dialog for dialog in self.window().findChildren(QDialog) if dialog.isVisible()]
        for dialog in self._hidden:
            dialog.hide()
        self._sign_in.lock(self.desk.session.login, over=over)
        self._build_door()
        self._sign_in.look()

    def _stop_idle(self) -> None:
        if self.idle is not None:
            self.idle.stop()

    def _unlocked(self) -> None:
        self._locked = False
        if self.shell is not None:
            self._show(self.shell)
        for dialog in self._hidden:
            dialog.show()
        self._hidden = []
        self._watch_idle()

    def sign_out(self) -> None:
        """Back to the tiles; keys are forgotten."""
        self._left_waiting = self.waiting()
        self._tear_down_shell()
        self._screen = ""
        for dialog in self._hidden:
            dialog.close()
        self._hidden, self._locked = [], False
        self._deaf()
        self.desk = self.context = None
        self._stop_idle()
        self._tasks.run(self._terminal.sign_out, self._tell_centre, lambda _: None)
        self._sign_in = self._make_sign_in_presenter()
        self.rebuild()
        self.look()

    def _tell_centre(self, farewell: Callable[[], object]) -> None:
        self._tasks.run_aside(farewell, lambda _: None, lambda _: None)

    def show_report(self, error: BaseException) -> None:
        """An error that nobody expected."""
        from app.views import errors
        from app.views.report_dialog import ReportDialog

        if not any(isinstance(child, ReportDialog) for child in self.window().findChildren(QDialog)):
            ReportDialog(errors.number(error), errors.report(error, version=__version__)).show_over(self)

    def waiting(self) -> int:
        """How many items have not gone up yet, as far as the chip knows."""
        return self.shell.sync.state.status.waiting if self.shell is not None else self._left_waiting

    def may_close(self) -> bool:
        """Whether the window may close now. With unsent work the person is asked first."""
        if not self.waiting() or self._leaving or not self.isVisible():
            return True
        from app.views.leave_dialog import LeaveDialog

        dialog = LeaveDialog(self.waiting())
        dialog.accepted.connect(self._leave)
        dialog.show_over(self)
        return False

    def _leave(self) -> None:
        self._leaving = True
        self.window().close()
