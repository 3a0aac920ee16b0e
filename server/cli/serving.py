"""Running the server: uvicorn, its workers, its quiet log."""

from __future__ import annotations

import os
import socket
from tempfile import TemporaryDirectory

import uvicorn

from app.errors import UserError
from app.i18n import N_
from server.settings import PREFIX, Settings

GRACE_SECONDS = 1  # a long poll must not keep a stopping server
KEPT_SECONDS = 75  # a connection that nobody uses: terminals come back to it


def serve(config: Settings, host: str, port: int, workers: int) -> int:
    """Answer until a signal says stop."""
    # Workers are processes of their own: they find the folder where any process manager would put it.
    os.environ[PREFIX + "DATA"] = str(config.data)
    _refuse_taken(host, port)
    with TemporaryDirectory(prefix="showroom-metrics-") as shared:
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # read when a worker loads its metrics
        _run(config, host, port, workers)
    return 0


def _refuse_taken(host: str, port: int) -> None:
    """Say it in a sentence, and with `--json` as an object, before uvicorn says it in its log and ends."""
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            if os.name == "posix":  # as uvicorn does: a connection that is ending does not keep the port
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        message = N_(
            "{host}, port {port}, cannot be used: {why}. Choose another with --port, or end the program that has it."
        )
        why = error.strerror or str(error)
        raise UserError("port_taken", message, field="port", host=host, port=port, why=why) from error


def _run(config: Settings, host: str, port: int, workers: int) -> None:
    uvicorn.run(
        "server.main:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,  # paths and addresses say too much; see server/metrics.py for what we count
        log_level="info",
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEPT_SECONDS,
        ssl_certfile=config.tls_certificate or None,
        ssl_keyfile=config.tls_key or None,
        server_header=False,
        forwarded_allow_ips=config.trusted_proxies,
    )
