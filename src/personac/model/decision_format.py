"""The format of decision files: what one reviewer decided about one item, replayed by every build.

A file states the result, not the steps: the bullets of the item as groups, each of which becomes one line of
the canonical. It has no date, line or score, so that it changes only when the decision does; git knows when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

SCHEMA: Literal["personac-decision/1"] = "personac-decision/1"
REVIEWER = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
"""A name of a reviewer, as file names have it."""
Term = Annotated[str, Meta(min_length=1)]
_NAME = f"^{REVIEWER.pattern}$"


class NamedBullet(Struct, frozen=True, forbid_unknown_fields=True):
    """A bullet of a persona, named by its text; lines move, texts mostly stay."""

    persona: Annotated[Term, Meta(description="The id of the persona.", examples=["api-designer"])]
    text: Annotated[Term, Meta(description="The text; case and word endings are ignored.")]
    under: Annotated[
        tuple[str, ...],
        Meta(
            description="The titles above it, the outermost first, then its lead-in and the item that it is "
            "under. They tell equal texts apart: under `Never` a text means something else."
        ),
    ] = ()


class DecidedGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """Bullets that are one line of the canonical."""

    bullets: Annotated[tuple[NamedBullet, ...], Meta(description="The bullets.", min_length=1)]
    text: Annotated[
        str, Meta(description="The wording of the line, without its marker. Empty: as the build chooses.")
    ] = ""
    section: Annotated[
        tuple[Term, ...],
        Meta(description="The titles of the canonical's section that the line moves to. Empty: it stays."),
    ] = ()
    drop: Annotated[bool, Meta(description="Leave the line out. Requires `reason`.")] = False


class DecidedField(Struct, frozen=True, forbid_unknown_fields=True):
    """A key of the canonical's front matter; it applies while the sources have what the reviewer saw."""

    key: Annotated[Term, Meta(description="The key.", examples=["tools"])]
    saw: Annotated[
        Mapping[str, str],
        Meta(description="For each persona that has the key its value, as the report shows it."),
    ]
    value: Annotated[Any, Meta(description="The value. Without it the key is left out.")] = UNSET

    @property
    def is_removed(self) -> bool:
        """Whether the key is left out."""
        return isinstance(self.value, UnsetType)


class DecisionFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What one reviewer decided about one item: `group` or `field`."""

    schema: Annotated[Literal["personac-decision/1"], Meta(description="The version of this format.")] = (
        SCHEMA
    )
    reason: Annotated[str, Meta(description="The reason, for colleagues.")] = ""
    over: Annotated[
        tuple[Annotated[str, Meta(pattern=_NAME)], ...],
        Meta(description="Reviewers whose other decision on these bullets no longer counts."),
    ] = ()
    group: Annotated[
        tuple[DecidedGroup, ...], Meta(description="The bullets of the item, as lines of the canonical.")
    ] = ()
    field: Annotated[DecidedField | None, Meta(description="A key of the front matter.")] = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision file as read: the key of its item and its reviewer, which its name has, and its path.

    `lines` are those of its bullets, in their order.
    """

    key: str
    by: str
    path: str
    content: DecisionFile
    lines: tuple[int, ...] = ()

    @property
    def bullets(self) -> tuple[NamedBullet, ...]:
        """The bullets that it names, in the order of the file."""
        return tuple(bullet for group in self.content.group for bullet in group.bullets)

    @property
    def places(self) -> Mapping[NamedBullet, int]:
        """The line of each bullet in the file."""
        return dict(zip(self.bullets, self.lines, strict=False))
