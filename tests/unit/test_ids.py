"""What comes after something that was seen sorts behind it, whatever the clocks say."""

from __future__ import annotations

import pytest

from app.ids import new_id


@pytest.mark.parametrize("ahead", ["", "0", "7", "f"])
def test_an_id_sorts_behind_one_that_was_seen(ahead: str) -> None:
    seen = ahead + new_id()[len(ahead) :]
    made = [new_id(after=seen)]
    for _ in range(50):
        made.append(new_id(after=made[-1]))
    assert [seen, *made] == sorted({seen, *made})
    assert {each[14] for each in made} == {"7"}, "a UUID of version 7"
    assert {len(each) for each in made} == {36}


def test_behind_the_end_of_all_time_comes_an_id_all_the_same() -> None:
    assert new_id(after="ffffffff-ffff-7fff-bfff-ffffffffffff")[14] == "7"
