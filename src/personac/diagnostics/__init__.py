"""Diagnostics as data: the closed catalogue of their kinds, and the diagnostic itself."""
