"""Where the installed program begins: both its commands, and the modules that it starts in processes of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

STARTED = ("app.demo.shop", "app.documents.reader", "server")
"""What `-m` runs here. A program that runs whatever it is told would be a Python interpreter."""


def main() -> int:
    """Run what was asked for, by the name of the command; returns the exit code."""
    if "--multiprocessing-fork" in sys.argv:  # a worker of the server
        from multiprocessing import freeze_support

        freeze_support()
    restore(os.environ)
    if sys.argv[1:2] == ["-m"] and sys.argv[2:3] and sys.argv[2] in STARTED:
        import runpy

        del sys.argv[1]
        runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
        return 0
    if Path(sys.argv[0]).name.startswith("showroom-server"):
        from server.__main__ import main as serve

        return serve()
    from app.__main__ import main as open_or_run

    return open_or_run()


def restore(environ: MutableMapping[str, str]) -> None:
    """The environment as it was given to us: the system's programs, such as `lp`, must not find our libraries."""
    given = environ.pop("LD_LIBRARY_PATH_ORIG", None)
    environ.pop("LD_LIBRARY_PATH", None)
    if given is not None:
        environ["LD_LIBRARY_PATH"] = given
    environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # a process of our own finds its libraries by itself


if __name__ == "__main__":
    sys.exit(main())
