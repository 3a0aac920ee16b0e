"""Used cars that pay for part of a new one."""
