"""Print and sign: look at the paper, sign it, print it. Nothing is called done before the commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from app.documents.preview import Picture
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters.amending import Wanted
from app.presenters.base import Presenter, Run
from app.presenters.deal_desk_rows import Approved, DeskDeposit

PDF_FILE, OTHER = "file", "other"
LANGUAGES = ("zh_CN", "en")
Strokes = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class PrintAsked:
    """What is to be printed: a contract, with the money and the consent that wait for its signature.

    Or an amendment to it: one that is to be signed, or the one of that number once more; or the notice of its car.
    """

    no: str
    deposit: DeskDeposit | None = None
    consent: Approved | None = None
    amendment: Wanted | None = None
    addendum: int = 0
    notice: bool = False


@dataclass(frozen=True)
class Paper:
    """A contract as it will be printed. `document` is opaque here; its number is whole, the preview's masked."""

    no: str
    contract_id: str
    buyer: str
    agent: str
    language: str
    version: int
    signed: bool
    """Signed already, or given as an order: this is a reprint."""
    provisional: bool
    copy_no: int
    missing_glyphs: str
    document: Any = field(repr=False, default=None)
    words: Any = field(repr=False, default=None)
    """The words that it is printed in, opaque too."""
    strokes: Any = field(repr=False, default=None)
    put_down: bool = True
    """Whether it names 定金 or 订金."""


@dataclass(frozen=True)
class PrinterChoice:
    """Where paper comes out: a queue, a network printer's address, or a file."""

    key: str
    name: str


@dataclass(frozen=True)
class Habits:
    """What was chosen here last time."""

    printer: str = ""
    folder: str = ""
    copies_buyer: int = 1
    copies_own: int = 1


@dataclass(frozen=True)
class Outcome:
    """What the commit made certain."""

    contract_no: str
    receipt_no: str
    confirmed: bool
    papers: tuple[tuple[str, bytes, int], ...] = field(repr=False, default=())
    """Title, PDF and copies of each paper to be printed; no copies: as many as were chosen."""


class PapersGateway(Protocol):
    """What the dialog needs of the terminal."""

    def paper(self, asked: PrintAsked, language: str) -> Paper: ...
    def preview(self, paper: Paper) -> bytes: ...
    def prepare(self, paper: Paper) -> None: ...
    def printers(self) -> tuple[PrinterChoice, ...]: ...
    def habits(self) -> Habits: ...
    def remember(self, habits: Habits) -> None: ...
    def sign(self, asked: PrintAsked, paper: Paper, strokes: Any, password: str) -> Outcome: ...
    def reprint(self, paper: Paper) -> Outcome: ...
    def print(self, printer: str, title: str, pdf: bytes, copies: int) -> None: ...
    def save(self, folder: str, title: str, pdf: bytes) -> str: ...


@dataclass(frozen=True)
class PrintState:
    """What the dialog shows."""

    asked: PrintAsked
    paper: Paper | None = None
    language: str = ""
    pages: tuple[Picture, ...] = ()
    page: int = 0
    zoom: float = 0.0
    """0 fits the page into the room there is; 1 is the size of the paper."""
    printers: tuple[PrinterChoice, ...] = ()
    habits: Habits = field(default_factory=Habits)
    mode: str = "paper"
    strokes: Strokes = ()
    read: bool = False
    """The buyer has read what binds them: the clauses on deposit and default, or what an amendment changes."""
    busy: str = ""
    """`sign` or `print`."""
    outcome: Outcome | None = None
    printed: int = 0
    """How many papers of the outcome have left."""
    saved_to: str = ""
    finished: bool = False

    @property
    def copies(self) -> int:
        """Of the contract."""
        return self.habits.copies_buyer + self.habits.copies_own

    @property
    def to_file(self) -> bool:
        """Whether a file is made, of which there is one."""
        return self.habits.printer == PDF_FILE


class PrintSignPresenter(Presenter[PrintState]):
    """One for each opening of the dialog."""

    def __init__(self, run: Run, run_io: Run, gateway: PapersGateway, asked: PrintAsked) -> None:
        super().__init__(run, PrintState(asked))
        self._run_io, self._gateway = run_io, gateway
        self._width = 560
        self._preview = b""

    def start(self) -> None:
        """Read the paper, the habits and the printers."""
        self._ask(self._gateway.habits, self._have_habits, topic="habits")
        self._read_paper("")

    def _have_habits(self, habits: Habits) -> None:
        """Printers are asked after it: the only one is chosen, which must not forget the rest of the habits."""
        self._set(habits=habits)
        self._run_io(self._gateway.printers, self._found_printers, self._fail)

    def _found_printers(self, found: tuple[PrinterChoice, ...]) -> None:
        self._set(printers=found)
        if not self.state.habits.printer and len(found) == 1:
            self.choose_printer(found[0].key)

    def _read_paper(self, language: str) -> None:
        asked = self.state.asked
        self._ask(lambda: self._gateway.paper(asked, language), self._have_paper, topic="paper")

    def _have_paper(self, paper: Paper) -> None:
        self._set(paper=paper, language=paper.language)
        self._render(lambda: self._gateway.preview(paper), first=True)

    def _prepare(self, paper: Paper | None) -> None:
        """The whole paper, once people have something to look at."""
        if paper is not None and not paper.signed:
            self._run_io(lambda: self._gateway.prepare(paper), lambda _: None, lambda _: None)

    def choose_language(self, language: str) -> None:
        """Of this document; a signed one is printed in the other language too."""
        if language != self.state.language and not self.state.busy:
            self._set(language=language)
            self._read_paper(language)

    # ------------------------------------------------------------ looking

    def fit(self, width: int) -> None:
        """The room for a page, in pixels of the screen."""
        if width != self._width:
            self._width = width
            if self._preview:
                self._render(lambda: self._preview)

    def _render(self, pdf: Callable[[], bytes], *, first: bool = False) -> None:
        """Pictures of the pages; of a new paper the first page comes before the others."""
        width = self._width

        def work() -> tuple[bytes, tuple[Picture, ...]]:
            from app.documents.preview import pictures

            made = pdf()
            return made, pictures(made, width, most=1 if first else None)

        turn = self._latest["pages"] = self._latest.get("pages", 0) + 1
        self._run_io(work, lambda made: self._rendered(turn, first, *made), self._fail)

    def _rendered(self, turn: int, first: bool, pdf: bytes, pages: tuple[Picture, ...]) -> None:
        if self._latest["pages"] != turn:
            return
        self._preview = pdf
        self._set(pages=pages, page=min(self.state.page, len(pages) - 1))
        if first:
            self._render(lambda: pdf)
            self._prepare(self.state.paper)

    def show_page(self, at: int) -> None:
        """Turn to a page."""
        self._set(page=max(0, min(at, len(self.state.pages) - 1)))

    def zoom(self, step: int) -> None:
        """Larger, smaller, or 0: fit."""
        steps = (0.0, 1.0, 1.5, 2.0)
        at = steps.index(self.state.zoom) + step if step else 0
        self._set(zoom=steps[max(0, min(at, len(steps) - 1))])

    # ------------------------------------------------------------ choosing

    def choose_printer(self, key: str) -> None:
        """By its key, or the address of one that is not listed."""
        self._keep_habits(printer=key.strip())

    def choose_folder(self, folder: str) -> None:
        """Where PDF files go."""
        self._keep_habits(folder=folder.strip())

    def set_copies(self, *, buyer: int, own: int) -> None:
        """So many for each side."""
        self._keep_habits(copies_buyer=buyer, copies_own=own)

    def _keep_habits(self, **changes: Any) -> None:
        habits = replace(self.state.habits, **changes)
        if habits != self.state.habits:
            self._set(habits=habits)
            self._ask(lambda: self._gateway.remember(habits), lambda _: None, topic="remember")

    def choose_mode(self, mode: str) -> None:
        """On paper after printing, or on a pad now."""
        self._set(mode=mode, strokes=() if mode == "paper" else self.state.strokes)

    def set_strokes(self, strokes: Strokes) -> None:
        """The pen was lifted, or the signature wiped out."""
        self._set(strokes=strokes)

    def set_read(self, read: bool) -> None:
        """The buyer has read what binds them."""
        self._set(read=read)

    # ------------------------------------------------------------ signing and printing

    @property
    def why_not(self) -> str:
        """What the button waits for."""
        state = self.state
        if state.paper is None:
            return tr("The paper is being made")
        if not state.habits.printer:
            return tr("Choose a printer, or “Save as PDF”")
        if state.paper.signed or state.outcome is not None:
            return ""
        if state.mode == "pad" and not state.strokes:
            return tr("The buyer has not signed yet")
        if not state.read and state.asked.amendment is not None:
            return tr("Ask the buyer to read what changes first")
        if not state.read and not state.paper.put_down:
            return tr("Ask the buyer to read the clauses on default first")
        if not state.read and state.paper.provisional:
            return tr("Ask the buyer to read the prepayment clauses first")
        if not state.read:
            return tr("Ask the buyer to read the deposit clauses first")
        return ""

    def commit(self, password: str = "") -> None:
        """Sign, unless it was signed before; then print, or print what is left."""
        state = self.state
        if state.busy or state.paper is None:
            return
        if self.why_not:
            self._fail(UserError("print_blocked", self.why_not))
        elif state.outcome is not None:
            self._print_rest()
        elif state.paper.signed:
            self._commit(lambda paper: self._gateway.reprint(paper))
        else:
            strokes = (
                {"buyer": [list(map(list, stroke)) for stroke in state.strokes]} if state.strokes else None
            )
            self._commit(lambda paper: self._gateway.sign(state.asked, paper, strokes, password))

    def _commit(self, act: Callable[[Paper], Outcome]) -> None:
        paper = self.state.paper
        if paper is not None:
            self._set(busy="sign")
            self._run(lambda: act(paper), self._committed, self._stopped)

    def _committed(self, outcome: Outcome) -> None:
        self._set(outcome=outcome, busy="")
        self._print_rest()

    def _print_rest(self) -> None:
        """The next paper; one that fails is the first of the next try."""
        outcome, printed = self.state.outcome, self.state.printed
        if outcome is None:
            return
        if printed >= len(outcome.papers):
            self._set(busy="", finished=True)
            return
        title, pdf, copies = outcome.papers[printed]
        habits, gateway = self.state.habits, self._gateway
        self._set(busy="print")

        def work() -> str:
            if habits.printer == PDF_FILE:
                return gateway.save(habits.folder, title, pdf)
            gateway.print(habits.printer, title, pdf, copies or self.state.copies)
            return ""

        self._run_io(work, self._left_printer, self._stopped)

    def _left_printer(self, saved_to: str) -> None:
        self._set(printed=self.state.printed + 1, saved_to=saved_to or self.state.saved_to)
        self._print_rest()

    def print_later(self) -> None:
        """It is signed and saved; the paper can wait."""
        if self.state.outcome is not None:
            self._set(finished=True)

    def _stopped(self, error: Exception) -> None:
        self._set(busy="")
        self._fail(error)
        if isinstance(error, UserError) and error.code == "paper_changed":
            self._set(read=False, strokes=())  # they were about another paper
            self._read_paper(self.state.language)


NOT_PRINTED = N_("Contract {no} is signed and saved. Only the paper is missing.")
"""What is said when a printer fails: first that the work is safe."""
