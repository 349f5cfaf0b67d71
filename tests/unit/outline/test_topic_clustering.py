from __future__ import annotations

from functools import cache

from personac.extraction.section_streams import placed_sections
from personac.matching.prepared_bullets import load_knowledge
from personac.outline.outline_rules import named_units
from personac.outline.section_alignment import units_of
from personac.outline.titles import TitleReader, TitleSimilarity
from personac.outline.topic_clustering import Links, Unit, block_limit, link
from tests.unit.helpers import persona, rules


@cache
def _known() -> tuple[TitleSimilarity, TitleReader]:
    knowledge = load_knowledge(rules())
    return TitleSimilarity(knowledge), TitleReader(knowledge.words, rules().outline)


def _units(*texts: str) -> tuple[Unit, ...]:
    personas = [persona(text, f"p{i}") for i, text in enumerate(texts)]
    return units_of([p for p in placed_sections(personas) if p.topical], _known()[1])


def _linked(
    units: tuple[Unit, ...], links: Links | None = None, clusters: list[frozenset[int]] | None = None
) -> list[tuple[int, ...]]:
    none = [frozenset[int]() for _ in units]
    return list(link(units, clusters or none, _known()[0], 0.55, links or Links()).groups)


def _page(*titles: str) -> str:
    return "".join(f"## {title}\n\n- x\n\n" for title in titles)


def test_units_are_sections_of_one_title() -> None:
    units = _units(_page("Cats", "Dogs"), _page("cats", "Mice"))
    assert [unit.sections for unit in units] == [(0, 2), (1,), (3,)]
    assert [unit.owners for unit in units] == [(0, 1), (0,), (1,)]


def test_a_repeated_title_is_another_unit_elsewhere_and_the_same_beside_it() -> None:
    units = _units("## A\n\n### Cats\n\n- x\n\n### Cats\n\n- x\n\n## B\n\n### Cats\n\n- x\n")
    assert [unit.sections for unit in units] == [(0,), (1, 2), (3,), (4,)]


def test_generic_titles_are_distinguished_by_their_parents() -> None:
    one, other = "## {0}\n\n### Overview\n\n- x\n\n".format, "## {0}\n\n- x\n\n### Overview\n\n- x\n".format
    assert len(_units(one("Cats"), other("Cats"))) == 2
    assert len(_units(one("Cats"), other("Dogs"))) == 4


def test_a_section_of_a_role_below_the_same_role_has_none() -> None:
    units = _units("## Expertise\n\n### Technical Skills\n\n- x\n\n### Workflow\n\n- y\n")
    assert [unit.titles[0].kind for unit in units] == ["expertise", "", "process"]


def test_an_introducing_section_counts_as_a_title() -> None:
    units = _units("## Identity\n\nYou are responsible for:\n- x\n", _page("Responsibilities"))
    assert _linked(units) == [(0, 1)]


def test_sections_of_one_persona_stay_apart() -> None:
    assert _linked(_units(_page("Workflow", "Process"))) == [(0,), (1,)]
    assert _linked(_units(_page("Workflow", "Process"), _page("Development Process"))) == [(0,), (1, 2)]


def test_rules_join_sections_of_one_persona_and_keep_sections_apart() -> None:
    reader = _known()[1]
    units = _units(_page("Cats", "Dogs"))
    assert _linked(units, Links(together=((0, 1),))) == [(0, 1)]
    units = _units(_page("Development Process"), _page("Development Workflow"))
    named = tuple(
        named_units(units, [title], reader) for title in ("development process", "DEVELOPMENT WORKFLOW")
    )
    assert named == ((0,), (1,))
    assert _linked(units) == [(0, 1)]
    assert _linked(units, Links(apart=named)) == [(0,), (1,)]


def test_shared_clusters_join_different_titles_but_not_different_roles() -> None:
    units = _units(_page("Cats"), _page("Dogs"))
    shared = [frozenset({1, 2, 3}), frozenset({1, 2, 3, 4})]
    assert _linked(units, clusters=shared) == [(0, 1)]
    assert _linked(units, clusters=[frozenset({1}), frozenset({1})]) == [(0,), (1,)]
    assert _linked(_units(_page("Workflow"), _page("Checklist")), clusters=shared) == [(0,), (1,)]


def test_a_few_personas_that_have_both_do_not_keep_many_apart() -> None:
    texts = [_page("Development Process")] * 12 + [_page("Development Workflow")] * 12
    texts += [_page("Development Process", "Development Workflow")]
    units = _units(*texts)
    groups = _linked(units)
    assert sorted(map(len, groups)) == [1, 25]
    assert groups[1] == (25,)  # the second section of the last persona
    assert sorted(i for group in groups for i in group) == list(range(26))


def test_a_word_of_hundreds_of_titles_proposes_no_pairs() -> None:
    units = _units(*(_page(f"Cats and thing{i}") for i in range(301)))
    assert len(_linked(units)) == 301


def test_small_blocks_propose_pairs_first() -> None:
    assert block_limit([2, 2, 4, 10], 100) == 10
    assert block_limit([2, 2, 4, 10], 52) == 4
    assert block_limit([2, 2, 4, 4], 13) == 2
    assert block_limit([], 5) == 0
    assert block_limit([40], 5) == 0
