"""What two texts say differently, word by word.

Bullets that say the same rarely say it in the same words; a reviewer who sees
only the words that differ decides in a glance. Every renderer that marks words
reads them from here, so that a pair looks the same wherever it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

ChangeKind = Literal["same", "gone", "new"]

_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_WORD = re.compile(r"\w")
_MOST_MATCHES = 250_000  # of equal words across the two texts; beyond it the comparison is not worth its time


class Change(NamedTuple):
    """A run of text that both have, that only the first has (gone), or only the second (new)."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Token ranges `[a, a_end)` and `[b, b_end)` of the two texts: equal or not."""

    is_same: bool
    a: int
    a_end: int
    b: int
    b_end: int


@lru_cache(maxsize=2**13)  # page and report ask for the same pairs, and so do builds one after another
def word_changes(a: str, b: str) -> tuple[Change, ...]:
    """Return how to read `b` against `a`.

    `same` and `new` joined are `b`; `same` and `gone` joined are `a` but for white space.
    What is gone stands before what is new in its place.
    """
    left, right = _TOKEN.findall(a), _TOKEN.findall(b)
    found: list[Change] = []
    for run in _joined(tuple(_runs(left, right)), left):
        gone, new = "".join(left[run.a : run.a_end]), "".join(right[run.b : run.b_end])
        if run.is_same and found and gone[:1].isspace() and not new[:1].isspace():
            found.append(Change("gone", " "))  # it parted what is gone from what stayed
        found += (change for change in _changes(gone, new, is_same=run.is_same) if change.text)
    return tuple(_merged(found))


def _runs(left: Sequence[str], right: Sequence[str]) -> Iterator[_Run]:
    ours, theirs = ([token.strip() for token in side] for side in (left, right))
    counts = Counter(ours)
    if sum(counts[token] for token in theirs) > _MOST_MATCHES:
        yield _Run(ours == theirs, 0, len(ours), 0, len(theirs))
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        yield _Run(tag == "equal", a, a_end, b, b_end)


def _joined(runs: Sequence[_Run], left: Sequence[str]) -> Iterator[_Run]:
    """Join changes that only punctuation parts: from `a, b` to `c, d` is one change."""

    def is_same(place: int) -> bool:
        run = runs[place]
        is_inner = 0 < place < len(runs) - 1
        return run.is_same and not (is_inner and not _WORD.search("".join(left[run.a : run.a_end])))

    for same, places in groupby(range(len(runs)), key=is_same):
        group = [runs[place] for place in places]
        yield _Run(same, group[0].a, group[-1].a_end, group[0].b, group[-1].b_end)


def _changes(gone: str, new: str, *, is_same: bool) -> Iterator[Change]:
    if is_same:
        yield Change("same", new)
        return
    space = _shared_space(gone, new)
    yield Change("same", space)
    yield Change("gone", gone[len(space) :])
    yield Change("new", new[len(space) :])


def _shared_space(gone: str, new: str) -> str:
    """The white space that both start with: no part of what changed."""
    space = new[: len(new) - len(new.lstrip())]
    return space if gone.strip() and new.strip() and gone.startswith(space) else ""


def _merged(changes: Sequence[Change]) -> Iterator[Change]:
    """Put runs of one kind into one."""
    for kind, group in groupby(changes, key=lambda change: change.kind):
        yield Change(kind, "".join(change.text for change in group))
