"""What matching says of hard pairs, both ways; what it gets wrong stands in still_wrong.tsv, in the open.

The table shows what changes; it is no measure of quality, since its pairs were
written to be hard and some guards were repaired on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from personac.config.loader import load_rules
from personac.config.vocabulary import Vocabulary
from personac.ir import Bullet, Extracted, Parsed
from personac.model.source import Source
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse
from personac.passes.extract import extract
from personac.pipeline import Compiler

FOLDER = Path(__file__).parent / "matching"
COLUMNS = ("a", "b", "expected", "now")
LEAST_PAIRS = 160


@dataclass(frozen=True)
class Matcher:
    """Says of two texts alone, each the only bullet of a persona, whether they are merged."""

    compiler: Compiler
    normaliser: Normaliser

    def says(self, a: str, b: str) -> str:
        bullets = (*self._bullets("a.md", a), *self._bullets("b.md", b))
        assert len(bullets) == 2, (a, b)
        matched = self.compiler.match(Extracted(Parsed(()), bullets)).matched
        return "same" if len(matched.clusters) == 1 else "different"

    def _bullets(self, path: str, text: str) -> tuple[Bullet, ...]:
        persona, _ = parse(Source(path, f"- {text}\n".encode()), path)
        return extract(persona, self.normaliser)


@dataclass(frozen=True)
class Pair:
    a: str
    b: str
    expected: str
    now: str

    @property
    def is_wrong(self) -> bool:
        return self.now != self.expected


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    rules = load_rules([])
    return Matcher(Compiler(rules), Normaliser(Vocabulary.from_groups(rules.vocabulary.groups)))


def read(name: str) -> list[Pair]:
    head, *rows = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert tuple(head.split("\t")) == COLUMNS
    return [Pair(*row.split("\t")) for row in rows]


def write(name: str, pairs: list[Pair]) -> None:
    rows = ["\t".join(COLUMNS), *(f"{p.a}\t{p.b}\t{p.expected}\t{p.now}" for p in pairs)]
    (FOLDER / name).write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_what_is_said_of_hard_pairs_is_what_the_table_says(
    matcher: Matcher, request: pytest.FixtureRequest
) -> None:
    pairs = read("adversarial.tsv")
    said = [replace(pair, now=matcher.says(pair.a, pair.b)) for pair in pairs]
    wrong = [pair for pair in said if pair.is_wrong]
    if request.config.getoption("--update-golden"):
        write("adversarial.tsv", said)
        write("still_wrong.tsv", wrong)
        return
    changed = [
        f"{p.a} ~ {p.b}: {p.now}, was {old.now}" for p, old in zip(said, pairs, strict=True) if p != old
    ]
    assert not changed, "look at each, then run pytest --update-golden"
    assert read("still_wrong.tsv") == wrong


def test_the_order_of_the_two_does_not_matter(matcher: Matcher) -> None:
    for pair in read("adversarial.tsv")[::5]:
        assert matcher.says(pair.b, pair.a) == matcher.says(pair.a, pair.b), pair


def test_the_table_is_large_and_goes_both_ways() -> None:
    pairs = read("adversarial.tsv")
    assert len({(pair.a, pair.b) for pair in pairs}) == len(pairs) >= LEAST_PAIRS
    assert {pair.expected for pair in pairs} == {"different", "same"}
    assert {pair.now for pair in pairs} <= {"different", "same"}
    for expected in ("different", "same"):
        assert sum(pair.expected == expected for pair in pairs) >= LEAST_PAIRS // 3
