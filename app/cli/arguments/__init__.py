"""The arguments of the verbs, a module for each area of the work."""
