"""The files of a contract or a customer, beside its facts: add by a dialog or by dropping, open, save, take back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from app.i18n import N_, tr
from app.presenters import words
from app.presenters.attachments import PLACES, AttachmentsPresenter, AttachmentsState, FileItem
from app.presenters.pictures import PicturesPresenter
from app.views import errors, theme
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, link
from app.views.widgets.delegates import Badge, Pictured
from app.views.widgets.images import RowImages
from app.views.widgets.row_table import ROW_HEIGHTS, RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.text import badge, keycap, label, line, row

ROWS_SHOWN = 4
"""So many at a time; the others are scrolled to."""
TYPES = "*.pdf *.jpg *.jpeg *.png *.webp *.mp4"
_ICONS = {
    "picture": "image-outline", "document": "file-document-outline", "scan": "file-sign", "video": "filmstrip",
}  # fmt: skip
_PLACE_LOOKS = {
    "waiting": ("accent", "tray-arrow-up"), "here": ("ok", "check"), "centre": ("neutral", "cloud-outline"),
    "elsewhere": ("warn", "laptop"),
}  # fmt: skip


class FilesSection(QFrame):
    """Lives in the panel at the side. Its page attaches it to the presenter once it stands there."""

    open_asked = Signal(object)
    """A file is to be looked at."""
    said = Signal(str, str)
    """A short word of success: title and detail."""

    def __init__(self, presenter: AttachmentsPresenter, pictures: PicturesPresenter, *, scans: bool) -> None:
        """`scans`: whether a page with ink on it may be among them."""
        super().__init__()
        self._presenter = presenter
        self._images = RowImages(self, pictures, lambda: self.table.viewport().update())
        self._shown: tuple[FileItem, ...] | None = None
        self._refused = ""
        self.setAcceptDrops(True)
        self.add = link(tr("Add files"), self.choose_files, icon="plus")
        self.scan = link(tr("Signed page"), lambda: self.choose_files(scan=True), icon="file-sign")
        self.seal = link(tr("Seal"), presenter.seal, icon="stamper")
        self.seal.hide()
        if not scans:
            self.scan.hide()
        self._count = badge("0", "neutral")
        self.banner = Banner(tone="warn", closable=True)
        self.banner.hide()
        self._model: RowTableModel[FileItem] = RowTableModel(self._columns())
        self.table = RowTable(self._model, name=tr("Pictures and papers"), rows="tall")
        self.table.horizontalHeader().hide()
        self._hint = label(tr("None yet. Drop a scan or a photo here, or add it."), "caption", wrap=True)
        self._where = label("", "caption", wrap=True)
        self.look = link(tr("Open"), self._open, icon="eye-outline")
        self.save = link(tr("Save a copy"), self._save, icon="download-outline")
        self.withdraw = link(tr("Take back"), presenter.withdraw, icon="undo")
        self.table.row_chosen.connect(presenter.choose)
        self.table.row_opened.connect(self.open_asked.emit)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(6))
        inside.addWidget(line())
        inside.addLayout(
            row(label(tr("Pictures and papers"), "section"), self._count, None, keycap("Ctrl O"))
        )
        inside.addLayout(row(self.add, self.scan, self.seal, None, spacing=0))
        for part in (self.banner, self._hint, self.table, self._where):
            inside.addWidget(part)
        inside.addLayout(row(self.look, self.save, self.withdraw, None, spacing=0))

    def _columns(self) -> tuple[Column[FileItem], ...]:
        return (
            Column("file", N_("File"), _about, self._pictured, "pictured", 150, stretch=True),
            Column("place", N_("Place"), lambda file: _place(file).text, _place, "badge", 104),
        )

    def _pictured(self, file: FileItem) -> Pictured:
        second = f"{words.size(file.size)} · {words.day(file.at)}"
        picture = self._images.of(("file", file.id))
        return Pictured(
            file.name, picture, room=True, second=second, icon=_ICONS.get(file.kind, "file-outline")
        )

    def stops(self) -> tuple[Button | RowTable, ...]:
        """In reading order, for the tab key."""
        return (self.add, self.scan, self.seal, self.table, self.look, self.save, self.withdraw)

    def show_state(self, state: AttachmentsState) -> None:
        """The list, and what can be done with the chosen one."""
        self.setVisible(state.owner is not None)
        self._count.setText(str(len(state.files)))
        self._hint.setVisible(not state.files)
        self.table.setVisible(bool(state.files))
        if state.files != self._shown:
            self._shown = state.files
            blocked = self.table.blockSignals(True)
            self._model.set_rows(state.files)
            self.table.setFixedHeight(theme.px(ROW_HEIGHTS["tall"]) * min(len(state.files), ROWS_SHOWN) + 2)
            if state.chosen in state.files:
                self.table.choose(state.files.index(state.chosen))
            self.table.blockSignals(blocked)
        chosen = state.chosen
        self._where.setVisible(chosen is not None)
        self._where.setText(_sentence(chosen) if chosen else "")
        for button in (self.look, self.save):
            button.setVisible(bool(state.files))
            button.setEnabled(chosen is not None)
        self.withdraw.setVisible(state.may_withdraw or state.busy == "withdraw")
        self.add.set_busy(state.busy == "add")
        self.seal.setVisible(state.may_seal or state.busy == "seal")
        self.seal.set_busy(state.busy == "seal")
        self.save.set_busy(state.busy == "save")
        if state.told[0]:
            self.said.emit(*state.told)
        if state.refused != self._refused:
            self._refused = state.refused
            self.banner.setVisible(bool(state.refused))
            if state.refused:
                self.banner.say(tr("Not added"), state.refused, tone="warn")

    def show_error(self, error: Exception) -> None:
        """Above the list."""
        errors.present(error, banner=self.banner)

    def choose_files(self, *, scan: bool = False) -> None:
        """Ctrl+O: add files that lie on this computer."""
        if self._presenter.state.owner is None:
            return
        kinds = tr("Pictures, PDF and video ({types})").format(types=TYPES)
        paths, _ = QFileDialog.getOpenFileNames(self, tr("Add files"), "", kinds)
        self._presenter.add(paths, scan=scan)

    def _open(self) -> None:
        if (file := self._presenter.state.chosen) is not None:
            self.open_asked.emit(file)

    def _save(self) -> None:
        if (file := self._presenter.state.chosen) is not None:
            path, _ = QFileDialog.getSaveFileName(self, tr("Save a copy"), file.name)
            self._presenter.save(path)

    # ------------------------------------------------------------ dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._set_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dropping(False)
        event.setDropAction(Qt.DropAction.CopyAction)  # what lies elsewhere stays there
        event.accept()
        self._presenter.add([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

    def _set_dropping(self, dropping: bool) -> None:
        self.setProperty("banner", dropping)
        self.setProperty("tone", "accent" if dropping else "")
        theme.restyle(self)


def _place(file: FileItem) -> Badge:
    tone, icon = _PLACE_LOOKS[file.place]
    return Badge(tr(PLACES[file.place][0]), tone, icon)


def _about(file: FileItem) -> str:
    parts = (file.name, words.size(file.size), words.day(file.at), file.by)
    return " · ".join(part for part in parts if part)


def _sentence(file: FileItem) -> str:
    added = tr("{who}, {when}.").format(who=file.by or "—", when=words.day(file.at))
    page = tr("The signed page of version {version}.").format(version=file.signed_version)
    return words.sentences(added, page if file.signed_version else "", tr(PLACES[file.place][1]))
