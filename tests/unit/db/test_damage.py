"""Wrong keys, missing and damaged files: noticed, and said with what to do."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app import db
from app.errors import DataDamaged
from tests.unit.db.replicas import KEY, OTHER, code_of, fill, names, spoil


def test_a_wrong_key_opens_nothing_and_prints_nothing(
    engine: Engine, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = path.read_bytes()
    assert code_of(lambda: db.open_replica(path, OTHER)) == "replica_damaged"
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("garbage", [b"garbage" * 1000, b"SQLite format 3\0" + bytes(5000)])
def test_a_garbled_file_says_what_to_do(path: Path, garbage: bytes) -> None:
    path.write_bytes(garbage)
    with pytest.raises(DataDamaged, match=r"showroom doctor.*showroom restore") as caught:
        db.open_replica(path, KEY)
    assert caught.value.code == "replica_damaged"


def test_a_missing_or_emptied_replica_is_never_silently_made_anew(path: Path) -> None:
    assert code_of(lambda: db.open_replica(path, KEY)) == "replica_missing"
    assert not path.exists()
    for rest in (b"", b"x", bytes(4095)):
        path.write_bytes(rest)
        assert code_of(lambda: db.open_replica(path, KEY)) == "replica_missing"


def test_a_short_key_is_a_mistake(path: Path) -> None:
    with pytest.raises(ValueError, match="32"):
        db.open_replica(path, b"short", create=True)


def test_damage_met_later_is_told_in_the_same_words(engine: Engine, path: Path) -> None:
    fill(engine, 200)
    db.raw_connection(path, KEY).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    spoil(path, 4096 * 8 + 100)
    assert code_of(lambda: names(engine)) == "replica_damaged"


def test_a_sound_replica_has_no_problems(engine: Engine) -> None:
    fill(engine, 20)
    assert db.check_integrity(engine) == []


def test_no_flipped_byte_goes_unnoticed_by_the_check(engine: Engine, path: Path) -> None:
    fill(engine, 50)
    engine.dispose()  # the last to close writes the log back into the file
    whole, chance = path.read_bytes(), random.Random(7)
    for at in [0, 20, *(chance.randrange(len(whole)) for _ in range(30))]:
        path.write_bytes(whole)
        spoil(path, at)
        assert db.verify_backup(path, KEY), at


def test_an_orphan_is_a_problem(engine: Engine, path: Path) -> None:
    raw = db.raw_connection(path, KEY)
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("INSERT INTO deal (customer) VALUES (99)")
    raw.close()
    assert db.check_integrity(engine) == ["foreign_key_check: deal 1 customer 0"]


def test_a_broken_rule_of_the_schema_is_a_problem(engine: Engine, path: Path) -> None:
    raw = db.raw_connection(path, KEY)
    raw.execute("CREATE TABLE price (amount CHECK (amount > 0))")
    raw.execute("PRAGMA ignore_check_constraints=ON")
    raw.execute("INSERT INTO price VALUES (-1)")
    raw.close()
    assert db.check_integrity(engine) == ["quick_check: CHECK constraint failed in price"]


def test_damage_in_an_unused_page_is_a_problem_too(engine: Engine, path: Path, tmp_path: Path) -> None:
    fill(engine, 50)
    with db.write_session(engine) as session, session.begin():
        session.execute(text("DELETE FROM customer"))
    target = tmp_path / "copy.backup"
    db.backup(engine, KEY, target)
    spoil(target, target.stat().st_size - 2000)
    assert [problem.split(":")[0] for problem in db.verify_backup(target, KEY)] == ["cipher_integrity_check"]
