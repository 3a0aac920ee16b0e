"""One world for the suite, and processes that die in copies of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash import world
from tests.crash.victim import Victims


@pytest.fixture(scope="session")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    """Made once."""
    source = tmp_path_factory.mktemp("crash") / "world"
    world.build(source)
    made = Victims(source)
    yield made
    made.close()
