"""A hand that signs by mouse, pen or finger. Events go to the window, as they come from the system, and Qt finds the
widget under them; nothing calls a handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

WAVE = ((0.2, 0.3), (0.4, 0.7), (0.6, 0.3), (0.8, 0.7))
"""A stroke, each point as a share of the pad's width and height."""

_Ends = QPointingDevice.PointerType
Points = Sequence[tuple[float, float]]


@cache
def _pen(end: QPointingDevice.PointerType) -> QPointingDevice:
    can = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    return QPointingDevice("A pen", 7_001, QInputDevice.DeviceType.Stylus, end, can, 1, 1)


@cache
def screen() -> QPointingDevice:
    """A screen that fingers touch."""
    return QTest.createTouchDevice()


def _at(pad: QWidget, share: tuple[float, float]) -> QPointF:
    return QPointF(round(share[0] * pad.width()), round(share[1] * pad.height()))


def mouse(pad: QWidget, points: Points) -> None:
    """Press at the first point, move through the others, let go at the last."""
    handle, left = pad.window().windowHandle(), Qt.MouseButton.LeftButton
    places = [_in_window(pad, share).toPoint() for share in points]
    QTest.mousePress(handle, left, Qt.KeyboardModifier.NoModifier, places[0])
    for place in places[1:]:
        QTest.mouseMove(handle, place)
    QTest.mouseRelease(handle, left, Qt.KeyboardModifier.NoModifier, places[-1])


def finger(pad: QWidget, points: Points) -> None:
    """One finger down, across and up."""
    handle = pad.window().windowHandle()
    places = [_in_window(pad, share).toPoint() for share in points]
    QTest.touchEvent(handle, screen()).press(0, places[0], handle).commit()
    for place in places[1:]:
        QTest.touchEvent(handle, screen()).move(0, place, handle).commit()
    QTest.touchEvent(handle, screen()).release(0, places[-1], handle).commit()


def pen(pad: QWidget, points: Points) -> None:
    """A pen set down, drawn and lifted; each event must be taken, else Qt makes mouse events of it as well."""
    kinds = [
        QEvent.Type.TabletPress,
        *(QEvent.Type.TabletMove for _ in points[1:]),
        QEvent.Type.TabletRelease,
    ]
    for kind, share in zip(kinds, (*points, points[-1]), strict=True):
        assert send_pen(pad, kind, share), f"{kind.name} is left to the mouse"


def send_pen(pad: QWidget, kind: QEvent.Type, share: tuple[float, float], *, rubs: bool = False) -> bool:
    """One event of a pen, or of its eraser, and whether it was taken."""
    at = _in_window(pad, share)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    down = kind != QEvent.Type.TabletRelease
    event = QTabletEvent(
        kind, _pen(_Ends.Eraser if rubs else _Ends.Pen), at, QPointF(pad.window().mapToGlobal(at)), 0.6 if down else 0.0, 0, 0, 0, 0, 0,
        Qt.KeyboardModifier.NoModifier, none if kind == QEvent.Type.TabletMove else left, left if down else none,
    )  # fmt: skip
    QApplication.sendEvent(pad.window().windowHandle(), event)
    return event.isAccepted()


def _in_window(pad: QWidget, share: tuple[float, float]) -> QPointF:
    return QPointF(pad.mapTo(pad.window(), _at(pad, share)))


WAYS: Mapping[str, Callable[[QWidget, Points], None]] = {"mouse": mouse, "pen": pen, "finger": finger}
