"""Verbs of the terminal itself: enrol, login, status, sync."""

from __future__ import annotations

import sys
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.clock import iso
from app.errors import EXIT_DONE, EXIT_WAITS, AppError, ServerUnreachable, UserError
from app.filing import Filing
from app.i18n import tr
from app.sync.blobs import Moved

if TYPE_CHECKING:
    from app.workplace import Workplace


def enrol_(call: Call) -> Answer:
    """Make the folder a terminal, and make the first sync."""
    asked = call.arguments
    workplace = call.app.enrol(
        server=asked.server, code=asked.code, name=asked.name, user=call.user, password=call.password
    )
    with closing(workplace):
        call.look_at_clock(workplace)
        values = _status(workplace, online=True)
        return Answer(values, tr("This is now {terminal} of branch {branch}.").format(**values))


def login_(call: Call) -> Answer:
    """A further user's first sign-in here."""
    asked = call.arguments
    if asked.show is not None:
        return _login_for_show(call)
    with closing(call.app.login(call.user, call.password)) as workplace:
        call.look_at_clock(workplace)
        values = _status(workplace, online=True)
        return Answer(values, tr("{user} can sign in here now, without a network too.").format(**values))


def _login_for_show(call: Call) -> Answer:
    from app.bootstrap import ShowSignIn

    asked = call.arguments
    password = call.password  # the first line of standard input; the approver's is the next
    own = asked.approver in (None, call.user)
    show = ShowSignIn(asked.show, asked.approver or call.user, password if own else call.approver_password)
    with closing(call.app.sign_in_for_show(call.user, password, show)) as workplace:
        until = workplace.unlocked.session.expires_at
        values = _status(workplace, online=True) | {"signing_until": iso(until)}
        text = tr("{user} may sign here until {until}, without a network too.")
        return Answer(
            values, text.format(user=values["user"], until=until.astimezone().strftime("%Y-%m-%d %H:%M"))
        )


def password_(call: Call) -> Answer:
    """Another password for whoever acts."""
    call.app.change_password(call.user, call.password, call.new_password)
    text = tr("{user} has a new password now. Other terminals take it at their next contact.")
    return Answer({"user": call.user, "changed": True}, text.format(user=call.user))


def recover_(call: Call) -> Answer:
    """Open the folder again after its keychain was lost."""
    workplace = call.app.recover(code=call.arguments.code, user=call.user, password=call.password)
    with closing(workplace):
        values = _status(workplace, online=True)
        text = tr(
            "{terminal} is open again. Nothing that was not sent is lost. Others sign in online once more."
        )
        return Answer(values, text.format(**values))


def show_check_(call: Call) -> Answer:
    """Everything that an auto show needs, measured now."""
    from app import show_check

    with closing(call.sign_in()) as workplace:
        report = show_check.measure(workplace, call.arguments.days)
    lines = [
        "\n    ".join(
            filter(None, (f"{_MARKS[line.level]} {line.key}: {line.found}", line.command or line.fix))
        )
        for line in report.lines
    ]
    values = {
        "may_leave": report.may_leave,
        "days": report.days,
        "lines": [vars(line) for line in report.lines],
    }
    return Answer(values, "\n".join(lines), EXIT_DONE if report.may_leave else EXIT_WAITS)


_MARKS = {"ready": "ok  ", "advice": "look", "must": "MUST"}


def status_(call: Call) -> Answer:
    """Who, where, and what waits."""
    with closing(call.sign_in()) as workplace:
        values = _status(workplace, online=_online(workplace))
        lines = [f"{name}: {value}" for name, value in values.items()]
        return Answer(values, "\n".join(lines), _code(values))


def sync_(call: Call) -> Answer:
    """One cycle, or one after the other."""
    app, password = call.app, call.password
    with closing(app.sign_in(call.user, password)) as workplace:
        if workplace.half_over:
            app.renew_ticket(workplace, password)
        answer = _watch(workplace) if call.arguments.watch else _cycle(workplace)
        call.look_at_clock(workplace)
        return answer


def _cycle(workplace: Workplace) -> Answer:
    result = workplace.sync()
    files = _files(workplace)
    while files.gave_way:  # something was entered meanwhile; it goes first
        result = result.and_(workplace.sync())
        files = files.and_(_files(workplace))
    return _moved(workplace, result.pushed, result.pulled, files)


def _files(workplace: Workplace) -> Moved:
    """What was entered is through, so a line that breaks now is no failure; the rest goes next time."""
    try:
        return Filing(workplace).transfer()
    except ServerUnreachable as error:
        print(error.message, file=sys.stderr)
        return Moved()


def _moved(workplace: Workplace, pushed: int, pulled: int, files: Moved) -> Answer:
    status = workplace.status()
    values = {
        "pushed": pushed,
        "pulled": pulled,
        "parked": status["parked"],
        "conflicts": status["conflicts"],
        "files": {"sent": files.sent, "fetched": files.fetched, "refused": files.refused},
    }
    text = tr("Sent {pushed}, fetched {pulled}; set aside {parked}, to decide {conflicts}.").format(**values)
    return Answer(values, text, _code(status))


def _watch(workplace: Workplace) -> Answer:
    """Stay until interrupted, then say what was moved in all."""
    from app.cli.watch import Watch

    watch = Watch(workplace)
    with suppress(KeyboardInterrupt):
        watch.run()
    return _moved(workplace, watch.pushed, watch.pulled, watch.files)


def _status(workplace: Workplace, *, online: bool) -> dict[str, Any]:
    identity = workplace.identity
    return {
        "terminal": identity.name,
        "branch": identity.branch_code,
        "user": workplace.unlocked.user.name,
        "online": online,
        **workplace.status(),
        "files": Filing(workplace).unsent(),
    }


def _online(workplace: Workplace) -> bool:
    from app.sync.transport import Transport

    try:
        with closing(Transport(workplace.vault.identity().server_url, read_seconds=2.0)) as transport:
            transport.about()
    except (AppError, UserError):
        return False
    return True


def _code(status: dict[str, Any]) -> int:
    return EXIT_WAITS if status["parked"] or status["conflicts"] else EXIT_DONE
