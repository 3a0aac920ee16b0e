"""Screen state and rules, free of Qt."""
