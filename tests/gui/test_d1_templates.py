"""The page on which an administrator writes the contract's text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.contract_template import PLACEHOLDERS
from app.domain.template_text import keys
from tests.gui.stage import Stage


@pytest.fixture
def stage(qapp: Any) -> Iterator[Stage]:
    made = Stage()
    yield made
    made.close()


@pytest.fixture
def page(stage: Stage) -> Any:
    return stage.enter("templates", login="sun")


def marks(page: Any) -> list[tuple[str, str]]:
    return [(mark.code, mark.language) for mark in page._presenter.state.tried.marks]


def test_only_an_administrator_has_the_page(stage: Stage) -> None:
    stage.enter("templates", login="wang")
    assert stage.shell.current != "templates"


def test_the_linter_stops_the_publication_until_it_is_mended(page: Any) -> None:
    assert marks(page) == [("deposit_share", "zh_CN"), ("deposit_share", "en"), ("annex_unknown", "en")]
    assert not page.editor.publish.isEnabled()
    page._fix()
    page._fix()
    assert marks(page) == [("annex_unknown", "en")]
    assert "25 %" not in page.editor.text.toPlainText()
    assert "20 %" in page.editor.text.toPlainText()
    assert page.editor.publish.isEnabled()
    page.editor.publish.click()
    gateway = page.context.desk.more["templates"]
    assert gateway.published == ["2026-12"]
    assert "20 %" in gateway.texts["2026-12"].lines["en"]


def test_a_finding_leads_to_its_clause(page: Any) -> None:
    page._go_to(page._presenter.state.tried.marks[2])
    at = page.editor.text.textCursor().blockNumber()
    assert dict(keys(page.editor.text.toPlainText()))[at] == "delivery"


def test_what_is_no_template_is_said_while_it_is_written(page: Any) -> None:
    page._presenter.speak("en")
    page.editor.text.setPlainText(
        page.editor.text.toPlainText().replace("CNY {price}", "CNY {price.__class__}", 1)
    )
    page.editor.paused.emit()
    assert marks(page) == [("template_placeholder", "en")]
    assert not page.editor.publish.isEnabled()


def test_a_field_is_placed_where_the_cursor_is(page: Any) -> None:
    page._presenter.speak("en")
    page.editor.text.setPlainText("# Contract\n")
    page.fields_card.search.setText("vin")
    page.fields_card.search.searched.emit("vin")
    page.fields_card.list.activated.emit(page.fields_card.list.model().index(0, 0))
    assert "{vin}" in page.editor.text.toPlainText()


def test_a_published_version_is_read_and_not_edited(page: Any) -> None:
    page.versions.list.setCurrentIndex(page.versions.list.model().index(1, 0))
    assert page._presenter.state.chosen == "2026-03"
    assert page.editor.text.isReadOnly()
    assert page.editor.publish.isHidden()
    assert not page.fields_card.list.isEnabled()
    page.versions.copy.click()
    assert page._presenter.state.chosen == "2026-11.2"
    assert not page.editor.text.isReadOnly()


def test_the_last_version_in_force_is_withdrawn_only_after_a_warning(page: Any) -> None:
    page.versions.list.setCurrentIndex(page.versions.list.model().index(1, 0))
    page.editor.withdraw.click()
    assert page._presenter.state.version.standing == "in_force"
    assert page.editor.withdraw.text() == "Withdraw all the same"
    assert "press “Withdraw all the same”" in page.banner.accessibleName()
    page.editor.withdraw.click()
    assert page._presenter.state.version.standing == "withdrawn"


def test_what_was_typed_is_kept_when_another_version_is_opened(page: Any) -> None:
    text = page.editor.text.toPlainText() + "One more line.\n"
    page.editor.text.setPlainText(text)
    page.editor.begins.setText("2027-01-01")
    page.editor.begins.editingFinished.emit()
    page._presenter.choose("2026-03")
    page._presenter.choose("2026-12")
    assert page.editor.text.toPlainText() == text
    assert page.editor.begins.text() == "2027-01-01"


def test_the_paper_is_shown_page_by_page(page: Any) -> None:
    count = len(page._presenter.state.pages)
    assert count >= 3
    page.preview.turned.emit(1)
    assert page._presenter.state.page == 1
    page._presenter.choose_sample("provisional")
    assert page._presenter.state.page == 0
    assert page._presenter.state.pages


def test_every_control_is_reached_by_the_keyboard_and_has_a_name(page: Any) -> None:
    for control in (page.versions.list, page.fields_card.list, page.editor.text, page.preview.samples):
        assert control.accessibleName()
        assert control.focusPolicy() != control.focusPolicy().NoFocus


def test_every_field_is_found_by_its_name_and_stands_in_its_group(page: Any) -> None:
    page._presenter.speak("en")
    page.editor.text.setPlainText("# Contract\n")
    fields = page.fields_card.list.model()
    assert {key for _, key in fields.rows if key} == PLACEHOLDERS
    assert fields.rows[0] == ("Contract", "")
    page.fields_card.search.searched.emit("in words")
    assert [fields.data(fields.index(at), 0) for at in range(2)] == ["price in words *", "payable in words"]
    page.fields_card.list.activated.emit(fields.index(0, 0))
    assert "{price_words}" in page.editor.text.toPlainText()
