"""Bugs that the simulator must catch: each with a short script that fails with the bug, and does not without it.

`make simulate-planted` plants all of them under random seeds.
"""

from __future__ import annotations

import pytest

from tests.simulation.planted import BUGS, planted
from tests.simulation.runner import play
from tests.simulation.script import Script, Step
from tests.simulation.shrink import kind_of

# Machine, action, and the seed of its choices. Machines 0 and 1 stand in one branch, 2 in the other, 3 is a copy.
TWO_KNOW_A_CAR = "0 receive 2; 0 sync; 1 sync"
CASES = {
    "cursor_before_rows": ("0 customer; 0 sync; 1 sync; 1 power_cut", "nothing_to_repair"),
    "pull_over_local_work": ("0 customer; 0 sync; 0 customer; 0 sync", "nothing_to_repair"),
    "bases_forgotten": ("0 receive 2; 0 demote 5; 0 sync", "same_state"),
    "resolution_of_one_parent": (
        "0 draft; 0 sync; 1 sync; 0 edit; 1 edit; 0 sync; 1 sync; 0 sync; 0 edit; 0 sync; 1 decide; 1 sync",
        "nothing_overwritten",
    ),
    "clock_of_the_wall": (
        "0 customer; 0 sync; 0 customer; 0 sync; 1 clock_jump; 1 sync; 1 customer; 1 sync",
        "seen_before",
    ),
    "repeats_not_known": ("0 customer; 0 sync", "replay"),
    "outcome_apart": ("0 customer; 0 sync 1 @26", "no_suspicion"),
    "replica_not_synced": ("0 sell 1; 0 power_cut", "nothing_missing"),
    "numbers_in_memory": ("0 sell 1; 0 power_cut; 0 sell 1", "numbers"),
    "token_not_kept": ("0 sell 1; 0 sync; 0 sell 16; 0 sync; 0 sell 1", "same_identity"),
    "epoch_ignored": ("0 back_up_server; 0 sell 1; 0 sync; 0 restore_server", "nothing_missing"),
    "journal_thrown_away": ("0 sell 1; 0 sell 16; 0 sync", "chains"),
    "restore_unmarked": ("0 back_up; 0 sell 1; 0 restore; 0 sell 16", "numbers"),
    "copies_unnoticed": ("0 sell 1; 0 sync; 0 clone; 0 sell 1; 3 sell 16", "no_suspicion"),
    "doubt_stops_the_queue": ("1 receive 2; 0 receive 1; 0 sell 1; 1 sync", "liveness"),
    "doubts_dropped": ("1 receive 2; 0 receive 1; 1 sync", "nothing_missing"),
    "clock_not_clamped": ("0 customer; 0 sync; 0 clock_jump 6; 0 customer", "future"),
    "role_of_then": ("0 receive 2; 0 demote 5", "authority"),
    "approval_unchecked": ("0 sell 89", "discounts"),
    "ledger_unbalanced": ("0 sell 1", "ledger"),
    "refunds_not_counted": ("0 sell 1; 0 refund 1; 0 refund 1", "ledger"),
    "contracts_by_clock": ("0 draft; 0 sync; 1 sync; 0 edit; 1 edit", "nothing_overwritten"),
    "base_ignored": ("0 draft; 0 sync; 1 sync; 0 edit; 1 edit", "nothing_overwritten"),
    "conflicts_without_case": ("0 draft; 0 sync; 1 sync; 0 edit; 1 edit", "nothing_overwritten"),
    "losers_not_logged": ("0 customer; 0 sync; 1 sync; 0 customer; 1 customer", "nothing_overwritten"),
    "lease_not_needed": ("0 receive 2; 0 sync; 1 sync; 0 sell 2; 1 sell 2", "promised_cars"),
    "orders_not_settled": ("0 receive 2; 0 sell 2", "settled"),
    "server_not_synced": ("0 sell 1; 0 sync; 0 server_ends 1; 0 sync", "same_epoch"),
    "leases_not_asked": (f"{TWO_KNOW_A_CAR}; 0 lease; 1 lease; 0 sell_held; 1 sell_held", "promised_cars"),
    "lease_kept_when_returned": (
        f"{TWO_KNOW_A_CAR}; 0 lease; 0 release; 1 lease; 1 sell_held; 0 sell_held",
        "promised_cars",
    ),
    "lease_without_end": (
        f"{TWO_KNOW_A_CAR}; 0 lease 2; +30; 1 lease; 1 sell_held; 0 sell_held",
        "promised_cars",
    ),
    "demotion_forgotten": (
        f"{TWO_KNOW_A_CAR}; 0 back_up_server; 0 lease; 0 restore_server; 1 lease; 1 sell_held; 1 sync; 0 sell_held",
        "lost_cars",
    ),
    "signed_can_change": ("0 draft; 0 sync; 1 sync; 0 sign; 0 sync; 1 edit", "signed_as_pinned"),
    "lines_not_kept": ("0 draft; 0 sync; 1 sync; 1 draft_add_ons; 1 sync; 0 sign; 0 sync", "signed_lines"),
    "reactions_not_published": ("0 receive 2; 0 sell 2", "same_state"),
    "hash_not_renewed": ("0 customer; 0 sync; 0 customer", "same_state"),
    "every_scope": ("0 sell 1; 0 sync; 2 sync", "scopes"),
    "copies_called_originals": ("0 sell 1; 0 print_contract; 0 print_contract", "papers"),
    "printed_as_it_stands": ("0 sell 1; 0 print_contract", "papers"),
    "payouts_not_counted": (
        "+2; 0 used_car 18; +1; 0 used_car_money 27; +4; 0 used_car_money 27",
        "used_cars",
    ),
    "kept_car_owes_all": (
        "0 used_car 14; +2; 0 used_car 15; +1; 0 used_car_money 13; 0 used_car 5; +1; 0 used_car_money 20; +2; 0 used_car_money 26",
        "house_owes",
    ),
    "payoff_not_taken_off": (
        "+3; 1 used_car 30; +5; 1 used_car 2; +3; 1 sync 7; +3; 0 sync 4; +1; 0 used_car 5",
        "house_owes",
    ),
    "second_application_counts": (
        "+4; 0 draft 34; 0 loan 2; 0 cancel 6; +1; 0 draft 12; +1; 0 sync 25; +5; 1 sync 36; +1; 1 loan 8; +1; 0 loan 1",
        "loans",
    ),
    "used_car_counts_twice": (
        "+6; 0 used_car 4; 0 used_car_money 36; +1; 0 draft 20; +2; 0 used_car 28",
        "counted_once",
    ),
    "lender_paid_again": (
        "0 used_car 20; 0 used_car 44; +1; 0 sync 5; 1 sync 8; 0 used_car_money 6; 1 used_car_money 3",
        "used_cars",
    ),
    "lenders_money_short": (
        "0 receive 2; 0 sync; 0 sell 1; 0 loan 3; 0 loan 2; 0 loan 6",
        "loans",
    ),
    "money_kept_after_a_no": (
        "0 sell 1; 0 loan 3; 0 sync; 1 sync; 1 loan 12; 1 sync; 0 cancel",
        "lenders_no",
    ),
    "gifts_are_paid": ("+5; 1 sell_with_gift 3", "house_owes"),
}


def script_of(text: str) -> Script:
    """A step an hour; `+30` lets so many hours pass, `@26` ends the server at that point of its storage."""
    steps, hour = [], 0
    for each in text.split("; "):
        if each.startswith("+"):
            hour += int(each)
            continue
        each, _, crash = each.partition(" @")
        who, do, *pick = each.split()
        crash_at = int(crash or 0)
        steps.append(Step(hour * 60.0, int(who), do, int(pick[0]) if pick else 1, server_crash=crash_at))
        hour += 1
    return Script(0, 3, tuple(steps))


def test_there_are_enough_bugs_to_plant() -> None:
    assert len(BUGS) >= 30
    assert CASES.keys() <= BUGS.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_planted_bug_is_caught_and_nothing_is_found_without_it(name: str) -> None:
    text, by = CASES[name]
    script = script_of(text)
    assert play(script).problems == []
    with planted(name):
        found = play(script).problems
    assert by in {kind_of([problem]) for problem in found}, found
