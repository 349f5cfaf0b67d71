"""Give the sections of personas that are set aside to the topics of what they echo.

They had no say in the outline; but whoever asks where a section of theirs went
has to be told, its heading is one more place that the title is from, and what
it is called there is one more name of the topic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from personac.ir import Extracted, SectionRef, Topic
from personac.passes.outline.fixed import ROOT
from personac.passes.sections import Placed, document_title, placed_sections
from personac.passes.streams import section_streams


def with_echoes(extracted: Extracted, root: Topic) -> Topic:
    """Return the tree with every section of the personas set aside in one of its topics.

    A section goes where most of what it repeats stands, a tie to the topic with
    the lower id; one that repeats nothing to the topic of the section above.
    """
    if not extracted.repeats:
        return root
    topic_of = {ref: topic.id for topic in _topics(root) for ref in topic.sections}
    section_of = section_streams(extracted, of_all=True).section_of()
    votes: Mapping[SectionRef, Counter[int]] = defaultdict(Counter)
    for echo, original in extracted.repeats.items():
        votes[section_of[echo]][topic_of[section_of[original]]] += 1
    placed = placed_sections(extracted.personas)
    aside = [p for p in placed if p.ref not in topic_of]
    return _filled(root, _given(aside, votes), _Titles(extracted, placed))


class _Titles:
    """What the sections are called that give a topic its names."""

    def __init__(self, extracted: Extracted, placed: Sequence[Placed]) -> None:
        wrappers = {id(document_title(persona.body)) for persona in extracted.personas}
        self._topical = {p.ref: p.section.title for p in placed if p.topical}
        self._document = {p.ref: p.section.title for p in placed if id(p.section) in wrappers}

    def aliases(self, topic: Topic, given: Sequence[SectionRef]) -> tuple[str, ...]:
        """Return the other titles of a topic, with those of the sections it is given."""
        titles = self._document if topic.id == ROOT else self._topical
        own = topic.title if topic.title_from is None else titles.get(topic.title_from, topic.title)
        told = dict.fromkeys((*topic.aliases, *(titles[ref] for ref in given if ref in titles)))
        return tuple(title for title in told if title not in {own, topic.title})


def _given(
    aside: Sequence[Placed], votes: Mapping[SectionRef, Counter[int]]
) -> Mapping[int, Sequence[SectionRef]]:
    """For each topic the sections that it gets; sections above come first in `aside`."""
    topic_of: dict[SectionRef, int] = {}
    for placed in aside:
        own = votes.get(placed.ref, Counter())
        above = ROOT if placed.parent is None else topic_of[placed.parent]
        topic_of[placed.ref] = min(own, key=lambda topic: (-own[topic], topic), default=above)
    given: dict[int, list[SectionRef]] = defaultdict(list)
    for ref, topic in topic_of.items():
        given[topic].append(ref)
    return given


def _filled(topic: Topic, given: Mapping[int, Sequence[SectionRef]], titles: _Titles) -> Topic:
    children = tuple(_filled(child, given, titles) for child in topic.children)
    own = given.get(topic.id, ())
    sections = tuple(sorted((*topic.sections, *own)))
    return replace(topic, sections=sections, aliases=titles.aliases(topic, own), children=children)


def _topics(topic: Topic) -> Iterator[Topic]:
    yield topic
    for child in topic.children:
        yield from _topics(child)
