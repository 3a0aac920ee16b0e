"""Two people decided one merge task without knowing of each other: where they say something else, it is open again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server import rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Triple = dict[str, dict[str, Any]]
"""Values of a group as both began with it (`base`), as one had it (`first`) and as the other (`second`)."""


@dataclass(frozen=True)
class Decided:
    """A merge task that somebody had decided before: its row, and base, first and second of each group."""

    case: rows.Row
    groups: Mapping[str, Triple]

    def holds(self, table: str, row_id: str, group: str) -> bool:
        """Whether it was about that group of that row."""
        return (group if table == "contract" else f"{group}:{row_id}") in self.groups

    def differences(
        self, session: Session, changes: Sequence[Mapping[str, Any]]
    ) -> Iterator[tuple[str, rows.Row, dict[str, Triple]]]:
        """Where these changes, another decision, would have it otherwise: table, row, groups as in a conflict.

        What a decision leaves as it is, it does not change: it was what the first of the two had entered.
        """
        said = {(change["table"], change["id"]): change["set"] for change in changes}
        for (table, row_id), groups in self._by_row().items():
            if (row := rows.find(session, table, row_id, lock=True)) is None:
                continue
            differ: dict[str, Triple] = {}
            for group, triple in groups.items():
                stands = {column: row[column] for column in triple["first"]}
                given = said.get((table, row_id), {})
                wanted = {column: given.get(column, value) for column, value in triple["first"].items()}
                if wanted != stands:
                    differ[group] = {"base": triple["base"], "first": stands, "second": wanted}
            if differ:
                yield table, row, differ

    def _by_row(self) -> dict[tuple[str, str], dict[str, Triple]]:
        found: dict[tuple[str, str], dict[str, Triple]] = {}
        for name, triple in self.groups.items():
            group, _, line = name.partition(":")
            row = ("contract_line", line) if line else ("contract", self.case["contract_id"])
            found.setdefault(row, {})[group] = triple
        return found


def decided_before(session: Session, changes: Sequence[Mapping[str, Any]]) -> Decided | None:
    """The merge task that these changes decide, if somebody had decided it."""
    for change in changes:
        if change["table"] == "sync_case" and change["set"].get("state") == "resolved":
            case = rows.find(session, "sync_case", change["id"])
            if case is not None and (case["kind"], case["state"]) == ("contract", "resolved"):
                return Decided(case, json.loads(case["data"])["groups"])
    return None
