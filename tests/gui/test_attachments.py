"""Files of a contract and of a customer at the desk: added, dropped, looked at, saved, taken back, and what is refused."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.errors import UserError
from app.filing import Filing
from app.gateways.attachments import AttachmentsOfTerminal
from app.presenters.attachments import Owner
from app.views.viewer import Viewer
from tests.gui.fakes_files import FakeAttachments
from tests.gui.stage import Stage
from tests.shop import Shop, Till, new_vin, settle

pytestmark = pytest.mark.gui
SIGNED = "HZB2-26-00412"
OWNER = Owner("contract", SIGNED)


@pytest.fixture
def page(stages: Callable[..., Stage]) -> tuple[Stage, Any]:
    """The list of contracts with a signed one chosen."""
    stage = stages()
    shown = stage.enter("contracts", online=True)
    shown.entered(SIGNED)
    return stage, shown


def gateway_of(stage: Stage) -> FakeAttachments:
    found: FakeAttachments = stage.stack.desk.more["attachments"]
    return found


def said(section: Any) -> str:
    return " ".join(each.text() for each in section.findChildren(QLabel) if each.isVisibleTo(section))


def names(section: Any) -> list[str]:
    return [row.name for row in section._model.loaded()]


# ------------------------------------------------------------------ on the screen


def test_each_file_says_where_it_lies_and_only_one_that_waits_can_be_taken_back(
    page: tuple[Stage, Any],
) -> None:
    _, shown = page
    section = shown.files
    assert names(section) == ["Signed page.pdf", "Handover.jpg", "test-drive.mp4"]
    model = section.table.model()
    places = [model.data(model.index(at, 1), int(Qt.ItemDataRole.AccessibleTextRole)) for at in range(3)]
    assert places == ["Place: Safe", "Place: Waits", "Place: Centre"]
    section.table.choose(0)
    assert "opens without a network" in said(section)
    assert not section.withdraw.isVisibleTo(section)
    section.table.choose(1)
    assert "Until then you can take it back." in said(section)
    section.withdraw.click()
    assert names(section) == ["Signed page.pdf", "test-drive.mp4"]
    assert not section.withdraw.isVisibleTo(section)


def test_ctrl_o_adds_files_and_one_that_is_refused_keeps_out_no_other(
    page: tuple[Stage, Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, shown = page
    chosen = ["/media/stick/licence.pdf", "/media/stick/bad.svg"]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *args: (chosen, ""))
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    qtbot.keyClick(stage.shell, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert names(shown.files)[-1] == "licence.pdf"
    assert shown.files.banner.title() == "Not added"
    assert "bad.svg: It is damaged." in said(shown.files)
    shown.files.scan.click()
    assert gateway_of(stage).scans == [False, True]


def test_files_that_are_dropped_are_added_and_anything_else_is_not(page: tuple[Stage, Any]) -> None:
    _, shown = page
    section, files, words = shown.files, QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/media/stick/page.pdf"), QUrl("https://example.com/x.pdf")])
    words.setText("hello")

    def entering(data: QMimeData) -> bool:
        event = QDragEnterEvent(
            QPoint(9, 9),
            Qt.DropAction.MoveAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        section.dragEnterEvent(event)
        return event.isAccepted()

    assert not entering(words)
    assert entering(files)
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.MoveAction | Qt.DropAction.CopyAction,
        files,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    section.dropEvent(drop)
    assert drop.dropAction() == Qt.DropAction.CopyAction, "the file on the stick stays"
    assert names(section)[-1] == "page.pdf"
    assert len(names(section)) == 4


def test_enter_looks_at_a_file_and_a_copy_is_saved_where_one_says(
    page: tuple[Stage, Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, shown = page
    shown.files.table.choose(2)
    qtbot.keyClick(shown.files.table, Qt.Key.Key_Return)
    (viewer,) = stage.window.findChildren(Viewer)
    assert viewer.title.text() == "test-drive.mp4"
    viewer.reject()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: ("/media/stick/drive.mp4", ""))
    shown.files.save.click()
    assert gateway_of(stage).saved == [("f3", "/media/stick/drive.mp4")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: ("", ""))
    shown.files.save.click()
    assert len(gateway_of(stage).saved) == 1, "no place chosen: nothing is written"


def test_what_cannot_be_taken_back_says_so_above_the_list(page: tuple[Stage, Any]) -> None:
    stage, shown = page
    gateway_of(stage).refusal = UserError("file_sent", "It is at the centre already.")
    shown.files.table.choose(1)
    shown.files.withdraw.click()
    assert shown.files.banner.title() == "It is at the centre already."
    assert len(names(shown.files)) == 3


def test_what_goes_up_meanwhile_is_told_and_another_contract_has_its_own(page: tuple[Stage, Any]) -> None:
    stage, shown = page
    gateway = gateway_of(stage)
    shown.files.table.choose(1)
    gateway.kept[OWNER] = tuple(
        type(file)(file.id, file.name, file.kind, file.size, file.at, file.by, "here")
        for file in gateway.kept[OWNER]
    )
    stage.stack.desk.bus.publish(Changes({"content": frozenset()}))
    assert shown.files._presenter.state.chosen.place == "here"
    assert not shown.files.withdraw.isVisibleTo(shown.files)
    shown.table.choose(0)
    assert names(shown.files) == []
    assert "None yet" in said(shown.files)
    assert not shown.files.look.isVisibleTo(shown.files)


def test_a_customer_has_papers_too_and_no_signed_page(
    stages: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stages()
    page = stage.enter("customers")
    assert not page.files.isVisibleTo(page)
    page.table.choose(0)
    assert not page.files.scan.isVisibleTo(page.files)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *args: (["/media/stick/licence.jpg"], ""))
    page.files.add.click()
    assert gateway_of(stage).files(Owner("customer", "c0"))[0].name == "licence.jpg"


def test_a_signed_paper_is_sealed_where_the_seal_is_and_the_sealed_file_is_chosen_to_be_saved(
    page: tuple[Stage, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, shown = page
    gateway, section = gateway_of(stage), shown.files
    assert not section.seal.isVisibleTo(section)
    gateway.seals = True
    stage.stack.desk.bus.publish(Changes({"contract": frozenset()}))
    gateway.refusal = UserError(
        "seal_expired", "The seal's certificate is good from {begins} to {ends}. Get a new one."
    )
    section.seal.click()
    assert "Get a new one" in said(section)
    gateway.refusal = None
    section.seal.click()
    assert section._presenter.state.chosen.name == f"{SIGNED}-v1-sealed.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: ("/media/stick/sealed.pdf", ""))
    section.save.click()
    assert gateway.saved == [("sealed", "/media/stick/sealed.pdf")]


# ------------------------------------------------------------------ over a real terminal


def contract(till: Till) -> Owner:
    return Owner("contract", till.sell(till.receive(new_vin())[0]).contract_no)


def paper(folder: Path, name: str = "page.pdf", size: int = 9000) -> str:
    file = folder / name
    file.write_bytes(b"%PDF-1.7\n" + os.urandom(size))
    return str(file)


def test_a_file_waits_is_safe_and_lies_at_the_centre_until_another_desk_opens_it(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    here, there = AttachmentsOfTerminal(counter.wang), AttachmentsOfTerminal(booth.wang)
    owner = contract(counter)
    assert here.add(owner, [paper(tmp_path)], scan=True).names == ("page.pdf",)
    assert [(file.kind, file.place) for file in here.files(owner)] == [("scan", "waiting")]
    settle(counter, booth)
    assert [file.place for file in there.files(owner)] == ["elsewhere"]
    Filing(counter.wang).transfer()
    settle(counter, booth)
    assert [file.place for file in here.files(owner)] == ["here"]
    (file,) = there.files(owner)
    assert file.place == "centre"
    target = tmp_path / "copy.pdf"
    there.save(file.id, str(target))
    assert target.read_bytes() == (tmp_path / "page.pdf").read_bytes()
    assert [file.place for file in there.files(owner)] == ["here"]
    assert not list(tmp_path.glob(".*.new"))


def test_each_bad_file_is_named_with_what_to_do_and_the_good_ones_are_taken(
    counter: Till, tmp_path: Path
) -> None:
    owner, gateway = contract(counter), AttachmentsOfTerminal(counter.wang)
    for name, data in {
        "logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "photo.jpg": b"\xff\xd8\xff\xe0 not a photo",
        "letter.pdf": b"PK\x03\x04 a Word file",
        "empty.png": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
    Image.new("1", (8_000, 7_000)).save(tmp_path / "huge.png")
    with (tmp_path / "long.pdf").open("wb") as large:
        large.write(b"%PDF-1.7")
        large.truncate(50_000_001)
    Image.new("RGB", (80, 60)).save(tmp_path / "really-a-png.jpg", "PNG")
    asked = ["logo.svg", "photo.jpg", "letter.pdf", "empty.png", "huge.png", "long.pdf", "gone.pdf"]
    added = gateway.add(owner, [str(tmp_path / name) for name in [*asked, "really-a-png.jpg"]], scan=False)
    assert added.names == ("really-a-png.jpg",), "what it is says its content, not its name"
    told = dict(added.refused)
    assert list(told) == asked
    assert "known kind" in told["logo.svg"]
    assert "damaged" in told["photo.jpg"]
    assert "known kind" in told["letter.pdf"]
    assert "known kind" in told["empty.png"]
    assert "56 megapixels" in told["huge.png"]
    assert "50 MB" in told["long.pdf"]
    assert "cannot be read" in told["gone.pdf"]
    assert len(gateway.files(owner)) == 1


def test_a_disk_that_fills_in_mid_file_says_so_and_leaves_nothing_half(
    counter: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import pieces

    owner, gateway = contract(counter), AttachmentsOfTerminal(counter.wang)
    real, written = pieces.PieceWriter._seal, list[int]()

    def full(self: Any, piece: bytes, *, last: bool) -> None:
        written.append(len(piece))
        if len(written) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, piece, last=last)

    with monkeypatch.context() as patch:
        patch.setattr(pieces.PieceWriter, "_seal", full)
        added = gateway.add(owner, [paper(tmp_path, size=700_000), paper(tmp_path, "next.pdf")], scan=False)
    assert len(written) == 2
    assert added.names == ()
    ((name, reason),) = added.refused
    assert name == "page.pdf"
    assert "disk" in reason.lower()
    assert not list((counter.folder / "blobs").glob("*.part"))
    assert gateway.files(owner) == ()
    assert gateway.add(owner, [str(tmp_path / "page.pdf")], scan=False).names == ("page.pdf",)


def test_a_content_that_vanished_before_it_went_up_is_added_again_and_goes(
    counter: Till, shop: Shop, tmp_path: Path
) -> None:
    owner, gateway = contract(counter), AttachmentsOfTerminal(counter.wang)
    file = paper(tmp_path)
    gateway.add(owner, [file], scan=False)
    filing = Filing(counter.wang)
    (row,) = filing.files_of(owner.key)
    filing.store._file(row.sha256).unlink()
    counter.sync()
    assert filing.transfer().sent == 0
    assert [each.place for each in gateway.files(owner)] == ["elsewhere"]
    with pytest.raises(UserError, match="blob_pending"):
        gateway.save(row.id, str(tmp_path / "copy.pdf"))
    gateway.add(owner, [file], scan=False)
    assert [each.place for each in gateway.files(owner)] == ["waiting"], "the same file is the same row"
    assert filing.transfer().sent == 1


def test_a_copy_never_goes_into_the_terminals_own_folder_or_half_onto_a_full_stick(
    counter: Till, tmp_path: Path
) -> None:
    owner, gateway = contract(counter), AttachmentsOfTerminal(counter.wang)
    gateway.add(owner, [paper(tmp_path)], scan=False)
    (file,) = gateway.files(owner)
    with pytest.raises(UserError, match="file_own"):
        gateway.save(file.id, str(counter.folder / "replica.db"))
    with pytest.raises(UserError, match="file_not_writable"):
        gateway.save(file.id, str(tmp_path / "none" / "copy.pdf"))
