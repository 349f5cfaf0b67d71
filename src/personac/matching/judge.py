"""The judge: whether the two bullets of a pair that the first stage leaves open mean the same.

The first stage compares words, and finds pairs that may mean the same. A language model reads each of these
with the scopes of both bullets. The final probability is a logistic regression on the model's logit and on
that of the first stage (data/judge/judge.toml, fitted by tools/fit_judge.py on pairs that neither was trained
on), so that it is calibrated: of the pairs with 0.9, nine in ten mean the same. It also depends on the number
of candidates that the two bullets have: of many, a likely one is more often wrong than of one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from personac.matching.candidates import Candidates
from personac.matching.classifier import OPEN, Scores, as_probability
from personac.matching.copies import with_synonyms, wording
from personac.matching.cross_encoder import CrossEncoder
from personac.matching.guards import alike
from personac.matching.logit_cache import LogitCache, TextPair
from personac.matching.number_grid import Floats, Ints
from personac.matching.prepared_bullets import Prepared
from personac.matching.wordpieces import WordPieces, judge_bytes, unmarked

SCHEMA = "personac-judge/1"
LEAST, MOST = 0.002, 0.98  # bounds of a first-stage probability, beyond which it tells nothing more
LOUDEST = 5.0  # the logit beyond which the model tells nothing more
_SURE = -0.5  # least logit of the same words under different headings that mean the same
_COPY, _NO_COPY = 0.95, 0.3  # the probability of the same words, and the highest one otherwise
_MANY = 50  # candidates of a bullet in a usual build
_FEW = 4  # pairs
_OPEN_IN_ONE = 0.3  # least first-stage probability of a pair of one persona that is read
_OPEN_ALONE = 0.8  # the same, if there is no other persona
_ROOM = 2000  # pairs that are read in a small build
_ROOM_PER_BULLET = 1.5  # and for each bullet of a large one
_SHARED = 0.6  # least Jaccard index of the words of a pair that the model cannot read to its end
INPUTS = ("judge", "first_stage", "same_persona", "rivals", "first_stage_by_rivals")
"""The names of the inputs of the second stage, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class SecondStage:
    """Weights of `INPUTS`, and the digest of the model that they were fitted with."""

    weights: Mapping[str, float]
    intercept: float
    model: str

    def probability(self, inputs: Floats, same_words: NDArray[np.bool_]) -> Floats:
        """Return the probability for each row of `inputs`: pairs x `INPUTS`.

        Of the same words under two headings, only the headings can differ: the model must not deny it.
        """
        weights = np.array([self.weights[name] for name in INPUTS])
        probability = as_probability(inputs @ weights + self.intercept)
        of_copies = np.where(inputs[:, 0] >= _SURE, _COPY, np.minimum(probability, _NO_COPY))
        return np.where(same_words, of_copies, probability)


def read_second_stage(text: str) -> SecondStage:
    """Read the output of tools/fit_judge.py. Raises `ValueError` or `KeyError` for anything else."""
    table = tomllib.loads(text)
    if table["schema"] != SCHEMA:
        message = f"the schema is {table['schema']!r}, not {SCHEMA!r}"
        raise ValueError(message)
    return SecondStage(table["weights"], float(table["intercept"]), str(table["model"]))


@dataclass(frozen=True)
class Judge:
    """Reads pairs, each once: what was read before comes out of the cache."""

    encoder: CrossEncoder
    second_stage: SecondStage
    cache: LogitCache

    def judged(self, prepared: Prepared, scores: Scores) -> Scores:
        """Return `scores` with the final probability of the open pairs, and 0 for all others."""
        is_open = is_read(prepared, scores.probability[scores.likely], scores.likely)
        at = scores.likely[is_open]
        texts = pair_texts(prepared, at)
        inputs = second_stage_inputs(prepared, scores.probability[at], at, self.logits(texts))
        is_seen = _is_seen(prepared, at, self.encoder.read_whole(texts))
        probability = np.zeros(len(scores.probability))
        same_words = have_same_words(prepared, at)
        judged = np.where(is_seen, self.second_stage.probability(inputs, same_words), 0.0)
        probability[at] = np.where(differ_in_synonyms(prepared, at), np.maximum(judged, _COPY), judged)
        return Scores(probability, at, scores.features.at(is_open), inputs[:, 0], scores.probability)

    def logits(self, pairs: Sequence[TextPair]) -> Floats:
        """Return the logit of each pair of texts."""
        distinct = sorted(set(pairs))
        known = self.cache.known(distinct)
        unread = [pair for pair in distinct if pair not in known]
        read = dict(zip(unread, self.encoder.logits(unread), strict=True)) if unread else {}
        self.cache.keep(read)
        logits = known | read
        return np.array([logits[pair] for pair in pairs], dtype=np.float64)


def load_judge(pieces: WordPieces, cache: Path | None = None) -> Judge:
    """Return the judge of the package; `cache` is the folder of what it has read, None for none."""
    second_stage = read_second_stage(judge_bytes("judge.toml").decode("utf-8"))
    return Judge(CrossEncoder(pieces), second_stage, LogitCache(cache, second_stage.model))


def is_read(prepared: Prepared, probability: Floats, at: Ints) -> NDArray[np.bool_]:
    """Return which of the candidates `at` the model reads, by the first stage's `probability` of these.

    Pairs of one persona are read only where they are nearly the same, and the more so if it is the only one.
    In a large build only the best pairs of each bullet are read, so that the time grows with the bullets.
    """
    is_alone = len({bullet.persona for bullet in prepared.bullets}) == 1
    in_one = _OPEN_ALONE if is_alone else _OPEN_IN_ONE
    least = np.where(_is_one_persona(prepared, at) > 0, in_one, open_from(prepared.candidates))
    is_open = np.asarray(probability >= least, dtype=np.bool_)
    room = max(_ROOM, int(_ROOM_PER_BULLET * len(prepared.copies)))
    if is_open.sum() > room:
        is_open[is_open] = _best_of_a_bullet(prepared.candidates, at[is_open], probability[is_open], room)
    return is_open


def _best_of_a_bullet(pairs: Candidates, at: Ints, probability: Floats, room: int) -> NDArray[np.bool_]:
    """Return which of the candidates `at` are among the best of one of their bullets: `room` pairs at most.

    As many of each bullet as fit, but the best one in any case. Of equal ones the earlier pair is the better.
    """
    order = np.lexsort((at, -probability))
    ends = np.stack([pairs.i[at[order]], pairs.j[at[order]]], axis=1).ravel()
    by_bullet = np.argsort(ends, kind="stable")
    _, starts, counts = np.unique(ends[by_bullet], return_index=True, return_counts=True)
    rank = np.empty(len(ends), dtype=np.int64)
    rank[by_bullet] = np.arange(len(ends)) - np.repeat(starts, counts)
    best = rank.reshape(-1, 2).min(axis=1)
    limit = max(1, int(np.searchsorted(np.cumsum(np.bincount(best)), room, side="right")))
    result = np.empty(len(at), dtype=np.bool_)
    result[order] = best < limit
    return result


def open_from(pairs: Candidates) -> float:
    """Return the first-stage probability from which a pair is read: of a few pairs, all are."""
    return OPEN if len(pairs.i) > _FEW else 0.0


def pair_texts(prepared: Prepared, at: Ints) -> list[TextPair]:
    """Return what the model reads of the candidates `at`: both texts with their scopes, in one order.

    Quantities are in one spelling, so that 60 s and 1 minute look the same.
    """
    written = zip(prepared.first_scopes, prepared.plain_texts, strict=True)
    texts = [judged_text(scope.text, text) for scope, text in written]
    ends = prepared.candidates.ends(at)
    return [(min(texts[i], texts[j]), max(texts[i], texts[j])) for i, j in ends]


def judged_text(scope: str, text: str) -> str:
    """Return a text as the model reads it: `Never: commit secrets`."""
    above = unmarked(scope).rstrip(":")
    return f"{above}: {unmarked(text)}" if above else unmarked(text)


def second_stage_inputs(prepared: Prepared, probability: Floats, at: Ints, logits: Floats) -> Floats:
    """Return the `INPUTS` of the candidates `at`; `probability` is that of the first stage, of these."""
    bounded = np.clip(probability, LEAST, MOST)
    first_stage, rivals = np.log(bounded / (1 - bounded)), _rivals(prepared.candidates, at)
    judged = np.clip(logits, -LOUDEST, LOUDEST)
    columns = [judged, first_stage, _is_one_persona(prepared, at), rivals, first_stage * rivals]
    return np.stack(columns, axis=1)


def _rivals(pairs: Candidates, at: Ints) -> Floats:
    """Return how many candidates the two bullets of a pair have: 0 for one, 1 for `_MANY` or more."""
    count = np.bincount(np.concatenate([pairs.i, pairs.j]))
    mean = (count[pairs.i[at]] + count[pairs.j[at]]) / 2
    return np.asarray(np.minimum(np.log(np.maximum(mean, 1)) / np.log(_MANY), 1.0), dtype=np.float64)


def _is_one_persona(prepared: Prepared, at: Ints) -> Floats:
    """Return 1 for each of the candidates `at` of which one persona wrote both bullets, else 0."""
    personas = [bullet.persona for bullet in prepared.firsts]
    same = [personas[i] == personas[j] for i, j in prepared.candidates.ends(at)]
    return np.array(same, dtype=np.float64)


def have_same_words(prepared: Prepared, at: Ints) -> NDArray[np.bool_]:
    """Return which of the candidates `at` have the same words, under different titles."""
    wordings = [wording(text, prepared.knowledge.words) for text in prepared.plain_texts]
    same = [wordings[i].repeats(wordings[j]) for i, j in prepared.candidates.ends(at)]
    return np.array(same, dtype=np.bool_)


def differ_in_synonyms(prepared: Prepared, at: Ints) -> NDArray[np.bool_]:
    """Return which of the candidates `at` differ only in synonyms of the vocabulary, under the same title."""
    wordings = [with_synonyms(text, prepared.knowledge.words) for text in prepared.plain_texts]
    titles = [scope.title for scope in prepared.first_scopes]
    ends = prepared.candidates.ends(at)
    same = [titles[i] == titles[j] and wordings[i].repeats(wordings[j]) for i, j in ends]
    return np.array(same, dtype=np.bool_)


def unjudged(prepared: Prepared, scores: Scores) -> Scores:
    """Return the scores of a build without the judge: the same words count as the same."""
    at = np.arange(len(scores.probability))
    probability = np.where(have_same_words(prepared, at), 1.0, scores.probability)
    return replace(scores, probability=probability, likeness=scores.probability)


def _is_seen(prepared: Prepared, at: Ints, is_whole: Sequence[bool]) -> NDArray[np.bool_]:
    """Return which candidates the model has read to their ends, or share most of their words."""
    units = [frozenset(prepared.knowledge.words.units(bullet.text)) for bullet in prepared.firsts]
    ends = zip(is_whole, prepared.candidates.ends(at), strict=True)
    seen = [whole or alike(units[i], units[j]) >= _SHARED for whole, (i, j) in ends]
    return np.array(seen, dtype=np.bool_)
