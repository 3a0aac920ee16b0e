"""What a person chose about looks: kept on this terminal, never synced."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}
"""Each in itself, so that whoever needs it can read it."""


class Preferences(NamedTuple):
    """Language, theme, magnification, whether fingers work here, and how tables are arranged."""

    language: str = "zh_CN"
    theme: str = "light"
    scale: float = 1.0
    touch: bool = False
    tables: Mapping[str, Any] = {}
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
        chosen = {key: value for key, value in values.items() if key in Preferences._fields}
        return Preferences(**{"language": self._language, **chosen})

    def write(self, login: str, preferences: Preferences) -> None:
        import json

        kept = self._all()
        # Who signs in next meets the language and theme that were last in force.
        kept[login] = kept[""] = preferences._asdict()
        written = self._path.with_suffix(".new")
        with suppress(OSError):  # a full disk is told where work is lost; a look that is not kept is none
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            written.replace(self._path)

    def _all(self) -> dict[str, dict[str, Any]]:
        try:
            read = self._path.read_text(encoding="utf-8")
        except OSError:
            return {}
        import json  # a first start has nothing to read

        try:
            kept: dict[str, dict[str, Any]] = json.loads(read)
        except ValueError:
            return {}
        return kept
