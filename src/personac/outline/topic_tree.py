"""Put topics, parents, order and titles together into the tree that the other passes read.

What each topic is called: a title that stands in a source, told apart from its siblings'.

The title nearest to all of the topic's titles is taken; of equals the one most
sections have, then that of a heading rather than a label, then the one of
fewer words ("Process" before "Your Process"), then the first. Two siblings
never share a title: the later one takes its next best, and is joined to the
earlier one where it has no other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personac.extraction.placed_sections import Placed, document_title
from personac.model import Extracted, SectionRef, Topic
from personac.outline.outline_rules import ROOT
from personac.outline.titles import Likeness, TitleReader, plain, written_title
from personac.outline.topic_placement import Grouped


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds the tree from the top down; `order` has the topics below each, `placed` all sections."""

    extracted: Extracted
    placed: Sequence[Placed]
    grouped: Grouped
    order: Mapping[int, Sequence[int]]
    namer: Namer

    def root(self) -> Topic:
        """Return the root topic, whose title is the document title if most personas have one."""
        members: dict[int, list[SectionRef]] = defaultdict(list)
        for placed in self.placed:
            own = placed.ref if placed.topical else placed.parent
            members[ROOT if own is None else self.grouped.owner[own]].append(placed.ref)
        title, title_from, aliases = self._document_title()
        return Topic(ROOT, title, title_from, aliases, tuple(members[ROOT]), self._below([ROOT], members))

    def _below(
        self, numbers: Sequence[int], members: Mapping[int, Sequence[SectionRef]]
    ) -> tuple[Topic, ...]:
        """Return the topics below those that are one topic under the first one's name."""
        taken: dict[str, int] = {}
        joined: dict[int, list[int]] = {}
        names: dict[int, Named] = {}
        for number in (child for parent in numbers for child in self.order.get(parent, ())):
            named = self.namer.ranked(number, self._sections(number))
            free = next((name for name in named if plain(name.text) not in taken), None)
            if free is None:
                joined[taken[plain(named[0].text)]].append(number)
            else:
                taken[plain(free.text)] = number
                joined[number], names[number] = [number], free
        return tuple(self._topic(names[number], joined[number], members) for number in joined)

    def _topic(
        self, name: Named, numbers: Sequence[int], members: Mapping[int, Sequence[SectionRef]]
    ) -> Topic:
        sections = [placed for number in numbers for placed in self._sections(number)]
        plain_titles = dict.fromkeys(placed.section.title for placed in sections)
        return Topic(
            id=numbers[0],
            title=name.text if name.placed is None else self._written(name.placed),
            title_from=None if name.placed is None else name.placed.ref,
            aliases=tuple(title for title in plain_titles if title != name.text),
            sections=tuple(sorted(ref for number in numbers for ref in members.get(number, ()))),
            children=self._below(numbers, members),
            role=next((role for n in numbers if (role := self.grouped.roles[n])), ""),
        )

    def _sections(self, number: int) -> list[Placed]:
        return [self.grouped.topical[i] for i in self.grouped.groups[number]]

    def _document_title(self) -> tuple[str, SectionRef | None, tuple[str, ...]]:
        voices = self.extracted.distinct
        titled = [persona for persona in voices if document_title(persona.body) is not None]
        if not titled or len(titled) * 2 < len(voices):
            return "", None, ()
        bodies = [persona.body for persona in self.extracted.personas]
        wrapped = [p for p in self.placed if p.section is document_title(bodies[p.ref.persona])]
        texts = tuple(dict.fromkeys(placed.section.title for placed in wrapped))
        return self._written(wrapped[0]), wrapped[0].ref, texts[1:]

    def _written(self, placed: Placed) -> str:
        return written_title(self.extracted.personas[placed.ref.persona].source, placed.section)


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
