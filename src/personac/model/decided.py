"""What reviewers decided, found again among the bullets of a build.

A decision names bullets by persona and text. The bullets are found exactly; or *carried*, after a small edit;
or the decision is *stale*. Two decisions that say different things of the same bullets are *disputed*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from personac.model.decision_format import Decision, NamedBullet

AnchorState = Literal["exact", "carried", "stale"]


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """A group of a decision: its bullets, by position, sorted; its wording and its place, if decided."""

    bullets: tuple[int, ...]
    text: str = ""
    section: tuple[str, ...] = ()
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """A bullet, by position, whose text differs a little from the one that a decision names."""

    bullet: int
    named: NamedBullet


@dataclass(frozen=True, slots=True)
class Anchored:
    """A decision and whether it still fits the sources.

    `against` are the files that it is in dispute with, or is overruled by.
    """

    decision: Decision
    state: AnchorState
    against: tuple[str, ...] = field(default=(), kw_only=True)
    is_overruled: bool = field(default=False, kw_only=True)

    @property
    def is_disputed(self) -> bool:
        """Whether another decision says something else, and none overrules the other."""
        return bool(self.against) and not self.is_overruled

    @property
    def counts(self) -> bool:
        """Whether a build follows it in full."""
        return self.state != "stale" and not self.against and not self.is_overruled

    def beside(self, others: Iterable[Decision]) -> Self:
        """Return it in dispute with `others`, which say something else, or overruled by some of them."""
        by, over, own = self.decision.by, self.decision.content.over, [*others]
        overruling = [one for one in own if by in one.content.over and one.by not in over]
        equal = [one for one in own if one.by not in over or by in one.content.over]
        against = tuple(sorted(one.path for one in overruling or equal))
        return replace(self, against=against, is_overruled=bool(overruling))


@dataclass(frozen=True, slots=True)
class AnchoredField(Anchored):
    """A decision about a key of the front matter; `stale` where the sources have other values now."""


@dataclass(frozen=True, slots=True)
class AnchoredDecision(Anchored):
    """A decision and the bullets that it is about.

    `missing` are those that no persona has any more; then the decision is stale, and of its lines only the
    bullets that are left are here.
    """

    lines: tuple[DecidedLine, ...] = ()
    carried: tuple[Carried, ...] = ()
    missing: tuple[NamedBullet, ...] = ()

    @property
    def bullets(self) -> tuple[int, ...]:
        """All bullets that were found, sorted."""
        return tuple(sorted(bullet for line in self.lines for bullet in line.bullets))
