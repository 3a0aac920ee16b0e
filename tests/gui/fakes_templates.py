"""The contract's text of the mockup: a draft with two faults, the version in force, and one that has ended."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.documents.contract import render_contract
from app.documents.templates import builtin
from app.domain import template_review, template_samples, template_text, template_version
from app.domain.template_version import LANGUAGES
from app.errors import UserError
from app.i18n import N_
from app.paths import resource
from app.presenters.sent import Sent
from app.presenters.template_editor import Mark, Tried, Version, Wording


def stored() -> dict[str, Any]:
    """The text that comes with the program."""
    files = {each: resource("templates", f"contract-{each}-2026-11.json") for each in LANGUAGES}
    return {
        each: template_version.text_of(json.loads(file.read_text(encoding="utf-8")))
        for each, file in files.items()
    }


class FakeTemplates:
    """Versions in memory; texts are tried as the real thing tries them."""

    def __init__(self, language: str = "en") -> None:
        body = stored()
        self.labels = {each: body[each]["labels"] for each in LANGUAGES}
        clean = {each: template_text.write(body[each]) for each in LANGUAGES}
        faulty = dict(clean)
        faulty["en"] = (
            faulty["en"]
            .replace(
                "On performance it counts", "It is not more than 25 % of the price. On performance it counts"
            )
            .replace("{delivery_on} at", "{delivery_on}, as listed in Annex 4, at")
        )
        faulty["zh_CN"] = faulty["zh_CN"].replace("定金抵作价款", "定金不超过车辆价款的 25 %，抵作价款", 1)
        who = "孙磊" if language == "zh_CN" else "Sun Lei"
        at = datetime(2026, 11, 22, 8, 42, tzinfo=UTC)
        self.rows = [
            Version("2026-12", "draft", date(2026, 12, 1), None, who, at),
            Version("2026-03", "in_force", date(2026, 3, 1), date(2026, 11, 30), contracts=1_204),
            Version("2025-07", "ended", date(2025, 7, 1), date(2026, 2, 28), contracts=1_866),
        ]
        self.texts = {
            "2026-12": Wording(faulty, "2026-12-01", ""), "2026-03": Wording(clean, "2026-03-01", "2026-11-30"),
            "2025-07": Wording(clean, "2025-07-01", "2026-02-28"),
        }  # fmt: skip
        self.published: list[str] = []
        self.printed: list[tuple[str, bytes]] = []

    def versions(self) -> tuple[Version, ...]:
        return tuple(self.rows)

    def open(self, revision: str) -> Wording:
        return self.texts[revision]

    def try_out(self, revision: str, wording: Wording, language: str, sample: str) -> Tried:
        body = {
            each: template_text.read(lines, labels=self.labels[each]) for each, lines in wording.lines.items()
        }
        pair = template_version.read(
            "contract", revision, (date.fromisoformat(wording.valid_from), None), body
        )
        known = template_review.Known(frozenset(builtin()[0].labels))
        marks = tuple(
            Mark(each.level, each.code, each.clause, each.field, each.message)
            for each in template_review.review(pair, known)
        )
        made = template_samples.sample(sample, pair[language])
        return Tried(marks, render_contract(made, template=pair[language], watermark="draft"))

    def print(self, title: str, pdf: bytes) -> Sent:
        self.printed.append((title, pdf))
        return Sent("Binjiang printer")

    def save(self, revision: str, wording: Wording) -> None:
        self.texts[revision] = wording

    def draft(self, like: str) -> str:
        self.rows.insert(0, replace(self.rows[0], revision="2026-11.2"))
        self.texts["2026-11.2"] = self.texts[like]
        return "2026-11.2"

    def publish(self, revision: str) -> None:
        self.published.append(revision)

    def withdraw(self, revision: str, *, even_last: bool) -> None:
        if not even_last and [each.revision for each in self.rows if each.standing == "in_force"] == [
            revision
        ]:
            raise UserError("template_last", N_("{revision} is the last one."), revision=revision)
        self.rows = [
            replace(each, standing="withdrawn") if each.revision == revision else each for each in self.rows
        ]
