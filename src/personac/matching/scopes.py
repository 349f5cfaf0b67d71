"""Scopes: what the headings, lead-ins and parents above a bullet make of it.

The same words mean something else under "Never" than under "Always", under "If the build fails" than under
"Before a release". Bullets of different polarity or condition are never merged. A prohibition in the heading
and one in the bullet agree: "commit secrets" below "Never" says the same as "Do not commit secrets".
The words that are looked for in headings are those of `[scope]` in the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from personac.config.schema import ScopeWords
from personac.matching.bullet_traits import title_text
from personac.matching.tokenizer import Words, normal, plain, tokens
from personac.model import Bullet

_LEVELS = 2  # titles above a bullet that the judge reads
_SHORT = 4  # letters of a word that is not taken for a plural
_PARENT = 80  # characters of the parent that it reads
_LEAD_IN = 2  # units of a parent that says no more than "Things to avoid"
# One agent as agent files name it: `api-designer`, @api-designer, "With api-designer: …".
_AGENT = re.compile(
    r"[`@]([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"
    r"|^(?:With|From|To|For|Ask|Call)\s+(?:the\s+)?([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\s*:"
    r"|\b([a-z]+(?:-[a-z]+)*-(?:agent|architect|designer|developer|engineer|expert|manager|pro|reviewer|specialist"
    r"|tester|writer|analyst|auditor|lead|strategist|optimizer|administrator|master|coach))\b"
    r"|\b[a-z]+(?:-[a-z]+)*+"  # passed over as a whole: no agent begins inside of it
)


class Polarity(StrEnum):
    """What a heading says of the items below it."""

    NONE = ""
    ALLOW = "wanted"
    BAD = "bad"
    FORBID = "forbidden"


@dataclass(frozen=True, slots=True)
class Scope:
    """The scope of one bullet: `text` is what the judge reads before it, `title` the units right above it.

    `condition` holds the words of the conditions above it, `agents` the other agents that it names.
    """

    text: str
    title: tuple[str, ...]
    polarity: Polarity
    condition: frozenset[str]
    agents: frozenset[str]


class ScopeReader:
    """Reads scopes, by the words of the rules."""

    def __init__(self, scope_words: ScopeWords, words: Words) -> None:
        """Look for `scope_words`; `words` reads titles."""
        self._words = words
        self._polarities = [
            (Polarity.FORBID, _phrases(scope_words.forbid)),
            (Polarity.BAD, _phrases(scope_words.bad)),
            (Polarity.ALLOW, _phrases(scope_words.allow)),
        ]
        self._turns: dict[str, tuple[Polarity, frozenset[str]]] = {}
        self._condition = _phrases(scope_words.condition)
        self._no_condition = _phrases(scope_words.no_condition)

    def read_all(self, bullets: Sequence[Bullet]) -> tuple[Scope, ...]:
        """Return the scope of each bullet of whole personas, in their order."""
        texts = {bullet.id: bullet.text for bullet in bullets}
        return tuple(self.read(bullet, texts.get(bullet.parent, "")) for bullet in bullets)

    def read(self, bullet: Bullet, parent: str = "") -> Scope:
        """Return the scope of a bullet below the bullet `parent`, an empty string if there is none."""
        titles = [*bullet.section, *([bullet.lead_in] if bullet.lead_in else [])]
        above = [*titles, *([parent] if parent else [])]
        shown = [*bullet.section[-_LEVELS:], *([parent[:_PARENT]] if parent else [])]
        return Scope(
            " / ".join(shown),
            tuple(sorted(set(self._words.units(title_text(bullet, parent))))),
            *self.turn(titles, parent),
            agents_in(bullet.text) or frozenset().union(*map(agents_in, above)),
        )

    def turn(self, titles: Sequence[str], parent: str = "") -> tuple[Polarity, frozenset[str]]:
        """Return the polarity and the condition that titles, lead-ins and a parent give what is below."""
        above = [*titles, *([parent] if parent else [])]
        turning = above if self._leads_in(parent) else titles
        found = (polarity for polarity, _ in map(self._turn, reversed(turning)) if polarity)
        return next(found, Polarity.NONE), frozenset().union(
            *(condition for _, condition in map(self._turn, above))
        )

    def _turn(self, title: str) -> tuple[Polarity, frozenset[str]]:
        """Return the polarity and the condition of one title; most titles recur."""
        known = self._turns.get(title)
        if known is None:
            known = self._turns[title] = self.polarity(title), self.condition(title)
        return known

    def _leads_in(self, parent: str) -> bool:
        """Return whether a parent may forbid its items: "Avoid:", not "Avoid lock-in", those tell how."""
        return parent.rstrip().endswith(":") or len(self._words.units(parent)) <= _LEAD_IN

    def polarity(self, title: str) -> Polarity:
        """Return what a heading or lead-in says of its items."""
        words = _padded(title)
        return next((kind for kind, phrases in self._polarities if _has(words, phrases)), Polarity.NONE)

    def condition(self, title: str) -> frozenset[str]:
        """Return the units of a heading that is a condition, else none."""
        words = _padded(title)
        starts = any(words.startswith(phrase) for phrase in self._condition)
        if not starts or any(words.startswith(phrase) for phrase in self._no_condition):
            return frozenset()
        return frozenset({*self._words.units(title), *tokens(title)[:1]})


def agents_in(text: str) -> frozenset[str]:
    """Return the agents that a text names: `api-designer`."""
    return frozenset(
        match[match.lastindex] for match in _AGENT.finditer(plain_names(text)) if match.lastindex
    )


def plain_names(text: str) -> str:
    """Return `text` without bold and italic marks; code marks show names."""
    return text.replace("*", "") if "-" in text else ""


def _phrases(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_padded, texts))


def _padded(text: str) -> str:
    """Return the words of `text` between blanks, so that whole words are found; plurals lose their `s`."""
    words = (word.removesuffix("s") if len(word) > _SHORT else word for word in normal(_joined(text)).split())
    return f" {' '.join(words)} "


def _joined(text: str) -> str:
    return plain(text).replace("n't", "nt").replace("'", "")


def _has(words: str, phrases: Iterable[str]) -> bool:
    return any(phrase in words for phrase in phrases)
