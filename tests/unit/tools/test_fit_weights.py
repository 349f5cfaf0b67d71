from __future__ import annotations

import json
from pathlib import Path

import pytest

from personac.config.loader import load_rules
from personac.matching.classifier import read_weights
from tools.fit_weights import main
from tools.fitting import APART, FREE
from tools.gold import NoGoldError, f_measure, find_groups, load_group, pair_counts

NOUNS = ("hammer", "lantern", "bucket", "saddle", "violin", "carrot", "jacket", "needle")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two groups: in each, every second bullet of A says what one of B says."""
    for name, verb in (("one", "polish"), ("two", "carry")):
        folder = tmp_path / name
        folder.mkdir()
        left = [f"- {verb} the {noun} with great care" for noun in NOUNS]
        right = [f"- {verb} every {noun} with care" for noun in NOUNS[::2]] + ["- sweep the yard at noon"]
        for letter, lines in (("A", left), ("B", right)):
            (folder / f"{letter}.md").write_text("\n".join(["# Work", *lines, ""]), encoding="utf-8")
        ids = [f"A{2 + n}" for n in range(len(left))] + [f"B{2 + n}" for n in range(len(right))]
        clusters = [[f"A{2 + 2 * n}", f"B{2 + n}"] for n in range(len(NOUNS) // 2)]
        (folder / "units.json").write_text(json.dumps([{"id": own} for own in ids]))
        (folder / "gold.json").write_text(json.dumps({"clusters": clusters, "ignore": [["A3", "A2"]]}))
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
    assert 0 < weights.threshold < 1
    for name, weight in zip(weights.names, weights.weight, strict=True):
        assert name in FREE or (weight <= 0 if name in APART else weight >= 0), name
    assert "fitted on one, two" in capsys.readouterr().out


def test_one_group_is_too_few(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(gold / "weights.toml"), str(gold / "one")])
    assert "two groups are the least" in capsys.readouterr().err
