"""What a section's title says, and how much two titles have in common.

Titles are compared by their stems without the words that say little in a
title ("best practices", "core expertise"), which are data in the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from personac.frontend.normalise import Normaliser
from personac.nodes import Section
from personac.source import Source

Key = tuple[str, ...]
_MARKS_AROUND = re.compile(r"^#{1,6}\s+|\s+#+\s*$|\s*:\s*$")


class TitleKeys:
    """Makes comparable keys of titles, by the rules' vocabulary and fillers."""

    def __init__(self, normaliser: Normaliser, filler: Iterable[str]) -> None:
        """Take the words that say little in a title as `filler`."""
        self._normaliser = normaliser
        self._filler = frozenset(stem for word in filler for stem in normaliser.normalise(word))

    def key(self, title: str) -> Key:
        """Return the telling stems of `title`, sorted; all of them where none tells."""
        stems = set(self._normaliser.normalise(title))
        return tuple(sorted(stems - self._filler or stems))


def similarity(one: Key, other: Key) -> float:
    """Jaccard index of two keys, 0 to 1; 0 for two empty keys."""
    union = set(one) | set(other)
    return len(set(one) & set(other)) / len(union) if union else 0.0


def most_central(keys: Sequence[Key]) -> int:
    """Return the position of the key nearest to all the others, the first of equals."""
    totals = [round(sum(similarity(key, other) for other in keys), 6) for key in keys]
    return totals.index(max(totals))


def written_title(source: Source, section: Section) -> str:
    """Return the title in markdown, without what makes it a heading or label.

    Where the plain title stands in the source as it is, that is the title;
    otherwise it has inline marks or escapes, which are kept.
    """
    if section.title_span is None:
        return section.title
    lines = source.slice_text(section.title_span).split("\n")
    is_setext = section.kind == "heading" and not lines[0].lstrip().startswith("#")
    written = " ".join(line.strip() for line in (lines[:-1] if is_setext else lines))
    return section.title if section.title in written else _MARKS_AROUND.sub("", written)
