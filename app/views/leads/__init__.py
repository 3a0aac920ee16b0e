"""Screens: leads and follow-up."""
