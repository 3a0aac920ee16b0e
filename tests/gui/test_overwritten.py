"""What lost a last-writer merge: on both terminals' screens, with whose it was, and back with one key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.permissions import Role
from app.errors import UserError
from app.gateways.sync import SyncOfTerminal
from app.presenters.overwritten import Overwritten
from app.services import customers, overwritten
from tests.gui import fakes_sync
from tests.gui.stage import Stage
from tests.shop import Till, person, settle

pytestmark = pytest.mark.gui


@pytest.fixture
def raced(counter: Till, booth: Till) -> str:
    """A customer whose telephone two terminals changed while they did not hear of each other. The booth was later,
    and its work arrived first."""
    customer = customers.add(counter.wang.unit_of_work(), person("许若琳"))
    settle(counter, booth)
    customers.edit(counter.wang.unit_of_work(), customer, {"phone": "13700000001", "note": "周末交车"})
    customers.edit(booth.as_("zhao").unit_of_work(), customer, {"phone": "13700000002"})
    settle(booth, counter, booth)
    return customer


def lost_at(till: Till, user: str = "wang") -> tuple[Overwritten, ...]:
    return SyncOfTerminal(till.as_(user)).status().overwritten


def phones(*tills: Till) -> set[str]:
    return {till.query("SELECT phone FROM customer")[0][0] for till in tills}


def test_both_terminals_show_what_was_lost_and_whose_it_was(counter: Till, booth: Till, raced: str) -> None:
    assert phones(counter, booth) == {"13700000002"}
    for till in (counter, booth):
        (lost,) = lost_at(till)
        assert lost.subject.startswith("Customer 许若琳")
        assert (lost.field, lost.lost, lost.kept) == ("Telephone", "13700000001", "13700000002")
        assert (lost.lost_by, lost.kept_by) == ("wang, Counter 1", "zhao, Booth 2")
        assert lost.lost_at is not None
        assert lost.kept_at is not None
        assert lost.lost_at < lost.kept_at
        assert till.wang.status()["conflicts"] == 0, "nobody has to decide anything"
    assert counter.query("SELECT note FROM customer") == [("周末交车",)], "what nobody else touched stands"


def test_what_was_brought_back_is_an_edit_of_its_own_and_leaves_the_list(
    counter: Till, booth: Till, raced: str
) -> None:
    gateway = SyncOfTerminal(counter.wang)
    (lost,) = gateway.status().overwritten
    gateway.restore(lost)
    assert gateway.status().overwritten == ()
    assert [item.title for item in gateway.status().outbox] == ["Change of a customer"]
    settle(counter, booth)
    assert phones(counter, booth) == {"13700000001"}
    assert lost_at(booth) == ()
    with pytest.raises(UserError) as told:
        gateway.restore(lost)
    assert told.value.code == "restored"


def test_one_that_arrives_late_and_wins_shows_whom_it_overwrote(counter: Till, booth: Till) -> None:
    customer = customers.add(counter.wang.unit_of_work(), person("何志远"))
    settle(counter, booth)
    customers.edit(counter.wang.unit_of_work(), customer, {"phone": "13700000001"})
    customers.edit(booth.as_("zhao").unit_of_work(), customer, {"phone": "13700000002"})
    settle(counter, booth)  # the earlier one arrives first, too
    (lost,) = lost_at(counter)
    assert (lost.lost, lost.lost_by, lost.kept_by) == ("13700000001", "wang, Counter 1", "zhao, Booth 2")


def test_those_who_may_not_edit_it_may_not_bring_it_back(counter: Till, raced: str) -> None:
    (lost,) = lost_at(counter, "qian")
    assert not lost.may_restore
    assert lost_at(counter, "liu") == (), "stock keepers see no customers"
    action = overwritten.action_of("customer", "phone")
    assert action is not None
    assert action.allowed_for(frozenset({Role.SALES}))
    assert overwritten.action_of("terminal", "name") is None


def test_one_key_brings_the_first_back(stages: Callable[..., Stage], qtbot: QtBot) -> None:
    stage = stages()
    page = stage.enter("sync", online=True)
    sync = stage.stack.desk.sync
    everything = fakes_sync.overwritten("en")
    sync.current = replace(sync.current, overwritten=everything)
    stage.shell.sync.load()
    said = " ".join(each.text() for each in page.overwritten.findChildren(QLabel))
    for words in ("Customer Xu Ruolin · Telephone", "139 0000 0271", "139 0000 0217", "Chen Siyuan, Counter 1",
                  "Wang Hao, Booth 2", "today 11:12"):  # fmt: skip
        assert words in said
    assert len(page.overwritten.buttons) == 2
    page.overwritten._more.click()
    assert [button.isEnabled() for button in page.overwritten.buttons] == [True, True, False]
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    qtbot.keyClick(stage.shell, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert sync.restored == [everything[0]]
    assert len(page.overwritten.buttons) == 2
