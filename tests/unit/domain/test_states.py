from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import pytest

from app.domain import states
from app.domain.states import ContractState, DealState, VehicleStatus
from app.errors import UserError

TABLES: dict[str, Mapping[StrEnum, frozenset[StrEnum]]] = {
    "vehicle": states.VEHICLE,  # type: ignore[dict-item]
    "deal": states.DEAL,  # type: ignore[dict-item]
    "contract": states.CONTRACT,  # type: ignore[dict-item]
    "provisional": states.PROVISIONAL_CONTRACT,  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_has_a_row_and_a_name(name: str) -> None:
    table = TABLES[name]
    kind = type(next(iter(table)))
    assert set(table) == set(kind)
    assert all(state in states.LABELS for state in kind)


@pytest.mark.parametrize("name", TABLES)
def test_every_state_can_be_reached_from_the_first(name: str) -> None:
    table = TABLES[name]
    seen, todo = set(), [next(iter(table))]
    while todo:
        state = todo.pop()
        seen.add(state)
        todo += table[state] - seen
    assert seen == set(table)


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        (VehicleStatus.IN_STOCK, VehicleStatus.SOLD, True),
        (VehicleStatus.SOLD, VehicleStatus.IN_STOCK, True),
        (VehicleStatus.IN_TRANSIT, VehicleStatus.DELIVERED, False),
        (VehicleStatus.IN_STOCK, VehicleStatus.DELIVERED, False),
        (VehicleStatus.SOLD, VehicleStatus.SOLD, False),
        (VehicleStatus.TRANSFER, VehicleStatus.SOLD, False),
        (VehicleStatus.DELIVERED, VehicleStatus.SOLD, False),
    ],
)
def test_moves_of_a_car(old: VehicleStatus, new: VehicleStatus, allowed: bool) -> None:
    assert states.may_move(states.VEHICLE, old, new) is allowed


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        (DealState.QUOTE, DealState.CONTRACTED, True),
        (DealState.CONTRACTED, DealState.DELIVERED, True),
        (DealState.QUOTE, DealState.DELIVERED, False),
        (DealState.CANCELLED, DealState.QUOTE, False),
        (DealState.CLOSED, DealState.CANCELLED, False),
    ],
)
def test_moves_of_a_deal(old: DealState, new: DealState, allowed: bool) -> None:
    assert states.may_move(states.DEAL, old, new) is allowed


def test_a_contract_is_signed_in_one_action_or_by_way_of_approval_and_a_merge_withdraws_it() -> None:
    state = states.move(states.CONTRACT, ContractState.DRAFT, ContractState.SUBMITTED)
    state = states.move(states.CONTRACT, state, ContractState.APPROVED)
    state = states.move(states.CONTRACT, state, ContractState.DRAFT)
    assert states.move(states.CONTRACT, state, ContractState.SIGNED) is ContractState.SIGNED


def test_only_a_provisional_order_goes_back_to_be_signed_again() -> None:
    assert not states.may_move(states.CONTRACT, ContractState.SIGNED, ContractState.DRAFT)
    assert states.may_move(states.PROVISIONAL_CONTRACT, ContractState.SIGNED, ContractState.APPROVED)


def test_an_illegal_jump_says_so_in_words() -> None:
    with pytest.raises(UserError) as refusal:
        states.move(states.VEHICLE, VehicleStatus.DELIVERED, VehicleStatus.IN_STOCK)
    assert refusal.value.code == "illegal_transition"
    assert refusal.value.message == "This is delivered and cannot become in stock."


def test_a_car_that_left_may_come_back_as_a_new_stay() -> None:
    assert VehicleStatus.DELIVERED not in states.ACTIVE_STOCK
    assert {VehicleStatus.SOLD, VehicleStatus.TRANSFER, VehicleStatus.IN_TRANSIT} <= states.ACTIVE_STOCK
