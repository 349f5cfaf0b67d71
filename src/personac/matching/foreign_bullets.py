"""Bullets that are not in English: only copies of them are merged.

The scores and the judge know English. Pairs with a bullet of another language, or of another script, count as
the same if they are near copies that do not oppose each other, and as different otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from personac.matching.classifier import Scores
from personac.matching.languages import ENGLISH
from personac.matching.prepared_bullets import Prepared

_NEAR_COPY = 0.99  # the score of a near copy


def by_copies_only(prepared: Prepared, scores: Scores) -> Scores:
    """Return `scores` with those of pairs that are not in English by their likeness alone."""
    firsts = [group[0] for group in prepared.copies]
    language_of = bullet_languages(prepared, firsts)
    if set(language_of) <= {ENGLISH}:
        return scores
    languages, bullets = prepared.knowledge.languages, prepared.bullets
    probability = scores.probability.copy()
    for at, (i, j) in enumerate(
        zip(prepared.candidates.i.tolist(), prepared.candidates.j.tolist(), strict=True)
    ):
        language = language_of[i] if language_of[i] != ENGLISH else language_of[j]
        if language != ENGLISH:
            are_copies = languages.are_copies(bullets[firsts[i]].text, bullets[firsts[j]].text, language)
            probability[at] = _NEAR_COPY if are_copies else 0.0
    return replace(scores, probability=probability)


def bullet_languages(prepared: Prepared, positions: Sequence[int]) -> list[str]:
    """Return the language of each bullet: that of its persona, or of its own script."""
    languages, texts = prepared.knowledge.languages, _texts_of(prepared)
    of_persona = {persona: languages.language_of(own) for persona, own in sorted(texts.items())}
    return [
        _language(prepared, position, of_persona[prepared.bullets[position].persona])
        for position in positions
    ]


def _language(prepared: Prepared, position: int, of_persona: str) -> str:
    text = prepared.bullets[position].text
    if of_persona != ENGLISH or text.isascii():
        return of_persona
    return prepared.knowledge.languages.language_of((text,))


def _texts_of(prepared: Prepared) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for bullet in prepared.bullets:
        texts.setdefault(bullet.persona, []).append(bullet.text)
    return texts
