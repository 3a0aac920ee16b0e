"""A program of the future: one more revision of the shared tables, which writes a table anew."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.models import schema

REVISION = '''"""Customers get a nickname."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002_future", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("customer", recreate="always") as batch:
        batch.add_column(sa.Column("nickname", sa.Text()))
'''


@contextmanager
def with_a_further_revision() -> Iterator[None]:
    """Until the block ends, the program's tables are one revision further than those in the folder."""
    real = schema.SHARED
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "migrations"
        shutil.copytree(real.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        further = folder / "versions" / "0002_future.py"
        further.write_text(REVISION.replace("{head}", real.head), encoding="utf-8")
        schema.SHARED = replace(real, folder=folder, head="0002_future")
        try:
            yield
        finally:
            schema.SHARED = real
