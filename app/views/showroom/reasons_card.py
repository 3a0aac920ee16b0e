"""Why a model suits the needs, or does not: a line for each criterion, with its points."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.recommend import CRITERIA, Match, Reason
from app.i18n import tr
from app.views import theme
from app.views.widgets.card import Card
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import icon_label, label

_GOOD, _FAIR = 70, 30


class ReasonsCard(Card):
    """Invites to name needs while there are none."""

    def __init__(self) -> None:
        super().__init__(tr("Why this model"), icon="lightbulb-on-outline", padding=0)
        self._score = label("", "title")
        self.header.addStretch(1)
        self.header.addWidget(self._score)
        content = QWidget()
        content.setProperty("ground", "surface")
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(*(theme.px(14), theme.px(8)) * 2)
        self._rows.setSpacing(theme.px(6))
        self.body.addWidget(scrolling(content, only_down=True))
        self.show_match(None)

    def show_match(self, match: Match | None) -> None:
        """The reasons, those that rule it out first."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if match is None:
            self._score.setText("")
            hint = tr("Say with Ctrl+N what the customer needs; then it says here how well this model suits.")
            self._rows.addWidget(label(hint, "caption", wrap=True))
        else:
            said = tr("Not recommended") if match.ruled_out else tr("Match {score}").format(score=match.score)
            self._score.setText(said)
            for reason in (*match.ruled_out, *(each for each in match.reasons if not each.verdict.rules_out)):
                self._rows.addWidget(_line(reason))
        self._rows.addStretch(1)


def _line(reason: Reason) -> QFrame:
    share = reason.verdict.share
    icon, tone = ("check-circle-outline", "ok") if share >= _GOOD else ("alert-circle-outline", "warn")
    if reason.verdict.rules_out or share < _FAIR:
        icon, tone = "close-circle-outline", "bad"
    frame = QFrame()
    inside = QHBoxLayout(frame)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(theme.px(8))
    inside.addWidget(icon_label(icon, colour=tone), 0, Qt.AlignmentFlag.AlignTop)
    inside.addWidget(label(reason.sentence, wrap=True), 1)
    bar = QProgressBar()
    bar.setRange(0, reason.most)
    bar.setValue(reason.points)
    bar.setTextVisible(False)
    bar.setFixedWidth(theme.px(72))
    name = tr(CRITERIA[reason.criterion])
    points = f"{reason.points}/{reason.most}"
    bar.setAccessibleName(f"{name}: {points}")
    inside.addWidget(bar)
    figure = label(points, "caption")
    figure.setMinimumWidth(theme.px(38))
    figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    inside.addWidget(figure)
    frame.setAccessibleName(f"{name}: {reason.sentence} {points}")
    return frame
