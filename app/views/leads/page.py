"""Leads and follow-up: leave none waiting. The list with what is overdue first; a contact is logged at the side."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.lead import GRADES, REASONS, SOURCES, Due
from app.i18n import N_, plural, tr
from app.presenters.lead_list import (
    LeadItem,
    LeadListPresenter,
    LeadListState,
    Overview,
)
from app.presenters.test_drive_diary import Choice as Choosable
from app.views import theme
from app.views.context import Context
from app.views.leads.columns import LeadModel, LeadTable, columns
from app.views.leads.form import AssignForm, LeadForm
from app.views.leads.panel import LeadPanel
from app.views.list_card import ListCard
from app.views.list_page import ListPage
from app.views.widgets.buttons import Button
from app.views.widgets.card import FigureCard
from app.views.widgets.choice import Choice
from app.views.widgets.segments import Segments
from app.views.widgets.text import label, row

_VIEWS = {"todo": N_("To do {n}"), "open": N_("All open {n}"), "lost": N_("Lost {n}")}
_DONE = {
    "added": N_("{name} is a lead now"), "logged": N_("The contact with {name} is logged"),
    "lost": N_("{name} is marked as lost"), "reopened": N_("{name} is taken up again"),
    "assigned": N_("They are {name}'s now"),
}  # fmt: skip


class LeadListPage(ListPage):
    """Figures above, the list beneath, the chosen lead or a form at the side."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter(
            "leads", lambda: LeadListPresenter(context.run, desk.more["leads"], desk.session, desk.clock)
        )
        made = columns(desk.clock.now, lambda lead: lead.id in self._presenter.state.ticked)
        self._model = LeadModel(made, self._presenter.fetch)
        self.table = LeadTable(self._model, name=tr("Leads"))
        self.list = ListCard(
            self._model, self.table, identify=lambda lead: lead.id, retry=self._presenter.load
        )
        self._fill_list()
        self.panel = LeadPanel(lambda: self._presenter.today)
        self._side = QStackedWidget()
        self._side.addWidget(self.panel)
        left = QVBoxLayout()
        left.setSpacing(theme.px(12))
        left.addLayout(self._make_figures())
        left.addWidget(self.list, 1)
        self.body.addLayout(left, 1)
        self.body.addWidget(self._side)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(turn=(self.list.tools,), hide=tuple(self._figures.values()), sides={self._side: 316})
        self._wire()
        self._presenter.attach_list(self)
        self._presenter.load()

    @cached_property
    def form(self) -> LeadForm:
        """A new lead; made when it is first asked for."""
        presenter = self._presenter
        made = LeadForm(lambda: presenter.today)
        made.people_asked.connect(presenter.find_people)
        made.save_asked.connect(presenter.add)
        self._add_form(made, *made.stops())
        return made

    @cached_property
    def assigning(self) -> AssignForm:
        """Whom leads are handed to; made when it is first asked for."""
        made = AssignForm()
        made.assign_asked.connect(self._presenter.assign)
        self._add_form(made, made.owner, made.save)
        return made

    def _add_form(self, form: LeadForm | AssignForm, *stops: QWidget) -> None:
        form.cancelled.connect(lambda: self._presenter.show_form(""))
        self._side.addWidget(form)
        self.fit_in(form)
        self.tab_through(self.table, *stops)

    def _open_form(self) -> LeadPanel | LeadForm | AssignForm:
        """What stands at the side in the presenter's state."""
        form = self._presenter.state.form
        return self.form if form == "new" else self.assigning if form else self.panel

    def _make_figures(self) -> QHBoxLayout:
        want = self._presenter.want
        self._figures = {
            "overdue": FigureCard(tr("Overdue"), lambda: want(view="todo")),
            "today": FigureCard(tr("Due today"), lambda: want(view="todo")),
            "week": FigureCard(tr("Next 7 days"), lambda: want(view="todo")),
            "new": FigureCard(tr("New in 7 days"), lambda: want(view="open")),
            "lost": FigureCard(tr("Lost this month"), lambda: want(view="lost")),
        }
        return row(*self._figures.values(), spacing=12)

    def _fill_list(self) -> None:
        names = [(key, tr(name).format(n="")) for key, name in _VIEWS.items()]
        self.views = Segments(names, name=tr("Show"), current=self._presenter.state.wanted.view)
        self.owner = Choice(tr("Owner"), [("", tr("Everyone"))])
        everyone = ("", tr("All grades"))
        self.grade = Choice(tr("Grade"), [everyone, *((key, tr(name)) for key, name in GRADES.items())])
        self.reassign = Button(tr("Reassign"), icon="account-switch-outline", on_click=self._assign)
        self.new = Button(tr("New lead"), icon="plus", key="Ctrl N")
        self.grade.setMaximumWidth(theme.px(148))  # English grades are whole sentences; the list shows them
        for part in (self.views, self.owner, self.grade):
            self.list.tools.addWidget(part)
        self.list.tools.addStretch(1)
        self.list.tools.addWidget(self.reassign)
        self.list.tools.addWidget(self.new)
        self.list.foot.addWidget(
            label(tr("A lead without a next action stands in its owner's list of today"), "caption")
        )

    def _wire(self) -> None:
        presenter = self._presenter
        self.views.chosen.connect(lambda view: presenter.want(view=view))
        self.owner.chosen.connect(lambda owner: presenter.want(owner=owner))
        self.grade.chosen.connect(lambda grade: presenter.want(grade=grade))
        self.new.clicked.connect(self._new)
        self.table.row_chosen.connect(presenter.choose)
        self.table.row_opened.connect(lambda _: self._begin_contact())
        self.table.row_ticked.connect(presenter.tick)
        self.table.all_ticked.connect(lambda on: presenter.tick_all(self._model.loaded(), on))
        self.panel.log_asked.connect(presenter.log)
        self.panel.lose_asked.connect(presenter.lose)
        self.panel.reopen_asked.connect(presenter.reopen)
        self.panel.file_asked.connect(lambda customer: self.go.emit("customer_page", customer))
        self.add_key(tr("Log a contact"), "", self._begin_contact, cap="Enter", is_next=True)
        self.add_key(tr("New lead"), "Ctrl+N", self._new)
        self._deal_key = self.add_key(tr("Start a deal"), "F2", self._start_deal)
        self.add_key(tr("Book a test drive"), "Ctrl+B", self._drive)
        if presenter.hands_out:
            self.add_key(tr("Reassign"), "Ctrl+R", self._assign)
        self.add_key(tr("Save"), "Ctrl+Return", self._commit, in_bar=False)
        self.add_key(tr("Refresh"), "F5", presenter.load, in_bar=False)
        self.add_key(tr("Back"), "Escape", self._back)
        figures, stops = self._figures.values(), self.panel.stops()
        self.tab_through(
            *figures, self.views, self.owner, self.grade, self.reassign, self.new, self.table, *stops
        )

    def title(self) -> str:
        return tr("Leads and follow-up")

    def subtitle(self) -> str:
        wanted = self._presenter.state.wanted
        names = {each.id: each.words for each in self._presenter.state.overview.sellers}
        whose = names.get(wanted.owner, "") if wanted.owner else tr("all consultants")
        return " · ".join(filter(None, (super().subtitle(), whose)))

    def note(self) -> str:
        owners = self._presenter.state.overview.owners
        return " · ".join(f"{name or tr('nobody')} {count}" for name, count in owners[:5])

    def entered(self, argument: object) -> None:
        if isinstance(argument, str):
            self._presenter.open(argument)
        elif isinstance(argument, dict) and "new" in argument:
            who = argument["new"]
            self._presenter.show_form("new", Choosable(*who) if who else None)

    def focus_first(self) -> None:
        if self._presenter.state.form:
            self.form.name.setFocus()
        elif self._presenter.state.chosen is not None and self.table.current_row() is None:
            self.panel.stops()[0].setFocus()  # one that is not in this view; the table would choose another
        else:
            self.table.setFocus()

    def show_state(self, state: LeadListState) -> None:
        """Everything; the table only when there are other rows."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        if not state.loading:
            self.table.show_parts(state.parts)
        self.views.set_current(state.wanted.view)
        self._show_filters(state)
        self._show_figures(state.overview, state.wanted.view)
        self.table.show_all_ticked(bool(state.ticked) and len(state.ticked) >= _leads(state))
        self.reassign.setVisible(self._presenter.hands_out)
        self.reassign.setEnabled(bool(self._presenter.meant()))
        self._deal_key.setText(tr("Start a deal") if state.chosen is not None else tr("New deal"))
        self._show_side(state)
        found = plural(_leads(state), N_("{n} lead"), N_("{n} leads"))
        ticked = tr("{n} ticked").format(n=len(state.ticked))
        self.list.count.setText(f"{found} · {ticked}" if state.ticked else found)
        self.heading_changed.emit()
        if state.done[0]:
            self.said.emit(tr(_DONE[state.done[0]]).format(name=state.done[1]), "")

    def _show_side(self, state: LeadListState) -> None:
        part = self._open_form()
        if self._side.currentWidget() is not part:
            self._side.setCurrentWidget(part)
            if isinstance(part, LeadPanel):
                self.table.setFocus()
            else:
                part.start()
        self.panel.show_state(state)
        if isinstance(part, LeadForm):
            part.show_state(state)
        elif isinstance(part, AssignForm):
            part.show_state(state, len(self._presenter.meant()))

    def _show_filters(self, state: LeadListState) -> None:
        sellers = [(each.id, each.words) for each in state.overview.sellers]
        choices = [("", tr("Everyone")), *sellers, ("nobody", tr("nobody"))]
        if [self.owner.itemData(at) for at in range(self.owner.count())] != [key for key, _ in choices]:
            self.owner.set_choices(choices)
        self.owner.set_key(state.wanted.owner)
        self.grade.set_key(state.wanted.grade)

    def _show_figures(self, seen: Overview, view: str) -> None:
        figures, due = self._figures, seen.due
        oldest = plural(seen.oldest_days, N_("oldest {n} day"), N_("oldest {n} days"))
        late = due.get(Due.OVERDUE, 0)
        figures["overdue"].set_figure(str(late), oldest if late else "", tone="bad" if late else "")
        done = tr("{n} spoken to").format(n=seen.done_today)
        figures["today"].set_figure(str(due.get(Due.TODAY, 0)), done)
        without = tr("{n} without an action").format(n=seen.without_step) if seen.without_step else ""
        figures["week"].set_figure(str(due.get(Due.WEEK, 0)), without, tone="warn" if without else "")
        sources = " · ".join(f"{tr(SOURCES[key])} {count}" for key, count in [*seen.new.items()][:2])
        figures["new"].set_figure(str(sum(seen.new.values())), sources)
        first = next(iter(seen.lost.items()), None)
        figures["lost"].set_figure(
            str(sum(seen.lost.values())), f"{tr(REASONS[first[0]])} {first[1]}" if first else ""
        )
        figures["overdue"].set_current(view == "todo")
        figures["lost"].set_current(view == "lost")
        numbers = {"todo": seen.todo, "open": seen.open, "lost": seen.given_up}
        for key, name in _VIEWS.items():
            self.views.set_words(key, tr(name).format(n=numbers[key]))

    def _show_empty(self, state: LeadListState) -> None:
        if state.wanted.view == "todo":
            title, more = tr("Nobody waits"), tr("Whoever is due within a week stands here.")
        else:
            title, more = tr("No leads here"), tr("Take in whoever comes, calls or writes.")
        self.list.states.show_message(
            "account-check-outline", title, more, buttons=((tr("New lead"), self._new),)
        )

    def show_error(self, error: Exception) -> None:
        """In the form that is open."""
        self._open_form().show_error(error)

    def _new(self) -> None:
        self._presenter.show_form("new")

    def _assign(self) -> None:
        if self._presenter.hands_out:
            self._presenter.show_form("assign")

    def _commit(self) -> None:
        self._open_form().commit()

    def _begin_contact(self) -> None:
        if self._presenter.state.chosen is not None:
            self.panel.note.setFocus()

    def _chosen(self) -> LeadItem | None:
        return self._presenter.state.chosen

    def _start_deal(self) -> None:
        lead = self._chosen()
        asked = {"customer": lead.customer_id, "find": lead.interest} if lead else {"new": True}
        self.go.emit("deal", asked)

    def _drive(self) -> None:
        lead = self._chosen()
        self.go.emit("test_drives", {"book": (lead.customer_id, lead.name) if lead else None})

    def _back(self) -> None:
        if self._presenter.state.form:
            self._presenter.show_form("")
        else:
            self.go.emit("back", None)


def _leads(state: LeadListState) -> int:
    return sum(number for _, number in state.parts)
