"""Where a paper went: out of a printer, or into a file. What was not printed is not called printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sent:
    """Told once, when a paper has left."""

    where: str
    """The printer, or the file's path."""
    filed: bool = False

    @property
    def done(self) -> str:
        """What happened, by a key for the words of the page."""
        return "filed" if self.filed else "printed"
