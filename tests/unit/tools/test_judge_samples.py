from __future__ import annotations

import numpy as np
import pytest

from personac.config.loader import load_rules
from personac.matching.judge import INPUTS, LOUDEST
from personac.matching.prepared_bullets import Knowledge
from tools.fit_judge import Samples
from tools.judge_samples import (
    BARRED,
    COPIES,
    PairSample,
    real_sample,
    stacked,
    written_sample,
)
from tools.labelled_pairs import RealPair, WrittenPair


def _written(knowledge: Knowledge, *texts: str, scopes: tuple[str, str] = ("", "")) -> PairSample:
    one, other = texts
    pair = WrittenPair("p1-1", (one, other), scopes, is_same=True, kind="form", fold=0)
    return written_sample(pair, knowledge, load_rules([]), knowledge.weights)


@pytest.mark.parametrize(
    ("texts", "settled"),
    [
        (("Write the tests first", "Write the tests first."), COPIES),
        (("Answer each request within 200 ms", "Answer each request within 500 ms"), BARRED),
        (("Write the tests first", "Write the tests before the code"), ""),
    ],
)
def test_a_written_pair_is_settled_by_copies_or_guards_or_open(
    knowledge: Knowledge, texts: tuple[str, str], settled: str
) -> None:
    sample = _written(knowledge, *texts)
    assert sample.settled == settled
    assert (sample.id, sample.kind, sample.fold, sample.target) == ("p1-1", "form", 0, 1.0)


def test_an_open_written_pair_is_read_with_its_scopes(knowledge: Knowledge) -> None:
    texts = "Write the tests first", "Write the tests before the code"
    sample = _written(knowledge, *texts, scopes=("## Always", "Rules"))
    assert sample.text == ("Always: Write the tests first", "Rules: Write the tests before the code")
    inputs = dict(zip(INPUTS, sample.inputs(1.5), strict=True))
    assert inputs["judge"] == 1.5
    assert inputs["first_stage"] != 0
    assert inputs["same_persona"] == inputs["rivals"] == 0


def test_the_same_words_below_different_headings_are_known(knowledge: Knowledge) -> None:
    sample = _written(knowledge, "Log every call", "Log every call", scopes=("## Backend", "## Testing"))
    assert sample.has_same_words
    assert not sample.settled


def test_a_real_pair_has_many_rivals_and_its_stored_first_stage(knowledge: Knowledge) -> None:
    texts = ("Sign in within 60 seconds", "Log in")
    pair = RealPair("r1-45", texts, ("Rules", ""), "diff", 0.5, is_one_persona=True)
    sample = real_sample(pair, knowledge)
    assert sample.text == ("Log in", "Rules: Sign in within 1 minute")
    assert (sample.fold, sample.target) == (2, 0.0)
    assert sample.inputs(99.0).tolist() == [LOUDEST, 0.0, 1.0, 1.0, 0.0]


def test_pairs_that_are_settled_or_do_not_count_are_not_stacked() -> None:
    text = ("a", "b")
    rows = [
        PairSample("1", "", 0, 1.0, text),
        PairSample("2", "", 0, 1.0, text, settled=BARRED),
        PairSample("3", "", 0, 1.0, text, has_same_words=True),
        PairSample("4", "", 0, -1.0, text),
    ]
    inputs, target = stacked(rows, {text: 2.0})
    assert inputs.tolist() == [[2.0, 0.0, 0.0, 0.0, 0.0]]
    assert target.tolist() == [1.0]
    assert stacked([], {})[0].shape == (0, len(INPUTS))


def test_a_group_has_texts_inputs_and_targets_of_the_pairs_that_are_read(samples: Samples) -> None:
    group = samples.groups[0]
    assert group.name == "one"
    read = int(group.is_read.sum())
    assert 0 < read == len(group.texts) == len(group.target()) == len(group.same_words())
    inputs = group.inputs(np.linspace(-9, 9, read).tolist())
    assert inputs.shape == (read, len(INPUTS))
    assert (inputs[0, 0], inputs[-1, 0]) == (-LOUDEST, LOUDEST)
    assert 1.0 in group.target().tolist()
