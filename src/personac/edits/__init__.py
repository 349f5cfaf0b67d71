"""Edits: restore sources from a build, and propagate hand edits of the canonical to them."""
