"""The figures at the top of the page, and the findings to review first.

Every number names its place in report.json: a field (`canonical.bytes`), a length (`clusters.length`), a
sum over a list (`personas.*.bytes`), or a count of entries (`bullets?state=kept`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from personac.report.html.cards import Card
from personac.report.model import Report
from personac.report.summary import summarise

STATES = ("kept", "merged", "covered", "left_out")
STATE_WORDS: Mapping[str, str] = {
    "kept": "kept",
    "merged": "merged",
    "covered": "covered",
    "left_out": "left out",
}
_MOST_FIRST = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its place in report.json, its label, and the part of the page with its details."""

    value: int
    json: str
    label: str
    href: str = ""
    before: int | None = None
    before_json: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: the number of bullets in `state`; `start` and `width` are percents of the whole."""

    state: str
    words: str
    count: int
    json: str
    start: float
    width: float


def figures(report: Report) -> tuple[Figure, ...]:
    """Return the figures of the whole build."""
    total = summarise(report)
    alone = sum(row.unique for row in report.personas)
    return (
        Figure(total.canonical_bullets, "canonical.bullets", "bullets", "", total.bullets, "bullets.length"),
        Figure(total.canonical_bytes, "canonical.bytes", "bytes", "", total.bytes, "personas.*.bytes"),
        _tokens(report),
        Figure(total.clusters, "clusters.length", "duplicates", "#kind=reworded&kind=same"),
        Figure(alone, "personas.*.unique", "in one persona only", "#show=alone"),
        Figure(len(report.contradictions), "contradictions.length", "contradictions", "#kind=conflict"),
        Figure(len(report.near_misses), "near_misses.length", "near misses", "#kind=near"),
        Figure(len(report.covers), "covers.length", "covered by a broader bullet", "#kind=covered"),
        Figure(total.left_out, "left_out.length", "left out, with reasons", "#show=left_out"),
        Figure(len(report.diagnostics), "diagnostics.length", "diagnostics", "#diagnostics"),
    )


def _tokens(report: Report) -> Figure:
    """The tokens, and the tokenizer."""
    sizes = report.sizes
    label = "tokens, estimated" if sizes.tokenizer == "estimate" else f"tokens ({sizes.tokenizer})"
    before = sizes.sources.tokens
    return Figure(sizes.canonical.tokens, "sizes.canonical.tokens", label, "", before, "sizes.sources.tokens")


def states_of(report: Report) -> Counter[str]:
    """Count the bullets by state."""
    return Counter[str](row.state for row in report.bullets)


def state_bar(counts: Counter[str], persona: str = "") -> tuple[Part, ...]:
    """Return the bar of the bullets of one persona, or of all, from their numbers by state."""
    return tuple(_parts(counts, f"&persona={quote(persona)}" if persona else ""))


def unaccounted(report: Report) -> int:
    """Count the bullets that are neither in the canonical nor in the list of what is left out."""
    return sum(row.state != "left_out" and not row.canonical_line for row in report.bullets)


def _parts(counts: Counter[str], also: str) -> Iterator[Part]:
    total, before = counts.total(), 0
    for state in STATES:
        number = counts[state]
        if number:
            where = f"bullets?state={state}{also}"
            start, width = (round(100 * share / total, 2) for share in (before, number))
            yield Part(state, STATE_WORDS[state], number, where, start, width)
            before += number


def look_first(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Return what to review first: contradictions, then the merges with the lowest scores."""
    conflicts = [card for card in cards if card.kind == "conflict"]
    merged = [card for card in cards if card.kind == "reworded"]
    merged.sort(key=lambda card: card.score.value if card.score else 0.0)  # ties keep the order of the page
    return tuple(conflicts[:_MOST_FIRST] + merged[:_MOST_FIRST])
