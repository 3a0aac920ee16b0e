"""Tables that people bring: CSV, XLSX and JSON files as rows of text, and the report of what became of them."""

from __future__ import annotations

import bisect
import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.i18n import N_, in_a_row

MOST_BYTES, MOST_UNPACKED = 64 << 20, 256 << 20
Rows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True)
class LineReport:
    """What a line of a file met. Line 1 is the header."""

    line: int
    code: str
    message: str


@dataclass
class ImportReport:
    """How many rows landed, and why the others did not."""

    received: int = 0
    refused: list[LineReport] = field(default_factory=list)
    warnings: list[LineReport] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    """Columns of the file that nobody knows here."""

    def refuse(self, line: int, error: UserError) -> None:
        """Note a line that did not land. Anything but a rule that said no concerns the whole file: it is raised."""
        if error.exit_code != UserError.exit_code:
            raise error
        bisect.insort(self.refused, LineReport(line, error.code, error.message), key=lambda known: known.line)


def read(file: Path, known: Sequence[str], required: Sequence[str], report: ImportReport) -> Rows:
    """The rows of a file with their line numbers; its name's ending tells the format, CSV if it is none we know.

    `known` columns may be written in capitals, `required` ones must be there.
    A CSV may be UTF-8 with or without BOM, GB18030 or UTF-16, separated by commas, semicolons or tabs.
    """
    raw = _bytes(file)
    kind = file.suffix.lower()
    lines = _json(raw, file) if kind == ".json" else _sheet(raw, file) if kind == ".xlsx" else _csv(raw, file)
    names = _names(next(lines, (1, []))[1], known, file)
    if missing := [name for name in required if name not in names]:
        message = N_(
            "{file} lacks the column {column}. The first line must name the columns: {needed}; there may also be "
            "{others}."
        )
        others = in_a_row(name for name in known if name not in required)
        values = {"column": missing[0], "needed": in_a_row(required), "others": others}
        raise UserError("column_missing", message, file=file.name, **values)
    report.unread = tuple(name for name in names if name and name not in known)
    rows: Rows = []
    for line, cells in lines:
        texts = [_text(cell) for cell in cells]
        if any(texts[len(names) :]):
            message = N_("The line has more cells than the first line. Is there a comma in a number?")
            report.refuse(line, UserError("cells_too_many", message))
        elif any(texts):
            rows.append((line, dict(zip(names, texts + [""] * (len(names) - len(texts)), strict=False))))
    if not rows and not report.refused:
        raise UserError(
            "file_empty", N_("{file} has no rows below the names of the columns."), file=file.name
        )
    return rows


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            message = N_("{file} is too large: at most {most} MB are read.")
            raise UserError("file_too_large", message, file=file.name, most=MOST_BYTES >> 20)
        return file.read_bytes()
    except FileNotFoundError as error:
        raise UserError("file_not_found", N_("There is no file {file}."), file=str(file)) from error
    except OSError as error:
        raise UserError("file_not_readable", N_("{file} cannot be read."), file=str(file)) from error


def _names(cells: Sequence[Any], known: Sequence[str], file: Path) -> list[str]:
    given = [_text(cell).lstrip("\ufeff") for cell in cells]
    names = [name.lower() if name.lower() in known else name for name in given]
    while names and not names[-1]:
        names.pop()
    if twice := next((name for name in names if names.count(name) > 1), None):
        message = N_("{file} has the column {column} twice.")
        raise UserError("column_twice", message, file=file.name, column=twice)
    return names


def _text(cell: Any) -> str:
    """A cell as it would be typed: whole numbers without a point, dates as 2026-03-14."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date | datetime):
        return cell.strftime("%Y-%m-%d")
    text = str(cell).strip()
    return (
        text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
    )  # as our exports write it


def _csv(raw: bytes, file: Path) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(raw, file)
    first = text.split("\n", 1)[0]
    # Strict: a quotation mark that is never closed would swallow the lines after it, and nobody would be told.
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = N_("Line {line} of {file} cannot be read. Is a quotation mark missing?")
            raise UserError("file_broken", message, line=line, file=file.name) from error
        if cells:
            yield line, cells


def _decoded(raw: bytes, file: Path) -> str:
    codes = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            return raw.decode(code)
        except UnicodeDecodeError:
            continue
    message = N_("{file} is neither UTF-8 nor GB18030 text. Save it as CSV UTF-8 and try again.")
    raise UserError("file_encoding", message, file=file.name)


def _sheet(raw: bytes, file: Path) -> Iterator[tuple[int, list[Any]]]:
    """The first sheet. A file that unpacks to far more than it is was made to do harm."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise UserError("file_too_large", N_("{file} is too large: at most {most} MB are read."),
                            file=file.name, most=MOST_UNPACKED >> 20)  # fmt: skip
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(raw))
            .get_sheet_by_index(0)
            .to_python(skip_empty_area=False)
        )
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError) as error:
        message = N_("{file} cannot be read. Save it anew as XLSX or CSV and try again.")
        raise UserError("file_broken", message, file=file.name) from error
    yield from enumerate(rows, start=1)


def _json(raw: bytes, file: Path) -> Iterator[tuple[int, list[Any]]]:
    """A list of objects, told as a table: first the names, then the values of each."""

    def once(named: list[tuple[str, Any]]) -> dict[str, Any]:
        given = [name for name, _ in named]
        if twice := next((name for name in given if given.count(name) > 1), None):
            message = N_("{file} has the column {column} twice.")
            raise UserError("column_twice", message, file=file.name, column=twice)
        return dict(named)

    try:
        found = json.loads(_decoded(raw, file), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise UserError("json_wrong", N_("{file} is not JSON."), file=file.name) from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        message = N_("{file} must hold a list of objects with named fields.")
        raise UserError("json_no_list", message, file=file.name)
    names = list(dict.fromkeys(name for each in found for name in each))
    yield 1, names
    for line, each in enumerate(found, start=2):
        if bad := next((name for name, value in each.items() if isinstance(value, dict | list)), None):
            message = N_("Line {line} of {file}: “{field}” must be a text or a number.")
            raise UserError("field_wrong", message, line=line, file=file.name, field=bad)
        yield line, [each.get(name) for name in names]
