"""What a terminal makes of pictures and papers of anyone: small ones, pages, and nothing at all of what is hostile."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.documents import foreign
from app.domain.attachments import FileKind
from app.errors import UserError
from app.filing import Filing
from app.gateways.pictures import PicturesOfTerminal
from app.presenters.pictures import Leaf
from app.services import attachments
from app.services.attachments import Content
from tests.shop import MODEL, Till, new_vin, settle
from tests.unit.documents.test_foreign import slow

HUGE = (20_000, 10_000)  # 200 megapixels
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="file:///etc/passwd"/></svg>'
COLOUR = (30, 160, 90)


def encoded(size: tuple[int, int] = (900, 600), kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, COLOUR).save(target, kind)
    return target.getvalue()


def huge() -> bytes:
    """A PNG of 25 KB that would take 800 MB once it is unpacked."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", *HUGE, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((HUGE[0] // 8 + 1) * HUGE[1]), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def paper(pages: int = 2) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(200, 400))
    for number in range(pages):
        canvas.drawString(20, 200, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def shown_as(till: Till, thumbnail: bytes) -> None:
    """Another maker's terminal gave the model a picture with this thumbnail."""
    store = Filing(till.wang).store
    sha256, size = store.keep([encoded()])
    small, small_size = store.keep([thumbnail])
    content = Content(FileKind.PICTURE, "car.jpg", "image/jpeg", size, sha256, small_size, small)
    attachments.set_picture(till.as_("sun").unit_of_work(), code=MODEL, content=content)


def attached(till: Till, folder: Path, name: str, data: bytes) -> str:
    file = folder / name
    file.write_bytes(data)
    return Filing(till.wang).attach(till.sell(till.receive(new_vin())[0]).contract_no, file)


def test_a_models_picture_is_decoded_to_the_size_that_was_asked_for(counter: Till) -> None:
    shown_as(counter, encoded((640, 400), "WEBP"))
    picture = PicturesOfTerminal(counter.wang).small(("model", MODEL), 96)
    assert picture is not None
    assert (picture.width, picture.height) == (96, 60)
    assert len(picture.pixels) == picture.stride * picture.height
    blue, green, red, opaque = picture.pixels[:4]
    assert opaque == 255
    assert all(abs(got - want) < 12 for got, want in zip((red, green, blue), COLOUR, strict=True))


@pytest.mark.parametrize(
    "thumbnail",
    [SVG, huge(), encoded()[:300], b"\xff\xd8\xff" + b"rubbish" * 40, b"RIFF\x10\x00\x00\x00WEBPVP8 "],
    ids=["svg", "200 megapixels", "cut off", "rubbish", "empty"],
)
def test_what_cannot_be_shown_leaves_the_drawing_in_its_place(counter: Till, thumbnail: bytes) -> None:
    shown_as(counter, thumbnail)
    assert PicturesOfTerminal(counter.wang).small(("model", MODEL), 96) is None


@pytest.mark.parametrize("fault", ["not here", "damaged", "not a picture"])
def test_where_the_picture_of_the_colour_cannot_be_shown_the_one_in_front_is(
    counter: Till, fault: str
) -> None:
    store, sun = Filing(counter.wang).store, counter.as_("sun").unit_of_work()

    def give(name: str, data: bytes) -> str:
        sha256, size = store.keep([data])
        content = Content(FileKind.PICTURE, name, "image/jpeg", size, sha256, size, sha256)
        attachments.set_picture(sun, code=MODEL, content=content)
        return sha256

    red = give("car-red.jpg", encoded((600, 300)) if fault != "not a picture" else SVG)
    give("car-front.jpg", encoded((640, 400)))
    small = PicturesOfTerminal(counter.wang).small
    if fault == "not here":
        store.forget(red)
    elif fault == "damaged":
        store._file(red).write_bytes(b"rubbish")
    shown = small(("model", MODEL, "red"), 96)
    assert shown is not None
    assert (shown.width, shown.height) == (96, 60)


def test_a_large_picture_that_cannot_be_shown_says_why(counter: Till) -> None:
    gateway = PicturesOfTerminal(counter.wang)
    for data, code in (
        (huge(), "picture_pixels"),
        (SVG, "picture_damaged"),
        (encoded()[:300], "picture_damaged"),
    ):
        sha256, size = Filing(counter.wang).store.keep([data])
        content = Content(FileKind.PICTURE, "car.jpg", "image/jpeg", size, sha256)
        attachments.set_picture(counter.as_("sun").unit_of_work(), code=MODEL, content=content)
        (leaf, *_) = gateway.leaves(("model", MODEL))
        with pytest.raises(UserError, match=code):
            gateway.large(leaf, 2048)


def test_a_picture_at_the_centre_only_is_fetched_when_it_is_looked_at(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    file = tmp_path / "car.png"
    file.write_bytes(encoded((1200, 700), "PNG"))
    Filing(counter.as_("sun")).set_picture(MODEL, file)
    counter.sync()
    Filing(counter.wang).transfer()
    settle(booth)
    gateway, filing = PicturesOfTerminal(booth.wang), Filing(booth.wang)
    (leaf, *_) = gateway.leaves(("model", MODEL))
    assert not filing.store.has(filing.file(leaf.key).sha256)
    assert gateway.large(leaf, 600).width == 600
    assert filing.store.has(filing.file(leaf.key).sha256)


def test_the_first_page_of_a_paper_is_its_thumbnail_and_its_pages_are_leafed_through(
    counter: Till, tmp_path: Path
) -> None:
    row_id = attached(counter, tmp_path, "paper.pdf", paper(3))
    filing, gateway = Filing(counter.wang), PicturesOfTerminal(counter.wang)
    thumbnail = filing.thumbnail(filing.file(row_id))
    assert thumbnail is not None
    with Image.open(io.BytesIO(thumbnail)) as page:
        assert page.size == (320, 640)
    small = gateway.small(("file", row_id), 96)
    assert small is not None
    assert small.height == 96
    leaves = gateway.leaves(("file", row_id))
    assert [leaf.kind for leaf in leaves] == ["page"] * 3
    assert gateway.large(leaves[2], 800).height == 800


def test_a_paper_without_a_thumbnail_gets_one_here_and_one_that_is_damaged_none(
    counter: Till, tmp_path: Path
) -> None:
    store, gateway = Filing(counter.wang).store, PicturesOfTerminal(counter.wang)
    no = counter.sell(counter.receive(new_vin())[0]).contract_no
    sha256, size = store.keep([paper()])
    content = Content(FileKind.DOCUMENT, "paper.pdf", "application/pdf", size, sha256)
    bare = attachments.attach(counter.wang.unit_of_work(), contract_no=no, content=content)
    assert gateway.small(("file", bare), 96) is not None
    damaged = attached(counter, tmp_path, "damaged.pdf", b"%PDF-1.7\n" + b"x" * 9000)
    assert gateway.small(("file", damaged), 96) is None
    with pytest.raises(UserError, match="pdf_not_shown"):
        gateway.leaves(("file", damaged))
    assert b"".join(Filing(counter.wang).content(Filing(counter.wang).file(damaged))).startswith(b"%PDF")


def test_a_paper_that_nobody_can_open_in_time_is_kept_and_waited_for_once(
    counter: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "LIMIT_S", 0.8)
    gateway = PicturesOfTerminal(counter.wang)
    row_id = attached(counter, tmp_path, "slow.pdf", slow())
    row = Filing(counter.wang).file(row_id)
    assert row.thumbnail_sha256 is None
    with pytest.raises(UserError, match="pdf_too_heavy"):
        gateway.large(Leaf(f"{row_id}/0", "slow.pdf", "page"), 640)
    assert gateway.small(("file", row_id), 96) is None
    monkeypatch.setattr(foreign, "page", lambda *_: pytest.fail("it was asked for once more"))
    assert gateway.small(("file", row_id), 96) is None
    assert b"".join(Filing(counter.wang).content(row)) == slow()


def test_a_page_of_any_measure_stays_within_its_bounds(counter: Till) -> None:
    from reportlab.pdfgen.canvas import Canvas

    from app.documents import preview

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(2, 14_000))
    canvas.showPage()
    canvas.save()
    page = preview.page(target.getvalue(), 0, 640)
    assert max(page.width, page.height) <= 641


def test_a_film_is_named_and_measured(counter: Till, tmp_path: Path) -> None:
    row_id = attached(counter, tmp_path, "drive.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(3_000_000))
    (leaf,) = PicturesOfTerminal(counter.wang).leaves(("file", row_id))
    assert (leaf.kind, leaf.name, leaf.detail) == ("video", "drive.mp4", "3.0 MB")
    assert PicturesOfTerminal(counter.wang).small(("file", row_id), 96) is None
    length = struct.pack(">BxxxIIII", 0, 1, 1, 600, 55_200) + bytes(80)
    header = struct.pack(">I4sI4s", 16 + len(length), b"moov", 8 + len(length), b"mvhd") + length
    long = attached(counter, tmp_path, "long.mp4", b"\x00\x00\x00\x10ftypmp42\x00\x00\x00\x00" + header)
    (leaf,) = PicturesOfTerminal(counter.wang).leaves(("file", long))
    assert leaf.detail.endswith("KB · 1:32")
