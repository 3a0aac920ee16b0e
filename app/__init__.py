"""Showroom: the terminal of a car showroom, and the rules it shares with the server."""

__version__ = "0.1.0"
