"""Identity cards: read by the protocol that readers share, and clear answers where there is none to be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.devices import id_reader
from app.domain.id_card import IdCard, parse
from app.errors import UserError
from app.gateways.devices import DevicesOfTerminal
from app.presenters.devices import RollPrinter
from tests import id_readers
from tests.gui.workshop import open_workshop
from tests.id_readers import CardReader, card_text

CARD = ("欧阳静", "11010519491231002X", "浙江省杭州市滨江区江陵路 88 号")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[CardReader]:
    monkeypatch.setattr(id_reader, "_CARD_S", 0.3)
    with id_readers.running() as made:
        yield made


def test_a_card_is_found_chosen_and_read(reader: CardReader) -> None:
    reader.card = card_text(*CARD, until="20361231")
    assert id_reader.read(reader.address) == IdCard(*CARD, valid_until=date(2036, 12, 31))
    assert reader.asked == [id_readers.FIND, id_readers.SELECT, id_readers.READ]


def test_a_card_without_an_end_never_expires() -> None:
    card = parse(card_text(*CARD))
    assert not card.expired(date(2999, 1, 1))
    assert parse(card_text(*CARD, until="20261121")).expired(date(2026, 11, 22))
    assert not parse(card_text(*CARD, until="20261122")).expired(date(2026, 11, 22))


@pytest.mark.parametrize("text", [b"", bytes(256), card_text(*CARD)[:-2], card_text("", *CARD[1:])])
def test_what_is_no_card_is_not_taken_for_one(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(text)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({}, "card_missing"), ({"card": card_text(*CARD), "unreadable": True}, "card_unreadable"),
        ({"card": b"rubbish"}, "card_unreadable"), ({"card": card_text(*CARD), "garbles": True}, "reader_unreachable"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(reader: CardReader, state: dict[str, object], code: str) -> None:
    for name, value in state.items():
        setattr(reader, name, value)
    with pytest.raises(UserError) as refused:
        id_reader.read(reader.address)
    assert refused.value.code == code


def test_a_terminal_reads_the_card_of_the_reader_that_was_chosen(reader: CardReader, tmp_path: Path) -> None:
    shop = open_workshop(tmp_path)
    door = DevicesOfTerminal(shop)

    def refused() -> str:
        with pytest.raises(UserError) as said:
            door.read_card()
        return said.value.code

    assert refused() == "reader_missing"
    door.keep(RollPrinter(), reader.address, "")
    assert door.reader() == reader.address
    reader.card = card_text(*CARD, until="20200101")
    assert refused() == "card_expired"
    reader.card = card_text(*CARD)
    assert door.read_card().name == "欧阳静"
    door.keep(RollPrinter(), "127.0.0.1:1", "")
    assert refused() == "reader_unreachable"
    with pytest.raises(UserError, match="reader_unknown"):
        door.keep(RollPrinter(), "a b", "")
    shop.close()
