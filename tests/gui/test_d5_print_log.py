"""The print log of a contract on screen: which paper, original or copy, where, by whom, when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.changes import Changes
from app.gateways.contracts import ContractsFromReplica
from app.presenters.contract_list import Printed
from app.services import contracts, papers, printouts
from tests.gui.fakes_desk import today_at
from tests.gui.test_accessibility import nameless
from tests.shop import Till, new_vin

SIGNED, ANOTHER = "HZB2-26-00412", "HZ02-26-01189"


def lines(page) -> list[str]:
    model = page.prints._model
    return [model.index(at, 0).data() for at in range(model.rowCount())]


def test_every_paper_is_named_with_its_copy_the_latest_first(stages):
    page = stages().enter("contracts")
    page.entered(SIGNED)
    who = page._presenter.state.prints[0].by
    assert [line.split(" · ")[:2] for line in lines(page)] == [
        ["Amendment 1", "original"],
        ["Contract", "copy 1"],
        ["Contract", "original"],
    ]
    assert lines(page)[0].endswith(f"{who} · Binjiang-A4")
    assert page.prints._count.text() == "3"
    assert nameless(page.prints) == []


def test_another_contract_shows_its_own_and_one_that_was_never_printed_says_so(stages):
    page = stages().enter("contracts")
    page.entered(SIGNED)
    page._presenter.open(ANOTHER)
    assert lines(page) == []
    assert page.prints._nothing.isVisible()


def test_a_print_anywhere_appears_at_once(stages):
    stage = stages()
    page = stage.enter("contracts")
    page.entered(ANOTHER)
    stage.stack.desk.contracts.printed[ANOTHER] = (
        Printed("", 0, "A4", "Chen Siyuan", today_at(12, 31)),
        Printed("", 1, "A5", "Chen Siyuan", today_at(12, 30), "R-HZB2-26-00007"),
    )
    page._presenter.on_changes(Changes({"print_log": frozenset({"p1"})}))
    named = [line.split(" · ")[:2] for line in lines(page)]
    assert named == [["Contract", "original"], ["Receipt R-HZB2-26-00007", "copy 1"]]


def test_a_long_log_stands_there_whole_and_the_panel_follows_the_keys(stages, qtbot):
    stage = stages()
    page = stage.enter("contracts")
    stage.window.resize(1280, 720)
    stage.window.activateWindow()
    stage.stack.desk.contracts.printed[ANOTHER] = tuple(
        Printed("", n, "A4", "Chen Siyuan", today_at(12, 31)) for n in range(12)
    )
    page.entered(ANOTHER)
    QApplication.processEvents()
    table = page.prints.table
    assert table.verticalScrollBar().maximum() == 0
    assert table.height() > sum(table.rowHeight(row) for row in range(12))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.currentIndex().row() == 11
    assert table.visibleRegion().contains(table.visualRect(table.currentIndex()).center())


def test_the_log_holds_the_contracts_papers_and_nobody_elses(counter: Till) -> None:
    sold, other = (counter.sell(counter.receive(new_vin())[0]) for _ in range(2))
    mine, receipt = sold.contract_no, sold.receipt_no or ""
    others = (other.contract_no, other.receipt_no or "", f"{mine}-B", f"{mine}-99")
    for subject in (mine, f"{mine}-B1", mine, receipt, f"{mine}-H", *others):
        printouts.hand_over(
            counter.wang.unit_of_work(), subject=subject, printer="A4", pdf=b"%PDF", send=lambda: None
        )
    found = ContractsFromReplica(counter.wang).prints(mine)
    assert [(each.paper, each.copy_no) for each in found] == [("H", 0), ("", 0), ("", 1), ("B1", 0), ("", 0)]
    assert [each.receipt for each in found] == ["", receipt, "", "", ""]
    assert {each.printer for each in found} == {"A4"}
    assert all(each.by for each in found)


def test_what_is_signed_after_a_draft_was_printed_is_an_original_once(counter: Till) -> None:
    sold = counter.sell(counter.receive(new_vin())[0])
    with counter.wang.reading() as session:
        signed = papers.printable(session, contracts.find(session, sold.contract_no))

    def printed(pdf: bytes) -> int:
        return printouts.hand_over(
            counter.wang.unit_of_work(), subject=sold.contract_no, printer="A4", pdf=pdf, send=lambda: None
        )

    assert [printed(pdf) for pdf in (b"draft", signed, signed, b"copy")] == [0, 0, 1, 2]
