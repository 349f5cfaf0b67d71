"""What each topic is called: a title that stands in a source, told apart from its siblings'.

The title nearest to all of the topic's titles is taken; of equals the one most
sections have, then that of a heading rather than a label, then the one of
fewer words ("Process" before "Your Process"), then the first. Two siblings
never share a title: the later one takes its next best, and is joined to the
earlier one where it has no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personac.passes.outline.likeness import Likeness
from personac.passes.outline.reading import TitleReader
from personac.passes.sections import Placed

_MOST = 60  # distinct titles of a topic that are compared, the most common ones
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Named:
    """A title that a topic may have: its text, and the section that has it, None if a rule gives it."""

    text: str
    placed: Placed | None


class Namer:
    """Ranks the titles of topics."""

    def __init__(self, reader: TitleReader, likeness: Likeness, fixed: Mapping[int, str]) -> None:
        """Take what reads and compares titles; `fixed` are the titles that rules give to topics."""
        self._reader, self._likeness, self._fixed = reader, likeness, fixed

    def ranked(self, number: int, sections: Sequence[Placed]) -> list[Named]:
        """Return the titles that topic `number` of these sections may have, best first."""
        if number in self._fixed:
            return [Named(self._fixed[number], None)]
        counts = Counter(placed.section.title for placed in sections)
        first: dict[str, Placed] = {}
        for placed in sorted(sections, key=lambda placed: placed.section.kind == "label"):
            first.setdefault(placed.section.title, placed)
        texts = sorted(first, key=lambda text: (-counts[text], first[text].ref))[:_MOST]
        total = {text: self._total(text, texts, counts) for text in texts}

        def best(text: str) -> tuple[object, ...]:
            placed = first[text]
            is_label = placed.section.kind == "label"
            return (-total[text], -counts[text], is_label, len(text.split()), placed.ref)

        return [Named(text, first[text]) for text in sorted(texts, key=best)]

    def _total(self, text: str, others: Sequence[str], counts: Mapping[str, int]) -> float:
        own = self._reader.read(text)
        alike = (self._likeness.titles(own, self._reader.read(o)) * counts[o] for o in others)
        return round(sum(alike), _DECIMALS)
