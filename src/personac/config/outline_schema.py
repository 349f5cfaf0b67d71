"""The schema of [outline] and [vocabulary]: the names and places of sections, and synonyms.

The types at the top are those of all tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

Score = Annotated[float, Meta(ge=0, le=1)]
Term = Annotated[str, Meta(min_length=1)]
TagUse = Literal["section", "block"]
TermGroup = Annotated[tuple[Term, ...], Meta(min_length=2)]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of settings; the built-in rules contain a default for each of them."""


class Alias(Struct, frozen=True, forbid_unknown_fields=True):
    """Section titles that always name the same section."""

    titles: Annotated[
        tuple[Term, ...],
        Meta(
            description="Titles that always name the same section, whatever the sections contain.",
            min_length=2,
            examples=[["Security", "Security Considerations"]],
        ),
    ]


class OutlineSection(Struct, frozen=True, forbid_unknown_fields=True):
    """A section of the canonical with a configured title or place."""

    title: Annotated[
        Term, Meta(description="The section's title in the canonical, as written here.", examples=["Process"])
    ]
    aliases: Annotated[
        tuple[Term, ...],
        Meta(description="Titles of this section in the sources; case and word endings are ignored."),
    ] = ()
    level: Annotated[
        int,
        Meta(
            description="The heading's level, 2 to 6. Entries are read like the headings of a file: a 3 is "
            "below the last 2 before it. Without it the section stays where the sources have it.",
            ge=2,
            le=6,
        ),
    ] = 0
    under: Annotated[
        str, Meta(description="The title of the parent section; takes precedence over `level`.")
    ] = ""


class Outline(Table, frozen=True):
    """When two sections are merged, how they are named, and where they are placed."""

    threshold: Annotated[
        Score,
        Meta(description="The score from which two sections are merged, from titles and shared bullets."),
    ]
    filler: Annotated[
        tuple[Term, ...],
        Meta(description="Unspecific words of titles, which are ignored when titles are compared."),
    ]
    same: Annotated[
        tuple[TermGroup, ...],
        Meta(description="Groups of words that mean the same in a title, but not in a bullet."),
    ]
    alias: Annotated[
        tuple[Alias, ...],
        Meta(description="Groups of titles that always name the same section. Accumulates over files."),
    ]
    section: Annotated[
        tuple[OutlineSection, ...],
        Meta(description="Sections with a fixed title, aliases or place. Accumulates over files."),
    ]
    order: Annotated[
        tuple[Term, ...],
        Meta(
            description="The order of titles among sections of the same level, regardless of the sources. "
            "Empty: the order of the [[outline.section]] entries."
        ),
    ]
    role: Annotated[
        Mapping[str, tuple[Term, ...]],
        Meta(
            description="Roles, and the words in a title that identify them; sections of the same role are "
            "merged. An empty list disables a role."
        ),
    ]
    role_order: Annotated[
        tuple[Term, ...],
        Meta(description="The precedence of roles: the first one wins where a title has words of two."),
    ]


class VocabularyRules(Table, frozen=True):
    """Synonyms, related terms, and words without a specific meaning."""

    groups: Annotated[
        tuple[TermGroup, ...],
        Meta(
            description="Synonyms; the first term represents the group. Accumulates over files: a "
            "group that shares a term with a group of an earlier file extends it.",
            examples=[[["kubernetes", "k8s"]]],
        ),
    ]
    near: Annotated[
        tuple[TermGroup, ...],
        Meta(
            description="Terms of the same topic that are not synonyms, each in one group only. They are "
            "evidence for a match, but not sufficient. Accumulates over files as groups does.",
            examples=[[["cache", "redis", "memcached"]]],
        ),
    ]
    filler: Annotated[
        tuple[Term, ...],
        Meta(
            description="Unspecific words of bullets: a bullet without them is its topic. Accumulates over "
            "files."
        ),
    ]
    title_filler: Annotated[
        tuple[Term, ...],
        Meta(
            description="Words of titles that name a part of the file and not a topic. Accumulates over "
            "files."
        ),
    ]
    without: Annotated[
        tuple[Term, ...], Meta(description="Terms to remove from all vocabulary lists of earlier files.")
    ]
