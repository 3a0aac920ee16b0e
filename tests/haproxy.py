"""HAProxy before several server processes, configured as docs/server.md says."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROGRAM = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin")
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "server.md"


def documented() -> str:
    """The configuration in the documentation."""
    found = re.search(r"```haproxy\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, "docs/server.md has no HAProxy configuration"
    return found[1]


@contextmanager
def before(folder: Path, *ports: int) -> Iterator[str]:
    """The address of an HAProxy that spreads requests over servers on these ports of this machine."""
    assert PROGRAM is not None
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = documented()
    bind = re.sub(r"bind \S+.*", f"bind 127.0.0.1:{port}", text)
    plain = re.sub(r"^ *http-request redirect.*\n", "", bind, flags=re.MULTILINE)
    names = iter(ports)
    config = re.sub(
        r"^( +server \S+) \S+", lambda match: f"{match[1]} 127.0.0.1:{next(names)}", plain, flags=re.MULTILINE
    )
    file = folder / "haproxy.cfg"
    file.write_text(config, encoding="utf-8")
    with (folder / "haproxy.log").open("ab") as log:
        process = subprocess.Popen([PROGRAM, "-db", "-f", str(file)], stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, folder / "haproxy.log")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(500):
        assert process.poll() is None, log.read_text(errors="replace")
        with suppress(OSError):
            urllib.request.urlopen(url + "/readyz", timeout=5).close()
            return
        time.sleep(0.02)
    raise AssertionError(log.read_text(errors="replace"))
