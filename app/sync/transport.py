"""HTTP to the server: one kept connection, short patience, errors as sentences."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from app.clock import from_iso
from app.crypto import unb64
from app.errors import ServerUnreachable, SignInFailed, UserError
from app.i18n import N_
from app.sync import protocol
from app.vault.vault import CLIENT_SECRET, Vault

if TYPE_CHECKING:
    import requests

T = TypeVar("T")
CONNECT_SECONDS, READ_SECONDS = 3.0, 60.0
RENEWALS = 2  # of an access token for one call
_PIECE = 32 << 10  # as much is fetched again when a stream breaks off
PAGE, OCTETS = "application/x-ndjson+gzip", "application/octet-stream"
CHUNK = 4 << 20  # of a content; between two chunks others have their turn
_KEYS = {"signing": 32, "sealing": 32, "recovery": 32}  # bytes of those that a server shows
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class TokenExpired(Exception):
    """The access token is over; ask for another and try again."""


class HistoryRefused(UserError):
    """The server holds another history of this terminal than this folder does."""


class OutOfDate(UserError):
    """This program is too old for the server."""


@dataclass(frozen=True)
class Blob:
    """A content: whose it is, its hash, how large."""

    scope: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Credentials:
    """How a terminal proves itself."""

    client_id: str
    client_secret: str

    @classmethod
    def of(cls, vault: Vault) -> Credentials:
        """Those of the terminal whose vault it is."""
        return cls(vault.identity().id, (vault.secret(CLIENT_SECRET) or b"").decode())


@dataclass(frozen=True)
class Greeting:
    """What the server said of us at the last hello, and until when that need not be asked again."""

    said: dict[str, Any]
    until: float  # by the monotonic clock


@dataclass(frozen=True)
class Told:
    """The columns of each table, in the order in which a server gives their values, and its name for all of that."""

    name: str
    columns: dict[str, list[str]]


class Transport:
    """Calls of one server."""

    def __init__(self, url: str, *, read_seconds: float = READ_SECONDS, within: float | None = None) -> None:
        """`within`: all calls together take no longer than that many seconds; somebody stands there and waits."""
        self._url = check_url(url)
        self._read = read_seconds
        self._until = time.monotonic() + within if within else None
        self._kept: requests.Session | None = None
        self.token = ""
        self.greeting: Greeting | None = None
        self.told: Told | None = None

    def called(
        self,
        call: Callable[[], T],
        credentials: Credentials,
        renewed: Callable[[str], object] = lambda _: None,
    ) -> T:
        """A call with a valid access token; another is fetched when it is over, of which `renewed` hears.

        One that came just now may be over, too: who signs out here gives back all that the terminal was given until
        the server hears of it, while the next person works already. Not so twice in one call.
        """
        if self.token:
            with suppress(TokenExpired):
                return call()
        for _ in range(RENEWALS):
            self.token = ""
            with suppress(TokenExpired):
                self.token = str(self.client_token(credentials)["access_token"])
                renewed(self.token)
                return call()
        message = N_("The server does not take the token that it gave just now. Is its clock right?")
        raise ServerUnreachable("token_refused", message)

    def about(self) -> dict[str, Any]:
        """The server's public keys and time."""
        said = self._json("GET", "/sync/v1/server", needs=("keys", "server_time"))
        try:
            whole = {name: len(unb64(key)) for name, key in said["keys"].items()}.items() >= _KEYS.items()
            from_iso(said["server_time"])
        except (ValueError, TypeError, AttributeError) as error:
            raise _no_answer("not_our_server") from error
        if not whole:
            raise _no_answer("not_our_server")
        return said

    def enrol(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make this folder a terminal."""
        return self._json("POST", "/sync/v1/enrol", needs=("ticket", "terminal", "incarnation"), json=body)

    def client_token(self, credentials: Credentials) -> dict[str, Any]:
        """An access token for the terminal."""
        form = {"grant_type": "client_credentials", **vars(credentials)}
        return self._json("POST", "/oauth/token", needs=("access_token",), data=form)

    def revoke(self, credentials: Credentials, token: str) -> None:
        """End an access token before its time."""
        self._json("POST", "/oauth/revoke", needs=(), data={"token": token, **vars(credentials)})

    def sign_in(self, credentials: Credentials, fields: dict[str, str]) -> dict[str, Any]:
        """A ticket for a user at this terminal, and an access token."""
        form = {"grant_type": "password", **vars(credentials), **fields}
        return self._json("POST", "/oauth/token", needs=("ticket", "user"), data=form)

    def change_password(self, credentials: Credentials, fields: dict[str, str]) -> dict[str, Any]:
        """Give a person a new password; a ticket of the new one."""
        who = {"terminal": credentials.client_id, "secret": credentials.client_secret}
        return self._json("POST", "/sync/v1/password", needs=("ticket", "user"), json={**who, **fields})

    def recover(self, body: dict[str, Any]) -> dict[str, Any]:
        """The data key of a terminal whose keychain is lost, for a one-time code."""
        needs = ("ticket", "user", "data_key")
        return self._json("POST", "/sync/v1/recover", needs=needs, json=body)

    def hello(self, cursor: str | None) -> dict[str, Any]:
        """Epoch, time and scopes; the server hears how far we are."""
        needs = ("epoch", "server_time", "last_no", "scopes", "branch")
        return self._json("POST", "/sync/v1/hello", needs=needs, json={"cursor": cursor})

    def push(self, page: bytes) -> dict[str, Any]:
        """Send ops, if need be as a program that is too old for anything else."""
        needs = ("outcomes", "incarnation", "server_time")
        how: dict[str, Any] = {"needs": needs, "data": page, "content_type": PAGE}
        try:
            return self._json("POST", "/sync/v1/push", **how)
        except OutOfDate:
            return self._json("POST", "/sync/v1/rescue", **how)

    def give_back(self, body: dict[str, Any]) -> dict[str, Any]:
        """Be taken in again by a server that has forgotten this terminal."""
        return self._json("POST", "/sync/v1/return", needs=("returned",), json=body)

    def went_back(self, proof: protocol.Acknowledged) -> dict[str, Any]:
        """Show the server an op that it has answered and does not know any more."""
        return self._json("POST", "/sync/v1/went-back", needs=("epoch",), json=vars(proof))

    def copy(self, body: dict[str, Any]) -> dict[str, Any]:
        """Become a terminal of its own, since this folder is a copy of one."""
        return self._json("POST", "/sync/v1/copy", needs=("ticket", "terminal", "incarnation"), json=body)

    def pull(self, cursor: str | None, limit: int = protocol.PAGE_ROWS) -> bytes:
        """The next page after a cursor. What was told of the tables is not told again on this line."""
        asked = {"cursor": cursor, "limit": limit, "tables": self.told.name if self.told else None}
        return self._send("POST", "/sync/v1/pull", json=asked).content

    def read(self, page: bytes) -> tuple[dict[str, Any], list[Any]]:
        """Header and rows of a pulled page, with the columns that the server told of now, or before on this line."""
        header, rows = protocol.read_page(page)
        if "tables" in header:
            self.told = Told(str(header.get("tables_name", "")), header["tables"])
        elif self.told is not None and self.told.name == header.get("tables_name"):
            header["tables"] = self.told.columns
        return header, rows

    def verify(self, scope: str, what: dict[str, Any]) -> bytes:
        """What the server holds of a scope: a page of digests, hashes or rows."""
        return self._send("POST", f"/sync/v1/verify/{quote(scope, safe=':')}", json=what).content

    def wait(self, cursor: str | None) -> bool:
        """Nothing, until there is something to pull after the cursor or the server's patience ends."""
        params = {"cursor": cursor or ""}
        return bool(self._json("GET", "/sync/v1/wait", needs=("moved",), params=params)["moved"])

    def bootstrap(self, scope: str, stream: str = "", offset: int = 0) -> tuple[str, Iterator[bytes]]:
        """A scope's stream, or the rest of one: its name and its packed bytes as they come."""
        asked = {"stream": stream, "offset": offset}
        response = self._send("POST", f"/sync/v1/bootstrap/{quote(scope, safe=':')}", json=asked, stream=True)
        return response.headers.get("ETag", "").strip('"'), _pieces(response)

    def leases(self, want: list[str], release: list[str], kind: str = "day") -> dict[str, Any]:
        """Lease cars and give them back."""
        body = {"want": want, "release": release, "kind": kind}
        needs = ("granted", "refused", "server_time")
        return self._json("POST", "/sync/v1/leases", needs=needs, json=body)

    def blob_offset(self, blob: Blob) -> int | None:
        """How far the upload of a content is; none: the server knows no row of ours that names it."""
        response = self._send("HEAD", _path(blob), unless=(422,))
        said = response.headers.get("Upload-Offset", "")
        if response.status_code == 422:
            return None
        if not said.isdecimal():
            raise _no_answer("not_our_server")
        return int(said)

    def send_blob(self, blob: Blob, offset: int, chunk: bytes) -> None:
        """The next chunk of a content."""
        headers = {"Upload-Offset": str(offset)}
        self._send("PATCH", _path(blob), data=chunk, content_type=OCTETS, more=headers)

    def blob(self, blob: Blob, offset: int) -> bytes:
        """A chunk of a content, from an offset on."""
        until = min(offset + CHUNK, blob.size) - 1
        response = self._send("GET", _path(blob), more={"Range": f"bytes={offset}-{until}"})
        if response.status_code != 206 or len(response.content) != until - offset + 1:
            raise _no_answer("not_our_server")
        return response.content

    def close(self) -> None:
        """Give the connection back; whoever calls again gets another."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def leads_to(self, url: str) -> bool:
        """Whether this is the line to a server."""
        return self._url == check_url(url)

    def forget(self) -> None:
        """Another terminal speaks from now on."""
        self.token, self.greeting = "", None

    def _json(self, method: str, path: str, *, needs: tuple[str, ...], **how: Any) -> dict[str, Any]:
        response = self._send(method, path, **how)
        try:
            answer = response.json()
        except (ValueError, RecursionError) as error:
            raise _no_answer("not_our_server") from error
        if not isinstance(answer, dict) or not answer.keys() >= set(needs):
            raise _no_answer("not_our_server")
        return answer

    def _patience(self) -> tuple[float, float]:
        """Seconds to wait for a connection, and for each sign of life after that."""
        if self._until is None:
            return CONNECT_SECONDS, self._read
        left = max(self._until - time.monotonic(), 0.01)
        return min(CONNECT_SECONDS, left), min(self._read, left)

    def _send(
        self, method: str, path: str, *, content_type: str | None = None, unless: tuple[int, ...] = (),
        more: dict[str, str] | None = None, **how: Any,
    ) -> requests.Response:  # fmt: skip
        """The answer. An error is raised, `unless` its status says what the caller wants to know."""
        import requests  # here and not above: it takes 0.1 s to load

        headers = {"Showroom-Version": f"{protocol.PROTOCOL}/{protocol.SCHEMA}", **(more or {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if content_type:
            headers["Content-Type"] = content_type
        try:
            response = self._requested(method, self._url + path, headers=headers, **how)
        except requests.exceptions.SSLError as error:
            message = N_("The server's certificate is not valid. Do not go on; ask the administrator.")
            raise ServerUnreachable("certificate", message) from error
        except requests.RequestException as error:
            raise _no_answer("unreachable") from error
        if response.status_code >= 300 and response.status_code not in unless:
            _explain(response)
        return response

    def _requested(self, method: str, url: str, **how: Any) -> requests.Response:
        """The answer. A kept connection may have ended meanwhile without a word: then once more on another.

        To ask twice is safe: the server answers a repeated request as it did the first, which is how a lost answer
        is borne as well. Only a piece of a content is not sent again before it was asked how far the server is.
        """
        import requests

        how |= {"timeout": self._patience(), "allow_redirects": False}
        if self._kept is not None:
            try:
                return self._kept.request(method, url, **how)
            except requests.exceptions.ConnectionError as error:
                self.close()
                waited = isinstance(error, requests.exceptions.Timeout | requests.exceptions.SSLError)
                if waited or method == "PATCH":
                    raise
        self._kept = _session(self._url)
        return self._kept.request(method, url, **how)


def _session(url: str) -> requests.Session:
    """A session that has read the environment once: by itself it looks for proxies before every call, which takes
    as long as the call. To this computer itself no proxy leads: plain `http` would come to it in clear."""
    import requests

    session = requests.Session()
    session.trust_env = False
    if urlsplit(url).hostname not in _LOOPBACK:
        session.proxies = dict(requests.utils.get_environ_proxies(url))
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    return session


def _path(blob: Blob) -> str:
    return f"/sync/v1/blobs/{quote(blob.scope, safe=':')}/{blob.sha256}"


def _pieces(response: requests.Response) -> Iterator[bytes]:
    import requests

    try:
        yield from response.iter_content(_PIECE)
    except requests.RequestException as error:
        raise _no_answer("unreachable") from error
    finally:
        response.close()


def check_url(url: str) -> str:
    """A server address without a trailing slash. Plain `http` is for this computer alone."""
    wrong = UserError(
        "server_url",
        N_("“{url}” is not a server address. It looks like https://showroom.example.com."),
        field="server",
        url=url,
    )
    try:
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or (parts.port or 0) < 0:
            raise wrong
    except ValueError as error:  # brackets that do not match, a port that is none
        raise wrong from error
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        message = N_("The address must begin with https://. Plain http is only for this computer.")
        raise UserError("server_url_insecure", message, field="server")
    return url.strip().rstrip("/")


_NO_ANSWER = {
    "unreachable": N_("No answer from the server. You can go on; it is sent when the network is back."),
    "not_our_server": N_(
        "What answered is not a Showroom server. Check the address, or sign in to the Wi-Fi first."
    ),
    "server_busy": N_("The server has too much to do just now. You can go on; it is tried again later."),
    "server_fault": N_(
        "The server has a fault of its own. You can go on; it is tried again later. "
        "If it lasts, tell the administrator."
    ),
}


def _no_answer(code: str) -> ServerUnreachable:
    return ServerUnreachable(code, _NO_ANSWER[code])


def _explain(response: requests.Response) -> None:
    """Raise what the server said, if it was ours that said it."""
    status, error = response.status_code, _error_of(response)
    code = error.get("code")
    if status == 401 and (code == "token_expired" or response.request.method == "HEAD"):  # HEAD has no body
        raise TokenExpired
    if isinstance(code, str) and status in _SAID_BY_US:
        told = _SAID_BY_US[status](code, str(error.get("text", code)), field=error.get("field"))
        told.values = _values(error)
        raise told
    if status == 429 and code == "too_many_attempts":
        raise SignInFailed(code, str(error.get("text")), seconds=_values(error).get("seconds", 60))
    failed = _no_answer(
        "server_busy" if status in (429, 503) else "server_fault" if status >= 500 else "not_our_server"
    )
    failed.retry_after = _retry_after(response)
    raise failed


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait, if the server named them; a date is for browsers, and clocks are off."""
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() and len(said) < 10 else None


_SAID_BY_US: dict[int, type[UserError]] = {
    400: UserError, 401: SignInFailed, 403: UserError, 409: HistoryRefused, 422: UserError, 426: OutOfDate,
}  # fmt: skip


def _values(error: dict[str, Any]) -> dict[str, object]:
    values = error.get("values")
    return {str(k): str(v) for k, v in values.items()} if isinstance(values, dict) else {}


def _error_of(response: requests.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    found = (body.get("error") or body.get("detail")) if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}


def page_of(ops: list[protocol.SignedOp], incarnation: str, begins: int = 1) -> bytes:
    """A push page. `begins`: the first number that is still in the journal; those before it cannot be sent again."""
    header = {"protocol": protocol.PROTOCOL, "incarnation": incarnation, "begins": begins}
    return protocol.write_page(header, [vars(op) for op in ops])
