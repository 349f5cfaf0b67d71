"""Lines of front matter: which of them are keys and values, and where text begins.

The keys of front matter that is not closed end where a blank line is followed by text or a heading. If that
stands before the closing line, and YAML does not take it, this line is a horizontal rule of the body.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from personac.parsing.lenient_yaml import KEY, TagPairs
from personac.parsing.yaml_reader import (
    AliasBombError,
    InvalidYamlError,
    NoMappingError,
    YamlEntry,
    read_entries,
)

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_KEY_LINE = re.compile(rf"[ \t]*(?P<key>{KEY})[ \t]*:(?:[ \t]+(?P<value>[^#\s].*)|\s|\Z)", re.DOTALL)
# Keys of agent files begin with a small letter; `Note: ...` and `Step 1: ...` are text.
_USUAL_KEY = re.compile(r"""["'$<a-z]|(?:Name|Description|Tools|Model)\Z""")
_FIRST_HEADING = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)(?=#{1,6}[ \t]+\S)")
_MARK = re.compile(r"#{1,6}[ \t]+\S|`{3}|~{3}")  # a heading or code
_MANY_WORDS = 3  # white space in a key that is the beginning of a sentence
_EXAMPLE = re.compile(r"<(?:example|commentary)\b")  # what a description has below blank lines
_Line = re.Match[str]


def lines_between(text: str, start: int, end: int) -> list[_Line]:
    """Return the lines of `text` from `start` to `end`, with their line ends."""
    return [line for line in _LINE.finditer(text, start, end) if line[0]]


def opens_with_key(text: str, start: int) -> bool:
    """Return whether the first line after `start` that is not blank or a comment is a key."""
    for line in _LINE.finditer(text, start):
        if not _is_blank_or_comment(line[0]):
            return _is_usual_key(line[0])
    return False


def are_keys(text: str, start: int, end: int) -> bool:
    """Return whether the lines between two lines of dashes are keys, or none at all; not if they are text."""
    lines = [line[0] for line in lines_between(text, start, end)]
    first = next((line for line in lines if not _is_blank_or_comment(line)), None)
    if first is None or _KEY_LINE.match(first):
        return True
    try:
        return _are_words(read_entries(text[start:end]))
    except AliasBombError:
        return True
    except NoMappingError:
        return False
    except InvalidYamlError:
        is_one_block = all(line.strip() for line in text[start:end].strip().splitlines())
        return is_one_block and any(map(_KEY_LINE.match, lines))


def keys_end(text: str, start: int) -> int:
    """Return the end of the keys and values after `start`; `start` if there are none."""
    heading = _FIRST_HEADING.search(text, start)
    inside = TagPairs(text[: heading.start()] if heading else text)  # a tag of a value ends before the body
    lines = lines_between(text, start, len(text))
    return _end_of(lines[: _key_count(lines, inside)], start)


def keys_of(text: str, start: int, end: int) -> set[str]:
    """Return the keys between `start` and `end`, in small letters."""
    keys = (_KEY_LINE.match(line[0]) for line in lines_between(text, start, end))
    return {key["key"].strip("\"'").casefold() for key in keys if key}


def text_follows(text: str, start: int, end: int) -> bool:
    """Return whether text of a body follows the keys between two lines of dashes: the second is a rule."""
    lines, inside = lines_between(text, start, end), TagPairs(text[:end])
    count = _key_count(lines, inside)
    rest = [line for line in lines[count:] if line.start() not in inside]
    if not count or not any(_is_text(line[0]) for line in rest) or _is_yaml(text[start:end]):
        return False
    return _begins_body(rest, _last_key(lines[:count]))


def _begins_body(rest: Sequence[_Line], last_key: str) -> bool:
    """Return whether the lines after a last key are a body; text without a heading may be a description."""
    first = rest[0][0]
    if first.strip() and not _MARK.match(first):
        return False
    marks = [number for number, line in enumerate(rest) if _MARK.match(line[0])]
    head = rest[: marks[0]] if marks else rest
    if any(_is_usual_key(line[0]) for line in head if not line[0].startswith((" ", "\t"))):
        return False
    return bool(marks) or last_key != "description"


def _key_count(lines: Sequence[_Line], inside: Container[int]) -> int:
    """Return how many of the first lines are keys, values, and comments and blank lines between them.

    `gap` is what stands behind them: `#` for lines that may be comments or headings, `+` for a comment that
    is one of them, and a line end for blank lines. What comes after `#` and a blank line says no more.
    """
    count, value, gap, is_in_tag = 0, "", "", False
    for number, line in enumerate(lines):
        written = line[0]
        key = _KEY_LINE.match(written)
        is_in_tag = count > 0 and line.start() in inside and (is_in_tag or not gap or _is_example(written))
        if is_in_tag or (count and _continues(written, value, gap)):
            count, gap = number + 1, "+" if written.startswith("#") else ""
        elif not written.strip() or written.startswith("#"):
            mark = "#" if written.strip() else "\n"
            gap += "" if gap.endswith((mark, "#\n")) else mark
        elif key and (count == 0 or _goes_on(lines, number, gap)):
            count, gap, value = number + 1, "", key["value"] or ""
        else:
            break
    return count


def _goes_on(lines: Sequence[_Line], number: int, gap: str) -> bool:
    """Return whether a line `key: ...` is a key: after a blank line it is in a paragraph of keys."""
    if "\n" not in gap:
        return True
    is_usual = "#\n" not in gap and _is_usual_key(lines[number][0])
    return is_usual and all(map(_may_be_key, _paragraph(lines, number)))


def _paragraph(lines: Sequence[_Line], number: int) -> Iterator[str]:
    """Yield the lines from `number` to the next blank line."""
    while number < len(lines) and lines[number][0].strip():
        yield lines[number][0]
        number += 1


def _may_be_key(line: str) -> bool:
    return _KEY_LINE.match(line) is not None or line.startswith((" ", "\t", "#", "- ", "]", "}"))


def _continues(line: str, value: str, gap: str) -> bool:
    """Return whether a line goes on with the value of the last key; `value` is on the line of the key."""
    if line.startswith((" ", "\t")):
        return bool(line.strip()) and ("#" not in gap or "\n" not in gap)
    if line.startswith("#"):  # a heading is no key, and has one line
        return "\n" not in gap and (gap != "" or _is_usual_key(line[1:]))
    return gap in {"", "+"} and (line.startswith(("]", "}")) or (line.startswith("-") and not value))


def _is_example(line: str) -> bool:
    return _EXAMPLE.match(line) is not None


def _is_text(line: str) -> bool:
    is_indented = line.startswith((" ", "\t"))
    return not (is_indented or _is_blank_or_comment(line) or _KEY_LINE.match(line))


def _is_blank_or_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _is_usual_key(line: str) -> bool:
    key = _KEY_LINE.match(line)
    return key is not None and _USUAL_KEY.match(key["key"]) is not None


def _last_key(lines: Sequence[_Line]) -> str:
    margin = [line[0] for line in lines if not line[0].startswith((" ", "\t"))]
    return next((key["key"] for line in reversed(margin) if (key := _KEY_LINE.match(line))), "")


def _end_of(lines: Sequence[_Line], start: int) -> int:
    return lines[-1].start() + len(lines[-1][0].rstrip()) if lines else start


def _is_yaml(text: str) -> bool:
    """Return whether a strict parser takes the text, and no key is the beginning of a sentence."""
    try:
        return _are_words(read_entries(text))
    except InvalidYamlError:
        return False
    except (AliasBombError, NoMappingError):
        return True


def _are_words(entries: Iterable[YamlEntry]) -> bool:
    return all(entry.key.count(" ") < _MANY_WORDS for entry in entries)
