"""The names of personac that whole-program tests use besides `personac.build` and the command line.

They are imported here once, so that a move inside src is followed in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from personac.building.in_memory import Built
from personac.cli import main
from personac.config.decision_files import encode_decision, read_decision
from personac.config.loader import load_rules
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.matching.anchoring import anchor_all
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from personac.model import Bullet, Merged, MergedSection, Persona, Piece, PieceList
from personac.model.ast import (
    Block,
    Item,
    ItemList,
    Node,
    Paragraph,
    Quote,
    Section,
    Verbatim,
    children,
    walk,
)
from personac.model.decided import AnchoredDecision
from personac.model.decision_format import DecidedField, DecidedGroup, Decision, DecisionFile, NamedBullet
from personac.model.source import Source, UndecodableError
from personac.parsing.front_matter import read_front_matter
from personac.parsing.parser import parse as parse_with
from personac.parsing.prompt_tags import TagNames
from personac.pipeline import Aids, Compiler
from personac.report.machine_formats import render_diagnostics

__all__ = [
    "Aids",
    "Block",
    "Built",
    "Compiler",
    "DecidedField",
    "DecidedGroup",
    "Decision",
    "DecisionFile",
    "Diagnostic",
    "Item",
    "ItemList",
    "Merged",
    "MergedSection",
    "NamedBullet",
    "Node",
    "Paragraph",
    "PersonacError",
    "Piece",
    "PieceList",
    "Quote",
    "Section",
    "Source",
    "UndecodableError",
    "Verbatim",
    "anchored_bullets",
    "children",
    "encode_decision",
    "load_rules",
    "main",
    "parse",
    "parse_body",
    "read_decision",
    "read_front_matter",
    "render_diagnostics",
    "walk",
]


@cache  # checking the defaults takes longer than most tests
def _tag_names() -> TagNames:
    return TagNames.from_rules(load_rules([]).prompt_tags)


def parse(source: Source, persona_id: str) -> tuple[Persona, tuple[Diagnostic, ...]]:
    """Parse one source under the default rules. Raises `UndecodableError`."""
    return parse_with(source, persona_id, _tag_names())


def parse_body(data: bytes, path: str = "persona.md") -> Section:
    """Return the section tree of one persona file. Raises `UndecodableError`."""
    return parse(Source(path, data), "persona")[0].body


@cache
def _knowledge() -> Knowledge:
    return load_knowledge(load_rules([]))


def anchored_bullets(decisions: Iterable[Decision], bullets: Sequence[Bullet]) -> dict[str, AnchoredDecision]:
    """Return decisions by path, each with its bullets, under the default rules."""
    knowledge = _knowledge()
    found = anchor_all(decisions, bullets, knowledge.scopes.read_all(bullets), knowledge)
    return {one.decision.path: one for one in found}
