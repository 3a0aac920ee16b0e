"""The showroom: trims found along many axes or recommended by needs, and a tray of those to be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from app.changes import Changes
from app.clock import Clock
from app.domain import catalogue, comparison, recommend
from app.domain.catalogue import EVERYTHING, Found, Trim, Wanted
from app.domain.recommend import NOTHING, Match, Needs
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Presenter, Run

TABLES = ("model", "vehicle", "stock_stay", "lease")
BY_MATCH, USUAL_ORDER, TEXT = "match", "stock", "text"


@dataclass(frozen=True, slots=True)
class CarOfTrim:
    """A car that can be had, is on its way, or may be tried."""

    id: str
    vin: str
    status: str
    colour: str
    interior: str
    branch: str
    here: bool
    location: str
    list_price: int
    arrived_on: date | None
    mine: bool
    """Held by this terminal."""
    held_by: str = ""
    """Another terminal that holds it."""


@dataclass(frozen=True)
class SheetAsked:
    """How a comparison is to be printed: in which language, and whether only what differs."""

    language: str
    differences: bool = False


class ShowroomGateway(Protocol):
    """What the showroom needs of the terminal."""

    def trims(self) -> tuple[Trim, ...]:
        """All that are offered, with their stock."""

    def find(self, text: str) -> frozenset[str]:
        """Ids of those that a search finds."""

    def cars(self, trim_id: str) -> tuple[CarOfTrim, ...]:
        """Cars of a trim, the one to sell first at the head."""

    def sheet(self, trims: Sequence[Trim], asked: SheetAsked) -> bytes:
        """A comparison as a PDF."""

    def print(self, printer: str, title: str, pdf: bytes) -> None:
        """Hand a sheet to a printer."""

    def save(self, folder: str, title: str, pdf: bytes) -> str:
        """Write a sheet into a folder; returns the file."""


@dataclass(frozen=True)
class Shown:
    """What a question found: the trims in order, counts for each axis, and matches if there are needs."""

    trims: tuple[Trim, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    matches: Mapping[str, Match] = field(default_factory=dict)
    text: str = ""
    """What was typed for it."""
    relaxed: tuple[tuple[str, int], ...] = ()
    """Where nothing fits: each filter that alone keeps trims out, and how many without it; the most first."""

    @property
    def recommended(self) -> int:
        """How many suit the needs."""
        return sum(not match.ruled_out for match in self.matches.values())


@dataclass(frozen=True)
class ShowroomState:
    """What the page shows."""

    trims: tuple[Trim, ...] = ()
    text: str = ""
    wanted: Wanted = EVERYTHING
    needs: Needs = NOTHING
    order: str = USUAL_ORDER
    shown: Shown = field(default_factory=Shown)
    chosen: Trim | None = None
    tray: tuple[Trim, ...] = ()
    loading: bool = True
    failed: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked that leaves trims out."""
        return bool(self.text) or self.wanted != EVERYTHING


class ShowroomPresenter(Presenter[ShowroomState]):
    """Holds what is looked for. The catalogue is read once and after changes; choosing happens in memory."""

    def __init__(self, run: Run, gateway: ShowroomGateway, clock: Clock) -> None:
        super().__init__(run, ShowroomState())
        self.gateway, self._clock = gateway, clock
        self._looking = False
        self._stale = True

    @property
    def today(self) -> date:
        """For the days that a car has stood."""
        return self._clock.today()

    def look(self, looking: bool) -> None:
        """The page is in sight, or not: what changes while nobody looks is read on return."""
        self._looking = looking
        if looking and self._stale:
            self.load()

    def load(self) -> None:
        """Read catalogue and stock."""
        self._stale = False
        self._set(loading=True)
        self._ask(self.gateway.trims, self._loaded, topic="trims", on_error=self._load_failed)

    def _loaded(self, trims: tuple[Trim, ...]) -> None:
        by_id = {trim.id: trim for trim in trims}
        chosen = by_id.get(self.state.chosen.id) if self.state.chosen else None
        tray = tuple(by_id[trim.id] for trim in self.state.tray if trim.id in by_id)
        self._arrange(trims=trims, chosen=chosen, tray=tray)

    def _load_failed(self, error: Exception) -> None:
        self._set(loading=False, failed=True)
        self._fail(error)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES):
            self._stale = True
            if self._looking:
                self.load()

    # ------------------------------------------------------------ what is looked for

    def search(self, text: str) -> None:
        """By name, in Latin or Chinese, or initials."""
        self._arrange(text=text.strip())

    def want(self, **axes: Any) -> None:
        """Ask something else along some axes."""
        wanted = replace(self.state.wanted, **axes)
        if wanted != self.state.wanted:
            self._arrange(wanted=wanted)

    def clear(self) -> None:
        """Ask nothing: no filter, no text."""
        self._arrange(wanted=EVERYTHING, text="")

    def relax(self, axis: str) -> None:
        """Ask nothing along one axis; `text` is what was typed."""
        if axis == TEXT:
            self.search("")
        else:
            self.want(**{axis: getattr(EVERYTHING, axis)})

    def need(self, **fields: Any) -> None:
        """Say something of what the customer needs; the best match stands first from then on."""
        needs = replace(self.state.needs, **fields)
        if needs == self.state.needs:
            return
        order = self.state.order
        if needs.empty:
            order = USUAL_ORDER if order == BY_MATCH else order
        elif self.state.needs.empty:
            order = BY_MATCH
        self._arrange(needs=needs, order=order)

    def forget_needs(self) -> None:
        """The next customer."""
        self.need(**vars(NOTHING))

    def sort(self, order: str) -> None:
        """In another order."""
        self._arrange(order=order)

    def _arrange(self, **changes: Any) -> None:
        """Take in what changed, and work out anew what is shown."""
        self.state = replace(self.state, **changes)
        asked = self.state

        def arranged(shown: Shown) -> None:
            chosen = asked.chosen if asked.chosen in shown.trims else None
            self._set(shown=shown, chosen=chosen, loading=False, failed=False)

        self._ask(lambda: self._work_out(asked), arranged, topic="list", on_error=self._load_failed)

    def _work_out(self, asked: ShowroomState) -> Shown:
        trims: Sequence[Trim] = asked.trims
        if asked.text:
            hits = self.gateway.find(asked.text)
            trims = [trim for trim in trims if trim.id in hits]
        found: Found = catalogue.find(trims, asked.wanted)
        if not found.trims and asked.trims:
            return Shown(counts=found.counts, text=asked.text, relaxed=_relaxed(asked, trims))
        if asked.needs.empty:
            return Shown(catalogue.in_order(found.trims, asked.order), found.counts, text=asked.text)
        matches = recommend.recommend(found.trims, asked.needs, self.today)
        ranked = tuple(match.trim for match in matches)
        ordered = ranked if asked.order == BY_MATCH else catalogue.in_order(ranked, asked.order)
        return Shown(ordered, found.counts, {match.trim.id: match for match in matches}, asked.text)

    # ------------------------------------------------------------ one trim, and those to be compared

    def choose(self, trim: Trim | None) -> None:
        """The one that keys act on."""
        if trim is not self.state.chosen:
            self._set(chosen=trim)

    def toggle(self, trim: Trim) -> None:
        """Put a trim on the tray, or take it off."""
        if any(each.id == trim.id for each in self.state.tray):
            self.drop(trim)
        elif len(self.state.tray) >= comparison.MOST:
            message = N_("Four models can be compared at once. Take one out first.")
            self._fail(UserError("compare_full", message))
        else:
            self._set(tray=(*self.state.tray, trim))

    def drop(self, trim: Trim) -> None:
        """Take a trim off the tray."""
        self._set(tray=tuple(each for each in self.state.tray if each.id != trim.id))

    def clear_tray(self) -> None:
        """Compare none."""
        self._set(tray=())

    def match_of(self, trim: Trim) -> Match | None:
        """How a trim suits the needs, if any were named."""
        needs = self.state.needs
        return None if needs.empty else recommend.match(trim, needs, self.today)


def _relaxed(asked: ShowroomState, typed: Sequence[Trim]) -> tuple[tuple[str, int], ...]:
    """How many trims there would be without one filter, the most first; `typed`: those that the text finds."""
    axes = (axis for axis in catalogue.AXES if getattr(asked.wanted, axis) != getattr(EVERYTHING, axis))
    without = {axis: replace(asked.wanted, **{axis: getattr(EVERYTHING, axis)}) for axis in axes}
    found = {axis: len(catalogue.find(typed, wanted).trims) for axis, wanted in without.items()}
    if asked.text:
        found[TEXT] = len(catalogue.find(asked.trims, asked.wanted).trims)
    return tuple(sorted(((axis, n) for axis, n in found.items() if n), key=lambda each: -each[1]))
