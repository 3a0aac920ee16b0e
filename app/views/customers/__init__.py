"""Screens: customers."""
