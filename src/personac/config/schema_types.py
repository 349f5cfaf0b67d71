"""Types that the tables of the rules schema share."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Identity = Literal["one", "all"]
Facets = Literal["complete", "own"]
Covered = Literal["fold", "keep"]
Policy = Literal[
    "central", "derive", "drop", "explicit", "first", "intersection", "longest", "majority", "union"
]
TargetName = Literal["any", "claude-code", "copilot", "opencode"]
Examples = Literal["drop", "keep", "move"]
KeepMode = Literal["all", "shared"]
Score = Annotated[float, Meta(ge=0, le=1)]
Term = Annotated[str, Meta(min_length=1)]
TermGroup = Annotated[tuple[Term, ...], Meta(min_length=2)]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of settings; the built-in rules contain a default for each of them."""
