"""A receipt printer for the tests: a socket that speaks ESC/POS, keeps what arrives, and can run out of paper or jam."""

from __future__ import annotations

import re
import socketserver
import threading
from dataclasses import dataclass, field

import zxingcpp
from PIL import Image

_ASKED = re.compile(rb"\x10\x04([\x01-\x04])|\x1dr\x01")
_RASTER = b"\x1dv0"
_CODE = re.compile(rb"\x1d\(k(..)\x31\x50\x30", re.S)


@dataclass
class Fault:
    """What is wrong with it: from the beginning, or after so many bytes of a job."""

    paper_out: bool = False
    jammed: bool = False
    cover_open: bool = False
    dumb: bool = False
    stops_after: int | None = None
    hangs_up: bool = False


@dataclass
class SlipPrinter:
    """Where it listens, and what it printed, connection by connection."""

    port: int = 0
    fault: Fault = field(default_factory=Fault)
    jobs: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"escpos://127.0.0.1:{self.port}"

    def answer(self, about: int) -> bytes:
        """What it says of itself, in the bits of ESC/POS."""
        fault = self.fault
        bits = {
            2: 0x04 * fault.cover_open | 0x20 * fault.paper_out, 3: 0x08 * fault.jammed,
            4: 0x60 * fault.paper_out,
        }  # fmt: skip
        return bytes([0x12 | bits.get(about, 0)])

    def text(self, encoding: str = "gb18030", job: int = -1) -> str:
        """The letters of a job, without commands and pictures."""
        plain = re.sub(rb"\x1d\(k(..)", lambda found: b"", self.jobs[job], flags=re.S)
        plain = re.sub(
            rb"\x1b[@aEd!tp].|\x1b-.|\x1d[!V].|\x1c[&.]|\x1cW.|\x1c\(C....", b"", plain, flags=re.S
        )
        return plain.decode(encoding, errors="replace")

    def code(self, job: int = -1) -> str:
        """What its QR says, be it the printer's own or a picture."""
        found = _CODE.search(self.jobs[job])
        if found:
            length = int.from_bytes(found[1], "little") - 3
            return self.jobs[job][found.end() : found.end() + length].decode()
        (read,) = zxingcpp.read_barcodes(self.pictures(job))
        return read.text

    def pictures(self, job: int = -1) -> Image.Image:
        """All pictures of a job below each other."""
        data, at, parts = self.jobs[job], 0, []
        while (at := data.find(_RASTER, at)) >= 0:
            across, down = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (4, 6))
            raw = bytes(0xFF ^ byte for byte in data[at + 8 : at + 8 + across * down])
            parts.append(Image.frombytes("1", (across * 8, down), raw))
            at += 8 + across * down
        whole = Image.new("1", (parts[0].width, sum(part.height for part in parts) + 40), 1)
        top = 0
        for part in parts:
            whole.paste(part, (0, top))
            top += part.height
        return whole.convert("L")


class _Wire(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        printer: SlipPrinter = self.server.printer  # type: ignore[attr-defined]
        job, whole = b"", b""
        while data := self.request.recv(65536):
            whole += data
            for asked in _ASKED.finditer(data):
                if not printer.fault.dumb and not (
                    asked[1] is None and printer.fault.stops_after is not None
                ):
                    self.request.sendall(printer.answer(asked[1][0]) if asked[1] else b"\x00")
            job += data if printer.fault.dumb else _ASKED.sub(b"", data)  # which is no question in a picture
            stops = printer.fault.stops_after
            if stops is not None and len(job) > stops:
                job = job[:stops]
                printer.fault.paper_out = not printer.fault.jammed
                if printer.fault.hangs_up:
                    break
        if job:
            printer.jobs.append(job)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True


class running:  # noqa: N801 - reads as a statement
    """A printer for as long as the block lasts."""

    def __enter__(self) -> SlipPrinter:
        self._server = _Server(("127.0.0.1", 0), _Wire)
        printer = SlipPrinter(self._server.server_address[1])
        self._server.printer = printer  # type: ignore[attr-defined]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return printer

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
