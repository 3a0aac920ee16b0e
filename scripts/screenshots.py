"""Draws every screen in both languages and both themes: `make screenshots`, or `screenshots.py NAME…`.

Pictures go to docs/screens/NAME-LANG-THEME.png at 1440 x 900, without a screen being needed. SHOTS, LOOKS,
LANGUAGES, SCALE and SIZE in the environment draw others, for a look at them.
"""

# ruff: noqa: E402 - the time zone is set before anything is imported

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Shanghai"
time.tzset()

from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, qRgb
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import i18n
from app.views import fonts, theme
from scripts.screens import SCREENS
from tests.gui.stage import Stage

OUT = ROOT / "docs" / "screens"
SIZE = "1440x900"
LOOK_MS, ALIKE, MOST = 120, 4, 40
"""A screen is drawn once so many looks at it in a row are alike: pages are fitted to their room, and pictures come, a
moment after they are shown."""
COLOURS, FLAT = 256, 160


def draw(app: QApplication, name: str, language: str, look: str, *, scale: float, size: str) -> QPixmap:
    """A screen as it would stand on a monitor, its dialog over it."""
    act, terminal = SCREENS[name]
    stage = Stage(language, look, scale=scale, **terminal)
    window = stage.window
    window.resize(*map(int, size.split("x")))
    app.processEvents()
    act(stage)
    window.activateWindow()
    picture = settled(window)
    painter = QPainter(picture)
    for dialog in app.topLevelWidgets():
        if dialog.isVisible() and isinstance(dialog, QDialog):
            painter.drawPixmap(dialog.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()), dialog.grab())
    painter.end()
    stage.close()
    app.processEvents()
    return picture


def settled(window: QWidget) -> QPixmap:
    """The window, once nothing on it changes any more; one where something goes on, after a while."""
    before, alike = QImage(), 0
    for _ in range(MOST):
        QTest.qWait(LOOK_MS)
        picture = window.grab()
        now = picture.toImage()
        alike, before = alike + 1 if now == before else 1, now
        if alike == ALIKE:
            return picture
    return picture


def keep(picture: QPixmap, file: Path) -> None:
    """Write it with as few colours as it takes: the folder belongs to the repository."""
    whole = picture.toImage()
    few = whole.convertToFormat(
        QImage.Format.Format_Indexed8, palette(whole), Qt.ImageConversionFlag.ThresholdDither
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    few.save(str(file), "PNG", quality=0)  # 0: as small as it gets


def palette(picture: QImage) -> list[int]:
    """The theme's colours and those that fill areas as they are, some for edges of letters and the paint of cars."""
    size = (picture.width(), picture.height())
    pixels = picture.convertToFormat(QImage.Format.Format_RGB888)
    whole = Image.frombytes("RGB", size, bytes(pixels.constBits()), "raw", "RGB", pixels.bytesPerLine())
    by_area = [colour for _, colour in sorted(whole.getcolors(size[0] * size[1]), reverse=True)]
    named = [QColor(each).getRgb()[:3] for each in theme.tokens()]
    rest = by_area[FLAT:] or by_area
    shades = Image.new("RGB", (len(rest), 1))
    shades.putdata(rest)
    flat = [part for colour in (*named, *by_area[:FLAT]) for part in colour]
    few = COLOURS - FLAT - len(named)
    parts = flat + shades.quantize(few, Image.Quantize.MAXCOVERAGE).getpalette()
    return [qRgb(*parts[at : at + 3]) for at in range(0, len(parts), 3)][:COLOURS]


def main(wanted: Sequence[str]) -> None:
    """Draw the screens named, or all."""
    app = QApplication([])
    app.setCursorFlashTime(0)
    fonts.load_all()
    given = os.environ.get
    out, size, scale = Path(given("SHOTS", str(OUT))), given("SIZE", SIZE), float(given("SCALE", "1"))
    for name in wanted or SCREENS:
        for language in given("LANGUAGES", ",".join(i18n.LANGUAGES)).split(","):
            for look in given("LOOKS", ",".join(theme.THEMES)).split(","):
                file = out / f"{name}-{language}-{look}.png"
                keep(draw(app, name, language, look, scale=scale, size=size), file)
                print(file)


if __name__ == "__main__":
    main(sys.argv[1:])
