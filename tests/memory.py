"""Folders in memory for what a test throws away: nothing waits for a disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it


def in_memory(room: int) -> str | None:
    """Where there is a file system in memory with that many bytes of room, on which programs may run."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return str(MEMORY) if shutil.disk_usage(MEMORY).free > room else None
