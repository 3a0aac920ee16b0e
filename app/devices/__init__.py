"""Printers and other things with a plug, each behind a small interface."""
