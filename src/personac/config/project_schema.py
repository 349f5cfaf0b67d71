"""The schema of `personac.toml`, or `[tool.personac]` in pyproject.toml: what a project builds, and how.

The command line overrides these settings. What is merged, and how, is in the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from personac.config.ignored import Ignore
from personac.config.schema import KeepMode
from personac.config.target_formats import WrittenTarget
from personac.tokens import Tokenizer

EmittedKind = Literal["canonical", "map", "patches", "variants", "report", "html", "markdown", "make"]
Text = Annotated[str, Meta(min_length=1)]


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """Personas that become one agent."""

    sources: Annotated[
        tuple[Text, ...],
        Meta(
            description="Files, folders, or patterns such as `team/**/*.md`, relative to this file.",
            min_length=1,
        ),
    ]
    output: Annotated[
        str, Meta(description="The folder to write to. Empty: a folder of the group's name in `output`.")
    ] = ""
    name: Annotated[str, Meta(description="The name of the agent. Empty: that of the group.")] = ""


class ProjectSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of a project; each may be left out."""

    sources: Annotated[
        tuple[Text, ...],
        Meta(
            description="Files, folders, or patterns such as `team/**/*.md`, relative to this file. Empty: "
            "the folders where agent tools keep their agents."
        ),
    ] = ()
    include: Annotated[
        tuple[Text, ...],
        Meta(description="Of the files in folders only those that match a line, by the rules of .gitignore."),
    ] = ()
    exclude: Annotated[
        tuple[Text, ...],
        Meta(description="Files in folders that are no sources, by the rules of .gitignore."),
    ] = ()
    output: Annotated[Text, Meta(description="The folder to write to.")] = "build"
    rules: Annotated[str, Meta(description="The folder of *.toml rules. Empty: `rules`, if it exists.")] = ""
    decisions: Annotated[
        str, Meta(description="The folder of what reviewers decided. Empty: `decisions`, if it exists.")
    ] = ""
    name: Annotated[str, Meta(description="The name of the agent. Empty: what the sources share.")] = ""
    target: Annotated[
        tuple[WrittenTarget, ...], Meta(description="The agent tools that the agent is written for as well.")
    ] = ()
    emit: Annotated[
        tuple[EmittedKind, ...], Meta(description="The kinds of outputs to write. Empty: all of them.")
    ] = ()
    keep: Annotated[KeepMode | None, Meta(description="See [keep] mode in the rules.")] = None
    min_support: Annotated[
        Annotated[int, Meta(ge=1)] | None, Meta(description="See [keep] min_support in the rules.")
    ] = None
    budget: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="See [keep] budget.")] = None
    tokenizer: Annotated[Tokenizer | None, Meta(description="See [keep] tokenizer in the rules.")] = None
    ignore: Annotated[
        tuple[Ignore | Text, ...],
        Meta(
            description="Findings that builds do not report: codes, or tables with `code`, `path`, `text` "
            "and `reason`, as in the rules."
        ),
    ] = ()
    groups: Annotated[
        Mapping[str, Group],
        Meta(description="Groups by name, each built into an agent of its own."),
    ] = msgspec.field(default_factory=dict)
