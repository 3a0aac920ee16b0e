"""Texts in requests: what no database can hold is the caller's fault, and not a failure of ours."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def _text(given: str) -> str:
    if _NO_TEXT.search(given):
        raise ValueError("no text")
    return given


Text = Annotated[str, AfterValidator(_text)]
