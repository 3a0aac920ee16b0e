"""The links of an approval in words: whom each asks, who answered, when and why."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import discount
from app.domain.approval_chain import MATTERS, Step
from app.domain.roles import ROLE_NAMES, Role
from app.i18n import tr
from app.presenters import words


def of_steps(steps: Iterable[Step]) -> tuple[tuple[str, str], ...]:
    """A line for each link: `Price 1 · Sales manager`, and who said yes when, or that it waits."""
    lines: list[tuple[str, str]] = []
    number: dict[str, int] = {}
    for step in steps:
        at = number[step.matter] = number.get(step.matter, 0) + 1
        name = f"{tr(MATTERS[step.matter])} {at} · {tr(ROLE_NAMES[Role(step.role)])}"
        if step.at is None:
            lines.append((name, tr("waits")))
        else:
            said = f"{step.by} · {words.day(step.at)} {words.hour(step.at)}"
            why = discount.name_of(step.code) if step.code else ""
            lines.append((name, words.sentences(said, why, step.note)))
    return tuple(lines)
