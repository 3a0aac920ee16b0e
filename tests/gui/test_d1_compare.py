"""Two versions of the contract's text beside each other, and a test paper."""

from __future__ import annotations

import io

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextFragment

from app.views.templates.compare_dialog import CompareDialog, Differences
from tests.gui.test_accessibility import nameless

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def stage(stages, qtbot):
    made = stages()
    made.enter("templates", login="sun")
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=2_000)
    return made


@pytest.fixture
def dialog(stage, qtbot):
    stage.page._presenter.speak("en")
    qtbot.keyClick(stage.window, Key.Key_D, Mod.ControlModifier)
    (made,) = stage.window.findChildren(CompareDialog)
    return made


def marked(view: Differences) -> list[tuple[str, str]]:
    """What is struck out or underlined."""
    found, block = [], view.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            fragment: QTextFragment = at.fragment()
            look: QTextCharFormat = fragment.charFormat()
            if look.fontStrikeOut() or look.fontUnderline():
                found.append(("out" if look.fontStrikeOut() else "in", fragment.text().strip()))
            at += 1
        block = block.next()
    return found


def test_a_draft_is_compared_with_what_is_in_force_word_by_word(dialog):
    assert (dialog.before.key(), dialog.after.key()) == ("2026-03", "2026-12")
    assert dialog.count.text() == "2 clauses differ"
    assert ("in", ". It is not more than 25 % of the price") in marked(dialog.differences)
    assert ("in", ", as listed in Annex 4,") in marked(dialog.differences)
    assert nameless(dialog) == []


def test_what_is_typed_and_not_saved_is_compared_too(stage, qtbot):
    stage.page._presenter.speak("en")
    text = stage.page.editor.text
    text.setPlainText(text.toPlainText() + "## Data [data]\nWe keep little.\n")
    qtbot.keyClick(stage.window, Key.Key_D, Mod.ControlModifier)
    (dialog,) = stage.window.findChildren(CompareDialog)
    assert dialog.count.text() == "3 clauses differ"
    assert "We keep little." in dialog.differences.toPlainText()


def test_other_versions_and_the_other_language_are_a_choice_away(dialog):
    dialog.after.set_key("2025-07")
    dialog.after.chosen.emit("2025-07")
    assert dialog.count.text() == "The texts are the same in this language."
    assert dialog.differences.toPlainText() == ""
    dialog.after.chosen.emit("2026-12")
    dialog.languages.chosen.emit("zh_CN")
    assert dialog.count.text() == "1 clause differs"
    assert ("in", "不超过车辆价款的 25 %，") in marked(dialog.differences)


def test_the_sample_contract_is_printed_with_its_draft_mark(stage, qtbot):
    said = []
    stage.page.said.connect(lambda *words: said.append(words))
    stage.page._presenter.choose_sample("full")
    qtbot.keyClick(stage.window, Key.Key_F10)
    ((title, pdf),) = stage.stack.desk.more["templates"].printed
    assert title == "test-2026-12-en-full"
    assert said == [("The test paper is printed", "Binjiang printer")]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "SAMPLE-00-00001" in text
    assert "DRAFT" in text


def test_a_text_that_is_no_template_prints_nothing_and_says_so(stage, qtbot):
    text = stage.page.editor.text
    text.setPlainText(text.toPlainText().replace("CNY {price}", "CNY {price.__class__}"))
    stage.page._presenter.try_out()
    qtbot.keyClick(stage.window, Key.Key_F10)
    assert stage.stack.desk.more["templates"].printed == []
    assert stage.page.banner.title() == "There is no paper yet. Fix the first error, then print."


def test_no_key_of_the_page_stands_in_the_way_of_the_lock(stage, qtbot):
    before = stage.page._presenter.state.language
    qtbot.keyClick(stage.window, Key.Key_L, Mod.AltModifier)
    assert stage.page._presenter.state.language != before
    qtbot.keyClick(stage.window, Key.Key_L, Mod.ControlModifier)
    assert stage.stack._locked
