"""Verbs of files: import and export."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from app.cli.run import Answer, Call
from app.cli.stock import reported
from app.i18n import tr

if TYPE_CHECKING:
    from app.workplace import Workplace


def import_(call: Call) -> Answer:
    """Take in a catalogue, stock, customers or deals."""
    from app.services import catalogue, customers, deals, stock

    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        uow, how = workplace.unit_of_work(), {"dry_run": asked.dry_run}
        if asked.kind == "catalogue":
            return reported(catalogue.import_catalogue(uow, asked.file, **how))
        if asked.kind == "customers":
            return reported(customers.import_customers(uow, asked.file, **how))
        if asked.kind == "deals":
            return reported(deals.import_deals(uow, asked.file, **how))
        return reported(stock.receive_file(uow, asked.file, accept_warnings=asked.accept_warnings, **how))


def export_(call: Call) -> Answer:
    """Write rows to a file, or everything the user may see to a folder."""
    with closing(call.sign_in()) as workplace:
        return _export(call, workplace)


def _export(call: Call, workplace: Workplace) -> Answer:
    from app.services import exporting

    asked = call.arguments
    with workplace.reading() as session:
        if asked.kind == "all":
            counts = exporting.export_all(session, workplace.actor.roles, asked.file)
        else:
            counts = {
                asked.kind: exporting.export_kind(session, workplace.actor.roles, asked.kind, asked.file)
            }
    text = tr("Wrote {n} rows to {file}.").format(n=sum(counts.values()), file=asked.file)
    return Answer({"rows": counts, "file": str(asked.file)}, text)
