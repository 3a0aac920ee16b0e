"""Seals of a dealership, made for the tests: real keys, real certificates."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
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


def issued_key_file(begins: datetime) -> tuple[bytes, bytes]:
    """A PKCS#12 file whose certificate an authority has signed, which is in it too; and that authority's own (DER)."""
    authority, key = elliptic_key(), elliptic_key()
    issuer = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "某某电子认证有限公司")])
    holder = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, HOLDER)])

    def issued(subject: x509.Name, public: ec.EllipticCurvePublicKey, *, ca: bool) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(subject).issuer_name(issuer).public_key(public).serial_number(x509.random_serial_number())
            .not_valid_before(begins).not_valid_after(begins + timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(authority, hashes.SHA256())
        )  # fmt: skip

    root = issued(issuer, authority.public_key(), ca=True)
    mine = issued(holder, key.public_key(), ca=False)
    secret = BestAvailableEncryption(PASSPHRASE.encode())
    content = pkcs12.serialize_key_and_certificates(None, key, mine, [root], secret)
    return content, root.public_bytes(Encoding.DER)
