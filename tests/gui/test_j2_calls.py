"""Calls after the sale: planned on the customer's page, noted there, and named on the page of the workshop."""

from __future__ import annotations

from app.views.service.call_dialog import CallDialog
from tests.gui.test_accessibility import nameless
from tests.gui.test_b5_service import page

__all__ = ["page"]  # the fixture


def calls(page):
    model = page.service.lines
    lines = map(model.row_at, range(model.rowCount()))
    return [(line.plan, line.what, line.state.text) for line in lines if line.call is not None]


def open_call(stage, page, step):
    model = page.service.lines
    lines = map(model.row_at, range(model.rowCount()))
    line = next(line for line in lines if line.call is not None and line.call.step == step)
    page.service.table.row_opened.emit(line)
    (dialog,) = stage.window.findChildren(CallDialog)
    return dialog


def test_the_card_has_each_call_with_what_came_of_it(page):
    assert calls(page) == [
        ("Call, day 7", "1 try, no answer · C5 Long Range Max", "overdue"),
        ("Call, day 30", "C5 Long Range Max", "planned"),
        ("Call, day 1", "5 of 5 points · Content; asked about a charger at home · C5 Long Range Max", "done"),
    ]


def test_who_is_reached_gives_points_and_the_call_is_done(stage, page):
    dialog = open_call(stage, page, "day7")
    assert nameless(dialog) == []
    dialog.commit.click()
    assert "one to five points" in dialog.fields["score"].error()
    dialog.score.set_key("4")
    dialog.note.setText("a rattle")
    dialog.commit.click()
    assert not dialog.isVisible()
    page._presenter.load()
    assert ("Call, day 7", "4 of 5 points · a rattle · C5 Long Range Max", "done") in calls(page)


def test_who_does_not_answer_is_tried_again(stage, page):
    dialog = open_call(stage, page, "day7")
    dialog.outcome.set_key("no_answer")
    dialog.outcome.chosen.emit("no_answer")
    assert not dialog.fields["score"].isVisibleTo(dialog)
    dialog.commit.click()
    page._presenter.load()
    assert ("Call, day 7", "2 tries, no answer · C5 Long Range Max", "overdue") in calls(page)


def test_the_workshop_names_who_is_to_be_called_until_it_is_done(stage):
    page = stage.enter("service")
    assert page.calls.isVisibleTo(page)
    fake = stage.stack.desk.more["service"]
    (due,) = fake.calls_due()
    fake.log_call(due, "reached", 5, "")
    page._presenter.load()
    assert not page.calls.isVisibleTo(page)
