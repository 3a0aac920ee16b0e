"""The guide builds, says the same in both languages, and calls everything by the name that the screen has for it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
LANGUAGES = ("en", "zh_CN")
PICTURE = re.compile(r"!\[.+\]\(\.\./\.\./screens/(.+)-(?:en|zh_CN)-(light|dark)\.png\)")


def shape(text: str) -> list[str]:
    """What both languages share: levels of headings, points, pictures, keys."""
    return re.findall(r"^#+ |^- |^\d\. |`[^`\n]+`", text, re.MULTILINE) + [
        " ".join(found) for found in PICTURE.findall(text)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_builds_without_a_warning(language: str, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-c",
        str(GUIDE),
        "-D",
        f"language={language}",
    ]
    done = subprocess.run(
        [*command, str(GUIDE / language), str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html")]
    assert not any("**" in page for page in pages), "bold that was not understood"
    pictures = {path.name for path in (tmp_path / "_images").iterdir()}
    assert pictures
    assert all(f"-{language}-" in name for name in pictures), "each language has its own pictures"


def test_both_languages_have_the_same_chapters_headings_pictures_and_keys() -> None:
    english, chinese = ({path.name: path.read_text(encoding="utf-8") for path in (GUIDE / name).glob("*.md")}
                        for name in LANGUAGES)  # fmt: skip
    assert english.keys() == chinese.keys()
    for name, text in english.items():
        for left, right in zip_longest(sorted(shape(text)), sorted(shape(chinese[name]))):
            assert left == right, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_bold_is_what_the_screen_says(language: str) -> None:
    texts = json.loads((ROOT / "resources" / "i18n" / "zh_CN.json").read_text(encoding="utf-8"))
    said = set(texts) if language == "en" else set(texts.values())
    bold = {
        word
        for path in (GUIDE / language).glob("*.md") if path.name != "index.md"
        for word in re.findall(r"\*\*(.+?)\*\*", path.read_text(encoding="utf-8"))
    }  # fmt: skip
    patterns = [re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(text))) for text in said if "{" in text]
    assert bold
    assert [word for word in bold - said if not any(pattern.fullmatch(word) for pattern in patterns)] == []
