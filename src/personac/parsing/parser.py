"""Parse every source: front matter, then the body's section AST.

The personas come out ordered by path, whatever order the files came in, and
every later pass keeps that order; this is where determinism starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from personac.config.schema import Rules
from personac.diagnostics.input_kinds import NOT_UTF8
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.ir import Compilation, Persona
from personac.model.source import BOM, Source, UndecodableError
from personac.parsing.body import parse_body
from personac.parsing.front_matter import read_front_matter
from personac.parsing.parsed_form import Parsed
from personac.parsing.persona_ids import identify


def run(compilation: Compilation, _rules: Rules) -> Compilation:
    """Fill `personas`, and order `sources` likewise, by path.

    Raises `PersonacError` naming every source that is not UTF-8 text.
    """
    sources = tuple(sorted(compilation.sources, key=lambda source: source.path))
    _refuse_undecodable(sources)
    ids = identify_all(sources)
    parsed = [parse(source, own) for source, own in zip(sources, ids, strict=True)]
    personas = tuple(persona for persona, _ in parsed)
    found = tuple(diagnostic for _, some in parsed for diagnostic in some)
    diagnostics = (*compilation.diagnostics, *found)
    return replace(compilation, sources=sources, personas=personas, diagnostics=diagnostics)


def identify_all(sources: Sequence[Source]) -> tuple[str, ...]:
    """Return the ids of `sources`."""
    return identify([source.path for source in sources])


def parse(source: Source, own_id: str) -> Parsed:
    """Parse one source, which must be UTF-8 text."""
    reading = read_front_matter(source)
    body = parse_body(source, reading.body_start)
    return Persona(own_id, source, reading.front_matter, body), reading.diagnostics


def _refuse_undecodable(sources: Sequence[Source]) -> None:
    found = []
    for source in sources:
        try:
            _ = source.text
        except UndecodableError as error:
            line = source.data.count(b"\n", 0, error.offset) + 1
            before = source.data[: error.offset].removeprefix(BOM).rpartition(b"\n")[2]
            column = len(before.decode("utf-8", "replace")) + 1
            found.append(Diagnostic(NOT_UTF8, source.path, line, column, error.problem, error.way_out))
    if found:
        raise PersonacError(*found)
