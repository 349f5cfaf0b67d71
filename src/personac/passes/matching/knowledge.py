"""Everything the matcher knows before it sees a bullet, loaded once for a build."""

from __future__ import annotations

from dataclasses import dataclass

from personac.config.schema import Rules
from personac.parsing.normalization import Stemmer
from personac.passes.matching.background import Background, read_background
from personac.passes.matching.guard_data import GuardData, load_guard_data
from personac.passes.matching.guard_signs import SignReader
from personac.passes.matching.resources import read_bytes
from personac.passes.matching.scorer import Weights, read_weights
from personac.passes.matching.words import Words


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Words of the rules; background, weights and guards of the package; signs by all of these."""

    words: Words
    background: Background
    weights: Weights
    guards: GuardData
    signs: SignReader


def load_knowledge(
    rules: Rules, stemmer: Stemmer | None = None, background: bytes | None = None
) -> Knowledge:
    """Load what ships, and read the vocabulary of `rules`.

    `stemmer` stems the words; `background` stands in for what ships.
    """
    words = Words.from_rules(rules.vocabulary, stemmer)
    known = read_background(background or read_bytes("background.npz"))
    weights = read_weights(read_bytes("weights.toml").decode("utf-8"))
    guards = load_guard_data(words)
    return Knowledge(words, known, weights, guards, SignReader(words, known, guards))
