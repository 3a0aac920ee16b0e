"""Configuration, declared once: `SHOWROOM_SERVER_*` variables over a TOML file over these defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from app.errors import UsageError
from app.i18n import N_

PREFIX = "SHOWROOM_SERVER_"


@dataclass(frozen=True)
class Settings:
    """Every option of the server."""

    data: Path
    database_url: str = ""  # default: SQLite in the data folder
    blobs: str = ""  # folder for pictures and papers; default: in the data folder
    redis_url: str = ""
    tls_certificate: str = ""
    tls_key: str = ""
    ticket_hours: int = 72
    show_days: int = 14
    access_minutes: int = 15
    code_hours: int = 24
    recovery_hours: int = 4
    failures_per_minute: int = 20  # wrong codes and passwords, of one address and of one terminal
    trusted_proxies: str = "127.0.0.1"  # addresses whose X-Forwarded-For is believed
    day_ends_at: int = 4  # hour, local time, at which counter leases end
    time_zone: str = "Asia/Shanghai"

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data / 'server.db'}"

    @property
    def blobs_folder(self) -> Path:
        """Where pictures, papers and bootstrap streams lie."""
        return Path(self.blobs) if self.blobs else self.data / "blobs"


def default_data() -> Path:
    """The server's folder when neither `--data` nor `SHOWROOM_SERVER_DATA` names one."""
    from platformdirs import user_data_path

    return user_data_path("showroom-server", appauthor=False)


def load(data: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings for a data folder; `SHOWROOM_SERVER_CONFIG` names a file other than its `server.toml`."""
    file = Path(environ.get(PREFIX + "CONFIG", data / "server.toml"))
    values: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    known = {field.name: field for field in fields(Settings) if field.name != "data"}
    for name in known:
        if (given := environ.get(PREFIX + name.upper())) is not None:
            values[name] = given
    if unknown := sorted(set(values) - set(known)):
        raise UsageError("setting_unknown", N_("There is no setting called {name}."), name=unknown[0])
    try:
        typed = {
            name: int(str(value)) if known[name].type == "int" else str(value)
            for name, value in values.items()
        }
    except ValueError as error:
        raise UsageError("setting_wrong", N_("A setting is not a number: {error}."), error=error) from error
    return Settings(data=data, **typed)  # type: ignore[arg-type]
