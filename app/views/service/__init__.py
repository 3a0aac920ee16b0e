"""Screens: visits to the workshop."""
