"""What people do at the other maker's terminal: rows of a delivery of cars, of a sale, of a draft."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.protocol.client import Client, Row
from tests.protocol.wire import canonical, car_id, new_id, sha256


@dataclass
class Counter:
    """A client with its number series."""

    client: Client
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def scope(self) -> str:
        """The branch's."""
        return f"branch:{self.client.branch}"

    def receive(self, user: str, vin: str, *, list_price: int, cost: int) -> str:
        """Take a car in; its cost is sealed, for this terminal must not keep it."""
        client, stay = self.client, new_id()
        model = next(iter(client.rows("model")))
        client.act("stock.receive", user, [
            client.new("vehicle", "org", {
                "vin": vin, "model_id": model, "colour": "珍珠白", "certificate_state": "in_hand",
            }, car_id(vin)),
            client.new("stock_stay", "org", {
                "vehicle_id": car_id(vin), "branch_id": client.branch, "status": "in_stock", "active": 1,
                "stock_no": f"S-{vin[-6:]}", "list_price": list_price, "check_digit_accepted": 0,
            }, stay),
            client.new("stock_cost", f"{self.scope}:finance", {"stay_id": stay, "cost": cost}),
            client.new("stock_movement", self.scope, {
                "stay_id": stay, "to_status": "in_stock", "reason": "received",
                "user_id": client.users[user].id, "at": client.now(),
            }),
        ])  # fmt: skip
        return car_id(vin)

    def sell(self, user: str, car: str, name: str, *, price: int, deposit: int) -> dict[str, str]:
        """A whole sale in one op; what comes back are its numbers."""
        client, who = self.client, self.client.users[user].id
        today, now = client.now()[:10], client.now()
        ids = {noun: new_id() for noun in ("customer", "deal", "contract", "payment", "transaction")}
        no = f"{client.prefix}-{today[2:4]}-{next(self.numbers):05}"
        stay = next(
            row for row in client.rows("stock_stay").values() if row["vehicle_id"] == car and row["active"]
        )
        paper = self._paper(no, car, name, today, list_price=stay["list_price"], price=price, deposit=deposit)
        unsigned = {key: value for key, value in paper.items() if key != "state"}
        changes = [
            *self._papers(user, ids, no, name, today),
            client.new("contract", self.scope, {
                **self._contract(user, ids, no, car, name, today, stay["list_price"]),
                "price": price, "discount": stay["list_price"] - price, "state": "signed",
                "signed_at": now, "signed_version": 1,
            }, ids["contract"]),
            client.new("signature", self.scope, {
                "contract_id": ids["contract"], "branch_id": client.branch, "version": 1, "language": "zh_CN",
                "document": canonical(paper), "document_digest": sha256(canonical(unsigned)), "pdf_hash": sha256(no),
                "user_id": who, "at": now,
            }),
            client.new("payment", self.scope, {
                "receipt_no": f"R-{no}", "branch_id": client.branch, "deal_id": ids["deal"], "kind": "deposit",
                "amount": deposit, "method": "cash", "user_id": who, "paid_on": today, "at": now,
            }, ids["payment"]),
            *(client.new("ledger_entry", self.scope, {
                "branch_id": client.branch, "transaction_id": ids["transaction"], "payment_id": ids["payment"],
                "deal_id": ids["deal"], "account": account, "amount": amount, "posted_on": today,
            }) for account, amount in (("cash:cash", deposit), ("customer:deposit", -deposit))),
            client.changed("stock_stay", stay["id"], status="sold"),
            client.new("stock_movement", self.scope, {
                "stay_id": stay["id"], "from_status": stay["status"], "to_status": "sold",
                "reason": "sold", "user_id": who, "at": now,
            }),
        ]  # fmt: skip
        client.act("deal.sell", user, changes)
        return {"contract": no, "receipt": f"R-{no}", "contract_id": ids["contract"]}

    def draft(self, user: str, car: str, name: str, *, list_price: int) -> str:
        """A contract that is not signed; what comes back is its id."""
        client, today = self.client, self.client.now()[:10]
        ids = {noun: new_id() for noun in ("customer", "deal", "contract")}
        no = f"{client.prefix}-{today[2:4]}-{next(self.numbers):05}"
        client.act("contract.draft", user, [
            *self._papers(user, ids, no, name, today, state="quote"),
            client.new("contract", self.scope, {
                **self._contract(user, ids, no, car, name, today, list_price),
                "price": list_price, "discount": 0, "state": "draft",
            }, ids["contract"]),
        ])  # fmt: skip
        return ids["contract"]

    def reprice(self, user: str, contract: str, price: int) -> None:
        """Another price, before anything is signed."""
        row = self.client.rows("contract")[contract]
        change = self.client.changed(
            "contract", contract, price=price, discount=row["list_price"] - price, version=row["version"] + 1
        )
        self.client.act("contract.edit", user, [change])

    def resolve(self, user: str, case: Row, price: int) -> None:
        """Decide a merge task about a price."""
        client = self.client
        row = client.rows("contract")[case["contract_id"]]
        client.act("case.resolve", user, [
            client.changed(
                "sync_case", case["id"], state="resolved", resolution=canonical({"price": str(price)}),
                resolved_by=client.users[user].id, resolved_at=client.now(),
            ),
            client.changed(
                "contract", row["id"], price=price, discount=row["list_price"] - price, version=row["version"] + 1
            ),
        ])  # fmt: skip

    def _papers(
        self, user: str, ids: Row, no: str, name: str, today: str, state: str = "contracted"
    ) -> list[Row]:
        client = self.client
        return [
            client.new("customer", self.scope, {
                "branch_id": client.branch, "kind": "person", "name": name, "phone": "13800000000",
                "id_kind": "id_card", "archived": 0,
            }, ids["customer"]),
            client.new("deal", self.scope, {
                "no": f"D-{no}", "branch_id": client.branch, "customer_id": ids["customer"],
                "seller_id": client.users[user].id, "opened_on": today, "state": state,
            }, ids["deal"]),
        ]  # fmt: skip

    def _paper(
        self, no: str, car: str, name: str, today: str, *, list_price: int, price: int, deposit: int
    ) -> Row:
        return {
            "no": no, "version": 1, "state": "signed", "drawn_on": today, "seller": {"name": "店"},
            "buyer": {"name": name}, "sheet": {"list_price": list_price, "price": price},
            "car": {"brand": "", "model": "", "vin": self.client.rows("vehicle")[car]["vin"]},
            "deposit": {"kind": "deposit", "amount": deposit},
        }  # fmt: skip

    def _contract(
        self, user: str, ids: Row, no: str, car: str, name: str, today: str, list_price: int
    ) -> Row:
        return {
            "no": no, "branch_id": self.client.branch, "deal_id": ids["deal"],
            "seller_id": self.client.users[user].id, "language": "zh_CN", "list_price": list_price,
            "drawn_on": today, "customer_id": ids["customer"], "buyer_name": name, "vehicle_id": car,
            "model_id": self.client.rows("vehicle")[car]["model_id"], "provisional": 0, "version": 1,
        }  # fmt: skip
