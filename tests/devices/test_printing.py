from __future__ import annotations

import hashlib
import io
import os
import socket
import stat
import sys
from pathlib import Path

import pypdf
import pytest

from app.devices import printing
from app.devices.printing import Printer
from app.documents.contract import render_contract
from app.documents.receipt import render_receipt
from app.errors import PrintBrokeOff, UserError
from tests.printers import VirtualPrinter
from tests.unit.contract_samples import full_contract
from tests.unit.documents.test_receipt import RECEIPT


def test_a_printed_contract_arrives_as_text(virtual_printer: VirtualPrinter) -> None:
    pdf = render_contract(full_contract(), language="zh_CN")
    printing.print_pdf(virtual_printer.uri, pdf, title="合同 MAIN01-26-00001", copies=2)
    (arrived,) = virtual_printer.arrived()
    reader = pypdf.PdfReader(io.BytesIO(arrived))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for expected in (
        "MAIN01-26-00001",
        "LATPAB071W1005301",
        "116,409.02",
        "人民币壹拾壹万陆仟肆佰零玖元零贰分",
    ):
        assert expected in text
    assert not [image for page in reader.pages for image in page.images], "pages were turned into pictures"
    assert hashlib.sha256(arrived).digest() == hashlib.sha256(pdf).digest()


@pytest.mark.slow
def test_a_printer_that_takes_one_job_at_a_time_gets_both(virtual_printer: VirtualPrinter) -> None:
    for number in (1, 2):
        pdf = render_contract(full_contract(no=f"MAIN01-26-0000{number}"), language="en")
        printing.print_pdf(virtual_printer.uri, pdf, title=f"contract {number}")
    assert len(virtual_printer.arrived(2)) == 2


def test_a_path_that_is_no_printer_is_told(virtual_printer: VirtualPrinter) -> None:
    with pytest.raises(UserError) as refusal:
        printing.print_pdf(virtual_printer.uri.replace("/ipp/print", "/nothing/here"), b"%PDF-", title="x")
    assert refusal.value.code in ("printer_unknown", "printer_refused")
    assert "localhost" in refusal.value.message


def test_a_printer_that_is_switched_off_is_told() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(UserError) as refusal:
        printing.print_pdf(f"ipp://localhost:{port}/ipp/print", b"%PDF-", title="x")
    assert refusal.value.code == "printer_unreachable"


def test_a_printer_is_named_by_uri_or_by_queue() -> None:
    assert printing.printer_for("ipp://counter.local") == Printer(
        "counter.local", "ipp://counter.local/ipp/print"
    )
    assert printing.printer_for("ipps://10.0.0.9:443/p/1") == Printer("10.0.0.9", "ipps://10.0.0.9:443/p/1")
    assert printing.printer_for("Counter_A4") == Printer("Counter_A4")


@pytest.mark.parametrize(
    "text", ["", "-o raw", "two words", "http://x/y", "ipp://", "a/b", "file:///etc/passwd"]
)
def test_what_names_no_printer_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        printing.printer_for(text)
    assert refusal.value.code == "printer_unknown"


LP = r"""#!/bin/sh
cat > "{here}/job.pdf"
printf '%s\n' "$@" > "{here}/arguments"
if [ -f "{here}/says" ]; then cat "{here}/says" >&2; exit 1; fi
"""
LPSTAT = r"""#!/bin/sh
if [ "$1" = -e ]; then printf 'Back_office\nCounter\n'
else echo 'system default destination: Counter'; fi
"""


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for the programs of CUPS: `lp` keeps what it is given, or fails with what `says` holds."""
    if sys.platform == "win32":
        pytest.skip("CUPS is not on Windows")
    for name, script in (("lp", LP), ("lpstat", LPSTAT)):
        file = tmp_path / name
        file.write_text(script.replace("{here}", str(tmp_path)))
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return tmp_path


def test_queues_are_listed_with_the_default_first(cups: Path) -> None:
    assert printing.list_printers() == [Printer("Counter", default=True), Printer("Back_office")]


def test_a_queue_is_given_the_pdf_as_it_is(cups: Path) -> None:
    printing.print_pdf("Counter", b"%PDF-1.4 text", title="-合同; rm", copies=3)
    assert (cups / "job.pdf").read_bytes() == b"%PDF-1.4 text"
    arguments = (cups / "arguments").read_text().splitlines()
    assert arguments[:6] == ["-d", "Counter", "-n", "3", "-t", "-合同; rm"]


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("lp: Error - The printer or class does not exist.", "printer_unknown"),
        ("lp: Error - unable to connect to server", "printer_unreachable"),
        ("lp: Error - too many jobs", "printer_refused"),
    ],
)
def test_what_cups_complains_of_is_told(cups: Path, says: str, code: str) -> None:
    (cups / "says").write_text(says)
    with pytest.raises(UserError) as refusal:
        printing.print_pdf("Counter", b"%PDF-", title="x")
    assert refusal.value.code == code


def test_without_a_print_system_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert printing.list_printers() == []
    with pytest.raises(UserError) as refusal:
        printing.print_pdf("Counter", b"%PDF-", title="x")
    assert refusal.value.code == "printer_no_system"


def test_each_paper_is_asked_for_by_its_own_size(
    virtual_printer: VirtualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert printing.paper_of(render_contract(full_contract(), language="en")) == "a4"
    receipt = render_receipt(RECEIPT)
    assert printing.paper_of(receipt) == "a5"
    printing.print_pdf(virtual_printer.uri, receipt, title="on A4, as this printer has no A5")
    with pytest.raises(UserError) as refused:
        printing.print_pdf(virtual_printer.uri, receipt, title="receipt", paper="a5")
    assert refused.value.code == "printer_paper"
    small = "iso_dl_110x220mm"  # the smallest that this printer has
    monkeypatch.setitem(printing._MEDIA, "a5", small)
    for paper in ("", "a5", "a4"):
        printing.print_pdf(virtual_printer.uri, receipt, title="receipt", paper=paper)
    virtual_printer.arrived(4)
    a4 = "iso_a4_210x297mm"
    assert virtual_printer.asked.read_text().split() == [a4, small, small, a4]


@pytest.mark.parametrize(("trouble", "reason"), [("media-empty", "out of paper"), ("media-jam", "jammed")])
def test_a_printer_that_stops_in_mid_job_says_why(
    virtual_printer: VirtualPrinter, trouble: str, reason: str
) -> None:
    virtual_printer.says(trouble)
    with pytest.raises(PrintBrokeOff) as stopped:
        printing.print_pdf(virtual_printer.uri, render_receipt(RECEIPT), title="receipt")
    assert reason in stopped.value.message


@pytest.mark.parametrize(
    ("state", "reasons", "words"),
    [
        (3, "none", ""), (3, "media-empty-warning", ""), (3, ["media-low-warning", "media-jam-error"], "jammed"),
        (5, ["media-empty-warning"], "out of paper"), (5, "paused", "paused"), (3, "cover-open", "cover"),
        (4, "media-jam-report", ""), (5, [], ""),
    ],
)  # fmt: skip
def test_what_keeps_a_printer_from_printing_is_told_apart_from_warnings(
    state: int, reasons: object, words: str
) -> None:
    trouble = printing._trouble({"printer-state": state, "printer-state-reasons": reasons})
    assert words in trouble
    assert bool(words) == bool(trouble)
