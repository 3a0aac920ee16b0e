"""libsodium at the server and `cryptography` everywhere else: never a word of one that the other would not say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from app import crypto
from server import signatures

# RFC 8032, section 7.1, tests 1 to 3: seed, public key, message, signature.
VECTORS = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip
ORDER = (1 << 252) + 27742317777372353535851937790883648493
PRIME = (1 << 255) - 19
# The y of every point of a small order: under such a key a signature can be made without any secret.
_Y8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
SMALL = [y % PRIME for y in (1, 0, -1, _Y8, -_Y8)]


def _points() -> list[bytes]:
    """Those points, with either sign of x, and again as numbers that are not below the prime."""
    numbers = SMALL + [y + PRIME for y in SMALL if y + PRIME < 1 << 255]
    return [(y | sign << 255).to_bytes(32, "little") for y in numbers for sign in (0, 1)]


def _believed_by_libsodium(public: bytes, data: bytes, signature: bytes) -> bool:
    try:
        crypto_sign_open(signature + data, public)
    except (BadSignatureError, ValueError):
        return False
    return True


@pytest.mark.parametrize(
    ("seed", "public", "data", "signature"), [tuple(map(bytes.fromhex, each)) for each in VECTORS]
)
def test_both_sign_and_verify_as_the_standard_has_it(
    seed: bytes, public: bytes, data: bytes, signature: bytes
) -> None:
    assert signatures.sign(seed, data) == crypto.sign(seed, data) == signature
    assert signatures.verify(public, data, signature)
    assert not signatures.verify(public, data + b"\0", signature)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_a_signature_of_one_is_that_of_the_other(seed: bytes, data: bytes) -> None:
    assert signatures.sign(seed, data) == crypto.sign(seed, data)
    assert _believed_by_libsodium(crypto.public_of(seed), data, crypto.sign(seed, data))


def test_no_changed_bit_of_key_message_or_signature_goes_unnoticed() -> None:
    seed, data = bytes(range(32)), b"0123"
    parts = crypto.public_of(seed), data, crypto.sign(seed, data)
    for which, part in enumerate(parts):
        for bit in range(len(part) * 8):
            spoilt = bytearray(part)
            spoilt[bit // 8] ^= 1 << bit % 8
            public, message, signature = (*parts[:which], bytes(spoilt), *parts[which + 1 :])
            assert not signatures.verify(public, message, signature), (which, bit)


def test_what_was_cut_or_lengthened_is_no_signature_even_if_the_next_bytes_would_complete_it() -> None:
    seed, data = bytes(range(32)), b"0123"
    public, signature = crypto.public_of(seed), crypto.sign(seed, data)
    for cut in range(64):  # what is missing stands before the message
        assert not signatures.verify(public, signature[cut:] + data, signature[:cut])
    assert not signatures.verify(public, b"123", signature + b"0")
    for wrong in (b"", public[:31], public + b"\0"):
        assert not signatures.verify(wrong, data, signature)


def test_the_same_signature_written_with_a_larger_number_is_refused_by_both() -> None:
    seed, data = bytes(range(32)), b"0123"
    public, signature = crypto.public_of(seed), crypto.sign(seed, data)
    number = int.from_bytes(signature[32:], "little")
    for times in range(1, 15):
        larger = signature[:32] + (number + times * ORDER).to_bytes(32, "little")
        assert not crypto.verify(public, data, larger)
        assert not signatures.verify(public, data, larger)


def test_nobody_is_believed_under_a_key_of_a_small_order() -> None:
    """`cryptography` by itself believes what is signed so without a secret, libsodium does not."""
    for public in _points():
        said, bare = set(), Ed25519PublicKey.from_public_bytes(public)
        assert not crypto.is_signing_public(public)
        for point in _points():
            for number in (0, 1, ORDER):
                for data in map(bytes, ([], [0], [1], [2])):
                    signature = point + number.to_bytes(32, "little")
                    with suppress(InvalidSignature):
                        said.add(bare.verify(signature, data))
                    assert not crypto.verify(public, data, signature)
                    assert not signatures.verify(public, data, signature)
                    assert not _believed_by_libsodium(public, data, signature)
        assert said == {None}, f"nothing was made up under {public.hex()}"


def test_a_true_key_believes_no_point_of_a_small_order() -> None:
    public = crypto.public_of(bytes(range(32)))
    for signature in (point + bytes(32) for point in _points()):
        assert not crypto.verify(public, b"0", signature)
        assert not signatures.verify(public, b"0", signature)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64), st.binary(max_size=20))
def test_noise_is_never_believed_by_one_alone(public: bytes, signature: bytes, data: bytes) -> None:
    assert signatures.verify(public, data, signature) is crypto.verify(public, data, signature)
