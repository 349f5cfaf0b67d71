from __future__ import annotations

import dataclasses

from personac.model import KeptApart, Loss, Pair, ScoredPair
from personac.report.measure_rows import block_rows, loss_rows
from personac.report.near_miss_rows import Thresholds, near_miss_rows
from tests.unit.helpers import compiled, place

TEXTS = {"a.md": "- Oil the lamp\n- Sweep the stairs\n", "b.md": "- Feed gulls\n- Mend nets\n- Paint doors\n"}


def test_a_pair_above_the_threshold_says_what_parted_it() -> None:
    built = compiled(TEXTS)
    pairs = ((0, 2, 0.9), (0, 3, 0.8), (1, 3, 0.49))
    near = tuple(ScoredPair(Pair(a, b), score, reasons=("a reason",)) for a, b, score in pairs)
    built = dataclasses.replace(built, apart=(KeptApart(Pair(0, 2), "a rule"),), near_misses=near)
    rows = list(near_miss_rows(built, Thresholds(0.5)))
    places = {bullet.id: place(bullet) for bullet in built.bullets}
    assert [(places[row.a], places[row.b], row.score) for row in rows] == [
        ("a:1", "b:1", 0.9),
        ("a:1", "b:2", 0.8),
        ("a:2", "b:2", 0.49),
    ]
    assert [row.apart for row in rows][::2] == ["a rule", ""]
    assert "taken together" in rows[1].apart
    assert {row.reasons for row in rows} == {("a reason",)}


TEXT = """# Title

- An item

  ```sh
  make
  ```

## Part

> Quoted

| a | b |
| - | - |
| 1 | 2 |

![](x.png)

---
"""


def test_blocks_are_listed_with_what_they_are() -> None:
    rows = block_rows(compiled({"b.md": TEXT, "a.md": "```sh\nmake\n```\n"}))
    assert [(row.persona, row.line, row.end_line, row.section, row.text) for row in rows] == [
        ("a", 1, 3, (), "code of 3 lines: ```sh"),
        ("b", 5, 7, ("Title",), "code of 3 lines: ```sh"),
        ("b", 11, 11, ("Title", "Part"), "quote: > Quoted"),
        ("b", 13, 15, ("Title", "Part"), "table of 3 lines: | a | b |"),
        ("b", 17, 17, ("Title", "Part"), "paragraph: ![](x.png)"),
    ]
    assert rows[0].digest == rows[1].digest
    assert len({row.digest for row in rows}) == 4


def test_the_rows_of_the_loss_ledger_are_those_of_the_build() -> None:
    losses = (
        Loss("a", "a.md", 1, ("Oil", "lamp"), "words", "c1", ("Oil",)),
        Loss("b", "b.md", 2, ("Do",), "lead_in"),
    )
    rows = list(loss_rows(dataclasses.replace(compiled(TEXTS), losses=losses)))
    assert [(row.persona, row.path, row.line, row.words, row.kind, row.cluster) for row in rows] == [
        ("a", "a.md", 1, ("Oil", "lamp"), "words", "c1"),
        ("b", "b.md", 2, ("Do",), "lead_in", ""),
    ]
    assert [row.text for row in rows] == ["Oil, lamp", "Do:"]
