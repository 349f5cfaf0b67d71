"""One build, as far as it has come: the value that every pass takes and returns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from personac.diagnostics.model import Diagnostic
from personac.ir.matches import Cluster, Cover, KeptApart, Pair, ScoredPair
from personac.ir.merged import (
    Canonical,
    LeftOut,
    MergedField,
    MergedSection,
    MovedExample,
    Topic,
    Variant,
    Wording,
)
from personac.ir.personas import Bullet, Persona
from personac.memory import Memory
from personac.model.source import Source
from personac.tokens.token_counter import Tokenizer


@dataclass(frozen=True)
class Compilation:
    """Everything known so far about one build; each pass fills its part."""

    sources: tuple[Source, ...] = ()
    personas: tuple[Persona, ...] = ()
    bullets: tuple[Bullet, ...] = ()
    echoes: Mapping[int, int] = field(default_factory=dict)
    pairs: Collection[Pair] = ()
    scored: Collection[ScoredPair] = ()
    apart: tuple[KeptApart, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    covers: tuple[Cover, ...] = ()
    wordings: tuple[Wording, ...] = ()
    folded: Mapping[int, int] = field(default_factory=dict)
    outline: Topic | None = None
    fields: tuple[MergedField, ...] = ()
    examples: tuple[MovedExample, ...] = ()
    body: MergedSection | None = None
    left_out: tuple[LeftOut, ...] = ()
    canonical: Canonical | None = None
    variants: tuple[Variant, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    name: str = ""
    tokenizer: Tokenizer = "estimate"  # what counts the tokens of this build
    # What was worked out before, in this build or another; it changes speed, never results.
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)
    # What the passes of matching worked out for each other; nobody else reads it.
    background: bytes | None = field(default=None, repr=False)
    normaliser: object = field(default=None, repr=False, compare=False)
    knowledge: object = field(default=None, repr=False, compare=False)
    prepared: object = field(default=None, repr=False, compare=False)

    @cached_property
    def cluster_of(self) -> tuple[int, ...]:
        """For each bullet the position of its cluster."""
        owner = {m: i for i, cluster in enumerate(self.clusters) for m in cluster.members}
        return tuple(owner[i] for i in range(len(self.bullets)))

    @cached_property
    def aside(self) -> frozenset[str]:
        """The ids of the personas that have no voice, since they only echo others."""
        return frozenset(self.bullets[echo].persona for echo in self.echoes)

    @cached_property
    def voices(self) -> tuple[Persona, ...]:
        """The personas that are not set aside."""
        return tuple(persona for persona in self.personas if persona.id not in self.aside)

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """For each persona's id its position."""
        return {persona.id: i for i, persona in enumerate(self.personas)}

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        """For each bullet's id its position."""
        return {bullet.id: i for i, bullet in enumerate(self.bullets)}
