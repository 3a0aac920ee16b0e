"""`showroom`: the desk without a verb, the command line with one."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run a verb, or open the desk. Returns the exit code."""
    from app.cli import run

    return run.run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
