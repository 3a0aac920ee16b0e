"""The demo's server: a process of its own, on this computer only."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import ServerUnreachable
from app.i18n import N_

ADMIN, FIRST_PASSWORD = "admin", "showroom-Demo-2026"
START_SECONDS, STOP_SECONDS = 60.0, 20.0


@dataclass
class EmbeddedServer:
    """A central server in a folder, on a loopback port that stays the same."""

    folder: Path
    database_url: str = ""
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def port(self) -> int:
        """The port, chosen once: terminals remember the address."""
        file = self.folder / "port"
        if not file.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            with socket.create_server(("127.0.0.1", 0)) as free:
                file.write_text(str(free.getsockname()[1]), encoding="ascii")
        return int(file.read_text(encoding="ascii"))

    @property
    def url(self) -> str:
        """The address that terminals use."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def call(self, *words: str, stdin: str = "") -> dict[str, Any]:
        """Run a verb of `showroom-server`; its JSON answer."""
        done = subprocess.run(
            [*self._program(), "--json", *words], input=stdin, capture_output=True, encoding="utf-8",
            env=self._environment(), check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"showroom-server {words[0]}: {done.stdout}{done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def make_shop(self) -> dict[str, Any]:
        """Set the server up and fill it with the made-up dealership; who and what there is."""
        self.call("init", "--admin", ADMIN, "--branch", "BJ", "--password-stdin", stdin=FIRST_PASSWORD + "\n")
        shop = self.call("demo-data")
        admin = {"name": ADMIN, "display": ADMIN, "role": "admin", "branch": shop["branches"][0]["code"]}
        return {**shop, "users": [*shop["users"], admin]}

    def start(self) -> None:
        """Start it and wait until it is ready."""
        if self.running:
            return
        words = ["serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "serve.log").open("ab") as log, undisturbed():
            self._process = subprocess.Popen(
                [*self._program(), *words],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + START_SECONDS
        while not self._ready():
            if not self.running or time.monotonic() > end:
                raise ServerUnreachable(
                    "demo_server",
                    N_("The demo's server did not start. Look at {log}."),
                    log=self.folder / "serve.log",
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, as if the network were gone."""
        if self._process is not None and self.running:
            self._process.terminate()
            self._process.wait(timeout=STOP_SECONDS)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _program(self) -> list[str]:
        return [sys.executable, "-m", "server", "--data", str(self.folder / "data")]

    def _environment(self) -> dict[str, str]:
        ours = {"SHOWROOM_SERVER_DATABASE_URL": self.database_url} if self.database_url else {}
        root = str(Path(__file__).resolve().parents[2])
        return {**os.environ, **ours, "PYTHONPATH": root}


@contextmanager
def undisturbed() -> Iterator[None]:
    """Whoever tells us to end meanwhile is heeded afterwards: a process that is just being started would be known to
    nobody, and left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread alone
        return
    came: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if came:
            signal.raise_signal(signal.SIGTERM)
