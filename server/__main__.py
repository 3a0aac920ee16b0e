"""`showroom-server` and `python -m server`."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Any

from app import standard
from app.errors import EXIT_DAMAGED, EXIT_DONE, UserError
from app.i18n import N_, tr

EXIT_FAULT = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    standard.complete()
    arguments = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments
    from server.cli import faults, parser, verbs

    try:
        options = parser.build().parse_args(arguments)
        answer = verbs.run(options, parser.chosen_data(options))
    except UserError as error:
        return _complain(error, as_json)
    except Exception as error:
        if (told := faults.told(error)) is not None:
            return _complain(told, as_json)
        traceback.print_exc()  # a fault of ours: the report for us, a sentence for people
        message = N_("Something went wrong that should not have. Please report what stands above.")
        _complain(UserError("unexpected", message), as_json)
        return EXIT_FAULT
    if answer.shown is not None:
        said = standard.as_json(answer.shown) if as_json else answer.text()
        if not standard.say(said):
            done = N_("It is done, but the answer cannot be written where it should go. It is:")
            print(f"{tr(done)}\n{said}", file=sys.stderr)
            return EXIT_DAMAGED
    return answer.code


def _complain(error: UserError, as_json: bool) -> int:
    if as_json:
        body: dict[str, Any] = {"code": error.code, "message": error.message, "field": error.field}
        standard.say(standard.as_json({"error": body}))
    print(error.message, file=sys.stderr)
    return error.exit_code


if __name__ == "__main__":
    sys.exit(main() or EXIT_DONE)
