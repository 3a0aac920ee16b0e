"""Which files of tests begin first, where several workers share them: those that take longest.

A file goes to one worker. The last ones decide when the run is over, so they have to be short ones.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

SLOW_S, OTHERS_S = 10.0, 0.4
"""What a test takes, more or less: one that is marked as slow, and any other."""


def long_files_first(items: list[pytest.Item]) -> None:
    """Order by what each file takes; within a file, and among files that take as long, the order stays."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for item in items:
        seconds[_file(item)] += SLOW_S if item.get_closest_marker("slow") else OTHERS_S
    items.sort(key=lambda item: -seconds[_file(item)])


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
