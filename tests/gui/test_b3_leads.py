"""The follow-up list: who waits longest stands first, a contact is logged at the side, nobody is lost silently."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.domain.lead import Due
from app.presenters.dates import read_when
from app.presenters.lead_list import Heading, LeadItem, headed

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def page(stage):
    return stage.enter("leads", login="wang")


def rows(page):
    model = page._model
    return [
        row if isinstance(row, Heading) else row.name for row in map(model.row_at, range(model.rowCount()))
    ]


def choose(page, name):
    page.table.choose(rows(page).index(name))


def test_what_is_overdue_stands_first_under_its_heading(page):
    shown = rows(page)
    headings = [(at, row.part, row.count) for at, row in enumerate(shown) if isinstance(row, Heading)]
    assert headings == [(0, Due.OVERDUE, 4), (5, Due.TODAY, 4), (10, Due.WEEK, 1)]
    assert shown[1] == "Ke Minyi"
    assert shown[9] == "Jiang Wei"  # without a step: today


def test_the_arrows_go_past_headings(qtbot, page):
    page.table.setFocus()
    assert page._presenter.state.chosen.name == "Ke Minyi"
    for name in ("Fang Ting", "Shen Jianing", "Ma Zhiqiang", "Wu Peishan"):
        qtbot.keyClick(page.table, Key.Key_Down)
        assert page._presenter.state.chosen.name == name


def test_a_long_list_has_its_headings_wherever_it_is_read_from():
    leads = [LeadItem(str(no), "", str(no), "", "A", "web", "") for no in range(300)]
    parts = ((Due.OVERDUE, 120), (Due.TODAY, 0), (Due.WEEK, 180))

    def fetch(offset, limit):
        return leads[offset : offset + limit]

    whole = headed(parts, 0, 1000, fetch)
    assert [at for at, row in enumerate(whole) if isinstance(row, Heading)] == [0, 121]
    for offset in (0, 100, 119, 120, 121, 122, 300):
        assert headed(parts, offset, 100, fetch) == whole[offset : offset + 100]


def test_a_contact_is_logged_with_what_follows_by_keys(qtbot, stage, page):
    choose(page, "Fang Ting")
    qtbot.keyClick(page.table, Key.Key_Return)
    assert page.panel.note.hasFocus()
    page.panel.note.setText("wants the blue one")
    page.panel.steps.kind.set_key("call")
    page.panel.steps.when.setText("+2")
    qtbot.keyClick(page.panel.note, Key.Key_Return, Mod.ControlModifier)
    (logged,) = stage.stack.desk.more["leads"].logged
    assert (logged.note, logged.step.kind) == ("wants the blue one", "call")
    assert logged.step.at.astimezone().day == 24
    assert rows(page).index("Fang Ting") > 9


def test_an_action_without_a_day_is_asked_for_beside_the_field(page):
    choose(page, "Fang Ting")
    page.panel.steps.kind.set_key("call")
    page.panel.commit()
    assert "which day" in page.panel.fields["next_at"].error()


def test_nobody_is_lost_without_a_reason(page):
    choose(page, "Ke Minyi")
    page.panel.outcome.set_current("lost")
    page.panel._show_outcome()
    page.panel.commit()
    assert page.panel.fields["lost_reason"].error()
    page.panel.reason.buttons()[1].click()
    page.panel.commit()
    assert "Ke Minyi" not in rows(page)
    page.views.chosen.emit("lost")
    assert rows(page) == ["Ke Minyi"]
    choose(page, "Ke Minyi")
    assert page.panel.save.text() == "Take it up again"
    page.panel.commit()
    assert rows(page) == []


def test_a_manager_hands_ticked_leads_on(qtbot, page):
    for name in ("Fang Ting", "Ma Zhiqiang"):
        choose(page, name)
        qtbot.keyClick(page.table, Key.Key_Space)
    qtbot.keyClick(page, Key.Key_R, Mod.ControlModifier)
    assert page.assigning.owner.hasFocus()
    page.assigning.owner.set_key("chen")
    page.assigning.commit()
    page.owner.chosen.emit("chen")
    assert {"Fang Ting", "Ma Zhiqiang"} <= {*filter(lambda row: isinstance(row, str), rows(page))}


def test_a_consultant_sees_their_own_and_hands_nothing_on(stage):
    page = stage.enter("leads", login="chen")
    assert page.reassign.isHidden()
    assert "Fang Ting" not in rows(page)
    assert stage.shell.rail.buttons["leads"].accessibleName() == "Leads (4)"


def test_somebody_new_is_taken_in_and_somebody_on_file_is_not_entered_twice(qtbot, stage, page):
    qtbot.keyClick(page, Key.Key_N, Mod.ControlModifier)
    assert page.form.name.hasFocus()
    page.form.name.setText("Ke Minyi")
    page.form.phone.setText("13900007350")
    page.form.commit()
    field = page.form.fields["phone"]
    assert "on file already" in field.error()
    field._fix.click()
    assert page.form.person.key() == "c0"
    page.form.commit()
    assert page._presenter.state.form == ""
    assert stage.stack.desk.more["leads"].rows[-1].customer_id == "c0"


def test_a_lead_becomes_a_deal_without_typing_anything_again(qtbot, stage, page):
    choose(page, "Ke Minyi")
    asked = []
    page.go.connect(lambda *what: asked.append(what))
    qtbot.keyClick(page, Key.Key_F2)
    assert asked == [("deal", {"customer": "c0", "find": "X7 AWD Flagship"})]
    assert stage.shell.current == "deal"
    assert stage.page.presenter.state.buyer is not None
    assert stage.page.car.finder.text() == "X7 AWD Flagship"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+3", "2026-11-25 18:00"), ("11-30 9:15", "2026-11-30 09:15"), ("16:30", "2026-11-22 16:30"),
        ("2027-01-02", "2027-01-02 18:00"), ("", None),
    ],
)  # fmt: skip
def test_days_are_typed_in_short(typed, meant):
    when = read_when(typed, date(2026, 11, 22))
    assert (f"{when:%Y-%m-%d %H:%M}" if when else None) == meant
