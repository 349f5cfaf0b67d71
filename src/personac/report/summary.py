"""The figures and orders of a report that more than one renderer shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from personac.report.model import BulletRow, ClusterRow, Overlap, Report, SizeRow

MATRIX_WIDTH = 8
"""The most personas whose overlap is shown as a matrix; of more the closest pairs are listed."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals: bullets, bytes and tokens in the sources and in the canonical, and the share saved."""

    personas: int
    bullets: int
    bytes: int
    canonical_bullets: int
    canonical_bytes: int
    clusters: int
    left_out: int
    tokens: int
    canonical_tokens: int
    saved: float
    tokenizer: str

    @property
    def sentence(self) -> str:
        """The totals in one line."""
        return (
            f"{count(self.personas, 'persona')} with {count(self.bullets, 'bullet')} "
            f"({self.bytes:,} bytes, {self.tokens:,} tokens) "
            f"-> {count(self.canonical_bullets, 'bullet')} "
            f"({self.canonical_bytes:,} bytes, {self.canonical_tokens:,} tokens); "
            f"{self.saving}; {count(self.clusters, 'cluster')}, {self.left_out} left out"
        )

    @property
    def saving(self) -> str:
        """The share of the tokens saved, and what counted them."""
        how = "estimated" if self.tokenizer == "estimate" else f"by {self.tokenizer}"
        words = "of the tokens saved" if self.saved >= 0 else "more tokens"
        return f"{percent(abs(self.saved))} {words} ({how})"


def summarise(report: Report) -> Summary:
    """Add up the rows of a report."""
    return Summary(
        personas=len(report.personas),
        bullets=len(report.bullets),
        bytes=sum(row.bytes for row in report.personas),
        canonical_bullets=report.canonical.bullets,
        canonical_bytes=report.canonical.bytes,
        clusters=len(report.clusters),
        left_out=len(report.left_out),
        tokens=report.sizes.sources.tokens,
        canonical_tokens=report.sizes.canonical.tokens,
        saved=report.sizes.saved.share,
        tokenizer=report.sizes.tokenizer,
    )


def totals(report: Report) -> tuple[tuple[str, str, SizeRow], ...]:
    """Return the rows below the personas' sizes: a name (in brackets, unlike an id), a file, the sizes."""
    sizes = report.sizes
    return (
        ("(sources together)", "", sizes.sources),
        ("(canonical)", report.canonical.path, sizes.canonical),
        ("(saved)", "", sizes.saved),
    )


def bullets_by_id(report: Report) -> Mapping[str, BulletRow]:
    """Index the bullets."""
    return {bullet.id: bullet for bullet in report.bullets}


def by_spread(report: Report) -> tuple[ClusterRow, ...]:
    """Return the clusters by the number of personas, then of members, highest first; ties in report order."""
    bullets = bullets_by_id(report)

    def spread(cluster: ClusterRow) -> int:
        return len({bullets[member].persona for member in cluster.members})

    return tuple(sorted(report.clusters, key=lambda cluster: (-spread(cluster), -len(cluster.members))))


def closest(overlap: Overlap) -> tuple[tuple[str, str, float], ...]:
    """Return triples (persona, other, share of the other's bullets that the persona has too), no zeros.

    Highest share first; ties in the order of the personas.
    """
    rows = zip(overlap.personas, overlap.matrix, strict=True)
    shares = [
        (one, other, share)
        for other, row in rows
        for one, share in zip(overlap.personas, row, strict=True)
        if one != other and share > 0
    ]
    return tuple(sorted(shares, key=lambda triple: -triple[2]))


def count(number: int, noun: str) -> str:
    """Return a number and its noun, as in `1 bullet`, `2 bullets`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def percent(share: float) -> str:
    """Return a share as whole percent."""
    return f"{share:.0%}"
