"""What a person chose about looks: kept on this terminal, never synced."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
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


class FilePreferences:
    """Preferences in one small JSON file."""

    def __init__(self, path: Path, *, language: str = "zh_CN") -> None:
        self._path, self._language = path, language

    def read(self, login: str) -> Preferences:
        kept = self._all()
        values = kept.get(login) or kept.get("") or {}
        known = {field.name for field in fields(Preferences)}
        chosen = {key: value for key, value in values.items() if key in known}
        return Preferences(**{"language": self._language, **chosen})

    def write(self, login: str, preferences: Preferences) -> None:
        kept = self._all()
        # Who signs in next meets the language and theme that were last in force.
        kept[login] = kept[""] = asdict(preferences)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".new")
        written.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        written.replace(self._path)

    def _all(self) -> dict[str, dict[str, Any]]:
        try:
            kept: dict[str, dict[str, Any]] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept
