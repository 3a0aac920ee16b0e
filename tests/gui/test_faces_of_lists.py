"""Every page that reads a list says when that takes long, and when it fails what is safe and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from app.domain.permissions import Role
from app.errors import UserError
from app.presenters.base import run_now
from app.views import navigation
from app.views.list_card import ListCard
from app.views.widgets.buttons import Button
from app.views.widgets.state_panel import StatePanel

LOGINS = {Role.MANAGER: "wang", Role.ADMIN: "sun"}

WITHOUT_LIST = ("deal", "trade_in", "loan", "till", "delivery", "sync", "customer_page")
SCREENS = [
    (screen.key, login)
    for screen in navigation.SCREENS
    if screen.key not in WITHOUT_LIST
    for login in [next(login for role, login in LOGINS.items() if role in screen.roles)]
]


class Reading:
    """The thread of the database: it answers, it is slow, or it fails."""

    def __init__(self) -> None:
        self.how = "slow"

    def __call__(self, op: Callable[[], Any], on_done: Callable[[Any], object], on_error: Any) -> None:
        if self.how == "fails":
            on_error(UserError("disk_gone", "The disk is gone."))
        elif self.how == "answers":
            run_now(op, on_done, on_error)


@pytest.fixture
def opened(stages: Any) -> Callable[..., tuple[Any, StatePanel, Reading]]:
    """A page whose lists are read in such a way, and where its list stands."""

    def enter(key: str, login: str, how: str) -> tuple[Any, StatePanel, Reading]:
        stage, reading = stages(), Reading()
        stage.stack._tasks.run, reading.how = reading, how
        stage.enter(key, login=login)
        (states,) = [each for each in stage.page.findChildren(StatePanel) if each.isVisible()]
        return stage.page, states, reading

    return enter


@pytest.mark.parametrize(("key", "login"), SCREENS)
def test_a_list_that_takes_long_shows_grey_rows(opened: Any, qtbot: QtBot, key: str, login: str) -> None:
    _, states, _ = opened(key, login, "slow")
    qtbot.waitUntil(lambda: states.state == "loading")
    for heading in states.findChildren(QHeaderView):
        if heading.orientation() == Qt.Orientation.Horizontal:
            assert heading.isVisible(), "what is being read is said by the headings of its columns"


@pytest.mark.parametrize(("key", "login"), SCREENS)
def test_a_list_that_cannot_be_read_says_so_and_is_tried_again(
    opened: Any, qtbot: QtBot, key: str, login: str
) -> None:
    _, states, reading = opened(key, login, "fails")
    assert (states.state, states.tone) == ("message", "bad")
    card = states.parentWidget()
    if isinstance(card, ListCard):
        assert not card.count.isVisible(), "nobody knows how many there are"
    again, *_ = [each for each in states.findChildren(Button) if each.isVisible()]
    assert again.text() == "Try again"
    reading.how = "answers"
    again.click()
    qtbot.waitUntil(lambda: states.state == "content")


def test_where_text_and_view_leave_no_car_the_one_or_the_other_is_taken_back(
    qtbot: QtBot, stages: Any
) -> None:
    page = stages().enter("stock")
    page.search.setText("2240")
    page.search._ask()
    page.views.chosen.emit("in_transit")

    def offered() -> list[str]:
        return [each.text() for each in page.list.states.findChildren(Button) if each.isVisible()]

    both = ["Without “What is typed”: 1 car", "Without “In transit”: 1 car", "Show all cars"]
    qtbot.waitUntil(lambda: offered() == both)
    next(each for each in page.list.states.findChildren(Button) if "In transit" in each.text()).click()
    assert page.list.states.state == "content"
    assert page._presenter.state.wanted.view == "all"
    assert page._presenter.state.relaxed == ()
