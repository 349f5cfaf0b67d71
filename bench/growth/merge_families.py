"""Families for matching, merging, emitting and the report."""

from __future__ import annotations

import random

from bench.growth.family import Family, Files, words


def _shared_lists(size: int, chance: random.Random) -> Files:
    bullets = "".join(f"- {words(chance, 6)}\n" for _ in range(size))
    return {f"agents/{name}.md": f"# {name}\n\n{bullets}".encode() for name in ("one", "two")}


MERGE_FAMILIES = (Family("lists shared by two files", "matching", _shared_lists),)
