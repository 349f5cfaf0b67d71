"""Real agent files as lines: what the generator of a corpus starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ITEM = re.compile(r"(\s*(?:[-*+]|\d+[.)])\s+)\S")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_FRONT = "---"


@dataclass(frozen=True, slots=True)
class AgentFile:
    """One file: its name, the lines of its front matter (with both marks) and of its body, without ends.

    `items` are the numbers of the lines of the body that are list items, code left out.
    """

    name: str
    front: Sequence[str]
    lines: Sequence[str]
    items: Sequence[int]

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join((*self.front, *self.lines, ""))

    def until_item(self, count: int) -> AgentFile:
        """Return the file up to its item `count`: all before the item that would be one too many."""
        if count >= len(self.items):
            return self
        return AgentFile(self.name, self.front, self.lines[: self.items[count]], self.items[:count])


def item_numbers(lines: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the lines that are list items outside fenced code."""
    found, is_code = [], False
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            is_code = not is_code
        elif not is_code and ITEM.match(line):
            found.append(number)
    return tuple(found)


def agent_file(name: str, text: str) -> AgentFile:
    """Return a file by its text."""
    lines = text.splitlines()
    end = lines.index(_FRONT, 1) + 1 if lines[:1] == [_FRONT] and _FRONT in lines[1:] else 0
    return AgentFile(name, lines[:end], lines[end:], item_numbers(lines[end:]))


def read_files(folders: Sequence[Path]) -> Iterator[AgentFile]:
    """Yield all markdown files in `folders`, ordered by path within each folder."""
    for folder in folders:
        for path in sorted(folder.rglob("*.md")):
            yield agent_file(path.stem, path.read_text(encoding="utf-8", errors="replace"))
