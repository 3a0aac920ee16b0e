"""The pictures of deliveries."""

# ruff: noqa: SLF001 - it plays with the views' insides

from __future__ import annotations

from collections.abc import Callable

from app.domain.delivery import MarkKind
from app.domain.release_checks import Item
from app.views.delivery.handover_dialog import HandoverDialog
from app.views.delivery.look_dialog import LookDialog
from app.views.delivery.mark_dialog import ReleaseDialog
from tests.gui.fakes_deliveries import NO
from tests.gui.stage import Stage

_HAND = (((0.2, 0.6), (0.3, 0.3), (0.4, 0.7), (0.5, 0.35), (0.6, 0.65), (0.8, 0.4)),)


def deliveries(stage: Stage) -> None:
    page = stage.enter("deliveries")
    page.table.choose(2)
    page.table.setFocus()


def deliveries_none(stage: Stage) -> None:
    page = stage.enter("deliveries")
    page.search.setText("ZZZ")
    page.search._ask()


def delivery(stage: Stage, login: str = "chen") -> None:
    stage.enter("deliveries", login=login)
    stage.shell.page("deliveries").go.emit("delivery", NO)
    stage.page.gate.table.choose(0)
    stage.page.gate.table.setFocus()


def delivery_stock(stage: Stage) -> None:
    delivery(stage, "he")
    stage.page.checks.table.choose(4)
    stage.page.checks.table.setFocus()


def delivery_fault(stage: Stage) -> None:
    delivery_stock(stage)
    case = stage.page._presenter.state.case
    stage.page._look(next(check for check in case.checks if check.line == "paint_right"))
    dialog = next(iter(stage.window.findChildren(LookDialog)))
    dialog.add_photos(["IMG_2071.jpg"])
    dialog.note.setFocus()


def delivery_mark(stage: Stage) -> None:
    delivery(stage, "lin")
    stage.page._act(
        next(line for line in stage.page._presenter.state.case.lines if line.item is Item.INVOICE)
    )


def delivery_release(stage: Stage) -> None:
    delivery(stage, "wang")
    stage.page._presenter._gateway.everything_there(but=MarkKind.PAPERS)
    stage.page._presenter.load()
    stage.page._release()
    next(iter(stage.window.findChildren(ReleaseDialog))).reason.setFocus()


def delivery_handover(stage: Stage) -> None:
    delivery(stage)
    presenter = stage.page._presenter
    presenter._gateway.everything_there()
    presenter.load()
    stage.page._release()
    stage.page._hand_over()
    dialog = next(iter(stage.window.findChildren(HandoverDialog)))
    dialog.km.setText("18")
    dialog.charge.setText("74")
    pad = dialog.pads["buyer"]
    pad._strokes = [list(stroke) for stroke in _HAND]
    dialog._show()
    dialog.km.setFocus()


DELIVERIES: dict[str, Callable[[Stage], object]] = {
    "deliveries": deliveries, "deliveries-none": deliveries_none, "delivery": delivery,
    "delivery-stock": delivery_stock, "delivery-fault": delivery_fault, "delivery-mark": delivery_mark,
    "delivery-release": delivery_release, "delivery-handover": delivery_handover,
}  # fmt: skip
