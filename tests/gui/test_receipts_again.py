"""The money page over a real terminal: a further copy of a receipt speaks as the first one did."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import i18n
from app.gateways.money import MoneyOfTerminal
from app.gateways.papers import PapersOfTerminal
from app.presenters.print_sign import PDF_FILE, Habits
from app.services import contracts
from app.services.contracts import Deposit, Order
from tests.gui.workshop import CARS, LIST_PRICE, open_workshop
from tests.unit.documents.reading import text_of

BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "定金收据"), ("en", "Deposit")])
def test_a_copy_of_a_receipt_is_in_the_language_of_its_contract(
    tmp_path: Path, language: str, said: str
) -> None:
    shop = open_workshop(tmp_path)
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0], language=language)
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    PapersOfTerminal(shop).remember(Habits(PDF_FILE, str(tmp_path / "out")))
    with i18n.speaking("en" if language == "zh_CN" else "zh_CN"):
        file = MoneyOfTerminal(shop).print(sold.receipt_no or "")
    shop.close()
    assert file.filed, "what is not on paper is not called printed"
    assert said in text_of(Path(file.where).read_bytes())
