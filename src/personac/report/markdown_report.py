"""The report as markdown, short enough for a pull-request comment.

Contradictions and the clusters of most personas come first; the rest is folded in `<details>`, which
GitHub and GitLab open on a click, and what does not fit a comment is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from personac.report.front_matter_rows import split_diagnostics
from personac.report.markdown_entries import Entries, joined
from personac.report.markdown_parts import LIMIT, Part, join_parts, table_head, table_row, titled_parts
from personac.report.report_schema import NOT_COMPARED, Report
from personac.report.review_counts import START, review_line
from personac.report.safe_text import markdown, percent

_OPEN = 10
_MOST_OPEN = 20
_NO_DUPLICATES = Part("## Duplicates (0)\n\nNone: no two bullets have the same meaning.\n\n")


def render_markdown(report: Report, folder: str = "", limit: int = LIMIT) -> str:
    """Render the report in at most `limit` bytes of UTF-8; the rest is in report.html.

    `folder` is the page's, relative to where the paths of the sources start: it gives the links to them.
    Without it there are none, as in a comment.
    """
    review = review_line(report)
    start = f"{review}. Decide with `{START}`.\n\n" if review else ""
    head = f"{start}{report.summary}.\n\n{report.became}.\n\n"
    lists = Entries.of(report, folder)
    parts = [
        Part(f"# Overlap report: {markdown(report.canonical.name)}\n\n{head}"),
        _personas(report, lists),
        _overlap(report),
        *_findings(report, lists),
    ]
    return join_parts(parts, "report.html", limit)


def _findings(report: Report, lists: Entries) -> Iterator[Part]:
    of_front_matter, others = split_diagnostics(report)
    clusters = tuple(map(lists.cluster, report.by_spread()))
    fields = (*map(lists.field, report.front_matter), *map(lists.diagnostic, of_front_matter))
    contradictions = tuple(map(lists.contradiction, report.contradictions))
    yield from titled_parts("Contradictions", contradictions, "contradiction", 3, _OPEN)
    yield from titled_parts("Duplicates", clusters, "cluster", 10, _OPEN) or (_NO_DUPLICATES,)
    yield from titled_parts("Front matter", fields, "finding", 3, _OPEN)
    rest: tuple[tuple[str, Iterable[str], str], ...] = (
        ("Near misses, not merged", map(lists.near_miss, report.near_misses), "pair"),
        ("Left out, or in a broader bullet", map(lists.left_out, report.left_out), "left-out piece"),
        ("Words that the canonical lacks", map(lists.loss, report.losses), "line"),
        ("Diagnostics", map(lists.diagnostic, others), "diagnostic"),
    )
    for title, entries, noun in rest:
        yield from titled_parts(title, tuple(entries), noun, 3)


def _personas(report: Report, lists: Entries) -> Part:
    rows = [
        (markdown(row.id), lists.file(row.path), row.bullets, row.unique, row.bytes, row.tokens)
        for row in report.personas
    ]
    columns = ("persona", "file", "bullets", "only here", "bytes", "tokens")
    head = joined(*table_head(columns, 2))
    lines = tuple(joined(table_row(cells)) for cells in rows)
    if len(lines) <= _MOST_OPEN:
        return Part(head, lines, "persona", 2)
    return Part("", (head + lines[0], *lines[1:]), "persona", 2, 0)


def _overlap(report: Report) -> Part:
    title, names = "## Overlap\n\n", report.overlap.personas
    if not report.overlap.is_narrow:
        return _closest(title, report)
    about = "Share of the bullets of the persona in the row that the persona in the column has too.\n\n"
    head = joined(*table_head(["persona", *map(markdown, names)]))
    rows = (
        [markdown(name), *("." if name == other else percent(row[at]) for at, other in enumerate(names))]
        for name, row in zip(names, report.overlap.matrix, strict=True)
    )
    return Part(title + about + head, tuple(joined(table_row(row)) for row in rows), "row", 2)


def _closest(title: str, report: Report) -> Part:
    if not report.overlap.personas:
        return Part(f"{title}Not measured: {NOT_COMPARED}.\n\n")
    listed = report.overlap.closest(2 * _OPEN)
    head = title + joined(*table_head(("persona", "has bullets of", "share"), 2))
    rows = ((markdown(one), markdown(other), percent(share)) for one, other, share in listed)
    return Part(
        head,
        tuple(joined(table_row(row)) for row in rows),
        "pair",
        1,
        left=sum(1 for _ in report.overlap.shares()) - len(listed),
    )
