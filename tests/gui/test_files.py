"""Pictures and papers on the sync page, and when the queue runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable, UserError
from app.presenters.base import run_now
from app.presenters.files import FilesPresenter, Moving, Ran, WaitingFile
from tests.gui import fakes
from tests.gui.fakes_files import FakeFiles
from tests.gui.stage import Stage

pytestmark = pytest.mark.gui
PAGE = WaitingFile("page.pdf", "HZ02-26-01189", 1_400_000)


def said(page: object) -> str:
    found = page.files.findChildren(QLabel)  # type: ignore[attr-defined]
    return " ".join(each.text() for each in found if each.isVisibleTo(page.files))  # type: ignore[attr-defined]


def test_the_sync_page_names_what_waits_how_far_it_is_and_what_did_not_go(
    stages: Callable[..., Stage], qtbot: QtBot
) -> None:
    stage = stages()
    page = stage.enter("sync", online=True)
    gateway: FakeFiles = stage.stack.desk.more["files"]
    files = stage.shell.files
    assert not page.files.isVisibleTo(page)
    gateway.files = (PAGE, replace(PAGE, name="seal.jpg", trouble="The file is too large."), PAGE, PAGE, PAGE)
    files.load()
    qtbot.waitUntil(lambda: "page.pdf" in said(page), timeout=2_000)
    shown = said(page)
    assert "page.pdf · HZ02-26-01189 · 1.4 MB" in shown
    assert shown.index("seal.jpg") < shown.index("page.pdf"), "what needs someone comes first"
    assert "The file is too large." in shown
    assert "and 2 more" in shown
    gateway.at = Moving("page.pdf", True, 430, 1000)
    files._runs = True
    files.keep_up()
    assert "Going up: page.pdf, 43 %" in said(page)
    gateway.at = Moving("", False, 900, 1000)
    files.keep_up()
    assert "Fetching pictures, 90 %" in said(page)
    gateway.files, gateway.at = (), None
    files._runs = False
    files.keep_up()
    files.load()
    assert not page.files.isVisibleTo(page)


def desk_with(gateway: FakeFiles) -> FilesPresenter:
    return FilesPresenter(run_now, run_now, gateway, fakes.FakeClock(fakes.NOW))


def test_what_gave_way_goes_on_and_what_is_done_rests_until_the_next_cycle() -> None:
    gateway = FakeFiles()
    gateway.ends = Ran(gave_way=True)
    files = desk_with(gateway)
    files.keep_up()
    assert gateway.runs == 0, "nothing begins before the centre has answered"
    files.want()
    files.keep_up()
    assert gateway.runs == 2
    gateway.ends = Ran()
    files.keep_up()
    files.keep_up()
    assert gateway.runs == 3


def test_a_run_that_breaks_off_is_tried_again_with_patience_and_only_a_fault_is_told() -> None:
    gateway = FakeFiles()
    gateway.ends = ServerUnreachable("unreachable", "No answer.")
    files = desk_with(gateway)
    files.want()
    files.keep_up()
    assert gateway.runs == 1, "not at once"
    assert files.state.troubles == ()
    gateway.ends = UserError("disk_full", "The disk is full.")
    other = desk_with(gateway)
    other.want()
    assert other.state.troubles == ("The disk is full.",)


def test_a_desk_that_closes_ends_the_run_with_its_chunk() -> None:
    asked = []
    gateway = FakeFiles()

    def move(over: Callable[[], bool]) -> Ran:
        asked.append(over)
        return Ran()

    gateway.move = move  # type: ignore[method-assign]
    files = desk_with(gateway)
    files.want()
    assert not asked[0]()
    files.stop()
    assert asked[0]()
