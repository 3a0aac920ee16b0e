"""(4) What used cars pay, what the house owes for them, and what lenders gave, counted anew from the rows alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from app.models.deal import Deal
from app.services import payments, used_car_debts
from tests.simulation.invariants import Evidence, check

USED_CARS = (
    "SELECT t.id, t.plate, t.vin, t.state, coalesce(t.value, 0), t.payoff, t.payout, d.id, d.state FROM trade_in t "
    "JOIN deal d ON d.id = t.deal_id"
)
LINES = (
    "SELECT l.trade_in_id, l.amount FROM contract_line l JOIN contract c ON c.id = l.contract_id "
    "WHERE l.removed = 0 AND l.trade_in_id IS NOT NULL AND c.state <> 'cancelled'"
)
GIVEN = "SELECT about_id, kind, -sum(amount) FROM payment WHERE kind IN ('payout', 'payoff') GROUP BY about_id, kind"
OWED = (
    "SELECT d.id, c.price, coalesce((SELECT sum(CASE WHEN l.kind = 'trade_in' THEN -l.amount WHEN l.nature = 'gift' "
    "THEN 0 ELSE l.amount END) FROM contract_line l WHERE l.contract_id = c.id AND l.removed = 0), 0) FROM deal d "
    "JOIN contract c ON c.deal_id = d.id WHERE c.state <> 'cancelled'"
)


TWICE = (
    "SELECT count(*) FROM sync_case WHERE kind = 'op' AND resolution ->> '$.decision' = 'accept' "
    "AND data ->> '$.reason.code' IN ('payout_given', 'payoff_given')"
)


@check
def used_cars(evidence: Evidence) -> Iterator[str]:
    """A used car on a contract pays what it is worth; what is above goes to the customer, what is owed to its lender,
    each once and never more, unless a manager said of a second payment that the money did leave."""
    lines: dict[str, list[int]] = {}
    for row, amount in evidence.ask(LINES):
        lines.setdefault(row, []).append(amount)
    given = {(row, kind): amount for row, kind, amount in evidence.ask(GIVEN)}
    ((twice,),) = evidence.ask(TWICE)
    for row, plate, _, state, value, payoff, payout, _, deal in evidence.ask(USED_CARS):
        there = lines.get(row, [])
        counts = state in ("accepted", "taken") and deal != "cancelled"
        if counts and there != [value - payoff - payout]:
            yield f"{plate} is worth {value}, of that {payoff} owed and {payout} paid out; its lines are {there}"
        if not counts and there:
            yield f"{plate} is {state} and pays {there}"
        if twice:
            continue
        if not 0 <= given.get((row, "payout"), 0) <= max(payout, 0):
            yield f"{given[row, 'payout']} were paid out for {plate}, and {payout} were to be"
        if given.get((row, "payoff"), 0) not in (0, payoff):
            yield f"the lender of {plate} got {given[row, 'payoff']} of {payoff}"


@check
def counted_once(evidence: Evidence) -> Iterator[str]:
    """One used car on two contracts is a case."""
    counting = Counter(
        vin
        for _, _, vin, state, *_, deal in evidence.ask(USED_CARS)
        if state in ("accepted", "taken") and deal != "cancelled"
    )
    told = {json.loads(data)["plate"] for kind, *_, data in evidence.cases if kind == "used_car"}
    plates: dict[str, set[str]] = {}
    for _, plate, vin, *_ in evidence.ask(USED_CARS):
        plates.setdefault(vin, set()).add(plate)
    for vin, count in counting.items():
        if count > 1 and not plates[vin] & told:
            yield f"{vin} pays for {count} contracts, and nobody was told"


@check
def house_owes(evidence: Evidence) -> Iterator[str]:
    """After a cancellation: the worth of each car that is kept, less what was paid out; for one that went back what was
    paid comes back."""
    given = {(row, kind): amount for row, kind, amount in evidence.ask(GIVEN)}
    owed: Counter[str] = Counter()
    for row, _, _, state, value, payoff, _, deal, deal_state in evidence.ask(USED_CARS):
        paid_out, paid_off = given.get((row, "payout"), 0), given.get((row, "payoff"), 0)
        if deal_state == "cancelled" and state == "kept":
            owed[deal] += max(0, value - payoff - paid_out)
        if deal_state == "cancelled" and state == "cancelled":
            owed[deal] -= paid_out + paid_off
    with evidence.world.central.server.database.reading() as session:
        for deal in sorted(owed):
            if (said := used_car_debts.owed(session, deal)) != owed[deal]:
                yield f"for {deal} the house owes {owed[deal]}, and says {said}"
        for deal_id, price, lines in evidence.ask(OWED):
            said = payments.payable(session, session.get_one(Deal, deal_id))
            if said != price + lines:
                yield f"for {deal_id} {price + lines} are to be paid, and it says {said}"
            if said < 0:
                yield f"for {deal_id} less than nothing is to be paid: {said}"


@check
def loans(evidence: Evidence) -> Iterator[str]:
    """One application at a time; a lender's money is what it granted, once; and none for one that is not paid out."""
    for deal, count in evidence.ask(
        "SELECT deal_id, count(*) FROM loan_application WHERE state IN ('draft', 'submitted', 'conditions', 'approved') "
        "GROUP BY deal_id HAVING count(*) > 1"
    ):
        yield f"deal {deal} has {count} applications under way"
    for row, state, granted, count, total in evidence.ask(
        "SELECT a.id, a.state, a.granted, count(p.id), coalesce(sum(p.amount), 0) FROM loan_application a "
        "LEFT JOIN payment p ON p.about_id = a.id AND p.kind = 'loan' GROUP BY a.id"
    ):
        if (count, total) != ((1, granted) if state == "released" else (0, 0)):
            yield f"application {row} is {state}, {granted} were granted, and {total} came in {count} parts"


_WHEN = (
    "SELECT max(seq * 1000000 + ord) FROM change_log WHERE table_name = ? AND row_id = ? "
    "AND columns LIKE '%\"state\"%'"
)


@check
def lenders_no(evidence: Evidence) -> Iterator[str]:
    """After a lender's no nothing of a cancelled contract's money is kept: it went back, or is asked back."""
    for contract, deal, loan in evidence.ask(
        "SELECT c.id, c.deal_id, (SELECT a.id FROM loan_application a WHERE a.deal_id = c.deal_id ORDER BY a.id DESC "
        "LIMIT 1) FROM contract c WHERE c.state = 'cancelled' AND c.plan IS NOT NULL"
    ):
        declined = evidence.ask("SELECT 1 FROM loan_application WHERE id = ? AND state = 'declined'", loan)
        ((ended,),) = evidence.ask(_WHEN, "contract", contract)
        ((said,),) = evidence.ask(_WHEN, "loan_application", loan or "")
        if not declined or ended is None or (said or 0) > ended:
            continue  # the lender said so afterwards
        for (receipt,) in evidence.ask(
            "SELECT p.receipt_no FROM payment p JOIN change_log l ON l.table_name = 'payment' AND l.row_id = p.id "
            "WHERE p.deal_id = ? AND p.kind IN ('deposit', 'prepayment', 'balance') AND p.amount > 0 AND l.seq * 1000000 + l.ord < ? "
            "AND p.amount + coalesce((SELECT sum(r.amount) FROM payment r WHERE r.refund_of = p.id), 0) > 0 "
            "AND NOT EXISTS (SELECT 1 FROM reversal w WHERE w.payment_id = p.id)",
            deal, ended,
        ):  # fmt: skip
            yield f"{receipt} is kept, though the lender said no"


SIGNED_LINES = (
    "SELECT l.contract_id, l.kind, l.label, l.amount, t.vin, t.value, t.payoff, t.payout FROM contract_line l "
    "LEFT JOIN trade_in t ON t.id = l.trade_in_id WHERE l.removed = 0"
)


@check
def signed_lines(evidence: Evidence) -> Iterator[str]:
    """(12) A signed contract has the lines and used cars that its paper has."""
    rows: dict[str, list[str]] = {}
    for contract, *line in evidence.ask(SIGNED_LINES):
        rows.setdefault(contract, []).append(str(line))
    for no, contract, document in evidence.ask(
        "SELECT c.no, c.id, s.document FROM contract c JOIN signature s ON s.contract_id = c.id "
        "AND s.version = c.signed_version WHERE c.state IN ('signed', 'amended') AND c.provisional = 0"
    ):
        paper = json.loads(document)
        cars = {(car["plate"], car["credited"]): car for car in paper.get("trade_ins", ())}
        said = []
        for line in paper["sheet"]["lines"]:
            if line["kind"] != "purchase_tax":
                car = cars.get((line["label"], line["amount"])) if line["kind"] == "trade_in" else None
                worth = [car.get(name, 0) if car else None for name in ("vin", "value", "payoff", "payout")]
                said.append(str([line["kind"], line["label"], line["amount"], *worth]))
        if sorted(said) != sorted(rows.get(contract, [])):
            yield f"{no} has {sorted(rows.get(contract, []))}, its paper {sorted(said)}"
