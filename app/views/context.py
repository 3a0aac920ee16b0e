"""What a page is built from: the desk's doors, the three runners, and the presenters that outlive pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.changes import ChangeBus
from app.presenters.approvals import ASKED_IN
from app.presenters.attachments import AttachmentsPresenter
from app.presenters.base import Run
from app.presenters.desk import Desk
from app.presenters.files import FilesPresenter
from app.presenters.lead_list import DUE_IN, owner_of
from app.presenters.notices import NoticesPresenter
from app.presenters.pictures import PicturesPresenter
from app.presenters.rail_figure import RailFigure
from app.presenters.stopwatch import StopwatchPresenter
from app.presenters.sync_status import SyncPresenter, scheduler_for

P = TypeVar("P")


@dataclass
class Context:
    """Handed to every page. `run_aside` is for what waits long. `bus` publishes on the thread of the screen."""

    desk: Desk
    run: Run
    run_io: Run
    run_aside: Run
    bus: ChangeBus = field(default_factory=ChangeBus)
    _presenters: dict[str, Any] = field(default_factory=dict)

    def presenter(self, key: str, make: Callable[[], P]) -> P:
        """The presenter of that name, made when it is first asked for and subscribed to changes."""
        if key not in self._presenters:
            made = self._presenters[key] = make()
            on_changes = getattr(made, "on_changes", None)
            if on_changes is not None:
                self.bus.subscribe(on_changes)
        kept: P = self._presenters[key]
        return kept

    def let_go(self) -> None:
        """Every page is about to be torn down: no presenter may talk to one any more."""
        for presenter in self._presenters.values():
            let_go = getattr(presenter, "let_go", None)
            if let_go is not None:
                let_go()


def sync_presenter(context: Context) -> SyncPresenter:
    """The one that the chip and the sync page share."""
    desk = context.desk
    runs = context.run, context.run_io, context.run_aside
    demo = desk.more.get("demo")
    return context.presenter(
        "sync", lambda: SyncPresenter(runs, desk.sync, desk.clock, scheduler_for(desk.clock, demo))
    )


def files_presenter(context: Context) -> FilesPresenter:
    """The one that moves pictures and papers, after each cycle of the other."""

    def make() -> FilesPresenter:
        sync, desk = sync_presenter(context), context.desk
        made = FilesPresenter(context.run, context.run_aside, desk.more["files"], desk.clock, sync.note_files)
        sync.follow(made.want)
        return made

    return context.presenter("files", make)


def pictures_presenter(context: Context) -> PicturesPresenter:
    """The small pictures that all screens share."""
    gateway = context.desk.more["pictures"]
    return context.presenter("pictures", lambda: PicturesPresenter(context.run_io, gateway))


def leads_due(context: Context) -> RailFigure:
    """How many leads are due, for the rail."""
    desk = context.desk
    gateway, owner = desk.more["leads"], owner_of(desk.session)
    return context.presenter("leads_due", lambda: RailFigure(context.run, lambda: gateway.due(owner), DUE_IN))


def approvals_due(context: Context) -> RailFigure:
    """How many requests wait for a manager, for the rail."""
    gateway = context.desk.more["approvals"]

    def count() -> int:
        return sum(
            each.turn and not each.own for each in gateway.waiting()
        )  # the others wait for somebody else

    return context.presenter("approvals_due", lambda: RailFigure(context.run, count, ASKED_IN))


def notices_presenter(context: Context) -> NoticesPresenter:
    """What the bell tells of managers' answers."""
    return context.presenter("notices", lambda: NoticesPresenter(context.run, context.desk.more["news"]))


def stopwatch_presenter(context: Context) -> StopwatchPresenter:
    """What the deal desk measures, and what its report shows."""
    desk = context.desk
    return context.presenter(
        "stopwatch", lambda: StopwatchPresenter(context.run, desk.more["stopwatch"], desk.clock)
    )


def files_of(context: Context, page: str) -> AttachmentsPresenter:
    """The files of whatever is chosen on a page."""
    gateway = context.desk.more["attachments"]
    return context.presenter(
        f"{page}.files", lambda: AttachmentsPresenter(context.run, context.run_io, gateway)
    )
