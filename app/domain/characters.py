"""Characters by name: one that a font lacks shows as a box on the screen too."""

from __future__ import annotations


def named(characters: str) -> str:
    """Each with its code: `𠮷 (U+20BB7)`."""
    return " ".join(f"{char} (U+{ord(char):04X})" for char in characters)
