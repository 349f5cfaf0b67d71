from __future__ import annotations

import dataclasses

from personac.model import KeptApart, Pair, ScoredPair
from personac.report.near_misses import near_miss_rows
from tests.unit.helpers import compiled

TEXTS = {"a.md": "- Oil the lamp\n- Sweep the stairs\n", "b.md": "- Feed gulls\n- Mend nets\n- Paint doors\n"}


def test_a_pair_above_the_threshold_says_what_parted_it() -> None:
    built = compiled(TEXTS)
    pairs = ((0, 2, 0.9), (0, 3, 0.8), (1, 3, 0.49))
    near = tuple(ScoredPair(Pair(a, b), score, reasons=("a reason",)) for a, b, score in pairs)
    built = dataclasses.replace(built, apart=(KeptApart(Pair(0, 2), "a rule"),), near_misses=near)
    rows = near_miss_rows(built, 0.5)
    assert [(row.a, row.b, row.score) for row in rows] == [
        ("a:1", "b:1", 0.9),
        ("a:1", "b:2", 0.8),
        ("a:2", "b:2", 0.49),
    ]
    assert [row.apart for row in rows][::2] == ["a rule", ""]
    assert "taken together" in rows[1].apart
    assert {row.reasons for row in rows} == {("a reason",)}
