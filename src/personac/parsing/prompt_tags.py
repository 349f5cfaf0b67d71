"""Blocks between XML-like tags, as prompts use them.

Prompts enclose examples, roles and output formats in tags (`<example>` ... `</example>`). In
markdown such a tag is HTML that ends at the next blank line, so the content would become
paragraphs and lists, which would then be matched one by one. Therefore a block extends from
an opening tag alone on its line to the line that ends with its closing tag.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

# An opening tag alone on its line; the caller matches leading white space.
OPENING_TAG = r"<(?P<prompt_tag>[A-Za-z][\w-]*)(?:[ \t][^<>\n]*)?(?<!/)>[ \t]*$"

_OPENING = re.compile(rf"[ \t]*{OPENING_TAG}")
_CLOSING = re.compile(r"</([A-Za-z][\w-]*)[ \t]*>\s*$")
_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}(?!.*`)|~{3,})(?P<info>.*)")


def find_blocks(text: str, html_names: Collection[str]) -> Mapping[int, int]:
    """Return the end of each block by its start.

    Both are positions in `text`, whose lines end with LF: the start of the line of the opening
    tag, and the start of the line after the closing tag. Tags in `html_names` (lower case) and
    tags inside a code fence are ignored; tags of the same name nest; an opening tag that is
    never closed has no block.
    """
    ends: dict[int, int] = {}
    open_tags: defaultdict[str, list[int]] = defaultdict(list)
    for start, line in _lines_outside_fences(text):
        opening, closing = _OPENING.match(line), _CLOSING.search(line)
        if opening is not None and opening["prompt_tag"].lower() not in html_names:
            open_tags[opening["prompt_tag"]].append(start)
        elif closing is not None and open_tags[closing[1]] and f"<{closing[1]}" not in line:
            ends[open_tags[closing[1]].pop()] = start + len(line) + 1
    return ends


def _lines_outside_fences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line outside code fences, with its start."""
    start = 0
    fence = ""
    for line in text.split("\n") if "</" in text else ():
        mark = _FENCE.match(line)
        if mark is None:
            if not fence:
                yield start, line
        elif not fence:
            fence = mark["mark"]
        elif mark["mark"].startswith(fence) and not mark["info"].strip():
            fence = ""
        start += len(line) + 1
