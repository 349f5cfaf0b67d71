"""The report as markdown, short enough for a pull-request comment.

Long lists are folded in `<details>`, which GitHub and GitLab open on a click.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from personac.report.escape import html, markdown, shortened
from personac.report.model import BulletRow, ClusterRow, Report
from personac.report.summary import bullets_by_id, by_spread, percent, summarise, totals


def render_markdown(report: Report) -> str:
    """Render the whole report."""
    lines = [
        f"# Overlap report: {markdown(report.canonical.name)}",
        "",
        f"{summarise(report).sentence}.",
        "",
        *_personas(report),
        *_overlap(report),
        *_clusters(report),
        *_contradictions(report),
        *_covers(report),
        *_left_out(report),
        *_diagnostics(report),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _personas(report: Report) -> Iterator[str]:
    yield "| persona | file | bullets | only here | bytes | tokens |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for row in report.personas:
        figures = (row.bullets, row.unique, row.bytes, row.tokens)
        yield f"| {' | '.join((markdown(row.id), markdown(row.path), *map(str, figures)))} |"
    for name, file, size in totals(report):
        yield f"| {name} | {markdown(file)} | {size.bullets} | | {size.bytes} | {size.tokens} |"
    yield ""


def _overlap(report: Report) -> Iterator[str]:
    yield "## Who says what others say"
    yield ""
    yield "Share of the bullets of the persona in the row that the persona in the column says too."
    yield ""
    names = report.overlap.personas
    yield f"| | {' | '.join(markdown(name) for name in names)} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for name, row in zip(names, report.overlap.matrix, strict=True):
        cells = ("." if name == other else percent(share) for other, share in zip(names, row, strict=True))
        yield f"| {markdown(name)} | {' | '.join(cells)} |"
    yield ""


def _clusters(report: Report) -> Iterator[str]:
    yield f"## Said more than once ({len(report.clusters)})"
    yield ""
    bullets = bullets_by_id(report)
    for cluster in by_spread(report):
        yield from _cluster(bullets, cluster)


def _cluster(bullets: Mapping[str, BulletRow], cluster: ClusterRow) -> Iterator[str]:
    title = html(shortened(cluster.text, 100))
    yield f"<details><summary>{len(cluster.members)} &times; {title}</summary>"
    yield ""
    for member in cluster.members:
        bullet = bullets[member]
        mark = " **(kept)**" if member == cluster.representative else ""
        yield f"- {markdown(bullet.path)}:{bullet.line}{mark} {markdown(bullet.text)}"
    yield ""
    yield f"Cohesion {cluster.cohesion:.2f}."
    yield ""
    yield from _reasons(bullets, cluster)
    yield "</details>"
    yield ""


def _reasons(bullets: Mapping[str, BulletRow], cluster: ClusterRow) -> Iterator[str]:
    told = [why for why in cluster.why if why.reasons]
    for why in told:
        places = " and ".join(_place(bullets[side]) for side in (why.a, why.b))
        yield f"- {places}: {markdown('; '.join(why.reasons))}"
    if told:
        yield ""


def _contradictions(report: Report) -> Iterator[str]:
    if report.contradictions:
        bullets = bullets_by_id(report)
        yield f"## Cannot both hold ({len(report.contradictions)})"
        yield ""
        for row in report.contradictions:
            yield f"- {_said(bullets[row.a])} / {_said(bullets[row.b])} ({markdown(row.reason)})"
        yield ""


def _covers(report: Report) -> Iterator[str]:
    if report.covers:
        bullets = bullets_by_id(report)
        yield f"## Said inside a broader bullet ({len(report.covers)})"
        yield ""
        for row in report.covers:
            broad, facet = _said(bullets[row.broad]), markdown(shortened(row.facet))
            yield f"- {_said(bullets[row.narrow])}: in {broad} ({facet})"
        yield ""


def _said(bullet: BulletRow) -> str:
    return f"{_place(bullet)} {markdown(shortened(bullet.text, 100))}"


def _place(bullet: BulletRow) -> str:
    return f"{markdown(bullet.path)}:{bullet.line}"


def _left_out(report: Report) -> Iterator[str]:
    if report.left_out:
        yield f"## Left out of the canonical ({len(report.left_out)})"
        yield ""
        for row in report.left_out:
            yield f"- {markdown(row.path)}:{row.line} {markdown(shortened(row.text))} ({row.reason})"
        yield ""


def _diagnostics(report: Report) -> Iterator[str]:
    if report.diagnostics:
        yield f"## Diagnostics ({len(report.diagnostics)})"
        yield ""
        for row in report.diagnostics:
            where = f"{markdown(row.path)}:{row.line}:{row.column}"
            yield f"- {where}: {row.severity} {row.code}: {markdown(row.message)}"
        yield ""
