"""Pairs that neither the scores nor the judge can decide: not in English, or with hidden parts.

The scores and the judge know English. Pairs with a bullet of another language, or of another script, count as
the same if they are near copies that do not oppose each other, and as different otherwise. Bullets with the
same words and other hidden parts are as near as can be, and no copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from personac.matching.classifier import Scores
from personac.matching.languages import ENGLISH
from personac.matching.prepared_bullets import Prepared
from personac.model import Bullet

_NEAR_COPY = 0.99  # the score of a near copy
_BELOW_COPY = 0.95  # a score of 1.00 says that two bullets are the same


def by_copies_only(prepared: Prepared, scores: Scores) -> Scores:
    """Return `scores` with those of pairs that are not in English by their likeness alone."""
    language_of = bullet_languages(prepared, [group[0] for group in prepared.copies])
    if set(language_of) <= {ENGLISH}:
        return scores
    languages, firsts = prepared.knowledge.languages, prepared.firsts
    probability = scores.probability.copy()
    for at, (i, j) in enumerate(prepared.candidates.ends()):
        language = language_of[i] if language_of[i] != ENGLISH else language_of[j]
        if language != ENGLISH:
            are_copies = languages.are_copies(firsts[i].text, firsts[j].text, language)
            probability[at] = _NEAR_COPY if are_copies else 0.0
    return replace(scores, probability=probability)


def below_copies(prepared: Prepared, scores: Scores) -> Scores:
    """Return `scores` with those of pairs that hide unlike parts below the scores of copies."""
    hidden = [tuple(sorted(bullet.hidden)) for bullet in prepared.firsts]
    if not any(hidden):
        return scores
    probability = scores.probability.copy()
    for at, (i, j) in enumerate(prepared.candidates.ends()):
        if probability[at] > _BELOW_COPY and hidden[i] != hidden[j]:
            probability[at] = _BELOW_COPY
    return replace(scores, probability=probability)


def bullet_languages(prepared: Prepared, positions: Sequence[int]) -> list[str]:
    """Return the language of each bullet: that of its persona, or of its own script."""
    languages = prepared.knowledge.languages
    of_persona = languages.of_personas(prepared.bullets)

    def language(bullet: Bullet) -> str:
        own = of_persona[bullet.persona]
        return own if own != ENGLISH or bullet.text.isascii() else languages.language_of((bullet.text,))

    return [language(prepared.bullets[position]) for position in positions]
