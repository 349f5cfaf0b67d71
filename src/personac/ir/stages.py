"""What each stage of a build makes, frozen; every stage holds the one before it.

    Parsed -> Extracted -> Matched -> Planned -> Merged -> Compilation

A stage has its own diagnostics; `Compilation`, the last one, has those of all
stages. What an earlier stage holds can be read off a later one by the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from personac.diagnostics.model import Diagnostic
from personac.ir.matches import Cluster, Cover, KeptApart, ScoredPair
from personac.ir.merged import (
    Canonical,
    LeftOut,
    MergedField,
    MergedSection,
    Topic,
    Variant,
    Wording,
)
from personac.ir.pair_tables import NO_SCORES, ScoredTable
from personac.ir.personas import Bullet, Persona
from personac.tokens.token_counter import Tokenizer


@dataclass(frozen=True)
class Parsed:
    """The sources as personas, ordered by path, and the name of the canonical agent."""

    personas: tuple[Persona, ...]
    name: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """For each persona's id its position."""
        return {persona.id: i for i, persona in enumerate(self.personas)}


class _HasParsed(Protocol):
    @property
    def parsed(self) -> Parsed: ...


class _FromParsed:
    """What `Parsed` holds."""

    @property
    def personas(self: _HasParsed) -> tuple[Persona, ...]:
        """All personas."""
        return self.parsed.personas

    @property
    def name(self: _HasParsed) -> str:
        """The name of the canonical agent."""
        return self.parsed.name

    @property
    def number_of(self: _HasParsed) -> Mapping[str, int]:
        """For each persona's id its position."""
        return self.parsed.number_of


@dataclass(frozen=True)
class Extracted(_FromParsed):
    """The bullets of all personas, by persona and by position in the file.

    `repeats` maps each bullet of a redundant persona to the bullet of another that it repeats.
    """

    parsed: Parsed
    bullets: tuple[Bullet, ...]
    repeats: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def redundant(self) -> frozenset[str]:
        """The ids of the personas that only repeat others, and so do not count."""
        return frozenset(self.bullets[bullet].persona for bullet in self.repeats)

    @cached_property
    def distinct(self) -> tuple[Persona, ...]:
        """The personas that are not redundant."""
        return tuple(persona for persona in self.personas if persona.id not in self.redundant)

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        """For each bullet's id its position."""
        return {bullet.id: i for i, bullet in enumerate(self.bullets)}


class _HasExtracted(Protocol):
    @property
    def extracted(self) -> Extracted: ...


class _FromExtracted(_FromParsed):
    """What `Extracted` and the stages before it hold."""

    @property
    def parsed(self: _HasExtracted) -> Parsed:
        """The personas."""
        return self.extracted.parsed

    @property
    def bullets(self: _HasExtracted) -> tuple[Bullet, ...]:
        """All bullets."""
        return self.extracted.bullets

    @property
    def repeats(self: _HasExtracted) -> Mapping[int, int]:
        """For each bullet of a redundant persona the bullet that it repeats."""
        return self.extracted.repeats

    @property
    def redundant(self: _HasExtracted) -> frozenset[str]:
        """The ids of the personas that only repeat others."""
        return self.extracted.redundant

    @property
    def distinct(self: _HasExtracted) -> tuple[Persona, ...]:
        """The personas that are not redundant."""
        return self.extracted.distinct

    @property
    def position_of(self: _HasExtracted) -> Mapping[str, int]:
        """For each bullet's id its position."""
        return self.extracted.position_of


@dataclass(frozen=True)
class Matched(_FromExtracted):
    """Which bullets say the same: every bullet is in exactly one cluster; clusters are ordered by members.

    `apart` holds the pairs that guards and rules keep separate, ordered.
    """

    extracted: Extracted
    clusters: tuple[Cluster, ...]
    scored: ScoredTable = NO_SCORES
    apart: tuple[KeptApart, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def cluster_of(self) -> tuple[int, ...]:
        """For each bullet the position of its cluster."""
        owner = {m: i for i, cluster in enumerate(self.clusters) for m in cluster.members}
        return tuple(owner[i] for i in range(len(self.bullets)))


class _HasMatched(Protocol):
    @property
    def matched(self) -> Matched: ...


class _FromMatched(_FromExtracted):
    """What `Matched` and the stages before it hold."""

    @property
    def extracted(self: _HasMatched) -> Extracted:
        """The bullets."""
        return self.matched.extracted

    @property
    def clusters(self: _HasMatched) -> tuple[Cluster, ...]:
        """All clusters."""
        return self.matched.clusters

    @property
    def scored(self: _HasMatched) -> ScoredTable:
        """All scored pairs."""
        return self.matched.scored

    @property
    def apart(self: _HasMatched) -> tuple[KeptApart, ...]:
        """The pairs that are kept separate."""
        return self.matched.apart

    @property
    def cluster_of(self: _HasMatched) -> tuple[int, ...]:
        """For each bullet the position of its cluster."""
        return self.matched.cluster_of


@dataclass(frozen=True)
class Planned(_FromMatched):
    """What merging follows: the wording of every cluster, and the outline.

    `folded` maps a narrow cluster to the broad one that says all of it.
    """

    matched: Matched
    covers: tuple[Cover, ...]
    wordings: tuple[Wording, ...]
    folded: Mapping[int, int]
    outline: Topic
    diagnostics: tuple[Diagnostic, ...] = ()


class _HasPlanned(Protocol):
    @property
    def planned(self) -> Planned: ...


class _FromPlanned(_FromMatched):
    """What `Planned` and the stages before it hold."""

    @property
    def matched(self: _HasPlanned) -> Matched:
        """The clusters."""
        return self.planned.matched

    @property
    def covers(self: _HasPlanned) -> tuple[Cover, ...]:
        """Which bullets cover which."""
        return self.planned.covers

    @property
    def wordings(self: _HasPlanned) -> tuple[Wording, ...]:
        """For each cluster its wording."""
        return self.planned.wordings

    @property
    def folded(self: _HasPlanned) -> Mapping[int, int]:
        """For each narrow cluster that is folded the broad one."""
        return self.planned.folded

    @property
    def outline(self: _HasPlanned) -> Topic:
        """The root of the outline."""
        return self.planned.outline


@dataclass(frozen=True)
class Merged(_FromPlanned):
    """The merged agent as a tree, its front matter, and everything that it leaves out.

    `tokenizer` is what counts the tokens of this build.
    """

    planned: Planned
    body: MergedSection
    left_out: tuple[LeftOut, ...] = ()
    fields: tuple[MergedField, ...] = ()
    tokenizer: Tokenizer = "estimate"
    diagnostics: tuple[Diagnostic, ...] = ()


class _HasMerged(Protocol):
    @property
    def merged(self) -> Merged: ...


class _FromMerged(_FromPlanned):
    """What `Merged` and the stages before it hold."""

    @property
    def planned(self: _HasMerged) -> Planned:
        """The plan that merging followed."""
        return self.merged.planned

    @property
    def body(self: _HasMerged) -> MergedSection:
        """The merged body."""
        return self.merged.body

    @property
    def left_out(self: _HasMerged) -> tuple[LeftOut, ...]:
        """What the canonical does not say, ordered by place."""
        return self.merged.left_out

    @property
    def fields(self: _HasMerged) -> tuple[MergedField, ...]:
        """The merged front matter."""
        return self.merged.fields

    @property
    def tokenizer(self: _HasMerged) -> Tokenizer:
        """What counts the tokens of this build."""
        return self.merged.tokenizer


@dataclass(frozen=True)
class Compilation(_FromMerged):
    """A finished build: the canonical agent, every persona as a patch on it, and how it came about.

    `near_misses` are the pairs that were nearly merged, the best one of every two
    clusters, highest score first; `diagnostics` are those of all stages.
    """

    merged: Merged
    canonical: Canonical
    variants: tuple[Variant, ...] = ()
    near_misses: tuple[ScoredPair, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
