"""The door of pictures: small ones for cards and lists, large ones and pages to leaf through."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from app.domain import attachments as rules
from app.domain import colours, film
from app.errors import UserError
from app.filing import Filing
from app.i18n import N_
from app.presenters import words
from app.presenters.pictures import Leaf, Subject

if TYPE_CHECKING:
    from app.documents.preview import Picture
    from app.queries.attachments import FileRow
    from app.workplace import Workplace

T = TypeVar("T")
SMALL_ENOUGH = 20_000_000
"""A content without a thumbnail is looked into for one up to this size."""
FILM_MOST = 300_000_000


class PicturesOfTerminal:
    """`presenters.pictures.PicturesGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._paper: tuple[str, bytes] | None = None
        self._reading = threading.Lock()
        self._hidden: set[str] = set()
        """Papers that could not be shown small: nobody waits for them again at every look at a list."""

    def small(self, subject: Subject, longest: int) -> Picture | None:
        """A thumbnail that is here. What is damaged, or would fill the memory, is as good as none."""
        filing = Filing(self._workplace)
        try:
            if subject[0] == "model":
                return self._first(filing, _of_model(filing, *subject[1:]), longest)
            return self._small(filing, filing.file(subject[1]), longest)
        except UserError:
            return None

    def _first(self, filing: Filing, found: Iterable[FileRow], longest: int) -> Picture | None:
        """The first that is here and whole: another colour's is better than none."""
        for row in found:
            with suppress(UserError):
                if (shown := self._small(filing, row, longest)) is not None:
                    return shown
        return None

    def _small(self, filing: Filing, row: FileRow, longest: int) -> Picture | None:
        from app.documents import foreign, pictures  # here: who sees no pictures does without the decoders

        thumbnail = filing.thumbnail(row)
        if thumbnail is not None:
            return pictures.shown(thumbnail, longest)
        if row.size > SMALL_ENOUGH or not filing.store.has(row.sha256):
            return None
        if row.media_type == rules.PDF and row.sha256 not in self._hidden:
            try:
                return foreign.page(filing.store.read(row.sha256), 0, longest)
            except UserError:
                self._hidden.add(row.sha256)
                raise
        if rules.is_picture(row.media_type):
            return pictures.shown(filing.store.read(row.sha256), longest)
        return None

    def leaves(self, subject: Subject) -> tuple[Leaf, ...]:
        """A model's pictures, or what there is of a file: a picture, its pages, or a film by its name."""
        filing = Filing(self._workplace)
        if subject[0] == "model":
            return tuple(_leaf(filing, row) for row in _of_model(filing, *subject[1:]))
        row = filing.file(subject[1])
        if row.media_type == rules.PDF:
            from app.documents import foreign

            count = foreign.count_pages(self._pdf(filing, row))
            return tuple(Leaf(f"{row.id}/{at}", row.name, "page") for at in range(count))
        return (_leaf(filing, row),)

    def large(self, leaf: Leaf, longest: int) -> Picture:
        """Fetched from the server first, if need be."""
        from app.documents import foreign, pictures

        filing = Filing(self._workplace)
        row_id, _, at = leaf.key.partition("/")
        row = filing.file(row_id)
        if leaf.kind == "page":
            return foreign.page(self._pdf(filing, row), int(at), longest)
        return pictures.shown(b"".join(filing.content(row)), longest)

    def film(self, leaf: Leaf, hold: Callable[[int, Iterable[bytes]], T]) -> T:
        """Fetched from the server first, if need be; in clear in memory alone, so there is an end to its size.

        `hold` is given size and pieces, and makes of them what plays.
        """
        filing = Filing(self._workplace)
        row = filing.file(leaf.key)
        if row.size > FILM_MOST:
            message = N_("A film of more than {most} MB is not played here. Save a copy to watch it.")
            raise UserError("film_too_large", message, most=FILM_MOST // rules.MEGABYTE)
        return hold(row.size, filing.content(row))

    def _pdf(self, filing: Filing, row: FileRow) -> bytes:
        """The paper that is being leafed through is kept in memory."""
        with self._reading:
            if self._paper is None or self._paper[0] != row.sha256:
                self._paper = row.sha256, b"".join(filing.content(row))
            return self._paper[1]


def _of_model(filing: Filing, code: str, family: str = "") -> list[FileRow]:
    """A model's pictures, those first whose file name tells the car's colour."""

    def other(row: FileRow) -> bool:
        return not rules.is_picture(row.media_type) or colours.family_of_file(row.name) != family

    found = filing.pictures_of_model(code)
    return sorted(found, key=other) if family else found


def _leaf(filing: Filing, row: FileRow) -> Leaf:
    if rules.is_picture(row.media_type):
        return Leaf(row.id, row.name)
    return Leaf(row.id, row.name, "video", _film(filing, row))


def _film(filing: Filing, row: FileRow) -> str:
    """How large a film is and, if it is here and says so, how long."""
    shown = words.size(row.size)
    if not filing.store.has(row.sha256):
        return shown
    try:
        with filing.store.open(row.sha256) as content:
            length = film.seconds(content.read(film.HEAD_BYTES))
    except UserError:  # whoever wants to see it is told; the pictures beside it are shown
        return shown
    return shown if length is None else f"{shown} · {words.length(length)}"
