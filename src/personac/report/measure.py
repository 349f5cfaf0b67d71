"""Measure a finished compilation: make the report that all renderers read.

A reviewer trusts a merge when nothing of a source is unaccounted for; so every bullet gets a state,
taken from the provenance of the canonical and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from personac.emit.lock_entries import digest
from personac.model import (
    Bullet,
    Canonical,
    Cluster,
    Compilation,
    MergedSection,
    Persona,
    Piece,
    PieceList,
    Relation,
    Topic,
)
from personac.report.findings import diagnostic_rows
from personac.report.model import (
    BulletRow,
    BulletState,
    CanonicalRow,
    ClusterRow,
    ContradictionRow,
    CoverRow,
    LeftOutRow,
    LineOrigin,
    LineRow,
    PersonaRow,
    Report,
    SavedRow,
    SectionRow,
    SizeRow,
    SizesRow,
    WhyRow,
)
from personac.report.near_misses import near_miss_rows
from personac.report.overlap import others_with, own_bullets, persona_overlap, section_overlap
from personac.tokens import Counter, Tokenizer, counter

_DECIMALS = 4


def measure(compilation: Compilation, threshold: float | None = None) -> Report:
    """Return the report of a finished compilation; with the `threshold` of its matching, near misses too."""
    canonical, outline = compilation.canonical, compilation.outline
    tokens = counter(compilation.tokenizer)
    merged = _canonical_row(compilation, canonical, tokens)
    own, others = own_bullets(compilation), others_with(compilation)
    personas = tuple(_persona_row(p, own[p.id], others, tokens) for p in compilation.personas)
    return Report(
        schema="personac-report/1",
        canonical=merged,
        sizes=sizes_row(compilation.tokenizer, personas, merged),
        personas=personas,
        bullets=tuple(_bullet_rows(compilation, canonical)),
        clusters=tuple(_cluster_rows(compilation)),
        covers=tuple(_cover_rows(compilation)),
        contradictions=tuple(_contradiction_rows(compilation)),
        overlap=persona_overlap(own, others),
        sections=tuple(_section_rows(outline)),
        left_out=tuple(_left_out_rows(compilation)),
        diagnostics=diagnostic_rows(compilation.diagnostics),
        threshold=threshold or 0.0,
        near_misses=() if threshold is None else near_miss_rows(compilation, threshold),
        section_overlap=section_overlap(compilation, outline),
        lines=tuple(_line_rows(canonical)),
    )


def _canonical_row(compilation: Compilation, canonical: Canonical, tokens: Counter) -> CanonicalRow:
    """Return name and size of the canonical; each of its pieces that came from a cluster is a bullet."""
    body, data = compilation.body, canonical.data
    bullets = sum(any(origin.cluster for origin in piece.origins) for piece in _pieces(body))
    count = tokens.count(data.decode("utf-8"))
    return CanonicalRow(canonical.name, f"{canonical.name}.md", len(data), bullets, count)


def _pieces(section: MergedSection) -> Iterator[Piece]:
    yield from _listed(section.content)
    for child in section.sections:
        yield from _pieces(child)


def _listed(lists: Sequence[PieceList]) -> Iterator[Piece]:
    for group in lists:
        for piece in group.pieces:
            yield piece
            yield from _listed(piece.children)


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
    persona: Persona, own: Sequence[int], others: Sequence[frozenset[str]], tokens: Counter
) -> PersonaRow:
    unique = sum(not others[i] for i in own)
    source, size = persona.source, len(persona.source.data)
    count, sha256 = tokens.count(source.text), digest(source.data)
    return PersonaRow(persona.id, source.path, persona.name, size, len(own), unique, count, sha256)


def _line_rows(canonical: Canonical) -> Iterator[LineRow]:
    for line in canonical.lines:
        cluster = next((origin.cluster for origin in line.origins if origin.cluster), "")
        origins = tuple(LineOrigin(origin.persona, origin.line, origin.relation) for origin in line.origins)
        yield LineRow(line.text, cluster, origins)


def _bullet_rows(compilation: Compilation, canonical: Canonical) -> Iterator[BulletRow]:
    lines, relations = _first_lines(canonical)
    left_out = {entry.bullet for entry in compilation.left_out}
    for position, bullet in enumerate(compilation.bullets):
        cluster = compilation.clusters[compilation.cluster_of[position]]
        state: BulletState = "kept" if cluster.representative == position else "merged"
        if relations.get((cluster.id, bullet.persona, bullet.line)) == "covered":
            state = "covered"
        if bullet.id in left_out:
            state = "left_out"
        yield _bullet_row(bullet, state, 0 if state == "left_out" else lines.get(cluster.id, 0))


def _bullet_row(bullet: Bullet, state: BulletState, canonical_line: int) -> BulletRow:
    return BulletRow(
        id=bullet.id,
        persona=bullet.persona,
        path=bullet.path,
        line=bullet.line,
        end_line=bullet.end_line,
        section=bullet.section,
        kind=bullet.kind,
        text=bullet.text,
        state=state,
        canonical_line=canonical_line,
    )


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


def _cluster_rows(compilation: Compilation) -> Iterator[ClusterRow]:
    for cluster in compilation.clusters:
        if len(cluster.members) > 1:
            yield _cluster_row(cluster, compilation.bullets)


def _cluster_row(cluster: Cluster, bullets: Sequence[Bullet]) -> ClusterRow:
    representative = bullets[cluster.representative]
    why = tuple(
        WhyRow(bullets[s.pair.a].id, bullets[s.pair.b].id, s.score, dict(s.features), s.reasons)
        for s in cluster.why
    )
    members = tuple(bullets[member].id for member in cluster.members)
    return ClusterRow(cluster.id, members, representative.id, cluster.cohesion, representative.text, why)


def _cover_rows(compilation: Compilation) -> Iterator[CoverRow]:
    for cover in compilation.covers:
        broad, narrow = (compilation.bullets[position].id for position in (cover.broad, cover.narrow))
        yield CoverRow(broad, narrow, cover.score, cover.facet)


def _contradiction_rows(compilation: Compilation) -> Iterator[ContradictionRow]:
    for kept in compilation.apart:
        if kept.contradicts:
            a, b = (compilation.bullets[position].id for position in (kept.pair.a, kept.pair.b))
            yield ContradictionRow(a, b, kept.reason)


def _section_rows(topic: Topic) -> Iterator[SectionRow]:
    if topic.title:
        yield SectionRow(topic.title, topic.aliases)
    for child in topic.children:
        yield from _section_rows(child)


def _left_out_rows(compilation: Compilation) -> Iterator[LeftOutRow]:
    for row in compilation.left_out:
        yield LeftOutRow(row.persona, row.path, row.line, row.end_line, row.text, row.reason, row.bullet)
