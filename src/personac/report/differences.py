"""What two texts say differently, word by word, and what two front matters say differently, key by key.

Bullets with the same meaning rarely use the same words; marking only the words that differ lets a
reviewer decide quickly. Every renderer marks words with this module, so that a pair looks the same
everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from personac.front_matter.decided_fields import value_text
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS
from personac.front_matter.tool_patterns import is_name_list, permitted_names
from personac.report.report_schema import Row
from personac.report.safe_text import markdown, visible

_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_WORD = re.compile(r"\w")
_MOST_MATCHES = 250_000  # pairs of equal words; beyond, comparing takes too long
_CLOSE = 0.4  # share of the characters that both texts have; below, marks hinder reading
_LONGEST = 160  # characters of unchanged text shown in one run
_SHOWN = 60  # characters kept on either side where a run is longer
_TAGS = {"gone": ("<del>", "</del>"), "new": ("<ins>", "</ins>"), "same": ("", "")}
_SIGNS = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}


class Change(Row, frozen=True):
    """A run of text of both texts (same), of the first alone (gone), or of the second alone (new)."""

    kind: Literal["same", "gone", "new"]
    text: str


class FieldChange(Row, frozen=True):
    """A key whose values differ in two front matters; a value is None where the key is missing."""

    key: str
    a: str | None
    b: str | None

    def shown(self, value: str | None) -> str:
        """Return one of its values for people; a missing key may have a meaning."""
        if value is None:
            return "(none: every tool)" if self.key in ALLOWED_TOOL_KEYS else "(none)"
        return value or "(empty)"

    def close_changes(self) -> tuple[Change, ...]:
        """Return the changes of its words; empty where a side has no value, or for `close_changes`."""
        return () if self.a is None or self.b is None else close_changes(self.a, self.b)


def word_changes(a: str, b: str) -> tuple[Change, ...]:
    """Return how to read `b` against `a`.

    `same` and `new` joined are `b`; `same` and `gone` joined are `a` except for white space.
    What is gone precedes what is new in its place.
    """
    if a == b:
        return (Change("same", b),) if b else ()
    changes: list[Change] = []
    for is_same, gone, new in _runs(_TOKEN.findall(a), _TOKEN.findall(b)):
        if is_same and changes and gone[:1].isspace() and not new[:1].isspace():
            changes.append(Change("gone", " "))  # it separated what is gone from what stayed
        changes += (change for change in _changes(gone, new, is_same=is_same) if change.text)
    runs = groupby(changes, key=lambda change: change.kind)
    return tuple(Change(kind, "".join(change.text for change in run)) for kind, run in runs)


def close_changes(a: str, b: str) -> tuple[Change, ...]:
    """Like `word_changes` without line breaks and with long unchanged runs cut in their middle.

    Empty where the texts have so little in common that marks would hinder reading.
    """
    one, other = " ".join(a.split()), " ".join(b.split())
    changes = word_changes(one, other)
    same = sum(len(change.text) for change in changes if change.kind == "same")
    if same < _CLOSE * max(len(one), len(other)):
        return ()
    last = len(changes) - 1
    return tuple(
        Change("same", _cut(change.text, opens=i == 0, ends=i == last)) if change.kind == "same" else change
        for i, change in enumerate(changes)
    )


def markdown_marks(changes: Sequence[Change]) -> str:
    """Render for one line of markdown: gone struck out, new underlined."""
    return "".join(_marked(change, markdown(change.text), _TAGS) for change in changes)


def sign_mark(change: Change) -> str:
    """Render one change as plain text: `[-gone-]` or `{+new+}`."""
    return _marked(change, visible(change.text), _SIGNS)


def _runs(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """The two texts in runs that are the same or not.

    Changes that only punctuation separates are one: from `a, b` to `c, d`.
    """
    codes = _opcodes(left, right)
    ends = (0, len(codes) - 1)

    def is_same(place: int) -> bool:
        tag, a, a_end, *_ = codes[place]
        return tag == "equal" and (place in ends or _WORD.search("".join(left[a:a_end])) is not None)

    for same, places in groupby(range(len(codes)), key=is_same):
        group = [codes[place] for place in places]
        (_, a, _, b, _), (_, _, a_end, _, b_end) = group[0], group[-1]
        yield same, "".join(left[a:a_end]), "".join(right[b:b_end])


def _opcodes(left: Sequence[str], right: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    ours, theirs = ([token.strip() for token in side] for side in (left, right))
    counts = Counter(ours)
    if sum(counts[token] for token in theirs) > _MOST_MATCHES:
        return [("equal" if ours == theirs else "replace", 0, len(ours), 0, len(theirs))]
    return SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()


def _changes(gone: str, new: str, *, is_same: bool) -> Iterator[Change]:
    if is_same:
        yield Change("same", new)
        return
    space = _shared_space(gone, new)
    yield Change("same", space)
    yield Change("gone", gone[len(space) :])
    yield Change("new", new[len(space) :])


def _shared_space(gone: str, new: str) -> str:
    """The white space that both start with: it did not change."""
    space = new[: len(new) - len(new.lstrip())]
    return space if gone.strip() and new.strip() and gone.startswith(space) else ""


def _marked(change: Change, escaped: str, marks: Mapping[str, tuple[str, str]]) -> str:
    """Put the marks around the words, and the white space around the marks."""
    text = change.text
    if not text.strip():
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    start, end = marks[change.kind]
    return f"{before}{start}{escaped.strip()}{end}{after}"


def _cut(text: str, *, opens: bool, ends: bool) -> str:
    if len(text) <= _LONGEST or (opens and ends):
        return text
    head, tail = text[:_SHOWN].rstrip(), text[-_SHOWN:].lstrip()
    return f"\u2026 {tail}" if opens else f"{head} \u2026" if ends else f"{head} \u2026 {tail}"


def field_changes(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Compare two front matters by value: the keys of `a` in their order, then those of `b` alone.

    The order of keys and the style of YAML mean nothing.
    """
    keys = (key for key in dict.fromkeys((*a, *b)) if key not in a or key not in b or _differ(key, a, b))
    return tuple(
        FieldChange(str(key), *(value_text(side[key]) if key in side else None for side in (a, b)))
        for key in keys
    )


def _differ(key: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    one, other = a[key], b[key]
    if key in ALLOWED_TOOL_KEYS and is_name_list(one) and is_name_list(other):
        names = [permitted_names(value) for value in (one, other)]
        return len({None if listed is None else tuple(sorted(listed)) for listed in names}) > 1
    return type(one) is not type(other) or bool(one != other)
