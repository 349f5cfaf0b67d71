"""Measure a compilation: turn it into the report that all renderers read."""

from __future__ import annotations

from collections import Counter as Mates
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from personac.diagnostics.model import Diagnostic
from personac.diagnostics.row import DiagnosticRow
from personac.emit.lock_entries import digest
from personac.ir import Bullet, Cluster, Compilation, Cover, LeftOut, Persona, Topic
from personac.report.measure_lines import Standing, line_rows, standings
from personac.report.measure_near import near_miss_rows
from personac.report.measure_sections import section_overlap
from personac.report.model import (
    BulletRow,
    ClusterRow,
    ContradictionRow,
    CoverRow,
    LeftOutRow,
    Overlap,
    PersonaRow,
    Report,
    SectionRow,
    WhyRow,
)
from personac.report.sizes import canonical_row, sizes_row
from personac.tokens.token_counter import Counter, counter

_DECIMALS = 4


def measure(compilation: Compilation, threshold: float | None = None) -> Report:
    """Return the report of a finished compilation; with the `threshold` it was made with, near misses too."""
    if compilation.canonical is None or compilation.outline is None:
        raise AssertionError
    mates, count = _mates(compilation), _counter(compilation)
    standing = standings(compilation, compilation.canonical)
    canonical = canonical_row(compilation, count)
    own = _own_bullets(compilation)
    personas = tuple(_persona_row(p, own[p.id], mates, count) for p in compilation.personas)
    shared = [c for c in compilation.clusters if len(c.members) > 1]
    return Report(
        schema="personac-report/1",
        canonical=canonical,
        sizes=sizes_row(compilation.tokenizer, personas, canonical),
        personas=personas,
        bullets=tuple(_bullet_row(b, standing[b.id]) for b in compilation.bullets),
        clusters=tuple(_cluster_row(c, compilation.bullets) for c in shared),
        covers=tuple(_cover_row(cover, compilation.bullets) for cover in compilation.covers),
        contradictions=tuple(_contradiction_rows(compilation)),
        overlap=_overlap(compilation, own, mates),
        sections=tuple(_section_rows(compilation.outline)),
        left_out=tuple(_left_out_row(entry) for entry in compilation.left_out),
        diagnostics=diagnostic_rows(compilation.diagnostics),
        threshold=threshold or 0.0,
        near_misses=() if threshold is None else near_miss_rows(compilation, threshold),
        section_overlap=section_overlap(compilation, compilation.outline),
        lines=line_rows(compilation.canonical),
    )


def _counter(compilation: Compilation) -> Counter:
    """Return what counts tokens, and remembers the texts of earlier builds."""
    found, recall = counter(compilation.tokenizer), compilation.memory.recall
    return replace(found, weigh=lambda text: recall(("tokens", found.name, text), lambda: found.weigh(text)))


def diagnostic_rows(diagnostics: Sequence[Diagnostic]) -> tuple[DiagnosticRow, ...]:
    """Return the diagnostics as rows, ordered by place."""
    return tuple(_diagnostic_row(found) for found in sorted(diagnostics, key=lambda found: found.sort_key))


def _diagnostic_row(found: Diagnostic) -> DiagnosticRow:
    texts = (_encodable(text) for text in (found.path, found.message, found.hint))
    path, message, hint = texts
    return DiagnosticRow(found.code, found.severity, path, found.line, found.column, message, hint)


def _encodable(text: str) -> str:
    """Escape what is no UTF-8: a file name may hold any byte, and JSON may not."""
    return text.encode("utf-8", "backslashreplace").decode()


def _mates(compilation: Compilation) -> tuple[frozenset[str], ...]:
    """For each bullet the other personas that say it too."""
    personas = [
        frozenset(compilation.bullets[m].persona for m in cluster.members) for cluster in compilation.clusters
    ]
    owners = compilation.cluster_of
    return tuple(personas[owners[i]] - {b.persona} for i, b in enumerate(compilation.bullets))


def _persona_row(
    persona: Persona, own: Sequence[int], mates: Sequence[frozenset[str]], count: Counter
) -> PersonaRow:
    unique = sum(not mates[i] for i in own)
    source = persona.source
    tokens = count.count(source.text)
    sha256 = digest(source.data)
    size = len(source.data)
    return PersonaRow(persona.id, source.path, persona.name, size, len(own), unique, tokens, sha256)


def _bullet_row(bullet: Bullet, standing: Standing) -> BulletRow:
    return BulletRow(
        id=bullet.id,
        persona=bullet.persona,
        path=bullet.path,
        line=bullet.line,
        end_line=bullet.end_line,
        section=bullet.section,
        kind=bullet.kind,
        text=bullet.text,
        state=standing.state,
        canonical_line=standing.line,
    )


def _cluster_row(cluster: Cluster, bullets: Sequence[Bullet]) -> ClusterRow:
    representative = bullets[cluster.representative]
    why = tuple(
        WhyRow(bullets[s.pair.a].id, bullets[s.pair.b].id, s.score, dict(s.features), s.reasons)
        for s in cluster.why
    )
    members = tuple(bullets[m].id for m in cluster.members)
    return ClusterRow(cluster.id, members, representative.id, cluster.cohesion, representative.text, why)


def _cover_row(cover: Cover, bullets: Sequence[Bullet]) -> CoverRow:
    return CoverRow(bullets[cover.broad].id, bullets[cover.narrow].id, cover.score, cover.facet)


def _contradiction_rows(compilation: Compilation) -> Iterator[ContradictionRow]:
    for found in compilation.apart:
        if found.contradicts:
            a, b = (compilation.bullets[position].id for position in (found.pair.a, found.pair.b))
            yield ContradictionRow(a, b, found.reason)


def _overlap(
    compilation: Compilation, own: Mapping[str, Sequence[int]], mates: Sequence[frozenset[str]]
) -> Overlap:
    ids = tuple(persona.id for persona in compilation.personas)
    shared = {one: Mates(mate for i in own[one] for mate in mates[i]) for one in ids}
    matrix = tuple(tuple(_share(one, other, shared[one], len(own[one])) for other in ids) for one in ids)
    return Overlap(ids, matrix)


def _own_bullets(compilation: Compilation) -> Mapping[str, Sequence[int]]:
    """For each persona the positions of its bullets."""
    own: dict[str, list[int]] = {persona.id: [] for persona in compilation.personas}
    for position, bullet in enumerate(compilation.bullets):
        own[bullet.persona].append(position)
    return own


def _share(one: str, other: str, shared: Mapping[str, int], bullets: int) -> float:
    """The share of the bullets of `one` that `other` says too; `shared` counts them."""
    if one == other:
        return 1.0
    count = shared.get(other, 0)
    return round(count / bullets, _DECIMALS) if count else 0.0


def _section_rows(topic: Topic) -> Iterator[SectionRow]:
    if topic.title:
        yield SectionRow(topic.title, topic.aliases)
    for child in topic.children:
        yield from _section_rows(child)


def _left_out_row(entry: LeftOut) -> LeftOutRow:
    return LeftOutRow(
        entry.persona, entry.path, entry.line, entry.end_line, entry.text, entry.reason, entry.bullet
    )
