"""Whether hard pairs are merged, in both directions; wrong results are listed in still_wrong.tsv.

The table displays changes. It is no measure of quality: its pairs were written to be hard, and some
constraints were improved with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import personac

FOLDER = Path(__file__).parent / "matching"
COLUMNS = ("a", "b", "expected", "now")
LEAST_PAIRS = 160


@dataclass(frozen=True)
class Pair:
    a: str
    b: str
    expected: str
    now: str

    @property
    def is_wrong(self) -> bool:
        return self.now != self.expected


def match(a: str, b: str) -> str:
    """Build two personas of one bullet each; return whether the bullets are `same` or `different`."""
    files = {"a.md": f"- {a}\n".encode(), "b.md": f"- {b}\n".encode()}
    report = json.loads(personac.build(files).outputs["report.json"])
    assert len(report["bullets"]) == 2, (a, b)
    return "same" if report["clusters"] else "different"


def read(name: str) -> list[Pair]:
    head, *rows = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert tuple(head.split("\t")) == COLUMNS
    return [Pair(*row.split("\t")) for row in rows]


def write(name: str, pairs: list[Pair]) -> None:
    rows = ["\t".join(COLUMNS), *(f"{p.a}\t{p.b}\t{p.expected}\t{p.now}" for p in pairs)]
    (FOLDER / name).write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_hard_pairs_are_matched_as_the_table_has_it(request: pytest.FixtureRequest) -> None:
    pairs = read("adversarial.tsv")
    matched = [replace(pair, now=match(pair.a, pair.b)) for pair in pairs]
    wrong = [pair for pair in matched if pair.is_wrong]
    if request.config.getoption("--update-golden"):
        write("adversarial.tsv", matched)
        write("still_wrong.tsv", wrong)
        return
    changed = [
        f"{p.a} ~ {p.b}: {p.now}, was {old.now}" for p, old in zip(matched, pairs, strict=True) if p != old
    ]
    assert not changed, "look at each, then run pytest --update-golden"
    assert read("still_wrong.tsv") == wrong


def test_the_order_of_the_two_does_not_matter() -> None:
    for pair in read("adversarial.tsv")[::10]:
        assert match(pair.b, pair.a) == pair.now, pair


def test_the_table_is_large_and_goes_both_ways() -> None:
    pairs = read("adversarial.tsv")
    assert len({(pair.a, pair.b) for pair in pairs}) == len(pairs) >= LEAST_PAIRS
    assert {pair.expected for pair in pairs} == {"different", "same"}
    assert {pair.now for pair in pairs} <= {"different", "same"}
    for expected in ("different", "same"):
        assert sum(pair.expected == expected for pair in pairs) >= LEAST_PAIRS // 3
