"""Matching: which bullets have the same meaning, which must not be merged, and why."""
