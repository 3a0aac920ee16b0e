"""The showroom: finding models, one model, several side by side; each a face of one page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QStackedWidget

from app.domain import comparison
from app.domain.catalogue import Trim
from app.errors import UserError
from app.i18n import N_, plural, tr
from app.presenters.pictures import Subject
from app.presenters.showroom import CarOfTrim, ShowroomPresenter, ShowroomState
from app.presenters.showroom_compare import ComparePresenter, CompareState
from app.presenters.showroom_model import ModelPresenter, ModelState
from app.views.context import Context, pictures_presenter
from app.views.page import Page
from app.views.showroom.compare_face import CompareFace
from app.views.showroom.filter_panel import WIDTH
from app.views.showroom.model_face import RIGHT, ModelFace
from app.views.showroom.results import ResultsFace
from app.views.showroom.view_of import ViewOf
from app.views.widgets.images import RowImages

if TYPE_CHECKING:
    from app.views.showroom.sheet_dialog import SheetDialog

CARD_PIXELS = 480
FINDING, ONE, SEVERAL = "finding", "one", "several"
"""The faces."""


class ShowroomPage(Page):
    """Holds the faces, and turns keys into what the face in sight does."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        more, clock, runs = context.desk.more, context.desk.clock, (context.run, context.run_io)
        gateway = more["showroom"]
        self._pictures = pictures_presenter(context)
        self.presenter: ShowroomPresenter = context.presenter(
            "showroom", lambda: ShowroomPresenter(context.run, gateway, clock)
        )
        self.model: ModelPresenter = context.presenter(
            "showroom.model", lambda: ModelPresenter(context.run, gateway)
        )
        self.comparing: ComparePresenter = context.presenter(
            "showroom.compare", lambda: ComparePresenter(runs, gateway, more["papers"], clock)
        )
        self.results = ResultsFace(self.presenter)
        repaint = self.results.cards.viewport().update
        self.results.cards.use_pictures(RowImages(self, self._pictures, repaint, longest=CARD_PIXELS))
        self._dialog: SheetDialog | None = None
        self._face = FINDING
        self._faces_of: dict[QAction, tuple[str, ...]] = {}
        self._faces = QStackedWidget()
        self._faces.addWidget(self.results)
        self.body.addWidget(self._faces, 1)
        self._wire()
        self._wire_keys()
        self.yield_room(turn=(self.results.tools,), sides={self.results.side: WIDTH})
        self._turn_to(FINDING)
        self.presenter.attach(self)
        self.model.attach(ViewOf(self._show_model, self.show_error))
        self.comparing.attach(ViewOf(self._show_comparison, self._show_compare_error))

    def _wire(self) -> None:
        self.results.opened.connect(self._open)
        self.results.compare_asked.connect(self._compare)
        self.results.offered.connect(self._order_tabs)

    @cached_property
    def detail(self) -> ModelFace:
        """One model; made when somebody first opens one."""
        made = ModelFace(self.model, self._pictures, self.presenter.today)
        made.trim_asked.connect(self._open)
        made.compare_asked.connect(self._compare_also)
        made.sell_asked.connect(self._sell_trim)
        made.order_asked.connect(lambda trim: self._order(trim, self.model.state.colour))
        made.drive_asked.connect(lambda _: self._drive())
        made.picture.asked.connect(lambda subject: self._show_pictures(subject))
        made.present_asked.connect(self._present)
        made.offered.connect(self._order_tabs)
        self._faces.addWidget(made)
        self.yield_room(turn=(made.across,), sides={made.side: RIGHT})
        made.show_state(self.model.state)
        return made

    @cached_property
    def compare(self) -> CompareFace:
        """Several side by side; made when somebody first compares."""
        made = CompareFace(self.comparing, self._pictures)
        made.dropped.connect(self._drop)
        made.sell_asked.connect(self._sell_trim)
        made.present_asked.connect(self._present)
        self._faces.addWidget(made)
        made.show_state(self.comparing.state)
        return made

    def _made(self, face: str) -> bool:
        return {ONE: "detail", SEVERAL: "compare"}.get(face, "results") in vars(self)

    def _order_tabs(self) -> None:
        self.tab_through(
            *self.results.stops(),
            *(self.detail.stops() if self._made(ONE) else ()),
            *(self.compare.stops() if self._made(SEVERAL) else ()),
        )

    def _wire_keys(self) -> None:
        self.add_key(tr("Start a deal"), "F2", self._sell, is_next=True)
        results, finding, one, several = self.results, FINDING, ONE, SEVERAL
        keys: tuple[tuple[tuple[str, ...], str, str, Callable[[], object], str], ...] = (
            ((finding,), tr("Find a model"), "F3", results.search.search_anew, ""),
            ((finding,), tr("Details"), "", lambda: None, "Enter"),
            ((finding,), tr("Compare it"), "", lambda: None, tr("Space")),
            ((finding,), tr("Needs"), "Ctrl+N", results.swap_side, ""),
            ((finding, one), tr("Compare"), "Ctrl+D", self._compare_key, ""),
            ((several,), tr("Print the sheet"), "F10", self.comparing.prepare, ""),
            ((several,), tr("Move it"), "Ctrl+Right", lambda: self.comparing.move(1), ""),
            ((several,), tr("Take it out"), "Del", self._drop_column, ""),
            ((finding, one, several), tr("Show the customer"), "F11", self._present, ""),
            ((finding, one), tr("Test drive"), "Ctrl+B", self._drive, ""),
            ((finding, one, several), tr("Refresh"), "F5", self.presenter.load, ""),
            ((finding, one, several), tr("Back"), "Escape", self._back, ""),
        )
        for faces, words, key, act, cap in keys:
            self._faces_of[self.add_key(words, key, act, cap=cap)] = faces
        left = self.add_key(tr("Move it"), "Ctrl+Left", lambda: self.comparing.move(-1), in_bar=False)
        self._faces_of[left] = (several,)

    # ------------------------------------------------------------ page

    def title(self) -> str:
        if self._at(ONE) and (trim := self.model.state.trim) is not None:
            return trim.name
        if self._at(SEVERAL):
            return tr("Compare {n} models").format(n=len(self.comparing.state.trims))
        return tr("Models")

    def subtitle(self) -> str:
        trim = self.model.state.trim
        if self._at(ONE) and trim is not None:
            return " › ".join(
                filter(None, (tr("Models"), trim.names[0], trim.names[1], str(trim.model_year or "")))
            )
        trims = self.presenter.state.trims
        cars = sum(each.stock.for_sale for each in trims)
        models = plural(len(trims), N_("{n} model"), N_("{n} models"))
        return " · ".join((models, plural(cars, N_("{n} car for sale"), N_("{n} cars for sale"))))

    def note(self) -> str:
        return tr("Terminal {name}").format(name=self.context.desk.session.terminal)

    def keys(self) -> list[QAction]:
        """Those of the face in sight."""
        return [action for action in self._in_bar if action.isEnabled() or action not in self._faces_of]

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window the models stand above and the filter below them."""
        super().set_narrow(narrow)
        way = QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight
        self.results.across.setDirection(way)

    def entered(self, argument: object) -> None:
        self.presenter.look(True)

    def left(self) -> None:
        self.presenter.look(False)

    def focus_first(self) -> None:
        one, several = self._at(ONE), self._at(SEVERAL)
        first = self.detail.cars if one else self.compare.table if several else self.results.search
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _at(self, face: str) -> bool:
        return self._face == face

    def _turn_to(self, face: str) -> None:
        """Another face; keys that only another one has do nothing now."""
        self._face = face
        self._faces.setCurrentWidget(
            self.detail if face == ONE else self.compare if face == SEVERAL else self.results
        )
        self._order_tabs()
        for action, faces in self._faces_of.items():
            action.setEnabled(face in faces)
        self.keys_changed.emit()
        self.heading_changed.emit()

    # ------------------------------------------------------------ state

    def show_state(self, state: ShowroomState) -> None:
        """The list; and in the other faces the same models with their new figures."""
        self.results.show_state(state)
        by_id = {trim.id: trim for trim in state.trims}
        shown = self.model.state.trim
        if shown is not None and by_id.get(shown.id, shown) != shown:
            self.model.open(by_id[shown.id], state.trims)
        if shown is not None and self._made(ONE):
            self.detail.reasons.show_match(self.presenter.match_of(shown))
        self.heading_changed.emit()

    def _show_model(self, state: ModelState) -> None:
        if self._made(ONE):
            self.detail.show_state(state)
        if self._at(ONE):
            self.heading_changed.emit()

    def _show_comparison(self, state: CompareState) -> None:
        if self._made(SEVERAL):
            self.compare.show_state(state)
        if state.printing and self._dialog is None:
            from app.views.showroom.sheet_dialog import SheetDialog  # rarely asked for

            self._dialog = SheetDialog(self.comparing)
            self._dialog.finished.connect(self._forget_dialog)
            self._dialog.show_over(self)
        if self._dialog is not None:
            self._dialog.show_state(state)
        if state.done:
            saved, printed = tr("The comparison is saved"), tr("The comparison is printed")
            self.said.emit(saved if state.to_file else printed, state.done)
        if self._at(SEVERAL):
            self.heading_changed.emit()

    def _show_compare_error(self, error: Exception) -> None:
        (self._dialog or self).show_error(error)

    def _forget_dialog(self) -> None:
        self._dialog = None

    # ------------------------------------------------------------ verbs

    def _open(self, trim: Trim) -> None:
        self.banner.hide()
        self.presenter.choose(trim)
        self.model.open(trim, self.presenter.state.trims)
        self.detail.reasons.show_match(self.presenter.match_of(trim))
        self._turn_to(ONE)
        self.focus_first()

    def _compare(self) -> None:
        """Side by side, if there are enough; else it says so."""
        tray = self.presenter.state.tray
        self.banner.hide()
        self.comparing.show(tray)
        if len(tray) < comparison.FEWEST:
            self.comparing.prepare()
            return
        self._turn_to(SEVERAL)
        self.focus_first()

    def _compare_also(self, trim: Trim) -> None:
        if all(each.id != trim.id for each in self.presenter.state.tray):
            self.presenter.toggle(trim)
        if len(self.presenter.state.tray) >= comparison.FEWEST:
            self._compare()
        else:
            self._turn_to(FINDING)
            self.results.cards.setFocus()

    def _compare_key(self) -> None:
        if self._at(ONE) and (trim := self.model.state.trim) is not None:
            self._compare_also(trim)
        elif self._at(FINDING):
            self._compare()

    def _drop(self, trim: Trim) -> None:
        self.presenter.drop(trim)
        rest = tuple(each for each in self.comparing.state.trims if each.id != trim.id)
        self.comparing.show(rest)
        if len(rest) < comparison.FEWEST:
            self._turn_to(FINDING)
            self.results.cards.setFocus()

    def _drop_column(self) -> None:
        if (trim := self.comparing.state.chosen) is not None:
            self._drop(trim)

    def _chosen(self) -> Trim | None:
        """The model that keys act on."""
        if self._at(ONE):
            return self.model.state.trim
        return self.comparing.state.chosen if self._at(SEVERAL) else self.presenter.state.chosen

    def _act(self, act: Callable[[Trim], object]) -> None:
        """Do something with the model that keys act on; where none is, say how to choose one."""
        self.banner.hide()
        trim = self._chosen()
        if trim is None:
            message = N_("Choose a model first: the arrow down leads from the search to the cards.")
            self.show_error(UserError("no_model", message))
        else:
            act(trim)

    def _sell(self) -> None:
        self._act(self._sell_trim)

    def _sell_trim(self, trim: Trim) -> None:
        self.model.sell(
            trim, lambda car: self.go.emit("deal", car.vin), lambda colour: self._order(trim, colour)
        )

    def _order(self, trim: Trim, colour: str) -> None:
        """A deal without a car: one is allocated later. Options come along from the page that shows them."""
        own = self.model.state
        chosen = own.options if own.trim is not None and own.trim.id == trim.id else ()
        self.go.emit("deal", {"order": (trim.code, colour, tuple(chosen))})

    def _drive(self) -> None:
        self._act(lambda trim: self.model.drive(trim, self._book))

    def _book(self, car: CarOfTrim) -> None:
        self.go.emit("test_drives", {"book": None, "car": car.id})

    def _present(self) -> None:
        self._act(self._present_from)

    def _present_from(self, trim: Trim) -> None:
        """What is compared, side by side; else the one in sight."""
        if not self._at(SEVERAL):
            self._leaf_through((trim,))
            return
        from app.views.showroom.comparison_shown import ComparisonShown  # rarely asked for

        trims, rows = self.comparing.state.trims, self.comparing.rows()
        session = self.context.desk.session
        ComparisonShown(trims, rows, self._pictures, session, lambda: self._leaf_through(trims)).show_over(
            self
        )

    def _leaf_through(self, models: tuple[Trim, ...]) -> None:
        from app.presenters.presentation import PresentationPresenter  # rarely asked for
        from app.views.showroom.presentation import Presentation

        colour = self.model.state.colour if self._at(ONE) else ""
        shown = PresentationPresenter(models, self.presenter.today, colour)
        Presentation(shown, self._pictures, self.context.desk.session).show_over(self)

    def _show_pictures(self, subject: Subject) -> None:
        trim = self.model.state.trim
        self.go.emit("pictures", (subject, trim.name if trim else ""))

    def _back(self) -> None:
        self.banner.hide()
        if self._at(FINDING):
            self.go.emit("back", None)
        else:
            self._turn_to(FINDING)
            self.results.cards.setFocus()
