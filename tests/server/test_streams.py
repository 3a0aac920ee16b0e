"""A stream holds a scope as it was at one moment, is made once, and goes on where it broke off."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from app.models.registry import COLUMNS
from app.sync import protocol
from app.sync.stream import Reader
from server import streams
from server.streams import Streams
from tests.server.client import Terminal
from tests.server.conftest import World


def begin(terminal: Terminal, scope: str, **asked: Any) -> Any:
    """The answer to a terminal that begins."""
    return terminal.http.post(f"/sync/v1/bootstrap/{scope}", json=asked, headers=terminal.bearer)


def read(packed: bytes, piece: int = 1000) -> tuple[Reader, dict[tuple[str, str], dict[str, Any]]]:
    """All rows, read in pieces."""
    reader, found = Reader(), {}
    for start in range(0, len(packed), piece):
        for block in reader.feed(packed[start : start + piece]):
            for row in block.rows:
                found[block.table, row[0]] = dict(zip(block.columns, row, strict=True))
    return reader, found


def trade(world: World) -> Terminal:
    """A terminal that has sold something."""
    terminal = world.terminal()
    car = terminal.receive(world.model_id)
    terminal.do("deal.sell", *terminal.sale(car, world.model_id, deposit=1_000).changes)
    terminal.pull()
    return terminal


@pytest.mark.parametrize("piece", [1, 97, 100_000])
def test_the_streams_of_all_scopes_are_what_pulls_give(world: World, piece: int) -> None:
    terminal, cursors, found = trade(world), [], {}
    for scope in terminal.scopes:
        reader, rows = read(begin(terminal, scope).content, piece)
        for table, said in reader.finish().items():
            assert said == protocol.digest(r["row_hash"] for (t, _), r in rows.items() if t == table)
        assert reader.header["scope"] == scope
        found |= rows
        cursors.append(reader.header["cursor"])
    other = Terminal(world.http, world.clock)
    other.token, other.rows, other.cursor = terminal.token, found, ",".join(cursors)
    other.pull()
    assert other.rows == terminal.rows


def test_it_is_made_once_and_again_when_it_lags_a_page_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = trade(world), world.terminal()
    monkeypatch.setattr(streams, "BEHIND_ROWS", 6)
    names = [begin(t, first.scope).headers["ETag"] for t in (first, second)]
    first.do("customer.add", first.customer())
    names.append(begin(first, first.scope).headers["ETag"])
    assert len(set(names)) == 1
    for _ in range(6):
        first.do("customer.add", first.customer())
    assert begin(first, first.scope).headers["ETag"] not in names
    kept = list(world.server.settings.blobs_folder.rglob(f"{names[0].strip(chr(34)).split('-')[0]}*"))
    assert len(kept) == 2
    for _ in range(7):
        first.do("customer.add", first.customer())
    begin(first, first.scope)
    assert len(list(kept[0].parent.glob(f"{kept[0].name.split('-')[0]}*"))) == 2


def test_the_rest_of_a_stream_is_sent_from_where_it_broke_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = trade(world)
    whole = begin(terminal, "org")
    name = whole.headers["ETag"].strip('"')
    monkeypatch.setattr(streams, "BEHIND_ROWS", -1)  # whoever begins now gets another
    rest = begin(terminal, "org", stream=name, offset=100)
    assert (rest.status_code, rest.headers["ETag"]) == (206, f'"{name}"')
    assert rest.headers["Content-Range"] == f"bytes 100-{len(whole.content) - 1}/{len(whole.content)}"
    assert whole.content[:100] + rest.content == whole.content
    assert begin(terminal, "org", stream=name, offset=10**9).content == b""
    other = begin(terminal, "org", stream="unknown-0-0", offset=100)
    assert other.status_code == 200
    read(other.content)[0].finish()


def test_a_file_that_was_damaged_in_the_cache_is_made_anew(world: World) -> None:
    terminal = trade(world)
    name = begin(terminal, "org").headers["ETag"].strip('"')
    folder = world.server.settings.blobs_folder
    (file,) = folder.rglob(f"{name}*")
    content = file.read_bytes()
    file.write_bytes(content[:50] + b"\x00" + content[51:])
    made = Streams(world.server.database, folder).stream("org")  # another process
    assert made.is_whole()
    read(made.file.read_bytes())[0].finish()


def test_a_file_that_another_process_has_just_forgotten_stops_nobody(world: World, tmp_path: Path) -> None:
    (tmp_path / "bootstrap").mkdir()
    (tmp_path / "bootstrap" / "gone-1-0.ndjson.gz").symlink_to("nowhere")  # is listed, and not there
    assert Streams(world.server.database, tmp_path).stream("org").is_whole()


def test_a_stream_that_is_forgotten_between_the_finding_and_the_opening_is_found_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, real, left = trade(world), Streams.stream, [2]

    def forgotten(self: Streams, scope: str, name: str = "") -> streams.Stream:
        found = real(self, scope, name)
        if left[0]:
            left[0] -= 1
            found.file.unlink()
        return found

    monkeypatch.setattr(Streams, "stream", forgotten)
    answer = begin(terminal, "org")
    assert answer.status_code == 200
    reader, _ = read(answer.content)
    assert reader.ended


def test_only_a_few_are_served_at_once(world: World) -> None:
    terminal = trade(world)
    taken = [world.server.streams.take_slot() for _ in range(streams.AT_ONCE)]
    assert all(taken)
    busy = begin(terminal, "org")
    for _ in taken:
        world.server.streams.give_slot()
    assert busy.status_code == 503
    assert int(busy.headers["Retry-After"]) > 0
    for _ in range(streams.AT_ONCE + 1):  # each gives its slot back
        assert begin(terminal, "org").status_code == 200


def test_nobody_gets_a_scope_that_is_not_theirs(world: World) -> None:
    here, far = trade(world), world.terminal("XS", "far")
    assert begin(far, here.scope).status_code == 422
    world.server.streams.give_slot() if world.server.streams.take_slot() else pytest.fail("a slot is lost")
    assert world.http.post("/sync/v1/bootstrap/org", json={}).status_code == 401


@pytest.mark.parametrize(
    "harm",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines[:2], *lines[3:]],
        lambda lines: [*lines[:-1], lines[-1].replace(b'"count":', b'"count":1')],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [*lines[:-1], b'{"end":true}'],
        lambda lines: [lines[0], lines[1], b'["a",1.5]'],
    ],
)
def test_a_stream_that_is_not_whole_is_refused(world: World, harm: Any) -> None:
    terminal = trade(world)
    lines = gzip.decompress(begin(terminal, "org").content).splitlines()
    with pytest.raises(protocol.PageError):
        read(gzip.compress(b"\n".join(harm(lines)) + b"\n"))[0].finish()


def test_rows_come_in_the_order_of_their_ids(world: World) -> None:
    terminal = trade(world)
    _, rows = read(begin(terminal, terminal.scope).content)
    for table in COLUMNS:
        ids = [i for t, i in rows if t == table]
        assert ids == sorted(ids)
