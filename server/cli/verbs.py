"""What each verb does."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import standard
from app.clock import SystemClock, iso
from app.domain.permissions import Role
from app.errors import EXIT_DAMAGED, EXIT_DONE, EXIT_REFUSED, EXIT_WAITS, UsageError, UserError
from app.i18n import N_, tr
from app.services.unit_of_work import UnitOfWork
from app.single import make_folder
from server import accounts, administration, schema, settings
from server.db import Database
from server.keys import Keys

if TYPE_CHECKING:
    from server.blobs import Blobs


@dataclass(frozen=True)
class Answer:
    """What a verb prints, as one object, and its exit code."""

    shown: dict[str, Any] | None = field(default_factory=dict)
    code: int = EXIT_DONE

    def text(self) -> str:
        """For people: one line for each fact."""
        lines = []
        for name, value in (self.shown or {}).items():
            for each in value if isinstance(value, list) else [value]:
                said = " ".join(str(v) for v in each.values()) if isinstance(each, dict) else str(each)
                lines.append(f"{name}: {said}")
        return "\n".join(lines)


class Bench:
    """What verbs work with, made when it is asked for."""

    def __init__(self, data: Path) -> None:
        self.data, self.clock = data, SystemClock()
        self.settings = settings.load(data)

    def database(self, *, check: bool = True) -> Database:
        """The database, which `init` must have made and `migrate` brought up to date."""
        if self.settings.url.startswith("sqlite") and not (self.data / "keys").is_dir():
            raise UserError(
                "not_initialised", N_("There is no server in {folder} yet. Run init."), folder=self.data
            )
        database = Database(self.settings)
        if check and not schema.is_current(database.engine):
            raise UserError("schema_old", N_("The database is not at this program's version. Run migrate."))
        return database

    def blobs(self, database: Database) -> Blobs:
        """The contents of pictures and papers."""
        from server.blobs import Blobs

        return Blobs(database, self.settings.blobs_folder, self.clock)

    def uow(self) -> UnitOfWork:
        """The door for writes, as the system."""
        return administration.unit_of_work(self.database(), self.clock)


def run(options: argparse.Namespace, data: Path) -> Answer:
    """Run the chosen verb."""
    name = options.verb if getattr(options, "action", None) is None else f"{options.verb} {options.action}"
    return VERBS[name](Bench(data), options)


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return standard.line()
    if not sys.stdin.isatty():
        raise UsageError("password_missing", N_("Give the password with --password-stdin."), field="password")
    given = getpass.getpass(tr(N_("New password: ")))
    if getpass.getpass(tr(N_("Once more: "))) != given:
        raise UsageError("password_differs", N_("The two passwords differ."), field="password")
    return given


def _init(bench: Bench, options: argparse.Namespace) -> Answer:
    password = _password(options)
    make_folder(bench.data)
    database = Database(bench.settings)
    schema.upgrade(database.engine)
    if not (bench.data / "keys" / "server-keys.json").exists():
        Keys.create(bench.data)
    administration.init(
        administration.unit_of_work(database, bench.clock),
        admin=options.admin, password=password, branch=options.branch,
    )  # fmt: skip
    return Answer(
        {"ok": True, "branch": options.branch.upper(), "admin": options.admin, "data": str(bench.data)}
    )


def _serve(bench: Bench, options: argparse.Namespace) -> Answer:
    from server.cli import serving

    bench.database().engine.dispose()
    return Answer(None, serving.serve(bench.settings, options.host, options.port, options.workers))


def _migrate(bench: Bench, _: argparse.Namespace) -> Answer:
    changed = schema.upgrade(bench.database(check=False).engine)
    return Answer({"ok": True, "changed": changed})


def _enrol_code(bench: Bench, options: argparse.Namespace) -> Answer:
    with bench.database().writing() as session:
        branch = administration.branch_of(session, options.branch)
        hours = bench.settings.code_hours
        code, row = accounts.new_code(session, branch, bench.clock, finance=options.finance, hours=hours)
    return Answer({"code": code, "expires": iso(row.expires_at)})


def _recovery_code(bench: Bench, options: argparse.Namespace) -> Answer:
    from server import leases, recovery

    with bench.database().writing() as session:
        terminal = leases.terminal_named(session, options.terminal)
        code, row = recovery.new_code(session, bench.clock, terminal, hours=bench.settings.recovery_hours)
        return Answer({"code": code, "expires": iso(row.expires_at), "terminal": terminal.name})


def _branch_add(bench: Bench, options: argparse.Namespace) -> Answer:
    branch = administration.add_branch(
        bench.uow(), code=options.code, name=options.name or options.code, seller=options.seller,
        credit_code=options.credit_code, address=options.address, phone=options.phone,
    )  # fmt: skip
    return Answer({"id": branch.id, "code": branch.code, "name": branch.name})


def _branch_holder(bench: Bench, options: argparse.Namespace) -> Answer:
    holder = administration.set_holder(bench.uow(), code=options.code, terminal=options.terminal)
    return Answer({"branch": options.code.upper(), "holder": holder.name if holder else None})


def _setting_list(bench: Bench, options: argparse.Namespace) -> Answer:
    from server import decisions

    with bench.database().reading() as session:
        return Answer({"settings": decisions.decided(session)})


def _setting_set(bench: Bench, options: argparse.Namespace) -> Answer:
    from server import decisions

    decisions.decide(bench.uow(), name=options.name, value=options.value)
    return _setting_list(bench, options)


def _user_add(bench: Bench, options: argparse.Namespace) -> Answer:
    user = administration.add_user(
        bench.uow(), name=options.user, password=_password(options), role=Role(options.role),
        branch=options.branch, display=options.display,
    )  # fmt: skip
    return Answer({"id": user.id, "user": user.name, "display": user.display_name, "role": options.role})


def _user_disable(bench: Bench, options: argparse.Namespace) -> Answer:
    disabled = options.action == "disable"
    administration.set_disabled(bench.uow(), name=options.user, disabled=disabled)
    return Answer({"user": options.user, "disabled": disabled})


def _user_role(bench: Bench, options: argparse.Namespace) -> Answer:
    administration.set_role(
        bench.uow(),
        name=options.user,
        role=Role(options.role),
        branch=options.branch,
        active=not options.remove,
    )
    return Answer({"user": options.user, "role": options.role, "active": not options.remove})


def _user_password(bench: Bench, options: argparse.Namespace) -> Answer:
    administration.set_password(bench.uow(), name=options.user, password=_password(options))
    return Answer({"user": options.user})


def _terminal_list(bench: Bench, _: argparse.Namespace) -> Answer:
    from server import overview

    with bench.database().reading() as session:
        return Answer({"terminals": overview.terminals(session)})


def _terminal_revoke(bench: Bench, options: argparse.Namespace) -> Answer:
    freed = administration.revoke_terminal(bench.database(), bench.clock, options.terminal)
    return Answer({"terminal": options.terminal, "freed": freed})


def _terminal_move(bench: Bench, options: argparse.Namespace) -> Answer:
    freed = administration.move_terminal(
        bench.database(), bench.clock, options.terminal, branch=options.branch, finance=options.finance
    )
    moved = {"terminal": options.terminal, "branch": options.branch, "finance": options.finance}
    return Answer({**moved, "freed": freed})


def _terminal_keys(bench: Bench, options: argparse.Namespace) -> Answer:
    from server import leases, overview

    with bench.database().reading() as session:
        terminal = leases.terminal_named(session, options.terminal)
        return Answer({"terminal": terminal.name, "events": overview.key_events(session, terminal.id)})


def _api_key_create(bench: Bench, options: argparse.Namespace) -> Answer:
    key_id, key = administration.create_api_key(bench.database(), options.name)
    return Answer({"id": key_id, "name": options.name, "key": key})


def _api_key_list(bench: Bench, _: argparse.Namespace) -> Answer:
    from server import overview

    with bench.database().reading() as session:
        return Answer({"keys": overview.api_keys(session)})


def _api_key_revoke(bench: Bench, options: argparse.Namespace) -> Answer:
    administration.revoke_api_key(bench.database(), options.id)
    return Answer({"id": options.id, "revoked": True})


def _digest(bench: Bench, _: argparse.Namespace) -> Answer:
    from server import overview

    with bench.database().reading() as session:
        return Answer(overview.digests(session))


def _backup(bench: Bench, options: argparse.Namespace) -> Answer:
    from server import backup, backup_contents

    keys = Keys.load(bench.data)
    if options.verify:
        count = backup.verify(options.file, keys, within=bench.data)
        return Answer({"ok": True, "rows": count, "file": str(options.file)})
    database = bench.database()
    blobs = bench.blobs(database)
    count = backup.write(database, options.file, keys)
    contents = backup_contents.write(blobs.held(), blobs, options.file, keys)
    answer = {"ok": True, "rows": count, "file": str(options.file), "contents": contents.kept}
    return Answer({**answer, "lost": contents.lost}, EXIT_WAITS if contents.lost else EXIT_DONE)


def _compact(bench: Bench, _: argparse.Namespace) -> Answer:
    from server import compaction

    database = bench.database()
    files = bench.blobs(database).collect()
    return Answer({**compaction.run(database, bench.clock).shown(), "files": files})


def _restore(bench: Bench, options: argparse.Namespace) -> Answer:
    from server import backup, backup_contents

    database, keys = bench.database(check=False), Keys.load(bench.data)
    schema.upgrade(database.engine)
    blobs = bench.blobs(database)
    count = backup.restore(database, options.file, keys, replace=options.replace)
    contents = backup_contents.restore(blobs.held(), blobs, options.file, keys)
    blobs.ask_again(contents.lost)
    answer = {"ok": True, "rows": count, "contents": contents.kept, "lost": contents.lost}
    return Answer(answer, EXIT_WAITS if contents.lost else EXIT_DONE)


def _doctor(bench: Bench, _: argparse.Namespace) -> Answer:
    from server import doctor

    database = bench.database()
    blobs = bench.blobs(database)
    with database.reading() as session:
        problems = doctor.problems(session, Keys.load(bench.data)) + doctor.missing_contents(session, blobs)
        log = doctor.log(session, bench.clock.now())
    answer = {"ok": not problems, "problems": problems, "repaired": [], "log": log}
    return Answer(answer, EXIT_DAMAGED if problems else EXIT_DONE)


def _import(bench: Bench, options: argparse.Namespace) -> Answer:
    from app.services import catalogue

    report = catalogue.import_catalogue(bench.uow(), options.file, dry_run=options.dry_run)
    if not report.refused:
        code = EXIT_DONE
    else:
        code = EXIT_WAITS if report.received else EXIT_REFUSED
    return Answer(asdict(report), code)


def _demo_data(bench: Bench, options: argparse.Namespace) -> Answer:
    from server import demo, demo_pictures

    database = bench.database()
    made = demo.fill(database, bench.clock, seed=options.seed)
    blobs = bench.blobs(database)
    return Answer({**made, "pictures": demo_pictures.fill(database, blobs, bench.clock)})


VERBS: dict[str, Callable[[Bench, argparse.Namespace], Answer]] = {
    "init": _init,
    "serve": _serve,
    "migrate": _migrate,
    "enrol-code": _enrol_code,
    "recovery-code": _recovery_code,
    "branch add": _branch_add,
    "branch holder": _branch_holder,
    "setting list": _setting_list,
    "setting set": _setting_set,
    "user add": _user_add,
    "user disable": _user_disable,
    "user enable": _user_disable,
    "user role": _user_role,
    "user password": _user_password,
    "terminal list": _terminal_list,
    "terminal revoke": _terminal_revoke,
    "terminal keys": _terminal_keys,
    "terminal move": _terminal_move,
    "api-key create": _api_key_create,
    "api-key list": _api_key_list,
    "api-key revoke": _api_key_revoke,
    "digest": _digest,
    "backup": _backup,
    "compact": _compact,
    "restore": _restore,
    "doctor": _doctor,
    "import": _import,
    "demo-data": _demo_data,
}
