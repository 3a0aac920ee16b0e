"""D3: who says yes, one after the other, and how far that has come."""

from __future__ import annotations

import pytest

from app.domain import approval_chain as chain
from app.domain.approval import TERMS
from app.domain.approval_chain import PRICE, Yes

TWO = {PRICE: ("manager", "finance")}
ROLES = {name: frozenset({role}) for name, role in
         (("sun", "manager"), ("yan", "manager"), ("lin", "finance"), ("wang", "sales"))}  # fmt: skip


def price(approver: str, *follows: str) -> Yes:
    return Yes(approver, follows, whole=False)


def come(*yeses: Yes, links: dict[str, tuple[str, ...]] | None = None) -> chain.Come:
    return chain.come(links or TWO, yeses, ROLES)


def test_nothing_set_asks_one_manager() -> None:
    assert chain.asked({}, PRICE, 10**9) == ("manager",)
    assert chain.may_answer({}) == {"manager"}
    assert not come(price("sun"), links={PRICE: ("manager",)}).lacks


def test_a_link_is_asked_from_its_amount_on_and_the_first_always() -> None:
    text = '{"discount": [{"by": "manager"}, {"by": "finance", "from": "20000.00"}]}'
    chains = chain.read(chain.parse(text))
    assert chain.asked(chains, PRICE, 0) == ("manager",)
    assert chain.asked(chains, PRICE, 1_999_999) == ("manager",)
    assert chain.asked(chains, PRICE, 2_000_000) == ("manager", "finance")
    assert chain.asked(chains, TERMS, 2_000_000) == ("manager",)
    assert chain.may_answer(chains) == {"manager", "finance"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "1", '{"discount": []}', '{"discount": [{"by": "sales"}]}', '{"refund": [{"by": "manager"}]}',
     '{"discount": [{"from": "1"}]}', '{"discount": [{"by": []}]}', '{"discount": [{"by": {}}]}', '{"discount": [{"by": null}]}',
     '{"discount": [{"by": "finance", "from": "20000.00"}]}', '{"discount": [{"by": "manager"}, {"by": "manager", "from": "x"}]}',
     '{"discount": [{"by": "manager"}, {"by": "manager", "form": "1"}]}', '{"discount": ' + str([{"by": "manager"}] * 6).replace("'", '"') + "}"],
)  # fmt: skip
def test_what_is_no_chain_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        chain.parse(text)


def test_links_are_answered_in_their_order_each_after_the_ones_before() -> None:
    assert come().turn == ("manager",)
    first = come(price("sun"))
    assert (first.turn, first.follows, first.count) == (("finance",), ("sun",), 1)
    assert not come(price("sun"), price("lin", "sun")).lacks
    assert not come(price("lin", "sun"), price("sun")).lacks  # whichever arrives first
    assert come(price("lin"), price("sun", "lin")).turn == ("finance",)  # the wrong way round
    assert come(price("lin", "sun")).count == 0  # names somebody who never said it
    assert come(price("sun"), price("lin")).turn == ("finance",)  # two that did not hear of each other
    assert come(price("sun"), price("wang", "sun")).turn == ("finance",)


def test_two_managers_are_two_people() -> None:
    links = {PRICE: ("manager", "manager")}
    assert come(price("sun"), price("sun", "sun"), links=links).turn == ("manager",)
    assert come(price("sun"), price("yan"), links=links).count == 1
    assert not come(price("sun"), price("yan", "sun"), links=links).lacks


def test_a_yes_to_the_price_is_none_to_the_terms() -> None:
    links = {**TWO, TERMS: ("manager",)}
    desk = come(price("sun"), Yes("lin", ("sun",), whole=True), links=links)
    assert (desk.lacks, desk.turn) == ((TERMS,), ("manager",))
    place, further = desk.with_yes("sun", ROLES["sun"], whole=True)
    assert place == ()
    assert not further.lacks
    assert not come(Yes("sun", (), whole=True), Yes("lin", ("sun",), whole=True), links=links).lacks


@pytest.mark.parametrize("order", [("sun", "lin"), ("lin", "sun")])
def test_where_two_matters_cross_whoever_came_first_says_yes_again_at_the_end(order: tuple[str, str]) -> None:
    links = {**TWO, TERMS: ("finance", "manager")}
    first, second = order
    said = [Yes(first, (), whole=True), Yes(second, (first,), whole=True)]
    both = come(*said, links=links)
    assert len(both.lacks) == 1
    assert both.turn == (*ROLES[first],)
    place, further = both.with_yes(first, ROLES[first], whole=True)
    assert place == order
    assert not further.lacks
    assert not come(*said, Yes(first, place, whole=True), links=links).lacks
    _, nothing = both.with_yes(second, ROLES[second], whole=True)
    assert nothing.count == both.count
    twice = come(*said, Yes(second, order, whole=True), links=links)
    assert twice.lacks == both.lacks


def test_the_same_person_again_is_never_two_links_of_one_matter() -> None:
    links = {PRICE: ("manager", "finance", "manager"), TERMS: ("finance", "manager")}
    said = (
        Yes("sun", (), whole=True),
        Yes("lin", ("sun",), whole=True),
        Yes("sun", ("sun", "lin"), whole=True),
    )
    assert come(*said, links=links).lacks == (PRICE,)


def test_whose_role_was_taken_away_said_nothing() -> None:
    assert chain.come(TWO, [price("sun")], {}).count == 0
