"""A round in which nothing is sent asks the server once, on the connection of the round before."""

from __future__ import annotations

import gc
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import event

from app import crypto
from app.errors import ServerUnreachable
from app.sync import protocol
from app.sync.transport import Blob, Transport
from tests.faulty import Answer, Relay
from tests.shop import Till, new_vin

KEYS = {name: crypto.b64(bytes(32)) for name in ("signing", "sealing", "recovery")}
TOLD = json.dumps({"protocol": 1, "keys": KEYS, "server_time": "2026-11-22T09:00:00.000000Z"}).encode()


def asked(relay: Relay, act: Callable[[], object]) -> list[str]:
    """The paths that were asked for meanwhile."""
    relay.seen.clear()
    act()
    return [path.split("?")[0].rsplit("/", 1)[1] for path in relay.seen]


def test_a_round_without_work_is_a_pull_alone(far: Till, relay: Relay, booth: Till) -> None:
    far.sync()
    assert asked(relay, far.sync) == ["pull"]
    far.receive(new_vin())
    assert asked(relay, far.sync) == ["hello", "push", "pull"]
    (vin,) = booth.receive(new_vin())
    booth.sync()
    assert asked(relay, far.sync) == ["pull"]
    assert far.query("SELECT count(*) FROM vehicle WHERE vin = :v", v=vin) == [(1,)]


@pytest.mark.parametrize("news", [{"scopes": ["org"]}, {"epoch": "another"}, {"last_no": 0}])
def test_a_pull_that_says_something_else_than_the_hello_is_followed_by_one(
    far: Till, relay: Relay, news: dict[str, object]
) -> None:
    far.receive(new_vin())
    far.sync()
    far.sync()
    left = [news]

    def rule(path: str, answer: Answer) -> Answer:
        if not path.endswith("/pull") or not left:
            return answer
        header, rows = protocol.read_page(answer.body)
        return Answer(answer.status, protocol.write_page({**header, **left.pop()}, rows), answer.kind)

    relay.rule = rule
    before = far.query("SELECT count(*) FROM vehicle")
    assert asked(relay, far.sync)[:3] == ["pull", "hello", "pull"]
    assert far.query("SELECT count(*) FROM vehicle") == before
    assert far.wang.status()["waiting"] == 0


def test_what_columns_the_tables_have_is_told_once_on_a_line(far: Till, relay: Relay, booth: Till) -> None:
    """Unless the server comes to have others: then it says so with the first page."""
    headers: list[dict[str, object]] = []
    renamed: list[str] = []

    def rule(path: str, answer: Answer) -> Answer:
        if not path.endswith("/pull"):
            return answer
        header, rows = protocol.read_page(answer.body)
        headers.append(header)
        if not renamed:
            return answer
        return Answer(
            answer.status, protocol.write_page({**header, "tables_name": renamed[0]}, rows), answer.kind
        )

    relay.rule = rule

    def brought() -> bool:
        """A car of another terminal comes whole."""
        (vin,) = booth.receive(new_vin())
        booth.sync()
        far.sync()
        return far.query("SELECT count(*) FROM vehicle WHERE vin = :v", v=vin) == [(1,)]

    far.wang.sync(anew=True)
    headers.clear()
    assert brought()
    assert brought()
    assert ["tables" in header for header in headers] == [False, False]
    renamed.append("others")
    with pytest.raises(ServerUnreachable):
        brought()  # a name that nobody has told the columns of
    renamed.clear()
    assert brought()


@contextmanager
def listening(serve: Callable[[socket.socket, int], None]) -> Iterator[str]:
    """A server of one's own, which is given each connection and its number."""
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            for number in range(10):
                connection, _ = server.accept()
                with connection, suppress(OSError):
                    serve(connection, number)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def heard(connection: socket.socket) -> bytes:
    """A request's head, and as much of its body as came with it."""
    connection.settimeout(10)
    data = b""
    while b"\r\n\r\n" not in data and (piece := connection.recv(65536)):
        data += piece
    return data


def test_a_kept_connection_that_ended_without_a_word_is_replaced() -> None:
    requests: list[bytes] = []

    def serve(connection: socket.socket, _: int) -> None:
        requests.append(heard(connection))
        length = f"Content-Length: {len(TOLD)}\r\n\r\n".encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + TOLD)
        requests.append(heard(connection))  # and hangs up

    with listening(serve) as url:
        line = Transport(url)
        assert line.about()["protocol"] == 1
        assert line.about()["protocol"] == 1
        line.close()
        gc.collect()  # else what is left of the answers holds the line open until the listener gives it up
    assert [request[:20] for request in requests][:3] == [b"GET /sync/v1/server "] * 3


def test_a_piece_of_a_content_is_not_sent_twice_unasked() -> None:
    requests: list[bytes] = []

    def serve(connection: socket.socket, _: int) -> None:
        requests.append(heard(connection))
        length = f"Content-Length: {len(TOLD)}\r\n\r\n".encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + TOLD)
        requests.append(heard(connection))

    with listening(serve) as url:
        line = Transport(url)
        line.about()
        with pytest.raises(ServerUnreachable):
            line.send_blob(Blob("org", "0" * 64, 3), 0, b"abc")
        line.close()
    assert [request[:4] for request in requests if request] == [b"GET ", b"PATC"]


def test_a_round_opens_the_file_once(counter: Till) -> None:
    counter.receive(new_vin())
    counter.wang.database.dispose()
    opened: list[object] = []
    event.listen(counter.wang.database, "connect", lambda *_: opened.append(1))
    counter.sync()
    assert len(opened) == 1
