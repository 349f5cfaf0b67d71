"""Gold groups: personas with manual labels, parsed and extracted by personac.

The folder of a group contains the personas, `units.json` (the labelled bullets) and `gold.json` (clusters,
and pairs that are excluded from all scores). A gold id is the letter of the file and the line of the bullet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from personac.config.schema import Rules
from personac.config.vocabulary import Vocabulary
from personac.extraction.bullets import extract_all
from personac.model import Bullet
from personac.model.source import Source
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse_all

GoldPair = tuple[str, str]


class NoGoldError(Exception):
    """A folder contains no gold groups."""


@dataclass(frozen=True, eq=False)
class Group:
    """One group; `ids` are the gold ids of its bullets by position, empty if a bullet has no label."""

    name: str
    bullets: tuple[Bullet, ...]
    ids: tuple[str, ...]
    clusters: tuple[frozenset[str], ...]
    ignore: frozenset[GoldPair]

    @property
    def labelled(self) -> tuple[str, ...]:
        """The distinct gold ids."""
        return tuple(sorted({own for own in self.ids if own}))

    def gold_clusters(self, members: Iterable[Sequence[int]]) -> list[list[str]]:
        """Return clusters of positions as clusters of gold ids, as score.py reads a report."""
        clusters = (sorted({self.ids[i] for i in some if self.ids[i]}) for some in members)
        return [ids for ids in clusters if len(ids) > 1]


def find_groups(folder: Path) -> list[Path]:
    """Return the folders of groups in `folder`, sorted. Raises `NoGoldError`."""
    groups = sorted(path.parent for path in folder.glob("*/gold.json"))
    if not groups:
        message = f"{folder}: no gold groups here; they are measuring data, and not part of the project"
        raise NoGoldError(message)
    return groups


def load_group(folder: Path, rules: Rules) -> Group:
    """Load one group: the bullets of its personas, and its labels."""
    sources = tuple(Source(path.name, path.read_bytes()) for path in sorted(folder.glob("*.md")))
    personas, _ = parse_all(sources)
    bullets = extract_all(personas, Normaliser(Vocabulary.from_groups(rules.vocabulary.groups)))
    units = {unit["id"] for unit in json.loads((folder / "units.json").read_text("utf-8"))}
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    names = [f"{bullet.path.removesuffix('.md')}{bullet.line}" for bullet in bullets]
    return Group(
        folder.name,
        bullets,
        tuple(name if name in units else "" for name in names),
        tuple(frozenset(cluster) for cluster in gold["clusters"]),
        frozenset(ordered(*pair) for pair in gold["ignore"]),
    )


def ordered(a: str, b: str) -> GoldPair:
    """Return a pair of ids in one order."""
    return (a, b) if a < b else (b, a)


def pairs_of(clusters: Iterable[Iterable[str]]) -> set[GoldPair]:
    """Return the pairs inside clusters."""
    return {ordered(*pair) for cluster in clusters for pair in combinations(sorted(set(cluster)), 2)}


def pair_counts(predicted: Iterable[Iterable[str]], group: Group) -> tuple[int, int, int]:
    """Return the numbers of correct, predicted and labelled pairs, without excluded ones."""
    pairs, gold = pairs_of(predicted) - group.ignore, pairs_of(group.clusters) - group.ignore
    return len(pairs & gold), len(pairs), len(gold)


def f_measure(counts: tuple[int, int, int]) -> float:
    """Return F1 of the result of `pair_counts`."""
    correct, predicted, labelled = counts
    return 2 * correct / max(predicted + labelled, 1)
