"""What stood in a row some time ago: an honest author may have seen that, and not what stands there now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from server.models import ChangeLog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LOG = ChangeLog.__table__.c
_REPLACED = select(_LOG.old, _LOG.ver, _LOG.hlc).where(
    _LOG.row_id == bindparam("row"), _LOG.table_name == bindparam("table"), _LOG.hlc.is_not(None)
)
LONGEST_AWAY = timedelta(days=14)
"""No ticket lasts longer; who was away longer than that, and finds something else, is for a manager."""


def seen_since(signed_in_at: datetime, done_at: datetime) -> datetime:
    """From when on the author of something may not have heard what others changed."""
    return max(signed_in_at, done_at - LONGEST_AWAY)


def setting_seen_since(done_at: datetime) -> datetime:
    """The same of a setting: who signs in has not heard of it yet, the next round may fail, and what no setting allowed
    is for a manager however little it is."""
    return done_at - LONGEST_AWAY


def values(session: Session, table: str, row_id: str, column: str, *, since: datetime) -> list[Any]:
    """What was replaced in a column after an instant; nothing, of a row that was made after it. The log keeps what
    stood there before each change."""
    found = session.connection().execute(_REPLACED, {"table": table, "row": row_id})
    after = int(since.timestamp() * 1000)
    changed = [(old, ver) for old, ver, hlc in found if int(hlc[:15]) >= after]
    return [old.get(column) for old, ver in changed if column in old or ver == 1]
