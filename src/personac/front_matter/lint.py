"""Vet the sources and the merged agent as the tool that reads them would, and say what it does not.

An agent tool skips a file that lacks what it needs, and an agent that may not use a
tool its text asks for fails in the middle of its work; both without a word.

Tools that a body names: only where it is clear that a tool is meant.

`Read the file` and `a Task` speak of no tool. What counts is an `mcp__` name, the
name of a tool right before the word *tool* (`the Bash tool`), and a code span that
holds nothing but the name, where the word has no other use. Words inside
`<example>` and code blocks are somebody else's, or no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from personac.config.schema import Rules
from personac.diagnostics.kinds import UNLISTED_TOOL
from personac.diagnostics.model import Diagnostic
from personac.front_matter.escalation import GrantCheck
from personac.front_matter.targets import Target, shared_names, skipped_canonical, skipped_sources, target_of
from personac.ir import Compilation, Line, Origin


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


# Names that mean nothing but a tool of Claude Code, and those that are words or types as well.
_PLAIN = (
    "AskUserQuestion", "BashOutput", "EnterPlanMode", "ExitPlanMode", "KillBash", "KillShell", "MultiEdit",
    "NotebookEdit", "NotebookRead", "SlashCommand", "TaskOutput", "TodoRead", "TodoWrite", "WebFetch",
    "WebSearch",
)  # fmt: skip
_AMBIGUOUS = ("Agent", "Bash", "Edit", "Glob", "Grep", "LS", "Read", "Skill", "Task", "Write")
_NAME = "|".join(sorted((*_PLAIN, *_AMBIGUOUS)))
_MARK = r"[`*\"]{0,3}"
_MENTION = re.compile(
    rf"""(?P<mcp>\bmcp__[A-Za-z0-9][\w*-]*)
      | (?:\b(?i:the|your|a|an|its|with|using|via)\s+){_MARK}(?P<called>{_NAME}){_MARK}\s+tools?\b
      | `(?P<span>{"|".join(_PLAIN)})(?:\([^`]*\))?`
      | (?:\b(?i:use|uses|using|with|via|call|run|through)\s+)`(?P<used>{"|".join(_AMBIGUOUS)})`
    """,
    re.VERBOSE,
)
_AGAINST = re.compile(
    r"\b(?:never|not|no|cannot|without|avoid|instead\s+of|rather\s+than|\w+n['\u2019]t)\b", re.IGNORECASE
)
_FENCE = re.compile(r"\s*(?:[-*]\s+)?(?P<marks>```+|~~~+)")
_OPEN, _CLOSE = "<example>", "</example>"


@dataclass(frozen=True, slots=True)
class Mention:
    """A tool that a line names, and where the line is from."""

    tool: str
    origin: Origin


def mentions(lines: Iterable[Line]) -> Iterator[Mention]:
    """Yield the tools that the lines of a body name, in their order."""
    for line in _prose(lines):
        for match in _MENTION.finditer(line.text):
            if not _advised_against(line.text[: match.start()]):
                tool = next(found for found in match.groups() if found)
                yield Mention(tool.rstrip("-_"), line.origins[0])


def column_of(tool: str, text: str) -> int:
    """Return the column, from 1, where `text` first names `tool`; 0 where it does not."""
    return text.find(tool) + 1


def _advised_against(before: str) -> bool:
    """Tell whether the words before a name, in its sentence, speak against using it."""
    sentence = re.split(r"[.;!?]\s", before)[-1]
    return _AGAINST.search(sentence) is not None


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
