"""What was chosen at the last print is what is chosen at the next, whatever arrives first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app import i18n
from app.errors import UserError
from app.gateways.papers import free_file
from app.presenters.base import run_now
from app.presenters.print_sign import PDF_FILE, Habits, PrintAsked, PrinterChoice, PrintSignPresenter
from app.views.contracts.print_dialog import PrintDialog
from app.views.contracts.print_form import OTHER
from tests.gui.fakes_papers import FakePapers
from tests.gui.pens import WAVE, pen


class _OnlyFiles(FakePapers):
    """A machine without printers."""

    def printers(self) -> tuple[PrinterChoice, ...]:
        return (PrinterChoice(PDF_FILE, "Save as PDF"),)


def test_the_only_printer_is_chosen_without_forgetting_folder_and_copies() -> None:
    """Printers are found on another thread, at times before the replica has answered."""
    papers = _OnlyFiles()
    papers.remembered = Habits("", "/somewhere/papers", 3, 2)
    waiting: list[Callable[[], Any]] = []
    presenter = PrintSignPresenter(
        lambda *asked: waiting.append(lambda: run_now(*asked)), run_now, papers, PrintAsked("M-26-00001")
    )
    presenter.start()
    while waiting:
        waiting.pop(0)()
    assert presenter.state.habits == papers.remembered == Habits(PDF_FILE, "/somewhere/papers", 3, 2)


def test_a_paper_for_no_folder_is_saved_where_people_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert free_file("", "M-26-00001") == tmp_path / "M-26-00001.pdf"
    (tmp_path / "Documents").mkdir()
    assert free_file("", "M-26-00001") == tmp_path / "Documents" / "M-26-00001.pdf"


@pytest.fixture
def printing(qapp: QApplication) -> tuple[PrintDialog, FakePapers]:
    papers = FakePapers()
    presenter = PrintSignPresenter(run_now, run_now, papers, PrintAsked("M-26-00001"))
    dialog = PrintDialog(presenter, lambda *_: None)
    dialog.show()
    presenter.start()
    dialog.sign.read.setChecked(True)
    return dialog, papers


def test_a_folder_that_is_still_being_typed_is_where_the_paper_goes(
    qtbot: QtBot, printing: tuple[PrintDialog, FakePapers]
) -> None:
    dialog, papers = printing
    dialog.form.printer.set_key(PDF_FILE)
    dialog.form.printer.chosen.emit(PDF_FILE)
    dialog.form.folder.clear()
    qtbot.keyClicks(dialog.form.folder, "/papers/today")
    assert dialog.commit is not None
    dialog.commit.click()
    assert papers.remembered.folder == "/papers/today"


def test_an_address_that_is_still_being_typed_is_the_printer(
    qtbot: QtBot, printing: tuple[PrintDialog, FakePapers]
) -> None:
    dialog, papers = printing
    dialog.form.printer.set_key(OTHER)
    dialog.form.printer.chosen.emit(OTHER)
    qtbot.keyClicks(dialog.form.address, "ipp://10.0.0.9/ipp/print")
    assert dialog.commit is not None
    dialog.commit.click()
    assert [printer for printer, _, _ in papers.printed] == ["ipp://10.0.0.9/ipp/print"]


@pytest.mark.parametrize(
    ("language", "provisional", "named"),
    [("zh_CN", False, "定金"), ("zh_CN", True, "订金"), ("en", False, "deposit"), ("en", True, "prepayment")],
)
def test_the_tick_names_the_money_as_the_paper_does(
    qtbot: QtBot, language: str, provisional: bool, named: str
) -> None:
    papers = FakePapers(language, provisional=provisional)
    with i18n.speaking(language):
        presenter = PrintSignPresenter(run_now, run_now, papers, PrintAsked("M-26-00001"))
        dialog = PrintDialog(presenter, lambda *_: None)
        qtbot.addWidget(dialog)
        presenter.start()
        assert named in dialog.sign.read.text()
        assert named in presenter.why_not


def test_who_signs_at_the_screen_is_not_told_where_a_lease_is(qtbot: QtBot) -> None:
    with i18n.speaking("zh_CN"):
        presenter = PrintSignPresenter(run_now, run_now, FakePapers("zh_CN"), PrintAsked("M-26-00001"))
        dialog = PrintDialog(presenter, lambda *_: None)
        qtbot.addWidget(dialog)
        presenter.start()
        modes = [button.text() for button in dialog.sign.mode.findChildren(QAbstractButton)]
    assert modes == ["纸上签", "屏上签"]


@pytest.mark.parametrize("provisional", [False, True])
def test_without_money_put_down_nothing_is_said_of_any(qtbot: QtBot, provisional: bool) -> None:
    papers = FakePapers("en", provisional=provisional, put_down=False)
    presenter = PrintSignPresenter(run_now, run_now, papers, PrintAsked("M-26-00001"))
    dialog = PrintDialog(presenter, lambda *_: None)
    qtbot.addWidget(dialog)
    presenter.start()
    assert dialog.sign.read.text() == "The buyer has read the clauses on default"
    assert presenter.why_not == "Ask the buyer to read the clauses on default first"
    valid = dialog._safe_title.text() == "Valid without a network too"
    assert valid is not provisional


def test_what_was_read_and_signed_of_another_paper_is_taken_back(
    printing: tuple[PrintDialog, FakePapers], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, papers = printing
    form, presenter = dialog.sign, dialog._presenter

    def changed(*_: Any) -> Any:
        raise UserError("paper_changed", "{no} has changed", no="M-26-00001")

    presenter.choose_mode("pad")
    QApplication.processEvents()
    pen(form.pad, WAVE)
    assert dialog.commit is not None
    assert dialog.commit.isEnabled()
    monkeypatch.setattr(papers, "sign", changed)
    dialog.commit.click()
    assert dialog.banner.isVisible()
    assert not form.read.isChecked()
    assert form.pad.strokes() == ()
    assert not dialog.commit.isEnabled()
