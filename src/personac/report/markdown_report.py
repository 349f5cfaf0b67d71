"""The report as markdown, short enough for a pull-request comment.

Contradictions and the clusters of most personas come first; the rest is folded in `<details>`, which
GitHub and GitLab open on a click, and what does not fit a comment is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from personac.report.markdown_parts import LIMIT, Part, join_parts, table_head, table_row, titled_parts
from personac.report.model import BulletRow, ClusterRow, ContradictionRow, Report
from personac.report.safe_text import count, html, markdown, percent, shortened

_OPEN = 10
_MOST_OPEN = 20
_MOST_MEMBERS = 8
_LONGEST = 200
_NO_DUPLICATES = Part("## Duplicates (0)\n\nNone: no two bullets have the same meaning.\n\n")


def render_markdown(report: Report, limit: int = LIMIT) -> str:
    """Render the report in at most `limit` bytes of UTF-8; the rest is in report.html."""
    bullets = report.bullets_by_id()
    parts = [
        Part(f"# Overlap report: {markdown(report.canonical.name)}\n\n{report.summary}.\n\n"),
        _personas(report),
        _overlap(report),
        *_contradictions(report, bullets),
        *_clusters(report, bullets),
        *_covers(report, bullets),
        *_left_out(report),
        *_diagnostics(report),
    ]
    return join_parts(parts, "report.html", limit)


def _personas(report: Report) -> Part:
    sums = [(name, markdown(file), s.bullets, "", s.bytes, s.tokens) for name, file, s in report.totals]
    rows = [
        (markdown(row.id), markdown(row.path), row.bullets, row.unique, row.bytes, row.tokens)
        for row in report.personas
    ]
    columns = ("persona", "file", "bullets", "only here", "bytes", "tokens")
    head = _lines(*table_head(columns, 2), *map(table_row, sums))
    lines = tuple(_lines(table_row(cells)) for cells in rows)
    if len(lines) <= _MOST_OPEN:
        return Part(head, lines, "persona", 2)
    return Part("", (head + lines[0], *lines[1:]), "persona", 2, 0)


def _overlap(report: Report) -> Part:
    title, names = "## Overlap\n\n", report.overlap.personas
    if not report.overlap.is_narrow:
        return _closest(title, report)
    about = "Share of the bullets of the persona in the row that the persona in the column has too.\n\n"
    head = _lines(*table_head(["persona", *map(markdown, names)]))
    rows = zip(names, report.overlap.matrix, strict=True)
    lines = (_lines(table_row([markdown(name), *_shares(name, names, row)])) for name, row in rows)
    return Part(title + about + head, tuple(lines), "row", 2)


def _shares(name: str, names: Sequence[str], row: Sequence[float]) -> Iterator[str]:
    for other, share in zip(names, row, strict=True):
        yield "." if name == other else percent(share)


def _closest(title: str, report: Report) -> Part:
    pairs = report.overlap.closest()
    listed = pairs[: 2 * _OPEN]
    head = title + _lines(*table_head(("persona", "has bullets of", "share"), 2))
    rows = ((markdown(one), markdown(other), percent(share)) for one, other, share in listed)
    return Part(head, tuple(_lines(table_row(row)) for row in rows), "pair", 1, left=len(pairs) - len(listed))


def _contradictions(report: Report, bullets: Mapping[str, BulletRow]) -> Sequence[Part]:
    entries = tuple(_contradiction(row, bullets) for row in report.contradictions)
    return titled_parts("Contradictions", entries, "contradiction", 3, _OPEN)


def _contradiction(row: ContradictionRow, bullets: Mapping[str, BulletRow]) -> str:
    one, other = (_placed(bullets[side]) for side in (row.a, row.b))
    return _lines(f"- **{markdown(row.reason)}**", f"  - {one}", f"  - {other}")


def _clusters(report: Report, bullets: Mapping[str, BulletRow]) -> Sequence[Part]:
    entries = tuple(_cluster(bullets, cluster) for cluster in report.by_spread())
    return titled_parts("Duplicates", entries, "cluster", 10, _OPEN) or (_NO_DUPLICATES,)


def _cluster(bullets: Mapping[str, BulletRow], cluster: ClusterRow) -> str:
    title = html(shortened(cluster.text, 100))
    members = cluster.members[:_MOST_MEMBERS]
    lines = [_member(bullets[member], is_kept=member == cluster.representative) for member in members]
    left = len(cluster.members) - len(members)
    lines += [f"- {count(left, 'more bullet')}"] if left else []
    summary = f"<details><summary>{len(cluster.members)} &times; {title}</summary>"
    return _lines(summary, "", *lines, "", f"Cohesion {cluster.cohesion:.2f}.", "", "</details>", "")


def _member(bullet: BulletRow, *, is_kept: bool) -> str:
    mark = " **(kept)**" if is_kept else ""
    return f"- {_place(bullet)}{mark} {markdown(shortened(bullet.text, _LONGEST))}"


def _covers(report: Report, bullets: Mapping[str, BulletRow]) -> Sequence[Part]:
    entries = tuple(
        f"- {_placed(bullets[row.narrow])}: in {_placed(bullets[row.broad])} "
        f"({markdown(shortened(row.facet, 100))})\n"
        for row in report.covers
    )
    return titled_parts("Covered by a broader bullet", entries, "covered bullet", 3)


def _left_out(report: Report) -> Sequence[Part]:
    entries = tuple(
        f"- {markdown(row.path)}:{row.line} {markdown(shortened(row.text, _LONGEST))} "
        f"({markdown(row.reason)})\n"
        for row in report.left_out
    )
    return titled_parts("Left out of the canonical", entries, "left-out piece", 3)


def _diagnostics(report: Report) -> Sequence[Part]:
    entries = tuple(
        f"- {markdown(row.path)}:{row.line}:{row.column}: {row.severity} {row.code}: "
        f"{markdown(shortened(row.message))}\n"
        for row in report.diagnostics
    )
    return titled_parts("Diagnostics", entries, "diagnostic", 3)


def _placed(bullet: BulletRow) -> str:
    return f"{_place(bullet)} {markdown(shortened(bullet.text, 100))}"


def _place(bullet: BulletRow) -> str:
    return f"{markdown(bullet.path)}:{bullet.line}"


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
