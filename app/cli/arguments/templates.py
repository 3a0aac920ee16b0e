"""The arguments of `template`."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import Verbs, words
from app.domain.template_samples import SAMPLES


def add(verbs: Verbs) -> None:
    what = words(verbs, "template", help="versions of the contract's text")
    what.add_parser("list")
    for name in ("show", "draft", "save", "check", "preview", "compare", "publish", "withdraw"):
        what.add_parser(name).add_argument("revision")
    what.choices["draft"].add_argument("--like", required=True, metavar="REVISION", help="with the text of")
    save = what.choices["save"]
    save.add_argument("--file", type=Path, help="the text in --document-lang; - is standard input")
    save.add_argument("--valid-from", metavar="DATE")
    until = save.add_mutually_exclusive_group()
    until.add_argument("--valid-to", metavar="DATE")
    until.add_argument("--open-end", action="store_true", help="no last day")
    what.choices["withdraw"].add_argument(
        "--even-last", action="store_true", help="though nothing can be signed without it"
    )
    compare = what.choices["compare"]
    compare.add_argument(
        "--with", required=True, metavar="REVISION", dest="before", help="the version before it"
    )
    preview = what.choices["preview"]
    preview.add_argument("--out", type=Path, required=True)
    preview.add_argument("--sample", choices=tuple(SAMPLES), default="loan")
