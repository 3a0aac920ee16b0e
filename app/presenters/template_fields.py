"""What people call the fields of a contract's text, in the groups in which they look for them."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import N_, tr

GROUPS: Mapping[str, Mapping[str, str]] = {
    N_("Contract"): {
        "contract_no": N_("contract number"), "drawn_on": N_("day of the contract"), "place": N_("place of signing"),
    },
    N_("Parties"): {
        "seller_name": N_("seller"), "seller_agent": N_("consultant"), "buyer_name": N_("buyer"),
        "buyer_phone": N_("buyer's telephone"),
    },
    N_("Car"): {
        "brand": N_("brand"), "model": N_("model"), "vin": N_("VIN"), "colour": N_("colour"),
        "interior": N_("interior"),
    },
    N_("Amounts"): {
        "price": N_("price"), "price_words": N_("price in words"), "list_price": N_("list price"),
        "discount": N_("discount"), "add_ons": N_("add-ons"), "collected": N_("collected for others"),
        "trade_in": N_("used car taken in"), "payable": N_("payable"), "payable_words": N_("payable in words"),
        "on_the_road": N_("price on the road"), "balance": N_("balance"), "balance_words": N_("balance in words"),
    },
    N_("Deposit"): {
        "deposit": N_("deposit"), "deposit_words": N_("deposit in words"), "deposit_share": N_("share of the price"),
        "deposit_on": N_("day of the deposit"),
    },
    N_("Loan"): {
        "lender": N_("lender"), "loan": N_("loan"), "loan_words": N_("loan in words"), "months": N_("months"),
        "rate": N_("yearly rate"),
    },
    N_("Handover"): {
        "delivery_on": N_("day of the handover"), "delivery_place": N_("place of the handover"),
        "terms": N_("further terms"),
    },
}  # fmt: skip
_NAMES = {key: name for group in GROUPS.values() for key, name in group.items()}


def name_of(key: str) -> str:
    """What people call a field: `price in words` for `price_words`."""
    return tr(_NAMES[key])


def find(text: str) -> list[str]:
    """Fields by a part of their name or of what stands in the text, in the order of their groups."""
    wanted = text.strip().casefold()
    return [key for key in _NAMES if wanted in key or wanted in name_of(key).casefold()]
