"""A real IPP printer for the tests: `ippeveprinter`, with the message bus and the mDNS service it insists on.

A plugin of the suite's root, so that there is one of each fixture: imported into a module it would be another.

Everything runs on a bus of its own in a temporary folder, so nothing of the machine is touched or needed: no
init, no system bus, no CUPS. Avahi allows one instance a machine; with a /run of its own it does not see others.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.single import FileLock

NEEDED = {"ippeveprinter": "cups-ipp-utils", "avahi-daemon": "avahi-daemon", "dbus-daemon": "dbus"}
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
</policy></busconfig>
"""
AVAHI = """[server]
use-ipv6=no
allow-interfaces=lo
enable-dbus=yes
[wide-area]
enable-wide-area=no
"""


@dataclass
class VirtualPrinter:
    """Where it listens and where it leaves what arrived."""

    uri: str
    spool: Path
    asked: Path
    """What was asked for with each job, one line each: its paper."""

    def says(self, trouble: str) -> None:
        """From the next job on it stops with this, such as `media-jam-error`; the job stays in it."""
        (self.spool / "trouble").write_text(trouble)

    def arrived(self, count: int = 1) -> list[bytes]:
        """The documents that arrived, once there are `count`."""
        wait_for(lambda: len(list(self.spool.glob("*.pdf"))) >= count, "no document arrived")
        time.sleep(0.1)  # the last one may still be written
        return [file.read_bytes() for file in sorted(self.spool.glob("*.pdf"))]


def wait_for(ready: Callable[[], bool], why: str, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            pytest.fail(why)
        time.sleep(0.05)


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        pytest.fail(f"{name} is missing: apt-get install --no-install-recommends {NEEDED[name]}")
    return found


@pytest.fixture(scope="module")
def message_bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which the printer finds its bus and Avahi."""
    if sys.platform != "linux":
        pytest.skip("ippeveprinter is tested on Linux")
    programs = {name: program(name) for name in NEEDED}
    if os.geteuid() != 0:
        # Avahi keeps its files in /run, so only root can start one; others use the machine's own.
        if not Path("/run/avahi-daemon/pid").exists():
            pytest.skip("neither root nor a running Avahi")
        yield dict(os.environ)
        return
    folder = Path(tmp_path_factory.mktemp("b"))
    (folder / "bus.conf").write_text(BUS.format(folder=folder))
    (folder / "avahi.conf").write_text(AVAHI)
    environment = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/bus"}
    with ExitStack() as stack:
        command = [programs["dbus-daemon"], f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile"]
        stack.enter_context(running(command, folder))
        wait_for((folder / "bus").exists, "the message bus did not start")
        options = ["--no-drop-root", "--no-chroot", "--no-rlimits", "--file", str(folder / "avahi.conf")]
        place = alone()
        if not place:  # as in a chroot: one module at a time
            stack.enter_context(FileLock(Path("/run/showroom-tests-avahi"), patience=240))
        avahi = stack.enter_context(
            running([*place, programs["avahi-daemon"], *options], folder, environment, "avahi")
        )
        log = folder / "avahi.log"

        def started() -> bool:
            if avahi.poll() is not None:
                pytest.fail(f"Avahi ended: {log.read_text()}")
            return "startup complete" in log.read_text()

        wait_for(started, "Avahi did not start")
        yield environment


def alone() -> list[str]:
    """What gives a program a place of its own for its PID file and socket, where the machine allows it."""
    place = "mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon"
    if shutil.which("unshare") is None:
        return []
    probe = ["unshare", "--mount", "sh", "-c", place]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        return []
    return ["unshare", "--mount", "sh", "-c", f'{place} && exec "$@"', "sh"]


@contextmanager
def running(
    command: list[str], folder: Path, environment: dict[str, str] | None = None, name: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """A program for as long as the block lasts."""
    log = folder / f"{name or Path(command[0]).name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


PRINTS = r"""#!/bin/sh
echo "$IPP_MEDIA" >> "{spool}/asked"
if [ -f "{spool}/trouble" ]; then echo "STATE: +$(cat "{spool}/trouble")" >&2; exec sleep 20; fi
"""
"""What the printer runs for each job: it notes what paper was asked for, and stops if it shall."""


@pytest.fixture
def virtual_printer(message_bus: dict[str, str], tmp_path: Path) -> Iterator[VirtualPrinter]:
    """A printer that takes PDF only and keeps every document."""
    spool = tmp_path / "spool"
    spool.mkdir()
    prints = tmp_path / "prints"
    prints.write_text(PRINTS.replace("{spool}", str(spool)))
    prints.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["-n", "localhost", "-p", str(port), "-d", str(spool)]
    command = [
        program("ippeveprinter"),
        "-r",
        "off",
        "-k",
        "-c",
        str(prints),
        "-f",
        "application/pdf",
        *where,
        f"Counter {port}",
    ]
    with running(command, tmp_path, message_bus) as process:

        def listening() -> bool:
            if process.poll() is not None:
                pytest.fail(f"the printer ended: {(tmp_path / 'ippeveprinter.log').read_text()}")
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        wait_for(listening, "the printer did not listen")
        yield VirtualPrinter(f"ipp://localhost:{port}/ipp/print", spool, spool / "asked")
