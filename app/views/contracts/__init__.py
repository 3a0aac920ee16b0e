"""Screens: contracts."""
