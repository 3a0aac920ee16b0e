"""Shift+F4 at the deal desk: a card fills the form, or finds who is on file."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from app.domain.id_card import IdCard
from app.presenters.base import run_now


def read(stage) -> None:
    stage.page.context.run_aside = run_now  # the stage lets nobody wait
    (action,) = (each for each in stage.page.actions() if each.shortcut() == QKeySequence("Shift+F4"))
    action.trigger()


def test_a_card_fills_the_form(stages):
    stage = stages()
    page = stage.enter("deal")
    read(stage)
    buyer = page.presenter.state.buyer
    assert (buyer.name, buyer.id_number, buyer.id) == ("高远", "11010519491231002X", "")
    assert page.presenter.state.filling
    edits = page.customer.form.edits
    assert edits["name"].text() == "高远"
    assert edits["address"].text().startswith("杭州市")
    assert edits["id_number"].text().endswith("002X")
    assert "19491231" not in edits["id_number"].text()


def test_no_card_is_told_and_nothing_is_lost(stages):
    stage = stages()
    page = stage.enter("deal")
    page.presenter.new_customer("周明")
    page.context.desk.more["devices"].card = None
    read(stage)
    assert "no card" in page.banner.accessibleName()
    assert page.presenter.state.buyer.name == "周明"


def test_somebody_on_file_is_found_by_the_card(stages):
    stage = stages()
    page = stage.enter("deal")
    known = next(each for each in page.presenter.gateway.find_customers("zhou") if each.id_number)
    page.context.desk.more["devices"].card = IdCard("Any", known.id_number, "")
    read(stage)
    assert page.presenter.state.buyer.id
    assert page.presenter.state.buyer.id_number == known.id_number
