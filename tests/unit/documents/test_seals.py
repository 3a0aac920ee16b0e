"""Seals on papers: what pyHanko makes of ours, and what we make of anyone's."""

from __future__ import annotations

import importlib.util
import io
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from app import certificates
from app.certificates import KeyFile
from app.devices import time_stamp
from app.documents import foreign, reader, seals
from app.documents.contract import render_contract
from app.domain import seal as rules
from app.domain.seal import Found, Seal, SealState, Stamp
from app.errors import UserError
from tests import time_stamps
from tests.seals import HOLDER, PASSPHRASE, elliptic_key, issued_key_file, key_file, opened, rsa_key
from tests.unit.contract_samples import full_contract

pyhanko = pytest.importorskip("pyhanko", reason="seals are put by an optional part: make pades")
DAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_contract(full_contract(), language="zh_CN")


@pytest.fixture(scope="module")
def seal() -> KeyFile:
    return opened(key_file(begins=DAY - timedelta(days=9)))


@pytest.fixture(scope="module")
def sealed(paper: bytes, seal: KeyFile) -> bytes:
    return seals.put(paper, seal, at=DAY)


def test_pyhanko_itself_finds_a_paper_certified_by_the_dealership_and_unchanged(
    sealed: bytes, seal: KeyFile
) -> None:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trusted = ValidationContext(
        trust_roots=[x509.Certificate.load(seal.certificate.der)], allow_fetching=False, moment=DAY
    )
    (found,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    told = validate_pdf_signature(found, signer_validation_context=trusted)
    assert told.bottom_line
    assert told.coverage.name == "ENTIRE_FILE"
    assert found.docmdp_level is MDPPerm.NO_CHANGES
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.self_reported_timestamp == DAY


def test_a_reader_that_trusts_the_authority_trusts_the_seal(paper: bytes) -> None:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    content, root = issued_key_file(DAY - timedelta(days=9))
    whole = seals.put(paper, opened(content), at=DAY)
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(root)], allow_fetching=False, moment=DAY)
    (found,) = PdfFileReader(io.BytesIO(whole)).embedded_signatures
    assert {each.subject.native["organization_name"] for each in found.other_embedded_certs} == {
        "某某电子认证有限公司"
    }
    told = validate_pdf_signature(
        found, signer_validation_context=trusted, key_usage_settings=KeyUsageConstraints(key_usage=set())
    )
    assert told.trusted
    assert told.bottom_line


@pytest.mark.parametrize("key", [rsa_key(), elliptic_key()], ids=["RSA", "ECDSA"])
def test_the_paper_stays_as_it_was_and_the_seal_stands_behind_it(
    paper: bytes, key: rsa.RSAPrivateKey
) -> None:
    made = opened(key_file(key, begins=DAY - timedelta(days=9)))
    whole = seals.put(paper, made, at=DAY)
    assert rules.beneath(whole) == paper
    assert rules.beneath(paper) == paper
    found = foreign.seal_on(whole)
    assert found == Found(made.certificate, DAY, intact=True, last=True)


def places(sealed: bytes) -> dict[str, int]:
    """A byte in every part of a sealed file."""
    own = sealed.find(b"%%EOF")
    return {
        "head": 6, "pages": own // 2, "lists": sealed.rfind(b"endobj", 0, own), "trailer": own - 20,
        "catalogue": sealed.find(b"/Perms", own) + 20, "field": sealed.find(b"/FT /Sig", own) + 5,
        "seal": sealed.find(b"/Contents <", own) + 2000, "range": sealed.find(b"/ByteRange", own) + 14,
        "day": sealed.find(b"/M (D:", own) + 8, "end": len(sealed) - 3,
    }  # fmt: skip


def test_a_changed_byte_in_any_part_breaks_the_seal(sealed: bytes) -> None:
    for part, at in places(sealed).items():
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        said = reader._seal(changed)
        assert said is None or not said["intact"], part


def test_a_seal_carried_over_to_another_paper_is_broken(sealed: bytes, paper: bytes) -> None:
    other = render_contract(full_contract(no="MAIN01-26-00002"), language="zh_CN")
    said = reader._seal(other + sealed[len(paper) :])
    assert said is None or not said["intact"]


@pytest.mark.parametrize(
    "hostile",
    [b"", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\n%%EOF\n/ByteRange [0 1 2 3]" * 500, b"%PDF-1.7\n" + b"<<" * 20_000 + b"\n%%EOF\n1"],
    ids=["nothing", "empty", "ranges", "nested"],
)  # fmt: skip
def test_what_is_no_seal_is_none_whatever_it_is(hostile: bytes) -> None:
    assert reader._seal(hostile) is None


def test_a_seal_is_judged_by_the_dealerships_list_and_by_its_days(seal: KeyFile) -> None:
    mine, ours = seal.certificate, {seal.certificate.fingerprint}
    whole = Found(mine, DAY, intact=True, last=True)

    def state(found: Found | None, known: set[str] = ours, now: datetime = DAY) -> SealState:
        return rules.judge(found, known=known, now=now).state

    assert state(whole) is SealState.WHOLE
    assert state(whole, set()) is SealState.UNKNOWN
    assert state(whole, now=mine.ends_at + timedelta(seconds=1)) is SealState.EXPIRED
    assert state(Found(mine, mine.begins_at - timedelta(1), intact=True, last=True)) is SealState.EXPIRED
    assert state(Found(mine, DAY, intact=True, last=False)) is SealState.CHANGED
    assert rules.judge(Found(mine, DAY, intact=False, last=True), known=ours, now=DAY) == Seal(
        SealState.BROKEN
    )
    assert state(None) is SealState.BROKEN


def test_a_key_file_that_is_no_good_is_refused_in_words() -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    def refused(content: bytes, passphrase: str = PASSPHRASE) -> str:
        with pytest.raises(UserError) as error:
            certificates.open_key_file(content, passphrase)
        return error.value.code

    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - to see it refused
    secret = BestAvailableEncryption(PASSPHRASE.encode())
    lone = pkcs12.serialize_key_and_certificates(None, elliptic_key(), None, None, secret)
    assert refused(b"rubbish") == "seal_file"
    assert refused(key_file(), "wrong") == refused(key_file(elliptic_key()), "") == "seal_passphrase_wrong"
    assert refused(lone) == "seal_file_incomplete"
    assert refused(key_file(weak)) == "seal_key_kind"
    assert refused(key_file(ed25519.Ed25519PrivateKey.generate())) == "seal_key_kind"


def test_the_setting_takes_certificates_and_nothing_else(seal: KeyFile) -> None:
    assert rules.parse(seal.certificate.pem + key_less_words()) == [seal.certificate.pem]
    assert rules.parse(" ") == []
    for wrong in ("rubbish", seal.certificate.pem.replace("A", "B")):
        with pytest.raises(ValueError, match=r"."):
            rules.parse(wrong)


def key_less_words() -> str:
    return "\nof whom this is, in words\n"


def test_the_holder_is_the_organisation_and_what_it_calls_the_seal(seal: KeyFile) -> None:
    assert seal.certificate.holder == f"{HOLDER}, 合同专用章"


def test_without_the_part_a_sentence_says_what_to_do(
    paper: bytes, seal: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    for act in (lambda: seals.put(paper, seal, at=DAY), lambda: foreign.seal_on(paper)):
        with pytest.raises(UserError, match="make pades") as error:
            act()
        assert error.value.code == "seal_part_missing"


def test_an_authority_stamps_the_seal_with_its_own_time(paper: bytes, seal: KeyFile, sealed: bytes) -> None:
    with time_stamps.authority() as tsa:
        stamped = seals.put(paper, seal, at=DAY, ask=partial(time_stamp.ask, tsa.url))
    assert stamped.startswith(paper)
    found = foreign.seal_on(stamped)
    assert found is not None
    assert found.stamp == Stamp(time_stamps.AT, time_stamps.AUTHORITY)
    judged = rules.judge(found, known={seal.certificate.fingerprint}, now=DAY)
    assert (judged.state, judged.at, judged.stamp) == (SealState.WHOLE, DAY, found.stamp)
    plain = foreign.seal_on(sealed)
    assert plain is not None
    assert plain.stamp is None


def test_a_stamp_that_was_meddled_with_or_is_of_another_paper_breaks_the_seal(
    paper: bytes, seal: KeyFile
) -> None:
    with time_stamps.authority() as tsa:
        ask = partial(time_stamp.ask, tsa.url)
        stamped = seals.put(paper, seal, at=DAY, ask=ask)
        honest = tsa.stamper.request_tsa_response

        def of_another(request: Any) -> Any:
            request["message_imprint"]["hashed_message"] = b"x" * 32
            return honest(request)

        tsa.stamper.request_tsa_response = of_another
        misused = seals.put(paper, seal, at=DAY, ask=ask)
    instant, other = (f"20{year}1120081500".encode().hex().encode() for year in ("26", "20"))
    assert stamped.count(instant) == 1
    for broken in (stamped.replace(instant, other), misused):
        found = foreign.seal_on(broken)
        assert found is None or not found.intact


def test_an_authority_that_is_silent_or_says_nonsense_leaves_the_paper_unsealed(
    paper: bytes, seal: KeyFile
) -> None:
    def refused(url: str) -> str:
        with pytest.raises(UserError) as error:
            seals.put(paper, seal, at=DAY, ask=partial(time_stamp.ask, url))
        return error.value.code

    with time_stamps.authority() as tsa:
        other = tsa.stamper.request_tsa_response(tsa.stamper.request_cms(b"x" * 32, "sha256")[1]).dump()
        no = bytes.fromhex("30053003020102")  # nothing but the status: rejection
        for answer in (b"", b"<html>", other, no):
            tsa.answers = answer
            assert refused(tsa.url) == "time_stamp_refused", answer[:20]
        gone = tsa.url
    assert refused(gone) == "time_stamp_unreachable"


def test_the_authority_is_not_blamed_for_another_failure(paper: bytes, seal: KeyFile, sealed: bytes) -> None:
    from pyhanko.sign.general import SigningError

    def breaks(_: bytes) -> bytes:
        raise KeyError

    with time_stamps.authority() as tsa, pytest.raises(SigningError, match="filled"):
        seals.put(sealed, seal, at=DAY, ask=partial(time_stamp.ask, tsa.url))
    with pytest.raises(KeyError):
        seals.put(paper, seal, at=DAY, ask=breaks)


def test_the_authoritys_address_is_one_of_the_web_or_none() -> None:
    assert rules.parse_authority(" http://tsa.example/a ") == "http://tsa.example/a"
    assert rules.parse_authority("") == ""
    for wrong in ("tsa.example", "ftp://tsa.example", "https://"):
        with pytest.raises(ValueError):  # noqa: PT011 - the setting says it in its own words
            rules.parse_authority(wrong)
