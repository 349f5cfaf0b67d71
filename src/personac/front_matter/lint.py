"""Pass: check the sources and the merged agent as the agent tool that reads them would.

An agent tool silently skips a file that lacks a required key, and an agent fails during its work if its
text asks for a tool that it may not use.

Text names a tool only if that is certain; `Read the file` and `a Task` do not. What counts: an `mcp__` name,
a tool's name before the word *tool* (`the Bash tool`), and a code span with nothing but the name, if the
word has no other use. Code blocks and `<example>` blocks are ignored.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.config.front_matter_schema import FrontMatterRules
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import UNLISTED_TOOL
from personac.front_matter.escalation import Permissions
from personac.front_matter.skipped_files import (
    Target,
    shared_names,
    skipped_canonical,
    skipped_sources,
    target_of,
)
from personac.front_matter.tool_names import tool_names
from personac.model import Canonical, Line, Merged, Origin, Persona
from personac.parsing.fences import find_fences

# Names that mean nothing but a tool of Claude Code, and those that are words or types as well.
_DISTINCT_TOOLS = (
    "AskUserQuestion", "BashOutput", "EnterPlanMode", "ExitPlanMode", "KillBash", "KillShell", "MultiEdit",
    "NotebookEdit", "NotebookRead", "SlashCommand", "TaskOutput", "TodoRead", "TodoWrite", "WebFetch",
    "WebSearch",
)  # fmt: skip
_AMBIGUOUS_TOOLS = ("Agent", "Bash", "Edit", "Glob", "Grep", "LS", "Read", "Skill", "Task", "Write")
_TOOL = "|".join(sorted((*_DISTINCT_TOOLS, *_AMBIGUOUS_TOOLS)))
_MARK = r"[`*\"]{0,3}"
_MENTION = re.compile(
    rf"""(?P<mcp>\bmcp__[A-Za-z0-9][\w*-]*)
      | (?:\b(?i:the|your|a|an|its|with|using|via)\s+){_MARK}(?P<called>{_TOOL}){_MARK}\s+tools?\b
      | `(?P<span>{"|".join(_DISTINCT_TOOLS)})(?:\([^`]*\))?`
      | (?:\b(?i:use|uses|using|with|via|call|run|through)\s+)`(?P<used>{"|".join(_AMBIGUOUS_TOOLS)})`
    """,
    re.VERBOSE,
)
_NEGATION = re.compile(
    r"\b(?:never|not|no|cannot|without|avoid|instead\s+of|rather\s+than|\w+n['\u2019]t)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.;!?]\s")
_FENCE = re.compile(r"\s*(?:[-*]\s+)?(?P<marks>```+|~~~+)")
_OPEN, _CLOSE = "<example>", "</example>"


def lint(
    merged: Merged, canonical: Canonical, earlier: Iterable[Diagnostic], rules: FrontMatterRules
) -> tuple[Diagnostic, ...]:
    """Return the `earlier` diagnostics and those of this pass.

    Diagnostics that matter less to the target of the rules have a lower severity.
    """
    personas, target = merged.personas, target_of(rules.target)
    values = {field.key: field.value for field in merged.fields}
    return (
        *(_lowered(diagnostic, target) for diagnostic in earlier),
        *skipped_sources(personas, target),
        *shared_names(personas),
        *skipped_canonical(values, personas, target),
        *unlisted_tools(canonical.lines, Permissions.of(values, tool_names(rules)), personas),
    )


def _lowered(diagnostic: Diagnostic, target: Target) -> Diagnostic:
    severity = target.lowered.get(diagnostic.kind)
    return diagnostic._replace(lowered_to=severity) if severity else diagnostic


def unlisted_tools(
    lines: Sequence[Line], permissions: Permissions, personas: Sequence[Persona]
) -> Iterator[Diagnostic]:
    """Yield the tools, each once, that the canonical names but does not permit."""
    by_id = {persona.id: persona for persona in personas}
    by_tool: dict[str, list[Mention]] = {}
    for mention in tool_mentions(_body(lines)):
        by_tool.setdefault(mention.tool, []).append(mention)
    for tool, mentions in by_tool.items():
        if not permissions.permits(tool):
            yield _unlisted(mentions, by_id)


def _body(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines behind the front matter."""
    text = "\n".join(line.text for line in lines)
    fences = find_fences(text)
    return lines[text.count("\n", 0, fences.body_start) :] if fences else lines


def _unlisted(mentions: Sequence[Mention], personas: Mapping[str, Persona]) -> Diagnostic:
    tool, origin = mentions[0].tool, mentions[0].origin
    line, column = _place(tool, origin, personas[origin.persona])
    more = f" and in {len(mentions) - 1} more" if len(mentions) > 1 else ""
    message = f"the text names the tool `{tool}` in this place{more}, but the canonical may not use it"
    hint = "add it to `tools` under [front_matter.set] in rules/, or remove it from the text"
    return Diagnostic(UNLISTED_TOOL, origin.path, line, column, message, hint)


def _place(tool: str, origin: Origin, persona: Persona) -> tuple[int, int]:
    """Return line and column of the tool's name in the source; column 0 if it is worded otherwise there."""
    lines = persona.source.lines_of(origin.line, origin.end_line)
    for number, text in enumerate(lines, start=origin.line):
        if tool in text:
            return number, text.find(tool) + 1
    return origin.line, 0


@dataclass(frozen=True, slots=True)
class Mention:
    """A tool that a line of the canonical names, and where the line is from."""

    tool: str
    origin: Origin


def tool_mentions(lines: Iterable[Line]) -> Iterator[Mention]:
    """Yield the tools that the lines of a body ask for, in order."""
    for line in _prose(lines):
        for match in _advised(line.text):
            tool = next(name for name in match.groups() if name)
            yield Mention(tool.rstrip("-_"), line.origins[0])


def _advised(text: str) -> Iterator[re.Match[str]]:
    """Yield the names in a text, unless words before them in their sentence advise against using them."""
    mentions = list(_MENTION.finditer(text))
    starts = [0, *(end.end() for end in _SENTENCE_END.finditer(text))] if mentions else []
    advice = [(word.end(), word.start()) for word in _NEGATION.finditer(text)] if mentions else []
    for match in mentions:
        start = starts[bisect_right(starts, match.start()) - 1]
        before = bisect_right(advice, (match.start(), len(text))) - 1
        if before < 0 or advice[before][1] < start:
            yield match


def _prose(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that are from a source, outside of code and examples."""
    fence, in_example = "", False
    for line in lines:
        mark = _FENCE.match(line.text)
        if mark and not fence:
            fence = mark["marks"]
        elif mark and mark["marks"].startswith(fence):
            fence = ""
        elif not fence:
            in_example = in_example or _OPEN in line.text
            if not in_example and line.origins:
                yield line
            in_example = in_example and _CLOSE not in line.text
