"""A disk without room and a folder without rights are named before anything is refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest

from app.gateways.sync import SyncOfTerminal
from tests.shop import Till


@pytest.fixture
def till(new_till: Callable[..., Till]) -> Till:
    """A terminal with nothing wrong."""
    return new_till("Room")


def test_a_disk_that_is_almost_full_is_work_at_risk(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    status = SyncOfTerminal(till.wang).status()
    assert (status.risk, status.disk_ok) == ("", True)
    whole = shutil.disk_usage(till.folder)
    monkeypatch.setattr("app.single.shutil.disk_usage", lambda _: whole._replace(free=1 << 20))
    status = SyncOfTerminal(till.wang).status()
    assert (status.risk, status.disk_ok) == ("The disk is almost full: make room", False)


def test_a_folder_that_cannot_be_written_any_more_is_work_at_risk(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = os.access
    monkeypatch.setattr("app.single.os.access", lambda path, mode: path != till.folder and ask(path, mode))
    status = SyncOfTerminal(till.wang).status()
    assert (status.risk, status.disk_ok) == ("The data folder cannot be written: check its rights", False)
