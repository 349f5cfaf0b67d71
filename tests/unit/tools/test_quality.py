from __future__ import annotations

from pathlib import Path

import pytest

from bench.quality import FAMILIES, main
from personac.config.loader import load_rules
from personac.matching.prepared_bullets import load_knowledge
from tools.fitting import APART, FREE


def test_missing_gold_groups_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no gold groups here" in capsys.readouterr().err


def test_every_feature_is_in_a_family_and_the_signs_are_of_features() -> None:
    names = set(load_knowledge(load_rules([])).weights.names)
    assert {name for family in FAMILIES.values() for name in family} == names
    assert names >= APART | FREE


def test_the_default_threshold_is_the_fitted_one() -> None:
    rules = load_rules([])
    assert rules.matching.threshold == load_knowledge(rules).weights.threshold
