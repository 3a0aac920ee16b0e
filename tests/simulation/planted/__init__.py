"""Bugs that can be planted, by name: each takes away or breaks one thing that the program does right.

A simulator that has never caught anything proves nothing. Each of these must be caught within a few seeds. They live
here and change the program only while a run with that bug lasts.
"""

from tests.simulation.planted import cars, debts, merges, papers, pushes, terminals
from tests.simulation.planted.planting import BUGS, planted

__all__ = ["BUGS", "cars", "debts", "merges", "papers", "planted", "pushes", "terminals"]
