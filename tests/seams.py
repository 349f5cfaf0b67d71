"""The names of personac that whole-program tests use besides `personac.build` and the command line.

They are imported here once, so that a move inside src is followed in one place.
"""

from __future__ import annotations

from personac.cli import main
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.library import Built
from personac.frontend.frontmatter import read_front_matter
from personac.frontend.parse import parse
from personac.nodes import (
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
from personac.report.diagnostics import render_diagnostics
from personac.source import Source, UndecodableError

__all__ = [
    "Block",
    "Built",
    "Diagnostic",
    "Item",
    "ItemList",
    "Node",
    "Paragraph",
    "PersonacError",
    "Quote",
    "Section",
    "Source",
    "UndecodableError",
    "Verbatim",
    "children",
    "main",
    "parse",
    "parse_body",
    "read_front_matter",
    "render_diagnostics",
    "walk",
]


def parse_body(data: bytes) -> Section:
    """Return the section tree of one persona file. Raises `UndecodableError`."""
    return parse(Source("persona.md", data), "persona")[0].body
