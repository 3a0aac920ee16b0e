"""Seals of a dealership, made for the tests: real keys, real certificates."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from app import certificates
from app.certificates import KeyFile
from app.clock import SystemClock

HOLDER, PASSPHRASE = "测试汽车有限公司", "copper-Harbour-77"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@functools.cache
def rsa_key() -> rsa.RSAPrivateKey:
    """One for all: making it takes a while."""
    return rsa.generate_private_key(65537, 2048)


def key_file(
    key: Key | None = None, *, holder: str = HOLDER, begins: datetime | None = None, days: int = 365
) -> bytes:
    """A PKCS#12 file as an authority hands it out; good from yesterday on unless said otherwise."""
    key = key or rsa_key()
    begins = begins or SystemClock().now() - timedelta(days=1)
    names = (
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, holder),
        (NameOID.COMMON_NAME, "合同专用章"),
    )
    name = x509.Name([x509.NameAttribute(*each) for each in names])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begins).not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )  # fmt: skip
    return pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, BestAvailableEncryption(PASSPHRASE.encode())
    )


def opened(content: bytes) -> KeyFile:
    """The file, open."""
    return certificates.open_key_file(content, PASSPHRASE)


def elliptic_key() -> ec.EllipticCurvePrivateKey:
    """A new one, quickly made."""
    return ec.generate_private_key(ec.SECP256R1())
