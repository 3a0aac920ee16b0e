"""Run by Alembic for every revision of this history."""

from app.models.schema import run_script

run_script()
