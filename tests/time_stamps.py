"""A time stamp authority (RFC 3161) on this machine: a real answer over real HTTP, or whatever it is told to answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.seals import rsa_key

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import DummyTimeStamper

AUTHORITY, AT = "某某时间戳服务中心", datetime(2026, 11, 20, 8, 15, tzinfo=UTC)


class Authority(HTTPServer):
    """Stamps everything with one instant; `answers` replaces what it says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stamper, self.answers, self.asked = _stamper(), None, 0
        self.url = f"http://127.0.0.1:{self.server_port}/tsa"

    stamper: DummyTimeStamper
    answers: bytes | None
    asked: int


class _Handler(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        from asn1crypto import tsp

        self.server.asked += 1
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        body = self.server.answers
        if body is None:
            body = self.server.stamper.request_tsa_response(request).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def _stamper() -> DummyTimeStamper:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.timestamps import DummyTimeStamper

    key = rsa_key()
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, AUTHORITY)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=30)).not_valid_after(AT + timedelta(days=3650))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1.Certificate.load(made.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(secret), fixed_dt=AT
    )


@contextmanager
def authority() -> Iterator[Authority]:
    """One that runs meanwhile."""
    running = Authority()
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        running.shutdown()
        thread.join(10)
        running.server_close()
