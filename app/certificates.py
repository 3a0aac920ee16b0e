"""Certificates of organisations, read from PEM text and PKCS#12 files. Whom to trust is said elsewhere."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from app.errors import UserError
from app.i18n import N_

if TYPE_CHECKING:
    from datetime import datetime

LEAST_RSA_BITS = 2048
_KEY_FILE = re.compile(rb"0(?:[\x00-\x80]|[\x81-\x84].{1,4})\x02\x01\x03", re.DOTALL)
"""How every PKCS#12 file begins: a sequence, and the version 3."""


@dataclass(frozen=True)
class Certificate:
    """Whose a key is, as somebody says, and for how long."""

    der: bytes
    holder: str
    issuer: str
    begins_at: datetime
    ends_at: datetime

    @property
    def pem(self) -> str:
        """As text, for whoever is to know it."""
        return _pem(x509.load_der_x509_certificate(self.der))

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal digits."""
        return hashlib.sha256(self.der).hexdigest()

    def covers(self, instant: datetime) -> bool:
        """Whether it is good at that time."""
        return self.begins_at <= instant <= self.ends_at


@dataclass(frozen=True)
class KeyFile:
    """A key with its certificate, and those that vouch for it."""

    key: bytes
    """PKCS#8."""
    certificate: Certificate
    chain: tuple[bytes, ...]


def read(der: bytes) -> Certificate:
    """A certificate of anyone; what is none is a ValueError."""
    return _certificate(x509.load_der_x509_certificate(der))


def read_pem(text: str) -> list[str]:
    """The certificates in a text, each in the one form; what is none is a ValueError."""
    return [_pem(each) for each in x509.load_pem_x509_certificates(text.encode())] if text.strip() else []


def fingerprint_of(pem: str) -> str:
    """That of a certificate as text."""
    return read(x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)).fingerprint


def open_key_file(content: bytes, passphrase: str) -> KeyFile:
    """Open a PKCS#12 file (`.p12`, `.pfx`)."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase.encode())
    except ValueError as error:
        if not _KEY_FILE.match(content):
            message = N_("This is no key file (PKCS#12: .p12, .pfx). Ask whoever issued the seal for one.")
            raise UserError("seal_file", message, field="file") from error
        message = N_(
            "This passphrase does not open the file. Type it as it came with the file; capitals count."
        )
        raise UserError("seal_passphrase_wrong", message, field="passphrase") from error
    if key is None or certificate is None or key.public_key() != certificate.public_key():
        message = N_(
            "There is no key with its certificate in this file. Ask whoever issued it for a complete one."
        )
        raise UserError("seal_file_incomplete", message, field="file")
    known = isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    if not known or (isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS):
        message = N_(
            "Readers of PDFs take no key of this kind. Get one with RSA, 2048 bits or more, or ECDSA."
        )
        raise UserError("seal_key_kind", message, field="file")
    return KeyFile(
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), _certificate(certificate),
        tuple(each.public_bytes(Encoding.DER) for each in others),
    )  # fmt: skip


def _certificate(found: x509.Certificate) -> Certificate:
    return Certificate(
        found.public_bytes(Encoding.DER), _called(found.subject), _called(found.issuer),
        found.not_valid_before_utc, found.not_valid_after_utc,
    )  # fmt: skip


def _called(name: x509.Name) -> str:
    """An organisation and what it calls this key, such as a seal for contracts; each once."""
    wanted = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    parts = [str(each.value) for oid in wanted for each in name.get_attributes_for_oid(oid)]
    return ", ".join(dict.fromkeys(parts)) or name.rfc4514_string()


def _pem(found: x509.Certificate) -> str:
    return found.public_bytes(Encoding.PEM).decode()
