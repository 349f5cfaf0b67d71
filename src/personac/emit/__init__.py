"""Emission: the canonical, its map, the patches of the variants and the lock file, as lines and bytes."""
