"""What two texts both say, and what only one of them says, in their own words.

A score does not tell a reviewer what a merge gives up, or what kept a near miss apart; the words do.
Words are compared by their stems and by the synonyms of the rules, and displayed as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from personac.diagnostics.diagnostic import first_of

if TYPE_CHECKING:  # renderers use this module, and shall not load numpy
    from personac.matching.tokenizer import Words

_BOTH = "both say: "
_ONLY_FIRST = "only the first says: "
_ONLY_SECOND = "only the second says: "
_SWAPPED: tuple[tuple[str, str], ...] = ((_ONLY_FIRST, _ONLY_SECOND), (_ONLY_SECOND, _ONLY_FIRST))
_LONGEST_TERM = 6  # words of a term of the vocabulary
# A number with its sign and short unit (`< 30 s`, `10,000`, `99.9%`), or a word (`node.js`, `C++`).
_WORD = re.compile(
    r"(?:(?<![^\s(])[<>\u2264\u2265]=?\s*)?\d+(?:[.,:]\d+)*(?:%|\s?[smh])?(?![^\W_])"
    r"|[^\W_]+(?:['\u2019._][^\W_]+)*(?:[+#]+(?!\w))?"
)
_NUMBER = re.compile(r"\W*\d")
_NEGATED = re.compile(r"\w+n['\u2019]t|cannot", re.IGNORECASE)  # don't, cannot: "not" for the comparison
_NOT = "not"
# Words without a topic that change what a text asks for: displayed although matching ignores them.
_TELLING = frozenset({
    "all", "always", "any", "between", "critical", "during", "each", "either", "if", "may", "more", "most",
    "must", "neither", "no", "nor", "not", "off", "only", "over", "required", "under", "when", "while",
    "within",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordDifference:
    """Words as written, each once, in the order of their text; those of `shared` in that of the first text.

    Where the second text has another word for the same, it follows in brackets: `docs (documentation)`.
    """

    shared: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


def difference(a: str, b: str, words: Words) -> WordDifference:
    """Compare the words of two texts, function words left out.

    Filler that only one text has is left out too, unless it is all that this text has more.
    """
    one, other = _read(a, words), _read(b, words)
    shared = tuple(_both(one[key], other[key], words) for key in one if key in other)
    return WordDifference(shared, _only(one, other, words), _only(other, one, words))


def said(difference: WordDifference, most: int) -> tuple[str, ...]:
    """Return the difference as reasons, each with at most `most` words; parts without words are left out."""
    parts = (
        (_BOTH, difference.shared), (_ONLY_FIRST, difference.only_a), (_ONLY_SECOND, difference.only_b),
    )  # fmt: skip
    return tuple(f"{label}{first_of(part, most)}" for label, part in parts if part)


def is_said(reason: str) -> bool:
    """Return whether `said` made this reason."""
    return reason.startswith((_BOTH, _ONLY_FIRST, _ONLY_SECOND))


def swapped(reasons: Iterable[str]) -> tuple[str, ...]:
    """Return reasons for a pair as those of the pair in the other order."""
    return tuple(map(_swapped, reasons))


def _swapped(reason: str) -> str:
    for label, other in _SWAPPED:
        if reason.startswith(label):
            return other + reason.removeprefix(label)
    return reason


def _read(text: str, words: Words) -> dict[str, str]:
    """Return what identifies each word or term with content, with how it is first written, in order."""
    found = list(_WORD.finditer(text))
    stems = [words.stems(match[0]) for match in found]
    read: dict[str, str] = {}
    at = 0
    while at < len(found):
        length, key = _term(stems[at : at + _LONGEST_TERM], words)
        written = " ".join(text[found[at].start() : found[at + length - 1].end()].split())
        key = key or _key(written, words)
        if key:
            read.setdefault(key, written)
        at += length
    return read


def _term(stems: Sequence[tuple[str, ...]], words: Words) -> tuple[int, str]:
    """Return the number of words, and the unit, of the longest known term at their start; else 1 and ""."""
    for length in range(len(stems), 0, -1):
        unit = words.phrases.terms.get(tuple(chain.from_iterable(stems[:length])))
        if unit:
            return length, unit[0]
    return 1, ""


def _key(written: str, words: Words) -> str:
    """Return what identifies a word, an empty text if it has no content."""
    if _NEGATED.fullmatch(written):
        return _NOT
    folded = written.casefold()
    if _NUMBER.match(written):
        return "".join(folded.split()).replace(",", "")
    return folded if folded in _TELLING else "_".join(words.units(written))


def _both(one: str, other: str, words: Words) -> str:
    return one if words.stems(one) == words.stems(other) else f"{one} ({other})"


def _only(one: Mapping[str, str], other: Mapping[str, str], words: Words) -> tuple[str, ...]:
    """Return the words of `one` that `other` does not have."""
    rest = {key: text for key, text in one.items() if key not in other}
    topical = {key for key in rest if key not in words.filler and not _is_telling(key)}
    return tuple(text for key, text in rest.items() if not topical or key in topical or _is_telling(key))


def _is_telling(key: str) -> bool:
    return key in _TELLING or _NUMBER.match(key) is not None
