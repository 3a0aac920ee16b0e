"""Which colour a paint's name means: `珍珠白` and `Pearl white` are white."""

from __future__ import annotations

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


@lru_cache(maxsize=1024)
def family_of(colour: str) -> str:
    """The family that the last word of a paint's name tells: `silver grey` is grey. Empty if none does."""
    said = colour.lower()
    place, word = max((said.rfind(word), word) for word in _WORDS)
    return _WORDS[word] if place >= 0 else ""
