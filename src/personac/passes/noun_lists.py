"""Lists of nouns inside a bullet, read and completed as markdown.

`**Caching**: Redis, CDN strategies` can take in `cache invalidation` and still
mean what it meant; a sentence cannot. So this module is strict about what a
list of nouns is: short parts between commas, without a word that makes a
clause or an order, no full stop, and no mark that opens in one part and closes
in another. Text is cut and joined as the source wrote it, marks included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from personac.config.word_splitter import fold
from personac.passes.sentence_words import CLAUSE, OFTEN_ORDERS, ORDERS

_MOST_WORDS = 5  # of a part; what is longer says something
_FEWEST, _FEWEST_BARE = 2, 3  # parts behind a lead; of a bare list, since two adjectives look like one
_LEAD = re.compile(
    r"""(?: (?P<mark>\*\*|__)(?P<bold>(?:(?!(?P=mark)).)+)(?P=mark)
            \s*(?: : | [-\u2013\u2014](?=\s) | (?<=:\*\*) | (?<=:__) )
          | (?P<plain>[^:.!?*_`\[]{2,60}?)(?: :(?=\s) | \s[-\u2013\u2014](?=\s) )
        )\s*""",
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_JOINER = re.compile(r"(?:and|or|&|plus)\s", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:and|or|&|plus)\s", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:(?:and|or)\s)?(?:etc|more|others|so on)\b\.?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_MARKED = re.compile(r"(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1")
_LONE_MARK = re.compile(r"[*`~]|(?<!\w)_|_(?!\w)")


@dataclass(frozen=True, slots=True)
class NounList:
    """The text of a bullet as a list of nouns.

    `lead` is as written, up to the list; `parts` are the nouns with what joins
    them taken off; `cut` is the index in `text` where more may be put in, and
    `closed` tells whether another part stands behind it.
    """

    text: str
    lead: str
    parts: tuple[str, ...]
    cut: int
    closed: bool

    def with_more(self, more: Sequence[str]) -> str:
        """Return the text with `more` put in, before the last part where that closes the list."""
        if not more:
            return self.text
        added = ", ".join(more)
        return f"{self.text[: self.cut]}, {added}{self.text[self.cut :]}"


@lru_cache(maxsize=2**12)  # of a text that changed in one word all others are asked for again
def noun_list(text: str) -> NounList | None:
    """Read one line of markdown as a list of nouns; None for anything else."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    stripped = text.rstrip()
    spans = list(_split(stripped, start))
    parts = tuple(_without_joiner(stripped[a:b].strip()) for a, b in spans)
    if len(parts) < (_FEWEST if lead else _FEWEST_BARE) or not all(map(_is_noun, parts)):
        return None
    if fold(parts[0]).partition(" ")[0] in OFTEN_ORDERS:
        return None
    closed = _closes(stripped[slice(*spans[-1])])
    cut = spans[-2][1] if closed else len(stripped)
    nouns = tuple(part for part in parts if not _OPEN_END.fullmatch(part))
    return NounList(stripped, stripped[:start], nouns, cut, closed) if nouns else None


def sides(part: str) -> tuple[str, ...]:
    """Return the nouns that an `and` or its like joins in a part; the part itself where none does."""
    return tuple(side.strip() for side in _JOINED.split(part))


def _without_joiner(part: str) -> str:
    joiner = _JOINER.match(part)
    return part[joiner.end() :].strip() if joiner else part


def _closes(last: str) -> bool:
    """Tell whether the last part ends the list by an `and` or an `etc.`, so that nothing may follow it."""
    words = last.strip()
    return bool(_JOINER.match(words) or _JOINED.search(words) or _OPEN_END.fullmatch(words))


def _split(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the commas that stand in no bracket and no code."""
    awaited: list[str] = []
    begin, code = start, False
    for index in range(start, len(text)):
        char = text[index]
        if char == "`":
            code = not code
        elif code:
            continue
        elif awaited and char == awaited[-1]:
            awaited.pop()
        elif char in _CLOSERS:
            awaited.append(_CLOSERS[char])
        elif char in ",;" and not awaited and text[index + 1 : index + 2] in {"", " "}:
            yield begin, index
            begin = index + 1
    yield begin, len(text)


def _is_noun(part: str) -> bool:
    """Tell whether a part is a short group of nouns."""
    if _OPEN_END.fullmatch(part):
        return True
    words = [word.replace("\u2019", "'") for word in _WORD.findall(fold(part))]
    if not 1 <= len(words) <= _MOST_WORDS or _SENTENCE_END.search(part) or ":" in part:
        return False
    if _LONE_MARK.search(_MARKED.sub(r"\2", part)):
        return False
    return words[0] not in ORDERS and CLAUSE.isdisjoint(words)
