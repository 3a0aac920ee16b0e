"""A terminal without cars says where they come from, to whoever asks."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from app.presenters.base import run_now
from app.presenters.deal_desk_find import FindPresenter, FindState
from app.views.deals.finder import Answer, Finder


def now(op, on_done, on_error):
    on_done(op())


def test_a_search_tells_an_empty_showroom_from_words_that_nothing_fits():
    cars = ["汉 EV"]
    finding = FindPresenter(now, lambda text: [car for car in cars if text in car])
    finding.search("Polo")
    assert (finding.state.hits, finding.state.bare) == ((), False)
    cars.clear()
    finding.search("汉")
    assert finding.state.bare


@pytest.mark.parametrize(("bare", "said"), [(False, "Try fewer words"), (True, "No cars are here yet")])
def test_the_desk_says_that_no_cars_are_here_instead_of_asking_for_fewer_words(stages, bare, said):
    finder = stages().enter("deal").car.finder
    finder.show_state(FindState("汉", bare=bare))
    assert said in finder._list().nothing.text()


def test_a_search_that_fails_says_why_and_enter_asks_again(stages):
    finder = stages().enter("deal").car.finder
    broken = [UserError("disk_full", "The disk is full. Make room, then try again.")]
    asked = []

    def find(text):
        asked.append(text)
        if broken:
            raise broken[0]
        return []

    finder._presenter._find, finder._presenter._run = find, run_now
    finder.setText("orca")
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert finder._list().nothing.text() == broken.pop().message
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert asked == ["orca", "orca", ""]
    assert "Make room" not in finder._list().nothing.text()


def test_a_search_that_fails_after_somebody_went_on_opens_nothing_over_what_they_do(
    stages, qtbot, monkeypatch
):
    stage = stages()
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    page = stage.enter("deal")
    finder, other = page.car.finder, page.customer.finder
    other.setFocus()
    finder.show_error(UserError("disk_full", "The disk is full."))
    assert not finder._list().isVisible()
    finder.setFocus()
    finder.show_error(UserError("disk_full", "The disk is full."))
    assert finder._list().isVisible()
    told = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: told.append(error))
    finder.show_error(fault := ValueError())
    assert (told, finder._list().isVisible()) == ([fault], False)


def test_a_page_that_goes_as_a_card_grows_leaves_no_answers_to_be_placed(qtbot, monkeypatch):
    page = QWidget()
    page.setProperty("finds_over", True)
    card = QWidget(page)
    around = QVBoxLayout(card)
    presenter = FindPresenter(run_now, lambda text: [text])
    finder = Finder("Find", "Name", presenter, lambda hit: Answer(hit, hit), nothing="Nothing")
    around.addWidget(finder)
    qtbot.addWidget(page)
    page.show()
    popup = finder._list()
    popup.show_answers([Answer("x", "x")], "")
    popup.show()
    placed = []
    monkeypatch.setattr(popup, "place", placed.append)
    card.move(card.pos() + QPoint(0, 40))
    QCoreApplication.processEvents()
    assert placed == [finder]
    card.move(card.pos() + QPoint(0, 40))
    shiboken6.delete(finder)
    QCoreApplication.processEvents()
    assert len(placed) == 1


@pytest.mark.parametrize(
    ("login", "said"), [("chen", "A stock keeper takes arrivals in"), ("he", "Take a file of arrivals in")]
)
def test_an_empty_stock_list_tells_each_role_what_it_can_do(stages, login, said):
    stage = stages()
    page = stage.enter("stock", login=login)
    page._presenter._gateway.rows = ()
    page._presenter.load()
    assert said in page.list.states.accessibleDescription() + page.list.states.accessibleName()
