"""Two places, one car: whatever the order of things, one sale is confirmed and nobody's money is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.deposits import DepositFate
from app.errors import ServerUnreachable, UserError
from app.queries import cases
from app.services import amending, cancelling, conflicts, contracts, leasing
from app.sync import integrity
from app.sync.transport import Transport
from tests.shop import Shop, Till, new_vin, person, settle


@pytest.fixture(scope="module")
def pair(running_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, Till]]:
    """Two terminals of one branch, for all races of this module."""
    branch, tills = running_shop.start().branch(), []
    for name in ("one", "two"):
        folder: Path = tmp_path_factory.mktemp(name) / "data"
        tills.append(Till(folder).enrol(running_shop.url, running_shop.code(branch), name))
    yield tills[0], tills[1]
    for till in tills:
        till.close()


def car(till: Till, vin: str) -> str:
    """A car's id."""
    return str(till.query("SELECT id FROM vehicle WHERE vin = :v", v=vin)[0][0])


def same(*tills: Till) -> bool:
    """Whether they hold the same."""
    found = []
    for till in tills:
        with till.wang.reading() as session:
            found.append(integrity.digests(session))
    return all(each == found[0] for each in found)


@pytest.mark.parametrize("seed", range(8))
def test_one_car_is_sold_once_whoever_comes_first(pair: tuple[Till, Till], seed: int) -> None:
    chance = random.Random(seed)
    vin = pair[0].receive(new_vin())[0]
    settle(*pair)
    holder = chance.choice([None, *pair])
    if holder is not None:
        holder.wang.lease([car(holder, vin)])
    sellers = chance.sample(pair, 2)
    sold = {}
    for till in sellers:
        sold[till.sell(vin).contract_no] = till
        if chance.random() < 0.5:
            till.sync()
    for till in chance.choices(pair, k=4):
        till.sync()
    settle(*pair)
    for till in pair:
        found = dict(
            till.query(
                "SELECT c.no, c.provisional FROM contract c JOIN vehicle v ON v.id = c.vehicle_id WHERE v.vin = :v",
                v=vin,
            )
        )
        assert set(found) == set(sold)
        assert sorted(found.values()) == [0, 1]
        if holder is not None:
            assert sold[next(no for no, provisional in found.items() if not provisional)] is holder
        money = till.query("SELECT sum(p.amount) FROM payment p JOIN contract c ON c.deal_id = p.deal_id "
                           "JOIN vehicle v ON v.id = c.vehicle_id WHERE v.vin = :v", v=vin)  # fmt: skip
        assert money == [(1_000_000,)]
        assert till.query("SELECT sum(amount) FROM ledger_entry") == [(0,)]
        cases = till.query("SELECT count(*) FROM sync_case k JOIN vehicle v ON v.id = k.vehicle_id "
                           "WHERE v.vin = :v AND k.state = 'open'", v=vin)  # fmt: skip
        assert cases == [(1,)]
        assert till.wang.status()["parked"] == 0
    assert same(*pair)


def test_who_signs_a_draft_of_the_leases_holder_elsewhere_does_not_get_the_car_that_the_holder_sold(
    pair: tuple[Till, Till],
) -> None:
    one, two = pair
    vin = one.receive(new_vin())[0]
    drafted = one.draft(vin, price=11_640_902)
    settle(*pair)
    one.wang.lease([car(one, vin)])
    sold = one.sell(vin)
    assert sold.confirmed
    (draft,) = two.query("SELECT id FROM contract WHERE no = :no", no=drafted)
    ordered = contracts.sign(two.wang.unit_of_work(), contract_id=draft[0], signing=two.wang.signing(None))
    assert not ordered.confirmed
    settle(two, one)
    for till in pair:
        kept = dict(
            till.query("SELECT no, provisional FROM contract WHERE vehicle_id = :c", c=car(till, vin))
        )
        assert kept == {sold.contract_no: 0, drafted: 1}
        open_cases = till.query("SELECT k.kind FROM sync_case k JOIN contract c ON c.id = k.contract_id "
                                "WHERE k.state = 'open' AND c.no = :no", no=drafted)  # fmt: skip
        assert open_cases == [("vehicle",)]
    assert same(*pair)


def test_an_order_at_the_desk_that_leases_the_car_stands_once_the_order_before_it_is_gone(
    pair: tuple[Till, Till],
) -> None:
    """Both were taken after a restart, which ends a lease for its holder only."""
    one, two = pair
    (vin,) = one.receive(new_vin())
    settle(*pair)
    drawn = two.draft(vin, price=11_640_902)
    settle(*pair)
    one.wang.lease([car(one, vin)], kind="show")
    one.execute("DELETE FROM held_lease")
    (draft,) = one.query("SELECT id FROM contract WHERE no = :no", no=drawn)
    first = contracts.sign(one.wang.unit_of_work(), contract_id=draft[0], signing=one.wang.signing(None))
    second = one.sell(vin)
    assert (first.confirmed, second.confirmed) == (False, False)
    settle(*pair)
    state = "SELECT provisional, state FROM contract WHERE no = :no"
    assert one.query(state, no=drawn) == [(0, "approved")]
    cancelling.cancel(two.wang.unit_of_work(), no=drawn, reason="退单")
    settle(two, one)
    for till in pair:
        assert till.query(state, no=second.contract_no) == [(0, "approved")]
    assert same(*pair)


def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server answers, but takes nothing for now."""

    def busy(*_: object) -> None:
        raise ServerUnreachable("server_busy", "Later.")

    monkeypatch.setattr(Transport, "push", busy)


def test_who_orders_a_car_on_a_draft_of_another_desk_does_not_promise_it_twice(
    pair: tuple[Till, Till], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    (vin,) = two.receive(new_vin())
    drawn = two.draft(vin, price=11_640_902)
    settle(*pair)
    (draft,) = one.query("SELECT id FROM contract WHERE no = :no", no=drawn)
    ordered = contracts.sign(one.wang.unit_of_work(), contract_id=draft[0], signing=one.wang.signing(None))
    with monkeypatch.context() as patched:
        unsent(patched)
        assert one.wang.lease([car(one, vin)])["granted"] == []
    later = one.sell(vin)
    assert (ordered.confirmed, later.confirmed) == (False, False)
    settle(*pair)
    kept = "SELECT no, provisional FROM contract WHERE vehicle_id = :c"
    for till in pair:
        assert dict(till.query(kept, c=car(till, vin))) == {drawn: 0, later.contract_no: 1}
    assert same(*pair)


def test_the_loser_is_given_another_car_or_gives_up(pair: tuple[Till, Till]) -> None:
    one, two = pair
    vin, other, third = one.receive(new_vin(), new_vin(), new_vin())
    settle(*pair)
    one.wang.lease([car(one, vin)])
    one.sell(vin)
    losers = [two.sell(vin), two.sell(vin)]
    settle(*pair)
    cases = two.query("SELECT c.no, k.id FROM sync_case k JOIN contract c ON c.id = k.contract_id WHERE k.state = 'open' "
                      "AND c.no IN (:a, :b)", a=losers[0].contract_no, b=losers[1].contract_no)  # fmt: skip
    by_no = dict(cases)
    for wrong, code in (
        (vin, "vehicle_sold"),
        (new_vin(), "not_in_stock"),
        ("", "vehicle_missing"),
        ("X", "vin_length"),
    ):
        with pytest.raises(UserError) as told:
            conflicts.resolve(
                two.wang.unit_of_work(),
                case_id=by_no[losers[0].contract_no],
                choices={"vehicle": wrong},
                mine="first",
            )
        assert told.value.code == code
    conflicts.resolve(
        two.wang.unit_of_work(),
        case_id=by_no[losers[0].contract_no],
        choices={"vehicle": other},
        mine="first",
    )
    cancelling.cancel(two.wang.unit_of_work(), no=losers[1].contract_no, reason="退单")
    settle(two, one)
    for till in pair:
        assert till.query("SELECT count(*) FROM sync_case WHERE id IN (:a, :b) AND state = 'open'",
                          a=by_no[losers[0].contract_no], b=by_no[losers[1].contract_no]) == [(0,)]  # fmt: skip
        assert till.query("SELECT provisional FROM contract WHERE no = :n", n=losers[0].contract_no) == [(0,)]
    contracts.edit(two.wang.unit_of_work(), no=losers[0].contract_no, values={"vin": third})
    settle(two, one)
    status = dict(one.query("SELECT v.vin, s.status FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id"))
    assert (status[other], status[third]) == ("in_stock", "reserved")
    assert same(*pair)


def test_two_minds_about_a_deposit_that_nobody_put_down_are_no_case(pair: tuple[Till, Till]) -> None:
    """The dialog always says something of the deposit, from the reason that was chosen."""
    one, two = pair
    no = one.draft(*one.receive(new_vin()))
    settle(*pair)
    for till, fate in ((one, DepositFate.KEPT), (two, DepositFate.RETURNED)):
        cancelling.cancel(till.wang.unit_of_work(), no=no, reason="不买了", fate=fate)
    settle(*pair)
    for till in pair:
        assert till.wang.status()["parked"] == 0
        assert till.query("SELECT state, deposit_fate FROM contract WHERE no = :n", n=no) == [
            ("cancelled", None)
        ]
    assert same(*pair)


def test_an_edit_is_kept_while_a_pull_changes_another_group(pair: tuple[Till, Till]) -> None:
    one, two = pair
    no = one.draft(one.receive(new_vin())[0])
    settle(*pair)
    contracts.edit(one.wang.unit_of_work(), no=no, values={"price": "116600"})
    contracts.edit(two.wang.unit_of_work(), no=no, values={"delivery_place": "杭州"})
    two.sync()
    one.wang.sync()
    settle(two, one)
    for till in pair:
        assert till.query("SELECT price, delivery_place FROM contract WHERE no = :n", n=no) == [
            (11_660_000, "杭州")
        ]
    assert same(*pair)


def test_groups_that_both_changed_wait_for_a_person_and_block_signing(pair: tuple[Till, Till]) -> None:
    one, two = pair
    no = one.draft(one.receive(new_vin())[0])
    settle(*pair)
    contracts.edit(one.wang.unit_of_work(), no=no, values={"price": "116700", "buyer.name": "张三"})
    contracts.edit(two.wang.unit_of_work(), no=no, values={"price": "116800"})
    settle(one, two)
    [(case, contract)] = one.query(
        "SELECT k.id, c.id FROM sync_case k JOIN contract c ON c.id = k.contract_id WHERE c.no = :n", n=no
    )
    with pytest.raises(UserError) as told:
        contracts.sign(one.wang.unit_of_work(), contract_id=contract, signing=one.wang.signing(None))
    assert told.value.code == "merge_open"
    with pytest.raises(UserError) as told:
        conflicts.resolve(one.wang.unit_of_work(), case_id=case, choices={"delivery": "mine"}, mine="first")
    assert told.value.code == "groups_undecided"
    conflicts.resolve(one.wang.unit_of_work(), case_id=case, choices={"price": "116750"}, mine="first")
    settle(one, two)
    for till in pair:
        assert till.query("SELECT price, buyer_name FROM contract WHERE no = :n", n=no) == [
            (11_675_000, "张三")
        ]
        assert till.query("SELECT state FROM sync_case WHERE id = :c", c=case) == [("resolved",)]
    with pytest.raises(UserError) as told:
        conflicts.resolve(two.wang.unit_of_work(), case_id=case, choices={"price": "mine"}, mine="second")
    assert told.value.code == "case_resolved"
    assert told.value.values["name"] == two.query("SELECT display_name FROM user WHERE name = 'wang'")[0][0]
    assert same(*pair)


@pytest.mark.parametrize("kept_first", [True, False])
def test_two_who_decide_otherwise_without_knowing_of_each_other_are_asked_again(
    pair: tuple[Till, Till], kept_first: bool
) -> None:
    one, two = pair
    no = one.draft(one.receive(new_vin())[0])
    settle(*pair)
    contracts.edit(one.wang.unit_of_work(), no=no, values={"price": "116700"})
    contracts.edit(two.wang.unit_of_work(), no=no, values={"price": "116800"})
    settle(one, two)
    asked = "SELECT k.id FROM sync_case k JOIN contract c ON c.id = k.contract_id WHERE c.no = :n AND k.state = 'open'"
    [(case,)] = one.query(asked, n=no)
    first, second = ("mine", "theirs") if kept_first else ("theirs", "mine")
    for till, side, choice in ((one, "first", first), (two, "second", "mine" if kept_first else "theirs")):
        decided = {"case_id": case, "choices": {"price": choice}, "mine": side}
        conflicts.resolve(till.wang.unit_of_work(), **decided)
    settle(one, two)
    for till in pair:
        assert till.query(asked, n=no) == [(case,)]
        with till.wang.reading() as session:
            (row,) = (each for each in cases.list_cases(session, till.wang.identity.id) if each.id == case)
        assert row.round == 2
        assert till.query("SELECT count(*) FROM sync_case WHERE kind = 'op' AND state = 'open'") == [(0,)]
    conflicts.resolve(two.wang.unit_of_work(), case_id=case, choices={"price": second}, mine="first")
    settle(two, one)
    for till in pair:
        assert till.query(asked, n=no) == []
    assert len({till.query("SELECT price FROM contract WHERE no = :n", n=no)[0] for till in pair}) == 1
    assert same(*pair)


def test_what_two_receive_at_once_is_one_car(counter: Till, booth: Till) -> None:
    """The second receipt is set aside, so this wants terminals of its own."""
    vin = new_vin()
    for till in (counter, booth):
        till.receive(vin)
    settle(counter, booth)
    for till in (counter, booth):
        assert till.query("SELECT count(*) FROM vehicle WHERE vin = :v", v=vin) == [(1,)]
    assert same(counter, booth)


def test_a_customer_whose_car_comes_back_has_no_case_and_signs(pair: tuple[Till, Till]) -> None:
    one, two = pair
    (vin,) = one.receive(new_vin())
    settle(*pair)
    one.wang.lease([car(one, vin)])
    won, waits = one.sell(vin), two.sell(vin)
    settle(*pair)
    about = "SELECT state FROM sync_case WHERE contract_id = :c"
    assert two.query(about, c=waits.contract_id) == [("open",)]
    cancelling.cancel(one.wang.unit_of_work(), no=won.contract_no, reason="退单")
    settle(one, two)
    assert two.query(about, c=waits.contract_id) == [("resolved",)]
    at = two.wang
    assert contracts.sign(
        at.unit_of_work(), contract_id=waits.contract_id, signing=at.signing(None)
    ).confirmed
    settle(two, one)
    assert two.wang.status()["parked"] == 0
    assert same(*pair)


@pytest.mark.parametrize("gives_up", ["cancelled", "another car"])
@pytest.mark.parametrize("leased_first", [True, False])
def test_an_order_given_up_before_it_was_sent_leaves_no_car_to_promise(
    pair: tuple[Till, Till], monkeypatch: pytest.MonkeyPatch, gives_up: str, leased_first: bool
) -> None:
    """The centre gives the order its car, which ends the lease, and then the car to whoever waited elsewhere."""
    other, desk = pair
    vin, second = desk.receive(new_vin(), new_vin())
    settle(*pair)
    waits = other.sell(vin)
    if leased_first:
        assert desk.wang.lease([car(desk, vin)], kind="show")["granted"]
    wish = contracts.Order(customer=person(), price=11_640_902, vin=vin)
    over = replace(desk.wang.signing(None), may_confirm=False)
    first = contracts.sell(desk.wang.unit_of_work(), wish, over)
    if gives_up == "cancelled":
        cancelling.cancel(desk.wang.unit_of_work(), no=first.contract_no, reason="客户放弃")
    else:
        contracts.edit(desk.wang.unit_of_work(), no=first.contract_no, values={"vin": second})
    with monkeypatch.context() as patched:
        unsent(patched)
        assert desk.wang.lease([car(desk, vin)])["granted"] == []
    sold = desk.sell(vin)
    assert not sold.confirmed
    other.sync()
    settle(desk, other)
    state = "SELECT provisional FROM contract WHERE no = :n"
    assert [desk.query(state, n=each.contract_no) for each in (waits, sold)] == [[(0,)], [(1,)]]
    assert same(*pair)


@pytest.mark.parametrize("drawn_by", ["holder", "seller"])
def test_who_amends_a_sale_that_lost_its_car_does_not_order_the_car(
    pair: tuple[Till, Till], drawn_by: str
) -> None:
    """Whoever leases the car by then may promise it."""
    one, two = pair
    (vin,) = one.receive(new_vin())
    draft = one.draft(vin, price=11_640_902) if drawn_by == "holder" else ""
    settle(*pair)
    two.wang.lease([car(two, vin)], kind="show")
    settle(two, one)
    leasing.revoke(one.as_("sun").unit_of_work(), numbers=[vin])
    one.sync()
    assert one.wang.lease([car(one, vin)])["granted"]
    if draft:
        [(contract,)] = two.query("SELECT id FROM contract WHERE no = :no", no=draft)
        signing = two.wang.signing(None)
        lost = contracts.sign(two.wang.unit_of_work(), contract_id=contract, signing=signing)
    else:
        lost = two.sell(vin)
    assert lost.confirmed
    settle(two, one)
    change = amending.Change({"delivery_place": "二号店"})
    amending.amend(
        one.wang.unit_of_work(), no=lost.contract_no, change=change, signing=one.wang.signing(None)
    )
    sold = one.sell(vin)
    assert sold.confirmed
    settle(*pair)
    state = "SELECT provisional FROM contract WHERE no = :n"
    assert [one.query(state, n=each.contract_no) for each in (sold, lost)] == [[(0,)], [(1,)]]
    assert same(*pair)


def test_what_two_desks_enter_alike_may_be_signed_at_the_later_of_them(pair: tuple[Till, Till]) -> None:
    """The paper says what its desk had entered by itself before it heard that the other had done so, too."""
    one, two = pair
    (vin,) = one.receive(new_vin())
    no = one.draft(vin)
    settle(*pair)
    two.wang.lease([car(two, vin)])
    for till in pair:
        contracts.edit(till.wang.unit_of_work(), no=no, values={"delivery_place": "杭州"})
    one.sync()
    [(contract,)] = two.query("SELECT id FROM contract WHERE no = :n", n=no)
    contracts.sign(two.wang.unit_of_work(), contract_id=contract, signing=two.wang.signing(None))
    settle(two, one)
    for till in pair:
        assert till.query("SELECT state, delivery_place FROM contract WHERE no = :n", n=no) == [
            ("signed", "杭州")
        ]
        assert till.query("SELECT count(*) FROM sync_case WHERE contract_id = :c", c=contract) == [(0,)]
    assert same(*pair)


def test_an_order_confirmed_here_and_amended_before_it_heard_that_its_car_had_gone(
    pair: tuple[Till, Till],
) -> None:
    one, two = pair
    vin = one.receive(new_vin())[0]
    settle(*pair)
    two.wang.lease([car(two, vin)])
    wish = contracts.Order(customer=person(), price=11_640_902, vin=vin)
    over = replace(two.wang.signing(None), may_confirm=False)  # as of a sign-in that has run out
    ordered = contracts.sell(two.wang.unit_of_work(), wish, over)
    assert not ordered.confirmed
    sign = {"contract_id": ordered.contract_id, "signing": two.wang.signing(None)}
    assert contracts.sign(two.wang.unit_of_work(), **sign).confirmed
    one.sync()
    leasing.revoke(one.as_("sun").unit_of_work(), numbers=[vin])
    one.sync()
    one.wang.lease([car(one, vin)])
    assert one.sell(vin).confirmed
    one.sync()
    change = amending.Change(values={"delivery_place": "宁波"})
    amending.amend(
        two.wang.unit_of_work(), no=ordered.contract_no, change=change, signing=two.wang.signing(None)
    )
    settle(two, one)
    assert two.wang.status()["parked"] == 0
    for till in pair:
        found = till.query(
            "SELECT provisional, delivery_place FROM contract WHERE no = :n", n=ordered.contract_no
        )
        assert found == [(1, "宁波")]
    assert same(*pair)
