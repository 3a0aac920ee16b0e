"""The showroom: finding, comparing and presenting models."""
