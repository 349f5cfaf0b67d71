"""What each stage of a build makes, frozen; every stage holds the one before it.

    Parsed -> Extracted -> Matched -> Planned -> Merged -> Compilation

A stage has its own diagnostics; `Compilation`, the last one, has those of all
stages. What an earlier stage holds can be read off a later one by the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from personac.diagnostics.model import Diagnostic
from personac.model.earlier_stages import FromExtracted, FromMatched, FromMerged, FromParsed, FromPlanned
from personac.model.merged import (
    Canonical,
    LeftOut,
    MergedField,
    MergedSection,
    Topic,
    Variant,
    Wording,
)
from personac.model.pairs import NO_SCORES, Cluster, Cover, KeptApart, ScoredPair, ScoredTable
from personac.model.personas import Bullet, Persona
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


@dataclass(frozen=True)
class Extracted(FromParsed):
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


@dataclass(frozen=True)
class Matched(FromExtracted):
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


@dataclass(frozen=True)
class Planned(FromMatched):
    """What merging follows: the wording of every cluster, and the outline.

    `folded` maps a narrow cluster to the broad one that says all of it.
    """

    matched: Matched
    covers: tuple[Cover, ...]
    wordings: tuple[Wording, ...]
    folded: Mapping[int, int]
    outline: Topic
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Merged(FromPlanned):
    """The merged agent as a tree, its front matter, and everything that it leaves out.

    `tokenizer` is what counts the tokens of this build.
    """

    planned: Planned
    body: MergedSection
    left_out: tuple[LeftOut, ...] = ()
    fields: tuple[MergedField, ...] = ()
    tokenizer: Tokenizer = "estimate"
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Compilation(FromMerged):
    """A finished build: the canonical agent, every persona as a patch on it, and how it came about.

    `near_misses` are the pairs that were nearly merged, the best one of every two
    clusters, highest score first; `diagnostics` are those of all stages.
    """

    merged: Merged
    canonical: Canonical
    variants: tuple[Variant, ...] = ()
    near_misses: tuple[ScoredPair, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
