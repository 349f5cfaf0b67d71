"""One text read against another with its words marked: what is said otherwise, and what is lost.

A word is marked only where the other text does not have it anywhere, in whatever order; so a mark is never
on a word that stands in the wording it is compared with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

_WORD = re.compile(r"\w+(?:[.'\u2019-]\w+)*[+#]*")
_MOST_PAIRS = 250_000  # of words; beyond, finding where a word is missing takes too long
MarkKind = Literal["same", "other", "lost", "gone"]


class Mark(NamedTuple):
    """A run of a text: words that the other text has too (`same`), or not (`other`, `lost`).

    `lost` words stand nowhere in the canonical; `gone` are words of the other text alone.
    """

    kind: MarkKind
    text: str


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, without case."""
    return tuple(match[0].casefold() for match in _WORD.finditer(text))


def read_against(base: str, text: str, lost: AbstractSet[str] = frozenset()) -> tuple[Mark, ...]:
    """Return `text` with the words that `base` lacks marked, as `lost` where they are in that set.

    The runs that are not `gone` joined are `text`.
    """
    known, gone = frozenset(words_of(base)), _gone(base, text)
    marks: list[Mark] = []
    end = 0
    for number, match in enumerate(_WORD.finditer(text)):
        word = match[0].casefold()
        kind: MarkKind = "same" if word in known else "lost" if word in lost else "other"
        marks += (Mark("same", text[end : match.start()]), *gone.get(number, ()), Mark(kind, match[0]))
        end = match.end()
    rest = gone.get(len(words_of(text)), ())
    return _joined((*marks, *rest, Mark("same", text[end:])))


def _gone(base: str, text: str) -> Mapping[int, Sequence[Mark]]:
    """The words of `base` that `text` lacks, by the position of the word that they would precede."""
    written = [match[0] for match in _WORD.finditer(base)]
    ours, theirs = words_of(base), words_of(text)
    missing = frozenset(ours).difference(theirs)
    places: dict[int, list[Mark]] = defaultdict(list)
    for start, end, place in _replaced(ours, theirs) if missing else ():
        words = [written[at] for at in range(start, end) if ours[at] in missing]
        places[place] += [Mark("gone", " ".join(words))] if words else []
    return places


def _replaced(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    if len(ours) * len(theirs) > _MOST_PAIRS:
        yield 0, len(ours), 0
        return
    for tag, start, end, place, _ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag in {"delete", "replace"}:
            yield start, end, place


def _joined(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Join runs of one kind, and marked runs that only white space and punctuation separate."""
    runs = list(_runs(mark for mark in marks if mark.text))
    return tuple(_runs(_bridged(runs, at) for at in range(len(runs))))


def _runs(marks: Iterable[Mark]) -> Iterator[Mark]:
    for kind, run in groupby(marks, key=lambda mark: mark.kind):
        yield Mark(kind, (" " if kind == "gone" else "").join(mark.text for mark in run))


def _bridged(runs: Sequence[Mark], at: int) -> Mark:
    kind, text = runs[at]
    if kind == "same" and 0 < at < len(runs) - 1 and _WORD.search(text) is None:
        before, after = runs[at - 1].kind, runs[at + 1].kind
        return Mark(before, text) if before == after != "gone" else runs[at]
    return runs[at]
