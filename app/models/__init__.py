"""Tables, with their scope and sync policy declared beside their columns."""
