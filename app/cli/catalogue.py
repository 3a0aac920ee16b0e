"""Verbs of the catalogue."""

from __future__ import annotations

from contextlib import closing

from app.cli.run import Answer, Call
from app.filing import Filing
from app.i18n import tr


def catalogue_(call: Call) -> Answer:
    """picture: show a model by a picture."""
    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        picture = Filing(workplace).set_picture(asked.code, asked.file)
    text = tr("Model {model} has this picture now. It goes up with the next sync.").format(model=asked.code)
    return Answer({"model": asked.code, "picture": picture}, text)
