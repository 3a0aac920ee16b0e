"""A customer's file: companies, somebody who is on file already, correcting, consent."""

from __future__ import annotations

import pytest

from app.views.customers.dialog import CustomerDialog


@pytest.fixture
def page(stage):
    return stage.enter("customers")


@pytest.fixture
def dialog(stage, page):
    page.table.choose(0)
    page.edit.click()
    (made,) = stage.window.findChildren(CustomerDialog)
    return made


def test_a_company_is_asked_for_its_credit_code(page):
    page._presenter.start_adding()
    page.form.inputs.kind._buttons["company"].click()
    assert page.form.inputs.values()["id_kind"] == "licence"
    assert page.form.edits["id_number"].accessibleName() == "Unified social credit code (optional)"
    assert page.form.edits["name"].accessibleName() == "Name of the company"


def test_somebody_on_file_is_named_while_typing_and_opened_instead(qtbot, page):
    known = page._presenter.state.listing.rows[0]
    page._presenter.start_adding()
    page.form.edits["phone"].setText(known.phone)
    page.form.edits["phone"].editingFinished.emit()
    field = page.form.fields["phone"]
    assert field.error() == f"{known.name} is on file with this number."
    field._fix.click()
    assert not page._presenter.state.adding
    assert page._presenter.state.chosen.id == known.id


def test_only_what_was_changed_is_written_and_the_number_stays_hidden(stage, dialog):
    written = []
    files = stage.stack.desk.customers
    files.edit = lambda customer_id, values: written.append(values)
    shown = dialog.inputs.edits["id_number"]
    assert shown.text() == ""
    assert shown.placeholderText().startswith("•••• ")
    dialog.inputs.edits["address"].setText("88 Jiangling Road")
    dialog.commit.click()
    assert written == [{"address": "88 Jiangling Road"}]


def test_consent_is_ticked_and_taken_away(stage, dialog):
    files = stage.stack.desk.customers
    assert dialog.ticks["contact"].isChecked()
    dialog.ticks["contact"].click()
    dialog.ticks["share"].click()
    dialog.way.set_key("pad")
    dialog.commit.click()
    assert {key: agreed.way for key, agreed in files.consents.items()} == {"share": "pad"}


def test_every_control_of_the_dialog_has_a_name(dialog):
    from tests.gui.test_accessibility import nameless

    assert nameless(dialog) == []
