from __future__ import annotations

from pathlib import Path

import pytest

from personac.config.loader import load_rules
from personac.matching.classifier import read_weights
from tests.unit.tools.gold_folders import NOUNS, write_group
from tools.fit_weights import main
from tools.fitting import APART, FREE
from tools.gold import NoGoldError, f_measure, find_groups, load_group, pair_counts


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two groups: in each, every second bullet of A says what one of B says."""
    for name, verb in (("one", "polish"), ("two", "carry")):
        write_group(tmp_path / name, verb, "sweep the yard at noon")
    return tmp_path


def test_a_group_is_read_with_its_labels(gold: Path) -> None:
    group = load_group(gold / "one", load_rules([]))
    assert len(group.labelled) == len(NOUNS) + 5
    assert group.ignore == {("A2", "A3")}
    assert pair_counts([["A2", "B2"], ["A2", "A3"], ["A3", "B3"]], group) == (1, 2, 4)
    assert f_measure((1, 2, 4)) == pytest.approx(1 / 3)
    with pytest.raises(NoGoldError, match="no gold groups here"):
        find_groups(gold / "one")


def test_weights_are_written_with_their_origin(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = gold / "weights.toml"
    assert main([str(out), *map(str, find_groups(gold))]) == 0
    text = out.read_text()
    assert 'groups = ["one", "two"]' in text
    assert "same = 8 #" in text
    weights = read_weights(text)
    for name, weight in zip(weights.names, weights.weight, strict=True):
        assert name in FREE or (weight <= 0 if name in APART else weight >= 0), name
    assert set(weights.names) >= APART | FREE
    assert "fitted on one, two" in capsys.readouterr().out
