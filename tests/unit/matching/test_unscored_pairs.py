"""Pairs not in English: only copies count. Bullets with other hidden parts: no copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from personac.matching.candidates import Candidates
from personac.matching.classifier import Scores
from personac.matching.pair_features import Features
from personac.matching.prepared_bullets import Knowledge, Prepared, prepare
from personac.matching.unscored_pairs import below_copies, bullet_languages, by_copies_only
from tests.unit.helpers import extracted, rules

_GERMAN = "- Das Öl und der Docht werden vor der Nacht für die Lampe bereit gelegt\n"


def _scores(
    knowledge: Knowledge, texts: Mapping[str, str], *scored: tuple[int, int, float]
) -> tuple[Prepared, Scores]:
    """Bullets with candidates, which are pairs of groups of copies, and their scores."""
    prepared, _ = prepare(extracted(texts).bullets, knowledge, rules().matching)
    i, j, probability = (np.array(column) for column in zip(*scored, strict=True))
    features = Features((), np.zeros((len(scored), 0)))
    scores = Scores(probability, np.arange(len(scored)), features)
    return replace(prepared, candidates=Candidates(i, j)), scores


def _probabilities(
    knowledge: Knowledge, texts: Mapping[str, str], *scored: tuple[int, int, float]
) -> list[float]:
    result: list[float] = by_copies_only(*_scores(knowledge, texts, *scored)).probability.tolist()
    return result


def test_scores_of_english_bullets_stay(knowledge: Knowledge) -> None:
    texts = {"a.md": "- Trim the wick\n", "b.md": "- Trim it \u2192 daily\n"}
    prepared, scores = _scores(knowledge, texts, (0, 1, 0.7))
    assert by_copies_only(prepared, scores) is scores


def test_near_copies_are_the_same_whatever_their_score(knowledge: Knowledge) -> None:
    texts = {
        "a.md": f"{_GERMAN}- Putze die Linse täglich mit einem weichen Tuch\n",
        "b.md": f"{_GERMAN}- Putze die Linsen täglich mit einem weichen Tuch\n- Der Docht ist neu\n",
    }
    (near,) = _probabilities(knowledge, texts, (1, 2, 0.1))
    assert near > 0.9


def test_other_likeness_does_not_count_in_another_language(knowledge: Knowledge) -> None:
    texts = {
        "a.md": f"{_GERMAN}- Die Linse wird immer am Abend geputzt\n- Ruhe\n",
        "b.md": f"{_GERMAN}- Die Linse wird niemals am Abend geputzt\n- Abends reinigt man das Glas\n",
    }
    assert _probabilities(knowledge, texts, (1, 3, 0.95), (1, 4, 0.95)) == [0.0, 0.0]


def test_only_pairs_with_a_foreign_bullet_change(knowledge: Knowledge) -> None:
    long = " and oil the hinges of all the doors on the gallery" * 3
    texts = {
        "a.md": f"- Trim the wick{long}\n- 点灯前必须擦干净所有的镜片\n",
        "b.md": f"- Trim every wick{long}\n- 睡觉\n",
    }
    prepared, scores = _scores(knowledge, texts, (0, 1, 0.6), (0, 2, 0.6), (1, 3, 0.6))
    result = by_copies_only(prepared, scores)
    assert bullet_languages(prepared, range(len(prepared.bullets))) == ["en", "zh", "en", "zh"]
    assert result.probability.tolist() == [0.0, 0.6, 0.0]
    assert scores.probability.tolist() == [0.6, 0.6, 0.6]


def test_a_bullet_has_the_language_of_its_file_if_that_is_not_english(knowledge: Knowledge) -> None:
    prepared, _ = _scores(knowledge, {"a.md": f"{_GERMAN}- API\n", "b.md": "- API\n- Trim\n"}, (0, 1, 0.5))
    assert bullet_languages(prepared, [0, 1, 2, 3]) == ["de", "de", "en", "en"]


def test_bullets_with_other_hidden_parts_score_below_copies(knowledge: Knowledge) -> None:
    texts = {
        "a.md": "- Read [the log](one.md)\n- Trim the wick\n",
        "b.md": "- Read [the log](two.md)\n- Trim the wicks daily\n",
    }
    prepared, scores = _scores(knowledge, texts, (0, 2, 1.0), (1, 3, 1.0))
    assert below_copies(prepared, scores).probability.tolist() == [0.95, 1.0]
