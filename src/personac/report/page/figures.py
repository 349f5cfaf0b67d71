"""The figures at the top, and the findings to look at first.

Every number carries the place in report.json that it equals: a field
(`canonical.bytes`), a length (`clusters.length`), a sum over a list
(`personas.*.bytes`), or how many entries have what is asked (`bullets?state=kept`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from personac.report.model import Report
from personac.report.page.cards import Card
from personac.report.summary import summarise

STATES = ("kept", "merged", "covered", "left_out")
STATE_WORDS: Mapping[str, str] = {
    "kept": "kept",
    "merged": "merged",
    "covered": "covered",
    "left_out": "left out",
}
_LEAST_SURE = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its place in report.json, what it counts, and where on the page to read on."""

    value: int
    json: str
    label: str
    href: str = ""
    before: int | None = None
    before_json: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: how many bullets are in `state`; `start` and `width` are percents of the whole."""

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
        Figure(total.clusters, "clusters.length", "said more than once", "#kind=reworded&kind=same"),
        Figure(alone, "personas.*.unique", "said by one persona only", "#show=alone"),
        Figure(len(report.contradictions), "contradictions.length", "cannot both hold", "#kind=conflict"),
        Figure(len(report.near_misses), "near_misses.length", "near misses", "#kind=near"),
        Figure(len(report.covers), "covers.length", "in a broader bullet", "#kind=covered"),
        Figure(total.left_out, "left_out.length", "left out, with the reason", "#show=left_out"),
        Figure(len(report.diagnostics), "diagnostics.length", "diagnostics", "#diagnostics"),
    )


def _tokens(report: Report) -> Figure:
    """How many tokens, and what counted them."""
    sizes = report.sizes
    label = "tokens, estimated" if sizes.tokenizer == "estimate" else f"tokens ({sizes.tokenizer})"
    before = sizes.sources.tokens
    return Figure(sizes.canonical.tokens, "sizes.canonical.tokens", label, "", before, "sizes.sources.tokens")


def states_of(report: Report) -> Counter[str]:
    """Count what became of all bullets."""
    return Counter[str](row.state for row in report.bullets)


def state_bar(counts: Counter[str], persona: str = "") -> tuple[Part, ...]:
    """Return what became of the bullets of one persona, or of all, from how many are in each state."""
    return tuple(_parts(counts, f"&persona={quote(persona)}" if persona else ""))


def unaccounted(report: Report) -> int:
    """Count the bullets that neither the canonical says nor the list of what is left out."""
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
    """Return what a reviewer should read first: contradictions, then the least sure of the merges."""
    conflicts = [card for card in cards if card.kind == "conflict"]
    merged = [card for card in cards if card.kind == "reworded"]
    merged.sort(key=lambda card: card.score.value if card.score else 0.0)  # ties keep the order of the page
    return tuple(conflicts[:_LEAST_SURE] + merged[:_LEAST_SURE])
