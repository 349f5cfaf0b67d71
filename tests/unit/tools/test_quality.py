from __future__ import annotations

from pathlib import Path

import pytest

from bench import quality
from bench.quality import main
from tools.fit_judge import Samples
from tools.left_out import LeftOutLogits, digest


def test_missing_gold_groups_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no gold groups here" in capsys.readouterr().err


def test_every_kind_of_pair_is_measured_in_the_folds_that_have_logits(
    labelled: Path,
    samples: Samples,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (labelled / "score.py").write_bytes((shared / "gold" / "score.py").read_bytes())
    logits = {fold: LeftOutLogits(dict.fromkeys(map(digest, samples.texts(fold)), 1.0)) for fold in (0, 1)}
    monkeypatch.setattr(quality, "read_left_out", lambda: logits)
    assert main([str(labelled), "--baselines"]) == 0
    printed = capsys.readouterr().out
    assert "folds 0, 1; threshold" in printed
    judged, *ablated, unjudged = printed.split("\n# ")
    assert "| one |" in judged
    assert "| three |" in judged
    assert "| two |" not in judged  # its fold has no logits
    assert "| two |" in unjudged
    assert "not the same  act             0 of 2" in judged
    assert "same          more " in judged
    assert "real pairs: merged" in judged
    assert [part.splitlines()[0] for part in ablated] == ["without judge", "without first_stage"]
    assert "baseline: " in unjudged
