"""Section 17 is enough: files go up and down in chunks, over lines that break, and nobody gets another's."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import Refused
from tests.protocol.conftest import Place
from tests.protocol.contents import Contents, name_of, row_of
from tests.protocol.trade import Counter

SMALL = 1 << 15


def paper(size: int, seed: int) -> bytes:
    return b"%PDF-1.7\n" + random.Random(seed).randbytes(size - 9)


@pytest.fixture
def counter(place: Place) -> Counter:
    return place.counter("Other maker's", "wang", "liu")


def drafted(counter: Counter, vin: str) -> str:
    """A contract's id."""
    car = counter.receive("liu", vin, list_price=11_700_000, cost=10_000_000)
    contract = counter.draft("wang", car, "王小明", list_price=11_700_000)
    counter.client.sync()
    return contract


def attached(counter: Counter, contract: str, content: bytes) -> str:
    """The id of the row that names a content."""
    client = counter.client
    row = row_of(content, client, "wang", branch_id=client.branch, owner_table="contract", owner_id=contract)
    change = client.new("attachment", counter.scope, row)
    client.act("contract.attach", "wang", [change])
    assert [outcome["status"] for outcome in client.sync()] == ["applied"]
    return str(change["id"])


def test_a_file_goes_up_over_a_line_that_breaks_and_our_terminal_reads_it(
    place: Place, counter: Counter, till_at: Callable[..., Any]
) -> None:
    client, content = counter.client, paper(5 * SMALL + 77, 1)
    line, sha256 = Contents(client, SMALL), name_of(content)
    contract = drafted(counter, "LXB00000000000001")
    assert line.offset(counter.scope, sha256) is None, "no row names it yet"
    row = attached(counter, contract, content)
    assert line.offset(counter.scope, sha256) == 0
    line.put(counter.scope, sha256, 0, content[:SMALL])
    line.put(counter.scope, sha256, SMALL, content[SMALL : 2 * SMALL])  # its answer is lost
    with pytest.raises(Refused) as refused:
        line.put(counter.scope, sha256, SMALL, content[SMALL : 2 * SMALL])
    assert refused.value.error["code"] == "blob_offset"
    assert int(refused.value.error["values"]["offset"]) == 2 * SMALL
    assert client.rows("attachment")[row]["state"] == "pending"
    assert line.send(counter.scope, content) == len(content) - 2 * SMALL, "nothing goes up twice"
    client.pull()
    assert client.rows("attachment")[row]["state"] == "ready"
    assert line.offset(counter.scope, sha256) == len(content)
    real = till_at(place.shop, place.branch)
    real.sync()
    assert real.contents(client.rows("contract")[contract]["no"]) == [content]


def test_a_file_of_our_terminal_comes_down_from_where_it_broke_off(
    place: Place, counter: Counter, till_at: Callable[..., Any], tmp_path: Path
) -> None:
    real, content, client = till_at(place.shop, place.branch), paper(4 * SMALL + 5, 2), counter.client
    contract = drafted(counter, "LXB00000000000002")
    no = client.rows("contract")[contract]["no"]
    real.sync()
    file = tmp_path / "page.pdf"
    file.write_bytes(content)
    real.attach(no, file)
    client.pull()
    (row,) = [each for each in client.rows("attachment").values() if each["owner_id"] == contract]
    assert (row["sha256"], row["state"]) == (name_of(content), "ready")
    line = Contents(client, SMALL)
    assert line.fetch(counter.scope, row["sha256"], row["size"], begun=content[: SMALL + 11]) == content
    assert line.fetch(counter.scope, row["sha256"], row["size"]) == content


def test_what_is_not_what_it_is_called_is_thrown_away_and_a_chunk_has_a_limit(
    place: Place, counter: Counter
) -> None:
    content, line = paper(SMALL, 3), Contents(counter.client, SMALL)
    attached(counter, drafted(counter, "LXB00000000000003"), content)
    sha256 = name_of(content)
    with pytest.raises(Refused) as refused:
        line.put(counter.scope, sha256, 0, paper(SMALL, 4))
    assert refused.value.error["code"] == "blob_hash"
    assert line.offset(counter.scope, sha256) == 0
    assert line.send(counter.scope, content) == len(content)


def test_another_branch_learns_nothing_by_knowing_a_hash(place: Place, counter: Counter) -> None:
    content = paper(SMALL + 1, 5)
    attached(counter, drafted(counter, "LXB00000000000004"), content)
    Contents(counter.client).send(counter.scope, content)
    other = Place(place.shop, place.shop.branch(), place.password).counter("Elsewhere", "wang", "liu")
    line, sha256 = Contents(other.client), name_of(content)
    for scope in (counter.scope, other.scope):
        assert line.offset(scope, sha256) is None
        with pytest.raises(Refused) as refused:
            line.call("GET", scope, sha256)
        assert (refused.value.status, refused.value.error["code"]) == (422, "blob_unknown")
    attached(other, drafted(other, "LXB00000000000005"), content)
    assert line.offset(other.scope, sha256) == 0, "as if nobody had it"
    with pytest.raises(Refused, match="blob_unknown"):
        line.call("GET", other.scope, sha256)
    assert line.send(other.scope, content) == len(content)
    assert line.fetch(other.scope, sha256, len(content)) == content


def test_a_file_that_was_taken_back_is_out_of_sight_of_ours(
    place: Place, counter: Counter, till_at: Callable[..., Any]
) -> None:
    client, contract = counter.client, drafted(counter, "LXB00000000000006")
    row = attached(counter, contract, paper(SMALL, 6))
    client.act("file.withdraw", "wang", [client.changed("attachment", row, withdrawn=1)])
    assert [outcome["status"] for outcome in client.sync()] == ["applied"]
    real = till_at(place.shop, place.branch)
    real.sync()
    assert real.contents(client.rows("contract")[contract]["no"]) == []
