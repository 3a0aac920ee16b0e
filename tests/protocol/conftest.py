"""A server on each database and its people, reached by names only: nothing here is imported from the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.protocol.client import Client
from tests.protocol.trade import Counter


@dataclass
class Place:
    """A branch at a running server."""

    shop: Any
    branch: str
    password: str

    def counter(self, name: str, *users: str, finance: bool = False) -> Counter:
        """A terminal of the other maker at which some people have signed in, with what the server has for it."""
        client = Client(self.shop.url)
        client.enrol(self.shop.code(self.branch, finance=finance), name, users[0], self.password)
        for user in users[1:]:
            client.sign_in(user, self.password)
        client.sync()
        return Counter(client)

    def digest(self) -> dict[str, Any]:
        """Scope to table to count and digest, as the server has them."""
        found: dict[str, Any] = self.shop.digest()
        return found


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, shop_on: Callable[[str], Any], shop_password: str) -> Place:
    """A branch of a server on each database."""
    shop = shop_on(request.param)
    return Place(shop, shop.branch(), shop_password)
