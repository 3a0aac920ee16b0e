"""A page, written from top to bottom: paragraphs, tables, boxes. Lays everything out first, then draws.

Our own few lines instead of platypus, which takes several times as long for the same page. Units are points;
`y` runs from the top of the page, as people read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.documents.breaking import Line, break_lines
from app.documents.fonts import Face, Fonts, fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A5_LANDSCAPE = (210 * MM, 148 * MM)
GREY, LIGHT, BLACK = 0.35, 0.95, 0.0
_QR_MASK = 2


class Text(NamedTuple):
    """A run of text on one line; `spread` is added after each character to fill the line."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    spread: float = 0
    grey: float = BLACK


class Box(NamedTuple):
    """An outlined rectangle."""

    x: float
    y: float
    width: float
    height: float
    shaded: bool = False


class Path(NamedTuple):
    """A line through points."""

    points: Sequence[tuple[float, float]]
    thickness: float = 0.5


@dataclass(slots=True)
class Page:
    """What is on one page."""

    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)

    def carry(self, top: float, to: Page, down: float) -> None:
        """Give whatever stands below `top` to another page, `down` lower."""
        to.texts += [text._replace(y=text.y + down) for text in self.texts if text.y > top]
        to.boxes += [box._replace(y=box.y + down) for box in self.boxes if box.y > top]
        to.paths += [
            path._replace(points=[(x, y + down) for x, y in path.points])
            for path in self.paths
            if path.points[0][1] > top
        ]
        self.texts = [text for text in self.texts if text.y <= top]
        self.boxes = [box for box in self.boxes if box.y <= top]
        self.paths = [path for path in self.paths if path.points[0][1] <= top]


class Mark(NamedTuple):
    """How far the writing has come: pages, what is on the last one, and where it goes on."""

    pages: int
    texts: int
    boxes: int
    paths: int
    y: float
    end: float


class Cell(NamedTuple):
    """A cell of a table row: its words, the columns it takes, whether it is a label or a figure."""

    text: str
    span: int = 1
    label: bool = False
    right: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Margins:
    """The empty borders of a page."""

    left: float
    right: float
    top: float
    bottom: float


class Flow:
    """Pages being filled. `on_page` is called for each new page, to draw what stands on all of them."""

    def __init__(
        self, size: tuple[float, float], margins: Margins, *, text_size: float = 9, justified: bool = False
    ) -> None:
        self.width, self.height = size
        self.margins = margins
        self.size = text_size
        self.justified = justified
        self.leading = text_size * 1.52
        self.fonts: Fonts = fonts()
        self.pages: list[Page] = []
        self.y = 0.0
        self._end = 0.0  # where the end of the last paragraph begins
        self.new_page()

    @property
    def room(self) -> float:
        """The width of the text."""
        return self.width - self.margins.left - self.margins.right

    @property
    def page(self) -> Page:
        """The page being filled."""
        return self.pages[-1]

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self.pages.append(Page())
        self.y = self._end = self.margins.top

    def mark(self) -> Mark:
        """Where the writing stands now, to go back there."""
        page = self.page
        return Mark(len(self.pages), len(page.texts), len(page.boxes), len(page.paths), self.y, self._end)

    def go_back(self, mark: Mark) -> None:
        """Take away what was written since."""
        del self.pages[mark.pages :]
        page = self.page
        del page.texts[mark.texts :], page.boxes[mark.boxes :], page.paths[mark.paths :]
        self.y, self._end = mark.y, mark.end

    def need(self, height: float) -> None:
        """Begin a new page unless `height` still fits on this one."""
        if self.y + height > self.height - self.margins.bottom:
            self.new_page()

    def need_below_text(self, height: float) -> None:
        """The same for what must not stand on a page alone: the end of the paragraph above comes along."""
        full, top = self.page, self._end
        gap = self.y - top
        self.need(height)
        if self.page is not full:
            full.carry(top, self.page, self.y - top)
            self.y += gap

    def skip(self, height: float) -> None:
        """Leave a gap."""
        self.y += height

    def put(
        self,
        text: str,
        *,
        size: float | None = None,
        bold: bool = False,
        align: str = "left",
        grey: float = BLACK,
    ) -> None:
        """One line that is known to fit, at the left, in the centre or at the right; does not move down."""
        size, face = size or self.size, self.fonts.bold if bold else self.fonts.regular
        spare = self.room - face.width(text, size)
        x = self.margins.left + {"left": 0.0, "centre": spare / 2, "right": spare}[align]
        self.page.texts.append(Text(x, self.y + size, text, face, size, 0, grey))

    def both(self, left: str, right: str) -> None:
        """A line with something at either end; the left one wraps if there is no room for both."""
        face = self.fonts.regular
        lines = break_lines(left, face, self.size, self.room - face.width(right, self.size) - 2 * self.size)
        self.put(right, align="right")
        for line in lines:
            self.put(line.text)
            self.y += self.leading

    def paragraph(
        self, text: str, *, heading: str = "", indent: float = 0, inset: float = 0, bold: bool = False,
        ticked: bool | None = None,
    ) -> None:  # fmt: skip
        """A paragraph, `indent` and `inset` points in from left and right; a heading runs in, in bold. If it is
        `ticked` or not there is a box before it, drawn as a shape because no font of ours has one."""
        first = self.fonts.bold.width(heading, self.size) + self.size if heading else 0
        face = self.fonts.bold if bold else self.fonts.regular
        lines = break_lines(text, face, self.size, self.room - indent - inset, first=first)
        # No line of a paragraph stands alone at either end of a page, nor a heading: of three, none can be parted.
        self.need(self.leading * (len(lines) if len(lines) < 4 else 2))
        if heading:
            self.put(heading, bold=True)
        if ticked is not None:
            left, down = self.margins.left + indent - self.size * 1.5, self.size * 0.18
            self.tick_box(left, self.y + down, self.size * 0.9, ticked)
        for number, line in enumerate(lines):
            self.need(self.leading * (2 if number == len(lines) - 2 else 1))
            self._line(line, self.margins.left + indent + (0 if number else first), face)
            self.y += self.leading
        # Its last two lines, with two more to stay; or all of it.
        end = 2 if len(lines) > 3 else len(lines)
        self._end = max(self.y - end * self.leading, self.margins.top)

    def _line(self, line: Line, x: float, face: Face) -> None:
        full = self.justified and not line.last and 0 < line.slack < 5 * self.size
        spread = line.slack / (len(line.text) - 1) if full and len(line.text) > 1 else 0
        self.page.texts.append(Text(x, self.y + self.size, line.text, face, self.size, spread))

    def tick_box(self, x: float, y: float, side: float, ticked: bool) -> None:
        """The box alone."""
        self.page.boxes.append(Box(x, y, side, side))
        if ticked:
            marks = ((0.18, 0.52), (0.42, 0.78), (0.85, 0.2))
            self.page.paths.append(Path([(x + dx * side, y + dy * side) for dx, dy in marks], 1.1))

    def table(
        self, columns: Sequence[float], rows: Sequence[Sequence[Cell]], *, size: float | None = None
    ) -> None:
        """A ruled table; `columns` are shares of the width. A row never breaks across pages."""
        size = size or self.size - 0.5
        total = sum(columns)
        widths = [share * self.room / total for share in columns]
        for row in rows:
            self._row(widths, row, size)
        self._end = self.y
        self.skip(self.size * 0.55)

    def _row(self, columns: Sequence[float], row: Sequence[Cell], size: float) -> None:
        leading, pad = size * 1.4, size * 0.42
        cells, column, height = [], 0, 0.0
        for cell in row:
            width = sum(columns[column : column + cell.span])
            column += cell.span
            face = self.fonts.bold if cell.bold else self.fonts.regular
            lines = break_lines(cell.text, face, size, width - 2 * pad)
            height = max(height, len(lines) * leading + 2 * pad)
            cells.append((cell, width, face, lines))
        self.need(height)
        x = self.margins.left
        for cell, width, face, lines in cells:
            self.page.boxes.append(Box(x, self.y, width, height, cell.label))
            top = self.y + (height - len(lines) * leading) / 2 + size * 1.02
            for line in lines:
                left = x + width - pad - face.width(line.text, size) if cell.right else x + pad
                self.page.texts.append(Text(left, top, line.text, face, size))
                top += leading
            x += width
        self.y += height


@dataclass(frozen=True, slots=True)
class About:
    """What the PDF says about itself."""

    title: str
    author: str = ""
    keywords: str = ""


def draw(flow: Flow, about: About, *, background: Callable[[Canvas], None] | None = None) -> bytes:
    """The PDF. `background`, the same on every page, is stored once. Same input, same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(flow.width, flow.height), invariant=1, pageCompression=1)
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setKeywords(about.keywords)
    canvas.setCreator("Showroom")
    if background:
        canvas.beginForm("background", 0, 0, flow.width, flow.height)
        background(canvas)
        canvas.endForm()
    for page in flow.pages:
        if background:
            canvas.doForm("background")
        _draw_page(canvas, page, flow.height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_page(canvas: Canvas, page: Page, height: float) -> None:
    canvas.setLineWidth(0.5)
    canvas.setFillGray(LIGHT)
    for box in page.boxes:
        canvas.rect(box.x, height - box.y - box.height, box.width, box.height, stroke=1, fill=int(box.shaded))
    for path in page.paths:
        canvas.setLineWidth(path.thickness)
        line = canvas.beginPath()
        line.moveTo(path.points[0][0], height - path.points[0][1])
        for x, y in path.points[1:]:
            line.lineTo(x, height - y)
        canvas.drawPath(line)
    # One text object for the page: a new one for each line would double the time.
    written = canvas.beginText()
    grey = spread = -1.0
    dress: tuple[str, float] = ("", 0)
    for text in page.texts:
        if text.grey != grey:
            written.setFillGray(grey := text.grey)
        if text.spread != spread:
            written.setCharSpace(spread := text.spread)
        if (text.face.name, text.size) != dress:
            written.setFont(*(dress := (text.face.name, text.size)))
        written.setTextOrigin(text.x, height - text.y)
        written.textOut(text.text)
    canvas.drawText(written)


def draw_qr(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """A QR code whose lower left corner is at (x, y) from below: one path of the dark runs of each row."""
    import segno

    # Any of the eight masks may be used; trying all for the prettiest takes longer than the rest of the code.
    matrix = segno.make(text, error="m", micro=False, mask=_QR_MASK).matrix
    canvas.saveState()
    canvas.setFillGray(BLACK)
    canvas.translate(x, y)
    canvas.scale(side / len(matrix), side / len(matrix))
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        dark = bytes(modules)
        start = dark.find(1)
        while start >= 0:
            end = dark.find(0, start) if 0 in dark[start:] else len(dark)
            path.rect(start, len(matrix) - 1 - row, end - start, 1)
            start = dark.find(1, end)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
