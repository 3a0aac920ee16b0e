"""`docs/protocol.md` names every table, column group, action and state move as the code has them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from app.domain.permissions import ACTIONS
from app.models.base import Scope, Shared
from app.models.registry import COLUMNS, SYNCED

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"
SCOPES = {Scope.ORG: "`org`", Scope.BRANCH: "`branch:ID`", Scope.FINANCE: "`branch:ID:finance`"}
LOOSE = "each by itself"  # columns outside the named groups
_HEADING = re.compile(r"^#{2,3} +(?:\d+\. +)?`?([^`\n]+?)`?$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`(\??)")


@cache
def sections() -> dict[str, str]:
    """Heading to what stands below it, up to the next heading."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = list(_HEADING.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    return {match[1]: text[match.end() : end] for match, end in zip(found, ends, strict=True)}


def rows(section: str) -> list[list[str]]:
    """The cells of the table in a section, without its head."""
    lines = [line for line in sections()[section].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def written(table: str) -> dict[str, tuple[str, str, bool]]:
    """Column to group, policy and whether it may be null, as the document has them."""
    found = {}
    for group, policy, columns in rows(table):
        for entry in columns.split(", "):
            name, null = _CODE.findall(entry)[0]
            found[name] = (group.strip("`"), policy.strip("`"), bool(null))
    return found


def declared(model: type[Shared]) -> dict[str, tuple[str, str, bool]]:
    """The same, as the model declares them."""
    sync = model.__sync__
    found = {}
    for column in list(model.__table__.columns)[4:]:
        group, policy = sync.group_of(column.name)
        found[column.name] = (group if group in sync.groups else LOOSE, policy.name, bool(column.nullable))
    return found


@pytest.mark.parametrize("model", SYNCED, ids=lambda model: str(model.__tablename__))
def test_every_synced_table_is_described(model: type[Shared]) -> None:
    assert model.__tablename__ in sections(), f"{model.__tablename__} has no section"
    assert written(model.__tablename__) == declared(model)
    assert SCOPES[model.__sync__.scope] in sections()[model.__tablename__].split("\n\n")[1]


def test_tables_stand_in_the_order_in_which_they_are_applied() -> None:
    assert [name for name in sections() if name in COLUMNS] == list(COLUMNS)


def test_every_action_is_described() -> None:
    shown = {}
    for action, roles, writes in rows("Actions"):
        tables = {}
        for part in writes.split("; "):
            table, *columns = (name for name, _ in _CODE.findall(part))
            tables[table] = frozenset(columns) or frozenset({"*"})
        shown[action.strip("`")] = (set(roles.split(", ")), tables)
    assert shown == {name: (set(a.roles), dict(a.writes)) for name, a in ACTIONS.items()}


@pytest.mark.parametrize(
    "model", [m for m in SYNCED if m.__sync__.states], ids=lambda model: str(model.__tablename__)
)
def test_every_state_move_is_described(model: type[Shared]) -> None:
    (moves,) = model.__sync__.states.values()
    shown = {
        old.strip("`"): {name for name, _ in _CODE.findall(new)}
        for old, new in rows(f"Moves of {model.__tablename__}")
    }
    assert shown == {str(old): set(map(str, new)) for old, new in moves.items()}
