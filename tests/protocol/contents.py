"""Contents of files as docs/protocol.md says in section 17: in chunks, gone on with where the line broke, compared."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.protocol.client import Client, Refused, Row

CHUNK = 4 << 20


def name_of(content: bytes) -> str:
    """By which a content is known."""
    return hashlib.sha256(content).hexdigest()


@dataclass
class Contents:
    """Moves contents for a client, on a connection of its own."""

    client: Client
    chunk: int = CHUNK
    http: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, scope: str, sha256: str, **how: Any) -> requests.Response:
        """A call with the access token; an answer to HEAD has no body, so its status must do."""
        url = f"{self.client.url}/sync/v1/blobs/{scope}/{sha256}"
        given = {"Authorization": f"Bearer {self.client.token}", "Showroom-Version": self.client.version}
        headers = {**given, **how.pop("headers", {})}
        answer = self.http.request(method, url, timeout=30, allow_redirects=False, headers=headers, **how)
        if answer.status_code >= 400 and method != "HEAD":
            raise Refused(answer)
        return answer

    def offset(self, scope: str, sha256: str) -> int | None:
        """How much of it the server has; None: no row names it there."""
        answer = self.call("HEAD", scope, sha256)
        if answer.status_code == 422:
            return None
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def put(self, scope: str, sha256: str, offset: int, chunk: bytes) -> int:
        """One chunk; the new offset."""
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
        answer = self.call("PATCH", scope, sha256, data=chunk, headers=headers)
        assert answer.status_code == 204
        return int(answer.headers["Upload-Offset"])

    def send(self, scope: str, content: bytes) -> int:
        """All that the server does not have yet; how many bytes went up."""
        sha256 = name_of(content)
        begun = offset = self.offset(scope, sha256) or 0
        while True:
            offset = self.put(scope, sha256, offset, content[offset : offset + self.chunk])
            if offset >= len(content):
                return offset - begun

    def fetch(self, scope: str, sha256: str, size: int, begun: bytes = b"") -> bytes:
        """A content, from where it broke off; only if it is what it is called."""
        content = bytearray(begun)
        while len(content) < size:
            last = min(len(content) + self.chunk, size) - 1
            answer = self.call("GET", scope, sha256, headers={"Range": f"bytes={len(content)}-{last}"})
            assert answer.status_code in (200, 206)
            assert answer.headers["ETag"] == f'"{sha256}"'
            content += answer.content if answer.status_code == 206 else answer.content[len(content) :]
        assert name_of(bytes(content)) == sha256
        return bytes(content)


def row_of(content: bytes, client: Client, user: str, **more: Any) -> Row:
    """The columns of a file's row, by its content."""
    return {
        "kind": "document", "name": "page.pdf", "media_type": "application/pdf", "size": len(content),
        "sha256": name_of(content), "state": "pending", "withdrawn": 0, "at": client.now(),
        "user_id": client.users[user].id, **more,
    }  # fmt: skip
