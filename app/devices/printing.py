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

from app.errors import PrintBrokeOff, UserError
from app.i18n import N_, tr

if TYPE_CHECKING:
    from pyipp import IPP

_SECONDS = 30
_QUEUE = re.compile(r"[^\s/#\-][^\s/#]*")
# RFC 8011, 4.1.9 and appendix B: what a printer may answer.
_FORMAT_REFUSED = {0x040A, 0x040B}
_NOT_FOUND = {0x0406, 0x0407}
_BUSY = 0x0507
_STOPPED = 5
_SEVERITY, _MILD = re.compile("-(error|warning|report)$"), ("-warning", "-report")
_MEDIA = {"a4": "iso_a4_210x297mm", "a5": "iso_a5_148x210mm"}
_PAGE = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]")
_HALF_A4 = 300_000  # square points: A4 has 501,000, A5 half of that
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


def print_pdf(target: Printer | str, pdf: bytes, *, title: str, copies: int = 1, paper: str = "") -> None:
    """Hand a PDF to a printer. Returns when the printer or CUPS has taken the job, raises if it will not.

    `paper`: `a4` or `a5`, whatever size the PDF has; else the PDF's own, or A4 where the printer has no such paper.
    """
    if isinstance(target, str):
        target = printer_for(target)
    job = _Job(pdf, title, copies, paper or paper_of(pdf), chosen=bool(paper))
    if target.uri:
        asyncio.run(_print_ipp(target, job))
    else:
        _print_cups(target, job)


def paper_of(pdf: bytes) -> str:
    """The paper that a PDF is made for, by its first page: `a5` if that is half a sheet, else `a4`."""
    box = _PAGE.search(pdf)
    return "a5" if box and float(box[1]) * float(box[2]) < _HALF_A4 else "a4"


@dataclass(frozen=True, slots=True)
class _Job:
    pdf: bytes
    title: str
    copies: int
    paper: str
    chosen: bool


async def _print_ipp(target: Printer, job: _Job) -> None:
    import pyipp  # here and not above: it takes 0.3 s to load

    try:
        # Printers sign their own certificates, so ipps keeps listeners out but proves nobody's name.
        async with pyipp.IPP(target.uri, request_timeout=_SECONDS) as connection:
            said = await _ask_printer(connection)
            media = _media(said, target, job)
            number = await _send_when_free(connection, job, media)
            await _watch(connection, target, number, before=_states(said))
    except pyipp.IPPConnectionError as error:
        text = N_("The printer {printer} does not answer. Is it on, and in this network?")
        raise UserError("printer_unreachable", text, field="printer", printer=target.name) from error
    except pyipp.IPPError as error:
        raise _refusal(target, error) from error


async def _ask_printer(connection: IPP) -> dict[str, Any]:
    from pyipp.enums import IppOperation

    wanted = ["printer-state", "printer-state-reasons", "media-supported", "media-ready"]
    answer = await connection.execute(
        IppOperation.GET_PRINTER_ATTRIBUTES, {"operation-attributes-tag": {"requested-attributes": wanted}}
    )
    found: list[dict[str, Any]] = answer["printers"]
    return found[0] if found else {}


def _media(said: dict[str, Any], target: Printer, job: _Job) -> str:
    """The paper to ask for. A printer that says that it cannot print is given nothing."""
    trouble = _trouble(said)
    if trouble:
        message = N_(
            "The printer {printer} cannot print: {reason}. Nothing was sent; put that right and print again."
        )
        raise UserError(
            "printer_not_ready", message, field="printer", printer=target.name, reason=tr(trouble)
        )
    has = [*_listed(said.get("media-ready")), *_listed(said.get("media-supported"))]
    wanted = _MEDIA[job.paper]
    if not has or wanted in has:
        return wanted
    if job.chosen:
        message = N_("The printer {printer} has no {paper} paper. Choose another size, or another printer.")
        raise UserError("printer_paper", message, field="paper", printer=target.name, paper=job.paper.upper())
    return _MEDIA["a4"] if _MEDIA["a4"] in has else ""


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _states(said: dict[str, Any]) -> set[str]:
    """What a printer says of itself, how bad it is left out."""
    return {_SEVERITY.sub("", each) for each in _listed(said.get("printer-state-reasons"))}


def _trouble(said: dict[str, Any]) -> str:
    """What keeps a printer from printing, in words. A warning, such as one of two trays that is empty, does not,
    unless it has stopped."""
    stopped = said.get("printer-state") == _STOPPED
    reasons = _listed(said.get("printer-state-reasons"))
    return _words_of({_SEVERITY.sub("", each) for each in reasons if stopped or not each.endswith(_MILD)})


def _words_of(states: set[str]) -> str:
    return next((words for key, words in _REASONS.items() if key in states), "")


async def _send_when_free(connection: IPP, job: _Job, media: str) -> int:
    """Small printers take one job at a time; so wait while the one before is printed."""
    from pyipp import IPPError

    for _ in range(_SECONDS):
        try:
            return await _send(connection, job, media)
        except IPPError as error:
            if _status(error) != _BUSY:
                raise
        await asyncio.sleep(1)
    return await _send(connection, job, media)


async def _send(connection: IPP, job: _Job, media: str) -> int:
    from pyipp.enums import IppOperation

    operation = {
        "requesting-user-name": "Showroom", "job-name": job.title, "document-format": "application/pdf",
    }  # fmt: skip
    attributes = {"copies": job.copies} | ({"media": media} if media else {})
    answer = await connection.execute(
        IppOperation.PRINT_JOB,
        {"operation-attributes-tag": operation, "job-attributes-tag": attributes, "data": job.pdf},
    )
    jobs: list[dict[str, Any]] = answer["jobs"]
    return int(jobs[0]["job-id"]) if jobs else 0


async def _watch(connection: IPP, target: Printer, job: int, *, before: set[str]) -> None:
    """Some printers take a job and throw it away at once, or jam; a second is enough to hear of it."""
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
        new = _states(await _ask_printer(connection)) - before
        if trouble := _words_of(new):
            raise _broke_off(target, trouble)
        await asyncio.sleep(0.2)


def _broke_off(target: Printer, trouble: str) -> PrintBrokeOff:
    message = N_(
        "The printer {printer} stopped: {reason}. It may go on by itself once that is put right. If you print once "
        "more, that one says COPY."
    )
    return PrintBrokeOff(
        "printer_broke_off", message, field="printer", printer=target.name, reason=tr(trouble)
    )


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
    "cover-open": N_("its cover is open"), "door-open": N_("its cover is open"), "shutdown": N_("it is switched off"),
    "offline": N_("it is offline"), "paused": N_("it is paused"),
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


def _print_cups(target: Printer, job: _Job) -> None:
    program = shutil.which("lp")
    if program is None:
        text = N_("This machine has no print system. Name a network printer (ipp://…), or save the file.")
        raise UserError("printer_no_system", text, field="printer")
    options = ["-n", str(job.copies), "-t", job.title, "-o", "document-format=application/pdf"]
    options += ["-o", f"media={job.paper.upper()}"] if job.chosen else []
    done = _run([program, "-d", target.name, *options, "-"], job.pdf)
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
