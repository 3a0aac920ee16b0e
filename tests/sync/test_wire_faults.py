"""A whole day over a line that does one thing wrong with every answer; certificates; redirects; one bad op of many."""

from __future__ import annotations

import datetime as dt
import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.clock import SystemClock
from app.errors import ServerUnreachable
from app.sync import integrity
from app.sync.scheduler import Scheduler
from app.sync.transport import Transport
from tests.faulty import PORTAL, Answer, Relay
from tests.shop import Shop, Till, new_vin, settle, wait_until

Fault = Callable[[Answer], Answer | None]
BUSY = Answer(429, b'{"error": {"code": "slow_down", "text": "Later."}}', headers={"Retry-After": "7"})
FAULTS: dict[str, Fault] = {
    "dropped": lambda answer: None,
    "cut short": lambda answer: replace(
        answer, body=answer.body[: len(answer.body) // 2], length=len(answer.body)
    ),
    "half, and said to be whole": lambda answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    "a captive portal's page": lambda answer: Answer(200, PORTAL, "text/html"),
    "429": lambda answer: BUSY,
    "500": lambda answer: Answer(500, b"Internal Server Error", "text/plain"),
    "503": lambda answer: Answer(503, b"", headers={"Retry-After": "3"}),
}


def digests(till: Till) -> integrity.Digests:
    """What a terminal holds of the server's."""
    with till.wang.reading() as session:
        return integrity.digests(session)


def once_each(fault: Fault) -> Callable[[str, Answer], Answer | None]:
    """Every request is answered properly only the second time: the server has done it, its answer is spoilt."""
    seen: dict[str, int] = {}

    def rule(path: str, answer: Answer) -> Answer | None:
        seen[path] = seen.get(path, 0) + 1
        return fault(answer) if seen[path] % 2 else answer

    return rule


@pytest.mark.parametrize("kind", FAULTS)
def test_a_day_whose_every_answer_is_first_spoilt_ends_like_any_other(
    far: Till, booth: Till, relay: Relay, kind: str
) -> None:
    vins = far.receive(*(new_vin() for _ in range(3)))
    relay.rule = once_each(FAULTS[kind])
    for vin in vins:
        far.sell(vin)
        assert _synced_in_the_end(far), kind
    relay.clear()
    settle(far, booth)
    assert booth.query("SELECT count(*), sum(amount) FROM payment") == [(3, 1_500_000)]
    assert booth.query("SELECT count(*) FROM contract") == [(3,)]
    assert booth.query("SELECT count(*), count(DISTINCT no) FROM audit_entry") == far.query(
        "SELECT count(*), max(no) FROM op"
    )
    assert booth.query("SELECT count(*) FROM sync_case") == [(0,)]
    assert digests(far) == digests(booth)


def _synced_in_the_end(till: Till) -> bool:
    for _ in range(12):
        try:
            till.sync()
        except ServerUnreachable:
            continue
        return True
    return False


def test_requests_that_arrive_twice_or_late_happen_once(far: Till, booth: Till, relay: Relay) -> None:
    relay.twice, relay.delay = True, 0.05
    for vin in far.receive(*(new_vin() for _ in range(3))):
        far.sell(vin)
        far.sync()
    relay.twice, relay.delay = False, 0.0
    settle(far, booth)
    assert booth.query("SELECT count(*), sum(amount) FROM payment") == [(3, 1_500_000)]
    assert booth.query("SELECT count(*) FROM sync_case") == [(0,)]
    assert digests(far) == digests(booth)


def test_a_pause_that_the_server_asks_for_is_heard(far: Till, relay: Relay) -> None:
    far.receive(new_vin())
    relay.answer("push", BUSY)
    result = far.wang.sync_round()
    assert isinstance(result.push_error, ServerUnreachable)
    assert result.push_error.retry_after == 7
    scheduler = Scheduler(SystemClock(), lambda: 0.0)
    scheduler.plan()
    scheduler.work_waits(1)
    scheduler.cycle_ended(pushed=0, pulled=0, push_error=result.push_error)
    scheduler.work_waits(1)
    assert 6 < scheduler.next_try_in <= 7


def test_one_bad_op_among_a_thousand_is_set_aside_and_the_rest_lands(
    far: Till, booth: Till, shop: Shop
) -> None:
    from app.services import customers

    count = 100 if shop.settings.database_url else 1000  # once in full is enough of waiting
    settle(far, booth)
    uow = far.wang.unit_of_work()
    for n in range(count):
        customers.add(uow, {"name": f"客户{n}", "phone": f"137{n:08d}"})
    first = far.query("SELECT min(no) FROM op WHERE state = 'waiting'")[0][0]
    # Damaged on this disk, say: its payload is not the one that was signed.
    far.execute("UPDATE op SET payload = replace(payload, '137', '138') WHERE no = ?", first + count // 2)
    result = far.sync()
    assert (result.pushed, result.parked) == (count, 1)
    booth.sync()
    assert booth.query("SELECT count(*) FROM customer") == [(count - 1,)]
    assert booth.query("SELECT count(*) FROM sync_case WHERE state = 'open' AND kind = 'op'") == [(1,)]
    assert far.wang.status()["parked"] == 1
    assert far.query("SELECT count(*) FROM customer") == [(count,)], (
        "it stays on the screen here until somebody decides"
    )


# ---- certificates


def certificate(folder: Path, host: str, *, days: int = 30) -> tuple[Path, Path]:
    """A self-signed certificate for a host and its key; over if `days` is negative."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = SystemClock().now()
    ends = now + dt.timedelta(days=days)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, ends) - dt.timedelta(days=2)).not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate_file, key_file = folder / f"{host}{days}.pem", folder / f"{host}{days}.key"
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate_file, key_file


class Impostor:
    """An HTTPS server that notes what it is told."""

    def __init__(self, certificate_file: Path, key_file: Path) -> None:
        heard = self.heard = list[str]()

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                heard.append(f"{self.path} {self.headers} {body!r}")
                self.send_error(500)

            do_GET = do_POST  # noqa: N815 - http.server's names

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate_file, key_file)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[Callable[..., Impostor]]:
    """Makes HTTPS servers with certificates."""
    made: list[Impostor] = []

    def make(host: str, *, days: int = 30) -> Impostor:
        made.append(Impostor(*certificate(tmp_path, host, days=days)))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize(
    ("host", "days", "trusted"), [("localhost", 30, False), ("localhost", -1, True), ("showroom.example", 30, True)],
    ids=["self-signed", "expired", "wrong host"],
)  # fmt: skip
def test_a_certificate_that_is_not_the_servers_ends_the_call_before_a_word_is_said(
    impostor: Callable[..., Impostor],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    days: int,
    trusted: bool,
) -> None:
    server = impostor(host, days=days)
    if trusted:  # else the certificate's faults would hide behind its being unknown
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / f"{host}{days}.pem"))
    line = Transport(f"https://localhost:{server.port}")
    line.token = "a-token-nobody-else-may-hear"
    for call in (
        lambda: line.hello(None),
        lambda: line.pull(None),
        lambda: line.push(b"ops"),
        lambda: line.wait(None),
    ):
        with pytest.raises(ServerUnreachable) as told:
            call()
        assert told.value.code == "certificate"
        assert "certificate" in told.value.message
    line.close()
    assert server.heard == []


def test_a_certificate_that_is_right_is_taken(
    impostor: Callable[..., Impostor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = impostor("localhost")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "localhost30.pem"))
    line = Transport(f"https://localhost:{server.port}")
    with pytest.raises(ServerUnreachable) as told:
        line.hello(None)
    assert told.value.code == "server_fault"
    assert len(server.heard) == 1
    line.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_told_to_where_a_redirect_points(far: Till, shop: Shop, relay: Relay, status: int) -> None:
    far.receive(new_vin())
    elsewhere = Relay(shop.port)
    try:
        for part in ("hello", "push", "pull", "token"):
            there = {"Location": f"{elsewhere.url}/sync/v1/{part}"}
            relay.answer(part, Answer(status, b"", "text/html", headers=there))
            if part == "token":
                far.execute("DELETE FROM state WHERE name = 'token'")
            with pytest.raises(ServerUnreachable):
                far.sync()
        assert elsewhere.seen == []
    finally:
        elsewhere.close()
    relay.clear()
    far.sync()
    wait_until(lambda: far.wang.status()["waiting"] == 0)
