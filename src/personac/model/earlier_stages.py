"""What a stage shows of the stages before it, by the same names; see `stages`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from personac.model.merged import LeftOut, MergedField, MergedSection, Topic, Wording
from personac.model.pairs import Cluster, Cover, KeptApart, ScoredTable
from personac.model.personas import Bullet, Persona
from personac.tokens.token_counter import Tokenizer

if TYPE_CHECKING:
    from personac.model.stages import Extracted, Matched, Merged, Parsed, Planned


class _HasParsed(Protocol):
    @property
    def parsed(self) -> Parsed: ...


class FromParsed:
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


class _HasExtracted(Protocol):
    @property
    def extracted(self) -> Extracted: ...


class FromExtracted(FromParsed):
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


class _HasMatched(Protocol):
    @property
    def matched(self) -> Matched: ...


class FromMatched(FromExtracted):
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


class _HasPlanned(Protocol):
    @property
    def planned(self) -> Planned: ...


class FromPlanned(FromMatched):
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


class _HasMerged(Protocol):
    @property
    def merged(self) -> Merged: ...


class FromMerged(FromPlanned):
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
