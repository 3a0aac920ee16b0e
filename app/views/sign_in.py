"""The sign-in page: pick yourself, give a password. It serves the locked screen too."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.clock import Clock
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.sign_in import (
    SignInPresenter,
    SignInState,
    can_be_repaired,
    is_lock_out,
    may_be_new,
    needs_recovery,
)
from app.views import theme
from app.views.sign_in_parts import KeyHints, Promise, UserTile, Welcome, language_switch
from app.views.widgets.avatar import tone_of
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.chip import SyncChip
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label, line, row

TILES_A_ROW = 4
NARROW = 900

_LEFT = (
    N_("{n} entry waits here; it is sent at the next sign-in with a network."),
    N_("{n} entries wait here; they are sent at the next sign-in with a network."),
)


class SignInPage(QWidget):
    """Who works here on the left, the form on the right."""

    language_chosen = Signal(str)
    sign_out_asked = Signal()

    def __init__(self, presenter: SignInPresenter, clock: Clock) -> None:
        super().__init__()
        self._presenter, self._clock = presenter, clock
        self._logins: tuple[str, ...] | None = None
        self.told: Exception | None = None
        outside = QHBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        self.welcome = Welcome()
        right = QWidget()
        right.setProperty("ground", "bg")
        right.setLayout(self._make_right())
        outside.addWidget(self.welcome, 5)
        outside.addWidget(scrolling(right), 7)
        self._timer = QTimer(self, interval=15_000)
        self._timer.timeout.connect(self._tell_time)
        self._timer.timeout.connect(presenter.ask_server)
        self._timer.start()
        self._complete = False
        presenter.attach(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._complete:
            self._complete = True
            QTimer.singleShot(0, self, self.complete)

    def complete(self) -> None:
        """Add what one can type a password without; it would hold up the first paint."""
        from PySide6.QtGui import QShortcut

        self.password.add_eye()
        self.welcome.fill()
        self._promise.fill()
        self.hints.fill()
        self._tell_time()
        for at in range(1, 10):
            shortcut = QShortcut(f"Alt+{at}", self)
            shortcut.activated.connect(lambda at=at: self._press_tile(at - 1))

    def _make_right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setContentsMargins(theme.px(48), theme.px(30), theme.px(48), theme.px(20))
        self.chip = SyncChip(static=True)
        self.language = language_switch()
        self.language.chosen.connect(self.language_chosen)
        right.addLayout(row(None, self.chip, self.language))
        right.addStretch(4)
        # Between two stretches and not merely centred: so the form gets the height its wrapped lines need.
        right.addLayout(row(None, self._make_form(), None))
        right.addStretch(5)
        self.hints = KeyHints()
        right.addWidget(self.hints)
        return right

    def _make_form(self) -> QWidget:
        form = QWidget()
        form.setFixedWidth(theme.px(480))
        inside = QVBoxLayout(form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(8))
        self._title, self._subtitle = label("", "display"), label("", "body")
        self._subtitle.setProperty("type", "fact")
        inside.addWidget(self._title)
        inside.addWidget(self._subtitle)
        self.banner = Banner(tone="warn", icon="cloud-off-outline")
        self.problem = Banner(tone="bad")
        self.hint = Banner(tone="accent")
        self.left = Banner(tone="warn", icon="tray-arrow-up")
        inside.addSpacing(theme.px(6))
        for banner in (self.hint, self.left, self.banner, self.problem):
            inside.addWidget(banner)
        self.hint.hide()
        self.problem.hide()
        inside.addSpacing(theme.px(6))
        self._tiles = QGridLayout()
        self._tiles.setSpacing(theme.px(12))
        inside.addLayout(self._tiles)
        self._group = QButtonGroup(self)
        inside.addSpacing(theme.px(4))
        self._make_fields(inside)
        return form

    def _make_fields(self, inside: QVBoxLayout) -> None:
        self.password = PasswordEdit(tr("Password"), eye=False)
        self.password.setProperty("big", True)
        hint = tr("10 wrong tries in a row lock for 30 minutes, offline and after a restart too")
        self.password_field = Field(tr("Password"), self.password, hint=hint)
        self.button = Button(tr("Sign in"), kind="primary", key="Enter", big=True, on_click=self._sign_in)
        self.password.returnPressed.connect(self._sign_in)
        self._above, self._below = QVBoxLayout(), QVBoxLayout()  # for what is rarely asked
        inside.addLayout(self._above)
        inside.addWidget(self.password_field)
        inside.addLayout(self._below)
        inside.addWidget(self.button)
        self._forgot = label(tr("Forgotten? An administrator resets it once there is a network"), "caption")
        self._sign_out = Button(
            tr("Sign out, or someone else"), kind="link", on_click=self.sign_out_asked.emit
        )
        inside.addLayout(row(self._forgot, None, self._sign_out))
        inside.addSpacing(theme.px(8))
        inside.addWidget(line())
        inside.addSpacing(theme.px(4))
        self._promise = Promise()
        inside.addWidget(self._promise)

    @cached_property
    def login(self) -> QLineEdit:
        """The account of someone who has no tile."""
        edit = _big_edit()
        edit.returnPressed.connect(self.password.setFocus)
        return edit

    @cached_property
    def login_field(self) -> Field:
        """Around it. Like the next, made when it is first asked for."""
        field = Field(tr("Account"), self.login)
        field.hide()
        self._above.addWidget(field)
        self.setTabOrder(self.login, self.password)  # made late, it would be the last of the window
        return field

    @cached_property
    def code(self) -> QLineEdit:
        """What an administrator gave to get in again."""
        edit = _big_edit()
        edit.returnPressed.connect(self._sign_in)
        return edit

    @cached_property
    def code_field(self) -> Field:
        """Around it."""
        made = tr("An administrator makes one for this terminal: showroom-server recovery-code")
        field = Field(tr("Recovery code"), self.code, hint=made)
        field.hide()
        self._below.addWidget(field)
        return field

    def show_state(self, state: SignInState) -> None:
        """Tiles, banner, chip and fields."""
        self._make_tiles(state)
        self.welcome.show_glance(state.glance, self._clock.now())
        self._show_connection(state)
        self.left.setVisible(state.left > 0)
        if state.left:
            self.left.say(plural(state.left, *_LEFT))
        if state.glance.hint:
            self.hint.say(state.glance.hint)
        self._title.setText(tr("Locked") if state.locked else tr("Sign in at this terminal"))
        self._subtitle.setText(
            tr("Give your password to go on where you were")
            if state.locked
            else tr("Choose your account and give your password")
        )
        for field, wanted in (("login_field", state.other), ("code_field", state.recovering)):
            if wanted or field in vars(self):
                getattr(self, field).setVisible(wanted)
        self._sign_out.setVisible(state.locked)
        self._forgot.setVisible(not state.locked)
        self.button.set_busy(state.busy)
        act = tr("Unlock") if state.locked else tr("Sign in")
        self.button.setText(act)
        self.hints.say(act, 0 if state.locked else len(self._logins or ()))
        self.password.setEnabled(not state.busy)

    def _show_connection(self, state: SignInState) -> None:
        offline = state.online is False
        self.chip.setVisible(state.online is not None)
        waiting = state.glance.waiting
        if offline:
            said = tr("Offline · {n} waiting").format(n=waiting) if waiting else tr("Offline")
            self.chip.show_state("offline", said)
        else:
            self.chip.show_state("synced", tr("Online"))
        self.banner.setVisible((offline and not state.locked) or state.over)
        if state.over:
            self.banner.say(
                tr("Your password or your rights were changed"),
                tr("Give your password of now; that needs the network. What you entered is kept."),
            )
        if offline and not state.locked:
            self._say_offline(state)

    def _say_offline(self, state: SignInState) -> None:
        if state.other:
            self.banner.say(
                tr("A first sign-in needs the network"),
                tr("Colleagues who have signed in here before can go on without it."),
            )
            return
        until = state.glance.signing_until
        text = tr(
            "When the authorisation has run out you can still sign in, quote and take provisional orders."
        )
        if until is not None:
            when = words.moment(until, self._clock.now())
            until_when = tr("You may sign contracts offline until {when}.").format(when=when)
            text = words.sentences(until_when, text)
        self.banner.say(tr("There is no network now; you can sign in offline"), text)

    def _make_tiles(self, state: SignInState) -> None:
        users = [user for user in state.glance.users if not state.locked or user.login == state.login]
        logins = tuple(user.login for user in users) + (("",) if not state.locked else ())
        if logins != self._logins:
            self._logins = logins
            while (item := self._tiles.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            tiles = [UserTile(user.name, words.role(user.role), tone_of(at)) for at, user in enumerate(users)]
            if not state.locked:
                tiles.append(
                    UserTile(tr("Other account"), tr("Sign in online"), "", icon="account-plus-outline")
                )
            for at, tile in enumerate(tiles):
                tile.clicked.connect(lambda _=False, login=logins[at]: self._chosen(login))
                self._group.addButton(tile, at)
                self._tiles.addWidget(tile, at // TILES_A_ROW, at % TILES_A_ROW)
            for column in range(TILES_A_ROW):
                self._tiles.setColumnStretch(column, 1)
        current = "" if state.other else state.login
        if current in logins:
            self._group.button(logins.index(current)).setChecked(True)

    def _chosen(self, login: str) -> None:
        self.told = None
        if login:
            self._presenter.choose(login)
            self.password.setFocus()
        else:
            self._presenter.choose_other()
            self.login.setFocus()
        self.problem.hide()
        self.password_field.set_error("")

    def _press_tile(self, at: int) -> None:
        button = self._group.button(at)
        if button is not None:
            button.click()

    def _sign_in(self) -> None:
        if self._has_password() and self._has_code():
            self.told = None
            self.problem.hide()
            self._presenter.sign_in(
                self.password.text(), login=self.login.text(), code=self.code.text().strip()
            )

    def _sign_in_online(self) -> None:
        if self._has_password():
            self.problem.hide()
            self._presenter.sign_in_online(self.password.text())

    def _repair(self) -> None:
        if self._has_password():
            self.problem.offer()
            self.problem.say(
                tr("The data file is being repaired"), tr("Please leave the program open."), tone="accent"
            )
            self._presenter.repair(self.password.text(), login=self.login.text())

    def _has_password(self) -> bool:
        given = bool(self.password.text())
        self.password_field.set_error("" if given else tr("Give your password"))
        if not given:
            self.password.setFocus()
        return given

    def _has_code(self) -> bool:
        missing = self._presenter.state.recovering and not self.code.text().strip()
        self.code_field.set_error(tr("Give the recovery code") if missing else "")
        if missing:
            self.code.setFocus()
        return not missing

    def take_over(self, before: SignInPage) -> None:
        """What a page in another language had to say: how long to wait, for one. Passwords are typed again."""
        if before.told is not None:
            self.show_error(before.told)

    def show_error(self, error: Exception) -> None:
        """A wrong password beside the field; a lock-out or no server as a banner; where there is a way out, that."""
        self.told = error
        if can_be_repaired(error):
            self._offer_repair()
            return
        if needs_recovery(error) and not self._presenter.state.locked:
            self._offer_recovery()
            return
        self.problem.offer()
        state = self._presenter.state
        if may_be_new(error) and not (state.other or state.locked or state.recovering):
            self._offer_the_centre(error)
            return
        fields = {
            "password": self.password_field,
            "login": self.login_field,
            "user": self.login_field,
            "code": self.code_field,
        }
        if is_lock_out(error):
            fields = {}
        from app.views import errors

        errors.present(error, banner=self.problem, fields=fields)
        wrong = self.code if self.code_field.error() else self.password
        wrong.selectAll()
        wrong.setFocus()

    def _offer_the_centre(self, error: Exception) -> None:
        """A wrong password is said beside the field; one that is new elsewhere is for the centre to know."""
        self.password_field.set_error(getattr(error, "message", ""))
        self.password.selectAll()
        self.password.setFocus()
        said = tr("This terminal may not have heard of it yet. Type the new one, then:")
        self.problem.say(tr("Did you change it elsewhere, or get a new one?"), said, tone="accent")
        self.problem.offer((tr("Sign in online"), self._sign_in_online))

    def _offer_repair(self) -> None:
        said = tr(
            "Nothing that reached the centre is lost. What was not sent yet is saved from the file and from its "
            "second copy, and the damaged file is kept. Everything else is fetched from the centre again: that "
            "needs the network and takes a few minutes."
        )
        self.problem.say(
            tr("The data file of this terminal is damaged, and can be repaired now"), said, tone="bad"
        )
        self.problem.offer((tr("Repair now"), self._repair), primary=True)

    def _offer_recovery(self) -> None:
        said = tr(
            "What was not sent is kept. If the keychain can be put back as it was, do that and sign in again. If it is "
            "lost, the centre gives the key back for a recovery code and your password: that needs the network. "
            "Everyone else then signs in online once more."
        )
        self.problem.say(tr("This computer's keychain cannot open the data any more"), said, tone="bad")
        self.problem.offer((tr("I have a recovery code"), self._ask_for_code), primary=True)

    def _ask_for_code(self) -> None:
        self.problem.hide()
        self._presenter.ask_for_code()
        self.code.setFocus()

    def _tell_time(self) -> None:
        now = self._clock.now()
        self.hints.tell_time(f"{words.full_day(now.astimezone().date())} {words.hour(now)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.welcome.setVisible(self.width() / theme.scale() >= NARROW)

    def focus_first(self) -> None:
        """Where typing begins."""
        self.password.clear()
        self.problem.hide()
        (self.login if self._presenter.state.other else self.password).setFocus()


def _big_edit() -> QLineEdit:
    edit = QLineEdit()
    edit.setProperty("big", True)
    return edit
