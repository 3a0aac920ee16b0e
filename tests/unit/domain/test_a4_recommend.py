"""A4: what is recommended, why, and why the others are not; with the demo's catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app import i18n
from app.domain import energy
from app.domain.catalogue import Stock
from app.domain.energy import Energy
from app.domain.recommend import CRITERIA, USES, WEIGHTS, Match, Needs, match, recommend
from tests.demo_cars import TODAY, demo_trim, demo_trims


def runs_on(*codes: str) -> frozenset[Energy]:
    return frozenset(energy.shipped()[code] for code in codes)


FAMILY = Needs(
    budget=28_000_000, use="family", energies=runs_on("bev", "erev"), range_km=500, seats=5, colour="white",
    within_days=30,
)  # fmt: skip
HAN = demo_trim("BYD-HAN-FLAGSHIP-25")


def ranking(needs: Needs) -> list[str]:
    return [each.trim.code for each in recommend(demo_trims(), needs, TODAY) if not each.ruled_out]


def reason(needs: Needs, criterion: str, trim=HAN) -> str:
    return next(each.sentence for each in match(trim, needs, TODAY).reasons if each.criterion == criterion)


def ruled_out(needs: Needs, trim=HAN) -> list[str]:
    return [each.criterion for each in match(trim, needs, TODAY).ruled_out]


def test_the_weights_are_out_of_a_hundred_and_each_has_a_name() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(CRITERIA)


def test_those_recommended_keep_to_what_was_asked() -> None:
    found = [each.trim for each in recommend(demo_trims(), FAMILY, TODAY) if not each.ruled_out]
    assert len(found) > 5
    for trim in found:
        assert trim.energy.code in ("bev", "erev")
        assert trim.seats is not None
        assert trim.seats >= 5
        assert trim.with_tax <= FAMILY.budget * 110 // 100


@pytest.mark.parametrize(
    "changed",
    [
        {"budget": 12_000_000}, {"use": "sport"}, {"energies": runs_on("petrol")}, {"range_km": 700}, {"seats": 7},
        {"colour": "green"}, {"within_days": 2}, {"budget": None, "monthly": 250_000},
    ],
)  # fmt: skip
def test_changing_any_field_of_the_form_changes_the_ranking(changed) -> None:
    assert ranking(replace(FAMILY, **changed)) != ranking(FAMILY)


def test_more_points_stand_first_and_cars_that_miss_something_last() -> None:
    found = recommend(demo_trims(), FAMILY, TODAY)
    assert len(found) == len(demo_trims()), "none is left out: each says why it is not recommended"
    missed = [len(each.ruled_out) for each in found]
    assert missed == sorted(missed)
    scores = [each.score for each in found if not each.ruled_out]
    assert scores == sorted(scores, reverse=True)


def test_every_car_says_why_in_both_languages() -> None:
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            for each in recommend(demo_trims(), FAMILY, TODAY):
                assert all(part.sentence and "{" not in part.sentence for part in each.reasons)


def test_points_are_within_their_weight_and_make_the_score() -> None:
    for each in recommend(demo_trims(), FAMILY, TODAY):
        assert all(0 <= part.points <= part.most == WEIGHTS[part.criterion] for part in each.reasons)
        total = sum(part.most for part in each.reasons)
        assert each.score == sum(part.most * part.verdict.share for part in each.reasons) // total


def test_what_was_not_asked_is_not_judged() -> None:
    asked = {part.criterion for part in match(HAN, Needs(seats=5), TODAY).reasons}
    assert asked == {"seats", "stock", "age"}


def test_a_car_a_little_over_the_budget_stays_and_one_far_over_says_by_how_much() -> None:
    near, far = HAN.with_tax * 100 // 105, HAN.with_tax * 100 // 130
    assert ruled_out(Needs(budget=near)) == []
    assert ruled_out(Needs(budget=far)) == ["budget"]
    over = round((HAN.with_tax - far) / 100)
    assert f"¥{over:,} over the budget" in reason(Needs(budget=far), "budget")


def test_of_two_limits_the_one_that_is_broken_counts() -> None:
    needs = Needs(budget=HAN.with_tax, monthly=HAN.monthly // 2)
    assert ruled_out(needs) == ["budget"]
    assert "a month" in reason(needs, "budget")


def test_a_cheap_car_does_not_win_only_for_being_cheap() -> None:
    needs = Needs(budget=HAN.with_tax)
    points = {
        code: match(demo_trim(code), needs, TODAY).reasons[0].points for code in (HAN.code, "BYD-SEAGULL-25")
    }
    assert points[HAN.code] > points["BYD-SEAGULL-25"] > 0


def test_the_other_energy_is_named() -> None:
    assert (
        reason(Needs(energies=runs_on("erev", "petrol")), "energy")
        == "Electric; asked for: Petrol, Range extender"
    )
    assert ruled_out(Needs(energies=runs_on("petrol"))) == ["energy"]


def test_only_cars_bound_to_a_plug_are_judged_by_their_range() -> None:
    assert ruled_out(Needs(range_km=700)) == ["range"]
    assert ruled_out(Needs(range_km=560)) == [], "nearly far enough"
    petrol = next(trim for trim in demo_trims() if trim.energy.code == "petrol")
    assert ruled_out(Needs(range_km=900), petrol) == []


def test_too_few_seats_cannot_be_talked_away() -> None:
    assert ruled_out(Needs(seats=6)) == ["seats"]
    assert reason(Needs(seats=6), "seats") == "5 seats; 6 asked for"


@pytest.mark.parametrize("use", USES)
def test_every_use_tells_cars_apart_by_what_the_catalogue_knows(use: str) -> None:
    shares = {
        part.verdict.share
        for trim in demo_trims()
        for part in match(trim, Needs(use=use), TODAY).reasons
        if part.criterion == "use"
    }
    assert len(shares) > 2


def test_a_use_names_what_fits_and_what_does_not() -> None:
    assert reason(Needs(use="rough"), "use") == "Snow, hills, rough roads: All-wheel drive; but Saloon"


def stocked(**stock) -> Match:
    return match(replace(HAN, stock=Stock(**stock)), Needs(colour="white", within_days=7), TODAY)


def test_a_car_here_beats_one_elsewhere_and_that_one_on_its_way_and_that_one_to_be_ordered() -> None:
    white = (("珍珠白", 1),)
    found = [
        stocked(here=1, colours=white), stocked(elsewhere=1, colours=white), stocked(in_transit=1, colours=white), stocked(),
    ]  # fmt: skip
    scores = [each.score for each in found]
    assert scores == sorted(set(scores), reverse=True)
    assert [bool(each.ruled_out) for each in found] == [False, False, True, True], "too late"


def test_another_colour_costs_points_but_rules_nothing_out() -> None:
    white, black = stocked(here=2, colours=(("珍珠白", 2),)), stocked(here=2, colours=(("曜石黑", 2),))
    assert white.score > black.score
    assert black.ruled_out == ()
    assert black.reasons[0].sentence == "2 stand here, 0 of them in white"


def test_what_has_stood_for_long_should_go_first() -> None:
    def standing(days: int) -> Match:
        stay = Stock(here=1, oldest=TODAY - timedelta(days=days))
        return match(replace(HAN, stock=stay), Needs(seats=5), TODAY)

    assert standing(95).score > standing(65).score > standing(5).score
    assert standing(95).reasons[-1].sentence == "One has stood for 95 days: a better price may be asked for"
