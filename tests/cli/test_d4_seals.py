"""The dealership's seal: put on what was signed, and looked at by anybody."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import certificates
from app.clock import SystemClock, iso
from app.domain.seal import SETTING, STAMPED_BY
from app.errors import UserError
from app.gateways.attachments import AttachmentsOfTerminal
from app.gateways.seals import SealOfTerminal
from app.presenters.attachments import Owner
from app.services import amending
from server import decisions
from tests import seals, time_stamps
from tests.cli.conftest import Cli
from tests.seals import HOLDER, PASSPHRASE, key_file, opened
from tests.shop import Shop, new_vin, person

pytest.importorskip("pyhanko", reason="seals are put by an optional part: make pades")
ENVIRON = {"SHOWROOM_SEAL_PASSPHRASE": PASSPHRASE}
SEAL = key_file()


@pytest.fixture(scope="module", autouse=True)
def known_seals(running_shop: Shop) -> Iterator[Callable[..., None]]:
    """The setting, which is the dealership's own: as the administrator writes it, and empty for the others again."""

    def know(*files: bytes) -> None:
        value = "".join(opened(each).certificate.pem for each in files)
        decisions.decide(running_shop.uow, name=SETTING, value=value)

    know(SEAL)
    yield know
    know()


@pytest.fixture(scope="module")
def desk(cli: Cli, known_seals: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A counter that holds the seal and knows it."""
    file = tmp_path_factory.mktemp("seal") / "seal.p12"
    file.write_bytes(SEAL)
    said = cli("device", "seal", file, environ=ENVIRON).json
    assert said["seal"]["holder"].startswith(HOLDER)
    assert certificates.read_pem(said["pem"]) == [opened(SEAL).certificate.pem]
    cli("sync")
    return cli


def sold(desk: Cli) -> str:
    """A contract for a car that this counter had in its hand."""
    (vin,) = desk.till.receive(new_vin())
    desk("sync")
    desk("stock", "lease", vin)
    return desk.till.sell(vin, person()).contract_no


@pytest.fixture(scope="module")
def signed(desk: Cli) -> str:
    """A contract that both have signed."""
    return sold(desk)


@pytest.fixture(scope="module")
def sealed(desk: Cli, signed: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Its paper under the seal."""
    out = tmp_path_factory.mktemp("sealed") / "contract.pdf"
    assert desk("contract", "pdf", signed, "--seal", "--out", out).json["file"] == str(out)
    return out.read_bytes()


def look(cli: Cli, content: bytes, folder: Path, *, ends: int = 0) -> dict[str, Any]:
    """What is said of a file."""
    file = folder / "given.pdf"
    file.write_bytes(content)
    return cli("contract", "verify", file, ends=ends).json


def test_a_sealed_contract_is_the_signed_paper_with_a_seal_behind_it(
    desk: Cli, signed: str, sealed: bytes, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.pdf"
    desk("contract", "pdf", signed, "--out", plain)
    assert sealed.startswith(plain.read_bytes())
    assert len(sealed) > len(plain.read_bytes())
    said = look(desk, sealed, tmp_path)
    assert (said["valid"], said["contract"], said["version"]) == (True, signed, said["newest"])
    assert (said["seal"]["state"], said["seal"]["holder"]) == ("whole", f"{HOLDER}, 合同专用章")
    assert look(desk, plain.read_bytes(), tmp_path)["seal"] is None


def test_what_was_sealed_is_filed_with_its_contract(
    desk: Cli, booth: Cli, signed: str, sealed: bytes
) -> None:
    filed = [
        row for row in desk("contract", "attachments", signed).json["attachments"] if "sealed" in row["name"]
    ]
    assert filed
    assert {row["by"] for row in filed} == {"wang"}
    desk("sync")
    booth("sync")
    assert "sealed" in booth("contract", "attachments", signed).json["attachments"][0]["name"]


def test_a_changed_byte_in_paper_or_seal_is_told(desk: Cli, sealed: bytes, tmp_path: Path) -> None:
    own = sealed.find(b"%%EOF")
    for at in (own // 2, sealed.find(b"/Contents <", own) + 2000):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        said = look(desk, changed, tmp_path, ends=3)
        assert (said["valid"], said["seal"]["state"]) == (False, "broken")


def test_what_is_added_after_the_seal_is_told(desk: Cli, sealed: bytes, tmp_path: Path) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    for added in (out.getvalue(), sealed + b"\n% only a remark\n"):
        said = look(desk, added, tmp_path, ends=3)
        assert (said["valid"], said["seal"]["state"]) == (False, "changed")


def test_half_a_file_and_an_addition_that_is_no_seal_are_not_the_paper(
    desk: Cli, sealed: bytes, tmp_path: Path
) -> None:
    end = sealed.find(b"%%EOF") + 6
    said = look(desk, sealed[:-400], tmp_path, ends=3)
    assert (said["valid"], said["seal"]["state"]) == (False, "broken")
    said = look(desk, sealed[:end] + b"% more\n" * 9, tmp_path, ends=3)
    assert (said["valid"], said["seal"]) == (False, None)


def test_a_strangers_seal_on_our_paper_is_named_and_not_taken(
    desk: Cli, sealed: bytes, tmp_path: Path
) -> None:
    from app.documents import seals as parts

    stranger = opened(key_file(seals.elliptic_key(), holder="别的公司\x1b[2J"))
    paper = sealed[: sealed.find(b"%%EOF") + 6]
    said = look(desk, parts.put(paper, stranger, at=SystemClock().now()), tmp_path, ends=3)
    assert (said["valid"], said["seal"]["state"]) == (False, "unknown")
    assert said["seal"]["holder"].startswith("别的公司")


def test_the_dealerships_own_seal_on_another_paper_does_not_make_it_the_signed_one(
    desk: Cli, sealed: bytes, tmp_path: Path
) -> None:
    """Whoever has the key can put a page over ours and seal that: the seal is whole, the paper is not what it shows."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from app.documents import seals as parts

    writer = IncrementalPdfFileWriter(io.BytesIO(sealed[: sealed.find(b"%%EOF") + 6]))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    said = look(desk, parts.put(out.getvalue(), opened(SEAL), at=SystemClock().now()), tmp_path, ends=3)
    assert (said["valid"], said["seal"]["state"]) == (False, "whole")


def test_a_seal_whose_certificate_ran_out_is_named_and_the_paper_still_counts(
    desk: Cli, known_seals: Callable[..., None], sealed: bytes, tmp_path: Path
) -> None:
    from app.documents import seals as parts

    begins = SystemClock().now() - timedelta(days=40)
    old = key_file(begins=begins, days=30)
    known_seals(SEAL, old)
    desk("sync")
    paper = sealed[: sealed.find(b"%%EOF") + 6]
    said = look(desk, parts.put(paper, opened(old), at=begins + timedelta(days=1)), tmp_path)
    assert (said["valid"], said["seal"]["state"]) == (True, "expired")
    door = SealOfTerminal(desk.till.wang)
    door.keep(old, PASSPHRASE)
    file = tmp_path / "old.p12"
    file.write_bytes(old)
    assert desk("device", "seal", file, environ=ENVIRON, ends=3).error["code"] == "seal_expired"
    error = desk("contract", "pdf", said["contract"], "--seal", "--out", tmp_path / "x.pdf", ends=3).error
    door.keep(SEAL, PASSPHRASE)
    assert error["code"] == "seal_expired"


def test_only_what_both_have_signed_is_sealed(desk: Cli, tmp_path: Path) -> None:
    draft = desk.till.draft(desk.till.receive(new_vin())[0])
    out = tmp_path / "draft.pdf"
    assert desk("contract", "pdf", draft, "--seal", "--out", out, ends=3).error["code"] == "seal_unsigned"
    assert desk("contract", "pdf", draft, "--seal", "--notice", "--out", out, ends=2).error["code"] == "usage"
    assert not out.exists()


def test_an_amendment_is_sealed_too(desk: Cli, tmp_path: Path) -> None:
    no = sold(desk)
    wang = desk.till.wang
    change = amending.Change({"delivery_place": "浦东店"})
    amending.amend(wang.unit_of_work(), no=no, change=change, signing=wang.signing(None))
    out = tmp_path / "amendment.pdf"
    desk("contract", "pdf", no, "--amendment", 1, "--seal", "--out", out, lang="zh_CN")
    said = desk("contract", "verify", out).json
    assert (said["valid"], said["version"], said["seal"]["state"]) == (True, said["newest"], "whole")


def test_a_terminal_without_a_seal_or_with_one_that_nobody_knows_says_what_to_do(
    booth: Cli, desk: Cli, signed: str, tmp_path: Path
) -> None:
    desk("sync")
    booth("sync")
    out, file = tmp_path / "out.pdf", tmp_path / "other.p12"
    assert booth("contract", "pdf", signed, "--seal", "--out", out, ends=3).error["code"] == "seal_missing"
    file.write_bytes(key_file(seals.elliptic_key()))
    wrong = {"SHOWROOM_SEAL_PASSPHRASE": "wrong"}
    assert booth("device", "seal", file, environ=wrong, ends=3).error["code"] == "seal_passphrase_wrong"
    booth("device", "seal", file, environ=ENVIRON)
    assert booth("contract", "pdf", signed, "--seal", "--out", out, ends=3).error["code"] == "seal_unknown"
    assert booth("device", "seal", "--none").json["seal"] is None
    assert booth("contract", "pdf", signed, "--seal", "--out", out, ends=3).error["code"] == "seal_missing"
    assert booth("device", "seal", ends=2).error["code"] == "usage"
    assert booth("device", "seal", tmp_path / "none.p12", ends=3).error["code"] == "file_not_readable"


def test_the_desk_seals_what_both_have_signed_and_offers_it_for_nothing_else(
    desk: Cli, booth: Cli, signed: str
) -> None:
    here, owner = AttachmentsOfTerminal(desk.till.wang), Owner("contract", signed)
    draft = desk.till.draft(desk.till.receive(new_vin())[0])
    assert here.may_seal(owner)
    assert not here.may_seal(Owner("contract", draft))
    assert not here.may_seal(Owner("customer", "c1"))
    made = here.seal(owner)
    assert {file.id: file.name for file in here.files(owner)}[made].endswith("-sealed.pdf")
    desk("sync")
    booth("sync")
    assert not AttachmentsOfTerminal(booth.till.wang).may_seal(owner)


def test_the_passphrase_lies_in_the_keychain_and_the_key_in_the_encrypted_file(
    desk: Cli, signed: str, tmp_path: Path
) -> None:
    folder = desk.till.folder
    raw = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert PASSPHRASE.encode() not in raw
    assert SEAL not in raw
    vault = desk.till.wang.vault
    vault.forget_secret_of(vault.identity().id, "seal")
    error = desk("contract", "pdf", signed, "--seal", "--out", tmp_path / "x.pdf", ends=3).error
    SealOfTerminal(desk.till.wang).keep(SEAL, PASSPHRASE)
    assert error["code"] == "seal_locked"


def test_seals_are_stamped_by_the_authority_that_the_dealership_has_named(
    desk: Cli, running_shop: Shop, signed: str, tmp_path: Path
) -> None:
    out = tmp_path / "stamped.pdf"
    try:
        with time_stamps.authority() as tsa:
            decisions.decide(running_shop.uow, name=STAMPED_BY, value=tsa.url)
            desk("sync")
            desk("contract", "pdf", signed, "--seal", "--out", out)
            assert tsa.asked
            told = desk("contract", "verify", out, lang="en")
            assert told.json["valid"]
            assert told.json["seal"]["stamp"] == {"at": iso(time_stamps.AT), "by": time_stamps.AUTHORITY}
            assert time_stamps.AUTHORITY in told.out
            honest = tsa.stamper.request_tsa_response
            tsa.stamper.request_tsa_response = lambda request: honest(
                tsa.stamper.request_cms(b"x" * 32, "sha256")[1]
            )
            refused = desk("contract", "pdf", signed, "--seal", "--out", out, ends=3).error["code"]
        assert refused == "time_stamp_refused"
        silent = desk("contract", "pdf", signed, "--seal", "--out", out, ends=3).error
        assert (silent["code"], "127.0.0.1" in silent["message"]) == ("time_stamp_unreachable", True)
    finally:
        decisions.decide(running_shop.uow, name=STAMPED_BY, value="")
        desk("sync")
    with pytest.raises(UserError, match="is no value for"):
        decisions.decide(running_shop.uow, name=STAMPED_BY, value="tsa.example")
