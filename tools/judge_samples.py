"""Labelled pairs as builds see them, with the logits of models that were trained without them.

Groups are whole builds; a written pair is a build of two tiny personas; real pairs come without their files,
and count as pairs with many rivals. First stage and judge are those of the fold that was left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from personac.config.schema import Rules
from personac.matching.classifier import Weights, score
from personac.matching.constraints import CopyGuard
from personac.matching.judge import (
    INPUTS,
    LEAST,
    LOUDEST,
    MOST,
    have_same_words,
    is_read,
    judged_text,
    pair_texts,
    second_stage_inputs,
)
from personac.matching.logit_cache import TextPair
from personac.matching.number_grid import Floats
from personac.matching.pair_features import features
from personac.matching.prepared_bullets import Knowledge, prepare
from tools.fitting import Labelled
from tools.labelled_pairs import RealPair, WrittenPair, as_personas

COPIES, BARRED, NO_CANDIDATE = "copies", "barred", "no candidate"
Read = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class GroupSample:
    """A group with the left-out first-stage probability of each candidate; `texts` are those of read ones."""

    item: Labelled
    fold: int
    probability: Floats
    is_read: Read
    texts: tuple[TextPair, ...]

    @property
    def name(self) -> str:
        """The name of the group."""
        return self.item.group.name

    def inputs(self, logits: Sequence[float]) -> Floats:
        """Return the inputs of the second stage for the pairs that are read."""
        at = np.flatnonzero(self.is_read)
        return second_stage_inputs(self.item.prepared, self.probability[at], at, np.array(logits))

    def same_words(self) -> Read:
        """Return which of the pairs that are read have the same words."""
        return have_same_words(self.item.prepared, np.flatnonzero(self.is_read))

    def target(self) -> Floats:
        """Return the label of each pair that is read: 1, 0, or -1 if it does not count."""
        return self.item.label[self.is_read]


@dataclass(frozen=True, eq=False)
class PairSample:
    """One pair by itself; `settled` says what decides it without the judge, or is empty."""

    id: str
    kind: str
    fold: int
    target: float
    text: TextPair = ("", "")
    settled: str = ""
    has_same_words: bool = False
    first_stage: Floats = field(default_factory=lambda: np.zeros(len(INPUTS)))  # inputs without the logit

    @property
    def is_one_persona(self) -> bool:
        """Whether one persona wrote both."""
        return bool(self.first_stage[INPUTS.index("same_persona")])

    def inputs(self, logit: float) -> Floats:
        """Return the inputs of the second stage."""
        bounded = float(np.clip(logit, -LOUDEST, LOUDEST))
        return np.array([bounded, *self.first_stage[1:]])


def group_sample(item: Labelled, fold: int, weights: Weights) -> GroupSample:
    """Return a group as the judge gets it; `weights` are of the first stage without the group's fold."""
    probability = score(item.features, weights)
    read = is_read(item.prepared, probability, np.arange(len(probability)))
    texts = pair_texts(item.prepared, np.flatnonzero(read))
    return GroupSample(item, fold, probability, read, tuple(texts))


def written_sample(pair: WrittenPair, knowledge: Knowledge, rules: Rules, weights: Weights) -> PairSample:
    """Return a written pair as the judge gets it, unless copies or guards settle it."""
    prepared, views = prepare(as_personas(pair, rules), knowledge, rules.matching)
    known = pair.id, pair.kind, pair.fold, float(pair.is_same)
    if len(prepared.candidates.i) != 1:
        return PairSample(*known, settled=COPIES if len(prepared.copies) == 1 else NO_CANDIDATE)
    if CopyGuard(prepared).bar(*(group[0] for group in prepared.copies)):
        return PairSample(*known, settled=BARRED)
    probability = score(features(views, prepared.candidates), weights)
    at = np.arange(1)
    inputs = second_stage_inputs(prepared, probability, at, np.zeros(1))[0]
    same_words = bool(have_same_words(prepared, at)[0])
    text = pair_texts(prepared, at)[0]
    return PairSample(*known, text=text, has_same_words=same_words, first_stage=inputs)


def real_sample(pair: RealPair, knowledge: Knowledge) -> PairSample:
    """Return a real pair with its first-stage probability."""
    plain = map(knowledge.quantities.with_plain_quantities, pair.texts)
    one, other = map(judged_text, pair.scopes, plain)
    bounded = float(np.clip(pair.likely, LEAST, MOST))
    first_stage = float(np.log(bounded / (1 - bounded)))
    inputs = np.array([0.0, first_stage, float(pair.is_one_persona), 1.0, first_stage])
    text = (min(one, other), max(one, other))
    return PairSample(pair.id, pair.label, pair.fold, pair.target, text, first_stage=inputs)


def stacked(samples: Sequence[PairSample], logits: Mapping[TextPair, float]) -> tuple[Floats, Floats]:
    """Return the inputs and targets of the pairs that the judge decides and that count."""
    rows = [one for one in samples if not one.settled and not one.has_same_words and one.target >= 0]
    inputs = [one.inputs(logits[one.text]) for one in rows]
    return np.array(inputs).reshape(len(rows), len(INPUTS)), np.array([one.target for one in rows])
