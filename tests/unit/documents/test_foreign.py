"""A paper of anyone is opened where it can do no harm: slow, greedy and damaged ones are refused in a sentence."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.documents import foreign, preview
from app.errors import UserError


def pdf_of(*objects: bytes) -> bytes:
    """A whole PDF of these objects, the catalogue first."""
    out, places = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def stream(words: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (words, len(data), data)


def page_that_does(what: bytes, resources: bytes, *more: bytes) -> bytes:
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 400] /Contents 4 0 R /Resources << /XObject << %s >> >> >>"
        % resources,
        stream(b"", what),
        *more,
    )


def slow() -> bytes:
    """Forms that draw forms that draw forms: 2 KB that take days."""
    forms = [
        stream(
            b"/Type /XObject /Subtype /Form /BBox [0 0 200 400] /Resources << /XObject << /F %d 0 R >> >>"
            % (number + 1),
            b"/F Do " * 60,
        )
        for number in range(5, 11)
    ]
    last = stream(b"/Type /XObject /Subtype /Form /BBox [0 0 200 400]", b"0 0 200 400 re f " * 60)
    return page_that_does(b"/F Do", b"/F 5 0 R", *forms, last)


def paper(pages: int = 2) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(200, 400))
    for number in range(pages):
        canvas.drawString(20, 200, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_a_page_looks_as_it_does_in_our_own_process() -> None:
    assert foreign.count_pages(paper(3)) == 3
    assert foreign.page(paper(), 1, 640) == preview.page(paper(), 1, 640)


def test_a_paper_that_would_take_for_ever_is_given_up_and_its_reader_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(foreign, "LIMIT_S", 1.5)
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **values: Any) -> None:
            super().__init__(*args, **values)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    with pytest.raises(UserError, match="pdf_too_heavy"):
        foreign.page(slow(), 0, 640)
    (reader,) = started
    assert reader.returncode is not None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere time alone bounds it")
def test_the_readers_memory_is_bounded() -> None:
    words = "from app.documents import reader; reader._bound(5, {most}); held = bytearray(300_000_000)"
    for most, ends in ((250_000_000, 1), (800_000_000, 0)):
        done = subprocess.run(
            [sys.executable, "-c", words.format(most=most)], stderr=subprocess.PIPE, env=foreign._environment(),
            timeout=30, check=False,
        )  # fmt: skip
        assert done.returncode == ends, done.stderr
    assert foreign.page(paper(), 0, 2048).height == 2048, "an ordinary one has room"


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for Python")
def test_a_reader_that_only_waits_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    idle = tmp_path / "idle"
    idle.write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    idle.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(idle))
    monkeypatch.setattr(foreign, "LIMIT_S", 0.3)
    with pytest.raises(UserError, match="pdf_too_heavy"):
        foreign.count_pages(paper())


def test_a_reader_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MOST_BYTES", 30_000_000)  # not even Python has room
    with pytest.raises(UserError, match="pdf_too_heavy"):
        foreign.page(paper(), 0, 640)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n" + b"x" * 900, paper()[:300]])
def test_what_is_no_whole_paper_is_refused(pdf: bytes) -> None:
    for look in (foreign.count_pages, lambda found: foreign.page(found, 0, 640)):
        with pytest.raises(UserError, match="pdf_not_shown"):
            look(pdf)


def test_the_reader_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOWROOM_PASSWORD", "geheim")
    assert "geheim" not in foreign._environment().values()
