from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faulty import Relay
from tests.shop import Shop, Till


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def running_shop(request: pytest.FixtureRequest, shop_on: Callable[[str], Shop]) -> Shop:
    """All that is tested of sync holds on both databases."""
    return shop_on(str(request.param))


@pytest.fixture
def relay(shop: Shop) -> Iterator[Relay]:
    """A line to the server that can be made a bad one."""
    made = Relay(shop.port)
    yield made
    made.close()


@pytest.fixture
def far(new_till: Callable[..., Till], relay: Relay) -> Till:
    """A terminal behind that line."""
    return new_till("Far away", url=relay.url)


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Shop]:
    """A server that may be restored without anybody else noticing."""
    shop = Shop(tmp_path / "shop").start()
    yield shop
    shop.close()
