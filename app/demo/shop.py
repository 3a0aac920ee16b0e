"""The demo on screen: a made-up shop in a folder of its own, its server, and two desks.

The shop is made once and kept, so that one can come back to it; `SHOWROOM_DEMO` names another folder.
"""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from app import bootstrap, paths
from app.demo import environment
from app.demo.embedded import START_SECONDS, STOP_SECONDS, EmbeddedServer, undisturbed
from app.i18n import tr
from app.single import DeskLock, FileLock

COUNTER, BOOTH, FACTS, LOCK = "Counter 1", "Booth 2", "shop.json", "demo.lock"
BY_SIGNAL = 128
"""An exit code from here on: a signal has ended a desk."""
WITHOUT = "without-network"
"""The file that asks the process with the server to pull the network out."""
_LOOK_SECONDS = 0.5


@dataclass
class Shop:
    """The demo's folder: server, two terminals, and who works there."""

    folder: Path
    server: EmbeddedServer
    facts: dict[str, Any]
    has_switch: bool = True

    def terminal(self, name: str) -> Path:
        """A terminal's folder."""
        return self.folder / name.replace(" ", "-").lower()

    @property
    def is_open(self) -> bool:
        """Whether somebody has a desk of this shop on screen."""
        desks = (DeskLock(self.terminal(name)) for name in (COUNTER, BOOTH))
        return any(desk.is_held for desk in desks)

    @property
    def hint(self) -> str:
        """What the sign-in window says in the demo."""
        return tr("Demo: everyone's password is {password}").format(password=self.facts["password"])

    @property
    def online(self) -> bool:
        """Whether the network is there, which in the demo is the server's process."""
        return self.server.running

    def set_online(self, online: bool) -> None:
        """Plug the network in or pull it out."""
        if online:
            self.server.start()
        else:
            self.server.stop()


class ShopBeside(Shop):
    """The shop as a desk knows it whose server another process has: what this one wishes of the network, that does."""

    @property
    def online(self) -> bool:
        """Whether the server answers."""
        with socket.socket() as line:
            line.settimeout(_LOOK_SECONDS)
            return line.connect_ex(("127.0.0.1", self.server.port)) == 0

    def set_online(self, online: bool) -> None:
        """Say so, and wait until it is done."""
        wish = self.folder / WITHOUT
        wish.unlink(missing_ok=True) if online else wish.touch()
        end = time.monotonic() + START_SECONDS
        while self.online is not online and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS / 5)


def open_desks(language: str, environ: Mapping[str, str]) -> int:
    """Make the shop if need be, then open Booth 2 in a process of its own and Counter 1 in this one.

    This process has the server, and lives as long as any desk of the demo. Asked for again meanwhile, Counter 1 opens
    beside it.
    """
    from app import main

    folder = Path(environ.get("SHOWROOM_DEMO") or paths.default_data().with_name("showroom-demo"))
    folder.mkdir(parents=True, exist_ok=True)
    keeper = FileLock(folder / LOCK)
    if not keeper.acquire(wait=False):
        return open_beside(folder, COUNTER, language)
    signal.signal(signal.SIGTERM, _ended)
    server, booth = EmbeddedServer(folder / "server"), None
    try:
        shop = prepare(folder, lambda text: print(text, flush=True), server)
        with undisturbed():
            booth = subprocess.Popen(
                [sys.executable, "-m", "app.demo.shop", str(folder), language], env=environment()
            )
        code = main.open_desk(shop.terminal(COUNTER), environment(), language, demo=shop)
        if code < BY_SIGNAL:  # else somebody wants all of it to end
            stay_for_others(shop, booth)
        return code
    finally:
        if booth is not None and booth.poll() is None:
            booth.terminate()
            booth.wait(timeout=STOP_SECONDS)
        server.stop()
        keeper.release()


def _ended(number: int, _: FrameType | None) -> NoReturn:
    """Told to end while no window is open: what was started is stopped on the way out."""
    sys.exit(BY_SIGNAL + number)


def stay_for_others(shop: Shop, booth: subprocess.Popen[bytes]) -> None:
    """Until the last desk is closed. The network is there, unless Counter 1 is open again and has pulled it out."""
    if booth.poll() is None or shop.is_open:
        print(tr("Another desk of the demo is open. Its server stops when that is closed."), flush=True)
        shop.set_online(True)
    counter, wish = DeskLock(shop.terminal(COUNTER)), shop.folder / WITHOUT
    wish.unlink(missing_ok=True)
    while booth.poll() is None or shop.is_open:  # the booth may still be on its way to its lock
        shop.set_online(not (wish.exists() and counter.is_held))
        time.sleep(_LOOK_SECONDS)


def open_beside(folder: Path, name: str, language: str) -> int:
    """A desk whose server another process has."""
    from app import i18n, main

    i18n.set_language(language)
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    shop = ShopBeside(folder, EmbeddedServer(folder / "server"), facts, has_switch=name == COUNTER)
    return main.open_desk(shop.terminal(name), environment(), language, demo=shop)


def prepare(folder: Path, say: Any, server: EmbeddedServer | None = None) -> Shop:
    """The shop in a folder, made now unless it is whole already; its server runs."""
    facts, server = folder / FACTS, server or EmbeddedServer(folder / "server")
    known = _known(facts)
    if known is None:
        clear(Shop(folder, server, {}))
        say(tr("Making the demo's shop; this takes a moment."))
        made = server.make_shop()
        server.start()
        shop = Shop(folder, server, made)
        for name in (COUNTER, BOOTH):
            say(f"  {name}")
            _enrol(shop, name)
        # Last: a shop that was not finished is made anew.
        facts.write_text(json.dumps({**made, "tables": _tables()}, ensure_ascii=False), encoding="utf-8")
        return shop
    server.start()
    return Shop(folder, server, known)


def clear(shop: Shop) -> None:
    """Away with what is made anew, and with nothing else that may lie in the folder."""
    for place in (shop.server.folder, shop.terminal(COUNTER), shop.terminal(BOOTH)):
        shutil.rmtree(place, ignore_errors=True)
    (shop.folder / FACTS).unlink(missing_ok=True)


def _known(facts: Path) -> dict[str, Any] | None:
    """The shop that was made before, unless by a program with other tables: nothing in a demo is worth a migration."""
    try:
        known: dict[str, Any] = json.loads(facts.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return known if known.get("tables") == _tables() else None


def _tables() -> str:
    from app.models import schema

    return f"{schema.SHARED_HEAD} {schema.LOCAL_HEAD}"


def _enrol(shop: Shop, name: str) -> None:
    """A terminal of the first branch, where everyone who works there may sign in without a network."""
    branch = shop.facts["branches"][0]["code"]
    people = [
        user["name"] for user in shop.facts["users"] if user["branch"] == branch and user["role"] != "admin"
    ]
    password = shop.facts["password"]
    app = bootstrap.create(shop.terminal(name), environment())
    code = shop.server.call("enrol-code", "--branch", branch)["code"]
    app.enrol(server=shop.server.url, code=code, name=name, user=people[0], password=password).close()
    for user in people[1:]:
        app.login(user, password).close()


if __name__ == "__main__":
    sys.exit(open_beside(Path(sys.argv[1]), BOOTH, sys.argv[2]))
