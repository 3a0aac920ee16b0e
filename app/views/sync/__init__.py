"""Screens: sync."""
