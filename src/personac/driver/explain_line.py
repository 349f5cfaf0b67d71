"""Explain a line of the canonical: where it came from, and why its bullets are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from personac.driver.explain_agent import BuiltAgent, nothing, read_agent
from personac.emit.provenance import MappedOrigin
from personac.paths import display_path
from personac.report.explanation import Explanation, Place, Reason, SaidAt, Subject, Why
from personac.report.model import BulletRow, ClusterRow
from personac.report.summary import bullets_by_id


def explain_line(canonical: Path, number: int) -> Explanation:
    """Explain line `number` of a built agent. Raises `PersonacError`."""
    subject = f"{display_path(canonical)}:{number}"
    built = read_agent(canonical.parent, canonical.stem, subject)
    count = len(built.canonical) - (built.canonical[-1] == "")
    if not 1 <= number <= count:
        raise nothing(
            subject, f"there is no such line: the agent has {count}", f"name a line from 1 to {count}"
        )
    return Story(built).of_line(number)


@dataclass(frozen=True, slots=True)
class Story:
    """Looks up what one build knows of its lines."""

    built: BuiltAgent
    bullets: Mapping[str, BulletRow] = field(init=False)

    def __post_init__(self) -> None:
        """Index the bullets."""
        object.__setattr__(self, "bullets", bullets_by_id(self.built.report))

    def of_line(self, number: int) -> Explanation:
        """Explain a line that is there."""
        origins = self.built.provenance.lines.get(number, ())
        asked = self.line(number)
        if not origins:
            return Explanation(asked, "layout", notes=(self._layout(number),))
        said_at = tuple(self._said_at(origin) for origin in origins)
        clusters = dict.fromkeys(origin.cluster for origin in origins if origin.cluster)
        return Explanation(asked, _subject(origins), said_at, why=tuple(self.why(clusters)))

    def line(self, number: int) -> Place:
        """A line of the canonical as it stands there."""
        return Place(self.built.canonical_path, number, self.built.canonical[number - 1].strip())

    def why(self, clusters: Sequence[str] | Mapping[str, None]) -> Iterator[Why]:
        """Why the bullets of each cluster are one; nothing of a cluster of one."""
        found = {cluster.id: cluster for cluster in self.built.report.clusters}
        for cluster in (found[id_] for id_ in clusters if id_ in found):
            yield Why(cluster.id, len(cluster.members), cluster.cohesion, tuple(self._pairs(cluster)))

    def said(self, bullet: BulletRow, because: str = "") -> SaidAt:
        """A bullet as it stands in its source, without a relation."""
        path = self.built.seen(bullet.path)
        return SaidAt(path, bullet.line, bullet.text, bullet.end_line, bullet.persona, bullet.id, "", because)

    def _pairs(self, cluster: ClusterRow) -> Iterator[Reason]:
        for why in cluster.why:
            sides = (self._place(self.bullets[why.a]), self._place(self.bullets[why.b]))
            yield Reason(*sides, why.score, why.reasons, why.features)

    def _place(self, bullet: BulletRow) -> Place:
        return Place(self.built.seen(bullet.path), bullet.line, bullet.text)

    def _said_at(self, origin: MappedOrigin) -> SaidAt:
        bullet = self._bullet(origin)
        because = self._covered(bullet) if bullet and origin.relation == "covered" else ""
        return SaidAt(
            path=self.built.seen(origin.path),
            line=origin.line,
            end_line=origin.end_line,
            text=bullet.text if bullet else "",
            persona=origin.persona,
            bullet=bullet.id if bullet else "",
            relation=origin.relation,
            because=because,
        )

    def _bullet(self, origin: MappedOrigin) -> BulletRow | None:
        if not origin.cluster:
            return None
        place = (origin.path, origin.line, origin.end_line)
        return next((b for b in self.bullets.values() if (b.path, b.line, b.end_line) == place), None)

    def _covered(self, narrow: BulletRow) -> str:
        covers = [cover for cover in self.built.report.covers if cover.narrow == narrow.id]
        return f"said by its facet {covers[0].facet!r}, score {covers[0].score:.2f}" if covers else ""

    def _layout(self, number: int) -> str:
        """What a line is that comes from no source, and which lines beside it come from one."""
        lines = self.built.provenance.lines
        above = max((n for n in lines if n < number), default=0)
        below = min((n for n in lines if n > number), default=0)
        near = " and ".join(str(n) for n in (above, below) if n)
        return f"layout, which comes from no source; the nearest lines that come from one: {near or 'none'}"


def _subject(origins: Sequence[MappedOrigin]) -> Subject:
    relations = {origin.relation for origin in origins}
    if "frontmatter" in relations:
        return "front matter"
    if "heading" in relations:
        return "heading"
    return "bullet" if any(origin.cluster for origin in origins) else "block"
