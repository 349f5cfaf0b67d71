"""Findings as data: the closed catalogue of kinds, and the finding itself."""
