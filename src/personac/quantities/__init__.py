"""Quantities: what numbers, units, bounds and frequencies in a text say, and which of them differ."""
