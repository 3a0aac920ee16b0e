"""Dialogs for what waits for a person."""
