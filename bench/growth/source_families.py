"""Families for the parser, front matter, extraction, references, and other files of a source."""

from __future__ import annotations

import random

from bench.growth.family import Family, Files, source, words


def _paragraphs(size: int, chance: random.Random) -> Files:
    return source("".join(f"{words(chance, 12)}.\n\n" for _ in range(size)))


SOURCE_FAMILIES = (Family("paragraphs", "blocks", _paragraphs),)
