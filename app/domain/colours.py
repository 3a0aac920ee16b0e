"""Which colour a paint's name means: `珍珠白` and `Pearl white` are white."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

FAMILIES = (
    "white", "black", "grey", "silver", "blue", "red", "green", "brown", "gold", "orange", "purple", "yellow",
    "beige",
)  # fmt: skip
_WORDS = {name: name for name in FAMILIES} | {
    "黑": "black", "白": "white", "灰": "grey", "gray": "grey", "银": "silver", "蓝": "blue", "红": "red",
    "绿": "green", "青": "green", "teal": "green", "棕": "brown", "褐": "brown", "金": "gold", "橙": "orange",
    "紫": "purple", "黄": "yellow", "米": "beige",
}  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1024)
def family_of(colour: str) -> str:
    """The family that the last word of a paint's name tells: `silver grey` is grey. Empty if none does."""
    said = colour.lower()
    place, word = max((said.rfind(word), word) for word in _WORDS)
    return _WORDS[word] if place >= 0 else ""


def family_of_file(name: str) -> str:
    """The family that the last word of a picture's file name tells: `X7-red.jpg`, `X7 曜夜黑 2.jpg`; else empty."""
    words = _LETTERS.findall(name.rpartition(".")[0])
    last = words[-1] if words else ""
    return _WORDS.get(last.lower(), "") if last.isascii() else family_of(last)


def is_same(first: str, second: str, *, named: Iterable[tuple[str, str]] = ()) -> bool:
    """Whether two names mean one paint: `White`, `white ` and `白色`, or both names of a pair of the catalogue.

    A paint of that family under another name, such as `珍珠白`, is another paint.
    """
    key = keys(named)
    return key(first) == key(second)


def keys(named: Iterable[tuple[str, str]] = ()) -> Callable[[str], str]:
    """What tells a paint from the others, whichever of its names is given; `named` as in `is_same`."""
    pairs = {_key_of(own): _key_of(chinese) for own, chinese in named}

    def key(paint: str) -> str:
        written = _key_of(paint)
        return pairs.get(written, written)

    return key


def _key_of(paint: str) -> str:
    """Without what people write one way or the other; of a bare colour its family, in whatever language."""
    said = "".join(unicodedata.normalize("NFKC", paint).casefold().split()).removesuffix("色")
    return _WORDS.get(said, said)
