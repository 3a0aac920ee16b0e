"""The contract's text: its versions, the lines that are written, the paper and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.documents.preview import Picture
from app.domain.deposits import MOST_SHARE
from app.domain.template_review import SHARE
from app.domain.template_text import keys
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Presenter, Run
from app.presenters.sent import Sent

MENDABLE = frozenset({"deposit_share"})
"""The findings that need no person to be put right."""

_LAST = N_(
    "{revision} is the only version in force: without it nothing is signed. Publish another one first, or press "
    "“Withdraw all the same”."
)


@dataclass(frozen=True)
class Version:
    """A version in the list. `standing`: draft, coming, in_force, ended or withdrawn."""

    revision: str
    standing: str
    valid_from: date
    valid_to: date | None
    edited_by: str = ""
    edited_at: datetime | None = None
    contracts: int = 0

    @property
    def is_draft(self) -> bool:
        """Whether it may be written."""
        return self.standing == "draft"


@dataclass(frozen=True)
class Wording:
    """What stands in the editor: the lines of each language, and the days as typed."""

    lines: Mapping[str, str] = field(default_factory=dict, repr=False)
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True)
class Mark:
    """A finding: where it is, how bad, and the sentence."""

    level: str
    code: str
    clause: str
    language: str
    text: str


@dataclass(frozen=True)
class Tried:
    """What came of trying a text: findings, and the paper where the text is a template."""

    marks: tuple[Mark, ...] = ()
    pdf: bytes = field(default=b"", repr=False)


class TemplatesGateway(Protocol):
    """What the page needs."""

    def versions(self) -> tuple[Version, ...]:
        """All of them, the newest first."""

    def open(self, revision: str) -> Wording:
        """The text of a version."""

    def try_out(self, revision: str, wording: Wording, language: str, sample: str) -> Tried:
        """Look at a text without keeping it: what is wrong, and how a sample contract prints."""

    def print(self, title: str, pdf: bytes) -> Sent:
        """Hand a paper to the printer that was chosen last; says where it went."""

    def save(self, revision: str, wording: Wording) -> None:
        """Keep a draft's text."""

    def draft(self, like: str) -> str:
        """A new draft with the text of another version; its name."""

    def publish(self, revision: str) -> None:
        """Make it binding from its first day."""

    def withdraw(self, revision: str, *, even_last: bool) -> None:
        """Let no new contract use it; the last one in force only for whoever was warned."""


@dataclass(frozen=True)
class EditorState:
    """What the page shows."""

    versions: tuple[Version, ...] = ()
    loading: bool = True
    failed: bool = False
    chosen: str = ""
    language: str = "zh_CN"
    wording: Wording = field(default_factory=Wording)
    kept: Wording = field(default_factory=Wording)
    """The text as it was saved last."""
    turn: int = 0
    """Counts texts that did not come from the keyboard: then the editor shows them."""
    tried: Tried = field(default_factory=Tried)
    trying: bool = False
    sample: str = "loan"
    pages: tuple[Picture, ...] = field(default=(), repr=False)
    page: int = 0
    busy: bool = False
    done: str = ""
    """What just succeeded: `saved`, `drafted`, `published`, `withdrawn`; announced once."""
    warned: str = ""
    """The version that is the last one in force, once somebody was told so who wanted to withdraw it."""
    printed: Sent | None = None
    """Where a test paper went; announced once."""

    @property
    def version(self) -> Version | None:
        """The one that is open."""
        return next((each for each in self.versions if each.revision == self.chosen), None)

    @property
    def writable(self) -> bool:
        """Whether the text may be changed."""
        return self.version is not None and self.version.is_draft

    @property
    def changed(self) -> bool:
        """Whether something is not saved."""
        return self.writable and self.wording != self.kept

    @property
    def errors(self) -> int:
        """How many findings stop the publication."""
        return sum(mark.level == "block" for mark in self.tried.marks)

    @property
    def may_publish(self) -> bool:
        """Whether the button does something."""
        return self.writable and not (self.errors or self.busy or self.trying)


class TemplateEditorPresenter(Presenter[EditorState]):
    """Opens versions, tries each text off the screen's thread, and keeps what was written."""

    def __init__(self, run: Run, run_io: Run, gateway: TemplatesGateway, *, language: str) -> None:
        super().__init__(run, EditorState(language=language))
        self._run_io, self._gateway = run_io, gateway
        self._width = 360

    # ------------------------------------------------------------ versions

    def load(self) -> None:
        """Read the list, and open what was open or the newest."""
        self._ask(self._gateway.versions, self._listed, topic="versions", on_error=self._unreadable)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced; what is being typed stays."""
        if changes.touches("contract_template") and not self.state.changed:
            self.load()

    def _listed(self, versions: tuple[Version, ...]) -> None:
        self._set(versions=versions, loading=False, failed=False)
        known = {version.revision for version in versions}
        if versions and not self.state.changed:
            self._open(self.state.chosen if self.state.chosen in known else versions[0].revision)

    def _unreadable(self, error: Exception) -> None:
        self._set(loading=False, failed=True)

    def choose(self, revision: str) -> None:
        """Open a version; what was typed is kept first."""
        if revision != self.state.chosen:
            self._after_saving(lambda: self._open(revision))

    def _open(self, revision: str) -> None:
        self._ask(
            lambda: self._gateway.open(revision),
            lambda wording: self._opened(revision, wording),
            topic="open",
        )

    def _opened(self, revision: str, wording: Wording) -> None:
        if revision == self.state.chosen and wording == self.state.kept == self.state.wording:
            return
        self._set(
            chosen=revision,
            wording=wording,
            kept=wording,
            turn=self.state.turn + 1,
            page=0,
            tried=Tried(),
            pages=(),
        )
        self.try_out()

    # ------------------------------------------------------------ writing

    def speak(self, language: str) -> None:
        """Show the text in the other language."""
        if language != self.state.language:
            self._set(language=language, turn=self.state.turn + 1, page=0)
            self.try_out()

    def write(self, lines: str) -> None:
        """The text was typed."""
        if self.state.writable and lines != self.state.wording.lines.get(self.state.language):
            self._put({**self.state.wording.lines, self.state.language: lines})

    def set_days(self, valid_from: str, valid_to: str) -> None:
        """The days were typed."""
        if self.state.writable:
            begins, ends = valid_from.strip(), valid_to.strip()
            self._set(wording=replace(self.state.wording, valid_from=begins, valid_to=ends))

    def _put(self, lines: Mapping[str, str], *, shown: bool = False) -> None:
        self._set(wording=replace(self.state.wording, lines=lines), turn=self.state.turn + shown)

    def mend(self, mark: Mark) -> None:
        """Put right what can be put right without asking: a share above the cap."""
        if mark.code not in MENDABLE or not self.state.writable:
            return
        lines = self.state.wording.lines[mark.language].split("\n")
        of_clause = {number for number, key in keys("\n".join(lines)) if key == mark.clause}
        mended = [_capped(line) if number in of_clause else line for number, line in enumerate(lines)]
        self._put({**self.state.wording.lines, mark.language: "\n".join(mended)}, shown=True)
        self.try_out()

    # ------------------------------------------------------------ trying

    def try_out(self) -> None:
        """Look for faults and make the paper, off this thread; the last text counts."""
        state = self.state
        if not state.chosen:
            return
        turn = self._latest["try"] = self._latest.get("try", 0) + 1
        self._set(trying=True)
        revision, wording, language, sample = state.chosen, state.wording, state.language, state.sample
        self._run_io(
            lambda: self._gateway.try_out(revision, wording, language, sample),
            lambda tried: self._tried(turn, tried),
            lambda error: self._tried(turn, _faulty(error, language)),
        )

    def _tried(self, turn: int, tried: Tried) -> None:
        if self._latest["try"] == turn:
            self._set(tried=tried, trying=False)
            if tried.pdf:
                self._render(most=1)

    def choose_sample(self, sample: str) -> None:
        """Another invented deal on the paper."""
        if sample != self.state.sample:
            self._set(sample=sample, page=0)
            self.try_out()

    def fit(self, width: int) -> None:
        """The room for a page, in pixels of the screen."""
        if width > 0 and width != self._width:
            self._width = width
            if self.state.tried.pdf:
                self._render(most=None)

    def _render(self, *, most: int | None) -> None:
        """The first page before the others."""
        pdf, width = self.state.tried.pdf, self._width

        def work() -> tuple[Picture, ...]:
            from app.documents.preview import pictures

            return pictures(pdf, width, most=most)

        turn = self._latest["pages"] = self._latest.get("pages", 0) + 1
        self._run_io(work, lambda pages: self._rendered(turn, most, pages), self._fail)

    def _rendered(self, turn: int, most: int | None, pages: tuple[Picture, ...]) -> None:
        if self._latest["pages"] != turn:
            return
        if most is None or self.state.page == 0:
            self._set(pages=pages, page=max(0, min(self.state.page, len(pages) - 1)))
        if most is not None:
            self._render(most=None)

    def show_page(self, at: int) -> None:
        """Turn to a page."""
        self._set(page=max(0, min(at, len(self.state.pages) - 1)))

    def print(self) -> None:
        """The sample contract as it is in sight, with its DRAFT mark, on paper."""
        state = self.state
        if not state.tried.pdf or state.trying:
            self._fail(
                UserError(
                    "template_unprintable", N_("There is no paper yet. Fix the first error, then print.")
                )
            )
        elif not state.busy:
            self._set(busy=True)
            title = f"test-{state.chosen}-{state.language}-{state.sample}"
            self._run_io(lambda: self._gateway.print(title, state.tried.pdf), self._printed, self._stopped)

    def _printed(self, sent: Sent) -> None:
        self._set(busy=False, printed=sent)
        self._set(printed=None)

    # ------------------------------------------------------------ keeping

    def save(self) -> None:
        """Keep the draft's text."""
        self._after_saving(lambda: self._finished("saved"))

    def _after_saving(self, then: Callable[[], None]) -> None:
        state = self.state
        if not state.changed:
            then()
        elif not state.busy:
            self._set(busy=True)
            revision, wording = state.chosen, state.wording
            self._run(
                lambda: self._gateway.save(revision, wording),
                lambda _: self._saved(wording, then),
                self._stopped,
            )

    def _saved(self, wording: Wording, then: Callable[[], None]) -> None:
        self._set(busy=False, kept=wording)
        then()

    def draft(self) -> None:
        """A new draft with the text of the open version."""
        like = self.state.chosen
        self._do(lambda: self._gateway.draft(like), "drafted")

    def publish(self) -> None:
        """Save, then make it binding."""
        if self.state.may_publish:
            revision = self.state.chosen
            self._do(lambda: self._gateway.publish(revision), "published")

    def withdraw(self) -> None:
        """Let no new contract use it."""
        revision, warned = self.state.chosen, self.state.warned == self.state.chosen
        self._do(lambda: self._gateway.withdraw(revision, even_last=warned), "withdrawn")

    def _do(self, op: Callable[[], str | None], done: str) -> None:
        """Save, then do it; a version that it makes is open afterwards."""

        def act() -> None:
            self._set(busy=True)
            self._run(op, lambda made: self._finished(done, made or ""), self._stopped)

        if not self.state.busy:
            self._after_saving(act)

    def _finished(self, done: str, opens: str = "") -> None:
        self._set(busy=False, done=done, chosen=opens or self.state.chosen)
        self._set(done="")
        self.load()

    def _stopped(self, error: Exception) -> None:
        if isinstance(error, UserError) and error.code == "template_last":
            self._set(busy=False, warned=self.state.chosen)
            error = UserError(error.code, _LAST, field=error.field, revision=self.state.chosen)
        else:
            self._set(busy=False, warned="")
        self._fail(error)


def _capped(line: str) -> str:
    return SHARE.sub(lambda share: f"{MOST_SHARE}" if float(share[0]) > MOST_SHARE else share[0], line)


def _faulty(error: Exception, language: str) -> Tried:
    """A text that is no template: what is wrong with it is the one finding."""
    if isinstance(error, UserError):
        return Tried((Mark("block", error.code, "", language, error.message),))
    broken = UserError("template_unprintable", N_("This text cannot be printed. Undo the last change."))
    return Tried((Mark("block", broken.code, "", language, broken.message),))
