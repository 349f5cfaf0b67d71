"""personac's matching of bullets that are extracted already: BULLETS GROUPS.

Everything from texts to clusters: stems, features, candidates, scores with
reasons, guards, linkage. BULLETS is JSON, since personac looks at sections,
leads and personas too; what the front end worked out is taken from it, except
the stems, which belong to matching as trigrams do to the others.
"""

from __future__ import annotations

import gc
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
from personac.pipeline import Compiler


def extracted(path: str) -> tuple[Bullet, ...]:
    """Return what the front end made of the texts."""
    return msgspec.json.decode(Path(path).read_bytes(), type=tuple[Bullet, ...])


def cluster(read: Iterable[Bullet]) -> Matched:
    """Return the clusters of bullets."""
    rules = load_rules([])
    normaliser = Normaliser(Vocabulary.from_groups(rules.vocabulary.groups))
    bullets = tuple(replace(bullet, stems=normaliser.normalise(bullet.text)) for bullet in read)
    return Compiler(rules).match(Extracted(personas=(), bullets=bullets)).matched


if __name__ == "__main__":
    _, path, output = sys.argv
    clustered = cluster(extracted(path))
    write_groups((found.members for found in clustered.clusters), output)
    gc.freeze()  # as `personac` ends
