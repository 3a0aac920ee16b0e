"""Draws the demo's pictures of cars into `resources/demo/pictures`: our own drawings, of no real car.

A side view is made from what the catalogue says of a model: body, length, height and wheelbase. One in a studio for
each family of colours, whose name ends the file's, and one out of doors. `CODE-01-…` stands for the model.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402 - the platform is set before anything is imported
from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt  # noqa: E402
from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter, QPainterPath, QPen  # noqa: E402

from app.domain import colours  # noqa: E402
from app.views.theme import PAINTS  # noqa: E402

OUT = ROOT / "resources" / "demo" / "pictures"
WIDTH, HEIGHT, GROUND = 1280, 720, 560
SHARE = 0.78  # of the picture's width, for the longest car
LONGEST_MM = 5200
SHOWN_IN = {
    "CHANGAN-LUMIN-25": "orange", "GEELY-PANDAMINI-25": "green", "GEELY-PANDAMINI-17KWHEXTENDEDR-25": "white",
    "LEAP-B01-562KWH-25": "blue", "LEAP-T03-413KWH-25": "silver", "ZEEKR-7X-25": "grey",
    "ZEEKR-7X-ALLWHEELDRIVE-25": "green", "GACAION-AIONV-25": "white", "GACAION-AIONY-25": "purple",
    "FANGCHEN-BAO5-25": "black", "BYD-HAN-FLAGSHIP-25": "red", "NIO-ES8-25": "blue",
}  # fmt: skip
"""The models that are drawn, and the colour in which each stands on its card."""
SMALLER = 0.75
"""Pictures of further colours, beside the size of the others."""
# Where lines of the side view lie, as shares of length and of height, by body.
OUTLINES = {
    "sedan": ((0.0, 0.34), (0.015, 0.52), (0.12, 0.60), (0.26, 0.66), (0.41, 0.955), (0.53, 1.0), (0.66, 0.97),
              (0.84, 0.70), (0.95, 0.69), (0.99, 0.60), (1.0, 0.36)),
    "suv": ((0.0, 0.36), (0.012, 0.55), (0.10, 0.62), (0.24, 0.66), (0.36, 0.95), (0.52, 1.0), (0.78, 0.985),
            (0.93, 0.93), (0.97, 0.66), (0.995, 0.56), (1.0, 0.36)),
    "hatchback": ((0.0, 0.34), (0.012, 0.50), (0.08, 0.58), (0.18, 0.63), (0.34, 0.95), (0.52, 1.0), (0.76, 0.98),
                  (0.93, 0.86), (0.98, 0.62), (0.998, 0.50), (1.0, 0.34)),
}  # fmt: skip
GLASS = {
    "sedan": ((0.285, 0.665), (0.42, 0.92), (0.53, 0.955), (0.65, 0.925), (0.79, 0.70)),
    "suv": ((0.265, 0.665), (0.37, 0.91), (0.52, 0.955), (0.77, 0.94), (0.89, 0.88), (0.92, 0.69)),
    "hatchback": ((0.20, 0.64), (0.35, 0.91), (0.52, 0.955), (0.75, 0.94), (0.90, 0.82), (0.93, 0.66)),
}


@dataclass(frozen=True)
class Car:
    """What the catalogue knows, in millimetres."""

    code: str
    body: str
    length: float
    height: float
    wheelbase: float
    colours: tuple[str, ...]

    @property
    def wheel(self) -> float:
        """The radius of a wheel."""
        return min(385.0, self.height * 0.225)


def families(paints: str) -> list[str]:
    """Those of a catalogue's paints, `Pearl white; Aurora teal=3000`, in their order."""
    return [colours.family_of(paint.partition("=")[0]) for paint in paints.split(";")]


def cars() -> list[Car]:
    """Those that are drawn."""
    text = (ROOT / "resources" / "demo" / "catalogue.csv").read_text(encoding="utf-8")
    rows = {row["code"]: row for row in csv.DictReader(text.splitlines())}
    found = []
    for code, shown_in in SHOWN_IN.items():
        row = rows[code]
        body = row["body"] if row["body"] in OUTLINES else "suv"
        length = float(row["length_mm"] or 4500)
        found.append(
            Car(
                code,
                body,
                length,
                float(row["height_mm"] or 1600),
                float(row["wheelbase_mm"] or length * 0.6),
                tuple(dict.fromkeys((shown_in, *families(row["colours"])))),
            )
        )
    return found


def smooth(points: list[QPointF]) -> QPainterPath:
    """A soft line through points."""
    path = QPainterPath(points[0])
    ends = [points[0], *points, points[-1]]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        path.cubicTo(start + (end - before) / 6, end - (after - start) / 6, end)
    return path


class Drawing:
    """One car on its ground."""

    def __init__(self, painter: QPainter, car: Car, paint: str) -> None:
        self._painter, self._car, self._body = painter, car, QColor(paint)
        self._scale = WIDTH * SHARE / LONGEST_MM
        self._left = (WIDTH - car.length * self._scale) / 2
        rest = (car.length - car.wheelbase) * 0.46
        self._wheels = [
            self.point(x / car.length, car.wheel / car.height) for x in (rest, rest + car.wheelbase)
        ]

    def point(self, x: float, y: float) -> QPointF:
        """A place on the car, as shares of its length and height."""
        return QPointF(
            self._left + x * self._car.length * self._scale, GROUND - y * self._car.height * self._scale
        )

    def draw(self) -> None:
        """From the shadow to the rims."""
        painter, car = self._painter, self._car
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 70))
        middle, half = self.point(0.5, 0.0), car.length * self._scale / 2
        painter.drawEllipse(middle, half * 1.02, 16)
        self._draw_body()
        self._draw_glass()
        self._draw_details()
        for wheel in self._wheels:
            self._draw_wheel(wheel)

    def _draw_body(self) -> None:
        car, painter = self._car, self._painter
        path = smooth([self.point(*each) for each in OUTLINES[car.body]])
        sill = 0.15
        path.lineTo(self.point(0.985, sill))
        path.lineTo(self.point(0.015, sill))
        path.closeSubpath()
        arches = QPainterPath()
        for wheel in self._wheels:
            arches.addEllipse(wheel, car.wheel * self._scale * 1.13, car.wheel * self._scale * 1.13)
        sheen = QLinearGradient(self.point(0, 1), self.point(0, sill))
        sheen.setColorAt(0.0, self._body.lighter(150))
        sheen.setColorAt(0.36, self._body.lighter(122))
        sheen.setColorAt(0.44, self._body)
        sheen.setColorAt(1.0, self._body.darker(165))
        painter.setBrush(QColor("#14171C"))
        painter.drawPath(arches)
        painter.setPen(QPen(self._body.darker(170), 2))
        painter.setBrush(sheen)
        painter.drawPath(path.subtracted(arches))

    def _draw_glass(self) -> None:
        painter, lines = self._painter, GLASS[self._car.body]
        path = smooth([self.point(*each) for each in lines])
        path.closeSubpath()
        tint = QLinearGradient(self.point(0, 1), self.point(0, 0.6))
        tint.setColorAt(0.0, QColor("#4C5C6E"))
        tint.setColorAt(0.5, QColor("#1C242E"))
        tint.setColorAt(1.0, QColor("#34414F"))
        painter.setPen(QPen(self._body.darker(190), 2))
        painter.setBrush(tint)
        painter.drawPath(path)
        painter.setPen(QPen(self._body.darker(140), 9))
        painter.drawLine(self.point(0.56, 0.955), self.point(0.575, 0.67))

    def _draw_details(self) -> None:
        painter = self._painter
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._body.darker(160), 2))
        for x in (0.30, 0.575, 0.80):
            painter.drawPath(
                smooth([self.point(x, 0.66), self.point(x - 0.01, 0.45), self.point(x + 0.01, 0.22)])
            )
        painter.setPen(QPen(self._body.lighter(175), 3))
        painter.drawPath(smooth([self.point(0.06, 0.50), self.point(0.5, 0.57), self.point(0.95, 0.53)]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._body.darker(180))
        for x in (0.50, 0.73):
            painter.drawRoundedRect(QRectF(self.point(x, 0.585), self.point(x + 0.05, 0.565)), 4, 4)
        painter.setBrush(QColor("#F4FAFF"))
        painter.drawRoundedRect(QRectF(self.point(0.012, 0.52), self.point(0.075, 0.47)), 8, 8)
        painter.setBrush(QColor("#C9302C"))
        painter.drawRoundedRect(QRectF(self.point(0.945, 0.60), self.point(0.992, 0.55)), 6, 6)

    def _draw_wheel(self, middle: QPointF) -> None:
        painter, radius = self._painter, self._car.wheel * self._scale
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, share in (("#15181D", 1.0), ("#4D545D", 0.74), ("#262B32", 0.66)):
            painter.setBrush(QColor(colour))
            painter.drawEllipse(middle, radius * share, radius * share)
        painter.save()
        painter.translate(middle)
        painter.setPen(QPen(QColor("#C9CFD6"), radius * 0.09))
        for _ in range(10):
            painter.drawLine(QPointF(0, radius * 0.12), QPointF(0, radius * 0.66))
            painter.rotate(36)
        painter.restore()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#C9CFD6"))
        painter.drawEllipse(middle, radius * 0.16, radius * 0.16)


def studio(painter: QPainter) -> None:
    """A grey wall and a pale floor."""
    wall = QLinearGradient(0, 0, 0, HEIGHT)
    for at, colour in ((0.0, "#AEB6C0"), (0.68, "#E3E7EC"), (0.7, "#C3CAD2"), (1.0, "#EEF1F4")):
        wall.setColorAt(at, QColor(colour))
    painter.fillRect(0, 0, WIDTH, HEIGHT, wall)


def outdoors(painter: QPainter) -> None:
    """An evening sky behind hills, and a road."""
    sky = QLinearGradient(0, 0, 0, 480)
    for at, colour in ((0.0, "#41608C"), (0.55, "#A9B8CF"), (1.0, "#F2C9A0")):
        sky.setColorAt(at, QColor(colour))
    painter.fillRect(0, 0, WIDTH, HEIGHT, sky)
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, height, step in (("#7C8AA6", 150, 320), ("#566583", 90, 210)):
        tops = [
            QPointF(x, 480 - height * (0.55 + 0.45 * ((x // step) % 2)))
            for x in range(-step, WIDTH + 2 * step, step)
        ]
        hills = smooth(tops)
        hills.lineTo(WIDTH + 400, 520)
        hills.lineTo(-400, 520)
        painter.setBrush(QColor(colour))
        painter.drawPath(hills)
    painter.fillRect(0, 480, WIDTH, HEIGHT, QColor("#5B6168"))
    painter.fillRect(0, 480, WIDTH, 6, QColor("#D8D3C8"))
    painter.fillRect(0, 650, WIDTH, 8, QColor("#E6E2D8"))


def picture(car: Car, family: str, *, outside: bool = False, size: float = 1.0) -> bytes:
    """One picture in a family of colours, as WebP; `size` beside 1280 x 720."""
    canvas = QImage(int(WIDTH * size), int(HEIGHT * size), QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    painter.scale(size, size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    (outdoors if outside else studio)(painter)
    Drawing(painter, car, PAINTS[family]).draw()
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    canvas.save(buffer, "PNG")  # type: ignore[call-overload]
    target = io.BytesIO()
    Image.open(io.BytesIO(buffer.data().data())).convert("RGB").save(target, "WEBP", quality=82, method=6)
    return target.getvalue()


def main() -> int:
    """Draw them all."""
    app = QGuiApplication(sys.argv[:1])
    OUT.mkdir(exist_ok=True)
    for car in cars():
        first, *others = car.colours
        drawn = {first: picture(car, first), "outdoors": picture(car, first, outside=True)}
        drawn |= {family: picture(car, family, size=SMALLER) for family in others}
        for number, (name, content) in enumerate(drawn.items(), start=1):
            (OUT / f"{car.code}-{number:02}-{name}.webp").write_bytes(content)
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
