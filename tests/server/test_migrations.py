"""The revisions make exactly the tables that the models declare, on every database we run on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from app.db import open_replica
from app.models import schema
from app.models.schema import LOCAL, SHARED, History
from server.db import Database
from server.schema import HISTORIES, SERVER, is_current, upgrade
from server.settings import Settings
from tests.tables import made_by_revisions

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def the_revisions_themselves() -> Iterator[None]:
    """Not the statements that an earlier test's run of them left."""
    with made_by_revisions():
        yield


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    engine = Database(Settings(data=Path(), database_url=database_url)).engine
    yield engine
    engine.dispose()


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Engine]:
    engine = open_replica(tmp_path / "replica.db", b"k" * 32, create=True)
    yield engine
    engine.dispose()


def differences(engine: Engine, history: History, beside: tuple[History, ...]) -> list[object]:
    """What the models have that the database has not, or the other way round."""
    others = {table for each in beside if each is not history for table in each.metadata.tables}
    others |= {each.version_table for each in beside}

    def ours(name: str | None, kind: str, _: object) -> bool:
        return not (kind == "table" and name in others)

    with engine.connect() as connection:
        options = {"include_name": ours, "compare_type": True, "version_table": history.version_table}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, history.metadata))


def test_upgrading_an_empty_database_gives_the_models(engine: Engine) -> None:
    upgrade(engine)
    assert [differences(engine, history, HISTORIES) for history in HISTORIES] == [[], []]


def test_upgrading_again_does_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert is_current(engine)
    assert not upgrade(engine)


def test_upgrading_an_empty_replica_gives_the_models(replica: Engine) -> None:
    asked = []
    # Without the search index, whose tables are nobody's models.
    assert schema.upgrade(replica, (SHARED, LOCAL), before=lambda: asked.append("backup"))
    assert [differences(replica, history, (SHARED, LOCAL)) for history in (SHARED, LOCAL)] == [[], []]
    assert not schema.upgrade(replica, (SHARED, LOCAL))
    assert asked == []  # an empty file needs no backup


def test_a_replica_that_holds_something_is_backed_up_before_it_changes(replica: Engine) -> None:
    schema.upgrade_replica(replica)
    with replica.begin() as connection:
        for table in LOCAL.metadata.sorted_tables:
            table.drop(connection)
        connection.execute(text("DROP TABLE version_local"))
    asked = []
    assert schema.upgrade_replica(replica, before=lambda: asked.append("backup"))
    assert asked == ["backup"]


def test_a_failing_migration_leaves_nothing_behind(replica: Engine) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("after all tables were made")

    with pytest.raises(RuntimeError):
        schema.upgrade(replica, (SHARED,), after=fail)
    with replica.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0


@pytest.mark.parametrize("history", [SHARED, LOCAL, SERVER], ids=lambda history: history.name)
def test_the_head_that_the_program_knows_is_the_newest_revision(history: History) -> None:
    with create_engine("sqlite://").connect() as connection:
        scripts = ScriptDirectory.from_config(schema.config_for(connection, history))
    assert scripts.get_heads() == [history.head]


def test_a_replica_that_is_up_to_date_does_not_load_alembic(replica: Engine, tmp_path: Path) -> None:
    schema.upgrade_replica(replica)
    code = (
        "import sys; from pathlib import Path\n"
        "from app.db import open_replica; from app.models import schema\n"
        f"schema.upgrade_replica(open_replica(Path({str(tmp_path / 'replica.db')!r}), b'k' * 32))\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
