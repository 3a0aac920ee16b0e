"""Money at the desk: receipts, and the forms beside them."""
