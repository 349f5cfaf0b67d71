"""The schema of rules files: every table and setting, with its bounds and description.

The defaults are in `defaults.toml`, `vocabulary.toml` and `tool_names.toml`, which are rules files like any
other, so `personac rules` prints exactly what applies. Editors show the descriptions through the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, repeat
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from personac.config.front_matter_schema import FrontMatterRules
from personac.config.ignored import Ignore, RulePlace
from personac.config.outline_schema import Outline, Score, Table, TagUse, Term, VocabularyRules
from personac.config.target_formats import WrittenTarget
from personac.paths import PLAIN_NAME
from personac.tokens import Tokenizer

Identity = Literal["one", "all"]
Facets = Literal["complete", "own"]
Covered = Literal["fold", "keep"]
KeepMode = Literal["all", "shared"]
HiddenUse = Literal["error", "warn", "allow"]


class Agent(Table, frozen=True):
    """The agent that a build creates."""

    name: Annotated[
        str,
        Meta(
            description="The canonical agent's name and file stem. Empty: derived from the personas' names. "
            "Letters of any language, digits, `_`, and but for the first character `.` and `-`.",
            pattern=f"^({PLAIN_NAME})?$",
            examples=["backend-expert"],
        ),
    ]
    targets: Annotated[
        tuple[WrittenTarget, ...],
        Meta(
            description="The agent tools that the agent is written for as well, into `targets/` of the "
            "output folder. `--target` overrides this.",
            examples=[["copilot", "codex"]],
        ),
    ]


class Matching(Table, frozen=True):
    """When two bullets are duplicates."""

    threshold: Annotated[
        Score,
        Meta(
            description="The score from which two bullets are duplicates: the probability that a careful "
            "editor would keep only one of them. Higher values merge less."
        ),
    ]
    within: Annotated[
        Score,
        Meta(
            description="The threshold for two bullets of the same persona, whose author wrote both. Applies "
            "if it is higher than `threshold`."
        ),
    ]
    alone: Annotated[
        Score, Meta(description="The threshold in a build of a single persona: only near copies are merged.")
    ]
    floor: Annotated[
        Score,
        Meta(description="The word similarity below which a pair is not scored. Lower values are slower."),
    ]
    neighbours: Annotated[
        int,
        Meta(
            description="The number of candidates that a bullet's words propose. Higher values are slower.",
            ge=1,
            le=1000,
        ),
    ]
    judge: Annotated[
        bool,
        Meta(
            description="Whether a small language model reads the pairs that the scores of words leave open. "
            "Without it fewer bullets are merged, from the higher threshold `unjudged`."
        ),
    ]
    unjudged: Annotated[
        Score, Meta(description="The threshold in builds without the judge. Higher values merge less.")
    ]

    @property
    def merge_from(self) -> float:
        """The score from which bullets are merged in this build."""
        return self.threshold if self.judge else self.unjudged


class ScopeWords(Table, frozen=True):
    """Words in headings and lead-ins that change what the items below them mean."""

    forbid: Annotated[
        tuple[str, ...],
        Meta(
            description='The items are forbidden: "Never", "What not to do".', examples=[["never", "don't"]]
        ),
    ]
    bad: Annotated[
        tuple[str, ...],
        Meta(description='The items are bad or excluded: "Red flags", "Out of scope".'),
    ]
    allow: Annotated[
        tuple[str, ...],
        Meta(description='The items are permitted or wanted, explicitly: "Always", "In scope".'),
    ]
    condition: Annotated[
        tuple[str, ...],
        Meta(description='First words of a heading that is a condition: "If the build fails".'),
    ]
    no_condition: Annotated[
        tuple[str, ...],
        Meta(description='Headings that look like a condition, and are none: "When invoked".'),
    ]


class Merge(Table, frozen=True):
    """Whose order the canonical keeps, and how merged content is worded."""

    trunk: Annotated[
        str,
        Meta(
            description="The id of the persona whose sections and order the canonical keeps. Empty: "
            "the one that covers the others best.",
            examples=["api-designer"],
        ),
    ]
    identity: Annotated[
        Identity,
        Meta(description='Introductions ("You are ..."): "one" keeps that of the trunk, "all" keeps each.'),
    ]
    facets: Annotated[
        Facets,
        Meta(
            description='Lists of nouns in a merged bullet: "complete" adds the nouns of the other bullets, '
            '"own" leaves the chosen text unchanged.'
        ),
    ]
    covered: Annotated[
        Covered,
        Meta(
            description="A narrow bullet whose words are all in a broader bullet of another persona: "
            '"fold" leaves it out, "keep" keeps both.'
        ),
    ]


class Keep(Table, frozen=True):
    """How much of the personas' content the canonical contains."""

    mode: Annotated[
        KeepMode, Meta(description='"all": everything. "shared": only what two or more personas share.')
    ]
    min_support: Annotated[
        int,
        Meta(
            description="Keep only what at least this many personas share. 1: everything; with "
            'mode = "shared" at least 2.',
            ge=1,
        ),
    ]
    budget: Annotated[
        int,
        Meta(
            description="The maximum size of the canonical in tokens, including front matter and headings. "
            "0: no limit.",
            ge=0,
        ),
    ]
    tokenizer: Annotated[
        Tokenizer,
        Meta(
            description='How tokens are counted. "estimate": by a formula, the same on every machine; an '
            'encoding of the optional package rs-bpe; "auto": an encoding if one is installed, else the '
            "estimate."
        ),
    ]


class Scan(Table, frozen=True):
    """Which personas `personac scan` takes for one family."""

    family: Annotated[
        Score,
        Meta(
            description="The likeness from which two personas are of one family: what they say in common, or "
            "what they are about. Lower values make larger families."
        ),
    ]
    same_name: Annotated[
        Score, Meta(description="What is added to the likeness of two personas with the same name.")
    ]
    resolution: Annotated[
        float,
        Meta(description="The resolution of the Louvain method. Higher values make smaller families.", gt=0),
    ]
    seed: Annotated[int, Meta(description="The seed of the Louvain method.", ge=0)]
    copies: Annotated[
        Score, Meta(description="The share that two files say in common, from which they are near copies.")
    ]
    descriptions: Annotated[
        Score, Meta(description="The similarity from which two descriptions are reported as overlapping.")
    ]
    generic: Annotated[
        tuple[Term, ...],
        Meta(
            description='Words in names that do not tell the job: "expert" in "backend-expert".',
            examples=[["expert", "specialist"]],
        ),
    ]


class Hidden(Table, frozen=True):
    """What a reader of the sources does not see."""

    characters: Annotated[
        HiddenUse,
        Meta(
            description="Characters that a reader does not see or takes for others: tags, bidirectional "
            'controls, zero-width characters, look-alike letters. "error" and "warn" report each line with '
            'them, "allow" does not.'
        ),
    ]


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """A decision about bullets, which are named by their texts."""

    texts: Annotated[
        tuple[Term, ...],
        Meta(description="The texts of the bullets; case and word endings are ignored.", min_length=2),
    ]
    personas: Annotated[
        tuple[str, ...],
        Meta(description="Ids of the personas to which the decision applies. Empty: all of them."),
    ] = ()
    reason: Annotated[str, Meta(description="The reason, for readers of the rules and the report.")] = ""


class RulesFile(Table, frozen=True):
    """All settings of a build, as files have them."""

    schema: Annotated[Literal["personac-rules/1"], Meta(description="The version of this format.")]
    agent: Annotated[Agent, Meta(description="The agent that a build creates.")]
    matching: Annotated[Matching, Meta(description="When two bullets are duplicates.")]
    scope: Annotated[
        ScopeWords,
        Meta(description="Words in headings and lead-ins that change what the items below them mean."),
    ]
    prompt_tags: Annotated[
        Mapping[str, TagUse],
        Meta(
            description="The names of prompt tags that are sections, and of those with data, which are "
            "blocks. The end of a name counts, too, and any word of a name with data."
        ),
    ]
    outline: Annotated[Outline, Meta(description="When two sections are merged.")]
    merge: Annotated[Merge, Meta(description="How merged content is worded.")]
    keep: Annotated[Keep, Meta(description="How much of the personas' content the canonical contains.")]
    scan: Annotated[Scan, Meta(description="Which personas `personac scan` takes for one family.")]
    hidden: Annotated[Hidden, Meta(description="What a reader of the sources does not see.")]
    front_matter: Annotated[
        FrontMatterRules,
        Meta(description="How the front matter of the canonical is derived from that of the sources."),
    ]
    vocabulary: Annotated[
        VocabularyRules, Meta(description="Synonyms, related terms, and words without a specific meaning.")
    ]
    must_link: Annotated[
        tuple[Link, ...],
        Meta(description="Bullets that are duplicates, whatever their score. Accumulates over files."),
    ]
    cannot_link: Annotated[
        tuple[Link, ...],
        Meta(description="Bullets that are not duplicates, whatever their score. Accumulates over files."),
    ]
    ignore: Annotated[
        tuple[Ignore | str, ...],
        Meta(
            description="Findings that a build does not report: codes, or [[ignore]] tables. Accumulates "
            "over files.",
            examples=[["PC403"]],
        ),
    ]


class Rules(RulesFile, frozen=True):
    """All settings of a build; `places` are those of the rows of each list that accumulates, as loaded."""

    places: Mapping[str, tuple[RulePlace, ...]] = {}

    def placed(self, name: str) -> Iterator[tuple[Any, RulePlace]]:
        """Yield the rows of `must_link`, `cannot_link` or `ignore`, each with its place."""
        places = chain(self.places.get(name, ()), repeat(RulePlace()))
        yield from zip(getattr(self, name), places, strict=False)
