"""What the demo adds to the desk: a hint at the door, and a network that can be pulled out."""

from __future__ import annotations

from typing import Protocol


class Demo(Protocol):
    """The demo's shop, as the desk knows it."""

    @property
    def hint(self) -> str:
        """What the sign-in page says."""

    @property
    def has_switch(self) -> bool:
        """Whether the network can be pulled out from this desk."""

    @property
    def online(self) -> bool:
        """Whether the network is there."""

    def set_online(self, online: bool) -> None:
        """Plug the network in, or pull it out; takes seconds."""
