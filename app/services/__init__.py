"""Writes: one function per use case, each through the unit of work."""
