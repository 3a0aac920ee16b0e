"""At the right: a sample contract page by page, and what the linter says of the text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.documents.preview import Picture
from app.domain.template_samples import SAMPLES
from app.i18n import N_, plural, tr
from app.presenters.template_editor import MENDABLE, EditorState, Mark
from app.views import theme
from app.views.widgets.buttons import IconButton, link
from app.views.widgets.card import Card
from app.views.widgets.choice import Choice
from app.views.widgets.images import image, paint_fitted
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import badge, icon_label, label, row

REFIT_AFTER_MS = 80
_LOOKS = {"block": ("close-circle-outline", "bad"), "warn": ("alert-outline", "warn")}
_LANGUAGES = {"zh_CN": "中文", "en": "English"}


class _Sheet(QWidget):
    """One page in the room there is."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Page"))
        self.setMinimumHeight(theme.px(200))
        self._image: QImage | None = None

    def show_image(self, page: QImage | None) -> None:
        self._image = page
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is not None:
            paint_fitted(QPainter(self), QRectF(self.rect()), self._image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PreviewCard(Card):
    """The paper as it would be, of an invented deal."""

    sample_chosen = Signal(str)
    turned = Signal(int)
    fitted = Signal(int)

    def __init__(self) -> None:
        super().__init__(tr("Preview"), padding=10)
        self._where = badge("")
        self.samples = Choice(tr("Sample deal"), [(key, tr(name)) for key, name in SAMPLES.items()])
        self.samples.chosen.connect(self.sample_chosen.emit)
        self.header.addWidget(self._where)
        self.header.addStretch(1)
        self.header.addWidget(
            IconButton("chevron-left", tr("Page before"), on_click=lambda: self.turned.emit(-1))
        )
        self.header.addWidget(
            IconButton("chevron-right", tr("Next page"), on_click=lambda: self.turned.emit(1))
        )
        self._sheet = _Sheet()
        self._refit = QTimer(self, singleShot=True, interval=REFIT_AFTER_MS)
        self._refit.timeout.connect(self._fit)
        self._sheet.resized.connect(self._refit.start)
        self.body.addWidget(self.samples)
        self.body.addWidget(self._sheet, 1)
        self._shown: tuple[Picture, ...] = ()
        self._images: list[QImage] = []

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        self.fitted.emit(round(min(self._sheet.width(), self._sheet.height() / 1.414) * ratio))

    def show_state(self, state: EditorState) -> None:
        """The page that is open."""
        if state.pages is not self._shown:
            self._shown, self._images = state.pages, [image(picture) for picture in state.pages]
        self.samples.set_key(state.sample)
        words = tr("Page {n} of {count}").format(n=state.page + 1, count=len(self._images))
        self._where.setText(
            words if self._images else tr("The paper is being made …") if state.trying else "—"
        )
        self._sheet.show_image(self._images[state.page] if self._images else None)


class LinterCard(Card):
    """Findings, worst first; each leads to its clause."""

    asked = Signal(object)
    mend_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Contract linter"), padding=0)
        self._errors, self._warnings = badge("", "bad"), badge("", "warn")
        self.header.addStretch(1)
        self.header.addWidget(self._errors)
        self.header.addWidget(self._warnings)
        self._inside = QWidget()
        self._inside.setProperty("ground", "surface")
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.body.addWidget(scrolling(self._inside, only_down=True))
        self._shown: tuple[tuple[Mark, ...], bool] | None = None

    def show_state(self, state: EditorState) -> None:
        """What is wrong now."""
        marks, errors = state.tried.marks, state.errors
        self._errors.setVisible(bool(errors))
        self._errors.setText(plural(errors, N_("{n} error"), N_("{n} errors")))
        self._warnings.setVisible(len(marks) > errors)
        self._warnings.setText(plural(len(marks) - errors, N_("{n} warning"), N_("{n} warnings")))
        if self._shown != (marks, state.writable):
            self._shown = marks, state.writable
            self._fill(marks, writable=state.writable)

    def _fill(self, marks: tuple[Mark, ...], *, writable: bool) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for mark in marks:
            self._rows.addWidget(self._row(mark, writable=writable))
        if not marks:
            fine = row(
                icon_label("check-circle-outline", colour="ok"), label(tr("Nothing to mend."), "body"), None
            )
            fine.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
            frame = QFrame()
            frame.setLayout(fine)
            self._rows.addWidget(frame)
        self._rows.addStretch(1)

    def _row(self, mark: Mark, *, writable: bool) -> QFrame:
        frame, (icon, tone) = QFrame(), _LOOKS[mark.level]
        frame.setProperty("part", "row")
        inside = row(icon_label(icon, colour=tone), spacing=10)
        inside.setContentsMargins(*(theme.px(14), theme.px(8)) * 2)
        said = QVBoxLayout()
        said.setSpacing(theme.px(2))
        said.addWidget(label(mark.text, "strong", wrap=True))
        links = row(label(_LANGUAGES.get(mark.language, ""), "caption"), spacing=12)
        show = link(tr("Show it"), lambda: self.asked.emit(mark))
        show.setAccessibleName(tr("Show: {finding}").format(finding=mark.text))
        links.addWidget(show)
        if writable and mark.code in MENDABLE:
            links.addWidget(link(tr("Change to 20 %"), lambda: self.mend_asked.emit(mark)))
        links.addStretch(1)
        said.addLayout(links)
        inside.addLayout(said, 1)
        frame.setLayout(inside)
        return frame
