"""Merging: the placement, wording and order of every cluster in one body, and what it leaves out."""
