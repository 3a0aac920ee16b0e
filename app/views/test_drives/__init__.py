"""Screens: test drives."""
