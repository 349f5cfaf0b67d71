"""Units: items and paragraphs as scans compare them, without case, marks and word endings.

Units are equal for the same words in the same order in one scope: the polarity and condition of what stands
above them, and their own words and numbers that turn the meaning. Near copies have one scope too.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from personac.config.schema import Rules
from personac.extraction.bullets import Said
from personac.matching.copies import ORDERING, quantities
from personac.matching.corpus_stats import Background, read_background, read_bytes
from personac.matching.file_overlap import body_text
from personac.matching.guard_signals import load_guard_data
from personac.matching.scopes import ScopeReader
from personac.matching.tokenizer import Words, tokens
from personac.model import Persona
from personac.parsing.prompt_tags import TagNames
from personac.tokens import counter

WEIGHT = 16
"""A weight of 1 as the tables have it."""
_LOW = 2**32 - 1
_COMMON = 1.5  # the rarity below which a word tells nothing
_PHRASE = 6.0  # the rarity of a term of several words
_SEQUENCE = frozenset(
    {"afterwards", "finally", "first", "last", "next", "order", "prefer", "priority", "then"}
)
_TURNING = (ORDERING - _SEQUENCE) | {"except", "no", "only", "unless", "without"}


def key_of(data: bytes) -> int:
    """Return the hash that identifies a content, a unit or a bucket: 64 bits."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its key, that of its scope, its distinct terms with their weights, and the number of words."""

    key: int
    scope: int
    terms: tuple[int, ...]
    weights: tuple[int, ...]
    words: int


class Reader:
    """Reads units and personas by the words of the rules."""

    def __init__(self, rules: Rules, background: bytes | None = None) -> None:
        """Load what is known of words; `background` replaces the statistics of the package."""
        self.words = Words.from_rules(rules.vocabulary)
        self.background = read_background(background or read_bytes("background.npz"))
        self._scope_reader = ScopeReader(rules.scope, self.words)
        self._scopes: dict[tuple[tuple[str, ...], str], int] = {}
        self._forbid = load_guard_data(self.words, self.background).forbid
        self._terms = _Terms(self.background)
        self._tokens = counter("estimate")
        self.tag_names = TagNames.from_rules(rules.prompt_tags)

    def unit(self, said: Said) -> Unit:
        """Return the unit of an item or a paragraph."""
        words = tokens(said.text)
        stems = self.words.stem_all(words)
        scope = self._scope(said) ^ self._turn(said.text, words, stems)
        hidden = "\0".join(said.hidden)
        key = key_of(f"{scope}\0{' '.join(stems) or said.text}\0{hidden}".encode("utf-8", "surrogatepass"))
        terms = sorted({self._terms[stem] for stem in self.words.phrases.apply(stems)})
        return Unit(key, scope, tuple([term for term, _ in terms]), tuple([w for _, w in terms]), len(stems))

    def row(self, persona: Persona, said: Sequence[Unit]) -> tuple[object, ...]:
        """Return the row of a persona, without its content."""
        values = persona.front_matter.values
        description = values.get("description")
        described = description if isinstance(description, str) else ""
        terms = sorted({self._terms[stem] for stem in self.words.read(described)})
        return (
            key_of(body_text(persona).encode("utf-8", "surrogatepass")), persona.name, described, len(said),
            sum(one.words for one in said), self._tokens.count(persona.source.text),
            [term for one in said for term in one.terms], [weight for one in said for weight in one.weights],
            np.cumsum([len(one.terms) for one in said]).tolist(), [one.key & _LOW for one in said],
            [term for term, _ in terms], [weight for _, weight in terms],
        )  # fmt: skip

    def _scope(self, said: Said) -> int:
        """Return the key of what stands above: polarity, condition, and whether it is a paragraph."""
        titles = (*said.section, said.lead_in) if said.lead_in else said.section
        place = titles, said.parent.text if said.parent else ""
        if place not in self._scopes:
            polarity, condition = self._scope_reader.turn(*place)
            self._scopes[place] = key_of(f"{polarity}\0{' '.join(sorted(condition))}".encode())
        return self._scopes[place] ^ (said.kind == "paragraph")

    def _turn(self, text: str, words: Sequence[str], stems: Sequence[str]) -> int:
        """Return the key of what turns the meaning of a text, 0 for nothing: `never`, `only`, its numbers."""
        forbids = not self._forbid.isdisjoint(stems)
        turning = [*sorted(_TURNING.intersection(words)), *sorted(quantities(text))]
        return key_of(f"{forbids}\0{' '.join(turning)}".encode()) if forbids or turning else 0


class _Terms(dict[str, tuple[int, int]]):
    """The hash (32 bits) and the weight of each stem or phrase, as they are asked for."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background

    def __missing__(self, stem: str) -> tuple[int, int]:
        rarity = _PHRASE if "_" in stem else self._background.stats(stem).idf
        weight = round(max(rarity - _COMMON, 0.0) * WEIGHT)
        term = self[stem] = zlib.crc32(stem.encode("utf-8", "surrogatepass")), weight
        return term
