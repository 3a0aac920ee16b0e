"""Keys: known answers, round trips, and that no changed byte opens anything."""

from __future__ import annotations

import argon2.low_level
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import crypto

CHEAP = crypto.KdfParams(memory_kib=64, iterations=1, lanes=1)
KEY = bytes(range(32))


def test_production_costs_are_those_of_the_plan() -> None:
    assert crypto.KdfParams() == crypto.KdfParams(memory_kib=65536, iterations=3, lanes=1)


def test_derive_agrees_with_another_implementation_of_argon2id() -> None:
    other = argon2.low_level.hash_secret_raw(
        "pässwort".encode(), b"s" * 16, 2, 256, 1, 32, argon2.low_level.Type.ID
    )
    assert crypto.derive("pässwort", b"s" * 16, crypto.KdfParams(256, 2, 1)) == other


def test_a_password_composed_by_another_keyboard_is_the_same_password() -> None:
    assert crypto.derive("p\u00e4ss", b"s" * 16, CHEAP) == crypto.derive("pa\u0308ss", b"s" * 16, CHEAP)


def test_password_salt_and_costs_all_change_the_key() -> None:
    keys = {
        crypto.derive("one", b"s" * 16, CHEAP),
        crypto.derive("two", b"s" * 16, CHEAP),
        crypto.derive("one", b"t" * 16, CHEAP),
        crypto.derive("one", b"s" * 16, crypto.KdfParams(64, 2, 1)),
        crypto.derive("one", b"s" * 16, crypto.KdfParams(128, 1, 1)),
    }
    assert len(keys) == 5


def test_mixing_depends_on_every_part() -> None:
    parts = [(b"m", b"s", b"p"), (b"n", b"s", b"p"), (b"m", b"t", b"p"), (b"m", b"s", b"q")]
    assert len({crypto.mix(m, salt=s, purpose=p) for m, s, p in parts}) == 4


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_wrapped_opens_again_and_never_looks_alike_twice(plain: bytes, aad: bytes) -> None:
    wrapped = crypto.wrap(KEY, plain, aad)
    assert crypto.unwrap(KEY, wrapped, aad) == plain
    assert wrapped != crypto.wrap(KEY, plain, aad)


def test_wrapped_does_not_open_with_another_key_or_meaning() -> None:
    wrapped = crypto.wrap(KEY, b"data key", b"wang")
    for key, aad in ((bytes(32), b"wang"), (KEY, b"li"), (KEY, b"")):
        with pytest.raises(crypto.WrongKey):
            crypto.unwrap(key, wrapped, aad)


def test_no_changed_or_missing_byte_of_a_wrap_goes_unnoticed() -> None:
    wrapped = crypto.wrap(KEY, b"data key", b"wang")
    spoilt = [bytes([*wrapped[:n], wrapped[n] ^ 1, *wrapped[n + 1 :]]) for n in range(len(wrapped))]
    spoilt += [wrapped[:n] for n in range(len(wrapped))] + [wrapped + b"\0"]
    for each in spoilt:
        with pytest.raises(crypto.WrongKey):
            crypto.unwrap(KEY, each, b"wang")


def test_a_short_key_is_a_mistake_not_weaker_encryption() -> None:
    with pytest.raises(ValueError, match="32"):
        crypto.wrap(bytes(16), b"", b"")


@given(st.binary(max_size=200))
def test_sealed_opens_for_the_holder_only(plain: bytes) -> None:
    private = crypto.new_box_key()
    box = crypto.seal(crypto.box_public_of(private), plain)
    assert crypto.open_sealed(private, box) == plain
    with pytest.raises(crypto.WrongKey):
        crypto.open_sealed(crypto.new_box_key(), box)


def test_no_changed_or_missing_byte_of_a_box_goes_unnoticed() -> None:
    private = crypto.new_box_key()
    box = crypto.seal(crypto.box_public_of(private), b"data key")
    spoilt = [bytes([*box[:n], box[n] ^ 1, *box[n + 1 :]]) for n in range(len(box))]
    for each in [*spoilt, *(box[:n] for n in range(len(box)))]:
        with pytest.raises(crypto.WrongKey):
            crypto.open_sealed(private, each)


def test_a_box_from_a_point_of_low_order_is_refused() -> None:
    with pytest.raises(crypto.WrongKey):
        crypto.open_sealed(crypto.new_box_key(), bytes(32) + bytes(40))


def test_signatures_are_those_of_rfc_8032() -> None:
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert crypto.public_of(seed).hex() == public
    assert crypto.sign(seed, b"\x72").hex() == signature


def test_only_the_exact_data_and_signer_verify() -> None:
    seed = crypto.new_signing_key()
    public, signature = crypto.public_of(seed), crypto.sign(seed, b"sell")
    assert crypto.verify(public, b"sell", signature)
    assert not crypto.verify(public, b"sell!", signature)
    assert not crypto.verify(crypto.public_of(crypto.new_signing_key()), b"sell", signature)


@given(st.binary(max_size=70), st.binary(max_size=70))
def test_nonsense_is_no_signature(public: bytes, signature: bytes) -> None:
    assert not crypto.verify(public, b"data", signature)


def test_new_keys_differ() -> None:
    makers = (crypto.random_key, crypto.new_box_key, crypto.new_signing_key)
    assert len({maker() for maker in makers for _ in range(20)}) == 60


@given(st.binary())
def test_base64_comes_back(data: bytes) -> None:
    assert crypto.unb64(crypto.b64(data)) == data


@pytest.mark.parametrize("text", ["!", "YQ", "YQ==\n", "é"])
def test_other_text_is_no_base64(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - two kinds of it, and which one is no matter
        crypto.unb64(text)


def test_digest_is_sha_256() -> None:
    assert crypto.sha256_hex(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")


@pytest.mark.parametrize("count", [0, 1, 49, 51, 1001])
def test_what_is_worked_on_by_several_threads_keeps_its_order(count: int) -> None:
    assert crypto.abreast(str, range(count)) == [str(n) for n in range(count)]
