"""The report as markdown, short enough for a pull-request comment.

Contradictions and the clusters of most personas come first; the rest is folded in `<details>`, which
GitHub and GitLab open on a click, and what does not fit a comment is counted.
"""

from __future__ import annotations

from collections.abc import Mapping

from personac.emit.lockfile import DiagnosticRow
from personac.report.markdown_parts import LIMIT, Part, join_parts, table_head, table_row, titled_parts
from personac.report.report_schema import (
    BulletRow,
    ClusterRow,
    ContradictionRow,
    CoverRow,
    LeftOutRow,
    LossRow,
    Report,
)
from personac.report.safe_text import count, html, markdown, percent, shortened

_OPEN = 10
_MOST_OPEN = 20
_MOST_MEMBERS = 8
_LONGEST = 200
_NO_DUPLICATES = Part("## Duplicates (0)\n\nNone: no two bullets have the same meaning.\n\n")


def render_markdown(report: Report, limit: int = LIMIT) -> str:
    """Render the report in at most `limit` bytes of UTF-8; the rest is in report.html."""
    bullets = report.bullets_by_id()
    contradictions = tuple(_contradiction(row, bullets) for row in report.contradictions)
    clusters = tuple(_cluster(row, bullets) for row in report.by_spread())
    covers = tuple(_cover(row, bullets) for row in report.covers)
    left_out, diagnostics = map(_left_out, report.left_out), map(_diagnostic, report.diagnostics)
    parts = [
        Part(f"# Overlap report: {markdown(report.canonical.name)}\n\n{report.summary}.\n\n"),
        _personas(report),
        _overlap(report),
        *titled_parts("Contradictions", contradictions, "contradiction", 3, _OPEN),
        *(titled_parts("Duplicates", clusters, "cluster", 10, _OPEN) or (_NO_DUPLICATES,)),
        *titled_parts("Covered by a broader bullet", covers, "covered bullet", 3),
        *titled_parts("Left out of the canonical", tuple(left_out), "left-out piece", 3),
        *titled_parts("Words that the canonical lacks", tuple(map(_loss, report.losses)), "line", 3),
        *titled_parts("Diagnostics", tuple(diagnostics), "diagnostic", 3),
    ]
    return join_parts(parts, "report.html", limit)


def _personas(report: Report) -> Part:
    rows = [
        (markdown(row.id), markdown(row.path), row.bullets, row.unique, row.bytes, row.tokens)
        for row in report.personas
    ]
    columns = ("persona", "file", "bullets", "only here", "bytes", "tokens")
    head = _lines(*table_head(columns, 2))
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
    rows = (
        [markdown(name), *("." if name == other else percent(row[at]) for at, other in enumerate(names))]
        for name, row in zip(names, report.overlap.matrix, strict=True)
    )
    return Part(title + about + head, tuple(_lines(table_row(row)) for row in rows), "row", 2)


def _closest(title: str, report: Report) -> Part:
    pairs = report.overlap.closest()
    listed = pairs[: 2 * _OPEN]
    head = title + _lines(*table_head(("persona", "has bullets of", "share"), 2))
    rows = ((markdown(one), markdown(other), percent(share)) for one, other, share in listed)
    return Part(head, tuple(_lines(table_row(row)) for row in rows), "pair", 1, left=len(pairs) - len(listed))


def _contradiction(row: ContradictionRow, bullets: Mapping[str, BulletRow]) -> str:
    one, other = (_placed(bullets[side]) for side in (row.a, row.b))
    return _lines(f"- **{markdown(row.reason)}**", f"  - {one}", f"  - {other}")


def _cluster(cluster: ClusterRow, bullets: Mapping[str, BulletRow]) -> str:
    title = html(shortened(cluster.text, 100))
    members = cluster.members[:_MOST_MEMBERS]
    lines = [_member(bullets[member], is_kept=member == cluster.representative) for member in members]
    left = len(cluster.members) - len(members)
    lines += [f"- {count(left, 'more bullet')}"] if left else []
    summary = f"<details><summary>{len(cluster.members)} &times; {title}</summary>"
    return _lines(summary, "", *lines, "", "</details>", "")


def _member(bullet: BulletRow, *, is_kept: bool) -> str:
    also = " **(kept too)**" if bullet.state == "kept" else ""  # its list or procedure stays whole
    mark = " **(kept)**" if is_kept else also
    return f"- {_place(bullet)}{mark} {markdown(shortened(bullet.text, _LONGEST))}"


def _cover(row: CoverRow, bullets: Mapping[str, BulletRow]) -> str:
    facet = markdown(shortened(row.facet, 100))
    return f"- {_placed(bullets[row.narrow])}: in {_placed(bullets[row.broad])} ({facet})\n"


def _left_out(row: LeftOutRow) -> str:
    return f"- {_place(row)} {markdown(shortened(row.text, _LONGEST))} ({markdown(row.reason)})\n"


def _loss(row: LossRow) -> str:
    kind = " (lead-in)" if row.kind == "lead_in" else ""
    return f"- {_place(row)} {markdown(shortened(row.text, _LONGEST))}{kind}\n"


def _diagnostic(row: DiagnosticRow) -> str:
    message = markdown(shortened(row.message))
    return f"- {_place(row)}:{row.column}: {row.severity} {row.code}: {message}\n"


def _placed(bullet: BulletRow) -> str:
    return f"{_place(bullet)} {markdown(shortened(bullet.text, 100))}"


def _place(row: BulletRow | LeftOutRow | LossRow | DiagnosticRow) -> str:
    return f"{markdown(row.path)}:{row.line}"


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
