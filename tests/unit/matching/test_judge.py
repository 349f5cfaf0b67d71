"""The judge with an encoder that says what a test wants, and once with that of the package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from personac.matching import judge
from personac.matching.candidates import Candidates
from personac.matching.classifier import OPEN, Scores, score_pairs
from personac.matching.cross_encoder import CrossEncoder
from personac.matching.judge import (
    INPUTS,
    Judge,
    SecondStage,
    is_read,
    judged_text,
    load_judge,
    pair_texts,
    read_second_stage,
)
from personac.matching.logit_cache import LogitCache, TextPair
from personac.matching.pair_features import Features
from personac.matching.prepared_bullets import Knowledge, Prepared, prepare
from personac.matching.wordpieces import WordPieces
from tests.unit.helpers import extracted, rules

WEIGHTS = dict.fromkeys(INPUTS, 0.0) | {
    "judge": 1.0, "first_stage": 0.5, "same_persona": -1.0,
}  # fmt: skip
STAGE = SecondStage(WEIGHTS, 0.0, "stub")
TEXTS = {"a.md": "# Never\n\n- Dim the lamp\n- Wait 60 s\n", "b.md": "- Trim wicks\n- Wait 1 minute too\n"}


@dataclass(frozen=True)
class Stub(CrossEncoder):
    """Gives each pair `of`, or 0.0, and remembers what it was asked."""

    of: Mapping[TextPair, float] = field(default_factory=dict)
    asked: list[TextPair] = field(default_factory=list)

    def logits(self, pairs: Sequence[TextPair]) -> list[float]:
        self.asked.extend(pairs)
        return [self.of.get(pair, 0.0) for pair in pairs]


def _judge(
    of: Mapping[TextPair, float] | None = None, folder: Path | None = None
) -> tuple[Judge, list[TextPair]]:
    stub = Stub(WordPieces(), of or {})
    return Judge(stub, STAGE, LogitCache(folder, "stub")), stub.asked


def _prepared(knowledge: Knowledge, texts: Mapping[str, str], *pairs: tuple[int, int]) -> Prepared:
    """Bullets with these pairs as their candidates."""
    prepared, _ = prepare(extracted(texts).bullets, knowledge, rules().matching)
    i, j = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return replace(prepared, candidates=Candidates(i, j))


def _scores(*probabilities: float) -> Scores:
    """Scores of candidates; each is likely from `OPEN` on, and has its number as its only feature."""
    probability = np.array(probabilities)
    likely = np.flatnonzero(probability >= OPEN)
    return Scores(probability, likely, Features(("number",), likely[:, None].astype(np.float64)))


def test_each_pair_is_read_once() -> None:
    judge, asked = _judge({("a", "b"): 1.5, ("c", "d"): -2.0})
    assert judge.logits([("c", "d"), ("a", "b"), ("c", "d")]).tolist() == [-2.0, 1.5, -2.0]
    assert asked == [("a", "b"), ("c", "d")]


def test_what_was_read_before_is_not_read_again(tmp_path: Path) -> None:
    before, _ = _judge({("a", "b"): 1.5}, tmp_path)
    before.logits([("a", "b")])
    judge, asked = _judge({("c", "d"): 2.0}, tmp_path)
    assert judge.logits([("a", "b"), ("c", "d")]).tolist() == [1.5, 2.0]
    assert asked == [("c", "d")]
    judge.logits([("a", "b"), ("c", "d")])
    assert asked == [("c", "d")]


def test_without_pairs_neither_model_nor_cache_is_used(tmp_path: Path) -> None:
    judge, asked = _judge(folder=tmp_path / "new")
    assert judge.logits([]).tolist() == []
    assert asked == []
    assert not (tmp_path / "new").exists()


def test_a_text_is_read_behind_its_scope() -> None:
    assert judged_text("", "[ ] **Dim** the lamp") == "Dim the lamp"
    assert judged_text("**Never**:", "Dim the lamp") == "Never: Dim the lamp"
    assert judged_text("Lamps / Never", "Dim it") == "Lamps / Never: Dim it"


def test_pairs_are_read_in_one_order_with_quantities_in_one_spelling(knowledge: Knowledge) -> None:
    prepared = _prepared(knowledge, TEXTS, (0, 2), (1, 3))
    assert pair_texts(prepared, np.array([0, 1])) == [
        ("Never: Dim the lamp", "Trim wicks"),
        ("Never: Wait 1 minute", "Wait 1 minute too"),
    ]
    assert pair_texts(prepared, np.array([1]))[0][1] == "Wait 1 minute too"


def test_the_model_outweighs_the_first_stage(knowledge: Knowledge) -> None:
    prepared = _prepared(knowledge, TEXTS, (0, 2), (1, 3))
    no, yes = pair_texts(prepared, np.array([0, 1]))
    judge, _ = _judge({no: -6.0, yes: 6.0})
    result = judge.judged(prepared, _scores(0.7, 0.3))
    low, high = result.probability
    assert low < 0.1
    assert high > 0.9
    assert result.logits[0] < 0 < result.logits[1]


def test_settled_pairs_are_not_read_and_score_0(knowledge: Knowledge) -> None:
    prepared = _prepared(knowledge, TEXTS, (0, 2), (0, 3), (1, 2), (1, 3))
    judge, asked = _judge()
    result = judge.judged(prepared, _scores(0.5, 0.0, 0.9, 0.0))
    assert len(asked) == 2
    assert (result.probability > 0).tolist() == [True, False, True, False]
    assert result.likely.tolist() == [0, 2]
    assert result.features.values.ravel().tolist() == [0, 2]


def test_of_one_persona_only_what_is_nearly_the_same_is_read(knowledge: Knowledge) -> None:
    texts = {"a.md": "- Dim the lamp\n- Dim a lamp\n- Dim lamps\n", "b.md": "- Oil it\n"}
    prepared = _prepared(knowledge, texts, (0, 1), (0, 2), (0, 3))
    judge, asked = _judge()
    result = judge.judged(prepared, _scores(0.6, 0.1, 0.1))
    assert len(asked) == 2
    assert result.likely.tolist() == [0, 2]
    assert result.features.values.ravel().tolist() == [0, 2]
    assert result.probability[1] == 0


def test_one_persona_counts_against_a_pair(knowledge: Knowledge) -> None:
    texts = {"a.md": "- Dim lamps\n- Oil hinges\n", "b.md": "- Trim wicks\n"}
    prepared = _prepared(knowledge, texts, (0, 1), (0, 2))
    judge, _ = _judge()
    own, other = judge.judged(prepared, _scores(0.5, 0.5)).probability
    assert own < other


@pytest.mark.parametrize(("one", "other"), [(0.99, 1.0), (0.98, 0.9999)])
def test_certainty_of_the_first_stage_is_bounded(knowledge: Knowledge, one: float, other: float) -> None:
    prepared = _prepared(knowledge, TEXTS, (0, 2), (1, 2))
    judge, _ = _judge()
    first, second = judge.judged(prepared, _scores(one, other)).probability
    assert first == second < 1


@pytest.mark.parametrize(("one", "other"), [(90.0, 1e6), (-90.0, -1e6)])
def test_certainty_of_the_model_is_bounded(knowledge: Knowledge, one: float, other: float) -> None:
    prepared = _prepared(knowledge, TEXTS, (0, 2), (1, 3))
    first, second = pair_texts(prepared, np.array([0, 1]))
    judge, _ = _judge({first: one, second: other})
    result = judge.judged(prepared, _scores(0.5, 0.5)).probability
    assert 0 < result[0] == result[1] < 1


def test_of_a_few_pairs_all_are_read_of_many_only_the_likely(knowledge: Knowledge) -> None:
    pairs = [(0, 2), (0, 3), (1, 2), (1, 3)]
    few, many = (_prepared(knowledge, TEXTS, *pairs, *[(0, 2)] * more) for more in (0, 200))
    probability = np.array([0.0, OPEN - 0.001, OPEN, 1.0])
    assert is_read(few, probability, np.arange(4)).tolist() == [True, True, True, True]
    assert is_read(many, probability, np.arange(4)).tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("room", "expected"), [(6, {0, 1, 2, 3, 4, 5}), (5, {0, 1, 2, 3}), (2, {0, 1}), (1, {0, 1})]
)
def test_of_a_large_build_the_best_pairs_of_each_bullet_are_read(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, room: int, expected: set[int]
) -> None:
    texts = {
        f"{name}.md": f"- {text}\n"
        for name, text in zip("abcd", ("Dim", "Sort", "Wait", "Boil"), strict=True)
    }
    pairs = ((0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2))
    prepared = _prepared(knowledge, texts, *pairs)
    monkeypatch.setattr(judge, "_ROOM", room)
    monkeypatch.setattr(judge, "_ROOM_PER_BULLET", 0)
    read = is_read(prepared, np.array([0.9, 0.8, 0.7, 0.7, 0.5, 0.5]), np.arange(6))
    assert set(np.flatnonzero(read).tolist()) == expected


def test_candidates_beside_a_pair_count_as_its_rivals(knowledge: Knowledge) -> None:
    stage = SecondStage(dict.fromkeys(INPUTS, 0.0) | {"rivals": -1.0}, 0.0, "stub")
    judge = Judge(Stub(WordPieces()), stage, LogitCache(None, "stub"))
    texts = {"a.md": "- Dim it\n- Oil it\n", "b.md": "- Wind it\n- Trim it\n- Wipe it\n"}
    prepared = _prepared(knowledge, texts, (0, 2), (0, 3), (1, 4))
    with_rival, _, alone = judge.judged(prepared, _scores(0.5, 0.5, 0.5)).probability
    assert with_rival < alone == 0.5


def test_a_pair_that_is_not_read_to_its_end_has_to_share_most_words(knowledge: Knowledge) -> None:
    start = "Walk around the gallery before dusk, listen for leaking pipes, and " * 8
    texts = {
        "a.md": f"- {start} oil the lamp\n- Oil\n",
        "b.md": f"- {start} wipe the lens\n- Inspect {'rails, bolts, glass, paint, ropes, ' * 20} lamps\n",
    }
    prepared = _prepared(knowledge, texts, (0, 2), (0, 3), (1, 2))
    judge, _ = _judge()
    shares, differs, short = judge.judged(prepared, _scores(0.5, 0.5, 0.5)).probability
    assert shares > 0
    assert differs == short == 0


def test_no_candidates(knowledge: Knowledge) -> None:
    judge, asked = _judge()
    for texts in (TEXTS, {"a.md": ""}):
        result = judge.judged(_prepared(knowledge, texts), _scores())
        assert (len(result.probability), len(result.likely), len(result.logits), asked) == (0, 0, 0, [])


def _stage(schema: str = "personac-judge/1", rest: str = "intercept = -1\n") -> SecondStage:
    weights = "".join(f"{name} = 1.0\n" for name in INPUTS)
    return read_second_stage(f'schema = "{schema}"\nmodel = "m"\n{rest}[weights]\n{weights}')


def test_the_second_stage_is_a_logistic_regression() -> None:
    stage = _stage()
    assert (stage.model, stage.intercept) == ("m", -1.0)
    rows, others = np.array([[-2.0] * len(INPUTS), [2.0] * len(INPUTS)]), np.zeros(2, dtype=bool)
    low, high = stage.probability(rows, others)
    assert 0 <= low < 0.01
    assert 0.98 < high <= 1
    assert stage.probability(np.zeros((0, len(INPUTS))), np.zeros(0, dtype=bool)).tolist() == []


def test_the_same_words_need_a_sure_model() -> None:
    rows = np.array([[logit, *[0.0] * (len(INPUTS) - 1)] for logit in (2.0, -0.6, -3.0)])
    sure, unsure, different = _stage().probability(rows, np.ones(3, dtype=bool))
    assert sure == 0.95
    assert unsure <= 0.3
    assert different < 0.1


def test_other_data_are_refused() -> None:
    with pytest.raises(ValueError, match="personac-judge/9"):
        _stage("personac-judge/9")
    with pytest.raises(KeyError):
        _stage(rest="")
    with pytest.raises(tomllib.TOMLDecodeError):
        read_second_stage("soot")


def test_the_judge_of_the_package_reads_open_pairs(knowledge: Knowledge, tmp_path: Path) -> None:
    texts = {
        "a.md": "- Log every error with its context\n- Rotate secrets\n",
        "b.md": "- Log all errors together with context\n- Rotate the logs\n",
    }
    prepared, views = prepare(extracted(texts).bullets, knowledge, rules().matching)
    scores = score_pairs(views, prepared.candidates, knowledge.weights, OPEN)
    judge = load_judge(knowledge.pieces, tmp_path)
    assert set(judge.second_stage.weights) == set(INPUTS)
    result = judge.judged(prepared, scores)
    assert ((result.probability >= 0) & (result.probability <= 1)).all()
    assert len(result.logits) == len(result.likely) > 0
    again = load_judge(knowledge.pieces, tmp_path).judged(prepared, scores)
    alone = load_judge(knowledge.pieces).judged(prepared, scores)
    assert again.probability.tolist() == alone.probability.tolist() == result.probability.tolist()
