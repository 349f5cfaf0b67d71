"""Lines said anew: other words in the same form, or one word changed.

A word is replaced by one that follows the word before it somewhere in the real files, so that texts, their
lengths and the frequencies of their words stay like the real ones.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.scan.agent_files import ITEM

WORD = re.compile(r"([^\W\d_]+)")
_FOLLOWERS = 64  # of one word: the first that were read
_BITS = 8  # of chance for each word: two choose whether, six which
_SHORT = 3  # words of a text that is replaced as a whole
_KEPT = ("<", "```", "~~~")  # lines that begin so are structure


@dataclass(frozen=True, slots=True)
class Wording:
    """What words follow a word, and which lines many files have.

    `boilerplate` are the list items among these, those of most files first.
    """

    followers: Mapping[str, Sequence[str]]
    common: frozenset[str]
    boilerplate: Sequence[str] = field(repr=False)
    any_words: Sequence[str] = field(repr=False)

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], shared: int) -> Wording:
        """Read the lines of all files; a line that `shared` files have, or more, is common."""
        files, followers = Counter[str](), dict[str, list[str]]()
        for lines in texts:
            for line in dict.fromkeys(lines):
                files[line] += 1
                if files[line] == 1:
                    _learn(line, followers)
        common = sorted((-count, line) for line, count in files.items() if count >= shared)
        boilerplate = [line for _, line in common if ITEM.match(line)]
        return cls(followers, frozenset(line for _, line in common), boilerplate, tuple(followers))

    def anew(self, text: str, chance: random.Random) -> str:
        """Return a text of the same form that says something else: about half of its words are others."""
        parts = WORD.split(text)
        count = len(parts) // 2
        bits = chance.getrandbits(_BITS * count + 1)
        is_short, before = count <= _SHORT, ""
        for place in range(1, len(parts), 2):
            if is_short or place == 1 or bits & 3 < 2:
                following = self.followers.get(before, self.any_words)
                parts[place] = following[(bits >> 2) % len(following)] if before else self._any(chance)
            before = parts[place]
            bits >>= _BITS
        return "".join(parts)

    def edited(self, text: str, chance: random.Random) -> str:
        """Return the text with one word replaced, left out, or put in."""
        parts = WORD.split(text)
        if len(parts) <= 1:
            return text
        place = 1 + 2 * chance.randrange(len(parts) // 2)
        kind = chance.randrange(3)
        if kind == 0:
            parts[place] = self._any(chance)
        elif kind == 1:
            parts[place - 1 : place + 1] = [parts[place - 1].rstrip(" ")]
        else:
            parts[place] += f" {self._any(chance)}"
        return "".join(parts)

    def is_kept(self, line: str) -> bool:
        """Whether a line is structure, or one that many files have."""
        return not line or line in self.common or line.lstrip().startswith(_KEPT)

    def _any(self, chance: random.Random) -> str:
        return self.any_words[int(chance.random() ** 2 * len(self.any_words))]


def _learn(line: str, followers: dict[str, list[str]]) -> None:
    words = WORD.findall(line)
    for before, after in itertools.pairwise(words):
        known = followers.setdefault(before, [])
        if len(known) < _FOLLOWERS:
            known.append(after)
