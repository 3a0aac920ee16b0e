"""Plays a film where Qt Multimedia is installed; `make video` brings it.

The film is in memory as a whole. A device in Python, which would read it by and by, is waited for by Qt in the middle
of calls that hold Python's lock: both stand still for ever.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters import words
from app.views import theme
from app.views.widgets.buttons import Button
from app.views.widgets.text import label

_JUMP_MS, _PAGE_MS = 5_000, 30_000
_PLAYING = QMediaPlayer.PlaybackState.PlayingState


class FilmPlayer(QWidget):
    """The film with its controls. Space plays and pauses, M takes the sound away."""

    failed = Signal(str)
    """A sentence that says why it cannot be played."""

    def __init__(self) -> None:
        super().__init__()
        self._film = QBuffer(self)
        self._player, self._sound = QMediaPlayer(self), QAudioOutput(self)
        self.frame, self._frames = _Frame(), QVideoSink(self)
        self._player.setAudioOutput(self._sound)
        self._player.setVideoSink(self._frames)
        self.play = Button(tr("Play"), icon="play-pause", key=tr("Space"), on_click=self.toggle)
        self.mute = Button(tr("Mute"), icon="volume-high", key="M", on_click=self._toggle_sound)
        self.position = QSlider(Qt.Orientation.Horizontal)
        self.position.setAccessibleName(tr("Place in the film"))
        self.position.setSingleStep(_JUMP_MS)
        self.position.setPageStep(_PAGE_MS)
        self.time = label("", "caption")
        self._arrange()
        self._wire()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame, 1)
        controls = QHBoxLayout()
        controls.setSpacing(theme.px(10))
        controls.setContentsMargins(theme.px(20), theme.px(4), theme.px(20), theme.px(10))
        controls.addWidget(self.play)
        controls.addWidget(self.position, 1)
        controls.addWidget(self.time)
        controls.addWidget(self.mute)
        column.addLayout(controls)

    def _wire(self) -> None:
        self._frames.videoFrameChanged.connect(self.frame.show_frame)
        # Later: whoever hears of it stops the player, which is in the middle of telling.
        self._player.errorOccurred.connect(self._say_why_not, Qt.ConnectionType.QueuedConnection)
        self._player.playbackStateChanged.connect(self._show_whether_it_plays)
        self._player.durationChanged.connect(self._show_time)
        self._player.positionChanged.connect(self._show_time)
        self.position.sliderMoved.connect(self._player.setPosition)
        self.position.actionTriggered.connect(
            lambda _: self._player.setPosition(self.position.sliderPosition())
        )

    def open(self, film: QByteArray) -> None:
        """Play it from its beginning; what is in Qt's memory is shared, not copied."""
        self._film.setData(film)
        self._film.open(QIODevice.OpenModeFlag.ReadOnly)
        self._player.setSourceDevice(self._film, QUrl("film.mp4"))
        self._player.play()

    def stop(self) -> None:
        """Let go of the film."""
        self._player.stop()
        self._player.setSource(QUrl())
        self._film.close()
        self._film.setData(QByteArray())
        self.frame.show_frame(QVideoFrame())

    def toggle(self) -> None:
        """Play on, or pause; from the beginning once it is over."""
        if self._player.playbackState() == _PLAYING:
            self._player.pause()
        else:
            self._player.play()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        elif event.key() == Qt.Key.Key_M:
            self._toggle_sound()
        else:
            super().keyPressEvent(event)

    def _toggle_sound(self) -> None:
        silent = not self._sound.isMuted()
        self._sound.setMuted(silent)
        self.mute.setText(tr("Sound on") if silent else tr("Mute"))

    def _show_whether_it_plays(self, *_: Any) -> None:
        self.play.setText(tr("Pause") if self._player.playbackState() == _PLAYING else tr("Play"))

    def _show_time(self, *_: Any) -> None:
        at, length = self._player.position(), self._player.duration()
        self.position.setRange(0, length)
        if not self.position.isSliderDown():
            self.position.setValue(at)
        self.time.setText(f"{words.length(at / 1000)} / {words.length(length / 1000)}")

    def _say_why_not(self, *_: Any) -> None:
        self.failed.emit(
            tr("This film cannot be played: it is damaged, or made in a way that is not known here. "
               "Save a copy and try another player.")
        )  # fmt: skip


class _Frame(QWidget):
    """What is to be seen of the film at this moment."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = QVideoFrame()
        self.setMinimumSize(theme.px(200), theme.px(160))

    def show_frame(self, frame: QVideoFrame) -> None:
        """Another one."""
        self.shown = frame
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.tokens().sunken))
        if self.shown.isValid():
            self.shown.paint(painter, QRectF(self.rect()), QVideoFrame.PaintOptions())
