"""Measure how two personas differ, out of a compilation of just these two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from personac.ir import Compilation, Persona, SectionRef, Topic
from personac.passes.sections import placed_sections
from personac.report.comparison import (
    KINDS,
    Comparison,
    FindingKind,
    FindingRow,
    SectionDiffRow,
    SideRow,
)
from personac.report.field_changes import field_changes
from personac.report.relations import find_all


def compare(compilation: Compilation, a: int, b: int) -> Comparison:
    """Compare the personas at positions `a` and `b`, the only two of `compilation`."""
    if compilation.outline is None:
        raise AssertionError
    one, other = compilation.personas[a], compilation.personas[b]
    topics = tuple(_topics(compilation.outline))
    numbers = {ref: number for number, topic in enumerate(topics) for ref in topic.sections}
    findings = find_all(compilation, (one.id, other.id), numbers)
    return Comparison(
        schema="personac-diff/1",
        a=_side(one, compilation),
        b=_side(other, compilation),
        identical=one.source.data == other.source.data,
        counts=_counts(findings),
        front_matter=field_changes(one.front_matter.values, other.front_matter.values),
        sections=tuple(_sections(compilation, topics, (a, b), findings)),
        findings=findings,
    )


def _topics(topic: Topic) -> Iterator[Topic]:
    yield topic
    for child in topic.children:
        yield from _topics(child)


def _side(persona: Persona, compilation: Compilation) -> SideRow:
    source = persona.source
    bullets = sum(bullet.persona == persona.id for bullet in compilation.bullets)
    return SideRow(source.path, persona.name, len(source.data), bullets)


def _counts(findings: Iterable[FindingRow]) -> dict[FindingKind, int]:
    found = Counter(finding.kind for finding in findings)
    return {kind: found[kind] for kind in KINDS}


def _sections(
    compilation: Compilation, topics: Sequence[Topic], sides: tuple[int, int], findings: Sequence[FindingRow]
) -> Iterator[SectionDiffRow]:
    titles = {p.ref: p.section.title for p in placed_sections(compilation.personas) if p.topical}
    for number, topic in enumerate(topics):
        a, b = (_title(topic, side, titles) if number else "" for side in sides)
        yield SectionDiffRow(a, b, _counts(found for found in findings if found.section == number))


def _title(topic: Topic, persona: int, titles: Mapping[SectionRef, str]) -> str | None:
    """The titles that a topic has in one persona, if any."""
    own = dict.fromkeys(titles[ref] for ref in topic.sections if ref.persona == persona and ref in titles)
    return " / ".join(own) or None
