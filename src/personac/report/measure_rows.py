"""Rows of a compilation: bullets, clusters, pairs, lines, and blocks that are kept whole.

A reviewer trusts a merge when nothing of a source is unaccounted for; so every bullet gets a state,
taken from the provenance of the canonical and from nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.extraction.section_streams import Kept, placed_sections, section_streams
from personac.model import Bullet, Canonical, Compilation, Relation, ScoredPair, SectionRef, Topic
from personac.model.ast import Block, Section, Verbatim
from personac.report.report_schema import (
    BulletRow,
    BulletState,
    ClusterRow,
    ContradictionRow,
    CoverRow,
    LeftOutRow,
    LineOrigin,
    LineRow,
    LossRow,
    SectionRow,
    WhyRow,
)

_DECIMALS = 2  # of scores, which all move a little when one bullet of the sources changes
_BLOCK_NAMES = {
    "code": "code", "table": "table", "html": "tagged text", "definition": "link definition",
    "nested": "deeply nested list",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block kept whole: its place, its kind and first line in words, and a digest of its content."""

    persona: str
    path: str
    line: int
    end_line: int
    section: tuple[str, ...]
    text: str
    digest: str
    ref: SectionRef


def bullet_rows(compilation: Compilation) -> Iterator[BulletRow]:
    """Yield all bullets with their states."""
    lines, relations = _first_lines(compilation.canonical)
    left_out, shown = {entry.bullet for entry in compilation.left_out}, shown_texts(compilation)
    for position, bullet in enumerate(compilation.bullets):
        cluster = compilation.clusters[compilation.cluster_of[position]]
        state: BulletState = "kept" if cluster.representative == position else "merged"
        if bullet.id in left_out:
            state = "left_out"
        # What a broader bullet says is in the canonical; of a compound in parts no bullet says all.
        is_covered = relations.get((cluster.id, bullet.persona, bullet.line)) == "covered"
        if is_covered and position not in compilation.in_parts:
            state = "covered"
        yield BulletRow(
            id=bullet.id,
            persona=bullet.persona,
            path=bullet.path,
            line=bullet.line,
            end_line=bullet.end_line,
            section=bullet.section,
            kind=bullet.kind,
            text=shown[position],
            state=state,
            canonical_line=0 if state == "left_out" else lines.get(cluster.id, 0),
        )


def shown_texts(compilation: Compilation) -> Sequence[str]:
    """Return the text of each bullet; where bullets with one meaning hide unlike parts, these as well."""
    bullets = compilation.bullets
    texts = [bullet.text for bullet in bullets]
    for cluster in compilation.duplicates:
        if len({tuple(sorted(bullets[member].hidden)) for member in cluster.members}) > 1:
            for member in cluster.members:
                texts[member] = bullets[member].as_written
    return texts


def _first_lines(
    canonical: Canonical,
) -> tuple[Mapping[str, int], Mapping[tuple[str, str, int], Relation]]:
    """For each cluster its first line in the canonical, and the relation of each of its places."""
    lines: dict[str, int] = {}
    relations: dict[tuple[str, str, int], Relation] = {}
    for number, line in enumerate(canonical.lines, start=1):
        for origin in line.origins:
            if origin.cluster:
                lines.setdefault(origin.cluster, number)
                relations.setdefault((origin.cluster, origin.persona, origin.line), origin.relation)
    return lines, relations


def cluster_rows(compilation: Compilation) -> Iterator[ClusterRow]:
    """Yield the clusters of two bullets and more; their text is that of most members in the canonical."""
    bullets, owner = compilation.bullets, compilation.cluster_of
    texts = shown_texts(compilation)
    for cluster in compilation.duplicates:
        if len(cluster.members) > 1:
            said = Counter(owner[member] for member in cluster.members).most_common(1)[0][0]
            chosen = compilation.clusters[said].representative
            why = tuple(_why_row(scored, bullets) for scored in cluster.why)
            members = tuple(bullets[member].id for member in cluster.members)
            id_, text = bullets[chosen].id, texts[chosen]
            yield ClusterRow(cluster.id, members, id_, round(cluster.cohesion, _DECIMALS), text, why)


def _why_row(scored: ScoredPair, bullets: Sequence[Bullet]) -> WhyRow:
    a, b = bullets[scored.pair.a].id, bullets[scored.pair.b].id
    return WhyRow(a, b, round(scored.score, _DECIMALS), dict(scored.features), scored.reasons)


def cover_rows(compilation: Compilation) -> Iterator[CoverRow]:
    """Yield the pairs of a broad and a narrow bullet."""
    for cover in compilation.covers:
        broad, narrow = (compilation.bullets[position].id for position in (cover.broad, cover.narrow))
        yield CoverRow(broad, narrow, round(cover.score, _DECIMALS), cover.facet)


def contradiction_rows(compilation: Compilation) -> Iterator[ContradictionRow]:
    """Yield the pairs that were kept separate because they contradict each other."""
    for kept in compilation.apart:
        if kept.contradicts:
            a, b = (compilation.bullets[position].id for position in (kept.pair.a, kept.pair.b))
            yield ContradictionRow(a, b, kept.reason)


def section_rows(topic: Topic) -> Iterator[SectionRow]:
    """Yield the titles of an outline, in its order."""
    if topic.title:
        yield SectionRow(topic.title, topic.aliases)
    for child in topic.children:
        yield from section_rows(child)


def left_out_rows(compilation: Compilation) -> Iterator[LeftOutRow]:
    """Yield what the canonical does not have."""
    for row in compilation.left_out:
        yield LeftOutRow(row.persona, row.path, row.line, row.end_line, row.text, row.reason, row.bullet)


def loss_rows(compilation: Compilation) -> Iterator[LossRow]:
    """Yield the loss ledger."""
    for row in compilation.losses:
        yield LossRow(row.persona, row.path, row.line, row.words, row.kind, row.cluster)


def line_rows(canonical: Canonical) -> Iterator[LineRow]:
    """Yield the lines of the canonical."""
    for line in canonical.lines:
        cluster = next((origin.cluster for origin in line.origins if origin.cluster), "")
        origins = tuple(LineOrigin(origin.persona, origin.line, origin.relation) for origin in line.origins)
        yield LineRow(line.text, cluster, origins)


def block_rows(compilation: Compilation) -> tuple[BlockRow, ...]:
    """Return the blocks of all personas, in the order of the personas and of their files."""
    streams = section_streams(compilation, of_all=True)
    rows = [
        _block_row(compilation, kept, placed.ref)
        for placed in placed_sections(compilation.personas)
        for kept in streams.kept_in(streams.sections[placed.ref])
    ]
    numbers = compilation.number_of
    return tuple(sorted(rows, key=lambda row: (numbers[row.persona], row.line, row.end_line, row.digest)))


def _block_row(compilation: Compilation, kept: Kept, ref: SectionRef) -> BlockRow:
    persona = compilation.personas[kept.persona]
    source, span = persona.source, kept.block.span
    line, end_line = source.line(span.start), source.last_line(span)
    size = "" if line == end_line else f" of {end_line - line + 1} lines"
    text = f"{_block_name(kept.block)}{size}: {source.slice_text(span).strip().splitlines()[0]}"
    titles = _titles(persona.body, ref)
    return BlockRow(persona.id, source.path, line, end_line, titles, text, kept.digest, ref)


def _titles(section: Section, ref: SectionRef) -> tuple[str, ...]:
    titles: list[str] = []
    for index in ref.path:
        section = section.sections[index]
        titles += [section.title] if section.title else []
    return tuple(titles)


def _block_name(block: Block) -> str:
    if isinstance(block, Verbatim):
        return _BLOCK_NAMES.get(block.kind, block.kind)
    return type(block).__name__.lower()
