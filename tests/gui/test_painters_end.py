"""A cell that cannot be painted is a fault to be told; the program goes on."""

from __future__ import annotations

from typing import NoReturn

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter

from app.views.widgets import delegates
from app.views.widgets.cut_words import cut_words


class Broken(Exception):
    """What went wrong."""


def broken(*_: object) -> NoReturn:
    raise Broken


def test_words_that_cannot_be_painted_end_their_painter(qapp: object) -> None:
    seen: list[QPainter] = []
    with pytest.raises(Broken):
        cut_words(lambda painter: seen.append(painter) or broken())
    assert not seen[0].isActive()


def test_a_picture_that_cannot_be_painted_ends_its_painter(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[QPainter] = []
    monkeypatch.setattr(delegates.CellDelegate, "_paint_ground", lambda _, painter, *__: seen.append(painter))
    monkeypatch.setattr(delegates.CellDelegate, "paint_value", broken)
    cell = delegates.CellDelegate.__new__(delegates.CellDelegate)
    cell._serial = -1
    with pytest.raises(Broken):
        cell._picture("value", False, QSize(10, 10), 1.0)
    assert not seen[0].isActive()
