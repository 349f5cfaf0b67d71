"""Put topics, parents, order and titles together into the tree that the other passes read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personac.ir import Extracted, SectionRef, Topic
from personac.passes.outline.fixed import ROOT
from personac.passes.outline.naming import Named, Namer
from personac.passes.outline.parents import Grouped
from personac.passes.outline.units import plain
from personac.passes.sections import Placed, document_title
from personac.passes.titles import written_title


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
