"""Bugs of cars and their leases: who has one, and until when."""

from __future__ import annotations

from contextlib import ExitStack

from app.rounds import Round
from app.services import leases, orders
from tests.simulation.planted.planting import bug, nothing, put


@bug
def leases_not_asked(stack: ExitStack) -> None:
    """The server gives a car away though another terminal holds it."""
    real = orders._whose
    put(stack, orders, "_whose", lambda *asked: (None, real(*asked)[1]))


@bug
def lease_kept_when_returned(stack: ExitStack) -> None:
    """A terminal that gave a lease back goes on selling by it."""
    put(stack, leases, "drop", nothing)
    put(stack, Round, "_keep_true_leases", nothing)


@bug
def lease_without_end(stack: ExitStack) -> None:
    """A day lease holds for ever at its holder."""
    put(stack, leases, "holds", lambda lease, now, boot, by="": lease is not None)
    put(stack, Round, "_keep_true_leases", nothing)


@bug
def lease_not_needed(stack: ExitStack) -> None:
    """Any terminal promises any car."""
    put(stack, leases, "holds", lambda *_, **__: True)


@bug
def orders_not_settled(stack: ExitStack) -> None:
    """Orders for a car that is free wait for ever."""
    put(stack, orders, "settle", nothing)


@bug
def demotion_forgotten(stack: ExitStack) -> None:
    """A sale of a car that was lost is set aside like a forgery, instead of becoming an order."""
    put(stack, orders, "_is_lost", lambda *_: False)
