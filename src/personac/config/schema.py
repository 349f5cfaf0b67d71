"""What rules may say, and within which bounds: one class for each table.

A setting has no default here: the defaults are a rules file like any other,
`defaults.toml` and `vocabulary.toml`, so that `personac rules` prints what
counts and nothing drifts. Descriptions stand beside the fields because editors show them through
the JSON Schema made of these classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from personac.tokens.counter import Tokenizer

Identity = Literal["one", "all"]
Facets = Literal["complete", "own"]
Covered = Literal["fold", "keep"]
Policy = Literal[
    "central", "derive", "drop", "explicit", "first", "intersection", "longest", "majority", "union"
]
TargetName = Literal["any", "claude-code", "copilot", "opencode"]
Examples = Literal["drop", "keep", "move"]
KeepMode = Literal["all", "shared"]
Term = Annotated[str, Meta(min_length=1)]
TermGroup = Annotated[tuple[Term, ...], Meta(min_length=2)]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of settings; every one of them has a default in the package's own rules."""


class Agent(Table, frozen=True):
    """The agent that a build makes."""

    name: Annotated[
        str,
        Meta(
            description="The canonical agent's name and file stem. Empty: derived from the personas' names. "
            "No white space, no `:`, no slash, and no `-` in front.",
            pattern=r"^([^\s:/\\-][^\s:/\\]*)?$",
            examples=["backend-expert"],
        ),
    ]


class Matching(Table, frozen=True):
    """When two bullets say the same."""

    threshold: Annotated[
        float,
        Meta(
            description="The score from which two bullets count as the same: how likely a careful editor "
            "would keep one of them only. Higher merges less.",
            ge=0,
            le=1,
        ),
    ]
    within: Annotated[
        float,
        Meta(
            description="The same for two bullets of one persona, which its author told apart. Counts where "
            "it is higher than the threshold.",
            ge=0,
            le=1,
        ),
    ]
    alone: Annotated[
        float,
        Meta(
            description="The same where a persona is built alone, so that no other speaks for a match: only "
            "near copies are merged.",
            ge=0,
            le=1,
        ),
    ]
    floor: Annotated[
        float,
        Meta(
            description="The likeness in words below which a pair is not even scored. Lower is slower.",
            ge=0,
            le=1,
        ),
    ]
    neighbours: Annotated[
        int,
        Meta(
            description="How many candidates each bullet proposes, nearest first. More is slower.",
            ge=1,
            le=1000,
        ),
    ]


class Alias(Struct, frozen=True, forbid_unknown_fields=True):
    """Section titles that always name one section."""

    titles: Annotated[
        tuple[Annotated[str, Meta(min_length=1)], ...],
        Meta(
            description="Titles that always name one section, whatever stands in the sections.",
            min_length=2,
            examples=[["Security", "Security Considerations"]],
        ),
    ]


class OutlineSection(Struct, frozen=True, forbid_unknown_fields=True):
    """A section of the canonical as a user wants it."""

    title: Annotated[
        Term,
        Meta(description="The section's title, written so in the canonical.", examples=["Process"]),
    ]
    aliases: Annotated[
        tuple[Term, ...],
        Meta(
            description="Titles of the sources that are this section, in any case and with any word endings."
        ),
    ] = ()
    level: Annotated[
        int,
        Meta(
            description="The heading's level, 2 to 6. The entries read like the headings of a file: 3 stands "
            "under the last entry before it of level 2. Without it: where the sources have the section.",
            ge=2,
            le=6,
        ),
    ] = 0
    under: Annotated[
        str,
        Meta(description="The title of the section that this one stands under; it counts more than `level`."),
    ] = ""


class Outline(Table, frozen=True):
    """When two sections are one, what they are called, and where they stand."""

    threshold: Annotated[
        float,
        Meta(
            description="The score from which two sections count as one: titles and shared bullets together.",
            ge=0,
            le=1,
        ),
    ]
    filler: Annotated[
        tuple[Term, ...],
        Meta(description="Words of titles that say little, so that titles are compared without them."),
    ]
    same: Annotated[
        tuple[TermGroup, ...],
        Meta(description="Groups of words that mean the same in a title, though not in a bullet."),
    ]
    alias: Annotated[
        tuple[Alias, ...],
        Meta(description="Groups of titles that always name one section. Files add to each other."),
    ]
    section: Annotated[
        tuple[OutlineSection, ...],
        Meta(description="Sections whose title, aliases or place are fixed. Files add to each other."),
    ]
    order: Annotated[
        tuple[Term, ...],
        Meta(
            description="Titles in the order that sections of one level have, whatever the sources say. "
            "Empty: the order of the [[outline.section]] entries."
        ),
    ]
    role: Annotated[
        Mapping[str, tuple[Term, ...]],
        Meta(
            description="Roles, and the words in a title that tell them; sections of one role are one. "
            "An empty list takes a role away."
        ),
    ]
    role_order: Annotated[
        tuple[Term, ...],
        Meta(
            description='The order of the roles, where the sources name none; "topic" is where sections '
            "without a role go."
        ),
    ]
    gather: Annotated[
        tuple[Term, ...],
        Meta(
            description="Roles of sections that topics gather under: a topic of one persona follows its "
            "neighbours there."
        ),
    ]
    top: Annotated[
        tuple[Term, ...],
        Meta(
            description="Roles that stand at the top, also where only a label names them, which no heading "
            "ends."
        ),
    ]


class Merge(Table, frozen=True):
    """How what was merged is worded."""

    identity: Annotated[
        Identity,
        Meta(description='"You are ..." paragraphs: "one" keeps the most informative, "all" keeps each.'),
    ]
    facets: Annotated[
        Facets,
        Meta(
            description='Lists of nouns in a merged bullet: "complete" puts in what only the others name, '
            '"own" leaves the chosen text as it is.'
        ),
    ]
    covered: Annotated[
        Covered,
        Meta(
            description="A narrow bullet whose every word a broad one of another persona says: "
            '"fold" leaves it out, "keep" keeps both.'
        ),
    ]


class Keep(Table, frozen=True):
    """How much of what the personas say the canonical says."""

    mode: Annotated[
        KeepMode,
        Meta(description='"all": everything. "shared": only what two personas or more say.'),
    ]
    min_support: Annotated[
        int,
        Meta(
            description='Only what this many personas or more say. 1: everything; with mode = "shared", '
            "2 at the least.",
            ge=1,
        ),
    ]
    budget: Annotated[
        int,
        Meta(
            description="The most tokens that the canonical may have, front matter and headings included. "
            "0: no limit.",
            ge=0,
        ),
    ]
    tokenizer: Annotated[
        Tokenizer,
        Meta(
            description='What counts tokens: "estimate" by a formula, the same on every machine; an encoding '
            'of the optional package rs-bpe; "auto": an encoding where one is installed, else the estimate.'
        ),
    ]


class FrontMatterRules(Table, frozen=True):
    """How the front matter of the canonical is made from the sources'."""

    target: Annotated[
        TargetName,
        Meta(
            description="The tool that reads the files. What it would skip without a word is an error. "
            "any: no tool in particular, so that nothing is demanded."
        ),
    ]
    examples: Annotated[
        Examples,
        Meta(
            description="<example> blocks in descriptions. keep: they stay in the one that is chosen; move: "
            'those of all sources go to a section "Examples" of the body; drop: the canonical has none.'
        ),
    ]
    default: Annotated[
        Policy,
        Meta(description="The policy for keys that [front_matter.keys] does not name."),
    ]
    keys: Annotated[
        Mapping[str, Policy],
        Meta(
            description="The policy for a key. derive: from the agent's name; central: the value nearest to "
            "all others; longest, first, majority: that value; union, intersection: of lists, mappings and "
            "modes; explicit: [front_matter.set] has to give it; drop: none."
        ),
    ]
    set: Annotated[
        Mapping[str, Any],
        Meta(description="Values that count whatever the sources say; any key, any value."),
    ]


class VocabularyRules(Table, frozen=True):
    """Words that mean the same, point the same way, or say little."""

    groups: Annotated[
        tuple[TermGroup, ...],
        Meta(
            description="Terms that mean the same; the first stands for all. Files add to each other, and a "
            "group that shares a term with one of an earlier file extends that one.",
            examples=[[["kubernetes", "k8s"]]],
        ),
    ]
    near: Annotated[
        tuple[TermGroup, ...],
        Meta(
            description="Terms that point at the same topic without meaning the same, each in one group "
            "only: evidence for matching, never enough by itself. Files add to each other as for groups.",
            examples=[[["cache", "redis", "memcached"]]],
        ),
    ]
    filler: Annotated[
        tuple[Term, ...],
        Meta(
            description="Words that say little in a bullet: what is left without them is its topic. Files "
            "add to each other.",
        ),
    ]
    title_filler: Annotated[
        tuple[Term, ...],
        Meta(
            description="Words of titles that name a place in the file rather than a topic. Files add to "
            "each other.",
        ),
    ]
    without: Annotated[
        tuple[Term, ...],
        Meta(
            description="Terms and words taken out of all the lists of earlier files, so that they stand "
            "for themselves."
        ),
    ]


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """A decision about bullets, named by their texts."""

    texts: Annotated[
        tuple[Annotated[str, Meta(min_length=1)], ...],
        Meta(
            description="The bullets' texts, compared by normal form: case and word endings do not count.",
            min_length=2,
        ),
    ]
    personas: Annotated[
        tuple[str, ...],
        Meta(description="Ids of the personas the decision is about. Empty: all of them."),
    ] = ()
    reason: Annotated[
        str,
        Meta(description="Why, for those who read the rules and the report later."),
    ] = ""


class Rules(Table, frozen=True):
    """All that rules may say."""

    schema: Annotated[
        Literal["personac-rules/1"],
        Meta(description="The version of this format."),
    ]
    agent: Annotated[Agent, Meta(description="The agent that a build makes.")]
    matching: Annotated[Matching, Meta(description="When two bullets say the same.")]
    outline: Annotated[Outline, Meta(description="When two sections are one.")]
    merge: Annotated[Merge, Meta(description="How what was merged is worded.")]
    keep: Annotated[Keep, Meta(description="How much of what the personas say the canonical says.")]
    front_matter: Annotated[
        FrontMatterRules,
        Meta(description="How the front matter of the canonical is made from the sources'."),
    ]
    vocabulary: Annotated[
        VocabularyRules,
        Meta(description="Words that mean the same, point the same way, or say little."),
    ]
    must_link: Annotated[
        tuple[Link, ...],
        Meta(description="Bullets that say the same, whatever their score. Files add to each other."),
    ]
    cannot_link: Annotated[
        tuple[Link, ...],
        Meta(description="Bullets that do not say the same, whatever their score. Files add to each other."),
    ]
