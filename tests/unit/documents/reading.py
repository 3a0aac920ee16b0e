"""Reads papers back as text."""

from __future__ import annotations

import io

import pypdf


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, as it comes out."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """All its text without white space."""
    return "".join("".join(pages_of(pdf)).split())
