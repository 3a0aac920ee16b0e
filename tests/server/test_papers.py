"""What a customer signs says what the contract says: a forged paper is never verified, an honest one never held up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.contract_document import document_digest
from app.ids import new_id
from app.models.base import canonical_json
from tests.server import trading
from tests.server.client import LIST_PRICE, Car, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason

Changes = list[dict[str, Any]]
Forge = Callable[[dict[str, Any]], object]
FILM = 100_000


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def line(desk: Terminal, sale: Sale, amount: int = FILM, **values: Any) -> dict[str, Any]:
    given = {"kind": "add_on", "label": "Film", "nature": "optional", "removed": 0, "amount": amount}
    return desk.new(
        "contract_line", contract_id=sale.contract_id, branch_id=desk.branch_id, **{**given, **values}
    )


def with_paper(desk: Terminal, changes: Changes, forge: Forge = lambda paper: None) -> Changes:
    """The changes with the paper that belongs to them, or with what somebody made of it."""
    made = desk.printed(changes)
    signature = next(change["set"] for change in made if change["table"] == "signature")
    paper = json.loads(signature["document"])
    forge(paper)
    signature |= {"document": canonical_json(paper), "document_digest": document_digest(paper)}
    return made


def sale_of(world: World, desk: Terminal, car: Car | None = None, *, deposit: int = 500_000) -> Changes:
    """A sale with an add-on, a delivery date, and money down."""
    sale = desk.sale(car, world.model_id, deposit=deposit)
    sale.changes[2]["set"] |= {
        "delivery_date": "2026-12-01",
        "buyer_phone": "15445693243",
        "colour": "珍珠白",
    }
    return [*sale.changes, line(desk, sale)]


def sell(world: World, desk: Terminal, forge: Forge, car: Car | None = None) -> tuple[str, str]:
    return reason(desk.do("deal.sell", *with_paper(desk, sale_of(world, desk, car), forge)))


def put(path: str, value: Any) -> Forge:
    *inner, name = path.split(".")

    def forge(paper: dict[str, Any]) -> None:
        for key in inner:
            paper = paper.setdefault(key, {})
        paper[name] = value

    return forge


def drop(paper: dict[str, Any]) -> None:
    paper["sheet"]["lines"].pop()


def cheaper(paper: dict[str, Any]) -> None:
    paper["sheet"]["lines"][0]["amount"] -= 1


def more(**values: Any) -> Forge:
    extra = {"kind": "add_on", "label": "Roof box", "amount": 1, **values}
    return lambda paper: paper["sheet"]["lines"].append(extra)


def plain_digest(changes: Changes) -> Changes:
    next(c["set"] for c in changes if c["table"] == "signature")["document_digest"] = "0" * 64
    return changes


OWN_TAX = {"kind": "purchase_tax", "collected_for_others": False}
FORGED: list[Forge] = [
    put("sheet.price", LIST_PRICE - 1), put("sheet.price", float(LIST_PRICE)), put("sheet.list_price", LIST_PRICE + 1),
    drop, cheaper, more(), more(nature="gift"), more(collected_for_others=False), more(**OWN_TAX, payee=""),
    more(**OWN_TAX, payee="tax_office", amount=-1), put("buyer.name", "王五"), put("buyer.id_number", ""),
    put("buyer.phone", "15445693244"), put("buyer.address", "x"), put("car.vin", "LFVTEST1000000000"),
    put("car.colour", "曜石黑"), put("car.new_energy", value=False), put("no", "MAIN01-26-99999"), put("no", "MAIN01-26"), put("version", 2),
    put("state", "draft"), put("provisional", True), put("drawn_on", "2026-11-21"), put("language", "en"),
    put("delivery_on", "2026-11-30"), put("signed_on", "2026-10-01"), put("signed_on", "2036-10-01"), put("delivery_place", "x"), put("terms", "A second car for nothing"),
    put("plan", {"kind": "loan", "loan": 1}), put("deposit.amount", 499_999), put("deposit.amount", 500_001),
    put("deposit.kind", "prepayment"), put("deposit", None), put("trade_ins", [trading.TERMS]),
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGED)
def test_a_paper_that_says_something_else_than_its_contract_is_set_aside(
    world: World, desk: Terminal, forge: Forge
) -> None:
    assert sell(world, desk, forge) == ("quarantined", "contract_paper")


def test_a_paper_has_a_layout_that_the_server_can_draw(world: World, desk: Terminal) -> None:
    assert sell(world, desk, put("layout", 1)) == ("applied", "")
    assert sell(world, desk, put("layout", 99)) == ("parked", "layout")
    for bad in (0, "1", 1.0, True, None):
        assert sell(world, desk, put("layout", bad)) == ("quarantined", "malformed"), bad


@pytest.mark.parametrize("document", ["[]", "null", "1", "{}x", '{"no":1}', '{"sheet":[]}'])
def test_a_paper_that_cannot_be_read_is_set_aside(world: World, desk: Terminal, document: str) -> None:
    changes = desk.printed(sale_of(world, desk))
    next(c["set"] for c in changes if c["table"] == "signature")["document"] = document
    assert reason(desk.do("deal.sell", *changes)) == ("quarantined", "malformed")


def test_a_paper_is_of_the_car_that_was_sold_and_its_digest_is_its_own(world: World, desk: Terminal) -> None:
    car, other = desk.receive(world.model_id), desk.receive(world.model_id)
    assert sell(world, desk, put("car.vin", other.vin), car) == ("quarantined", "contract_paper")
    fresh = world.terminal()
    false = plain_digest(with_paper(fresh, sale_of(world, fresh, other)))
    assert reason(fresh.do("deal.sell", *false)) == ("quarantined", "contract_paper")
    assert sell(world, world.terminal(), lambda paper: None, car) == ("applied", "")


def test_what_a_paper_says_of_the_tax_that_the_buyer_pays_alone_is_for_its_rule(
    world: World, desk: Terminal
) -> None:
    due = more(**OWN_TAX, payee="tax_office", amount=1_035_398)
    assert sell(world, desk, due) == ("applied", "")


# ------------------------------------------------------- honest papers, and others that look like them


def drafted(world: World, desk: Terminal, **values: Any) -> Sale:
    sale = desk.draft(None, world.model_id)
    sale.changes[2]["set"] |= values
    assert reason(desk.do("contract.draft", *sale.changes, line(desk, sale))) == ("applied", "")
    desk.pull()
    return sale


def edited(desk: Terminal, sale: Sale, *rows: dict[str, Any], **values: Any) -> tuple[str, str]:
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    change = desk.change("contract", sale.contract_id, version=version, **values)
    return reason(desk.do("contract.edit", change, *rows))


def ordered(desk: Terminal, sale: Sale) -> Changes:
    """Signed without the car: provisional."""
    rows = desk.signing(
        sale.contract_id, state="approved", provisional=1, signed_at=None, signed_version=None
    )
    return [*rows[:2], desk.change("deal", sale.deal_id, state="order")]


def test_a_paper_holds_what_its_author_saw_whatever_others_changed_meanwhile(
    world: World, desk: Terminal
) -> None:
    for values in ({"terms": "x"}, {"price": LIST_PRICE - 7, "discount": 7}, {"delivery_date": "2026-12-09"}):
        for signed in (Terminal.signing, ordered):
            sale, other = drafted(world, desk), world.terminal()
            assert edited(other, sale, line(other, sale, 7), **values) == ("applied", "")
            rows = signed(desk, sale) if signed is ordered else desk.signing(sale.contract_id)
            forged = with_paper(desk, rows, put("sheet.price", LIST_PRICE - 8))
            assert reason(world.terminal().do("contract.sign", *forged)) == ("quarantined", "contract_paper")
            assert reason(desk.do("contract.sign", *rows))[0] in ("applied", "conflict"), values


def test_lines_that_others_changed_excuse_no_line_that_was_never_there(world: World, desk: Terminal) -> None:
    sale, other = drafted(world, desk), world.terminal()
    assert edited(other, sale, line(other, sale, 7)) == ("applied", "")
    forged = with_paper(desk, desk.signing(sale.contract_id), cheaper)
    assert reason(desk.do("contract.sign", *forged)) == ("quarantined", "contract_paper")


def gone(desk: Terminal, row: dict[str, Any]) -> dict[str, Any]:
    return desk.change("contract_line", row["id"], removed=1)


def test_a_paper_leaves_no_line_out_and_takes_none_in_because_others_changed_the_contract(
    world: World, desk: Terminal
) -> None:
    """The other desk changes something else, adds a line, takes one out: its author has seen none of it."""
    for changed in ("terms", "more", "less"):
        sale, other = drafted(world, desk), world.terminal()
        (film,) = other.all("contract_line", contract_id=sale.contract_id)
        theirs = {"terms": [], "more": [line(other, sale, 7)], "less": [gone(other, film)]}[changed]
        values = {"terms": "x"} if changed == "terms" else {}
        assert edited(other, sale, *theirs, **values) == ("applied", "")
        rows = desk.signing(sale.contract_id)
        for forged in (drop, more(amount=7, label="Film"), more(nature="gift")):
            bad = with_paper(desk, rows, forged)
            refused = world.terminal().do("contract.sign", *bad)
            assert reason(refused) == ("quarantined", "contract_paper"), (changed, forged)
        assert reason(desk.do("contract.sign", *rows))[0] in ("applied", "conflict"), changed


def test_what_a_desk_did_to_lines_itself_stands_on_its_paper_before_and_after_others_changed_them(
    world: World, desk: Terminal
) -> None:
    sale, other = drafted(world, desk), world.terminal()
    (film,) = desk.all("contract_line", contract_id=sale.contract_id)
    mats, hidden = line(desk, sale, 30_000), line(other, sale, 9)
    assert edited(desk, sale, mats) == ("applied", "")
    other.pull()
    assert edited(other, sale, hidden, gone(other, mats), gone(other, film)) == ("applied", "")
    tow_bar = line(desk, sale, 70_000)
    assert edited(desk, sale, tow_bar, gone(desk, film)) == ("applied", "")
    # What this desk has: without the film, with mats and tow bar. It pulled nothing since.
    for row in (mats, tow_bar):
        desk.rows["contract_line", row["id"]] = {"id": row["id"], **row["set"]}
    desk.rows["contract_line", film["id"]]["removed"] = 1
    desk.rows["contract", sale.contract_id]["version"] += 2
    rows = desk.signing(sale.contract_id)
    bad = with_paper(desk, rows, drop)
    assert reason(world.terminal().do("contract.sign", *bad)) == ("quarantined", "contract_paper")
    assert reason(desk.do("contract.sign", *rows)) == ("conflict", "")
    standing = desk.all("contract_line", contract_id=sale.contract_id, removed=0)
    assert {row["id"] for row in standing} == {mats["id"], tow_bar["id"]}


def test_a_line_that_came_without_its_contract_may_have_been_seen_or_not(
    world: World, desk: Terminal
) -> None:
    """Programs of ours count up the contract's version with each line; whoever does not leaves a doubt behind."""
    for sees in (True, False):
        sale, other = drafted(world, desk), world.terminal()
        late = line(other, sale, 7)
        assert reason(other.do("contract.edit", late)) == ("applied", "")
        if sees:
            desk.pull()
        assert edited(other, sale, terms="x") == ("applied", "")
        assert reason(desk.do("contract.sign", *desk.signing(sale.contract_id)))[0] in ("applied", "conflict")


def test_what_a_desk_wrote_and_what_it_signs_may_wait_for_a_person(world: World, desk: Terminal) -> None:
    sale, other = drafted(world, desk), world.terminal()
    assert edited(other, sale, terms="theirs") == ("applied", "")
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    change = desk.change("contract", sale.contract_id, version=version, terms="mine")
    assert desk.do("contract.edit", change)["status"] == "conflict"
    desk.pull()
    mine = with_paper(desk, ordered(desk, sale), put("terms", "mine"))
    for forged in (put("terms", "never"), put("sheet.price", 1)):
        bad = with_paper(desk, ordered(desk, sale), forged)
        assert reason(world.terminal().do("contract.sign", *bad)) == ("quarantined", "contract_paper")
    assert reason(desk.do("contract.sign", *mine)) == ("applied", "")


def amended(desk: Terminal, sale: Sale, **values: Any) -> Changes:
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    rows = desk.signing(sale.contract_id, state="amended", signed_version=version, version=version, **values)
    rows[1]["set"]["version"] = version
    return rows


def test_the_paper_of_an_amendment_says_what_it_amends(world: World, desk: Terminal) -> None:
    sale = desk.sale(None, world.model_id, deposit=500_000)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    desk.pull()
    rows = [*amended(desk, sale, delivery_date="2026-12-24"), line(desk, sale)]
    for forge in (put("delivery_on", "2026-12-23"), drop, put("deposit.amount", 700_000)):
        forged = with_paper(desk, rows, forge)
        assert reason(world.terminal().do("contract.amend", *forged)) == ("quarantined", "contract_paper")
    assert reason(desk.do("contract.amend", *rows)) == ("applied", "")


def test_the_paper_of_a_sale_whose_car_was_lost_stays_what_was_signed(world: World, desk: Terminal) -> None:
    car, other = desk.receive(world.model_id), world.terminal()
    sold = with_paper(desk, sale_of(world, desk, car))
    assert sell(world, other, lambda paper: None, car) == ("applied", "")
    assert reason(desk.do("deal.sell", *sold)) == ("conflict", "car_lost")


def test_an_order_that_got_its_car_is_signed_on_a_paper_of_its_own(world: World, desk: Terminal) -> None:
    car = desk.receive(world.model_id)
    order = desk.sale(car, world.model_id, provisional=True, deposit=500_000)
    order.changes.append(line(desk, order))
    assert reason(desk.do("deal.sell", *order.changes)) == ("applied", "")
    desk.pull()
    receipt = next(change["id"] for change in order.changes if change["table"] == "payment")
    final = [
        *desk.signing(order.contract_id), desk.change("stock_stay", car.stay_id, status="sold"),
        desk.movement(car, "reserved", "sold", "wang"),
        *desk.payment(order.deal_id, -500_000, kind="conversion", of="prepayment", refund_of=receipt),
        *desk.payment(order.deal_id, 500_000, kind="deposit"),
    ]  # fmt: skip
    for forge in (put("provisional", True), put("deposit.kind", "prepayment"), drop):
        forged = with_paper(desk, final, forge)
        assert reason(world.terminal().do("contract.sign", *forged)) == ("quarantined", "contract_paper")
    assert reason(desk.do("contract.sign", *final)) == ("applied", "")


def test_money_that_another_desk_took_or_that_waits_for_a_manager_is_no_contradiction(
    world: World, desk: Terminal
) -> None:
    sale, other = drafted(world, desk), world.terminal()
    taken = other.payment(sale.deal_id, 300_000, kind="prepayment")
    assert reason(other.do("payment.take", *taken)) == ("applied", "")
    signed = desk.signing(sale.contract_id)  # nobody here has heard of it
    too_much = with_paper(desk, signed, put("deposit", {"kind": "prepayment", "amount": 300_001}))
    assert reason(world.terminal().do("contract.sign", *too_much)) == ("quarantined", "contract_paper")
    assert reason(desk.do("contract.sign", *signed)) == ("applied", "")

    sale = drafted(world, desk)
    shut = desk.payment(sale.deal_id, 300_000, kind="prepayment", shift_id=desk.shift("wang")["id"])
    assert desk.do("payment.take", *shut)["status"] in ("parked", "quarantined")
    waits = with_paper(
        desk, desk.signing(sale.contract_id), put("deposit", {"kind": "prepayment", "amount": 300_000})
    )
    assert reason(desk.do("contract.sign", *waits)) == ("applied", "")


def test_a_used_car_stands_on_the_paper_as_it_was_valued(world: World, desk: Terminal) -> None:
    sale = drafted(world, desk)
    used = trading.appraisal(desk, sale)
    assert reason(desk.do("trade_in.appraise", used)) == ("applied", "")
    trading.photographed(desk, used["id"])
    desk.pull()
    trading.approved(desk, used)
    assert reason(desk.do("trade_in.accept", *trading.accepted(desk, sale, used))) == ("applied", "")
    desk.pull()
    rows = desk.signing(sale.contract_id)
    for name, value in (("credited", 1), ("plate", "浙A00000"), ("payoff", 1), ("value", 1)):
        forged = with_paper(desk, rows, lambda paper, n=name, v=value: paper["trade_ins"][0].update({n: v}))
        assert reason(world.terminal().do("contract.sign", *forged)) == ("quarantined", "contract_paper")
    assert reason(desk.do("contract.sign", *rows)) == ("applied", "")


def test_what_an_op_says_to_have_seen_is_of_what_it_changes_and_of_nothing_else(
    world: World, desk: Terminal
) -> None:
    sale = drafted(world, desk)
    rows = desk.signing(sale.contract_id)
    rows[0]["was"] |= {"price": LIST_PRICE - 9, "discount": 9}
    forged = with_paper(desk, rows, put("sheet.price", LIST_PRICE - 9))
    assert reason(world.terminal().do("contract.sign", *forged)) == ("quarantined", "contract_paper")
    assert reason(desk.do("contract.sign", *rows)) == ("applied", "")
    assert desk.row("contract", sale.contract_id)["price"] == LIST_PRICE


def test_a_paper_from_before_the_server_was_restored_waits_for_what_is_still_to_come(
    world: World, desk: Terminal
) -> None:
    sale, other = drafted(world, desk), world.terminal()
    newer = with_paper(desk, desk.signing(sale.contract_id), put("terms", "x"))
    assert reason(desk.do("contract.sign", *newer, epoch="before")) == ("parked", "missing")
    assert edited(other, sale, terms="x")[0] == "applied"
    assert desk.row("contract", sale.contract_id)["state"] == "signed"


def test_a_scanned_page_shows_a_version_that_was_signed(world: World, desk: Terminal) -> None:
    sale = desk.sale(None, world.model_id)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    desk.pull()
    drawn = drafted(world, desk)
    for contract_id, values, told in (
        (sale.contract_id, {}, ("applied", "")),
        (sale.contract_id, {"shows": None}, ("applied", "")),
        (sale.contract_id, {"shows": 2}, ("parked", "missing")),
        (drawn.contract_id, {}, ("parked", "missing")),
        (sale.contract_id, {"kind": "picture"}, ("quarantined", "malformed")),
    ):
        given = {
            "owner_table": "contract", "owner_id": contract_id, "kind": "scan", "name": "page.jpeg", "size": 1_000,
            "media_type": "image/jpeg", "sha256": new_id().replace("-", "") * 2, "state": "pending", "withdrawn": 0,
            "shows": 1, "user_id": desk.as_("wang").user_id, "at": "2020-01-01T00:00:00.000000Z",
        }  # fmt: skip
        page = desk.new("attachment", branch_id=desk.branch_id, **{**given, **values})
        assert reason(desk.do("contract.attach", page)) == told, values


INSIDE = [[[0, 0], [0.5, 1.0], [1, 0.25]], []]
OUTSIDE: dict[str, Any] = {
    "over the figures": {"buyer": [[[0.1, 0.1], [0.1, 9.5]]]}, "left of it": {"seller": [[[-0.2, 0.1], [0.1, 0.1]]]},
    "no pair": {"buyer": [[[0.1]]]}, "words": {"buyer": "x"}, "yes": {"buyer": [[[True, False]]]}, "no sides": INSIDE,
    "depth": {"buyer": [[[[0.1, 0.1], [0.1, 0.1]]]]}, "text": "x", "number": 7,
    "endless": {"buyer": [[[0.5, 0.5]] * 20_001]}, "many": {"buyer": [[]] * 20_001},
}  # fmt: skip


def signed_with(world: World, desk: Terminal, strokes: Any) -> tuple[str, str]:
    made = with_paper(desk, sale_of(world, desk))
    next(change["set"] for change in made if change["table"] == "signature")["strokes"] = canonical_json(
        strokes
    )
    return reason(desk.do("deal.sell", *made))


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_pen_draws_nowhere_but_where_is_signed(world: World, desk: Terminal, name: str) -> None:
    """A stroke over a figure would make the paper say something else, and its hash would fit."""
    assert signed_with(world, desk, OUTSIDE[name]) == ("quarantined", "strokes")


@pytest.mark.parametrize(
    "strokes", [None, {}, {"buyer": INSIDE}, {"buyer": INSIDE, "seller": None, "seller_by": "password"}]
)
def test_what_a_pad_or_a_password_leaves_is_taken(world: World, desk: Terminal, strokes: Any) -> None:
    assert signed_with(world, desk, strokes) == ("applied", "")


def test_an_order_is_signed_only_with_the_day_by_which_its_car_is_promised(
    world: World, desk: Terminal
) -> None:
    changes = sale_of(world, desk)
    changes[2]["set"]["delivery_date"] = None
    signed = with_paper(desk, changes)
    assert reason(desk.do("deal.sell", *signed)) == ("quarantined", "promise_missing")
    with_car = sale_of(world, desk, desk.receive(world.model_id))
    with_car[2]["set"]["delivery_date"] = None
    assert reason(desk.do("deal.sell", *with_paper(desk, with_car))) == ("applied", "")
