"""Two desks that entered one person while both were offline, and what becomes of the two files, everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import PermissionDenied, UserError
from app.gateways.customer_page import CustomerPageOfTerminal
from app.gateways.customers import CustomersFromReplica
from app.gateways.search import SearchFromReplica
from app.ids import vehicle_id
from app.presenters.customer_list import CustomerRow
from app.presenters.customer_page import WholeCustomer
from app.queries import leads as lead_rows
from app.queries.leads import LeadFilter
from app.services import consents, contracts, customers, leads, one_person, papers
from tests.shop import Shop, Till, new_vin, person, settle


def listed(till: Till, typed: str = "") -> list[CustomerRow]:
    door = CustomersFromReplica(till.wang)
    rows = list(door.page(typed, 0, 50))
    assert door.count(typed) == len(rows)
    return rows


def kept(till: Till) -> list[str]:
    return sorted(row.id for row in listed(till))


def whole(till: Till, customer_id: str) -> WholeCustomer:
    found = CustomerPageOfTerminal(till.wang, CustomersFromReplica(till.wang).find).whole(customer_id)
    assert found is not None
    return found


def add(till: Till, **values: str) -> str:
    return customers.add(till.wang.unit_of_work(), {**person(), **values})


def merge(till: Till, file: str, into: str, user: str = "wang") -> str:
    return one_person.merge(till.as_(user).unit_of_work(), customer_id=file, into=into)


def part(till: Till, file: str) -> None:
    one_person.unmerge(till.wang.unit_of_work(), customer_id=file)


def three(till: Till) -> list[str]:
    """The files of three people, the oldest first."""
    return sorted(add(till) for _ in range(3))


def agreed(shop: Shop, *tills: Till) -> set[tuple[str, ...]]:
    """What stands in the lists of all terminals; they hold what the server holds, and nothing waits for anybody."""
    settle(*tills)
    central = shop.digest()
    for till in tills:
        assert {
            scope: tables["customer"] for scope, tables in till.digest().items() if "customer" in tables
        } == {
            scope: central[scope]["customer"]
            for scope, tables in till.digest().items()
            if "customer" in tables
        }
        status = till.wang.status()
        assert (status["parked"], status["conflicts"], status["waiting"]) == (0, 0, 0)
    return {tuple(kept(till)) for till in tills}


def test_two_offline_desks_made_two_files_and_both_lists_say_so(counter: Till, booth: Till) -> None:
    li = person("李")
    one = customers.add(counter.wang.unit_of_work(), li)
    other = customers.add(booth.wang.unit_of_work(), {**li, "phone": "138 0000 1111"})
    assert listed(counter)[0].same_id == ""
    settle(counter, booth)
    for till in (counter, booth):
        assert {row.id: row.same_id for row in listed(till)} == {one: other, other: one}
        assert whole(till, one).customer.same_id == other
    merge(booth, other, one, user="zhao")
    settle(booth, counter)
    for till in (counter, booth):
        assert [(row.id, row.same_id) for row in listed(till)] == [(one, "")]
        assert [row.id for row in listed(till, "13800001111")] == [one]  # by what the merged file says
        assert CustomersFromReplica(till.wang).known("13800001111", "") == listed(till)[0]
        assert CustomersFromReplica(till.wang).known(li["phone"], "", but=other) is None


def test_everything_of_both_is_on_the_page_of_the_one_that_is_kept(counter: Till, booth: Till) -> None:
    li, cars = person("李"), counter.receive(new_vin(), new_vin())
    settle(counter, booth)
    counter.wang.lease([vehicle_id(cars[0])])
    booth.as_("zhao").lease([vehicle_id(cars[1])])
    first = counter.sell(cars[0], li)
    second = booth.sell(cars[1], {**li, "name": "李大明"}, user="zhao")
    settle(counter, booth)
    files = dict(counter.query("SELECT no, customer_id FROM contract"))
    one, other = files[first.contract_no], files[second.contract_no]
    with booth.wang.reading() as session:
        before = papers.printable(session, contracts.find(session, second.contract_no))
    lead = leads.add(booth.wang.unit_of_work(), leads.NewLead(other, "phone", note="asks for a second car"))
    consents.give(booth.wang.unit_of_work(), customer_id=other, purpose="contact")
    merge(counter, other, one)
    settle(counter, booth, counter)
    for till in (counter, booth):
        page = whole(till, other)  # the merged one leads to the kept one
        assert page.customer.id == one
        assert {paper.no for paper in page.papers} == {first.contract_no, second.contract_no}
        assert {car.vin for car in page.cars} == set(cars)
        assert len(page.money) == 2
        assert page.paid == 1_000_000
        assert page.consents == ("contact",)
        assert "asks for a second car" in {event.title for event in page.events}
        assert [file.id for file in page.merged] == [other]
        assert listed(till)[0].deals == 2
        hits = {
            hit.id for hit in SearchFromReplica(till.wang).search(li["name"], limit=5) if hit.kind == "deal"
        }
        assert len(hits) == 2
        with pytest.raises(UserError, match="lead_open"):
            leads.add(till.wang.unit_of_work(), leads.NewLead(one, "web"))
    with booth.wang.reading() as session:
        contract = contracts.find(session, second.contract_no)
        assert papers.printable(session, contract) == before
        assert papers.verify(session, before).valid
        assert contract.customer_id == other
    assert lead in {row[0] for row in counter.query("SELECT id FROM lead WHERE customer_id = :id", id=other)}


def test_what_begins_with_the_merged_file_goes_on_with_the_kept_one(counter: Till) -> None:
    one, other = add(counter), add(counter)
    quoted = counter.draft(counter.receive(new_vin())[0], other)  # type: ignore[arg-type]
    merge(counter, other, one)
    counter.sell(counter.receive(new_vin())[0], other)
    counter.draft(counter.receive(new_vin())[0], {"id": other, "address": "Lakeside 9"})
    assert counter.query("SELECT id FROM customer WHERE address = 'Lakeside 9'") == [(one,)]
    made = dict(counter.query("SELECT customer_id, count(*) FROM deal GROUP BY 1"))
    assert made == {other: 1, one: 2}
    contracts.edit(counter.wang.unit_of_work(), no=quoted, values={"price": "116000.00"})
    customers.edit(counter.wang.unit_of_work(), other, {"note": "rides a bicycle"})
    assert counter.query("SELECT note FROM customer WHERE id = :id", id=one) == [("rides a bicycle",)]
    counter.sync()
    assert counter.wang.status()["parked"] == 0


@pytest.mark.parametrize("size", [2, 3])
def test_files_that_offline_desks_sent_into_each_other_end_in_the_oldest(
    shop: Shop, new_till: Any, size: int
) -> None:
    tills = [new_till(f"Desk {n}") for n in range(size)]
    files = sorted(add(tills[0]) for _ in range(size))
    settle(*tills)
    for at, till in enumerate(tills):
        merge(till, files[at], files[(at + 1) % size])
    assert agreed(shop, *tills) == {(files[0],)}
    for till in tills:
        assert whole(till, files[-1]).customer.id == files[0]
        with pytest.raises(UserError, match="same_person"):
            merge(till, files[0], files[-1])
    part(tills[-1], files[-1])
    assert agreed(shop, *tills[::-1]) == {(files[0], files[-1])}


def test_a_chain_leads_to_its_end_and_comes_apart_where_it_is_parted(
    shop: Shop, counter: Till, booth: Till
) -> None:
    one, two, three_ = three(counter)
    settle(counter, booth)
    merge(counter, three_, two)
    merge(booth, two, one)
    assert agreed(shop, counter, booth) == {(one,)}
    assert [file.id for file in whole(booth, three_).merged] == [two, three_]
    part(booth, two)
    assert agreed(shop, booth, counter) == {(one, two)}
    assert whole(counter, three_).customer.id == two


def test_of_two_desks_that_sent_one_file_elsewhere_the_later_counts_and_it_is_told(
    shop: Shop, counter: Till, booth: Till
) -> None:
    one, two, file = three(counter)
    settle(counter, booth)
    merge(counter, file, one)
    merge(booth, file, two)
    assert agreed(shop, counter, booth) == {(one, two)}
    assert whole(counter, file).customer.id == two
    (lost,) = counter.query("SELECT data FROM sync_case WHERE kind = 'fields'")
    assert one in lost[0]


def test_a_file_that_was_parted_is_as_it_was(shop: Shop, counter: Till, booth: Till) -> None:
    li = person("李")
    one = customers.add(counter.wang.unit_of_work(), li)
    other = customers.add(booth.wang.unit_of_work(), li)
    settle(counter, booth)
    before = counter.query("SELECT * FROM customer WHERE id = :id", id=other)
    merge(counter, other, one)
    settle(counter, booth)
    part(booth, other)
    assert agreed(shop, booth, counter) == {tuple(sorted((one, other)))}
    after = counter.query("SELECT * FROM customer WHERE id = :id", id=other)
    head = 4  # id, scope, version, hash
    assert [row[head:] for row in after] == [row[head:] for row in before]
    assert {row.id: (row.same_id, row.apart_id) for row in listed(counter)} == {
        one: ("", other),
        other: ("", one),
    }
    with pytest.raises(UserError, match="not_merged"):
        part(counter, other)


@pytest.mark.parametrize("user", ["liu", "qian"])
def test_who_does_not_sell_makes_no_files_one(counter: Till, user: str) -> None:
    one, other = add(counter), add(counter)
    with pytest.raises(PermissionDenied):
        merge(counter, other, one, user=user)
    assert len(kept(counter)) == 2


def test_a_person_and_a_company_are_two(counter: Till) -> None:
    shared = {"phone": "0571-88001234"}
    one = add(counter, **shared)
    firm = customers.add(
        counter.wang.unit_of_work(),
        {"name": "滨江租车有限公司", "kind": "company", "id_number": "91350100M000100Y43", **shared},
    )
    assert {row.same_id for row in listed(counter)} == {""}
    with pytest.raises(UserError, match="merge_kinds"):
        merge(counter, one, firm)


def test_of_what_both_files_agreed_to_the_later_word_counts(counter: Till, booth: Till) -> None:
    one, other = add(counter), add(counter)
    settle(counter, booth)
    uow = counter.wang.unit_of_work()
    consents.give(uow, customer_id=one, purpose="marketing")
    consents.give(uow, customer_id=one, purpose="contact")
    consents.give(booth.wang.unit_of_work(), customer_id=other, purpose="marketing")
    consents.withdraw(booth.wang.unit_of_work(), customer_id=other, purpose="marketing")
    settle(counter, booth)
    merge(counter, other, one)
    assert whole(counter, one).consents == ("contact",)
    with pytest.raises(UserError, match="consent_none"):
        consents.withdraw(uow, customer_id=one, purpose="marketing")
    consents.give(uow, customer_id=other, purpose="marketing")
    assert set(whole(counter, one).consents) == {"contact", "marketing"}
    consents.withdraw(uow, customer_id=other, purpose="contact")  # it was given in the other file
    settle(counter, booth)
    assert whole(booth, other).consents == ("marketing",)


def test_a_lead_of_the_one_file_is_won_by_a_contract_of_the_other(counter: Till) -> None:
    one, other, third = three(counter)
    uow, today = counter.wang.unit_of_work(), counter.wang.clock.today()
    won, open_ = (leads.add(uow, leads.NewLead(file, "web")) for file in (other, third))
    (vin,) = counter.receive(new_vin())
    counter.sync()
    counter.wang.lease([vehicle_id(vin)])
    counter.sell(vin, one)

    def still_open() -> list[str]:
        with counter.wang.reading() as session:
            wanted = LeadFilter("open")
            rows = lead_rows.list_leads(session, wanted, today)
            assert lead_rows.count_leads(session, wanted, today) == len(rows)
            assert lead_rows.figures(session, "", today).without_step == len(rows)
            return sorted(row.id for row in rows)

    assert still_open() == sorted((won, open_))
    merge(counter, other, one)
    assert still_open() == [open_]
    leads.add(uow, leads.NewLead(other, "web"))  # the first one is won


def looks(till: Till) -> dict[str, tuple[str, str]]:
    """Who is perhaps whom, and who was told apart from whom."""
    return {row.id: (row.same_id, row.apart_id) for row in listed(till)}


def test_two_people_who_share_a_telephone_are_told_apart_once_for_all_desks(
    shop: Shop, counter: Till, booth: Till
) -> None:
    li = person("李")
    one = customers.add(counter.wang.unit_of_work(), li)
    other = customers.add(booth.wang.unit_of_work(), {"name": "李小妹", "phone": li["phone"]})
    settle(counter, booth)
    assert looks(counter) == looks(booth) == {one: (other, ""), other: (one, "")}
    for till in (counter, booth):  # each without having heard of the other
        one_person.tell_apart(till.wang.unit_of_work(), customer_id=other, other_id=one)
        one_person.tell_apart(till.wang.unit_of_work(), customer_id=one, other_id=other)
    agreed(shop, counter, booth)
    assert len(counter.query("SELECT id FROM told_apart")) == 2
    assert looks(counter) == looks(booth) == {one: ("", other), other: ("", one)}
    door = CustomersFromReplica(counter.wang)
    assert door.known(li["phone"], "", but=other) is None
    third = customers.add(counter.wang.unit_of_work(), {"name": "李三", "phone": li["phone"]}, again=True)
    assert looks(counter)[third][0] in (one, other)
    one_person.take_back(booth.wang.unit_of_work(), customer_id=one, other_id=other)
    with pytest.raises(UserError) as none:
        one_person.take_back(booth.wang.unit_of_work(), customer_id=one, other_id=other)
    assert none.value.code == "not_told_apart"
    agreed(shop, booth, counter)
    assert looks(counter)[other][0]
    known = door.known(li["phone"], "", but=other)
    assert known is not None


def test_what_was_said_of_two_people_holds_for_all_of_their_files(counter: Till) -> None:
    made = ({"name": person()["name"], "phone": "13800001234"} for _ in range(3))
    one, again, other = (customers.add(counter.wang.unit_of_work(), each, again=True) for each in made)
    one_person.tell_apart(counter.wang.unit_of_work(), customer_id=again, other_id=other)
    assert looks(counter)[other] == (one, again)
    merge(counter, again, one)
    assert looks(counter) == {one: ("", other), other: ("", one)}
    with pytest.raises(UserError) as same:
        one_person.tell_apart(counter.wang.unit_of_work(), customer_id=again, other_id=one)
    assert same.value.code == "same_person"
    one_person.take_back(counter.wang.unit_of_work(), customer_id=other, other_id=one)
    assert looks(counter) == {one: (other, ""), other: (one, "")}
