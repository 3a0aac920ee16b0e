"""Costs and margin of a deal, line by line. It opens where costs are held, for a manager or finance alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from app.domain.money import format_amount
from app.i18n import N_, plural, tr
from app.presenters.margin import Margin, MarginPresenter, MarginState
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label

_RIGHT = Qt.AlignmentFlag.AlignRight


class MarginDialog(Modal):
    """What the buyer pays, what it costs us, what remains; below the sums, and what is not in them."""

    def __init__(self, presenter: MarginPresenter, no: str) -> None:
        size = QSize(theme.px(760), theme.px(560))
        super().__init__(tr("Costs and margin · {no}").format(no=no), icon="cash-multiple", size=size)
        self._presenter = presenter
        content = QFrame()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(20))
        self._grid.setVerticalSpacing(theme.px(9))
        self._grid.setColumnStretch(0, 1)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        self.body.addWidget(scrolling(content, only_down=True))
        self._missing = label("", "caption", wrap=True)
        self.back = Button(tr("Back"), key="Esc", on_click=self.reject)
        self.footer.addWidget(self._missing, 1)
        self.footer.addWidget(self.back)
        presenter.attach(self)

    def show_state(self, state: MarginState) -> None:
        """The lines, once they are read."""
        if state.margin is not None and not self._grid.count():
            self._fill(state.margin)

    def _fill(self, margin: Margin) -> None:
        heads = (tr("Line"), tr("Charged (¥)"), tr("Cost (¥)"), tr("Remains (¥)"))
        self._add(0, heads, "caption")
        for at, line in enumerate(margin.lines, 1):
            name = f"{line.name} · {line.remark}" if line.remark else line.name
            self._add(at, (name, *map(_amount, (line.price, line.cost, line.remains))), "body")
        sums = (margin.price, margin.cost, margin.price - margin.cost)
        name = tr("Lines whose cost is known") if margin.unknown else tr("Together")
        self._add(len(margin.lines) + 1, (name, *map(_amount, sums)), "strong")
        missing = plural(
            margin.unknown,
            N_("Nobody has said what {n} line costs: the sums are without it."),
            N_("Nobody has said what {n} lines cost: the sums are without them."),
        )
        self._missing.setText(missing if margin.unknown else "")

    def _add(self, at: int, words: tuple[str, ...], look: str) -> None:
        for column, text in enumerate(words):
            value = label(text, look, wrap=column == 0)
            if column:
                value.setFont(theme.tabular(value.font()))
                value.setAccessibleName(f"{words[0]}: {text}")
            self._grid.addWidget(value, at, column, *(() if column == 0 else (_RIGHT,)))

    def show_error(self, error: Exception) -> None:
        """Above everything."""
        errors.present(error, banner=self.banner)


def _amount(fen: int | None) -> str:
    return "—" if fen is None else format_amount(fen)


def open_margin_dialog(parent: Any, context: Context, argument: Any) -> None:
    """Open it for a contract's number."""
    presenter = MarginPresenter(context.run, context.desk.more["margins"], str(argument))
    MarginDialog(presenter, str(argument)).show_over(parent)
    presenter.load()
