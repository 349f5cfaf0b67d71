"""How much personas, and the sections of the outline, have in common.

Personas file one piece of advice under different headings; where two sections share much, the outline
is worth a second look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from personac.extraction.section_streams import section_streams
from personac.model import Compilation, SectionRef, Topic
from personac.report.model import Overlap, SectionOverlap

_DECIMALS = 4
_Path = tuple[str, ...]


def own_bullets(compilation: Compilation) -> Mapping[str, Sequence[int]]:
    """Return for each persona the positions of its bullets."""
    own: dict[str, list[int]] = {persona.id: [] for persona in compilation.personas}
    for position, bullet in enumerate(compilation.bullets):
        own[bullet.persona].append(position)
    return own


def others_with(compilation: Compilation) -> tuple[frozenset[str], ...]:
    """Return for each bullet the other personas that have it too."""
    personas = [
        frozenset(compilation.bullets[member].persona for member in cluster.members)
        for cluster in compilation.clusters
    ]
    owners = compilation.cluster_of
    return tuple(personas[owners[i]] - {b.persona} for i, b in enumerate(compilation.bullets))


def persona_overlap(own: Mapping[str, Sequence[int]], others: Sequence[frozenset[str]]) -> Overlap:
    """Return the share of each persona's bullets that each other persona has too, in the order of `own`."""
    shared = {one: Counter(other for i in bullets for other in others[i]) for one, bullets in own.items()}
    matrix = tuple(
        tuple(1.0 if one == other else _share(shared[one][other], len(bullets)) for other in own)
        for one, bullets in own.items()
    )
    return Overlap(tuple(own), matrix)


def _share(number: int, total: int) -> float:
    return round(number / total, _DECIMALS) if number else 0.0


def section_overlap(compilation: Compilation, outline: Topic) -> SectionOverlap:
    """Count, for each two sections of the outline, the bullets of one that the other has too."""
    paths = list(_paths(outline, ()))
    topic_of = {ref: number for number, (_, refs) in enumerate(paths) for ref in refs}
    sections = section_streams(compilation, of_all=True).section_of()
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
