"""Comparing two to four trims: all rows or differences only, and the sheet for the customer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from app import i18n
from app.clock import Clock
from app.domain import comparison
from app.domain.catalogue import Trim
from app.domain.comparison import Row
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Presenter, Run
from app.presenters.print_sign import PDF_FILE, Habits, PapersGateway, PrinterChoice
from app.presenters.showroom import SheetAsked, ShowroomGateway


@dataclass(frozen=True)
class CompareState:
    """What the page shows; the first trim is the one that the others are compared with."""

    trims: tuple[Trim, ...] = ()
    only: bool = False
    """Differences only."""
    column: int = 0
    """The trim that keys act on."""
    printers: tuple[PrinterChoice, ...] = ()
    habits: Habits = field(default_factory=Habits)
    language: str = "zh_CN"
    printing: bool = False
    """The panel for the sheet is open."""
    busy: bool = False
    done: str = ""
    """Where the sheet went: a printer or a file; announced once."""

    @property
    def to_file(self) -> bool:
        """Whether the sheet is saved and not printed."""
        return self.habits.printer in ("", PDF_FILE)

    @property
    def chosen(self) -> Trim | None:
        """The trim of the column."""
        return self.trims[self.column] if self.column < len(self.trims) else None


class ComparePresenter(Presenter[CompareState]):
    """Holds the comparison."""

    def __init__(
        self, runs: tuple[Run, Run], gateway: ShowroomGateway, papers: PapersGateway, clock: Clock
    ) -> None:
        run, self._run_io = runs
        super().__init__(run, CompareState(language=i18n.language()))
        self._gateway, self._papers, self._clock = gateway, papers, clock

    @property
    def today(self) -> date:
        """The day whose prices are compared."""
        return self._clock.today()

    def all_rows(self) -> tuple[Row, ...]:
        """What is compared, in the language in force."""
        return comparison.compare(self.state.trims, self.today)

    def rows(self) -> tuple[Row, ...]:
        """Of these, what is to be seen."""
        return tuple(row for row in self.all_rows() if row.differs or not self.state.only)

    def show(self, trims: tuple[Trim, ...]) -> None:
        """Compare these."""
        self._set(trims=trims, column=min(self.state.column, max(len(trims) - 1, 0)), printing=False)

    def show_only(self, only: bool) -> None:
        """Differences only, or all rows."""
        self._set(only=only)

    def choose(self, column: int) -> None:
        """The column that keys act on."""
        if 0 <= column < len(self.state.trims) and column != self.state.column:
            self._set(column=column)

    def move(self, by: int) -> None:
        """Move the chosen column; in the first place it is what the others are compared with."""
        at, to = self.state.column, self.state.column + by
        if 0 <= to < len(self.state.trims):
            trims = list(self.state.trims)
            trims.insert(to, trims.pop(at))
            self._set(trims=tuple(trims), column=to)

    # ------------------------------------------------------------ the sheet

    def prepare(self) -> None:
        """Open the panel for the sheet: which printers are there, and what was chosen last."""
        if len(self.state.trims) < comparison.FEWEST:
            self._fail(UserError("compare_few", N_("Choose at least two models to compare.")))
            return
        self._set(printing=True, language=i18n.language())
        self._run(self._papers.habits, lambda habits: self._set(habits=habits), self._fail)
        self._run_io(self._papers.printers, lambda found: self._set(printers=found), self._fail)

    def close(self) -> None:
        """Close the panel."""
        self._set(printing=False)

    def choose_printer(self, key: str) -> None:
        """A printer of the system, a file, or an address."""
        self._set(habits=replace(self.state.habits, printer=key))

    def choose_folder(self, folder: str) -> None:
        """Where the file goes."""
        self._set(habits=replace(self.state.habits, folder=folder.strip()))

    def choose_language(self, language: str) -> None:
        """The sheet's own."""
        self._set(language=language)

    def print(self) -> None:
        """Make the sheet and send it off, with the rows that are in sight."""
        state = self.state
        if state.busy:
            return
        self._set(busy=True)
        asked = SheetAsked(state.language, state.only)
        title = "-".join(trim.code for trim in state.trims)

        def work() -> str:
            pdf = self._gateway.sheet(state.trims, asked)
            if state.to_file:
                return self._gateway.save(state.habits.folder, title, pdf)
            self._gateway.print(state.habits.printer, title, pdf)
            return state.habits.printer

        self._run_io(work, self._printed, self._not_printed)

    def _printed(self, where: str) -> None:
        self._set(busy=False, printing=False, done=where)
        self._set(done="")

    def _not_printed(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
