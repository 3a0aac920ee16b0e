"""The paper that a customer signs, drawn from the rows of an op and from what its terminal pulled before.

Plain JSON, for the rows may be forged: whatever they hold, the paper says the same.
"""

from __future__ import annotations

import json
from typing import Any

Row = dict[str, Any]
Known = dict[tuple[str, str], Row]
_LINE = ("kind", "label", "amount", "payee", "nature")
_PUT_DOWN = ("deposit", "prepayment")


def drawn(known: Known, changes: list[Row], signature: Row) -> Row:
    """The document of the contract that a signature names, as it is once the op is done."""
    rows = _after(known, changes)
    contract = rows.get(("contract", signature["contract_id"]), {})
    car = rows.get(("vehicle", contract.get("vehicle_id")), {})
    buyer = {
        name: contract.get(f"buyer_{name}") for name in ("name", "id_number", "phone", "address")
    }  # fmt: skip
    paper = {
        **{name: contract.get(name) for name in ("no", "state", "drawn_on", "delivery_place", "terms")},
        "version": signature.get("version"), "language": signature.get("language"),
        "provisional": bool(contract.get("provisional")), "delivery_on": contract.get("delivery_date"),
        "seller": {"name": "店"}, "buyer": _filled({"name": "", **buyer}),
        "car": _filled({
            "brand": "云行", "model": "E5", "vin": car.get("vin"), "colour": contract.get("colour"),
            "options": [_named(option) for option in _options(contract)],
        }),
        "sheet": {
            "list_price": contract.get("list_price"), "price": contract.get("price"),
            "lines": _lines(rows, signature["contract_id"]), **_filled({"options": _options(contract)}),
        },
        "plan": _json(contract.get("plan")), "trade_ins": _used_cars(rows, signature["contract_id"]),
        "deposit": _deposit(rows, contract),
    }  # fmt: skip
    return _filled(paper)


def _after(known: Known, changes: list[Row]) -> dict[tuple[str, Any], Row]:
    rows: dict[tuple[str, Any], Row] = dict(known)
    for change in changes:
        if "set" in change:  # others are sealed
            key = change["table"], change["id"]
            rows[key] = {**rows.get(key, {"id": change["id"]}), **change["set"]}
    return rows


def _filled(values: Row) -> Row:
    """Empty fields are left out, as terminals leave them out."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, False)}


def _json(text: Any) -> Any:
    try:
        return json.loads(text) if text else None
    except (TypeError, ValueError):
        return text


def _options(contract: Row) -> list[Row]:
    chosen = _json(contract.get("options"))
    return [each for each in chosen if isinstance(each, dict)] if isinstance(chosen, list) else []


def _named(option: Row) -> Any:
    return option.get("name_zh") or option.get("name")


def _of_contract(rows: dict[tuple[str, Any], Row], contract_id: str) -> list[Row]:
    lines = (row for (table, _), row in rows.items() if table == "contract_line")
    return [row for row in lines if row.get("contract_id") == contract_id and not row.get("removed")]


def _lines(rows: dict[tuple[str, Any], Row], contract_id: str) -> list[Row]:
    lines = _of_contract(rows, contract_id)
    return [{"amount": row["amount"], **_filled({name: row.get(name) for name in _LINE})} for row in lines]


def _used_cars(rows: dict[tuple[str, Any], Row], contract_id: str) -> list[Row]:
    shown = []
    for line in _of_contract(rows, contract_id):
        car = rows.get(("trade_in", line.get("trade_in_id")), {})
        if car:
            names = ("plate", "vin", "first_registered_on", "km", "value", "payoff", "payout")
            shown.append({"car": "", "credited": line["amount"], **{name: car.get(name) for name in names}})
    return shown


def _deposit(rows: dict[tuple[str, Any], Row], contract: Row) -> Row:
    paid = [row for (table, _), row in rows.items() if table == "payment"]
    ours = [row for row in paid if row.get("deal_id") == contract.get("deal_id")]
    left = {
        row.get("id"): (row.get("kind"), row["amount"] + _given_back(ours, row.get("id")))
        for row in ours
        if row.get("kind") in _PUT_DOWN and isinstance(row.get("amount"), int)
    }
    binding = {} if contract.get("provisional") else {k: v for k, v in left.items() if v[0] == "deposit"}
    amount = sum(amount for _, amount in (binding or left).values())
    return {"kind": "deposit" if binding else "prepayment", "amount": amount} if amount else {}


def _given_back(paid: list[Row], receipt_id: Any) -> int:
    return sum(row["amount"] for row in paid if row.get("refund_of") == receipt_id and receipt_id)
