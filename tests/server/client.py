"""A terminal in a few lines: the rows that its people write, one method a kind. `wire.py` sends them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from app import crypto
from app.clock import iso
from app.domain import contract_document as paper_of
from app.domain.pricing import PriceSheet
from app.domain.states import ContractState
from app.ids import new_id, vehicle_id
from app.models.base import canonical_json
from tests.server.wire import NO_DIGEST, NO_PAPER, Wire

PROMISED_ON = "2026-12-31"
"""By when an order without a car is promised one."""
LIST_PRICE = 11_700_000
_serial = count(1)
LEDGER = {
    "deposit": "customer:deposit", "prepayment": "customer:prepayment", "balance": "customer:payment",
    "refund": "customer:payment", "void": "customer:payment", "compensation": "dealer:compensation",
    "loan": "lender:loan", "payout": "customer:trade_in", "payoff": "lender:payoff",
}  # fmt: skip


@dataclass
class Car:
    """A car in stock."""

    vin: str
    id: str
    stay_id: str


@dataclass
class Sale:
    """The rows of a sale, by what they are."""

    changes: list[dict[str, Any]]
    customer_id: str
    deal_id: str
    contract_id: str
    contract_no: str


@dataclass
class Terminal(Wire):
    """An enrolled terminal that can write everything a showroom writes."""

    @property
    def scope(self) -> str:
        """The branch's scope."""
        return f"branch:{self.branch_id}"

    def new(
        self, table: str, row_id: str | None = None, scope: str | None = None, **values: Any
    ) -> dict[str, Any]:
        """A new row."""
        return {
            "table": table,
            "id": row_id or new_id(),
            "scope": scope or self.scope,
            "base": None,
            "set": values,
            "was": {},
        }

    def change(self, table: str, row_id: str, **values: Any) -> dict[str, Any]:
        """A change of a row as it was last pulled here."""
        row = self.rows[table, row_id]
        was = {column: row[column] for column in values}
        return {
            "table": table,
            "id": row_id,
            "scope": row["scope"],
            "base": row["ver"],
            "set": values,
            "was": was,
        }

    def sealed(self, change: dict[str, Any]) -> dict[str, Any]:
        """A change that only the server can read."""
        box = crypto.seal(crypto.unb64(self.server_keys["sealing"]), canonical_json(change).encode())
        return {"table": change["table"], "sealed": crypto.b64(box)}

    def number(self, mark: str = "") -> str:
        """The next printed number of this terminal."""
        return f"{mark}{self.prefix}-26-{next(self.numbers):05d}"

    def receive(self, model_id: str, cost: int | None = None, user: str = "liu") -> Car:
        """Take a car in and push that."""
        vin = f"LFVTEST1{next(_serial):09d}"
        car = Car(vin, vehicle_id(vin), new_id())
        changes = self.arrival(car, model_id, user)
        if cost is not None:
            scope = f"{self.scope}:finance"
            changes.append(self.sealed(self.new("stock_cost", scope=scope, stay_id=car.stay_id, cost=cost)))
        outcome = self.do("stock.receive", *changes, user=user)
        assert outcome["status"] == "applied", outcome
        self.pull()
        return car

    def arrival(self, car: Car, model_id: str, user: str) -> list[dict[str, Any]]:
        """The rows of a car that is taken in."""
        vehicle = self.new(
            "vehicle", car.id, "org", vin=car.vin, model_id=model_id, colour="珍珠白", certificate_state="in_hand"
        )  # fmt: skip
        stay = self.new(
            "stock_stay", car.stay_id, "org", vehicle_id=car.id, branch_id=self.branch_id, stock_no=car.vin[-6:],
            status="in_stock", active=1, list_price=LIST_PRICE, arrived_on="2026-11-01", check_digit_accepted=1,
        )  # fmt: skip
        return [vehicle, stay, self.movement(car, None, "in_stock", user)]

    def movement(self, car: Car, before: str | None, after: str, user: str) -> dict[str, Any]:
        """A car's move from one status to another."""
        return self.new(
            "stock_movement", stay_id=car.stay_id, from_status=before, to_status=after, reason="test",
            user_id=self.as_(user).user_id, at=iso(self.clock.now()),
        )  # fmt: skip

    def customer(self, name: str = "李晓明") -> dict[str, Any]:
        """A new customer."""
        return self.new(
            "customer",
            branch_id=self.branch_id,
            kind="person",
            name=name,
            phone="15445693243",
            id_kind="id_card",
            id_number="110101199003078670",
            archived=0,
        )

    def demonstrator(self, car: Car) -> None:
        """Keep a car that was just received for driving."""
        self.pull()
        kept = self.change("stock_stay", car.stay_id, status="demonstrator")
        move = self.movement(car, "in_stock", "demonstrator", "liu")
        assert self.do("stock.transfer", kept, move, user="liu")["status"] == "applied"
        self.pull()

    def drive(self, car: Car, customer_id: str, *, hours: float = 0, **values: Any) -> dict[str, Any]:
        """A test drive of 45 minutes, so many hours from now."""
        starts = self.clock.now() + timedelta(hours=hours)
        given = {
            "starts_at": iso(starts), "ends_at": iso(starts + timedelta(minutes=45)), "state": "booked",
            "user_id": self.as_("wang").user_id, **values,
        }  # fmt: skip
        return self.new(
            "test_drive", branch_id=self.branch_id, customer_id=customer_id, vehicle_id=car.id, **given
        )

    def visit(self, customer_id: str, *, hours: float = 24, **values: Any) -> dict[str, Any]:
        """A visit to the workshop, so many hours from now."""
        given = {
            "starts_at": iso(self.clock.now() + timedelta(hours=hours)), "state": "booked", "vin": "LSVAL41Z882104202",
            "car": "VW Passat", "reasons": '["service"]', "user_id": self.as_("wang").user_id, **values,
        }  # fmt: skip
        return self.new("service_visit", branch_id=self.branch_id, customer_id=customer_id, **given)

    def call(self, contract_id: str, **values: Any) -> dict[str, Any]:
        """A call after the sale."""
        given = {
            "step": "day1", "outcome": "reached", "score": 5, "at": iso(self.clock.now()),
            "user_id": self.as_("wang").user_id, **values,
        }  # fmt: skip
        return self.new("follow_up", branch_id=self.branch_id, contract_id=contract_id, **given)

    def agreed(self, car: Car, **values: Any) -> dict[str, Any]:
        """What an agreement that was signed says."""
        given = {
            "licence_no": "330106199003", "licence_class": "C1", "licence_until": "2099-08-14",
            "agreed_at": iso(self.clock.now()), "agreed_car": car.id, "agreement_hash": "0" * 64,
        }  # fmt: skip
        return {**given, **values}

    def draft(
        self, car: Car | None, model_id: str, *, price: int = LIST_PRICE, user: str = "wang", **contract: Any
    ) -> Sale:
        """The rows of a quote with its contract draft."""
        who, customer = self.as_(user).user_id, self.customer()
        deal = self.new(
            "deal",
            no=self.number("D-"),
            branch_id=self.branch_id,
            customer_id=customer["id"],
            seller_id=who,
            state="quote",
            opened_on="2026-11-22",
        )
        values = {
            "no": self.number(),
            "branch_id": self.branch_id,
            "deal_id": deal["id"],
            "seller_id": who,
            "state": "draft",
            "provisional": 0,
            "version": 1,
            "language": "zh_CN",
            "customer_id": customer["id"],
            "buyer_name": "李晓明",
            "buyer_id_number": "110101199003078670",
            "vehicle_id": car.id if car else None,
            "model_id": model_id,
            "list_price": LIST_PRICE,
            "price": price,
            "discount": LIST_PRICE - price,
            "drawn_on": "2026-11-22",
            **({} if car else {"delivery_date": PROMISED_ON}),
        }
        drawn = self.new("contract", **{**values, **contract})
        return Sale([customer, deal, drawn], customer["id"], deal["id"], drawn["id"], drawn["set"]["no"])

    def quote(
        self, car: Car | None, model_id: str, *, price: int = LIST_PRICE, user: str = "wang", **values: Any
    ) -> list[dict[str, Any]]:
        """The rows of a quote: customer, deal, and what was offered."""
        made = self.draft(car, model_id, price=price, user=user).changes[:2]
        no, day = self.number("Q-"), "2026-11-22"
        paper = paper_of.ContractDocument(
            no, 1, ContractState.DRAFT, date.fromisoformat(day), paper_of.Seller("店"), paper_of.Buyer("李晓明"),
            paper_of.Car("", ""), PriceSheet(LIST_PRICE, price),
        )  # fmt: skip
        given = {
            "no": no, "branch_id": self.branch_id, "deal_id": made[1]["id"], "seller_id": self.as_(user).user_id,
            "version": 1, "language": "zh_CN", "model_id": model_id, "vehicle_id": car.id if car else None,
            "list_price": LIST_PRICE, "price": price, "payable": price, "quoted_on": day, "valid_until": "2026-11-29",
            "document": canonical_json(paper.to_dict()), "at": iso(self.clock.now()),
        }  # fmt: skip
        return [*made, self.new("quote", **{**given, **values})]

    def sold(self, car: Car, user: str = "wang") -> list[dict[str, Any]]:
        """The rows by which a car is marked sold."""
        return [
            self.change("stock_stay", car.stay_id, status="sold"),
            self.movement(car, "in_stock", "sold", user),
        ]

    def sale(
        self,
        car: Car | None,
        model_id: str,
        *,
        price: int = LIST_PRICE,
        deposit: int = 0,
        provisional: bool = False,
        user: str = "wang",
    ) -> Sale:
        """The rows of a sale in one action."""
        state = "approved" if provisional else "signed"
        sold = self.draft(car, model_id, price=price, user=user, state=state, provisional=int(provisional))
        now = iso(self.clock.now())
        sold.changes[1]["set"]["state"] = "order" if provisional else "contracted"
        sold.changes.append(self.signature(sold.contract_id, user=user))
        if not provisional:
            sold.changes[2]["set"] |= {"signed_at": now, "signed_version": 1}
            sold.changes += self.sold(car, user) if car is not None else []
        if deposit:
            kind = "prepayment" if provisional else "deposit"
            sold.changes += self.payment(sold.deal_id, deposit, kind=kind, user=user)
        return sold

    def signature(self, contract_id: str, version: int = 1, user: str = "wang") -> dict[str, Any]:
        """What a customer signed; its paper is drawn when the op is made."""
        return self.new(
            "signature", contract_id=contract_id, branch_id=self.branch_id, version=version, language="zh_CN",
            document=NO_PAPER, document_digest=NO_DIGEST, pdf_hash="0" * 64, user_id=self.as_(user).user_id,
            at=iso(self.clock.now()),
        )  # fmt: skip

    def signing(self, contract_id: str, user: str = "wang", **values: Any) -> list[dict[str, Any]]:
        """The rows by which a contract is signed as it was last pulled here; its car is another matter."""
        contract = self.rows["contract", contract_id]
        now, version = iso(self.clock.now()), contract["version"]
        signed = {"state": "signed", "signed_at": now, "signed_version": version, **values}
        rows = [self.change("contract", contract_id, **signed), self.signature(contract_id, version, user)]
        if self.rows["deal", contract["deal_id"]]["state"] in ("quote", "order"):
            rows.append(self.change("deal", contract["deal_id"], state="contracted"))
        return rows

    def payment(
        self,
        deal_id: str,
        amount: int,
        *,
        kind: str = "balance",
        of: str = "",
        user: str = "wang",
        **values: Any,
    ) -> list[dict[str, Any]]:
        """A receipt and the two ledger entries behind it; a refund is booked against the kind that it is `of`."""
        who, transaction = self.as_(user).user_id, new_id()
        paid = {
            "receipt_no": self.number("R-"),
            "branch_id": self.branch_id,
            "deal_id": deal_id,
            "kind": kind,
            "amount": amount,
            "method": "cash",
            "user_id": who,
            "paid_on": "2026-11-22",
            "at": iso(self.clock.now()),
        }
        if user in self.shifts:
            paid["shift_id"] = self.shifts[user]
        payment = self.new("payment", **{**paid, **values})
        entries = [
            self.new(
                "ledger_entry",
                branch_id=self.branch_id,
                transaction_id=transaction,
                payment_id=payment["id"],
                deal_id=deal_id,
                account=account,
                amount=signed,
                posted_on="2026-11-22",
            )
            for account, signed in (("cash:cash", amount), (LEDGER[of or kind], -amount))
        ]
        return [payment, *entries]

    def approval(
        self,
        contract: dict[str, Any],
        manager: str = "sun",
        said: dict[str, Any] | None = None,
        **values: Any,
    ) -> dict[str, Any]:
        """A manager's signed yes to a contract as a change or a pulled row has it; `said` says something else."""
        who, shown = self.as_(manager), {"id": contract["id"], **contract.get("set", contract)}
        bound = {name: shown[name] for name in ("version", "model_id", "vehicle_id", "list_price", "price")}
        bound |= {"takings": shown["price"], "gifts": "", "follows": ""}
        about = {
            "contract_id": shown["id"], "kind": "discount", "reason_code": "aged", "approver_id": who.user_id,
        }  # fmt: skip
        said = {**about, **bound, **(said or {})}
        signature = crypto.b64(crypto.sign(who.seed, canonical_json(said).encode()))
        row = {**said, "branch_id": self.branch_id, "ticket": who.ticket, "signature": signature}
        return self.new("approval", **{**row, "at": iso(self.clock.now()), **values})

    def shift(self, user: str, **values: Any) -> dict[str, Any]:
        """A new shift of a person at this terminal."""
        given = {
            "branch_id": self.branch_id, "terminal_id": self.id, "user_id": self.as_(user).user_id,
            "opened_at": iso(self.clock.now()), "opened_on": "2026-11-22", "opening_cash": 10_000, "state": "open",
        }  # fmt: skip
        return self.new("shift", **{**given, **values})

    def reversal(
        self, receipt: dict[str, Any], manager: str | None = "sun", user: str = "qian", **values: Any
    ) -> dict[str, Any]:
        """That a receipt shall go back; with a manager, approved and signed by them at this terminal."""
        row = {
            "id": new_id(), "branch_id": self.branch_id, "payment_id": receipt["id"], "kind": "refund",
            "amount": receipt["set"]["amount"], "reason": "退订", "reference": None,
            "user_id": self.as_(user).user_id, "asked_at": iso(self.clock.now()), "state": "asked",
        }  # fmt: skip
        row |= values
        if manager is not None:
            who = self.as_(manager)
            row |= {"state": "approved", "approver_id": who.user_id, "ticket": who.ticket, **values}
            said = {name: row[name] for name in ("payment_id", "kind", "amount", "reason", "approver_id")}
            said = canonical_json({"reversal_id": row["id"], **said})
            row.setdefault("signature", crypto.b64(crypto.sign(who.seed, said.encode())))
        change = self.new("reversal", **{k: v for k, v in row.items() if k != "id"})
        return {**change, "id": row["id"]}


def decided(
    terminal: Terminal, sale: Sale, decision: str, user: str = "sun", **values: Any
) -> dict[str, Any]:
    """A person's decision about the op that drew a contract."""
    (case,) = terminal.all("sync_case", kind="op", contract_id=sale.contract_id)
    return resolved(terminal, case, decision, user, **values)


def about_op(terminal: Terminal, no: int) -> dict[str, Any]:
    """The case of an op of that number, which was set aside."""
    cases = terminal.all("sync_case", kind="op")
    return next(
        case
        for case in cases
        if (data := json.loads(case["data"]))["no"] == no and data["terminal_id"] == terminal.id
    )


def resolved(
    terminal: Terminal, case: dict[str, Any], decision: str, user: str = "sun", **values: Any
) -> dict[str, Any]:
    """A person's decision about a case."""
    who = terminal.as_(user).user_id
    resolution = canonical_json({"decision": decision})
    given = {"state": "resolved", "resolution": resolution, "resolved_by": who, **values}
    return terminal.do("case.resolve", terminal.change("sync_case", case["id"], **given), user=user)
