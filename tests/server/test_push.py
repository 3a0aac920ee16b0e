"""Ops arrive once, in order, from one folder, whole or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app import crypto
from app.ids import new_id
from app.models.deal import Contract
from app.services.judgement import hearing
from app.sync import protocol
from app.sync.protocol import SignedOp
from server.models import OpLog
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason, tampered, with_header


def test_a_sale_lands_whole(world: World, counter: Terminal) -> None:
    car = counter.receive(world.model_id)
    sold = counter.sale(car, world.model_id, deposit=1_000_000)
    assert reason(counter.do("deal.sell", *sold.changes)) == ("applied", "")
    assert counter.row("contract", sold.contract_id)["state"] == "signed"
    assert counter.row("stock_stay", car.stay_id)["status"] == "sold"
    assert sum(row["amount"] for row in counter.all("ledger_entry", deal_id=sold.deal_id)) == 0
    assert [
        row["outcome"] for row in counter.all("audit_entry", action="deal.sell", terminal_id=counter.id)
    ] == ["applied"]


def test_an_op_sent_three_times_is_done_once(world: World, counter: Terminal) -> None:
    op = counter.op("customer.add", counter.customer("三次"))
    first = counter.post([op]).json()
    again = [counter.post([op]).json() for _ in range(2)]
    assert [answer["outcomes"] for answer in again] == [first["outcomes"]] * 2
    assert [answer["incarnation"] for answer in again] == [first["incarnation"]] * 2
    assert len(counter.all("customer", name="三次")) == 1


def test_a_lost_reply_does_not_stop_what_was_done_since(counter: Terminal) -> None:
    lost = counter.op("customer.add", counter.customer("甲"))
    counter.post([lost])
    since = counter.op("customer.add", counter.customer("乙"))
    assert [outcome["status"] for outcome in counter.push(lost, since)] == ["applied", "applied"]
    assert {row["name"] for row in counter.all("customer")} >= {"甲", "乙"}


def test_however_many_replies_are_lost_the_folder_stays_the_same(counter: Terminal) -> None:
    ops = []
    for name in ("甲", "乙", "丙"):
        ops.append(counter.op("customer.add", counter.customer(name)))
        counter.post(ops)
    ops.append(counter.op("customer.add", counter.customer("丁")))
    assert [outcome["status"] for outcome in counter.push(*ops)] == ["applied"] * 4


def test_a_missing_number_is_refused(counter: Terminal) -> None:
    counter.op("customer.add", counter.customer())
    later = counter.op("customer.add", counter.customer())
    response = counter.post([later])
    assert (response.status_code, response.json()["error"]["code"]) == (409, "gap")


def test_a_copy_of_a_folder_is_refused_once_the_other_went_on(counter: Terminal) -> None:
    copy = counter.clone()
    counter.do("customer.add", counter.customer("原件"))
    counter.do("customer.add", counter.customer("原件"))
    response = copy.post([copy.op("customer.add", copy.customer("副本"))])
    assert (response.status_code, response.json()["error"]["code"]) == (409, "forked")
    assert reason(counter.do("customer.add", counter.customer("原件"))) == ("applied", "")


def test_the_same_number_with_other_content_is_refused(counter: Terminal) -> None:
    copy = counter.clone()
    counter.do("customer.add", counter.customer("原件"))
    # The copy even has the right token: the number alone gives it away.
    response = copy.post([copy.op("customer.add", copy.customer("副本"))], counter.incarnation)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "forked")


def test_a_page_cut_short_is_refused_whole(counter: Terminal) -> None:
    page = protocol.write_page({"incarnation": counter.incarnation}, [vars(counter.op("customer.add"))])
    response = counter.http.post("/sync/v1/push", content=page[:-20], headers=counter.bearer)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "page_broken")


def _forged_header(op: SignedOp, terminal: Terminal) -> SignedOp:
    return tampered(op, header=with_header(op, user=new_id()))


def _forged_header_and_hash(op: SignedOp, terminal: Terminal) -> SignedOp:
    header = with_header(op, action="payment.refund")
    return tampered(op, header=header, hash=protocol.header_hash(header))


def _forged_payload(op: SignedOp, terminal: Terminal) -> SignedOp:
    return tampered(op, payload=op.payload.replace("李晓明", "李晓光"))


def _forged_signature(op: SignedOp, terminal: Terminal) -> SignedOp:
    return tampered(op, signature=crypto.b64(crypto.sign(crypto.new_signing_key(), op.hash.encode())))


def _no_signature(op: SignedOp, terminal: Terminal) -> SignedOp:
    return tampered(op, signature="nonsense")


def _forged_ticket(op: SignedOp, terminal: Terminal) -> SignedOp:
    head, _, signature = op.ticket.split(".")
    body = terminal.as_("sun").ticket.split(".")[1]
    return tampered(op, ticket=f"{head}.{body}.{signature}")


def _another_persons_ticket(op: SignedOp, terminal: Terminal) -> SignedOp:
    return tampered(op, ticket=terminal.as_("sun").ticket)


def _no_ticket(op: SignedOp, terminal: Terminal) -> SignedOp:
    return tampered(op, ticket="")


@pytest.mark.parametrize(
    "forge",
    [
        _forged_header,
        _forged_header_and_hash,
        _forged_payload,
        _forged_signature,
        _no_signature,
        _forged_ticket,
        _another_persons_ticket,
        _no_ticket,
    ],
)
def test_a_forged_op_is_set_aside_and_changes_nothing(world: World, forge: object) -> None:
    counter = world.terminal()
    customer = counter.customer()
    forged = forge(counter.op("customer.add", customer), counter)  # type: ignore[operator]
    assert counter.push(forged)[0]["status"] == "quarantined"
    counter.pull()
    assert ("customer", customer["id"]) not in counter.rows
    assert [case["state"] for case in counter.all("sync_case", kind="op")][-1] == "open"


def test_an_op_that_does_not_follow_the_chain_is_set_aside(counter: Terminal) -> None:
    counter.do("customer.add", counter.customer())
    assert reason(counter.do("customer.add", counter.customer(), prev="0" * 64)) == ("quarantined", "chain")
    assert reason(counter.do("customer.add", counter.customer())) == ("applied", "")


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "[]",
        '{"changes":7}',
        '{"changes":[7]}',
        '{"changes":[{"table":"customer"}]}',
        '{"changes":[{"sealed":1}]}',
        '{"changes":[{"table":"customer","sealed":"AAAA"}]}',
        "\x00",
        '{"changes":[{"table":"\\ud800"}]}',
    ],
)
def test_nonsense_is_set_aside_and_the_next_op_lands(counter: Terminal, payload: str) -> None:
    nonsense = counter.signed("customer.add", payload)
    outcomes = counter.push(nonsense, counter.op("customer.add", counter.customer()))
    assert [reason(outcome) for outcome in outcomes] == [("quarantined", "malformed"), ("applied", "")]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", 7),
        ("name", None),
        ("archived", 2),
        ("birth_date", "2026-02-30"),
        ("name", "a\x00b"),
        ("phone", "1" * 41),
        ("archived", 1 << 70),
    ],
)
def test_a_value_that_cannot_stand_in_its_column_is_set_aside(
    counter: Terminal, column: str, value: object
) -> None:
    customer = counter.customer()
    customer["set"][column] = value
    assert reason(counter.do("customer.add", customer)) == ("quarantined", "malformed")


def test_an_op_with_a_header_that_says_nothing_is_set_aside(counter: Terminal) -> None:
    op = counter.op("customer.add", counter.customer())
    header = protocol.make_header({"no": counter.no})
    assert reason(counter.push(tampered(op, header=header))[0]) == ("quarantined", "malformed")
    assert reason(counter.do("customer.add", counter.customer())) == ("applied", "")


def test_an_op_sent_under_a_second_number_is_set_aside(counter: Terminal) -> None:
    op_id = new_id()
    counter.do("customer.add", counter.customer(), op_id=op_id)
    assert reason(counter.do("customer.add", counter.customer(), op_id=op_id)) == (
        "quarantined",
        "op_repeated",
    )


def test_one_bad_op_among_many_lets_the_others_land(world: World, counter: Terminal) -> None:
    ops = [counter.op("customer.add", counter.customer(f"第{n}位")) for n in range(60)]
    ops[30] = tampered(ops[30], payload=ops[30].payload.replace("第30位", "第99位"))
    statuses = [outcome["status"] for outcome in counter.push(*ops)]
    assert statuses == ["applied"] * 30 + ["quarantined"] + ["applied"] * 29
    with world.server.database.reading() as session:
        assert session.scalar(select(func.count()).where(OpLog.terminal_id == counter.id)) == 60


def test_what_is_set_aside_holds_back_only_later_ops_of_its_rows(world: World, counter: Terminal) -> None:
    drawn = counter.draft(None, world.model_id)
    counter.do("contract.draft", *drawn.changes)
    counter.pull()
    bad = counter.op("contract.edit", counter.change("contract", drawn.contract_id, price=1, discount=2))
    same = counter.op("contract.edit", counter.change("contract", drawn.contract_id, terms="见附件"))
    line = counter.op(
        "contract.edit",
        counter.new(
            "contract_line",
            contract_id=drawn.contract_id,
            branch_id=counter.branch_id,
            kind="add_on",
            label="膜",
            nature="optional",
            amount=100,
            removed=0,
        ),
    )
    other = counter.op("customer.add", counter.customer())
    assert [reason(outcome) for outcome in counter.push(bad, same, line, other)] == [
        ("quarantined", "totals"),
        ("parked", "waits_for"),
        ("parked", "waits_for"),
        ("applied", ""),
    ]
    assert counter.row("contract", drawn.contract_id)["terms"] is None


def test_an_op_whose_parent_comes_later_lands_by_itself(world: World, counter: Terminal) -> None:
    other = world.terminal(user="zhao")
    drawn = other.draft(None, world.model_id, user="zhao")
    money = counter.payment(drawn.deal_id, 50_000)
    assert reason(counter.do("payment.take", *money)) == ("parked", "does_not_fit")
    other.do("contract.draft", *drawn.changes, user="zhao")
    assert counter.row("payment", money[0]["id"])["amount"] == 50_000
    assert [case["state"] for case in counter.all("sync_case", kind="op")][-1] == "resolved"


def test_nothing_is_left_of_an_op_that_fails_in_the_middle(world: World, counter: Terminal) -> None:
    car = counter.receive(world.model_id)
    sold = counter.sale(car, world.model_id, deposit=1_000_000)
    sold.changes[-1]["set"]["amount"] += 1
    assert reason(counter.do("deal.sell", *sold.changes)) == ("quarantined", "totals")
    with world.server.database.reading() as session:
        assert session.get(Contract, sold.contract_id) is None
    assert counter.row("stock_stay", car.stay_id)["status"] == "in_stock"


def test_an_op_over_which_the_server_fails_holds_up_nothing(
    counter: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: hearing.Hearing, row: hearing.Judged) -> None:
        if row.after["name"] == "坏":
            raise KeyError("nobody thought of it")

    monkeypatch.setitem(hearing._CHECKS, "customer", [*hearing._CHECKS["customer"], fail])
    bad = counter.op("customer.add", counter.customer("坏"))
    good = counter.op("customer.add", counter.customer("好"))
    outcomes = counter.push(bad, good)
    assert [outcome["status"] for outcome in outcomes] == ["parked", "applied"]
    assert reason(outcomes[0]) == ("parked", "not_judged")


def test_a_clock_a_year_ahead_neither_stops_a_sale_nor_wins_every_edit(
    world: World, counter: Terminal
) -> None:
    other = world.terminal(user="zhao")
    customer = counter.customer("钟表")
    counter.do("customer.add", customer)
    counter.pull(), other.pull()
    ahead = f"{int(world.clock.now().timestamp() * 1000) + 31_536_000_000:015d}-00000-X"
    counter.do("customer.edit", counter.change("customer", customer["id"], note="甲"), hlc=ahead)
    world.clock.advance(minutes=5)
    other.do("customer.edit", other.change("customer", customer["id"], note="乙"), user="zhao")
    assert counter.row("customer", customer["id"])["note"] == "乙"


def test_a_new_row_of_an_older_program_gets_what_it_does_not_know(counter: Terminal) -> None:
    change = counter.customer("老程序")
    del change["set"]["archived"], change["set"]["id_kind"]
    assert reason(counter.do("customer.add", change)) == ("applied", "")
    row = counter.row("customer", change["id"])
    assert (row["archived"], row["id_kind"]) == (0, "id_card")


@pytest.mark.parametrize("version", ["0/1", "1/0", "1", "x/y", ""])
def test_a_program_that_is_too_old_is_served_nothing_but_rescue(counter: Terminal, version: str) -> None:
    headers = counter.bearer | {"Showroom-Version": version}
    for path in ("pull", "push", "leases"):
        response = counter.http.post(f"/sync/v1/{path}", json={}, headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (426, "client_too_old")
    page = protocol.write_page(
        {"protocol": 0, "incarnation": counter.incarnation},
        [vars(counter.op("customer.add", counter.customer("救援")))],
    )
    response = counter.http.post("/sync/v1/rescue", content=page, headers=headers)
    assert [outcome["status"] for outcome in response.json()["outcomes"]] == ["applied"]
    counter.incarnation = response.json()["incarnation"]
