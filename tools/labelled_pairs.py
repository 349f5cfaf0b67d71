"""Labelled pairs as builds see them: written hard pairs as two tiny personas, and pairs of gold groups.

First stage, judge and second stage are each fitted without the fold that they are measured on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from personac.config.schema import Rules
from personac.config.vocabulary import Vocabulary
from personac.extraction.bullets import extract_all
from personac.matching.number_grid import Floats
from personac.matching.prepared_bullets import Prepared
from personac.model import Bullet
from personac.model.source import Source
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse_all
from tools.folds import block_of_real_pair
from tools.gold import Group, ordered, pairs_of

_LABELS = {"same": 1.0, "diff": 0.0}


@dataclass(frozen=True, slots=True)
class WrittenPair:
    """A pair written to a brief; `kind` says what it tests."""

    id: str
    texts: tuple[str, str]
    scopes: tuple[str, str]
    is_same: bool
    kind: str
    fold: int


@dataclass(frozen=True, slots=True)
class RealPair:
    """A candidate pair of real files, judged by reading; `likely` is a first-stage probability."""

    id: str
    texts: tuple[str, str]
    scopes: tuple[str, str]
    label: str
    likely: float
    is_one_persona: bool

    @property
    def fold(self) -> int:
        """The fold of this pair."""
        return block_of_real_pair(self.id)[1]

    @property
    def target(self) -> float:
        """1 for the same, 0 for different, -1 for pairs that no figure counts."""
        return _LABELS.get(self.label, -1.0)


def read_written_pairs(folder: Path) -> list[WrittenPair]:
    """Read `p*.jsonl`; each file is a fold."""
    files = enumerate(sorted(folder.glob("p*.jsonl")))
    return [_written(row, fold) for fold, path in files for row in _rows(path)]


def _written(row: dict[str, Any], fold: int) -> WrittenPair:
    texts, scopes = (row["a"], row["b"]), (row["scope_a"], row["scope_b"])
    return WrittenPair(row["id"], texts, scopes, bool(row["same"]), row["kind"], fold)


def read_real_pairs(path: Path) -> list[RealPair]:
    """Read `real.jsonl`."""
    return [_real(row) for row in _rows(path)]


def _real(row: dict[str, Any]) -> RealPair:
    texts, scopes = (row["a"], row["b"]), (row["scope_a"], row["scope_b"])
    return RealPair(row["id"], texts, scopes, row["label"], row["likely"], row["one_file"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def as_personas(pair: WrittenPair, rules: Rules) -> tuple[Bullet, ...]:
    """Return the two bullets of a pair, each in a persona of its own, below its heading or lead-in."""
    sources = map(_persona, "ab", pair.scopes, pair.texts)
    personas, _ = parse_all(tuple(sources))
    bullets = extract_all(personas, Normaliser(Vocabulary.from_groups(rules.vocabulary.groups)))
    return tuple(bullet for bullet in bullets if not bullet.is_paragraph)


def _persona(name: str, scope: str, text: str) -> Source:
    title = scope.lstrip("# ") or "Rules"
    head = title if title.endswith(":") else f"## {title}"
    front = f"---\nname: {name}\ndescription: A test.\n---\n"
    return Source(f"{name}.md", f"{front}\n{head}\n\n- {text}\n".encode())


def target_of(group: Group, prepared: Prepared) -> Floats:
    """Return the label of each candidate; one copy that is labelled is enough."""
    same, ignored = pairs_of(group.clusters) - group.ignore, group.ignore
    ids = [[group.ids[member] for member in copies if group.ids[member]] for copies in prepared.copies]

    def label(i: int, j: int) -> float:
        pairs = {ordered(a, b) for a in ids[i] for b in ids[j] if a != b}
        if pairs & same:
            return 1.0
        return 0.0 if pairs and not pairs & ignored else -1.0

    return np.array([label(i, j) for i, j in prepared.candidates.ends()])
