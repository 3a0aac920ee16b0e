"""Two versions of the contract's text beside each other: which, in which language, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain import template_diff
from app.domain.template_diff import ClauseChange
from app.presenters.base import Presenter, Run
from app.presenters.template_editor import TemplatesGateway, Version


@dataclass(frozen=True)
class Asked:
    """What the page has open as it asks for a comparison, saved or not."""

    versions: tuple[Version, ...]
    chosen: str
    language: str
    lines: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class CompareState:
    """What the dialog shows."""

    versions: tuple[Version, ...]
    before: str
    after: str
    language: str
    changes: tuple[ClauseChange, ...] = ()
    loading: bool = True


class TemplateComparePresenter(Presenter[CompareState]):
    """Reads two texts and tells what differs."""

    def __init__(self, run: Run, gateway: TemplatesGateway, asked: Asked) -> None:
        before, after = _first(asked)
        super().__init__(run, CompareState(asked.versions, before, after, asked.language))
        self._gateway, self._open = gateway, asked

    def load(self) -> None:
        """Read both."""
        before, after, language = self.state.before, self.state.after, self.state.language

        def read() -> tuple[ClauseChange, ...]:
            return template_diff.changes(self._text(before, language), self._text(after, language))

        self._set(loading=True)
        self._ask(read, lambda found: self._set(changes=found, loading=False), topic="compare")

    def _text(self, revision: str, language: str) -> str:
        opened = self._open
        lines = opened.lines if revision == opened.chosen else self._gateway.open(revision).lines
        return lines.get(language, "")

    def choose(self, **what: str) -> None:
        """Another `before`, `after` or `language`."""
        given: dict[str, Any] = {**what}
        self._set(**given)
        self.load()


def _first(asked: Asked) -> tuple[str, str]:
    """What one wants to see first: the chosen one beside the one in force, or beside the one before it."""
    names = [each.revision for each in asked.versions]
    force = next((each.revision for each in asked.versions if each.standing == "in_force"), "")
    if force and force != asked.chosen:
        return (
            (force, asked.chosen) if names.index(force) > names.index(asked.chosen) else (asked.chosen, force)
        )
    older = names[names.index(asked.chosen) + 1 :]
    return (older[0] if older else asked.chosen), asked.chosen
