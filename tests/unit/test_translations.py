import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
HALF_WIDTH = re.compile(f"[{HAN}”）][,;?!]|[,;?!][{HAN}“（]")


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    """`scripts/i18n.py`, which is a program and no package's module."""
    spec = importlib.util.spec_from_file_location("scripts_i18n", ROOT / "scripts" / "i18n.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_text_is_translated_and_fills_the_same_braces(catalogue: ModuleType) -> None:
    found = catalogue.problems()
    assert not found, "\n".join(found)


def test_chinese_has_no_half_width_punctuation_between_characters(catalogue: ModuleType) -> None:
    found = [text for text in catalogue.messages(catalogue.TS).values() if HALF_WIDTH.search(text)]
    assert not found, "\n".join(found)


def test_chinese_quotes_are_those_of_the_mainland(catalogue: ModuleType) -> None:
    found = [text for text in catalogue.messages(catalogue.TS).values() if re.search("[「」『』]", text)]
    assert not found, "\n".join(found)


def test_deposit_and_prepayment_are_never_swapped(catalogue: ModuleType) -> None:
    for source, text in catalogue.messages(catalogue.TS).items():
        said = re.sub("{[^}]*}", "", source).lower()
        if text:
            assert ("定金" in text) == ("deposit" in said), f"{source} -> {text}"
            assert ("订金" in text) == ("prepayment" in said), f"{source} -> {text}"


def _marked(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        text = node.args[0]
        if node.func.id in ("tr", "N_") and isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield node.lineno, text.value


def test_what_finds_by_pinyin_says_so_in_english_too(catalogue: ModuleType) -> None:
    told = {
        source: chinese for source, chinese in catalogue.messages(catalogue.TS).items() if "拼音" in chinese
    }
    assert told
    assert [source for source in told if "pinyin" not in source.lower()] == []


def test_no_text_hides_where_lupdate_does_not_look(catalogue: ModuleType) -> None:
    """A `tr` inside an f-string is not collected: format the text before it goes in."""
    known = set(catalogue.messages(catalogue.TS))
    found = [
        f"{file.relative_to(ROOT)}:{line}: {text}"
        for folder in ("app", "server")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line, text in _marked(file)
        if text not in known
    ]
    assert not found, "\n".join(found)
