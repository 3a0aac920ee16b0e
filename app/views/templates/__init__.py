"""The page on which an administrator writes the contract's text."""
