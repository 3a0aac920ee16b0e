"""A5: what a customer is shown, and what not."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.catalogue import usual_figures
from app.presenters.presentation import Presented, PresentedColour, presented
from app.views.showroom import words
from app.views.showroom.comparison_shown import ComparisonShown
from app.views.showroom.presentation import Presentation
from tests.gui import fakes
from tests.gui.showroom import open_model, page, stage, texts, tick, trim
from tests.gui.test_accessibility import nameless

__all__ = ["page", "stage"]  # the fixtures
Key, Mod = Qt.Key, Qt.KeyboardModifier


def shown(stage):
    return next((each for each in stage.window.findChildren(Presentation) if each.isVisible()), None)


def test_f11_shows_the_customer_the_model_and_esc_ends_it(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    qtbot.keyClick(page, Key.Key_F11)
    presentation = shown(stage)
    said = texts(presentation)
    for expected in ("Chengyuan X7 AWD Flagship", "¥268,800", "¥280,693.81", "1,320 km", "Panoramic roof"):
        assert expected in said
    qtbot.waitUntil(presentation.isActiveWindow, timeout=2_000)
    qtbot.keyClick(presentation, Key.Key_Escape)
    assert shown(stage) is None


def test_a_customer_sees_neither_cost_nor_stock_nor_another_customer(qtbot, stage, page):
    allowed = {
        "code",
        "title",
        "subtitle",
        "plain",
        "facts",
        "colours",
        "options",
        "specs",
        "terms",
    }
    assert {field.name for field in fields(Presented)} == allowed
    of_colour = {"name", "extra", "list_price", "tax", "monthly"}
    assert {field.name for field in fields(PresentedColour)} == of_colour
    open_model(qtbot, page, "x7")
    page._present()
    said = texts(shown(stage))
    for hidden in (
        "Booth 2",
        "A-01",
        "004127",
        "in stock",
        "days",
        "Zhou Minghui",
        *(row.name for row in fakes.people("en")),
    ):
        assert hidden not in said


def test_where_little_is_known_the_facts_leave_no_hole(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    page._present()
    presentation = shown(stage)
    model = presentation._shown
    presentation._show_model(replace(model, facts=model.facts[:3]))
    assert [value.isVisibleTo(presentation) for value, _ in presentation._facts] == [True] * 3 + [False] * 2


def test_arrows_change_the_colour_and_what_it_costs(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    page._present()
    presentation = shown(stage)
    before = presentation._price.text()
    model = presented(trim(page, "x7"), page.presenter.today)
    names = [each.name for each in model.colours]
    dear = next(at for at, each in enumerate(model.colours) if each.extra)
    now = names.index(presentation._colour.text())
    for _ in range((dear - now) % len(names)):
        qtbot.keyClick(presentation, Key.Key_Right)
    assert presentation._colour.text().startswith(names[dear])
    assert presentation._price.text() != before
    price, energy = model.plain.list_price + model.colours[dear].extra, trim(page, "x7").energy
    tax, monthly = usual_figures(price, energy, page.presenter.today)
    assert tax > model.plain.tax
    assert monthly >= model.plain.monthly  # a round sum is lent, which a dearer colour need not change
    assert presentation._price.text() == words.yuan(price + tax)
    said = " ".join(part.text() for part in presentation._prices.findChildren(QLabel))
    for amount in (words.yuan(price), words.yuan(tax), words.monthly(monthly)):
        assert amount in said


def test_the_models_page_reckons_with_what_the_colour_costs(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    dear = next(each for each in trim(page, "x7").colours if each.amount)
    page.model.paint(dear.name)
    price, tax, _ = trim(page, "x7").figures_in(dear.name, page.presenter.today)
    assert price == trim(page, "x7").list_price + dear.amount
    assert page.detail._price.text() == words.yuan(price)
    said = " ".join(part.text() for part in page.detail._facts.findChildren(QLabel))
    assert words.yuan(tax) in said
    assert words.yuan(price + tax) in said


def test_what_is_compared_is_shown_side_by_side_and_then_one_after_the_other(qtbot, stage, page):
    tick(qtbot, page, "x7", "c5")
    page._compare()
    qtbot.keyClick(page, Key.Key_F11)
    (comparison,) = [each for each in stage.window.findChildren(ComparisonShown) if each.isVisible()]
    assert nameless(comparison) == []
    said = " ".join(part.text() for part in comparison.findChildren(QLabel))
    model = comparison.table.model()
    said += " ".join(str(model.index(at, n).data()) for at in range(model.rowCount()) for n in range(3))
    assert "Chengyuan X7 AWD Flagship" in said
    assert "Chengyuan C5 Long Range Max" in said
    assert model.columnCount() == 3
    for hidden in ("in stock", "here", "elsewhere", "lease"):
        assert hidden not in said.lower()
    qtbot.keyClick(comparison, Key.Key_Return)
    presentation = shown(stage)
    titles = [presentation._title.text()]
    for _ in range(2):
        qtbot.keyClick(presentation, Key.Key_PageDown)
        titles.append(presentation._title.text())
    assert titles == ["Chengyuan X7 AWD Flagship", "Chengyuan C5 Long Range Max", "Chengyuan X7 AWD Flagship"]


def test_locking_hides_what_is_shown_and_signing_out_ends_it(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    page._present()
    stage.stack.lock()
    assert shown(stage) is None
    stage.stack._unlocked()
    assert shown(stage) is not None
    stage.stack.sign_out()
    assert stage.window.findChildren(Presentation) == []


def test_every_control_of_it_has_a_name(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    page._present()
    assert nameless(shown(stage)) == []


def test_on_a_small_screen_the_figures_are_read_whole(qtbot, qapp, stage, page):
    open_model(qtbot, page, "x7")
    qtbot.keyClick(page, Key.Key_F11)
    presentation = shown(stage)
    presentation.setWindowState(Qt.WindowState.WindowNoState)
    presentation.setFixedSize(800, 800)
    for _, name in presentation._facts:
        name.setText("As long as names can be")
    qapp.processEvents()
    figures = [value for value, _ in presentation._facts if value.text()]
    assert figures
    for value in figures:
        assert value.fontMetrics().horizontalAdvance(value.text()) <= value.contentsRect().width(), (
            value.text()
        )
    presentation.close()
