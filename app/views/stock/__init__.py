"""Screens: stock."""
