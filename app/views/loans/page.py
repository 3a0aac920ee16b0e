"""A deal's loan: papers in the middle, the lender's answer and the one next step at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.domain.loan import LABELS, LoanState, PaperState
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.loan import STEPS, LoanItem, LoanPageState, LoanPresenter, PaperItem
from app.views import errors, theme
from app.views.context import Context
from app.views.loans.cards import DealCard, LenderCard, LinesCard, PlanCard
from app.views.loans.forms import AnswerForm, ApplyForm, ReleaseForm
from app.views.loans.steps import Step, StepStrip
from app.views.page import Page
from app.views.side_form import SideForm
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.field import Field
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.scroll import scrolling
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import badge, column, holding, label, set_tone

LEFT, RIGHT = 304, 344
_PAPERS = {
    PaperState.THERE: (N_("on file"), "ok", "check-circle-outline"),
    PaperState.MISSING: (N_("to come"), "warn", "clock-outline"),
    PaperState.RETURNED: (N_("sent back"), "bad", "close-circle-outline"),
}
_STEPS = {
    "apply": N_("Apply for a loan"), "submit": N_("Submit it"), "answer": N_("Note the lender's answer"),
    "release": N_("Book the lender's money"),
}  # fmt: skip
_WAITS = {
    "papers": N_("Papers are missing: it can be submitted when they are there."),
    "finance": N_("Finance or a manager books the lender's money when it is here."),
}
_DONE = {
    "applied": N_("The application is begun"), "submitted": N_("It is submitted"), "noted": N_("Noted"),
    "withdrawn": N_("It is withdrawn"), "released": N_("The lender's money is booked"),
}  # fmt: skip


def columns() -> tuple[Column[PaperItem], ...]:
    """What, what is asked of it, who, and whether it is there."""
    return (
        Column("name", N_("Paper for the lender"), lambda paper: paper.name, _name, "plain", 236),
        Column("wanted", N_("Wanted"), lambda paper: paper.wanted, width=170, stretch=True),
        Column("by", N_("Noted by"), lambda paper: paper.by or "—", width=96, spare=1),
        Column("state", N_("State"), lambda paper: _state(paper).text, _state, "badge", 170),
    )  # fmt: skip


def _name(paper: PaperItem) -> Plain:
    return Plain(paper.name, strong=True)


def _state(paper: PaperItem) -> Badge:
    text, tone, icon = _PAPERS[PaperState(paper.state)]
    return Badge(": ".join(filter(None, (tr(text), paper.note))), tone, icon)


class LoanPage(Page):
    """The latest application of one deal."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self.presenter = context.presenter(
            "loan", lambda: LoanPresenter(context.run, desk.more["loans"], desk.session)
        )
        self._shown_papers: tuple[PaperItem, ...] = ()
        self._whole = StatePanel(self._make_content())
        self.body.addWidget(self._whole)
        self._wire()
        self.presenter.attach(self)

    # ------------------------------------------------------------ parts

    def _make_content(self) -> QWidget:
        content = QWidget()
        inside = QHBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        self.deal, self.plan = DealCard(self._back), PlanCard()
        left = holding(column(self.deal, self.plan, None))
        self._left = scrolling(left, only_down=True)
        self._right = self._make_side()
        inside.addWidget(self._left)
        inside.addWidget(self._make_middle(), 1)
        inside.addWidget(self._right)
        self.yield_room(turn=(inside,), sides={self._left: LEFT, self._right: RIGHT})
        return content

    def _make_middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.steps = StepStrip()
        strip = Card(padding=8)
        strip.body.addWidget(self.steps)
        column.addWidget(strip)
        column.addWidget(self._make_papers(), 1)
        return middle

    def _make_papers(self) -> Card:
        card = Card(tr("Papers for the lender"), icon="folder-account-outline", padding=0)
        self._count = badge("")
        card.header.addWidget(self._count)
        card.header.addStretch(1)
        self._model: RowTableModel[PaperItem] = RowTableModel(columns())
        self.table = RowTable(self._model, name=tr("Papers for the lender"))
        self.table.setMinimumHeight(theme.px(300))
        card.body.addWidget(self.table, 1)
        self.note_edit = QLineEdit()
        self.note_field = Field(tr("Remark, or why"), self.note_edit)
        self.fields = {"note": self.note_field, "reason": self.note_field}
        self.there = Button(tr("It is there"), icon="check", key="Ctrl+I", on_click=self._there)
        self.returned = Button(tr("Return it"), on_click=self._returned)
        self.missing = Button(tr("It is missing"), on_click=self._missing)
        foot = card.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(8)) * 2)
        foot.addWidget(self.note_field, 1)
        for button in (self.there, self.returned, self.missing):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return card

    def _make_side(self) -> QStackedWidget:
        self.lender = LenderCard(lambda number: self.presenter.meet(number))
        self.follows = LinesCard(tr("What follows for the contract"), "source-branch")
        self.history = LinesCard(tr("So far"), "history")
        self.go_on = Button(
            tr(_STEPS["apply"]), icon="send", kind="primary", key="Ctrl+Enter", on_click=self._step
        )
        self.other = Button(tr("Another lender"), on_click=self._withdraw)
        self._why = label("", "caption", wrap=True)
        at_rest = QWidget()
        whole = QVBoxLayout(at_rest)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addWidget(
            scrolling(holding(column(self.lender, self.follows, self.history, None)), only_down=True), 1
        )
        for part in (self.go_on, self.other, self._why):
            whole.addWidget(part)
        self.forms: dict[str, SideForm] = {
            "apply": ApplyForm(),
            "answer": AnswerForm(),
            "release": ReleaseForm(),
        }
        side = QStackedWidget()
        side.addWidget(at_rest)
        for form in self.forms.values():
            form.cancelled.connect(lambda: self.presenter.show_form(""))
            side.addWidget(scrolling(form, only_down=True))
        return side

    def _wire(self) -> None:
        presenter = self.presenter
        apply, answer, release = self.forms["apply"], self.forms["answer"], self.forms["release"]
        if (
            isinstance(apply, ApplyForm)
            and isinstance(answer, AnswerForm)
            and isinstance(release, ReleaseForm)
        ):
            apply.saved.connect(presenter.apply)
            answer.saved.connect(presenter.answer)
            release.saved.connect(presenter.release)
        self.table.row_chosen.connect(self._look_at)
        self.add_key(tr("The paper is there"), "Ctrl+I", self._there)
        self._step_key = self.add_key(tr("Next step"), "Ctrl+Return", self._step, is_next=True)
        self.add_key(tr("Refresh"), "F5", presenter.reload, in_bar=False)
        self.add_key(tr("Back to the deal"), "Escape", self._back)
        middle = (self.table, self.note_edit, self.there, self.returned, self.missing)
        self.tab_through(self.deal, *middle, self.lender, self.go_on, self.other)

    # ------------------------------------------------------------ page

    def title(self) -> str:
        deal = self.presenter.state.deal
        return f"{tr('Loan')} · {deal.contract_no}" if deal and deal.contract_no else tr("Loan")

    def subtitle(self) -> str:
        deal = self.presenter.state.deal
        return f"{deal.customer} · {deal.car}" if deal else super().subtitle()

    def entered(self, argument: object) -> None:
        if isinstance(argument, dict) and argument.get("deal"):
            self.presenter.open(str(argument["deal"]))
        else:
            self.presenter.reload()

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: LoanPageState) -> None:
        """The deal, its papers, and what the lender says."""
        if state.deal is None:
            told = tr("Open a deal whose contract is drawn, and come back with Ctrl+Shift+L.")
            self._whole.show_message("bank-outline", tr("No deal is open"), told)
            return
        self._whole.show_content()
        self.deal.show_deal(state.deal)
        self.plan.show_deal(state.deal)
        self._show_side(state)
        self._show_papers(state.loan)
        self.steps.show_steps(_steps(state.loan))
        if state.done:
            self.banner.hide()
            self.note_edit.clear()
            self.said.emit(tr(_DONE[state.done]), state.deal.contract_no)
        self.heading_changed.emit()

    def _show_papers(self, loan: LoanItem | None) -> None:
        papers = loan.papers if loan else ()
        if papers != self._shown_papers:
            self._shown_papers = papers
            at = self.table.currentIndex().row()
            self._model.reset(len(papers), papers)
            self.table.choose(max(0, min(at, len(papers) - 1)))
        there = sum(paper.state == PaperState.THERE for paper in papers)
        self._count.setText(tr("{n} of {all}").format(n=there, all=len(papers)))
        set_tone(self._count, "ok" if papers and there == len(papers) else "warn")
        open_ = loan is not None and loan.state in ("draft", "submitted", "conditions", "approved")
        for control in (self.there, self.returned, self.missing, self.note_edit):
            control.setEnabled(open_)

    def _show_side(self, state: LoanPageState) -> None:
        self._right.setCurrentIndex(["", *self.forms].index(state.form))
        for form in self.forms.values():
            form.save.set_busy(state.busy)
        loan, step = state.loan, self.presenter.next_step()
        self.lender.setVisible(loan is not None)
        self.history.setVisible(loan is not None)
        if loan is not None:
            self.lender.show_loan(loan)
            self.history.show_lines([("", _noted(loan, at)) for at in reversed(range(len(loan.noted)))])
        self.follows.setVisible(loan is not None)
        self.follows.show_lines(list(self.presenter.consequences()))
        self.go_on.setVisible(step in _STEPS)
        if step in _STEPS:
            self.go_on.setText(tr(_STEPS[step]))
        self.go_on.set_busy(state.busy)
        self.other.setVisible(
            loan is not None and loan.state in ("draft", "submitted", "conditions", "approved")
        )
        self._why.setText(tr(_WAITS.get(step, "")))
        self._why.setVisible(step in _WAITS)
        self._step_key.setEnabled(bool(state.form) or step in _STEPS)

    def show_error(self, error: Exception) -> None:
        """In the form that is open, beside the paper, or above the page."""
        form = self.presenter.state.form
        if form:
            self.forms[form].show_error(error)
        else:
            errors.present(error, banner=self.banner, fields=self.fields)

    # ------------------------------------------------------------ acting

    def _look_at(self, paper: PaperItem | None) -> None:
        if paper is not None:
            self.presenter.look_at(paper.kind)

    def _there(self) -> None:
        self._tick(PaperState.THERE)

    def _returned(self) -> None:
        self._tick(PaperState.RETURNED)

    def _missing(self) -> None:
        self._tick(PaperState.MISSING)

    def _tick(self, state: PaperState) -> None:
        errors.clear(self.fields)
        if self.there.isEnabled():
            self.presenter.tick(state, self.note_edit.text())

    def _step(self) -> None:
        self.banner.hide()
        if open_form := self.presenter.state.form:
            self.forms[open_form].save.click()
            return
        step, state = self.presenter.next_step(), self.presenter.state
        if step == "submit":
            self.presenter.submit()
            return
        form = self.forms.get(step)
        if form is None or state.deal is None:
            return
        self.presenter.show_form(step)
        if isinstance(form, ApplyForm):
            form.begin(state.deal)
        elif isinstance(form, AnswerForm | ReleaseForm) and state.loan is not None:
            form.begin(state.loan)

    def _withdraw(self) -> None:
        self.presenter.withdraw(self.note_edit.text())

    def _back(self) -> None:
        deal = self.presenter.state.deal
        if self.presenter.state.form:
            self.presenter.show_form("")
        elif deal is not None and deal.contract_no:
            self.go.emit("back", None)


def _noted(loan: LoanItem, at: int) -> str:
    each = loan.noted[at]
    said = f"{words.day(each.at)} {words.hour(each.at)} · {each.by}: {tr(LABELS[LoanState(each.state)])}"
    return f"{said} · {each.note}" if each.note else said


def _steps(loan: LoanItem | None) -> tuple[Step, ...]:
    """Those that were gone, the one that it stands at, and those to come."""
    if loan is None:
        return tuple(Step(_step_name(state)) for state in STEPS)
    passed = {each.state for each in loan.noted}
    stopped = loan.state in (LoanState.DECLINED, LoanState.WITHDRAWN)
    made = []
    for state in STEPS:
        if state == LoanState.CONDITIONS and state not in passed and loan.state != LoanState.SUBMITTED:
            continue
        moment = loan.noted_at(state)
        note = f"{words.day(moment)} {words.hour(moment)}" if moment else ""
        how = "now" if loan.state == state != LoanState.RELEASED else "done" if state in passed else "later"
        made.append(Step(_step_name(state), note, how))
    if stopped:
        gone = [step for step in made if step.state != "later"]
        return (*gone, Step(_step_name(LoanState(loan.state)), "", "wrong"))
    return tuple(made)


def _step_name(state: LoanState) -> str:
    names = {LoanState.DRAFT: N_("Gathering papers"), LoanState.CONDITIONS: N_("With conditions")}
    name = tr(names.get(state, LABELS[state]))
    return name[:1].upper() + name[1:]
