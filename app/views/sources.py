"""Keeps PySide from reading the source of every module that is imported after it.

It looks for the name of PySide there, to know in which modules a line `from __feature__ import …` may change how Qt
is spelled. No module of ours has such a line, so whatever it found, Qt would be spelled as it is. Reading sixty
sources took 6 ms of the start, and some hundreds more are imported while a password is typed.
"""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401 - brings the module that is asked below


def leave_unread() -> None:
    """From now on; a PySide that asks in another way goes on asking."""
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        setattr(feature, "_mod_uses_pyside", lambda _module: False)  # noqa: B010 - no module of ours, and no other switch
