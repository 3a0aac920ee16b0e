"""The terminal's keys: who may open the replica, and with what."""
