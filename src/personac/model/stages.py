"""What each stage of a build makes, frozen. A stage has all fields of the stages before it.

    Parsed -> Extracted -> Matched -> Planned -> Merged -> Compilation

`Extracted(**parsed.carried(), bullets=...)` makes a stage from the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from personac.diagnostics.diagnostic import Diagnostic
from personac.model.decided import AnchoredDecision, AnchoredField
from personac.model.decision_format import Decision
from personac.model.merged import (
    Alignment,
    Canonical,
    LeftOut,
    Loss,
    MergedField,
    MergedSection,
    Topic,
    Variant,
    Wording,
)
from personac.model.pairs import NO_SCORES, Cluster, Cover, KeptApart, ScoredPair, ScoredTable
from personac.model.personas import Bullet, Persona
from personac.tokens import Tokenizer


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """The sources as personas, ordered by path, and the name of the canonical agent.

    `decisions` are those of reviewers about this agent. `diagnostics` are those of this stage and of the
    stages before it, in order.
    """

    personas: tuple[Persona, ...]
    name: str = ""
    decisions: tuple[Decision, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """For each persona's id its position."""
        return {persona.id: i for i, persona in enumerate(self.personas)}

    def carried(self, diagnostics: Iterable[Diagnostic] = ()) -> dict[str, Any]:
        """Return the fields by name, for the constructor of the next stage, with more `diagnostics`."""
        values = {own.name: getattr(self, own.name) for own in fields(self)}
        return {**values, "diagnostics": (*self.diagnostics, *diagnostics)}


@dataclass(frozen=True, kw_only=True)
class Extracted(Parsed):
    """The bullets of all personas, by persona and by position in the file.

    `repeats` maps each bullet of a redundant persona to the bullet of another that it repeats.
    """

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


def _owners(clusters: Sequence[Cluster]) -> tuple[int, ...]:
    """For each bullet the position of its cluster; every bullet is in one."""
    owner = {member: number for number, cluster in enumerate(clusters) for member in cluster.members}
    return tuple(owner[bullet] for bullet in range(len(owner)))


@dataclass(frozen=True, kw_only=True)
class Matched(Extracted):
    """Which bullets say the same: every bullet is in exactly one cluster; clusters are ordered by members.

    `undecided` are the clusters before the decisions of the rules, which structure follows: so a decision
    changes only the lines that it is about. `apart` holds the pairs that guards keep separate, ordered.
    `decided` are the decisions of reviewers about bullets.
    """

    clusters: tuple[Cluster, ...]
    undecided: tuple[Cluster, ...] = ()
    scored: ScoredTable = NO_SCORES
    apart: tuple[KeptApart, ...] = ()
    decided: tuple[AnchoredDecision, ...] = ()

    @cached_property
    def cluster_of(self) -> tuple[int, ...]:
        """For each bullet the position of its cluster."""
        return _owners(self.clusters)

    def distinct_members(self, cluster: int) -> tuple[int, ...]:
        """The members of a cluster that are not of redundant personas."""
        return tuple(member for member in self.clusters[cluster].members if member not in self.repeats)


@dataclass(frozen=True, kw_only=True)
class Planned(Matched):
    """What merging follows: the wording of every cluster, the procedures, and the topics of sections.

    `duplicates` are the clusters as they were matched; `clusters` are divided where the canonical says a
    thing twice, because steps and lists stay whole. `order` are the numbers of the personas that are not
    redundant, the trunk first. `folded` maps a narrow cluster to the broad one that says all of it, or of
    a compound in `in_parts`, which other bullets say in parts, to one that says some. `procedures` has
    for each step of one its number, `lists` for each item the number of its list in the canonical.
    """

    duplicates: tuple[Cluster, ...]
    order: tuple[int, ...]
    covers: tuple[Cover, ...]
    wordings: tuple[Wording, ...]
    folded: Mapping[int, int]
    in_parts: frozenset[int]
    procedures: Mapping[int, int]
    lists: Mapping[int, int]

    @cached_property
    def duplicate_of(self) -> tuple[int, ...]:
        """For each bullet the position of the cluster that it was matched into."""
        return _owners(self.duplicates)

    alignment: Alignment


@dataclass(frozen=True, kw_only=True)
class Merged(Planned):
    """The merged agent as a tree, its outline and front matter, and what it leaves out, ordered by place.

    `decided_fields` are the decisions of reviewers about front matter. `tokenizer` is what counts the tokens
    of this build.
    """

    body: MergedSection
    outline: Topic
    left_out: tuple[LeftOut, ...] = ()
    fields: tuple[MergedField, ...] = ()
    decided_fields: tuple[AnchoredField, ...] = ()
    tokenizer: Tokenizer = "estimate"


@dataclass(frozen=True, kw_only=True)
class Compilation(Merged):
    """A finished build: the canonical agent, and every persona as a patch on it.

    `near_misses` are the pairs that were nearly merged, the best one of every two
    clusters, highest score first. `losses` is the loss ledger, by path and line. `targets` are the files of
    other agent tools, by name. `bullet_keys` has for each bullet its persona and normal form, by which
    decisions name it.
    """

    canonical: Canonical
    variants: tuple[Variant, ...] = ()
    near_misses: tuple[ScoredPair, ...] = ()
    losses: tuple[Loss, ...] = ()
    targets: Mapping[str, bytes] = field(default_factory=dict)
    bullet_keys: tuple[tuple[str, ...], ...] = ()
