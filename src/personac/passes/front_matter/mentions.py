"""Tools that a body names: only where it is clear that a tool is meant.

`Read the file` and `a Task` speak of no tool. What counts is an `mcp__` name, the
name of a tool right before the word *tool* (`the Bash tool`), and a code span that
holds nothing but the name, where the word has no other use. Words inside
`<example>` and code blocks are somebody else's, or no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from personac.ir import Line, Origin

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
