"""Qt's own dialog speaks the language of the desk, also where Qt's translation has gaps."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QToolButton

from app import i18n
from app.views import qt_words

translate = QCoreApplication.translate
_ENGLISH = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture
def chinese(qapp: Any) -> Any:
    before = QLocale()
    i18n.set_language("zh_CN")
    QLocale.setDefault(QLocale("zh_CN"))
    qt_words.speak(qapp, "zh_CN")
    yield qapp
    QLocale.setDefault(before)
    qt_words.speak(qapp, "en")


def test_no_word_of_the_file_dialog_is_english(qtbot: Any, chinese: Any) -> None:
    dialog = QFileDialog(None, "到货文件")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    said = [
        part.text() or part.toolTip()
        for kind in (QLabel, QPushButton, QToolButton)
        for part in dialog.findChildren(kind)
    ]
    assert len(said) > 8
    assert [words for words in said if _ENGLISH.search(words)] == []


def test_a_gap_is_filled_and_nothing_else_is_touched(chinese: Any) -> None:
    assert translate("QFileDialog", "&Look in:") == "查找位置："
    assert translate("QFileDialog", "Back") == "后退"
    assert translate("QFileDialog", "Nobody knows this") == "Nobody knows this"


def test_english_needs_no_translation(qapp: Any, chinese: Any) -> None:
    qt_words.speak(qapp, "en")
    assert translate("QFileDialog", "&Look in:") == "&Look in:"
    assert translate("QFileDialog", "Back") == "Back"
