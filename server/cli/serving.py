"""Running the server: uvicorn, its workers, its quiet log."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

import uvicorn

from server.settings import PREFIX, Settings

GRACE_SECONDS = 1  # a long poll must not keep a stopping server


def serve(config: Settings, host: str, port: int, workers: int) -> int:
    """Answer until a signal says stop."""
    # Workers are processes of their own: they find the folder where any process manager would put it.
    os.environ[PREFIX + "DATA"] = str(config.data)
    with TemporaryDirectory(prefix="showroom-metrics-") as shared:
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # read when a worker loads its metrics
        _run(config, host, port, workers)
    return 0


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
        ssl_certfile=config.tls_certificate or None,
        ssl_keyfile=config.tls_key or None,
        server_header=False,
        forwarded_allow_ips=config.trusted_proxies,
    )
