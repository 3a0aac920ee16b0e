"""Qt's own words in the language chosen: its file dialog, and the menu of a text field."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator


def speak(app: QCoreApplication, language: str) -> None:
    """Load Qt's translation; its English needs none."""
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    made = QTranslator(app)
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != "en" and made.load(f"qtbase_{language}", where):
        app.installTranslator(made)
