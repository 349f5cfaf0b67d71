"""The report on one screen of a terminal: the totals, the top of each list, and how to see the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from personac.report.canonical_wording import cluster_titles
from personac.report.report_schema import Report
from personac.report.review_counts import START, review_line
from personac.report.safe_text import count, one_line, shortened
from personac.report.terminal import Styled, styled_lines

_WIDTH = 96  # of a line: a screen has 100 columns mostly
_PERSONAS = 8
_CONTRADICTIONS = 3
_CLUSTERS = 5
_PAIRS = 3
_MORE = (
    "Everything: personac report --full (with the reasons of each pair: -v), or report.html in the build's "
    "folder. One bullet or pair: personac explain PATH:LINE [PATH:LINE]"
)
_Line = Sequence[Styled]


def render_summary(report: Report, *, color: bool | None) -> str:
    """Return the summary for stdout; `color` None follows the terminal and NO_COLOR."""
    return styled_lines(_summary(report), color=color)


def _summary(report: Report) -> Iterator[_Line]:
    yield [(f"{one_line(report.canonical.name)}: ", "bold"), (report.summary, "")]
    yield [(f"{report.became}.", "")]
    if review := review_line(report):
        yield [(f"{review}: {START}", "")]
    for part in (_personas, _contradictions, _clusters, _near_misses, _losses, _others):
        lines = list(part(report))
        if lines:
            yield from ([], *lines)
    yield from ([], [(_MORE, "dim")])


def _personas(report: Report) -> Iterator[_Line]:
    longest = max((len(row.id) for row in report.personas), default=0)
    for row in report.personas[:_PERSONAS]:
        alone = f"{row.unique} of {count(row.bullets, 'bullet')} only here"
        yield _line(f"{row.id:{min(longest, _WIDTH // 2)}}  {alone}, {row.tokens:,} tokens")
    yield from _more(len(report.personas) - _PERSONAS, "more persona")


def _contradictions(report: Report) -> Iterator[_Line]:
    bullets = report.bullets_by_id()
    if report.contradictions:
        yield _title("Contradictions", len(report.contradictions))
    for row in report.contradictions[:_CONTRADICTIONS]:
        yield _line(row.reason, "bold")
        for bullet in (bullets[row.a], bullets[row.b]):
            yield _line(f"   {bullet.path}:{bullet.line}: {bullet.text}")
    yield from _more(len(report.contradictions) - _CONTRADICTIONS, "more contradiction")


def _clusters(report: Report) -> Iterator[_Line]:
    personas = {bullet.id: bullet.persona for bullet in report.bullets}
    titles = cluster_titles(report)
    yield _title("Duplicates, most personas first", len(report.clusters))
    for cluster in report.by_spread()[:_CLUSTERS]:
        spread = len({personas[member] for member in cluster.members})
        yield _line(f"{len(cluster.members)} in {count(spread, 'persona')}: {titles[cluster.id]}")
    yield from _more(len(report.clusters) - _CLUSTERS, "more cluster")


def _near_misses(report: Report) -> Iterator[_Line]:
    bullets = report.bullets_by_id()
    if report.near_misses:
        yield _title("Near misses, not merged", len(report.near_misses))
    for row in report.near_misses[:_PAIRS]:
        label = f"{row.score:.2f} ({row.decided}): "
        yield _line(f"{label}{bullets[row.a].text}")
        yield _line(f"{'| ':>{len(label)}}{bullets[row.b].text}")
    yield from _more(len(report.near_misses) - _PAIRS, "more pair")


def _losses(report: Report) -> Iterator[_Line]:
    if report.losses:
        yield _title("Words that the canonical lacks, by line", len(report.losses))
    for row in report.losses[:_PAIRS]:
        yield _line(f"{row.path}:{row.line}: {row.text}")
    yield from _more(len(report.losses) - _PAIRS, "more line")


def _others(report: Report) -> Iterator[_Line]:
    """Lists that the summary only counts."""
    if report.front_matter:
        keys = ", ".join(row.key for row in report.front_matter)
        yield _line(f"Front matter: {count(len(report.front_matter), 'key')} differ in personas ({keys})")
    severities = Counter(row.severity for row in report.diagnostics)
    told = (count(severities[name], name) for name in ("error", "warning", "info") if severities[name])
    if report.diagnostics:
        yield _line(f"Diagnostics: {', '.join(told)}")


def _title(title: str, number: int) -> _Line:
    return [(f"{title} ({number})", "bold underline")]


def _line(text: str, style: str = "") -> _Line:
    return [(shortened(one_line(text.replace("\n", " ")), _WIDTH), style)]


def _more(left: int, noun: str) -> Iterator[_Line]:
    if left > 0:
        yield [(f"  {count(left, noun)}", "dim")]
