"""Makes training rows of labelled ones: unrelated texts, and copies under other headings.

Labelled pairs are all alike in something, so that a model trained on nothing else may call any two texts the
same that share neither words nor headings. And the same words are a copy under most headings.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from personac.matching.judge import judged_text
from tools.judge_rows import ALWAYS, Row, Side

MADE = "made"
_UNRELATED, _COPIES = 0.5, 0.06  # made rows for each row
_WEIGHT = 1.0
_HEADED = 0.4  # share of the pairs without headings that get one
_IS_CUT = 0.25  # share of unrelated texts of which only the first words are shown
_FIRST_WORDS = 4
# Headings that say nothing of the bullets below them.
_NEUTRAL = (
    *("Approach", "Areas", "Best Practices", "Capabilities", "Code style", "Communication Style"),
    *("Conventions", "Core Responsibilities", "Core Skills", "Design", "Development"),
    *("Documentation", "Duties", "Expertise", "Focus Areas", "Guidelines", "Guiding Philosophy"),
    *("How we work", "Implementation", "Instructions", "Key Practices", "Key Principles"),
    *("Knowledge", "Methodology", "Operations", "Performance", "Playbook", "Policies"),
    *("Practices", "Principles", "Process", "Responsibilities", "Rules", "Security", "Standards"),
    *("Style guide", "Tasks", "Technical skills", "Testing", "Tooling", "What you do", "Workflow"),
)


def with_made_rows(rows: Sequence[Row], seed: int) -> list[Row]:
    """Return `rows`, some with a heading that they lacked, and made ones."""
    rng = random.Random(seed)  # noqa: S311 - the same rows for the same seed
    sides = [side for row in rows for side in row.sides]
    unrelated = [_unrelated(rng.sample(sides, 2), rng) for _ in range(int(_UNRELATED * len(rows)))]
    copies = [_copy(rng.choice(sides), rng) for _ in range(int(_COPIES * len(rows)))]
    return [*(_headed(row, rng) for row in rows), *unrelated, *copies]


def _headed(row: Row, rng: random.Random) -> Row:
    """Return the row, sometimes under one neutral heading if it has none."""
    if any(side.shown != side.bare for side in row.sides) or rng.random() >= _HEADED:
        return row
    heading = rng.choice(_NEUTRAL)
    left, right = (_under(heading, side) for side in row.sides)
    return replace(row, left=left, right=right)


def _unrelated(sides: Sequence[Side], rng: random.Random) -> Row:
    """Return two texts of different rows, half of the pairs under headings of their own."""
    one, other = (_cut(side, rng) if rng.random() < _IS_CUT else side for side in sides)
    if rng.random() < 1 / 2:
        heading = rng.choice(("", *_NEUTRAL))
        one, other = _under(heading, one), _under(heading, other)
    return _made("unrelated", one, other, float(one.bare == other.bare))


def _cut(side: Side, rng: random.Random) -> Side:
    first = " ".join(side.bare.split()[: rng.randint(1, _FIRST_WORDS)])
    return Side(first, first)


def _copy(side: Side, rng: random.Random) -> Row:
    one, other = rng.sample(_NEUTRAL, 2)
    return _made("copy", _under(one, side), _under(other, side), 1.0)


def _under(heading: str, side: Side) -> Side:
    return Side(judged_text(heading, side.bare), side.bare)


def _made(kind: str, left: Side, right: Side, same: float) -> Row:
    return Row(MADE, "", ALWAYS, kind, left, right, same, _WEIGHT)
