"""personac's matching of extracted bullets: BULLETS GROUPS.

This is everything from texts to clusters: stems, features, candidates, scores, guards, linkage. BULLETS is
JSON, because personac uses sections, leads and personas too. All of its data is used except the stems, which
belong to matching, as trigrams do in the other programs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from bench.timing.programs.group_files import write_groups
from personac.config.loader import load_rules
from personac.config.vocabulary import Vocabulary
from personac.model import Bullet, Extracted, Matched
from personac.parsing.normalization import Normaliser
from personac.pipeline import Aids, Compiler


def extracted(path: str) -> tuple[Bullet, ...]:
    """Read extracted bullets."""
    return msgspec.json.decode(Path(path).read_bytes(), type=tuple[Bullet, ...])


def cluster(extracted_bullets: Iterable[Bullet]) -> Matched:
    """Return the clusters of bullets."""
    rules = load_rules([])
    normaliser = Normaliser(Vocabulary.from_groups(rules.vocabulary.groups))
    bullets = tuple(replace(bullet, stems=normaliser.normalise(bullet.text)) for bullet in extracted_bullets)
    return Compiler(rules, Aids()).match(Extracted(personas=(), bullets=bullets)).matched


if __name__ == "__main__":
    _, path, output = sys.argv
    write_groups((one.members for one in cluster(extracted(path)).clusters), output)
