"""A desk's own sync moves pictures and papers: after the cycle that took their rows, in silence while it cannot."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from app.clock import SystemClock
from app.filing import Filing
from app.gateways.files import FilesOfTerminal
from app.gateways.sync import SyncOfTerminal
from app.presenters.base import run_now
from app.presenters.files import FilesPresenter
from app.presenters.sync_status import SyncPresenter
from tests.faulty import Relay
from tests.shop import MODEL, Till, new_vin, settle


def never(op: object, on_done: object, on_error: object) -> None:
    """Nobody waits for news in these tests."""


def desk_of(till: Till, user: str = "wang") -> tuple[SyncPresenter, FilesPresenter]:
    """The presenters of an open desk, doing everything at once."""
    place = till.as_(user)
    clock = SystemClock()
    sync = SyncPresenter((run_now, run_now, never), SyncOfTerminal(place), clock)
    files = FilesPresenter(run_now, run_now, FilesOfTerminal(place), clock, sync.note_files)
    sync.follow(files.want)
    files.load()
    return sync, files


def attached(till: Till, folder: Path) -> str:
    file = folder / "page.pdf"
    file.write_bytes(b"%PDF-1.7\n" + os.urandom(70_000))
    no = till.sell(till.receive(new_vin())[0]).contract_no
    Filing(till.wang).attach(no, file, scan=True)
    return no


def test_a_file_goes_up_after_the_cycle_that_took_its_row_and_is_read_elsewhere(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    no = attached(counter, tmp_path)
    sync, files = desk_of(counter)
    (waiting,) = files.state.waiting
    assert (waiting.name, waiting.about, waiting.trouble) == ("page.pdf", no, "")
    assert sync.state.files == 1
    sync.keep_up()
    sync.hurry()  # the state of the row comes back
    sync.load()
    assert sync.state.status.waiting == 0
    assert files.state.waiting == ()
    assert sync.state.files == 0
    settle(booth)
    (row,) = Filing(booth.wang).files_of(no)
    assert len(b"".join(Filing(booth.wang).content(row))) == 70_009


def test_a_picture_of_the_catalogue_comes_to_a_desk_by_itself_and_the_screens_hear_of_it(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    file = tmp_path / "car.jpg"
    Image.effect_noise((300, 200), 50).save(file)
    Filing(counter.as_("sun")).set_picture(MODEL, file)
    counter.sync()
    Filing(counter.wang).transfer()
    heard = []
    deaf = booth.wang.bus.subscribe(heard.append)
    sync, _ = desk_of(booth)
    sync.keep_up()
    deaf()
    filing = Filing(booth.wang)
    assert filing.thumbnail(filing.pictures_of_model(MODEL)[0]) is not None
    assert any(changes.touches("content") for changes in heard)


def test_without_a_network_files_wait_in_silence_and_nothing_is_lost(
    far: Till, relay: Relay, tmp_path: Path
) -> None:
    attached(far, tmp_path)
    far.sync()
    relay.rule = lambda path, answer: None if "/blobs/" in path else answer
    sync, files = desk_of(far)
    sync.keep_up()
    sync.load()
    assert [file.trouble for file in files.state.waiting] == [""]
    assert files.state.troubles == ()
    assert sync.state.status.online
    assert sync.headline()[1] == "Everything entered is safe at the centre"
    assert "1 picture or paper still goes up" in sync.headline()[2]
    relay.clear()
    assert Filing(far.wang).transfer().sent == 1


def test_what_is_damaged_here_says_so_beside_its_name_and_holds_up_no_other(
    counter: Till, tmp_path: Path
) -> None:
    attached(counter, tmp_path)
    store = Filing(counter.wang).store
    (row,) = Filing(counter.wang).waiting()
    sealed = store._file(row.sha256)
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"?")
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 another page")
    Filing(counter.wang).attach(counter.sell(counter.receive(new_vin())[0]).contract_no, other)
    sync, files = desk_of(counter)
    sync.keep_up()
    sync.hurry()
    (left,) = files.state.waiting
    assert left.name == "page.pdf"
    assert "damaged" in left.trouble
    assert "Add it again" in left.trouble
