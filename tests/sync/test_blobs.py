"""Pictures and papers: cut anywhere and gone on with, checked at both ends, nobody else's business, behind all ops."""

from __future__ import annotations

import io
import os
import random
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from app import blobs, pieces
from app.blobs import BlobStore
from app.errors import ServerUnreachable, UserError
from app.filing import Filing
from app.sync import blobs as queue
from app.sync import transport
from app.sync.blobs import Transfers
from app.sync.transport import Blob, Credentials, Transport
from tests.faulty import Answer, Relay
from tests.shop import MODEL, Shop, Till, new_vin, settle

CHUNK = 1 << 14  # small, so that a few hundred kilobytes are many chunks


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "CHUNK", CHUNK)
    monkeypatch.setattr(queue, "CHUNK", CHUNK)
    for module in (pieces, blobs):
        monkeypatch.setattr(module, "PIECE", CHUNK // 4)


def scan(folder: Path, size: int = 5 * CHUNK + 17, seed: int = 1) -> Path:
    """A PDF's worth of bytes."""
    file = folder / f"page-{seed}.pdf"
    file.write_bytes(b"%PDF-1.7\n" + random.Random(seed).randbytes(size - 9))
    return file


def photo(folder: Path, size: tuple[int, int] = (900, 600)) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6  # lies on its side
    file = folder / "car.jpg"
    Image.effect_noise(size, 64).convert("RGB").save(file, exif=exif)
    return file


def signed(till: Till) -> str:
    """A signed contract's number."""
    return till.sell(till.receive(new_vin())[0]).contract_no


def attached(till: Till, file: Path, **how: bool) -> str:
    """A contract with a file, both known to the server, the content not yet."""
    no = signed(till)
    Filing(till.wang).attach(no, file, **how)
    till.sync()
    return no


def line_of(till: Till) -> Transport:
    return Transport(till.wang.vault.identity().server_url)


def transfers(till: Till, line: Transport) -> Transfers:
    return Transfers(Filing(till.wang).store, line, Credentials.of(till.wang.vault))


def blob_of(till: Till, no: str) -> Blob:
    (row,) = Filing(till.wang).files_of(no)
    return Blob(row.scope, row.sha256, row.size)


def cut_each(relay: Relay, method: str) -> list[str]:
    """Cut the answer to every second call of a method; the calls that were cut."""
    cut: list[str] = []
    seen = [0]

    def rule(path: str, answer: Answer) -> Answer | None:
        if "/blobs/" not in path or relay.method != method:
            return answer
        seen[0] += 1
        if seen[0] % 2:
            cut.append(path)
            return None
        return answer

    relay.rule = rule
    return cut


def until_done(filing: Filing) -> tuple[int, int]:
    """Run the queue again after each cut; what it sent and how often it was cut."""
    moved, cuts = 0, 0
    while True:
        try:
            ran = filing.transfer()
        except ServerUnreachable:
            cuts += 1
            assert cuts < 40
            continue
        moved += ran.sent
        return moved, cuts


def test_an_upload_that_is_cut_after_every_chunk_goes_on_where_it_was(
    far: Till, relay: Relay, shop: Shop, tmp_path: Path
) -> None:
    no = attached(far, scan(tmp_path))
    cut = cut_each(relay, "PATCH")
    bytes_before = relay.taken
    assert until_done(Filing(far.wang)) == (1, 3)
    assert len(cut) == 3
    assert relay.taken - bytes_before < blob_of(far, no).size + CHUNK  # nothing went up twice
    relay.clear()
    far.sync()
    assert [row.state for row in Filing(far.wang).files_of(no)] == ["ready"]


def test_a_download_that_is_cut_at_every_chunk_goes_on_and_is_the_same_file(
    counter: Till, new_till: Callable[..., Till], relay: Relay, tmp_path: Path
) -> None:
    far = new_till("Far away", url=relay.url)
    file = scan(tmp_path, 12 * CHUNK + 5)
    no = attached(counter, file)
    assert Filing(counter.wang).transfer().sent == 1
    settle(counter, far)
    cut = cut_each(relay, "GET")
    filing, cuts = Filing(far.wang), 0
    (row,) = filing.files_of(no)
    while True:
        try:
            content = b"".join(filing.content(row))
        except ServerUnreachable:
            cuts += 1
            assert cuts < 60
            continue
        break
    assert content == file.read_bytes()
    assert len(cut) > 5  # the line tries each once more by itself
    assert not list((far.folder / "blobs").glob("*.part"))


def test_what_does_not_match_its_hash_is_kept_at_neither_end(
    counter: Till, booth: Till, shop: Shop, tmp_path: Path
) -> None:
    no = attached(counter, scan(tmp_path, CHUNK - 5))
    blob, wrong = blob_of(counter, no), os.urandom(CHUNK - 5)
    with closing(line_of(counter)) as line:
        sending = transfers(counter, line)
        sending._called(lambda: line.blob_offset(blob))
        with pytest.raises(UserError, match="blob_hash"):
            line.send_blob(blob, 0, wrong)
        assert line.blob_offset(blob) == 0
        with pytest.raises(UserError, match="blob_unknown"):
            line.blob(blob, 0)
    assert Filing(counter.wang).transfer().sent == 1
    settle(counter, booth)
    stored = shop.settings.blobs_folder / "content" / blob.sha256[:2] / blob.sha256
    good = stored.read_bytes()
    stored.write_bytes(wrong)
    (row,) = Filing(booth.wang).files_of(no)
    with pytest.raises(UserError, match="blob_hash"):
        list(Filing(booth.wang).content(row))
    assert not Filing(booth.wang).store.has(row.sha256)
    stored.write_bytes(good)
    assert b"".join(Filing(booth.wang).content(row)) == good


def test_nobody_learns_what_another_branch_has(
    counter: Till, shop: Shop, till_at: Callable[[Shop, str], Till], tmp_path: Path
) -> None:
    """Not by asking in their name, and not by naming the hash in a row of one's own."""
    file = scan(tmp_path)
    no = attached(counter, file)
    Filing(counter.wang).transfer()
    blob = blob_of(counter, no)
    other = till_at(shop, shop.branch())
    other.sync()
    with closing(line_of(other)) as line:
        asking = transfers(other, line)
        assert asking._called(lambda: line.blob_offset(blob)) is None
        with pytest.raises(UserError, match="blob_unknown"):
            line.blob(blob, 0)
        own_no = attached(other, file)
        own = blob_of(other, own_no)
        assert own.sha256 == blob.sha256
        assert line.blob_offset(own) == 0  # as if nobody had it
        with pytest.raises(UserError, match="blob_unknown"):
            line.blob(own, 0)
    assert Filing(other.wang).transfer().sent == 1
    with closing(line_of(other)) as line:
        assert transfers(other, line)._called(lambda: line.blob(own, 0)) == file.read_bytes()[:CHUNK]


def test_thumbnails_come_by_themselves_and_originals_when_they_are_opened(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    Filing(counter.as_("sun")).set_picture(MODEL, photo(tmp_path))
    counter.sync()
    assert Filing(counter.wang).transfer().sent == 2
    settle(counter, booth)
    filing = Filing(booth.wang)
    assert filing.transfer().fetched >= 1
    thumbnail = filing.thumbnail(filing.pictures_of_model(MODEL)[0])
    assert thumbnail is not None
    with Image.open(io.BytesIO(thumbnail)) as shown:
        assert shown.size == (427, 640)  # upright
        assert not shown.getexif()
    (sha256,) = booth.query("SELECT sha256 FROM model_picture ORDER BY id DESC LIMIT 1")[0]
    assert not filing.store.has(sha256)


def test_a_sale_never_waits_for_a_large_file(far: Till, relay: Relay, tmp_path: Path) -> None:
    attached(far, scan(tmp_path, 30 * CHUNK))
    vin = far.receive(new_vin())[0]
    far.sync()
    first, go_on = threading.Event(), threading.Event()

    def slow(path: str, answer: Answer) -> Answer:
        if relay.method == "PATCH":
            first.set()
            assert go_on.wait(60)
        return answer

    relay.rule = slow
    filing, ended = Filing(far.wang), []
    thread = threading.Thread(target=lambda: ended.append(filing.transfer()))
    thread.start()
    assert first.wait(60)
    sold = far.sell(vin)
    assert far.sync().pushed == 1  # while a chunk hangs on its own line
    assert not ended
    go_on.set()
    thread.join(60)
    assert ended[0].gave_way
    assert ended[0].sent == 0
    assert sold.contract_no
    relay.clear()
    assert Filing(far.wang).transfer().sent == 1


def test_the_signed_paper_is_attached_once_and_read_elsewhere(counter: Till, booth: Till) -> None:
    no = signed(counter)
    filing = Filing(counter.wang)
    assert filing.attach_paper(no) == filing.attach_paper(no)
    counter.sync()
    filing.transfer()
    settle(counter, booth)
    (row,) = Filing(booth.wang).files_of(no)
    assert b"".join(Filing(booth.wang).content(row)).startswith(b"%PDF-")
    assert counter.wang.status()["parked"] == 0


def test_nothing_on_the_disk_is_in_clear_and_a_stolen_disk_names_no_file(
    counter: Till, tmp_path: Path
) -> None:
    file = scan(tmp_path)
    no = attached(counter, file)
    lying = list((counter.folder / "blobs").iterdir())
    assert blob_of(counter, no).sha256 not in {each.name for each in lying}
    assert all(file.read_bytes()[100:140] not in each.read_bytes() for each in lying)


def test_files_of_other_kinds_and_sizes_are_refused_before_anything_is_kept(
    counter: Till, tmp_path: Path
) -> None:
    no, filing = signed(counter), Filing(counter.wang)
    letter, large = tmp_path / "letter.pdf", tmp_path / "large.pdf"
    letter.write_text("Dear all")
    with large.open("wb") as target:
        target.write(b"%PDF-1.7")
        target.truncate(50_000_001)
    for file, code in (
        (letter, "file_kind"),
        (large, "file_size"),
        (tmp_path / "none.pdf", "file_not_readable"),
    ):
        with pytest.raises(UserError, match=code):
            filing.attach(no, file)
    with pytest.raises(UserError, match="not_a_picture"):
        Filing(counter.as_("sun")).set_picture(MODEL, scan(tmp_path))
    assert filing.files_of(no) == []


def test_uploads_that_nobody_ends_and_contents_without_a_row_are_collected(
    counter: Till, shop: Shop, tmp_path: Path
) -> None:
    from app.clock import SystemClock
    from server.blobs import Blobs

    no = attached(counter, scan(tmp_path))
    Filing(counter.wang).transfer()
    blob, folder = blob_of(counter, no), shop.settings.blobs_folder
    left = [folder / "parts" / "x.part", folder / "content" / "ff" / ("ff" * 32)]
    for file in left:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"left")
        os.utime(file, (1, 1))
    kept = folder / "content" / blob.sha256[:2] / blob.sha256
    os.utime(kept, (1, 1))
    assert Blobs(shop.database, folder, SystemClock()).collect() == 2
    assert kept.exists()
    assert not any(file.exists() for file in left)


def test_a_store_within_its_quota_keeps_what_is_not_at_the_server(tmp_path: Path) -> None:
    store = BlobStore(tmp_path, bytes(32), quota=250_000)
    kept = [store.keep([random.Random(n).randbytes(100_000)])[0] for n in range(4)]
    for n, sha256 in enumerate(kept):
        os.utime(store._file(sha256), (1000 + n, 1000 + n))
    assert store.evict([kept[0]]) == 2  # the oldest is spared: the next ones go
    assert [store.has(sha256) for sha256 in kept] == [True, False, False, True]


def test_a_kill_while_a_file_gets_its_name_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(self: Path, target: Path) -> Path:
        raise Killed

    data = random.Random(5).randbytes(700_000)
    store = BlobStore(tmp_path, bytes(32))
    sha256, _ = BlobStore(tmp_path / "elsewhere", bytes(32)).keep([data])
    with store.incoming(sha256) as incoming:
        incoming.write(data[:600_000])
    with monkeypatch.context() as patch, store.incoming(sha256) as incoming:
        assert 590_000 < incoming.offset < 600_000  # whole pieces
        incoming.write(data[incoming.offset :])
        patch.setattr(Path, "replace", killed)
        with pytest.raises(Killed):
            incoming.finish()
    assert not store.has(sha256)
    with store.incoming(sha256) as incoming:
        incoming.write(data[incoming.offset :])
        incoming.finish()
    assert store.read(sha256) == data


def test_a_damaged_file_says_so_and_is_never_taken_for_good(tmp_path: Path) -> None:
    store = BlobStore(tmp_path, bytes(32))
    sha256, _ = store.keep([os.urandom(600_000)])
    file = store._file(sha256)
    sealed = bytearray(file.read_bytes())
    sealed[400_000] ^= 1
    file.write_bytes(sealed)
    with pytest.raises(UserError, match="blob_damaged"):
        store.read(sha256)


def test_a_file_that_was_taken_back_never_goes_up_and_leaves_this_computer(
    counter: Till, booth: Till, shop: Shop, tmp_path: Path
) -> None:
    filing, no = Filing(counter.wang), signed(counter)
    wrong = filing.attach(no, scan(tmp_path, seed=7))
    right = filing.attach(no, scan(tmp_path, seed=8))
    sha256 = filing.file(wrong).sha256
    filing.withdraw(wrong)
    assert not filing.store.has(sha256)
    counter.sync()
    assert filing.transfer().sent == 1
    settle(counter, booth)
    for till in (counter, booth):
        assert [row.id for row in Filing(till.wang).files_of(no)] == [right]
    assert not (shop.settings.blobs_folder / "content" / sha256[:2] / sha256).exists()
    with pytest.raises(UserError, match="file_sent"):
        filing.withdraw(right)
    assert filing.attach(no, scan(tmp_path, seed=7)) != wrong, "added again it counts again"
    counter.sync()
    assert filing.transfer().sent == 1
    assert counter.wang.status()["parked"] == 0


def test_a_content_that_another_row_needs_stays_when_one_is_taken_back(counter: Till, tmp_path: Path) -> None:
    filing, file = Filing(counter.wang), scan(tmp_path)
    first, second = signed(counter), signed(counter)
    wrong, right = filing.attach(first, file), filing.attach(second, file)
    filing.withdraw(wrong)
    assert filing.store.has(filing.file(right).sha256)
    counter.sync()
    assert filing.transfer().sent == 1
    counter.sync()
    filing.withdraw(filing.attach(first, file))
    assert filing.unsent() == 0, "what is here is here for the other's sake"


def test_a_file_taken_back_here_that_the_server_has_meanwhile_stays_out_of_sight_and_nothing_is_parked(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    no, file = signed(counter), scan(tmp_path)
    wrong = Filing(counter.wang).attach(no, file)
    settle(counter, booth)
    blob = blob_of(counter, no)
    store = Filing(booth.wang).store
    assert store.keep([file.read_bytes()])[0] == blob.sha256
    assert Filing(booth.wang).transfer().sent == 1  # another desk of the branch had the same file
    Filing(counter.wang).withdraw(wrong)
    settle(counter, booth)
    assert Filing(booth.wang).files_of(no) == []
    assert counter.wang.status()["parked"] == 0


def test_a_customers_papers_are_theirs_alone(counter: Till, booth: Till, tmp_path: Path) -> None:
    no = signed(counter)
    ((customer_id,),) = counter.query("SELECT customer_id FROM contract WHERE no = :no", no=no)
    filing = Filing(counter.wang)
    licence = filing.attach_to_customer(customer_id, photo(tmp_path))
    settle(counter, booth)
    assert filing.transfer().sent == 2
    settle(counter, booth)
    (row,) = Filing(booth.wang).files_of_customer(customer_id)
    assert (row.id, row.state) == (licence, "ready")
    assert filing.files_of(no) == []
    with pytest.raises(UserError, match="customer_unknown"):
        filing.attach_to_customer("00000000-0000-7000-8000-000000000000", photo(tmp_path))
    with pytest.raises(UserError, match="not_allowed"):
        Filing(counter.as_("liu")).attach_to_customer(customer_id, photo(tmp_path))
