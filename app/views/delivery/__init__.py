"""Deliveries: the list, one delivery with its gate and inspection, and the dialogs over it."""
