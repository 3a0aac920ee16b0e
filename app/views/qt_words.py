"""Qt's own words in the language chosen: its file dialog, and the menu of a text field."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from app.i18n import N_, tr

MISSING = {
    ("QFileDialog", "&Look in:"): N_("Look in:"),
    ("QFileDialog", "Files of &type:"): N_("Files of type:"),
    ("QAbstractFileIconProvider", "Drive"): N_("Drive"),
    ("QAbstractFileIconProvider", "File"): N_("File"),
    ("QAbstractFileIconProvider", "%1 File"): N_("%1 file"),
    ("QAbstractFileIconProvider", "File Folder"): N_("Folder"),
    ("QAbstractFileIconProvider", "Folder"): N_("Folder"),
    ("QAbstractFileIconProvider", "Shortcut"): N_("Shortcut"),
    ("QAbstractFileIconProvider", "Unknown"): N_("Unknown"),
    ("QFileSystemModel", "%1 bytes"): N_("%1 bytes"),
    ("QFileSystemModel", "%1 byte(s)"): N_("%1 bytes"),
    ("QSidebar", "Remove"): N_("Remove"),
}
"""What Qt's Chinese leaves in English, by its context and source."""


class MissingWords(QTranslator):
    """Asked only for what Qt's own translation does not know."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return tr(MISSING[context, source]) if (context, source) in MISSING else None

    def isEmpty(self) -> bool:
        return False


def speak(app: QCoreApplication, language: str) -> None:
    """Load Qt's translation; its English needs none. The one installed last is asked first."""
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    if language == "en":
        return
    made = QTranslator(app)
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    app.installTranslator(MissingWords(app))
    if made.load(f"qtbase_{language}", where):
        app.installTranslator(made)
