"""The viewer: one picture, page or film at a time, as large as the window, with the next and the one before."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.documents.preview import Picture
from app.i18n import tr
from app.presenters.pictures import GalleryPresenter, GalleryState
from app.views import theme
from app.views.context import Context, pictures_presenter
from app.views.modal import Modal
from app.views.widgets import images
from app.views.widgets.buttons import Button
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import label

if TYPE_CHECKING:
    from app.views.film_player import FilmPlayer

_TURNS = {Qt.Key.Key_Left: -1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: 1}


class _Canvas(QWidget):
    """The picture on a quiet ground; nothing while it is made."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setMinimumSize(theme.px(200), theme.px(160))

    def show_image(self, image: QImage | None) -> None:
        """Another one."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.tokens().sunken))
        if self._image is not None:
            images.paint_fitted(painter, QRectF(self.rect()), self._image)


class Viewer(Modal):
    """Left and right turn, Home and End go to either end, Esc closes."""

    def __init__(self, presenter: GalleryPresenter, title: str) -> None:
        super().__init__(title or tr("Pictures"), icon="image-multiple-outline")
        self._presenter = presenter
        self._shown: Picture | None = None
        self._film: QByteArray | None = None
        self.canvas = _Canvas()
        self.player: FilmPlayer | None = None
        self._stage = QStackedWidget()
        self._stage.addWidget(self.canvas)
        self.states = StatePanel(self._stage)
        self.body.addWidget(self.states, 1)
        self.before = Button(
            tr("Previous"), icon="chevron-left", key="←", on_click=lambda: presenter.turn(-1)
        )
        self.next = Button(tr("Next"), icon="chevron-right", key="→", on_click=lambda: presenter.turn(1))
        self.where = label("", "caption")
        for part in (self.before, self.next, self.where):
            self.footer.addWidget(part)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Close"), key="Esc", on_click=self.reject))
        presenter.attach(self)
        presenter.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _TURNS:
            self._presenter.turn(_TURNS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._presenter.show(0 if key == Qt.Key.Key_Home else len(self._presenter.state.leaves) - 1)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        super().closeEvent(event)

    def reject(self) -> None:
        self._leave()
        super().reject()

    def _leave(self) -> None:
        self._presenter.detach(self)
        if self.player is not None:
            self.player.stop()

    def show_state(self, state: GalleryState) -> None:
        """The picture, or why there is none."""
        count, leaf = len(state.leaves), state.leaf
        self.before.setEnabled(state.at > 0)
        self.next.setEnabled(state.at + 1 < count)
        where = tr("{n} of {count}").format(n=state.at + 1, count=count) if count else ""
        self.where.setText(" · ".join(part for part in (where, leaf.name if leaf else "") if part))
        self.canvas.setAccessibleName(self.where.text())
        if state.picture is not self._shown:
            self._shown = state.picture
            self.canvas.show_image(images.image(state.picture) if state.picture is not None else None)
        if state.film is not self._film:
            self._film = state.film
            self._show_film()
        self._show_instead(state)

    def _show_film(self) -> None:
        if self.player is not None:
            self.player.stop()
        if self._film is None:
            self._stage.setCurrentWidget(self.canvas)
            return
        player = self._make_player()
        self._stage.setCurrentWidget(player)
        player.setFocus()
        player.open(self._film)

    def _make_player(self) -> FilmPlayer:
        from app.views.film_player import FilmPlayer

        if self.player is None:
            self.player = FilmPlayer()
            self.player.failed.connect(self._presenter.not_played)
            self._stage.addWidget(self.player)
        return self.player

    def _show_instead(self, state: GalleryState) -> None:
        leaf = state.leaf
        if state.trouble:
            again = ((tr("Try again"), self._presenter.again),)
            title = tr("It cannot be shown now")
            self.states.show_message("image-off-outline", title, state.trouble, tone="warn", buttons=again)
        elif leaf is not None and leaf.kind == "video" and state.film is None and not state.loading:
            hint = tr(
                "This computer has no player for films. Save a copy to watch it, or have one installed."
            )
            self.states.show_message("filmstrip", " · ".join((leaf.name, leaf.detail)), hint)
        elif leaf is None and not state.loading:
            self.states.show_message(
                "image-off-outline", tr("No pictures"), tr("There is nothing to see here yet.")
            )
        else:
            self.states.show_content()

    def show_error(self, error: Exception) -> None:
        """Everything that goes wrong here stands in the picture's place."""


def plays_films() -> bool:
    """Whether Qt Multimedia is here, with the system's libraries that it wants."""
    try:
        import_module("app.views.film_player")
    except ImportError:
        return False
    return True


def hold_film(size: int, pieces: Iterable[bytes]) -> QByteArray:
    """A film in the memory of Qt, from which it plays. Made beside the thread of the screen, piece by piece: Python's
    lock is held for one of them at a time."""
    held = QByteArray()
    held.reserve(size)
    for piece in pieces:
        held.append(QByteArray(piece))
    return held


def open_viewer(parent: QWidget, context: Context, argument: Any) -> None:
    """Open it for a subject and a title: `(("model", code), name)`."""
    subject, title = argument
    pictures = pictures_presenter(context)
    presenter = GalleryPresenter(context.run_io, pictures.gateway, subject, plays_films, hold_film)
    Viewer(presenter, title).show_over(parent, maximised=True)
