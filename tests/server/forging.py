"""Honest ops of every action. What an attacker could make of them is in `forgeries.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.clock import iso
from app.domain.permissions import ACTIONS, Role
from app.domain.shift import METHODS
from app.ids import new_id, setting_id, vehicle_id
from app.models.base import canonical_json
from tests.server import delivering, forging_people, forging_trade
from tests.server.client import LIST_PRICE, Car, Terminal

Changes = list[dict[str, Any]]
EVERY_ACTION = frozenset(ACTIONS) - {
    "lease",
    "seed",
    "administer",
    "case.resolve",
    "case.refund",
    "catalogue.import",
}
"""A manager's own doing is left out: nobody else may, and a catalogue is theirs to write."""
USERS = {
    "liu": Role.STOCK,
    "wang": Role.SALES,
    "qian": Role.FINANCE,
    "sun": Role.MANAGER,
    "admin": Role.ADMIN,
}


@dataclass
class Play:
    """An op that the server takes as it is. What is listed as harmless may be left out, or be otherwise."""

    action: str
    changes: Changes
    user: str = "wang"
    harmless: frozenset[str] = frozenset()  # tables whose rows may be missing
    states: frozenset[str] = frozenset()  # states that would do as well


def plays(desk: Terminal, model_id: str, far_branch: str) -> Iterator[Play]:
    """An honest op of every action that terminals have, each with rows of its own."""
    for user in ("wang", "qian"):
        shift = desk.shift(user)
        assert desk.do("shift.open", shift, user=user)["status"] == "applied"
        desk.shifts[user] = shift["id"]
    desk.pull()
    yield Play("customer.add", [desk.customer()])
    sale = _drawn(desk, model_id)
    yield Play("customer.edit", [desk.change("customer", sale[0]["id"], note="vip")])
    yield Play("contract.draft", desk.draft(desk.receive(model_id), model_id).changes)
    yield Play("quote.give", desk.quote(desk.receive(model_id), model_id))
    line = desk.new(
        "contract_line", contract_id=sale[2]["id"], branch_id=desk.branch_id, kind="add_on", label="film",
        nature="optional", amount=100_000, removed=0,
    )  # fmt: skip
    cut = {"price": LIST_PRICE - 1_000, "discount": 1_000, "version": 2}
    yield Play(
        "contract.edit",
        [desk.change("contract", sale[2]["id"], **cut), line],
        harmless=frozenset({"contract", "contract_line"}),
    )
    yield from _agreeing(desk, model_id)
    yield Play("contract.print", [_printed(desk)])
    yield _allocating(desk, model_id)
    yield from _reversals(desk, model_id)
    yield from _shifts(desk)
    yield from _files(desk, model_id, sale[2]["id"], sale[0]["id"])
    yield from _stock(desk, model_id, far_branch)
    yield from _drives(desk, model_id)
    yield from _visits(desk)
    yield from (Play(*op) for op in forging_people.ops(desk))
    yield from (Play(*op) for op in forging_trade.ops(desk, model_id))
    yield from _templates(desk)
    yield from _loan_plans(desk)
    yield from _check_lists(desk)
    yield from _deliveries(desk, model_id)
    opened = {"terminal_id": desk.id, "kind": "opened", "at": iso(desk.clock.now())}
    user_id = desk.as_("wang").user_id
    yield Play("keys.open", [desk.new("key_event", branch_id=desk.branch_id, user_id=user_id, **opened)])
    car = desk.receive(model_id)
    desk.lease(car.id)
    desk.pull()
    fence = desk.rows["lease", car.id]["fence"] + 1
    yield Play("lease.revoke", [desk.change("lease", car.id, terminal_id=None, fence=fence)], "sun")


def _agreeing(desk: Terminal, model_id: str) -> Iterator[Play]:
    submitted = _drawn(desk, model_id)[2]["id"]
    yield Play(
        "contract.submit",
        [desk.change("contract", submitted, state="submitted", submitted_by=desk.as_("wang").user_id)],
        states=frozenset({"draft"}),
    )
    yield Play("contract.sign", _signing(desk, model_id))
    yield Play(
        "contract.approve",
        _approving(desk, model_id),
        "sun",
        frozenset({"contract", "approval"}),
        frozenset({"draft"}),
    )
    kept = _drawn(desk, model_id, price=LIST_PRICE * 9 // 10)[2]
    yield Play("contract.consent", [desk.approval(kept)])
    yield from _after_a_sale(desk, model_id)
    yield Play("deal.sell", desk.sale(desk.receive(model_id), model_id, deposit=500_000).changes)
    yield Play(
        "deal.sell",
        desk.sale(desk.receive(model_id), model_id, provisional=True, deposit=500_000).changes,
        harmless=frozenset({"signature"}),
    )


def _files(desk: Terminal, model_id: str, contract_id: str, customer_id: str) -> Iterator[Play]:
    content: dict[str, Any] = {
        "kind": "picture", "name": "page.jpg", "media_type": "image/jpeg", "size": 7, "sha256": "0a" * 32,
        "thumbnail_size": 3, "thumbnail_sha256": "0b" * 32, "state": "pending", "at": iso(desk.clock.now()),
    }  # fmt: skip
    page = desk.new(
        "attachment", branch_id=desk.branch_id, owner_table="contract", owner_id=contract_id,
        user_id=desk.as_("wang").user_id, **content,
    )  # fmt: skip
    yield Play("contract.attach", [page])
    known = desk.new(
        "attachment", branch_id=desk.branch_id, owner_table="contract", owner_id=contract_id,
        user_id=desk.as_("wang").user_id, **{**content, "sha256": "0c" * 32},
    )  # fmt: skip
    assert desk.do("contract.attach", known)["status"] == "applied"
    desk.pull()
    yield Play("file.withdraw", [desk.change("attachment", known["id"], withdrawn=1)])
    licence = desk.new(
        "attachment", branch_id=desk.branch_id, owner_table="customer", owner_id=customer_id,
        user_id=desk.as_("wang").user_id, **content,
    )  # fmt: skip
    yield Play("customer.attach", [licence])
    picture = desk.new("model_picture", model_id=model_id, user_id=desk.as_("sun").user_id, **content)
    yield Play("catalogue.picture", [{**picture, "scope": "org"}], "sun")


def loan_terms(**values: Any) -> str:
    """Terms of a plan that nobody is offered before the end of the century, as a setting holds them."""
    terms = {
        "plan": "bank", "from": "2099-12-01", "lender": "工商银行", "months": 36, "rate_bp": 299, "share_bp": 5_800,
        "method": "equal_instalment", "balloon_bp": 0, "buyer_rate_bp": 0, "payer": "maker",
    }  # fmt: skip
    return canonical_json([terms | values])


def _check_lists(desk: Terminal) -> Iterator[Play]:
    line = {"key": "roof", "en": "Roof", "zh_CN": "车顶", "demand": {"en": "whole", "zh_CN": "完好"}}
    part = {"key": "all", "en": "All", "zh_CN": "全部", "lines": [line]}
    value = canonical_json({"id": "own", "valid_from": "2099-12-01", "sections": [part]})
    made = desk.new("setting", scope="org", name="delivery.list.own", value=value)
    made["id"] = setting_id("delivery.list.own")
    yield Play("check_list.import", [made], "admin")


def _loan_plans(desk: Terminal) -> Iterator[Play]:
    row = desk.all("setting", name="loan.plans")[0]
    yield Play("loan.plans", [desk.change("setting", row["id"], value=loan_terms())], "admin")


def _templates(desk: Terminal) -> Iterator[Play]:
    clause = {"key": "price", "heading": "Price", "text": ["It costs {price}."]}
    text = {
        "title": "T", "provisional_title": "", "provisional_note": "", "required_fields": [], "labels": {},
        "clauses": [clause],
    }  # fmt: skip
    yield Play("template.edit", [version(desk, {"zh_CN": text, "en": text})], "admin")
    for action in ("template.publish", "template.withdraw"):
        draft = version(desk)
        assert desk.do("template.edit", draft, user="admin")["status"] == "applied"
        desk.pull()
        values: dict[str, Any] = {"state": "withdrawn"}
        if action == "template.publish":
            who = desk.as_("admin").user_id
            values = {"state": "published", "published_by": who, "published_at": iso(desk.clock.now())}
        kept = (
            frozenset({"draft"}) if action == "template.withdraw" else frozenset()
        )  # as if nothing had been done
        yield Play(action, [desk.change("contract_template", draft["id"], **values)], "admin", states=kept)


def version(desk: Terminal, body: Any = None, **values: Any) -> dict[str, Any]:
    """A new draft of the contract's text; what came with the program, if no other is given."""
    if body is None:
        body = json.loads(desk.all("contract_template")[0]["body"])
    given = {
        "name": "contract", "revision": new_id()[-12:], "state": "draft", "valid_from": "2026-12-01",
        "body": body if isinstance(body, str) else canonical_json(body),
        "edited_by": desk.as_("admin").user_id, "edited_at": iso(desk.clock.now()),
    }  # fmt: skip
    return desk.new("contract_template", scope="org", **given | values)


def _drawn(desk: Terminal, model_id: str, car: Car | None = None, price: int = LIST_PRICE) -> Changes:
    sale = desk.draft(car, model_id, price=price)
    assert desk.do("contract.draft", *sale.changes)["status"] == "applied"
    desk.pull()
    return sale.changes


def _signing(desk: Terminal, model_id: str) -> Changes:
    car = desk.receive(model_id)
    drawn = _drawn(desk, model_id, car)
    return [
        *desk.signing(drawn[2]["id"]),
        desk.change("stock_stay", car.stay_id, status="sold"),
        desk.movement(car, "in_stock", "sold", "wang"),
        *desk.payment(drawn[1]["id"], 500_000, kind="deposit"),
    ]


def _approving(desk: Terminal, model_id: str) -> Changes:
    drawn = _drawn(desk, model_id, price=LIST_PRICE * 9 // 10)
    yes = desk.approval(drawn[2], ticket=None, signature=None)
    return [desk.change("contract", drawn[2]["id"], state="approved", version=2), yes]


def _after_a_sale(desk: Terminal, model_id: str) -> Iterator[Play]:
    for action in ("contract.amend", "contract.cancel", "payment.take", "payment.refund"):
        car = desk.receive(model_id)
        sale = desk.sale(car, model_id, deposit=500_000)
        assert desk.do("deal.sell", *sale.changes)["status"] == "applied"
        desk.pull()
        contract, deal = sale.contract_id, sale.deal_id
        if action == "contract.amend":
            signed = desk.signing(
                contract, state="amended", signed_version=2, delivery_date="2026-12-24", version=2
            )
            signed[1]["set"]["version"] = 2
            yield Play(action, signed)
        elif action == "contract.cancel":
            yield Play(action, [
                desk.change("contract", contract, state="cancelled", cancelled_reason="x", version=2),
                desk.change("deal", deal, state="cancelled"), desk.change("stock_stay", car.stay_id, status="in_stock"),
                desk.movement(car, "sold", "in_stock", "wang"),
            ])  # fmt: skip
        elif action == "payment.take":
            yield Play(action, desk.payment(deal, 1_000))
        else:
            receipt = next(change for change in sale.changes if change["table"] == "payment")
            wish = desk.reversal(receipt, amount=1_000)
            back = desk.payment(
                deal, -1_000, kind="refund", of="deposit", user="qian", refund_of=receipt["id"], reversal_id=wish["id"],
                reason=wish["set"]["reason"],
            )  # fmt: skip
            yield Play(action, [wish, *back], "qian")


def _allocating(desk: Terminal, model_id: str) -> Play:
    """A car for an order that names none."""
    order, car = desk.sale(None, model_id), desk.receive(model_id)
    assert desk.do("deal.sell", *order.changes)["status"] == "applied"
    desk.lease(car.id)
    desk.pull()
    given = desk.change("contract", order.contract_id, vehicle_id=car.id, version=2)
    return Play("contract.allocate", [given, *desk.sold(car, "sun")], "sun")


def _reversals(desk: Terminal, model_id: str) -> Iterator[Play]:
    """Money that goes back: asked, decided, and a receipt that was wrong."""
    deal = _drawn(desk, model_id)[1]["id"]
    receipts = [desk.payment(deal, 1_000) for _ in range(3)]
    for rows in receipts:
        assert desk.do("payment.take", *rows)["status"] == "applied"
    asked = desk.reversal(receipts[0][0], manager=None)
    assert desk.do("reversal.ask", asked, user="qian")["status"] == "applied"
    desk.pull()
    yield Play("reversal.ask", [desk.reversal(receipts[1][0], manager=None)], "qian")
    decided = {
        "state": "approved",
        "approver_id": desk.as_("sun").user_id,
        "decided_at": iso(desk.clock.now()),
    }
    decision = [desk.change("reversal", asked["id"], **decided)]
    yield Play("reversal.decide", decision, "sun", states=frozenset({"declined"}))
    wrong = receipts[2][0]
    wish = desk.reversal(wrong, kind="void")
    back = desk.payment(
        deal, -1_000, kind="void", of="balance", user="qian", refund_of=wrong["id"], reversal_id=wish["id"],
        reason=wish["set"]["reason"], shift_id=desk.shifts["wang"],
    )  # fmt: skip
    yield Play("payment.void", [wish, *back], "qian")


def _shifts(desk: Terminal) -> Iterator[Play]:
    """A shift that begins, and one without money that ends."""
    yield Play("shift.open", [desk.shift("qian")], "qian")
    known = desk.shift("sun")
    assert desk.do("shift.open", known, user="sun")["status"] == "applied"
    desk.pull()
    sums = canonical_json({**dict.fromkeys(METHODS, 0), "cash": 10_000})
    closed = {
        "state": "closed", "closed_at": iso(desk.clock.now()), "closed_on": "2026-11-23", "counted": sums,
        "expected": sums, "closed_by": desk.as_("sun").user_id, "perpetual_taken": 0, "perpetual_given": 0,
        "follows_id": None,
    }  # fmt: skip
    yield Play("shift.close", [desk.change("shift", known["id"], **closed)], "sun")


def _printed(desk: Terminal) -> dict[str, Any]:
    return desk.new(
        "print_log", subject="MAIN01-26-00001", branch_id=desk.branch_id, copy_no=0, pages_hash="0" * 64,
        printer="desk", user_id=desk.as_("wang").user_id, at=iso(desk.clock.now()),
    )  # fmt: skip


def _stock(desk: Terminal, model_id: str, far_branch: str) -> Iterator[Play]:
    vin = f"LFVTEST1777{desk.no:06d}"
    car = Car(vin, vehicle_id(vin), new_id())
    yield Play(
        "stock.receive",
        desk.arrival(car, model_id, "liu"),
        "liu",
        states=frozenset({"in_transit", "pledged", "redeemed"}),
    )
    here = desk.receive(model_id)
    away = desk.receive(model_id)
    sent = desk.change("stock_stay", away.stay_id, status="transfer", branch_id=far_branch)
    yield Play("stock.transfer", [sent, desk.movement(away, "in_stock", "transfer", "liu")], "liu")
    yield Play("stock.move", [desk.change("stock_stay", here.stay_id, location="A1")], "liu")


def _drives(desk: Terminal, model_id: str) -> Iterator[Play]:
    car, customer = desk.receive(model_id), desk.customer()
    assert desk.do("customer.add", customer)["status"] == "applied"
    desk.demonstrator(car)
    drive = desk.drive(car, customer["id"])
    yield Play("test_drive.book", [desk.drive(car, customer["id"], hours=3)], states=frozenset({"booked"}))
    assert desk.do("test_drive.book", drive)["status"] == "applied"
    desk.pull()
    yield Play("test_drive.agree", [desk.change("test_drive", drive["id"], **desk.agreed(car))])
    ready = desk.drive(car, customer["id"], hours=6)
    assert desk.do("test_drive.book", ready)["status"] == "applied"
    desk.pull()
    assert (
        desk.do("test_drive.agree", desk.change("test_drive", ready["id"], **desk.agreed(car)))["status"]
        == "applied"
    )
    desk.pull()
    moved = desk.change("test_drive", ready["id"], state="out", km_out=7)
    yield Play("test_drive.move", [moved], states=frozenset({"cancelled", "booked"}))


def _visits(desk: Terminal) -> Iterator[Play]:
    customer = desk.customer()
    assert desk.do("customer.add", customer)["status"] == "applied"
    yield Play("service.book", [desk.visit(customer["id"])], states=frozenset({"booked"}))
    here = desk.visit(customer["id"])
    assert desk.do("service.book", here)["status"] == "applied"
    desk.pull()
    arrived = desk.change("service_visit", here["id"], state="arrived", km=5)
    yield Play("service.move", [arrived], states=frozenset({"cancelled", "missed", "booked"}))


def _deliveries(desk: Terminal, model_id: str) -> Iterator[Play]:
    """From the inspection to the handover; the rows of each step that others may be missing."""
    sale, car = delivering.sold(desk, model_id)
    seen = delivering.look(desk, car, "lamps", "fault", note="dim")
    yield Play("delivery.inspect", [{**seen, "id": new_id()}], "liu")
    assert desk.do("delivery.inspect", seen, user="liu")["status"] == "applied"
    photo = desk.new(
        "attachment", branch_id=desk.branch_id, owner_table="inspection", owner_id=seen["id"],
        user_id=desk.as_("liu").user_id, kind="picture", name="lamp.jpg", media_type="image/jpeg", size=7,
        sha256="0d" * 32, thumbnail_size=3, thumbnail_sha256="0e" * 32, state="pending", at=iso(desk.clock.now()),
    )  # fmt: skip
    yield Play("delivery.attach", [photo], "liu")
    yield Play("delivery.mark", [delivering.mark(desk, sale, "plates", "wang", reference="A-1")])
    pledged = desk.change("vehicle", car.id, certificate_state="pledged")
    yield Play("stock.certificate", [pledged], "qian", states=frozenset({"in_hand"}))
    released, away = delivering.sold(desk, model_id), delivering.sold(desk, model_id)
    for each in (released, away):
        delivering.prepare(desk, *each)
    yield Play("delivery.release", delivering.release(desk, released[0]))
    assert desk.do("delivery.release", *delivering.release(desk, away[0]))["status"] == "applied"
    desk.pull()
    yield Play("delivery.hand_over", delivering.handover(desk, *away))
    driven = delivering.sold(desk, model_id)
    delivering.prepare(desk, *driven)
    assert desk.do("delivery.release", *delivering.release(desk, driven[0]))["status"] == "applied"
    desk.pull()
    assert desk.do("delivery.hand_over", *delivering.handover(desk, *driven))["status"] == "applied"
    desk.pull()
    yield Play("service.call", [desk.call(driven[0].contract_id)])
