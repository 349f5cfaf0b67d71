"""Extraction: the bullets of each persona with lead and facets, and what its sections contain, in order."""
