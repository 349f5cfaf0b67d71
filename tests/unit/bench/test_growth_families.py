from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from bench import growth_families
from bench.growth.family import RULES, Family
from bench.growth.growth_table import Growth, by_stage, rows, summary
from bench.growth.measuring import Cost, Meter, NoResultError
from bench.growth_families import FAMILIES, grown
from personac.building.inputs import parse_rules
from personac.model.source import Source
from personac.pipeline import Aids, Compiler

STAGES = sorted({family.stage for family in FAMILIES})
MB = 1_000_000


def growth(*seconds: float, memory: int = MB, failure: str = "") -> Growth:
    costs = tuple(Cost(one, memory * 4**at) for at, one in enumerate(seconds))
    return Growth("items", "lists", (1_000, 4_000, 16_000), costs, failure)


@dataclass
class FakeMeter:
    costs: list[Cost | None]
    sizes: list[int] = field(default_factory=list)

    def base_size(self, _family: Family) -> int:
        return 2

    def cost(self, _family: Family, size: int) -> Cost:
        self.sizes.append(size)
        cost = self.costs.pop(0)
        if cost is None:
            message = "over 60 s"
            raise NoResultError(message)
        return cost


def measured(*costs: Cost | None) -> tuple[Growth, FakeMeter]:
    meter = FakeMeter(list(costs))
    return grown(Family("x", "lists", lambda size, _: {"a.md": b"-" * size}), 3, cast("Meter", meter)), meter


def test_there_are_a_hundred_families_at_least_with_names_of_their_own() -> None:
    assert len({family.name for family in FAMILIES}) == len(FAMILIES) >= 100


@pytest.mark.parametrize("stage", STAGES)
def test_files_are_the_same_whenever_they_are_made_and_grow_with_the_size(stage: str) -> None:
    for family in FAMILIES:
        if family.stage == stage:
            assert family.files(5) == family.files(5)
            assert family.bytes_of(2) < family.bytes_of(32) < 64 * family.bytes_of(2)


@pytest.fixture(scope="module")
def plain() -> Compiler:
    return Compiler(parse_rules(()), Aids())


@pytest.mark.parametrize("stage", STAGES)
def test_every_family_compiles(stage: str, plain: Compiler) -> None:
    for family in FAMILIES:
        if family.stage == stage:
            files = family.files(2)
            rules = [(path, data) for path, data in files.items() if path.startswith(RULES)]
            compiler = Compiler(parse_rules(tuple(rules)), Aids()) if rules else plain
            sources = [Source(path, data) for path, data in files.items() if not path.startswith(RULES)]
            assert has_canonical(compiler, sources), family.name


def has_canonical(compiler: Compiler, sources: list[Source]) -> bool:
    matching = compiler.match(compiler.extract(compiler.parse(sources)))
    return bool(compiler.finish(compiler.merge(matching), matching.evidence).canonical.data)


def test_the_exponent_is_that_of_the_last_step() -> None:
    assert growth(9, 1, 4).exponent == pytest.approx(1)
    assert growth(0.1, 1, 16).exponent == pytest.approx(2)
    assert growth(0, 0, 1).exponent is None
    assert growth(1, 1).exponent is None


def test_memory_counts_where_it_is_more_than_noise() -> None:
    assert growth(1, 4, 16, memory=100).memory_exponent == 0
    assert growth(1, 4, 16, memory=10 * MB).memory_exponent == pytest.approx(1)


def test_a_family_is_bounded_by_its_exponents() -> None:
    assert growth(1, 4, 16).is_bounded
    assert not growth(1, 4, 4 * 4**1.4).is_bounded
    assert not growth(1, failure="over 60 s").is_bounded


def test_the_table_marks_what_is_over_the_bound() -> None:
    some = [growth(0.1, 0.4, 1.6), growth(0.1, 0.4, 6.4), growth(0.1, failure="over 60 s")]
    _, _, good, bad, failed = rows(some)
    assert good == "| items | lists | 16 kB | 100 ms | 400 ms | 1.6 s | 16 MB | 1.00 | 1.00 |  |"
    assert bad.endswith("| 2.00 | 1.00 | **over the bound** |")
    assert failed == "| items | lists | 16 kB | 100 ms |  |  | 1 MB |  |  | **over 60 s** |"
    assert summary(some).startswith("1 of 3 families within the bound of 1.3; the largest exponent is 2.00")


def test_a_row_for_each_stage_names_what_grows_fastest() -> None:
    slow = Growth("equal items", "lists", (1_000, 4_000, 16_000), growth(1, 4, 64).costs)
    other = Growth("open tags", "html", (0,), (), "over 60 s")
    assert list(by_stage([growth(1, 4, 16), slow, other]))[2:] == [
        "| lists | 2 | 2.00 | equal items | 1.00 | 1 |",
        "| html | 1 | over 60 s | open tags | 0.00 | 1 |",
    ]


def test_a_bounded_family_is_measured_once() -> None:
    result, meter = measured(Cost(0.1, 1), Cost(0.4, 1), Cost(1.6, 1))
    assert result.is_bounded
    assert result.sizes == (2, 8, 32)
    assert meter.sizes == [2, 8, 32]


def test_of_a_family_that_seems_to_grow_too_fast_the_least_costs_count() -> None:
    slow = (Cost(0.1, 1), Cost(0.4, 1), Cost(9, 1))
    result, meter = measured(*slow, Cost(0.2, 1), Cost(0.5, 1), Cost(1.6, 1))
    assert [cost.seconds for cost in result.costs] == [0.1, 0.4, 1.6]
    assert len(meter.sizes) == 6


def test_a_build_without_a_result_is_told() -> None:
    result, _ = measured(Cost(0.1, 1), None)
    assert (result.failure, len(result.costs), result.is_bounded) == ("over 60 s", 1, False)


def test_a_table_is_written_into_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- families: python -m bench.growth_families --write -->\n<!-- end of families -->\n")
    bounded = growth(1, 4, 16)
    monkeypatch.setattr(growth_families, "grown", lambda *_: bounded)
    monkeypatch.setattr(Meter, "warm", lambda limit: Meter(0, limit))
    arguments = ["--stage", "toml", "--only", "keys of tables", "--write", str(page)]
    assert growth_families.main(arguments) == 0
    assert "1 of 1 families within the bound" in page.read_text()
    monkeypatch.setattr(growth_families, "grown", lambda *_: growth(1, failure="killed"))
    assert growth_families.main(arguments[:-2]) == 1
