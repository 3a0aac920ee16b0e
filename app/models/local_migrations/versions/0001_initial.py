"""initial"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_b6fac151"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_lease",
        sa.Column("vehicle_id", sa.String(length=36), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("deadline", sa.String(length=27), nullable=True),
        sa.Column("boot", sa.String(length=60), nullable=False),
        sa.Column("ordered_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("vehicle_id", name=op.f("pk_held_lease")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "number_series",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next_no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "op",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=44), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=100), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_op")),
        sa.UniqueConstraint("op_id", name=op.f("uq_op_op_id")),
    )
    with op.batch_alter_table("op", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_op_state"), ["state"], unique=False)

    op.create_table(
        "op_row",
        sa.Column("row_id", sa.String(length=36), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row_id", "table_name", "no", name=op.f("pk_op_row")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("op_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_op_row_no"), ["no"], unique=False)

    op.create_table(
        "shadow",
        sa.Column("row_id", sa.String(length=36), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("row_id", "table_name", name=op.f("pk_shadow")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "state",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_state")),
    )
