"""One persona's variant for a reader: what it alone says, says otherwise, and lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from personac.report.escape import markdown
from personac.report.model import BulletRow, ClusterRow, PersonaRow, Report
from personac.report.summary import bullets_by_id


@dataclass(frozen=True, slots=True)
class _View:
    """A report as one persona sees it."""

    report: Report
    persona: PersonaRow
    bullets: Mapping[str, BulletRow]
    cluster_of: Mapping[str, ClusterRow]
    left_out: frozenset[str]

    def own(self) -> Iterator[BulletRow]:
        return (bullet for bullet in self.report.bullets if bullet.persona == self.persona.id)

    def personas(self, cluster: ClusterRow) -> set[str]:
        return {self.bullets[member].persona for member in cluster.members}


def render_variant_pages(report: Report) -> dict[str, str]:
    """Render a page for each persona, by its id."""
    bullets = bullets_by_id(report)
    cluster_of = {member: cluster for cluster in report.clusters for member in cluster.members}
    left_out = frozenset(row.bullet for row in report.left_out)
    return {row.id: _page(_View(report, row, bullets, cluster_of, left_out)) for row in report.personas}


def _page(view: _View) -> str:
    name, persona = markdown(view.report.canonical.path), view.persona
    lines = [
        f"# {markdown(persona.id)} beside {name}",
        "",
        f"Source: {markdown(persona.path)} ({persona.bytes:,} bytes, {persona.bullets} bullets).",
        "",
        *_part("Only this persona says", _only_here(view)),
        *_part("It says otherwise", _otherwise(view)),
        *_part("Left out of the canonical", _left_out(view)),
        *_part("It lacks", _lacks(view)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _part(title: str, entries: Iterator[str]) -> Iterator[str]:
    found = list(entries)
    yield f"## {title} ({len(found)})"
    yield ""
    yield from found or ["Nothing."]
    yield ""


def _only_here(view: _View) -> Iterator[str]:
    for bullet in view.own():
        cluster = view.cluster_of.get(bullet.id)
        alone = cluster is None or view.personas(cluster) == {view.persona.id}
        if alone and bullet.id not in view.left_out:
            yield f"- {_place(bullet)}: {markdown(bullet.text)}"


def _otherwise(view: _View) -> Iterator[str]:
    for bullet in view.own():
        cluster = view.cluster_of.get(bullet.id)
        if cluster is not None and bullet.text != cluster.text and bullet.id not in view.left_out:
            yield f"- {_place(bullet)}: {markdown(bullet.text)}"
            yield f"  - canonical: {markdown(cluster.text)}"


def _left_out(view: _View) -> Iterator[str]:
    for row in view.report.left_out:
        if row.persona == view.persona.id:
            yield f"- line {row.line}: {markdown(row.text)} ({row.reason})"


def _lacks(view: _View) -> Iterator[str]:
    for cluster in view.report.clusters:
        if view.persona.id not in view.personas(cluster) and cluster.representative not in view.left_out:
            others = ", ".join(sorted(view.personas(cluster)))
            yield f"- {markdown(cluster.text)} ({markdown(others)})"
    for bullet in view.report.bullets:
        is_elsewhere = bullet.id not in view.cluster_of and bullet.persona != view.persona.id
        if is_elsewhere and bullet.id not in view.left_out:
            yield f"- {markdown(bullet.text)} ({markdown(bullet.persona)})"


def _place(bullet: BulletRow) -> str:
    return f"line {bullet.line}"
