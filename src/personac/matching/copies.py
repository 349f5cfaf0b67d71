"""Copies: bullets with the same words in the same scope, which need no score.

Case, marks, punctuation, plurals and the order of a list are ignored; the order of words otherwise counts,
because "the gateway calls the service" is not "the service calls the gateway", and so do numbers as written
and comparisons ("< 80 %" is not "> 80 %"). Bullets below different titles are no copies, as the title may
change what they mean: these are left to the scores. So are bullets with other hidden parts, as an agent tool
reads comments, raw tags and the targets of links, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from personac.matching.scopes import Polarity, Scope
from personac.matching.tokenizer import Words, tokens
from personac.model import Bullet
from personac.quantities.reader import QuantityReader

Key = tuple[str, ...]
Chunk = tuple[str, ...]
# Words that give a list an order.
ORDERING = frozenset({
    "after", "afterwards", "before", "finally", "first", "instead", "last", "next", "order", "over", "prefer",
    "priority", "rather", "than", "then", "until", "versus", "vs",
    # Of other languages, as far as they are ASCII.
    "als", "antes", "avant", "bez", "bis", "depois", "desde", "dopo", "hasta", "jamais", "jangan", "kein",
    "keine", "mai", "nach", "nicht", "nie", "niemals", "niet", "nigdy", "nooit", "nunca", "ohne", "pas",
    "przed", "sans", "sebelum", "sem", "senza", "sin", "sonra", "statt", "tanpa", "tidak", "voor", "von",
    "vor", "wenn", "zonder",
})  # fmt: skip
_SEPARATOR = re.compile(
    r"[,;:.!?|\u3001\u3002\uff0c]+(?=\s|$)|\s[-\u2013\u2014]\s|\s&\s|\s(?:and|or|plus)\s", re.IGNORECASE
)
_JOINERS = frozenset({"and", "or", "plus"})
_QUANTITY = re.compile(r"(?:[<>]=?|[\u2264\u2265])(?=\s*[$\u20ac]?\d)|\d+(?:[.,:/]\d+)*\s*%?")
_DIGIT = re.compile(r"\d")
_SPACED = re.compile(r"\s|(?<=\d),(?=\d{3}\b)")
_CROSS = re.compile("[\u2717\u2718\u274c\u274e\u26d4\U0001f6ab]")  # symbols for "do not"


def exact_key(text: str, words: Words) -> Key:
    """Return a key that is equal for texts with the same words and numbers, in any order."""
    split = tokens(text)
    if not split:
        return (text.strip(),)
    return (
        *sorted(words.stem_all([word for word in split if word not in _JOINERS])),
        *sorted(quantities(text)),
    )


def quantities(text: str) -> list[str]:
    """Return the numbers, comparisons and crosses of `text`, in order; of plain words there are none."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    numbers = _QUANTITY.findall(folded) if _DIGIT.search(folded) else ()
    crosses = () if folded.isascii() else _CROSS.findall(folded)
    return [*(_SPACED.sub("", number) for number in numbers), *crosses]


def is_crossed(text: str) -> bool:
    """Return whether a text begins with a symbol for "do not", such as a cross."""
    return not text.isascii() and _CROSS.match(text.lstrip()) is not None


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text in order, and in the chunks between its commas, colons and "and"."""

    stems: Chunk
    chunks: tuple[Chunk, ...]
    is_ordered: bool

    def repeats(self, other: Wording) -> bool:
        """Return whether both are the same, or the same list in another order."""
        if self.stems == other.stems:
            return True
        if self.is_ordered or len(self.chunks) != len(other.chunks) or len(self.chunks) == 1:
            return False
        return _listed(self.chunks, other.chunks) == _listed(other.chunks, self.chunks)


def with_synonyms(text: str, words: Words) -> Wording:
    """Return the wording of a text with the terms of the vocabulary joined: `k8s` is `kubernetes`."""
    read = (words.read(part) for part in _SEPARATOR.split(text))
    return Wording(words.read(text), tuple(filter(None, read)), _is_ordered(tokens(text)))


def wording(text: str, words: Words) -> Wording:
    """Return the wording of a text."""
    split = [word for word in tokens(text) if word not in _JOINERS]
    parts = (words.stem_all(tokens(part)) for part in _SEPARATOR.split(text))
    return Wording(words.stem_all(split), tuple(filter(None, parts)), _is_ordered(split))


def _is_ordered(split: Sequence[str]) -> bool:
    """Return whether words give a list an order; these are unknown in most languages with other letters."""
    return not all(map(str.isascii, split)) or not ORDERING.isdisjoint(split)


def _listed(chunks: tuple[Chunk, ...], other: tuple[Chunk, ...]) -> Counter[Chunk]:
    """Count the chunks, without the words before and behind the list that both have."""
    before = _shared(chunks[0], other[0])
    behind = _shared(chunks[-1][::-1], other[-1][::-1])
    inner = [chunks[0][before:], *chunks[1:-1], chunks[-1][: len(chunks[-1]) - behind]]
    return Counter(inner)


def _shared(one: Chunk, other: Chunk) -> int:
    """Return how many words both begin with; a chunk keeps one."""
    most = min(len(one), len(other)) - 1
    return next((n for n in range(most) if one[n] != other[n]), max(most, 0))


@dataclass(frozen=True, slots=True)
class CopyReader:
    """Tells copies by their words and scopes; quantities count as they are meant: 60 s is 1 minute.

    Without `by_title`, only the polarity and the conditions of a scope count.
    """

    words: Words
    quantities: QuantityReader
    by_title: bool = True

    def key(self, bullet: Bullet, text: str, scope: Scope) -> tuple[object, ...]:
        """Return a key that copies share; not all bullets that share it are copies."""
        negative = scope.polarity if scope.polarity in {Polarity.FORBID, Polarity.BAD} else Polarity.NONE
        title = scope.title if self.by_title and not bullet.is_paragraph else ()
        condition, hidden = tuple(sorted(scope.condition)), tuple(sorted(bullet.hidden))
        place = bullet.is_paragraph, title, negative, condition, hidden
        return (*place, exact_key(text, self.words))

    def numbers(self, bullets: Sequence[Bullet], scopes: Sequence[Scope]) -> tuple[int, ...]:
        """Return a number for each bullet; copies have the same."""
        known: dict[tuple[object, ...], list[tuple[Wording, int]]] = {}
        numbers: list[int] = []
        for at, (bullet, scope) in enumerate(zip(bullets, scopes, strict=True)):
            text = self.quantities.with_plain_quantities(bullet.text)
            own, alike = wording(text, self.words), known.setdefault(self.key(bullet, text, scope), [])
            number = next((number for other, number in alike if own.repeats(other)), at)
            alike.extend([(own, at)] if number == at else [])
            numbers.append(number)
        return tuple(numbers)


def group_copies(
    numbers: Iterable[int], repeats: Mapping[int, int] = MappingProxyType({})
) -> tuple[tuple[int, ...], ...]:
    """Return the positions grouped by their `numbers`, ordered by their first position.

    Each bullet of `repeats` is appended to the group of the bullet that it repeats.
    """
    groups: dict[int, list[int]] = {}
    group_of: dict[int, list[int]] = {}
    for position, number in enumerate(numbers):
        if position not in repeats:
            group_of[position] = groups.setdefault(number, [])
            group_of[position].append(position)
    for copy, original in sorted(repeats.items()):
        group_of[original].append(copy)
    return tuple(tuple(group) for group in groups.values())
