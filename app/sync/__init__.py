"""Push, pull and leases: how a terminal and the server come together."""
