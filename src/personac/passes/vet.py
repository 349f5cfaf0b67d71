"""Vet the sources and the merged agent as the tool that reads them would, and say what it does not.

An agent tool skips a file that lacks what it needs, and an agent that may not use a
tool its text asks for fails in the middle of its work; both without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from personac.config.schema import Rules
from personac.diagnostics.front_matter_kinds import UNLISTED_TOOL
from personac.diagnostics.model import Diagnostic
from personac.ir import Compilation
from personac.passes.front_matter.grants import GrantCheck
from personac.passes.front_matter.mentions import Mention, column_of, mentions
from personac.passes.front_matter.skipped import shared_names, skipped_canonical, skipped_sources
from personac.passes.front_matter.targets import Target, target_of


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Add diagnostics, and lower those that the rules' target makes less of."""
    target = target_of(rules.front_matter.target)
    found = (
        *(_lowered(diagnostic, target) for diagnostic in compilation.diagnostics),
        *skipped_sources(compilation.personas, target),
        *shared_names(compilation.personas),
        *skipped_canonical(compilation, target),
        *_unlisted(compilation),
    )
    return replace(compilation, diagnostics=found)


def _lowered(diagnostic: Diagnostic, target: Target) -> Diagnostic:
    severity = target.lowered.get(diagnostic.kind)
    return diagnostic._replace(lowered_to=severity) if severity else diagnostic


def _unlisted(compilation: Compilation) -> Iterator[Diagnostic]:
    """Yield the tools that the body names and the canonical may not use, each once."""
    if compilation.canonical is None:
        raise AssertionError
    check = GrantCheck.of(compilation.fields, frozenset())
    lines = compilation.canonical.lines
    end = [line.text for line in lines].index("---", 1)
    by_tool: dict[str, list[Mention]] = {}
    for mention in mentions(lines[end + 1 :]):
        by_tool.setdefault(mention.tool, []).append(mention)
    for tool, found in by_tool.items():
        if not check.allows(tool):
            yield _told(compilation, tool, found)


def _told(compilation: Compilation, tool: str, found: list[Mention]) -> Diagnostic:
    first = found[0].origin
    source = compilation.personas[compilation.number_of[first.persona]].source
    lines = source.text.splitlines()[first.line - 1 : first.end_line]
    columns = [(number, column_of(tool, text)) for number, text in enumerate(lines, start=first.line)]
    line, column = next(((n, c) for n, c in columns if c), (first.line, 0))
    more = f" and in {len(found) - 1} more" if len(found) > 1 else ""
    message = f"the text names the tool `{tool}` in this place{more}; the canonical may not use it"
    hint = "add it to `tools` under [front_matter.set] in rules/, or let the text give way"
    return Diagnostic(UNLISTED_TOOL, first.path, line, column, message, hint)
