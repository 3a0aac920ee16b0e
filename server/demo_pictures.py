"""The demo's pictures of cars: drawn by `scripts/demo_pictures.py`, taken in as a manager at a desk would."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.documents import pictures
from app.domain.attachments import JPEG, FileKind
from app.domain.permissions import Role
from app.models.org import User, UserRole
from app.paths import resource
from app.services import attachments
from app.services.unit_of_work import Actor, UnitOfWork
from server.feed import FeedRecorder

if TYPE_CHECKING:
    from app.clock import Clock
    from server.blobs import Blobs
    from server.db import Database

SCOPE = "org"


def fill(database: Database, blobs: Blobs, clock: Clock) -> int:
    """Give the catalogue its pictures; returns how many."""
    uow = UnitOfWork(database.session, FeedRecorder(clock), _manager(database), clock)
    # The last one stands for the model: the newest year.
    files = sorted(resource("demo", "pictures").glob("*.webp"), reverse=True)
    for file in files:
        _take(uow, blobs, file)
    return len(files)


def _manager(database: Database) -> Actor:
    managers = (
        select(User.id, User.name, UserRole.branch_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.MANAGER)
        .order_by(User.name)
    )
    with database.reading() as session:
        user_id, name, branch_id = session.execute(managers).all()[0]
    return Actor(user_id, name, frozenset({Role.MANAGER}), branch_id)


def _take(uow: UnitOfWork, blobs: Blobs, file: Path) -> None:
    made = pictures.prepare(file.read_bytes())
    hashes = [hashlib.sha256(content).hexdigest() for content in (made.content, made.thumbnail)]
    content = attachments.Content(
        FileKind.PICTURE,
        f"{file.stem}.jpg",
        JPEG,
        len(made.content),
        hashes[0],
        len(made.thumbnail),
        hashes[1],
    )
    attachments.set_picture(uow, code=file.stem.rsplit("-", 2)[0], content=content)
    for sha256, data in zip(hashes, (made.content, made.thumbnail), strict=True):
        here = blobs.offset(SCOPE, sha256, len(data))  # two trims of one car look alike in one colour
        blobs.take(SCOPE, sha256, here, data[here:], len(data))
