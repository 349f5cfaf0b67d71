"""The report as markdown, short enough for a pull-request comment.

A reviewer first sees what cannot both hold and what most personas share; the
rest is folded in `<details>`, which GitHub and GitLab open on a click, and what
a comment has no room for is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from personac.report.comment_size import LIMIT, Part, join_parts
from personac.report.escape import html, markdown, shortened
from personac.report.model import BulletRow, ClusterRow, ContradictionRow, Report
from personac.report.summary import bullets_by_id, by_spread, closest, count, percent, summarise, totals

_OPEN = 10
_MOST_OPEN = 20
_WIDEST = 8
_MOST_MEMBERS = 8
_LONGEST = 200
_NOTHING = Part("## Said more than once (0)\n\nNothing: no two bullets say the same.\n\n")


def render_markdown(report: Report, limit: int = LIMIT) -> str:
    """Render the report in at most `limit` bytes of UTF-8; the rest stands in report.html."""
    name, sentence = markdown(report.canonical.name), summarise(report).sentence
    parts = [
        Part(f"# Overlap report: {name}\n\n{sentence}.\n\n"),
        _personas(report),
        _overlap(report),
        *_contradictions(report),
        *_clusters(report),
        *_covers(report),
        *_left_out(report),
        *_diagnostics(report),
    ]
    return join_parts(parts, "report.html", limit)


def _personas(report: Report) -> Part:
    head = (
        "| persona | file | bullets | only here | bytes | tokens |\n"
        "| --- | --- | ---: | ---: | ---: | ---: |\n"
    )
    sums = [(name, markdown(file), s.bullets, "", s.bytes, s.tokens) for name, file, s in totals(report)]
    rows = [
        (markdown(row.id), markdown(row.path), row.bullets, row.unique, row.bytes, row.tokens)
        for row in report.personas
    ]
    head += "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in sums)
    lines = [f"| {' | '.join(map(str, cells))} |\n" for cells in rows]
    if len(lines) <= _MOST_OPEN:
        return Part(head, tuple(lines), "persona", 2)
    return Part("", (head + lines[0], *lines[1:]), "persona", 2, 0)


def _overlap(report: Report) -> Part:
    title = "## Who says what others say\n\n"
    if len(report.overlap.personas) > _WIDEST:
        return _closest(title, report)
    names = report.overlap.personas
    head = f"| | {' | '.join(markdown(name) for name in names)} |\n| --- |{' ---: |' * len(names)}\n"
    about = "Share of the bullets of the persona in the row that the persona in the column says too.\n\n"
    rows = zip(names, report.overlap.matrix, strict=True)
    lines = (f"| {markdown(name)} | {' | '.join(_shares(name, names, row))} |\n" for name, row in rows)
    return Part(title + about + head, tuple(lines), "row", 2)


def _shares(name: str, names: Sequence[str], row: Sequence[float]) -> Iterator[str]:
    for other, share in zip(names, row, strict=True):
        yield "." if name == other else percent(share)


def _closest(title: str, report: Report) -> Part:
    pairs = closest(report.overlap)
    shown = pairs[: 2 * _OPEN]
    head = f"{title}| this persona | says of this one | share |\n| --- | --- | ---: |\n"
    lines = (f"| {markdown(one)} | {markdown(other)} | {percent(share)} |\n" for one, other, share in shown)
    return Part(head, tuple(lines), "pair", 1, left=len(pairs) - len(shown))


def _contradictions(report: Report) -> Iterator[Part]:
    bullets = bullets_by_id(report)
    entries = tuple(_contradiction(row, bullets) for row in report.contradictions)
    yield from _titled("Cannot both hold", entries, "contradiction", 3, _OPEN)


def _contradiction(row: ContradictionRow, bullets: Mapping[str, BulletRow]) -> str:
    one, other = (_said(bullets[side]) for side in (row.a, row.b))
    return f"- **{markdown(row.reason)}**\n  - {one}\n  - {other}\n"


def _clusters(report: Report) -> Iterator[Part]:
    bullets = bullets_by_id(report)
    entries = tuple(_cluster(bullets, cluster) for cluster in by_spread(report))
    yield from _titled("Said more than once", entries, "cluster", 10, _OPEN) or (_NOTHING,)


def _titled(
    title: str, entries: tuple[str, ...], noun: str, weight: int, unfolded: int = 0
) -> tuple[Part, ...]:
    """Make a part with a heading that counts; none where there is nothing."""
    return (Part(f"## {title} ({len(entries)})\n\n", entries, noun, weight, unfolded),) if entries else ()


def _cluster(bullets: Mapping[str, BulletRow], cluster: ClusterRow) -> str:
    title = html(shortened(cluster.text, 100))
    members = cluster.members[:_MOST_MEMBERS]
    lines = (_member(bullets[member], is_kept=member == cluster.representative) for member in members)
    left = len(cluster.members) - len(members)
    more = f"- {count(left, 'more bullet')}\n" if left else ""
    summary = f"<details><summary>{len(cluster.members)} &times; {title}</summary>"
    return f"{summary}\n\n{''.join(lines)}{more}\nCohesion {cluster.cohesion:.2f}.\n\n</details>\n\n"


def _member(bullet: BulletRow, *, is_kept: bool) -> str:
    mark = " **(kept)**" if is_kept else ""
    return f"- {_place(bullet)}{mark} {markdown(shortened(bullet.text, _LONGEST))}\n"


def _covers(report: Report) -> Iterator[Part]:
    bullets = bullets_by_id(report)
    entries = tuple(
        f"- {_said(bullets[row.narrow])}: in {_said(bullets[row.broad])} "
        f"({markdown(shortened(row.facet, 100))})\n"
        for row in report.covers
    )
    yield from _titled("Said inside a broader bullet", entries, "covered bullet", 3)


def _left_out(report: Report) -> Iterator[Part]:
    entries = tuple(
        f"- {markdown(row.path)}:{row.line} {markdown(shortened(row.text, _LONGEST))} "
        f"({markdown(row.reason)})\n"
        for row in report.left_out
    )
    yield from _titled("Left out of the canonical", entries, "left-out piece", 3)


def _diagnostics(report: Report) -> Iterator[Part]:
    entries = tuple(
        f"- {markdown(row.path)}:{row.line}:{row.column}: {row.severity} {row.code}: "
        f"{markdown(shortened(row.message))}\n"
        for row in report.diagnostics
    )
    yield from _titled("Diagnostics", entries, "diagnostic", 3)


def _said(bullet: BulletRow) -> str:
    return f"{_place(bullet)} {markdown(shortened(bullet.text, 100))}"


def _place(bullet: BulletRow) -> str:
    return f"{markdown(bullet.path)}:{bullet.line}"
