"""Two files of one person: the list and the page say so, and one dialog makes them one, or two again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.changes import Changes
from app.errors import UserError
from app.gateways.customer_page import CustomerPageOfTerminal
from app.gateways.customers import CustomersFromReplica
from app.gateways.same_person import SamePersonOfTerminal
from app.presenters.base import run_now
from app.presenters.customer_list import CustomerListPresenter
from app.presenters.same_person import SamePersonPresenter
from app.services import customers
from app.views.customers.same_dialog import SameDialog
from scripts.screens_of_pages import customers_twice
from tests.gui.workshop import id_number, open_workshop

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(stage):
    customers_twice(stage)
    return stage.page


@pytest.fixture
def dialog(stage, page):
    page._compare()
    return opened(stage)


def opened(stage):
    (made,) = [each for each in stage.window.findChildren(SameDialog) if each.isVisible()]
    return made


def said(stage):
    return stage.stack.desk.more["same_person"].said


def told(dialog, name):
    return tuple(value.text() for value in dialog.values[name])


def test_the_list_and_its_side_say_who_is_perhaps_there_twice(qtbot, stage, page):
    latest = [page.table.model().index(row, 4).data() for row in range(3)]
    assert latest == [
        "Perhaps the same as Zhou Minghui",
        "Perhaps the same as Zhou Ming-hui · Contract HZ02-26-01187 · draft",
        "Contract HZ02-26-01183 · to be merged",
    ]
    assert page.same.isVisible()
    assert page.same.title() == "Perhaps the same as Zhou Minghui"
    page.table.choose(2)
    assert not page.same.isVisible()
    qtbot.keyClick(page, Key.Key_D, Ctrl)
    assert stage.window.findChildren(SameDialog) == []
    page.table.choose(0)
    qtbot.keyClick(page, Key.Key_D, Ctrl)
    assert opened(stage)


def test_who_may_not_say_so_compares_and_is_offered_nothing_else(qtbot, stage, page):
    chosen = page._presenter.state.chosen
    gateway = stage.stack.desk.more["same_person"]
    presenter = SamePersonPresenter(run_now, gateway, chosen.id, chosen.same_id, may_decide=False)
    dialog = SameDialog(presenter, lambda *_: None)
    qtbot.addWidget(dialog)
    dialog.show()
    presenter.load()
    assert told(dialog, "name") == ("Zhou Ming-hui", "Zhou Minghui")
    for part in (dialog.commit, dialog.apart, dialog.kept):
        assert not part.isVisible()
    presenter.save()
    presenter.tell_apart()
    assert not presenter.state.done


def test_both_stand_side_by_side_and_what_differs_is_marked(dialog):
    assert told(dialog, "name") == ("Zhou Ming-hui", "Zhou Minghui")
    assert told(dialog, "id_number") == ("—", "•••• 042X")
    assert told(dialog, "phone")[0] == told(dialog, "phone")[1]
    assert "13800006620" not in repr(told(dialog, "phone"))
    shown = {name for name, mark in dialog.marks.items() if mark.isVisible()}
    assert shown == {"name", "id_number", "address"}


def test_the_one_with_a_contract_is_kept_unless_the_other_is_chosen(qtbot, stage, dialog):
    assert dialog.kept.current() == "right"
    assert [mark.text() for mark in dialog.badges] == ["goes into the other one", "is kept"]
    dialog.kept._buttons["left"].click()
    assert [mark.text() for mark in dialog.badges] == ["is kept", "goes into the other one"]
    qtbot.keyClick(dialog, Key.Key_Return, Ctrl)
    assert said(stage) == [("merge", "c0", "c9")]
    assert not dialog.isVisible()


def test_what_was_made_one_is_made_two_again_from_the_page(qtbot, stage, dialog):
    qtbot.keyClick(dialog, Key.Key_Return, Ctrl)
    assert said(stage) == [("merge", "c9", "c0")]
    stage.page.go.emit("same_person", ("c0", "c9"))
    again = opened(stage)
    assert [mark.text() for mark in again.badges] == ["is kept", "was merged into it"]
    assert not again.kept.isVisible()
    assert again.commit.text() == "They are two"
    again.commit.click()
    assert said(stage)[-1] == ("unmerge", "c9")


def test_that_they_are_two_is_said_in_the_dialog_and_taken_back_there(stage, dialog):
    assert dialog.apart.text() == "They are two"
    dialog.apart.click()
    assert not dialog.isVisible()
    stage.page.go.emit("same_person", ("c9", "c0"))
    again = opened(stage)
    assert again.apart.text() == "Perhaps they are one"
    again.apart.click()
    stage.page.go.emit("same_person", ("c9", "c0"))
    assert opened(stage).apart.text() == "They are two"
    assert said(stage) == [("tell_apart", "c9", "c0"), ("take_back", "c9", "c0")]


def test_whom_somebody_was_told_apart_from_stands_in_the_list_and_leads_to_the_comparison(qtbot, stage, page):
    people = stage.stack.desk.customers.rows
    people[0] = replace(people[0], same_id="", same_name="", apart_id="c0", apart_name="Zhou Minghui")
    page._presenter.open(people[0].id)
    assert not page.same.isVisible()
    assert "Is not: Zhou Minghui" in {each.accessibleName() for each in page._facts.findChildren(QLabel)}
    qtbot.keyClick(page, Key.Key_D, Ctrl)
    assert opened(stage)


def test_what_cannot_be_done_is_said_in_the_dialog(stage, dialog):
    def refuse(file, into):
        raise UserError("same_person", "These are one customer's files already.")

    stage.stack.desk.more["same_person"].merge = refuse
    dialog.commit.click()
    assert dialog.isVisible()
    assert dialog.banner.title() == "These are one customer's files already."
    assert not dialog.commit.busy


def test_a_real_terminal_compares_merges_and_parts_two_files(tmp_path):
    at = open_workshop(tmp_path)
    door, people = SamePersonOfTerminal(at), CustomersFromReplica(at)
    (known,) = people.page("", 0, 5)
    second = customers.add(
        at.unit_of_work(), {"name": "许若林", "phone": "13900000217", "id_number": id_number(7)}, again=True
    )
    compared = door.compare(second, known.id)
    assert compared.differs == {"name", "address"}
    assert not compared.merged
    assert compared.sides[0].made_at is not None
    listing = CustomerListPresenter(run_now, people)
    listing.open(second)
    assert listing.state.chosen.same_id == known.id
    door.merge(second, known.id)
    listing.on_changes(Changes({"customer": frozenset({second})}))
    assert (listing.state.chosen.id, listing.state.chosen.same_id) == (known.id, "")
    assert [row.id for row in people.page("", 0, 5)] == [known.id]
    pages = CustomerPageOfTerminal(at, people.find)
    assert [file.name for file in pages.whole(second).merged] == ["许若林"]
    compared = door.compare(second, known.id)
    assert compared.merged
    assert [side.id for side in compared.sides] == [known.id, second]
    door.unmerge(second)
    assert [(row.same_id, bool(row.apart_id)) for row in people.page("", 0, 5)] == [("", True)] * 2
    listing.open(second)
    listing.on_changes(Changes({"told_apart": frozenset({second})}))
    assert (listing.state.chosen.same_id, listing.state.chosen.like_id) == ("", known.id)
    assert door.compare(known.id, second).apart
    door.take_back(known.id, second)
    listing.on_changes(Changes({"told_apart": frozenset({second})}))
    assert (listing.state.chosen.same_id, listing.state.chosen.apart_id) == (known.id, "")
    assert not door.compare(known.id, second).apart
    at.close()
