"""Every GUI test runs without a screen, in English, in the light theme, unless it asks otherwise."""

from __future__ import annotations

import os
import sys

import pytest
import shiboken6
from PySide6.QtCore import QEvent

if sys.platform.startswith("linux"):  # whatever display there is: the same picture on every machine
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app import i18n
from app.views import fonts, theme


@pytest.fixture(autouse=True)
def look(qapp):
    """The bundled fonts and the light theme at 100 %."""
    i18n.set_language("en")
    fonts.load_all()
    theme.apply(qapp)
    yield
    i18n.set_language("en")
    # Now, whoever forgot them: the next test's style sheet would visit every window that is left.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for window in qapp.topLevelWidgets():
        if shiboken6.isValid(window):
            shiboken6.delete(window)


@pytest.fixture
def stages(qapp):
    """Makes windows over the fakes, and closes them."""
    from tests.gui.stage import Stage

    made = []

    def make(*args, **values):
        made.append(Stage(*args, **values))
        return made[-1]

    yield make
    for stage in made:
        stage.close()
    qapp.processEvents()


@pytest.fixture
def stage(stages):
    """A window as most tests want it: in English, light, at 100 %."""
    return stages()


def pytest_collection_modifyitems(items):
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.gui)
