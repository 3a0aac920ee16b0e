"""A signature pad: what its bytes draw, however they are cut, and clear answers when it is gone or speaks rubbish."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.devices import signature_pad
from app.devices.signature_pad import Reports, SignaturePad
from app.domain.strokes import Ink
from app.errors import UserError
from app.gateways.devices import DevicesOfTerminal
from app.presenters.devices import RollPrinter
from tests.gui.workshop import open_workshop
from tests.signature_pads import HIGH, PADS, WIDE, PluggedIn, report, stroke

WAVE = [(300, 400), (900, 1000), (1500, 400), (2100, 1000)]


@pytest.fixture(params=PADS)
def pad(request: pytest.FixtureRequest) -> Iterator[object]:
    made = PADS[request.param]()
    yield made
    made.unplug()


def heard(at: SignaturePad, enough: Callable[[list[Ink]], bool]) -> list[Ink]:
    """All that it says until that is enough; an answer that says no more ends the test's patience."""
    found: list[Ink] = []
    for _ in range(200):
        found += at.read()
        if enough(found):
            return found
    raise AssertionError(f"only {found}")


def lifted(found: list[Ink]) -> bool:
    return len(found) > 1 and found[-2].down and not found[-1].down


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as said:
        act()
    assert "{" not in said.value.message
    return said.value.code


def test_the_bytes_of_the_descriptor_are_read_as_it_says() -> None:
    """Written out by hand: x 0x0B50 is 2896, y 0x055A is 1370."""
    said = bytes.fromhex("60 50 0B 5A 05 7F40 00 00 00 00 0020 A8 05 AD 02 40")
    right, left, middle = Reports().of(said)
    assert (right.y, right.pressure, right.down) == (1.0, 1.0, True)
    assert (left.y, left.pressure, left.down) == (0.0, 0.0, False)
    assert (middle.x, middle.y) == (0.5, 0.5)
    assert middle.pressure == pytest.approx(64 / 127)
    assert 0 < left.x < right.x < 1


def test_what_is_drawn_keeps_its_shape_in_the_box() -> None:
    """A circle on the pad is one in the box, which is wider."""
    middle, above, beside = Reports().of(report(1448, 685) + report(1448, 85) + report(2048, 685))
    assert (beside.x - middle.x) * 3.5 == pytest.approx(middle.y - above.y)


def test_a_signature_comes_from_the_pad_stroke_by_stroke(pad: PluggedIn) -> None:
    at = SignaturePad(pad.address)
    pad.draw(*WAVE)
    found = heard(at, lifted)
    assert [each.down for each in found] == [False, True, True, True, True, False]
    assert [round(each.y * HIGH) for each in found[1:-1]] == [y for _, y in WAVE]
    assert [each.x for each in found[1:-1]] == sorted(each.x for each in found[1:-1])
    pad.draw(*WAVE[:2])
    assert len(heard(at, lifted)) == 4
    at.close()


def test_a_pen_that_rests_says_nothing(pad: PluggedIn) -> None:
    at = SignaturePad(pad.address)
    assert at.read() == ()
    at.close()


@pytest.mark.parametrize("size", [1, 2, 5, 7, 11])
def test_pieces_of_any_size_make_the_same_ink(size: int) -> None:
    said, whole = stroke(WAVE), Reports().of(stroke(WAVE))
    reports, found = Reports(), list[Ink]()
    for at in range(0, len(said), size):
        found += reports.of(said[at : at + size])
    assert found == whole
    assert len(whole) == 6


def test_what_is_drawn_after_rubbish_is_whole() -> None:
    """Whatever came before, or in the middle of a signature: nothing is invented, and what follows is not lost."""
    chance, all_of_it = random.Random(5), Reports().of(stroke(WAVE) + stroke(WAVE))
    for _ in range(500):
        rubbish = bytes(chance.choice([0xFF, 0x80, 0xC3, 0x9E]) for _ in range(chance.randrange(1, 40)))
        reports = Reports()
        found = reports.of(stroke(WAVE)) + reports.of(rubbish) + reports.of(stroke(WAVE)) + reports.rest()
        assert found == all_of_it


def test_one_that_is_heard_from_the_middle_of_a_report_on_draws_from_the_next_on() -> None:
    said = stroke(
        [(300, 5), *WAVE[1:]]
    )  # from its second byte on, the first with part of the next could be one
    whole = Reports().of(said)
    for cut in range(1, 6):
        reports = Reports()
        found = reports.of(said[cut:]) + reports.rest()
        assert found == whole[1:]


def test_a_short_stroke_after_rubbish_is_held_until_the_pen_rests(pad: PluggedIn) -> None:
    at = SignaturePad(pad.address)
    pad.say(b"\xff\xfe" + report(500, 500) + report(500, 500, down=False))
    assert [each.down for each in heard(at, lifted)] == [True, False]
    at.close()


@pytest.mark.parametrize("place", [(WIDE + 1, 5), (5, HIGH + 1), (0xFFFF, 0xFFFF)])
def test_a_place_beside_the_pad_is_no_ink(place: tuple[int, int]) -> None:
    reports = Reports()
    assert reports.of(report(*place)) + reports.rest() == []


def test_a_pad_that_is_pulled_out_says_first_what_was_drawn(pad: PluggedIn) -> None:
    at = SignaturePad(pad.address)
    pad.draw(*WAVE, lifted=False)
    found = heard(at, lambda found: len(found) == 5)
    pad.unplug()
    assert refused(lambda: heard(at, lambda _: False)) == "pad_lost"
    assert sum(each.down for each in found) == 4
    at.close()


def test_what_speaks_rubbish_alone_is_told(pad: PluggedIn) -> None:
    at = SignaturePad(pad.address)
    pad.say(b"\xff" * 1_000)
    assert refused(lambda: heard(at, lambda _: False)) == "pad_garbled"
    at.close()


def test_the_pad_on_usb_is_found_by_its_maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature_pad, "_DEVICES", tmp_path)
    assert refused(lambda: SignaturePad("usb")) == "pad_missing"
    for name, number in (("hidraw0", "0003:0000046D:0000C31C"), ("hidraw977", "0003:000004DF:00000012")):
        (tmp_path / name / "device").mkdir(parents=True)
        (tmp_path / name / "device" / "uevent").write_text(f"DRIVER=hid-generic\nHID_ID={number}\n")
    with pytest.raises(UserError, match="/dev/hidraw977"):
        SignaturePad("usb")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" USB ", "usb"),
        ("/dev/hidraw3", "/dev/hidraw3"),
        ("counter", "counter:10001"),
        ("10.0.0.7:44", "10.0.0.7:44"),
    ],
)
def test_where_a_pad_may_be(given: str, kept: str) -> None:
    assert signature_pad.check(given) == kept


def test_a_terminal_opens_the_pad_that_was_chosen(tmp_path: Path) -> None:
    shop, pad = open_workshop(tmp_path), PluggedIn()
    door = DevicesOfTerminal(shop)
    assert door.open_pad() is None
    door.keep(RollPrinter(), "", pad.address)
    assert door.pad() == pad.address
    opened = door.open_pad()
    assert opened is not None
    opened.close()
    for nowhere in ("127.0.0.1:1", "/dev/there-is-none"):
        door.keep(RollPrinter(), "", nowhere)
        assert refused(door.open_pad) == "pad_unreachable"
    assert refused(lambda: door.keep(RollPrinter(), "", "a b")) == "pad_unknown"
    pad.unplug()
    shop.close()
