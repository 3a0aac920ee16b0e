"""No tooltip shows what somebody typed as HTML."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import Qt, QTextDocument

from app.views.widgets.tip import tip

ROOT = Path(__file__).parents[2] / "app" / "views"
SAFE = {"tip", "tr"}


def said(call: ast.Call) -> ast.expr | None:
    """What a call gives a tooltip to say."""
    if not isinstance(call.func, ast.Attribute):
        return None
    return {
        "setToolTip": call.args[0],
        "showText": call.args[-1] if len(call.args) < 2 else call.args[1],
    }.get(call.func.attr)


def is_safe(words: ast.expr) -> bool:
    if isinstance(words, ast.IfExp):
        return is_safe(words.body) and is_safe(words.orelse)
    if isinstance(words, ast.Call):
        return isinstance(words.func, ast.Name) and words.func.id in SAFE
    return isinstance(words, ast.Constant)


def test_every_tooltip_says_its_words_as_they_stand() -> None:
    calls = [
        (file.name, node.lineno, words)
        for file in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and node.args and (words := said(node)) is not None
    ]
    assert len(calls) > 10
    assert [(name, line) for name, line, words in calls if not is_safe(words)] == []


@pytest.mark.parametrize(
    "words", ["Wang", "A & B", '<img src="/tmp/x.png"> Wang', "a <b>\nc  d", "&lt;", "<?xml", "&amp;<"]
)
def test_a_tip_reads_as_what_was_typed(words: str) -> None:
    shown = QTextDocument()
    if Qt.mightBeRichText(tip(words)):
        shown.setHtml(tip(words))
    else:
        shown.setPlainText(tip(words))
    assert shown.toPlainText() == words
