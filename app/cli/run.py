"""Runs a verb: language, credentials, errors and exit codes in one place."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from app import display, i18n, paths, standard
from app.errors import EXIT_DAMAGED, EXIT_DONE, EXIT_WAITS, UsageError, UserError
from app.i18n import N_, tr

if TYPE_CHECKING:
    from app.cli.call import Answer, Call

_VERBS = {
    "enrol": "terminal", "login": "terminal", "recover": "terminal", "password": "terminal",
    "status": "terminal", "sync": "terminal", "show-check": "terminal",
    "stock": "stock", "customer": "customers", "lead": "leads", "sell": "selling", "contract": "contracts",
    "template": "templates", "pay": "money", "trade-in": "trade_ins", "test-drive": "test_drives", "service": "service",
    "refund": "money", "void": "money", "receipt": "receipts", "reversals": "money", "shift": "shifts",
    "loan": "loans", "quote": "quotes", "delivery": "delivery", "conflicts": "conflicts", "catalogue": "catalogue",
    "import": "files", "export": "files",
    "device": "devices", "digest": "care", "audit": "care", "backup": "care", "restore": "care", "doctor": "care",
}  # fmt: skip
EXIT_FAULT, EXIT_INTERRUPTED = 1, 130


def run(argv: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Run a command line; returns its exit code."""
    standard.complete()
    as_json = "--json" in argv
    try:
        i18n.set_language(_language(argv, environ))
        return _run(argv, environ, as_json=as_json)
    except UserError as error:
        return _fail(error, as_json)
    except BrokenPipeError:  # whoever read our words has heard enough
        standard.hush()
        return EXIT_DONE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception:  # a fault of ours: the report for us, a sentence for people
        traceback.print_exc()
        message = N_("Something went wrong that should not have. Please report what stands above.")
        _fail(UserError("unexpected", message), as_json)
        return EXIT_FAULT


def _run(argv: list[str], environ: Mapping[str, str], *, as_json: bool) -> int:
    unsaid = (name for name, value in environ.items() if name.startswith("SHOWROOM_") and not _is_text(value))
    if broken := next(unsaid, None) or next((word for word in argv if not _is_text(word)), None):
        shown = broken.encode(errors="replace").decode()
        raise UsageError("text_broken", N_("This is not text in UTF-8: {given}"), given=shown)
    if _opens_desk(argv):
        return _desk(argv[argv.index("--data") + 1] if "--data" in argv else None, environ, argv)
    from app.cli import parser  # this too is more than the desk can wait for

    arguments = parser.build().parse_args(argv)
    if arguments.verb is None:
        return _desk(arguments.data, environ, argv)
    if arguments.verb == "demo":
        from app import demo

        return demo.run(headless=arguments.headless, language=i18n.language(), environ=environ)
    from app import db
    from app.cli.call import Call

    call = Call(arguments, environ)
    with db.storage_errors():
        answer = _verb(arguments.verb)(call)
    if call.unfetched and answer.code == EXIT_DONE:
        answer.code = EXIT_WAITS
        print(tr("The centre's data is not here yet, or not again. Run: showroom sync"), file=sys.stderr)
    if call.clock_trouble is not None:
        answer.code = answer.code or EXIT_WAITS
        print(call.clock_trouble.message, file=sys.stderr)
    return _say(answer, as_json)


def _is_text(word: str) -> bool:
    """Whether the bytes that the shell gave are UTF-8; others come as half characters."""
    return not any("\ud800" <= char <= "\udfff" for char in word)


def _verb(name: str) -> Callable[[Call], Answer]:
    module = import_module(f"app.cli.{_VERBS[name]}")
    verb: Callable[[Call], Answer] = getattr(module, f"{name.replace('-', '_')}_")
    return verb


def _opens_desk(argv: list[str]) -> bool:
    """Whether this is how icons start the desk: nothing but a folder and a language, each said once and right."""
    given = dict(zip(argv[::2], argv[1::2], strict=False))
    return (
        2 * len(given) == len(argv)
        and set(given) <= {"--data", "--lang"}
        and given.get("--lang", i18n.LANGUAGES[0]) in i18n.LANGUAGES
        and given.get("--data", "folder")[:1] not in ("", "-")
    )


def _desk(folder: str | Path | None, environ: Mapping[str, str], argv: list[str]) -> int:
    display.require(environ)
    gc.disable()  # starting makes no garbage; the desk turns it on again once its window is up
    from app.views import sources  # a verb must not wait for Qt

    sources.leave_unread()
    from app import main

    asked = _asked_language(argv)
    return main.open_desk(paths.data(environ, folder), environ, i18n.language(), asked=asked)


def _language(argv: list[str], environ: Mapping[str, str]) -> str:
    """`--lang`, else the environment's; looked up before parsing, since parsing can fail too."""
    if asked := _asked_language(argv):
        return asked
    spoken = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh_CN" if spoken.startswith("zh") else "en"


def _asked_language(argv: list[str]) -> str:
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        given = following if word == "--lang" else word.removeprefix("--lang=")
        if given in i18n.LANGUAGES and word.startswith("--lang"):
            return given
    return ""


def _fail(error: UserError, as_json: bool) -> int:
    if as_json:
        body = {"code": error.code, "message": error.message, "field": error.field}
        standard.say(standard.as_json({"error": body}))
    print(error.message, file=sys.stderr)
    return error.exit_code


def _say(answer: Answer, as_json: bool) -> int:
    """Tell what was done; returns the exit code. A sale whose answer finds a full disk is a sale all the same."""
    said = standard.as_json(answer.values) if as_json else answer.text
    if said and not standard.say(said):
        print(tr("It is done, but the answer cannot be written where it should go. It is:"), file=sys.stderr)
        print(answer.text, file=sys.stderr)
        return EXIT_DAMAGED
    if as_json and answer.code != EXIT_DONE:
        print(answer.text, file=sys.stderr)
    return answer.code
