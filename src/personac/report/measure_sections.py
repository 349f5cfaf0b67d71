"""How much the sections of the outline say what other sections say too.

Personas file one piece of advice under different headings; where two sections
share much, the outline is worth a second look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from personac.ir import Compilation, SectionRef, Topic
from personac.passes.streams import section_streams
from personac.report.model import SectionOverlap

_Path = tuple[str, ...]


def section_overlap(compilation: Compilation, outline: Topic) -> SectionOverlap:
    """Count, for each two sections of the outline, the bullets of one that the other says too."""
    paths = list(_paths(outline, ()))
    topic_of = {ref: number for number, (_, refs) in enumerate(paths) for ref in refs}
    sections = section_streams(compilation.extracted, of_all=True).section_of()
    section_of = [topic_of[sections[bullet]] for bullet in range(len(compilation.bullets))]
    shared: Counter[tuple[int, int]] = Counter()
    for cluster in compilation.clusters:
        for member in cluster.members:
            others = {section_of[other] for other in cluster.members if other != member}
            shared.update((section_of[member], other) for other in others)
    sizes = Counter(section_of)
    cells = tuple((one, other, number) for (one, other), number in sorted(shared.items()))
    return SectionOverlap(tuple(path for path, _ in paths), tuple(sizes[i] for i in range(len(paths))), cells)


def _paths(topic: Topic, above: _Path) -> Iterator[tuple[_Path, tuple[SectionRef, ...]]]:
    path = (*above, topic.title) if topic.title else above
    yield path, topic.sections
    for child in topic.children:
        yield from _paths(child, path)
