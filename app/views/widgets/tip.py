"""What a tooltip says, as it stands."""

from __future__ import annotations


def tip(words: str) -> str:
    """For `setToolTip` and `QToolTip.showText`, which take words with a `<` for HTML: a name that somebody typed at
    another desk could show pictures here, or fetch them."""
    if "<" not in words and "&" not in words:
        return words
    plain = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<p style="white-space: pre-wrap">{plain}</p>'
