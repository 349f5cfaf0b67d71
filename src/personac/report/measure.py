"""Measure a finished compilation: make the report that all renderers read.

Overlap is measured between personas, and between the sections of the outline: personas file one piece of
advice under different headings, so where two sections share much, the outline is worth a second look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from personac.emit.lock_entries import digest
from personac.extraction.section_streams import section_streams
from personac.model import Compilation, Persona, SectionRef, Topic
from personac.report import measure_rows as rows
from personac.report.findings import diagnostic_rows
from personac.report.front_matter_rows import front_matter_rows
from personac.report.near_miss_rows import Thresholds, near_miss_rows
from personac.report.report_schema import (
    CanonicalRow,
    Overlap,
    PersonaRow,
    Report,
    SavedRow,
    SectionOverlap,
    SizeRow,
    SizesRow,
)
from personac.report.review_queue import review_rows
from personac.tokens import Counter as TokenCounter
from personac.tokens import Tokenizer, counter

_DECIMALS = 4
_MOST_PERSONAS = 1_000  # of which each is compared with each
_MOST_SECTIONS = 500  # of a cluster: what more sections say is of none in particular
_Path = tuple[str, ...]


def measure(compilation: Compilation, thresholds: Thresholds | None = None) -> Report:
    """Return the report of a finished compilation; with the thresholds of its matching, near misses too."""
    tokens = counter(compilation.tokenizer)
    canonical = _canonical_row(compilation, tokens)
    own, having = _own_bullets(compilation), _personas_with(compilation)
    personas = tuple(_persona_row(p, own[p.id], having, tokens) for p in compilation.personas)
    fields = tuple(front_matter_rows(compilation))
    return Report(
        schema="personac-report/1",
        canonical=canonical,
        sizes=sizes_row(compilation.tokenizer, personas, canonical),
        personas=personas,
        bullets=tuple(rows.bullet_rows(compilation)),
        clusters=tuple(rows.cluster_rows(compilation)),
        covers=tuple(rows.cover_rows(compilation)),
        contradictions=tuple(rows.contradiction_rows(compilation)),
        overlap=_persona_overlap(own, having),
        sections=tuple(rows.section_rows(compilation.outline)),
        left_out=tuple(rows.left_out_rows(compilation)),
        diagnostics=diagnostic_rows(compilation.diagnostics),
        threshold=thresholds.merge if thresholds else 0.0,
        near_misses=tuple(near_miss_rows(compilation, thresholds)) if thresholds else (),
        section_overlap=_section_overlap(compilation),
        lines=tuple(rows.line_rows(compilation.canonical)),
        losses=tuple(rows.loss_rows(compilation)),
        front_matter=fields,
        review=review_rows(compilation, thresholds.merge, fields) if thresholds else (),
    )


def _canonical_row(compilation: Compilation, tokens: TokenCounter) -> CanonicalRow:
    """Each piece of the canonical that came from a cluster counts as a bullet."""
    canonical = compilation.canonical
    sections = compilation.body.walk()
    bullets = sum(bool(piece.cluster) for section in sections for piece in section.pieces())
    count = tokens.count(canonical.data.decode("utf-8"))
    return CanonicalRow(canonical.name, f"{canonical.name}.md", len(canonical.data), bullets, count)


def sizes_row(tokenizer: Tokenizer, personas: Sequence[PersonaRow], canonical: CanonicalRow) -> SizesRow:
    """Add up the sources, and subtract the canonical."""
    sources = SizeRow(
        bullets=sum(row.bullets for row in personas),
        bytes=sum(row.bytes for row in personas),
        tokens=sum(row.tokens for row in personas),
    )
    after = SizeRow(canonical.bullets, canonical.bytes, canonical.tokens)
    tokens = sources.tokens - after.tokens
    share = round(tokens / sources.tokens, _DECIMALS) if sources.tokens else 0.0
    saved = SavedRow(sources.bullets - after.bullets, sources.bytes - after.bytes, tokens, share)
    return SizesRow(tokenizer, sources, after, saved)


def _persona_row(
    persona: Persona, own: Sequence[int], having: Sequence[frozenset[str]], tokens: TokenCounter
) -> PersonaRow:
    unique = sum(having[i] == {persona.id} for i in own)
    source, size = persona.source, len(persona.source.data)
    count, sha256 = tokens.count(source.text), digest(source.data)
    return PersonaRow(persona.id, source.path, persona.name, size, len(own), unique, count, sha256)


def _own_bullets(compilation: Compilation) -> Mapping[str, Sequence[int]]:
    """For each persona the positions of its bullets."""
    own: dict[str, list[int]] = {persona.id: [] for persona in compilation.personas}
    for position, bullet in enumerate(compilation.bullets):
        own[bullet.persona].append(position)
    return own


def _personas_with(compilation: Compilation) -> list[frozenset[str]]:
    """For each bullet the personas that have it; equal sets are one object."""
    bullets, known = compilation.bullets, dict[frozenset[str], frozenset[str]]()
    personas = [frozenset(bullets[i].persona for i in cluster.members) for cluster in compilation.duplicates]
    having = [known.setdefault(own, own) for own in personas]
    return [having[owner] for owner in compilation.duplicate_of]


def _persona_overlap(own: Mapping[str, Sequence[int]], having: Sequence[frozenset[str]]) -> Overlap:
    if len(own) > _MOST_PERSONAS:
        return Overlap((), ())
    number = {persona: at for at, persona in enumerate(own)}
    rows = (_overlap_row(one, bullets, having, number) for one, bullets in own.items())
    return Overlap(tuple(own), tuple(rows))


def _overlap_row(
    one: str, own: Sequence[int], having: Sequence[frozenset[str]], number: Mapping[str, int]
) -> tuple[float, ...]:
    """Return the share of the bullets of a persona that each persona has."""
    shared = Counter[str]()
    for personas, times in Counter(having[i] for i in own).items():
        shared.update(dict.fromkeys(personas, times))
    row = [0.0] * len(number)
    for other, times in shared.items():
        row[number[other]] = _share(times, len(own))
    row[number[one]] = 1.0
    return tuple(row)


def _share(number: int, total: int) -> float:
    return round(number / total, _DECIMALS) if number else 0.0


def _section_overlap(compilation: Compilation) -> SectionOverlap:
    """For each two sections of the outline, the number of bullets of one that the other has too."""
    paths = list(_paths(compilation.outline, ()))
    topic_of = {ref: number for number, (_, refs) in enumerate(paths) for ref in refs}
    sections = section_streams(compilation, of_all=True).section_of()
    section_of = [topic_of[sections[bullet]] for bullet in range(len(compilation.bullets))]
    shared: Counter[tuple[int, int]] = Counter()
    for cluster in compilation.duplicates:
        inside = Counter(section_of[member] for member in cluster.members)
        for one, times in inside.items() if len(inside) <= _MOST_SECTIONS else ():
            shared.update({(one, other): times for other in inside if other != one or times > 1})
    sizes = Counter(section_of)
    cells = tuple((one, other, number) for (one, other), number in sorted(shared.items()))
    return SectionOverlap(tuple(path for path, _ in paths), tuple(sizes[i] for i in range(len(paths))), cells)


def _paths(topic: Topic, above: _Path) -> Iterator[tuple[_Path, tuple[SectionRef, ...]]]:
    path = (*above, topic.title) if topic.title else above
    yield path, topic.sections
    for child in topic.children:
        yield from _paths(child, path)
