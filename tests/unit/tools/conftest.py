from __future__ import annotations

from pathlib import Path

import pytest

from personac.config.loader import load_rules
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from tests.unit.tools.gold_folders import a_pair, write_group, write_pairs
from tools.fit_judge import Samples, load_samples
from tools.folds import FOLDS


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(load_rules([]))


@pytest.fixture(scope="session")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gold folder: three groups, two written pairs in each fold, and 120 real pairs."""
    folder = tmp_path_factory.mktemp("labelled")
    for name, verb in (("one", "polish"), ("two", "carry"), ("three", "paint")):
        write_group(folder / name, verb, "sweep the yard at noon")
    for number in range(1, FOLDS + 1):
        same = a_pair(f"Sweep yard {number}", f"Sweep the yard {number} now", same=True, kind="more")
        apart = a_pair("Log every call", "Count every call", same=False, kind="act")
        write_pairs(
            folder / "pairs" / f"p{number}.jsonl",
            [{**same, "id": f"p{number}-1"}, {**apart, "id": f"p{number}-2"}],
        )
    labels = ("same", "diff", "covers")
    real = [a_pair(f"Call {n}", f"Call {n} up", id=f"r1-{n}", label=labels[n % 3]) for n in range(120)]
    more = {"likely": 0.5, "one_file": False}
    write_pairs(folder / "pairs" / "real.jsonl", [pair | more for pair in real])
    return folder


@pytest.fixture(scope="session")
def samples(labelled: Path, knowledge: Knowledge) -> Samples:
    return load_samples(labelled, knowledge)
