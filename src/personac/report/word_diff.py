"""What two texts say differently, word by word, and how to mark it.

Bullets with the same meaning rarely use the same words; marking only the words that differ lets a
reviewer decide quickly. Every renderer marks words with this module, so that a pair looks the same
everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

from personac.report.escape import markdown, visible

ChangeKind = Literal["same", "gone", "new"]

_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_WORD = re.compile(r"\w")
_MOST_MATCHES = 250_000  # pairs of equal words; beyond, comparing takes too long
_CLOSE = 0.4  # share of the characters that both texts have; below, marks hinder reading
_LONGEST = 160  # characters of unchanged text shown in one run
_SHOWN = 60  # characters kept on either side where a run is longer
_TAGS = {"gone": ("<del>", "</del>"), "new": ("<ins>", "</ins>"), "same": ("", "")}
_SIGNS = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}


class Change(NamedTuple):
    """A run of text of both texts (same), of the first alone (gone), or of the second alone (new)."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Token ranges `[a, a_end)` and `[b, b_end)` of the two texts: equal or not."""

    is_same: bool
    a: int
    a_end: int
    b: int
    b_end: int


def word_changes(a: str, b: str) -> tuple[Change, ...]:
    """Return how to read `b` against `a`.

    `same` and `new` joined are `b`; `same` and `gone` joined are `a` except for white space.
    What is gone precedes what is new in its place.
    """
    left, right = _TOKEN.findall(a), _TOKEN.findall(b)
    changes: list[Change] = []
    for run in _joined(tuple(_runs(left, right)), left):
        gone, new = "".join(left[run.a : run.a_end]), "".join(right[run.b : run.b_end])
        if run.is_same and changes and gone[:1].isspace() and not new[:1].isspace():
            changes.append(Change("gone", " "))  # it separated what is gone from what stayed
        changes += (change for change in _changes(gone, new, is_same=run.is_same) if change.text)
    return tuple(_merged(changes))


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


def _runs(left: Sequence[str], right: Sequence[str]) -> Iterator[_Run]:
    ours, theirs = ([token.strip() for token in side] for side in (left, right))
    counts = Counter(ours)
    if sum(counts[token] for token in theirs) > _MOST_MATCHES:
        yield _Run(ours == theirs, 0, len(ours), 0, len(theirs))
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        yield _Run(tag == "equal", a, a_end, b, b_end)


def _joined(runs: Sequence[_Run], left: Sequence[str]) -> Iterator[_Run]:
    """Join changes that only punctuation separates: from `a, b` to `c, d` is one change."""

    def is_same(place: int) -> bool:
        run = runs[place]
        is_inner = 0 < place < len(runs) - 1
        return run.is_same and not (is_inner and not _WORD.search("".join(left[run.a : run.a_end])))

    for same, places in groupby(range(len(runs)), key=is_same):
        group = [runs[place] for place in places]
        yield _Run(same, group[0].a, group[-1].a_end, group[0].b, group[-1].b_end)


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


def _merged(changes: Sequence[Change]) -> Iterator[Change]:
    """Join neighbouring runs of one kind."""
    for kind, group in groupby(changes, key=lambda change: change.kind):
        yield Change(kind, "".join(change.text for change in group))


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
