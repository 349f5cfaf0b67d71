from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from personac.matching.judge import INPUTS, read_second_stage
from personac.matching.wordpieces import judge_bytes
from tools import fit_judge
from tools.fit_judge import Samples, fit_second_stage, main, model_digest, render
from tools.judge_samples import PairSample
from tools.left_out import LeftOutLogits, digest

TRUE = {"judge": 1.2, "first_stage": 0.5, "same_persona": -1.0, "rivals": -0.6, "first_stage_by_rivals": 0.4}
INTERCEPT = 0.3


def _made_up(true: Mapping[str, float], count: int = 8000) -> tuple[Samples, dict[int, LeftOutLogits]]:
    """Return real pairs whose targets follow the weights `true`, and their logits, in two folds."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(count, len(INPUTS)))
    chance = 1 / (1 + np.exp(-(inputs @ [true[name] for name in INPUTS] + INTERCEPT)))
    target = (rng.random(count) < chance).astype(float)
    pairs = tuple(
        PairSample(str(n), "", n % 2, target[n], (str(n), ""), first_stage=inputs[n]) for n in range(count)
    )
    logits = [{digest(pair.text): float(inputs[n, 0]) for n, pair in enumerate(pairs)}] * 2
    return Samples((), (), pairs), {fold: LeftOutLogits(known) for fold, known in enumerate(logits)}


def test_the_weights_of_made_up_pairs_are_found_again() -> None:
    stage = fit_second_stage(*_made_up(TRUE))
    assert stage.weights == pytest.approx(TRUE, abs=0.15)
    assert stage.intercept == pytest.approx(INTERCEPT, abs=0.15)
    assert stage.model == model_digest()


def test_what_means_the_same_never_lowers_the_probability() -> None:
    wrong = {name: -weight for name, weight in TRUE.items()}
    weights = fit_second_stage(*_made_up(wrong)).weights
    assert weights["judge"] == weights["first_stage"] == weights["first_stage_by_rivals"] == 0
    assert weights["same_persona"] > 0
    assert weights["rivals"] > 0


def test_a_fold_and_a_blank_input_have_no_part_in_the_fit() -> None:
    samples, logits = _made_up(TRUE, 400)
    other = Samples((), (), tuple(pair for pair in samples.real if pair.fold == 1))
    assert fit_second_stage(samples, logits, without=0) == fit_second_stage(other, {1: logits[1]})
    assert fit_second_stage(samples, logits, blank=[0]).weights["judge"] == 0


def test_a_second_stage_is_read_as_it_was_written() -> None:
    stage = read_second_stage(judge_bytes("judge.toml").decode("utf-8"))
    assert read_second_stage(render(stage)) == stage
    assert all(stage.weights[name] >= 0 for name in ("judge", "first_stage", "first_stage_by_rivals"))


def test_a_fit_on_a_gold_folder_is_written(
    labelled: Path, samples: Samples, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    logits = {fold: LeftOutLogits(dict.fromkeys(map(digest, samples.texts(fold)), 1.0)) for fold in range(5)}
    monkeypatch.setattr(fit_judge, "read_left_out", lambda: logits)
    out = tmp_path / "judge.toml"
    assert main([str(out), str(labelled)]) == 0
    assert set(read_second_stage(out.read_text("utf-8")).weights) == set(INPUTS)


def test_every_pair_that_is_read_is_a_text_of_one_fold(samples: Samples) -> None:
    texts = [samples.texts(fold) for fold in range(5)]
    assert all(texts)
    assert {group.fold for group in samples.groups} == {0, 1, 2}
    assert set(samples.groups[0].texts) <= texts[0]
