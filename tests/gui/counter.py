"""A counter of a real terminal on screen, with somebody signed in: what stories of selling play on."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from app.gateways.terminal import TerminalGateway
from app.presenters.preferences import FilePreferences
from app.services import catalogue
from app.views.contracts.print_dialog import PrintDialog
from app.views.desk_stack import DeskStack
from app.views.main_window import MainWindow
from app.views.tasks import Tasks
from tests.gui.hands import Hands
from tests.shop import PASSWORD

if TYPE_CHECKING:
    from tests.shop import Shop, Till


class Counter:
    """A window over a real terminal, with somebody signed in."""

    def __init__(self, till: Till, user: str = "wang") -> None:
        self.till = till
        self.tasks = Tasks()
        self.window = MainWindow()
        preferences = FilePreferences(till.folder / "desk.json", language="en")
        self.terminal = TerminalGateway(till.folder, lambda: till.app)
        self.stack = DeskStack(self.terminal, self.tasks, preferences, till.app.clock, language="en")
        self.window.hold(self.stack)
        self.window.resize(1280, 800)
        self.window.show()
        self.desk = self.terminal.sign_in(login=user, password=PASSWORD)
        self.stack._open_desk(self.desk)
        self.window.activateWindow()

    @property
    def shell(self) -> Any:
        return self.stack.shell

    @property
    def deal(self) -> Any:
        return self.shell.page("deal")

    def dialog(self) -> PrintDialog | None:
        return next((each for each in self.window.findChildren(PrintDialog) if each.isVisible()), None)

    def close(self) -> None:
        self.stack._leaving = True
        self.window.close()
        self.tasks.close()
        self.terminal.close()
        self.window.deleteLater()


@pytest.fixture
def counters(qapp: Any) -> Iterator[Callable[..., Counter]]:
    made: list[Counter] = []

    def make(till: Till, user: str = "wang") -> Counter:
        made.append(Counter(till, user))
        return made[-1]

    yield make
    for each in made:
        each.close()
    qapp.processEvents()


def settle_down(hands: Hands) -> None:
    """What is loaded in the background is loaded."""
    until = time.perf_counter() + 1.5
    hands.wait(lambda: time.perf_counter() > until, "the background")


def with_catalogue(counter: Till, shop: Shop, folder: Path, models: str) -> None:
    """The dealership has these models, and the counter has heard of them."""
    file = folder / "models.csv"
    file.write_text(models, encoding="utf-8")
    assert not catalogue.import_catalogue(shop.uow, file).refused
    counter.sync()


def text_of(pdf: bytes) -> str:
    """What is on the paper."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
