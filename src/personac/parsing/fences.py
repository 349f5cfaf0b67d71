"""Where front matter begins and ends.

As for agent tools and python-frontmatter, front matter opens with `---` and closes with the next line that
is `---`; YAML's `...` does not close it. These tools skip a file with anything before `---`, and one
without the closing line. Both are read here as they were meant: blank lines, comments and a code fence may
come first, and front matter that is never closed ends with its keys.

A line of dashes is a horizontal rule, too. It opens front matter only if keys follow; after other lines, or
without a closing line, only if these are written as keys of agent files are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from personac.parsing.front_matter_keys import (
    are_keys,
    keys_end,
    keys_of,
    lines_between,
    opens_with_key,
    text_follows,
)

_INVISIBLE = "\ufeff\u200b\u2060"
_BLANK = re.compile(rf"[\s{_INVISIBLE}]*")
_LINE_END = r"(?:\r\n|\n|\r|\Z)"
_BLANK_LINES = r"(?:[^\S\r\n]*(?:\r\n|\n|\r))*"
_REST = r"[^\r\n]*"
# What tools and people put above: comments of HTML and markdown, YAML directives, lines for an editor.
_BEFORE = re.compile(
    rf"""(?: [\s{_INVISIBLE}]+ | <!--.*?--> | \A\#!{_REST}
         | (?<![^\r\n]) (?: \[(?://|comment)\]:[ ]?\#{_REST} | %(?:YAML|TAG)[ ]{_REST}
                          | \#[ ]?(?:-\*-|vim:|yaml-language-server:){_REST} ) )*""",
    re.DOTALL | re.VERBOSE,
)
_CODE_FENCE = re.compile(rf"(?P<mark>`{{3,}}|~{{3,}})[ \t]*+[\w.+-]*+[^\S\r\n]*+(?:\r\n|\n|\r){_BLANK_LINES}")
_OPENING = re.compile(rf"---[^\S\r\n]*{_LINE_END}")
_CLOSING = re.compile(rf"(?:(?<=\n)|(?<=\r)(?!\n))(---[^\S\r\n]*){_LINE_END}")


@dataclass(frozen=True, slots=True)
class Fences:
    """Character indices of the front matter, the text in it, and the body.

    `start` is that of the dashes, or of the code fence around them. Without a closing line (`is_closed`) the
    front matter ends with its last key. A code fence around the whole file ends the body at `body_end`.
    """

    start: int
    inner_start: int
    inner_end: int
    end: int
    body_start: int
    body_end: int
    is_closed: bool = True


def find_fences(text: str) -> Fences | None:
    """Return the fences of the front matter of `text`, None if it has no front matter."""
    start = _start(text)
    if text[:start].rpartition("\n")[2].rpartition("\r")[2].strip(_INVISIBLE):
        return None
    code = _CODE_FENCE.match(text, start)
    opening = _OPENING.match(text, code.end() if code else start)
    if opening is None:
        return None
    fences = _around(text, start, opening.end(), is_late=start > 0 or code is not None)
    return _in_code(text, fences, code["mark"]) if code and fences else fences


def is_in_dashes(text: str) -> bool:
    """Return whether the text starts with a line of dashes, and has another one."""
    opening = _OPENING.match(text)
    return opening is not None and _CLOSING.search(text, opening.end()) is not None


def visible_start(text: str) -> int:
    """Return the index of the first visible character of `text`, or its length."""
    match = _BLANK.match(text)
    return match.end() if match else 0


def visible_text(text: str) -> str:
    """Return a text without the white space and invisible characters around it."""
    return text[visible_start(text) :].rstrip(f" \t\r\n{_INVISIBLE}")


def late_problem(text: str, fences: Fences) -> tuple[str, str] | None:
    """Return what is wrong with the place of front matter, and how to fix it; None if nothing is."""
    if not text.startswith("---", fences.start):
        message = "the front matter is in a code fence; Claude Code skips such a file"
        return message, "remove the code fence, so that the file starts with `---`"
    if fences.start == 0:
        return None
    message = "the front matter does not start on the first line; Claude Code skips such a file"
    if visible_text(text[: fences.start]):
        line = text.count("\n", 0, fences.start)
        lines = "line 1" if line == 1 else f"lines 1 to {line}"
        return message, f"move what is above `---` ({lines}) below the front matter, or remove it"
    return message, "remove everything before `---`, including invisible characters"


def _start(text: str) -> int:
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _around(text: str, start: int, inner: int, *, is_late: bool) -> Fences | None:
    """Return front matter whose text begins at `inner`; None if dashes and text are no front matter."""
    closing = _CLOSING.search(text, inner)
    if closing is None or text_follows(text, inner, closing.start()):
        return _unclosed(text, start, inner, is_late=is_late)
    if not (opens_with_key(text, inner) if is_late else are_keys(text, inner, closing.start())):
        return None
    return Fences(start, inner, closing.start(), closing.end(1), closing.end(), len(text))


def _unclosed(text: str, start: int, inner: int, *, is_late: bool) -> Fences | None:
    """Return front matter that ends with its keys; None if a horizontal rule is as likely."""
    if not opens_with_key(text, inner):
        return None
    end = keys_end(text, inner)
    if is_late and not keys_of(text, inner, end) & {"name", "description"}:
        return None
    line_end = re.compile(_LINE_END).match(text, end)
    return Fences(start, inner, line_end.end() if line_end else end, end, end, len(text), is_closed=False)


def _in_code(text: str, fences: Fences, mark: str) -> Fences | None:
    """Return front matter in a code fence: one of its own, or one around the whole file."""
    fence = rf"[ ]{{0,3}}{mark[0]}{{{len(mark)},}}[^\S\r\n]*"
    own = re.compile(rf"{_BLANK_LINES}({fence}){_LINE_END}").match(text, fences.body_start)
    if own:
        return replace(fences, end=own.end(1), body_start=own.end())
    visible = text.rstrip()
    last = lines_between(visible, fences.body_start, len(visible))[-1:]
    is_whole = last and re.fullmatch(fence, last[0][0])
    return replace(fences, body_end=last[0].start()) if is_whole else None
