"""How a model is called: by its Chinese names where they are known and people read Chinese."""

from __future__ import annotations

from app import i18n


def model_name(alias: str = "m") -> str:
    """SQL for a model's name, of the table under that alias."""
    return model_name_in(i18n.language(), alias)


def model_name_in(language: str, alias: str = "m") -> str:
    """The same in a certain language."""
    if language != "zh_CN":
        return f"({alias}.brand || ' ' || {alias}.series || ' ' || {alias}.trim)"
    parts = (
        f"coalesce(nullif(json_extract({alias}.attributes, '$.{part}_zh'), ''), {alias}.{part})"
        for part in ("brand", "series", "trim")
    )
    return "(" + " || ' ' || ".join(parts) + ")"
