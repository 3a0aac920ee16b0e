"""`showroom-server` and `python -m server`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from app.errors import EXIT_DONE, UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments
    try:
        from server.cli import parser, verbs

        options = parser.build().parse_args(arguments)
        answer = verbs.run(options, parser.chosen_data(options))
    except UserError as error:
        _complain(error, as_json)
        return error.exit_code
    if answer.shown is not None:
        print(json.dumps(answer.shown, ensure_ascii=False) if as_json else answer.text())
    return answer.code


def _complain(error: UserError, as_json: bool) -> None:
    if as_json:
        body: dict[str, Any] = {"code": error.code, "message": error.message, "field": error.field}
        print(json.dumps({"error": body}, ensure_ascii=False))
    print(error.message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main() or EXIT_DONE)
