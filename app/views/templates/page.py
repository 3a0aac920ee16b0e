"""The contract's text: write it, try it on a sample, publish it."""

from __future__ import annotations

from app import i18n
from app.domain.template_review import fields_of
from app.i18n import N_, tr
from app.presenters.template_compare import Asked
from app.presenters.template_editor import MENDABLE, EditorState, Mark, TemplateEditorPresenter
from app.views import theme
from app.views.context import Context
from app.views.page import Page
from app.views.templates.editor import EditorCard
from app.views.templates.side import LinterCard, PreviewCard
from app.views.templates.versions import FieldsCard, VersionsCard
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import column, holding

_DONE = {
    "saved": N_("The draft is saved"), "drafted": N_("The new draft is open"),
    "published": N_("The version is published"), "withdrawn": N_("The version is withdrawn"),
}  # fmt: skip


class TemplatePage(Page):
    """Versions and fields, the text, the paper with the linter beneath it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._presenter = context.presenter("templates", lambda: _presenter(context))
        self.versions, self.fields_card = VersionsCard(), FieldsCard()
        self.editor, self.preview, self.linter = EditorCard(), PreviewCard(), LinterCard()
        self.fields |= {"valid_from": self.editor.begins_field, "valid_to": self.editor.ends_field}
        left, right = (
            holding(column(self.versions, self.fields_card, shares=(1, 1))),
            holding(column(self.preview, self.linter, shares=(3, 2))),
        )
        self.states = StatePanel(self.editor)
        self.body.addWidget(left)
        self.body.addWidget(self.states, 1)
        self.body.addWidget(right)
        self.editor.text.setMinimumHeight(theme.px(220))
        self.yield_room(sides={left: 250, right: 340})
        self._wire()
        self._presenter.attach(self)
        self._presenter.load()

    def _wire(self) -> None:
        presenter, editor = self._presenter, self.editor
        self.versions.chosen.connect(presenter.choose)
        self.versions.copy_asked.connect(presenter.draft)
        self.fields_card.placed.connect(editor.place)
        editor.languages.chosen.connect(presenter.speak)
        editor.typed.connect(presenter.write)
        editor.days_typed.connect(presenter.set_days)
        editor.paused.connect(presenter.try_out)
        editor.save.clicked.connect(presenter.save)
        editor.publish.clicked.connect(presenter.publish)
        editor.withdraw.clicked.connect(presenter.withdraw)
        self.preview.sample_chosen.connect(presenter.choose_sample)
        self.preview.turned.connect(lambda by: presenter.show_page(presenter.state.page + by))
        self.preview.fitted.connect(presenter.fit)
        self.linter.asked.connect(self._go_to)
        self.linter.mend_asked.connect(presenter.mend)
        self.add_key(tr("Fix the first error"), "Alt+F", self._fix, is_next=True)
        self.add_key(tr("Insert a field"), "Ctrl+I", self.fields_card.search.setFocus)
        self.add_key(tr("Compare"), "Ctrl+D", self._compare)
        self.add_key(tr("Print a test"), "F10", presenter.print)
        self.add_key(tr("Save the draft"), "Ctrl+S", presenter.save)
        self.add_key(tr("Publish"), "Ctrl+Return", presenter.publish)
        self.add_key(tr("Other language"), "Alt+L", self._other_language)

    def title(self) -> str:
        return tr("Contract templates")

    def subtitle(self) -> str:
        return tr("All branches")

    def note(self) -> str:
        return tr("Where there are two administrators, the other one publishes")

    def focus_first(self) -> None:
        self.editor.text.setFocus()

    def left(self) -> None:
        """What was typed is kept when another page is shown."""
        if self._presenter.state.changed:
            self._presenter.save()

    def show_state(self, state: EditorState) -> None:
        """All of it."""
        self._show_standing(state)
        self.versions.show_versions(state)
        self.versions.copy.setEnabled(bool(state.chosen) and not state.busy)
        self.editor.show_state(state)
        placed = fields_of(state.wording.lines.get(state.language, ""))
        self.fields_card.show_placed(placed, writable=state.writable)
        self.preview.show_state(state)
        self.linter.show_state(state)
        if state.done:
            self.said.emit(tr(_DONE[state.done]), "")
        if (sent := state.printed) is not None:
            self.said.emit(tr("Saved as PDF") if sent.filed else tr("The test paper is printed"), sent.where)

    def _show_standing(self, state: EditorState) -> None:
        if state.failed:
            self.states.show_failed(tr("The list cannot be read"), self._presenter.load)
        elif state.loading:
            self.states.show_loading()
        elif not state.versions:
            self.states.show_message(
                "file-document-outline", tr("No template has come yet"), tr("It comes with the first sync.")
            )
        else:
            self.states.show_content()

    def _go_to(self, mark: Mark) -> None:
        self._presenter.speak(mark.language)
        self.editor.go_to(mark)

    def _compare(self) -> None:
        state = self._presenter.state
        if state.chosen:
            asked = Asked(state.versions, state.chosen, state.language, state.wording.lines)
            self.go.emit("compare_templates", asked)

    def _fix(self) -> None:
        """Mend what can be mended; else go where the first finding is."""
        marks = self._presenter.state.tried.marks
        mark = next((mark for mark in marks if mark.code in MENDABLE), marks[0] if marks else None)
        if mark is not None:
            self._go_to(mark)
            self._presenter.mend(mark)

    def _other_language(self) -> None:
        self._presenter.speak("en" if self._presenter.state.language == "zh_CN" else "zh_CN")


def _presenter(context: Context) -> TemplateEditorPresenter:
    gateway = context.desk.more["templates"]
    return TemplateEditorPresenter(context.run, context.run_io, gateway, language=i18n.language())
