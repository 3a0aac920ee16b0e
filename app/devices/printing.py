"""Printing a PDF as it is, straight to a network printer (IPP) or through CUPS. Text stays text on its way.

Qt's printer would send pictures of the pages instead. It all takes time: call it from a background task.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.errors import UserError
from app.i18n import N_, tr

if TYPE_CHECKING:
    from pyipp import IPP

_SECONDS = 30
_QUEUE = re.compile(r"[^\s/#\-][^\s/#]*")
# RFC 8011, 4.1.9 and appendix B: what a printer may answer.
_FORMAT_REFUSED = {0x040A, 0x040B}
_NOT_FOUND = {0x0406, 0x0407}
_BUSY = 0x0507
_CANCELED, _ABORTED, _COMPLETED = 7, 8, 9


@dataclass(frozen=True, slots=True)
class Printer:
    """Where paper comes out: a CUPS queue by its name, or a network printer by its URI."""

    name: str
    uri: str = ""
    default: bool = False


def printer_for(text: str) -> Printer:
    """The printer that someone names: `ipp://…`, `ipps://…`, or a queue."""
    if "://" in text:
        address = urlsplit(text)
        if address.scheme not in ("ipp", "ipps") or not address.hostname:
            raise _unknown(text)
        path = address.path if len(address.path) > 1 else "/ipp/print"
        return Printer(address.hostname, f"{address.scheme}://{address.netloc}{path}")
    if not _QUEUE.fullmatch(text):
        raise _unknown(text)
    return Printer(text)


def list_printers() -> list[Printer]:
    """The queues of this machine, the default one first. Network printers are named by their URI instead."""
    queues = _ask("lpstat", "-e").split()
    default = _ask("lpstat", "-d").rpartition(":")[2].strip()
    found = [Printer(queue, default=queue == default) for queue in queues]
    return sorted(found, key=lambda each: not each.default)


def print_pdf(target: Printer | str, pdf: bytes, *, title: str, copies: int = 1) -> None:
    """Hand a PDF to a printer. Returns when the printer or CUPS has taken the job, raises if it will not."""
    if isinstance(target, str):
        target = printer_for(target)
    if target.uri:
        asyncio.run(_print_ipp(target, pdf, title=title, copies=copies))
    else:
        _print_cups(target, pdf, title=title, copies=copies)


async def _print_ipp(target: Printer, pdf: bytes, *, title: str, copies: int) -> None:
    import pyipp  # here and not above: it takes 0.3 s to load

    try:
        # Printers sign their own certificates, so ipps keeps listeners out but proves nobody's name.
        async with pyipp.IPP(target.uri, request_timeout=_SECONDS) as connection:
            job = await _send_when_free(connection, pdf, title, copies)
            await _watch(connection, target, job)
    except pyipp.IPPConnectionError as error:
        text = N_("The printer {printer} does not answer. Is it on, and in this network?")
        raise UserError("printer_unreachable", text, field="printer", printer=target.name) from error
    except pyipp.IPPError as error:
        raise _refusal(target, error) from error


async def _send_when_free(connection: IPP, pdf: bytes, title: str, copies: int) -> int:
    """Small printers take one job at a time; so wait while the one before is printed."""
    from pyipp import IPPError

    for _ in range(_SECONDS):
        try:
            return await _send(connection, pdf, title, copies)
        except IPPError as error:
            if _status(error) != _BUSY:
                raise
        await asyncio.sleep(1)
    return await _send(connection, pdf, title, copies)


async def _send(connection: IPP, pdf: bytes, title: str, copies: int) -> int:
    from pyipp.enums import IppOperation

    operation = {"requesting-user-name": "Showroom", "job-name": title, "document-format": "application/pdf"}
    answer = await connection.execute(
        IppOperation.PRINT_JOB,
        {"operation-attributes-tag": operation, "job-attributes-tag": {"copies": copies}, "data": pdf},
    )
    jobs: list[dict[str, Any]] = answer["jobs"]
    return int(jobs[0]["job-id"]) if jobs else 0


async def _watch(connection: IPP, target: Printer, job: int) -> None:
    """Some printers take a job and throw it away at once; a second is enough to hear of it."""
    from pyipp.enums import IppOperation

    wanted = {"job-id": job, "requested-attributes": ["job-state", "job-state-reasons"]}
    for _ in range(5 if job else 0):
        answer = await connection.execute(
            IppOperation.GET_JOB_ATTRIBUTES, {"operation-attributes-tag": wanted}
        )
        state = int(answer["jobs"][0]["job-state"]) if answer["jobs"] else _COMPLETED
        if state in (_CANCELED, _ABORTED):
            reason = str(answer["jobs"][0].get("job-state-reasons", ""))
            raise _refused(target, reason)
        if state == _COMPLETED:
            return
        await asyncio.sleep(0.2)


def _status(error: Exception) -> int:
    """The IPP or HTTP status in an error of pyipp."""
    details = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    return int(details.get("status-code", 0))


def _refusal(target: Printer, error: Exception) -> UserError:
    status = _status(error)
    if status == _BUSY:
        text = N_("The printer {printer} is busy. Try again when it has finished.")
        return UserError("printer_busy", text, field="printer", printer=target.name)
    if status in _FORMAT_REFUSED:
        text = N_(
            "The printer {printer} does not print PDF. Save the file and print it from another program."
        )
        return UserError("printer_format", text, field="printer", printer=target.name)
    if status in _NOT_FOUND or status == 404:
        return _unknown(target.uri)
    return _refused(target, f"{error.args[0] if error.args else error} {status or ''}".strip())


_REASONS = {
    "media-empty": N_("it is out of paper"), "media-needed": N_("it is out of paper"),
    "media-jam": N_("paper is jammed in it"), "toner-empty": N_("it is out of toner"),
    "marker-supply-empty": N_("it is out of toner"), "document-format-error": N_("it cannot read the file"),
    "aborted-by-system": N_("it gave the job up"), "job-canceled-at-device": N_("somebody cancelled it there"),
}  # fmt: skip


def _refused(target: Printer, reason: str) -> UserError:
    known = next((words for key, words in _REASONS.items() if key in reason), None)
    reason = tr(known) if known else reason
    text = N_("The printer {printer} refused the job: {reason}.")
    return UserError("printer_refused", text, field="printer", printer=target.name, reason=reason)


def _unknown(text: str) -> UserError:
    return UserError("printer_unknown", N_("There is no printer “{printer}”."), field="printer", printer=text)


def _print_cups(target: Printer, pdf: bytes, *, title: str, copies: int) -> None:
    program = shutil.which("lp")
    if program is None:
        text = N_("This machine has no print system. Name a network printer (ipp://…), or save the file.")
        raise UserError("printer_no_system", text, field="printer")
    options = ["-n", str(copies), "-t", title, "-o", "document-format=application/pdf"]
    done = _run([program, "-d", target.name, *options, "-"], pdf)
    if done is None:
        raise UserError("printer_unreachable", N_("The print system does not answer."), field="printer")
    if done.returncode != 0:
        raise _cups_error(target, done.stderr.decode(errors="replace").strip())


def _cups_error(target: Printer, said: str) -> UserError:
    if "does not exist" in said or "No such" in said:
        return _unknown(target.name)
    if "onnect" in said or "scheduler" in said:
        return UserError("printer_unreachable", N_("The print system does not answer."), field="printer")
    return _refused(target, said.removeprefix("lp: ").rstrip("."))


def _ask(name: str, *arguments: str) -> str:
    """What an lpstat says; nothing where there is no CUPS."""
    program = shutil.which(name)
    done = _run([program, *arguments]) if program else None
    return done.stdout.decode(errors="replace") if done and done.returncode == 0 else ""


def _run(command: list[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes] | None:
    """A program of CUPS, in plain English because its words are read here; `None` if it hangs."""
    words = os.environ | {"LC_ALL": "C.UTF-8"}
    try:
        # A list and no shell: what a person typed stays one argument.
        return subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=_SECONDS, check=False, env=words
        )
    except subprocess.TimeoutExpired:
        return None
