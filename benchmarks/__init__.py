"""What the program takes, against the physical limit measured in the same run. `make bench` runs all of it."""
