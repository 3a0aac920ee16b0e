"""A relay before the server that loses, cuts and replaces answers."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORTAL = b"<!DOCTYPE html><html><title>Welcome to Hotel Wi-Fi</title><form>Room number</form></html>"


_PASSED_ON = ("ETag", "Upload-Offset", "Content-Range")


@dataclass
class Answer:
    """What a request is answered with. `length` is what the header says of the body."""

    status: int
    body: bytes
    kind: str = "application/json"
    length: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


Rule = Callable[[str, Answer], Answer | None]
"""Path and the server's answer in, the answer for the terminal out; none: the connection is cut."""


class Relay:
    """Passes requests on. `rule` decides over each answer; `before` answers in the server's place."""

    def __init__(self, port: int) -> None:
        self.port, self.seen = port, list[str]()
        self.method, self.taken = "", 0  # of the last request; bytes of all requests
        self.rule: Rule = lambda path, answer: answer
        self.before: Callable[[str], Answer | None] = lambda path: None
        self.twice, self.delay = False, 0.0  # send each request on twice; hold each answer back
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def clear(self) -> None:
        """Pass everything on again."""
        self.rule, self.before = lambda path, answer: answer, lambda path: None

    def lose_once(self, part: str) -> None:
        """Lose the next answer to a request whose path contains `part`."""
        left = [True]

        def rule(path: str, answer: Answer) -> Answer | None:
            return None if part in path and left and left.pop() else answer

        self.rule = rule

    def answer(self, part: str, answer: Answer) -> None:
        """Answer requests whose path contains `part` in the server's place."""
        self.before = lambda path: answer if part in path else None

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def _forwarded(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        upstream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            upstream.request(method, path, body, headers)
            response = upstream.getresponse()
            kind = response.getheader("Content-Type", "application/json")
            kept = {name: value for name in _PASSED_ON if (value := response.getheader(name))}
            return Answer(response.status, response.read(), kind, headers=kept)
        finally:
            upstream.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        relay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do(self) -> None:
                relay.seen.append(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                relay.method, relay.taken = self.command, relay.taken + len(body)
                answer = relay.before(self.path)
                if answer is None:
                    headers = {
                        k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")
                    }
                    for _ in range(1 + relay.twice):
                        given = relay._forwarded(self.command, self.path, headers, body)
                    time.sleep(relay.delay)
                    answer = relay.rule(self.path, given)
                self.close_connection = True
                if answer is None:
                    return
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                if answer.status != 204:
                    length = len(answer.body) if answer.length is None else answer.length
                    self.send_header("Content-Length", str(length))
                self.send_header("Connection", "close")
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = do_HEAD = do_PATCH = do  # noqa: N815 - http.server's names

        return Handler
