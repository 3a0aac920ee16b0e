"""What a person chose about looks: kept on this terminal, never synced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Preferences:
    """Language, theme, magnification, and how tables are arranged."""

    language: str = "zh_CN"
    theme: str = "light"
    scale: float = 1.0
    tables: dict[str, Any] = field(default_factory=dict)
    """Per table: order and widths of columns, sorting."""


class PreferencesGateway(Protocol):
    """Where preferences are kept. It must be quick: a small file without personal data."""

    def read(self, login: str) -> Preferences:
        """Someone's preferences; of nobody in particular for an empty login."""

    def write(self, login: str, preferences: Preferences) -> None:
        """Keep them."""
