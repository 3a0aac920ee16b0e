"""docs/protocol.md is enough: a terminal written from it alone trades beside ours."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.protocol.client import Client, Refused, Row
from tests.protocol.conftest import Place
from tests.protocol.trade import Counter
from tests.protocol.wire import NotWhole, digest, page, read_page

LIST_PRICE, PRICE, DEPOSIT = 11_700_000, 11_600_000, 500_000
_serial = itertools.count(1)


def vin() -> str:
    """Seventeen characters; whether the check digit is right, no server asks."""
    return f"LXA{next(_serial):014d}"


def digests(client: Client) -> Row:
    """What the client holds of the server's, in the form of the server's digest."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for table, rows in client.pulled.items():
        for scope in {row["scope"] for row in rows.values()}:
            found[scope][table] = digest(row for row in rows.values() if row["scope"] == scope)
    return dict(found)


def same(place: Place, *clients: Client) -> None:
    """Server and clients hold the same, in every scope that a client has."""
    server = place.digest()
    for client in clients:
        assert client.differing() == []
        mine = digests(client)
        for scope in client.scopes:
            theirs = {table: value for table, value in server.get(scope, {}).items() if value["count"]}
            assert mine.get(scope, {}) == theirs, scope


@pytest.fixture
def counter(place: Place) -> Counter:
    return place.counter("Other maker's", "wang", "liu")


@pytest.fixture
def booth(place: Place) -> Counter:
    return place.counter("Other maker's booth", "zhao")


def statuses(outcomes: list[Row]) -> list[str]:
    """What became of ops; with the reason if one was set aside, so that a failure says why."""
    return [
        " ".join([outcome["status"], *filter(None, [outcome["detail"].get("code")])]) for outcome in outcomes
    ]


def test_a_whole_sale_arrives_and_every_digest_is_equal(
    place: Place, counter: Counter, till_at: Callable[..., Any]
) -> None:
    real = till_at(place.shop, place.branch)
    client = counter.client
    car = counter.receive("liu", vin(), list_price=LIST_PRICE, cost=10_000_000)
    assert statuses(client.sync()) == ["applied"]
    assert client.open_ops() == []
    assert "stock_cost" not in client.pulled
    assert [lease["vehicle"] for lease in client.lease(car)["granted"]] == [car]
    sold = counter.sell("wang", car, "王小明", price=PRICE, deposit=DEPOSIT)
    outcomes = client.sync()
    assert statuses(outcomes) == ["applied"], outcomes
    assert client.rows("contract")[sold["contract_id"]]["provisional"] == 0
    real.sync()
    receipts = real.query("SELECT receipt_no, amount FROM payment WHERE receipt_no = :no", no=sold["receipt"])
    assert receipts == [(sold["receipt"], DEPOSIT)]
    same(place, client)
    assert real_digests(real, client) == digests(client)


def real_digests(real: Any, client: Client) -> Row:
    """What our own terminal prints, without what is empty."""
    from_cli = real.digest()
    return {
        scope: {table: value for table, value in tables.items() if value["count"]}
        for scope, tables in from_cli.items()
        if scope in client.scopes
    }


def test_the_cost_reaches_the_back_office_alone(place: Place, counter: Counter) -> None:
    counter.receive("liu", vin(), list_price=LIST_PRICE, cost=9_876_500)
    counter.client.sync()
    office = place.counter("Other maker's office", "qian", finance=True)
    assert 9_876_500 in {row["cost"] for row in office.client.rows("stock_cost").values()}
    same(place, office.client)


def test_a_lost_reply_is_answered_as_before(place: Place, counter: Counter) -> None:
    client = counter.client
    car = counter.receive("liu", vin(), list_price=LIST_PRICE, cost=10_000_000)
    counter.sell("wang", car, "李丢失", price=PRICE, deposit=DEPOSIT)
    lost = client.post(client.unsent())
    assert client.push() == lost["outcomes"]
    assert statuses(lost["outcomes"]) == ["applied", "applied"]
    assert client.post(client.journal[-1:])["outcomes"] == lost["outcomes"][-1:]
    client.pull()
    assert [row["buyer_name"] for row in client.rows("contract").values()].count("李丢失") == 1
    same(place, client)


def test_two_prices_become_a_merge_task_that_one_side_decides(
    place: Place, counter: Counter, booth: Counter
) -> None:
    car = counter.receive("liu", vin(), list_price=LIST_PRICE, cost=10_000_000)
    contract = counter.draft("wang", car, "张两价", list_price=LIST_PRICE)
    assert statuses(counter.client.sync()) == ["applied", "applied"]
    booth.client.sync()
    counter.reprice("wang", contract, 11_650_000)
    booth.reprice("zhao", contract, 11_500_000)
    assert statuses(counter.client.sync()) == ["applied"]
    (outcome,) = booth.client.sync()
    assert (outcome["status"], outcome["detail"]["groups"]) == ("conflict", ["price"])
    case = next(c for c in booth.client.rows("sync_case").values() if c["contract_id"] == contract)
    assert (case["kind"], case["state"]) == ("contract", "open")
    group = json.loads(case["data"])["groups"]["price"]
    assert [group[side]["price"] for side in ("base", "first", "second")] == [
        LIST_PRICE,
        11_650_000,
        11_500_000,
    ]
    booth.resolve("zhao", case, 11_550_000)
    assert statuses(booth.client.sync()) == ["applied"]
    counter.client.sync()
    for client in (counter.client, booth.client):
        assert client.rows("contract")[contract]["price"] == 11_550_000
        assert client.rows("sync_case")[case["id"]]["state"] == "resolved"
    same(place, counter.client, booth.client)


def test_pages_of_a_few_rows_make_the_same_round(place: Place, counter: Counter) -> None:
    car = counter.receive("liu", vin(), list_price=LIST_PRICE, cost=1)
    counter.sell("wang", car, "孙小页", price=PRICE, deposit=DEPOSIT)
    counter.client.sync()
    again = Client(place.shop.url)
    again.enrol(place.shop.code(place.branch), "Small pages", "wang", place.password)
    again.pull(limit=3)
    same(place, again)


def test_a_row_that_went_wrong_is_found_and_fetched_again(place: Place, counter: Counter) -> None:
    client, stray = counter.client, "00000000-0000-7000-8000-000000000000"
    car, lost = (counter.receive("liu", vin(), list_price=LIST_PRICE, cost=1) for _ in range(2))
    client.sync()
    client.pulled["vehicle"][car]["row_hash"] ^= 1
    del client.pulled["vehicle"][lost]
    client.pulled["vehicle"][stray] = {**client.pulled["vehicle"][car], "id": stray}
    assert client.differing() == ["org"]
    assert set(client.repair("org")) == {car, lost, stray}
    same(place, client)


def test_a_terminal_that_waits_is_told_of_what_another_did(
    place: Place, counter: Counter, booth: Counter
) -> None:
    booth.client.pull()
    assert booth.client.wait(0.1) is False
    counter.receive("liu", vin(), list_price=LIST_PRICE, cost=1)
    counter.client.push()
    assert booth.client.wait(20) is True
    booth.client.pull()
    same(place, booth.client)


def test_what_an_old_program_has_not_sent_is_taken_all_the_same(place: Place, counter: Counter) -> None:
    client = counter.client
    client.version = "0/0"
    with pytest.raises(Refused) as refused:
        client.pull()
    assert (refused.value.status, refused.value.error["code"]) == (426, "client_too_old")
    counter.receive("liu", vin(), list_price=LIST_PRICE, cost=1)
    assert statuses(client.push("/sync/v1/rescue")) == ["applied"]
    client.version = "1/1"
    client.pull()
    same(place, client)


def test_an_op_without_the_right_is_set_aside_and_the_next_goes_on(place: Place, counter: Counter) -> None:
    counter.receive("wang", vin(), list_price=LIST_PRICE, cost=1)
    car = counter.receive("liu", vin(), list_price=LIST_PRICE, cost=10_000_000)
    outcomes = counter.client.sync()
    assert [(o["status"], o["detail"].get("code")) for o in outcomes] == [
        ("quarantined", "not_allowed"),
        ("applied", None),
    ]
    assert car in counter.client.pulled["vehicle"]
    assert len(counter.client.open_ops()) == 1
    same(place, counter.client)


def test_a_copy_of_a_terminal_is_refused(place: Place, counter: Counter) -> None:
    client = counter.client
    old = client.incarnation
    for _ in range(2):
        counter.receive("liu", vin(), list_price=LIST_PRICE, cost=1)
        client.push()
    counter.receive("liu", vin(), list_price=LIST_PRICE, cost=1)
    client.incarnation, fresh = old, client.incarnation
    with pytest.raises(Refused) as refused:
        client.push()
    assert (refused.value.status, refused.value.error["code"]) == (409, "forked")
    client.incarnation = fresh
    assert statuses(client.push()) == ["applied"]


def test_a_further_user_gets_the_data_key_and_an_old_token_is_renewed(place: Place, counter: Counter) -> None:
    client = counter.client
    assert client.sign_in("zhao", place.password) == client.data_key
    client.token = "over"
    assert client.hello()["last_no"] == len(client.journal)


def test_a_page_that_did_not_arrive_whole_is_not_used() -> None:
    whole = page({"protocol": 1}, [["customer", "leave", "x"]])
    assert read_page(whole)[1] == [["customer", "leave", "x"]]
    for broken in (whole[:-9], b"<html>", page({}, [])[:-1]):
        with pytest.raises(NotWhole):
            read_page(broken)


def test_a_broken_push_page_is_refused_whole(place: Place, counter: Counter) -> None:
    counter.receive("liu", vin(), list_price=LIST_PRICE, cost=1)
    client = counter.client
    body = page({"protocol": 1, "incarnation": client.incarnation}, [client.journal[-1].wire])
    with pytest.raises(Refused) as refused:
        client.call("/sync/v1/push", data=body[:-20], headers={"Content-Type": "application/x-ndjson+gzip"})
    assert (refused.value.status, refused.value.error["code"]) == (400, "page_broken")
    assert statuses(client.push()) == ["applied"]


def test_nobody_is_let_in_with_a_wrong_password(place: Place) -> None:
    client = Client(place.shop.url, requests.Session())
    with pytest.raises(Refused) as refused:
        client.enrol(place.shop.code(place.branch), "Nobody's", "wang", "not the password")
    assert (refused.value.status, refused.value.error["code"]) == (401, "wrong_password")
