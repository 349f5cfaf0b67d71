from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from personac.matching.prepared_bullets import load_knowledge
from personac.merging.procedures import longest_rising, with_whole_procedures
from personac.model import Matched
from personac.outline.section_alignment import title_reader
from tests.unit.helpers import EXACT, canonical_body, lettered, matched, place, rules


def _divided(*texts: str, rules_text: str = EXACT) -> tuple[Matched, Mapping[int, int]]:
    before = matched(lettered(texts), rules_text)
    reader = title_reader(before, load_knowledge(rules()).words, rules(rules_text).outline)
    return with_whole_procedures(before, reader)[:2]


def _merged(*texts: str) -> list[str]:
    """The bullets that are in one cluster with those of another text."""
    result, _ = _divided(*texts)
    return [result.bullets[c.representative].text for c in result.clusters if len(c.members) > 1]


def _steps(*texts: str, title: str = "Process") -> str:
    return f"## {title}\n\n" + "".join(f"{n}. {text}\n" for n, text in enumerate(texts, 1))


def _phases(**steps: str) -> str:
    parts = (
        f"### {title.replace('_', ' ')}\n\n" + "".join(f"- {s}\n" for s in own.split())
        for title, own in steps.items()
    )
    return "## Process\n\n" + "\n".join(parts)


def _lines(*texts: str) -> list[str]:
    return [line for line in canonical_body(*texts).splitlines() if line]


def test_steps_are_merged_where_most_of_the_shorter_procedure_match_in_order() -> None:
    assert _merged(_steps("s1", "s2", "s3"), _steps("s1", "x1", "s2")) == ["s1", "s2"]


def test_steps_are_not_merged_where_half_of_the_shorter_procedure_matches() -> None:
    assert _merged(_steps("s1", "s2"), _steps("s1", "x1", "x2")) == []


def test_steps_that_match_out_of_order_are_not_merged() -> None:
    assert _merged(_steps("s1", "s2", "s3", "y1"), _steps("s3", "s2", "s1", "x1")) == []
    assert _merged(_steps("s1", "s2", "s3", "s4", "y1"), _steps("s2", "s3", "s4", "s1", "x1")) == [
        "s2",
        "s3",
        "s4",
    ]


def test_a_step_is_not_merged_with_advice() -> None:
    assert _merged(_steps("s1", "s2"), "## Notes\n\n- s1\n- s2\n") == []


def test_advice_of_two_personas_is_merged_beside_a_step_that_says_the_same() -> None:
    result, _ = _divided(_steps("s1", "s2"), "## Notes\n\n- s1\n- x\n", "## Notes\n\n- s1\n- y\n")
    members = [[place(result.bullets[m]) for m in c.members] for c in result.clusters]
    assert ["a:3"] in members
    assert ["b:3", "c:3"] in members


def test_a_numbered_list_below_a_title_of_another_role_is_no_procedure() -> None:
    texts = (_steps("s1", "s2", title="Checklist"), "## Checklist\n\n- s1\n- x1\n")
    result, procedures = _divided(*texts)
    assert procedures == {}
    assert _merged(*texts) == ["s1"]
    assert len(result.clusters) == 3


def test_a_label_that_names_steps_makes_a_numbered_list_a_procedure() -> None:
    text = "## Output\n\nSteps:\n1. s1\n2. s2\n\nMore:\n- x\n"
    assert set(_divided(text)[1]) == {0, 1}


def test_a_lead_in_that_names_steps_makes_a_numbered_list_a_procedure() -> None:
    text = "## Output\n\nFollow this process, each and every time that you do it:\n\n1. s1\n2. s2\n"
    result, procedures = _divided(text)
    assert [result.bullets[n].text for n in procedures] == ["s1", "s2"]


def test_one_step_is_no_procedure() -> None:
    assert _divided(_steps("s1"))[1] == {}


def test_items_without_text_are_no_steps() -> None:
    assert _divided("## Process\n\n1. ```\n   x\n   ```\n2. s1\n")[1] == {}


def test_a_group_has_one_procedure_of_each_persona() -> None:
    twice = _steps("s1", "s2", "s3") + "\n" + _steps("s1", "s2", "x1", title="Workflow")
    result, procedures = _divided(twice, _steps("s1", "s2", "s3", "s4"))
    number = {place(result.bullets[n]): own for n, own in procedures.items()}
    assert number["a:3"] == number["b:3"] != number["a:9"]


def test_a_step_out_of_order_is_in_no_procedure_of_the_group() -> None:
    result, procedures = _divided(_steps("s1", "s2", "s3", "s4", "s5"), _steps("s5", "s1", "s2", "s3", "x1"))
    number = {place(result.bullets[n]): own for n, own in procedures.items()}
    assert number["b:4"] == number["a:3"] == number["a:7"]
    assert number["b:3"] < 0


def test_three_procedures_that_match_are_one() -> None:
    texts = [_steps("s1", "s2", own) for own in ("x", "y", "z")]
    _, procedures = _divided(*texts)
    assert len(set(procedures.values())) == 1


def test_phases_of_the_same_titles_are_one_procedure() -> None:
    one = _phases(Phase_1_Look="s1 s2", Phase_2_Do="s3 x1")
    other = _phases(Phase_1_Look="s1 y1", Phase_2_Do="s3")
    assert _merged(one, other) == ["s1", "s3"]


def test_phases_of_other_titles_share_no_step() -> None:
    one = _phases(Phase_1_Look="s1 s2", Phase_2_Do="s3 x1")
    other = _phases(Phase_1_Plan="s1 y1", Phase_2_Ship="s3")
    assert _merged(one, other) == []


def test_one_phase_is_no_procedure() -> None:
    assert _divided(_phases(Phase_1_Look="s1 s2", Notes="s3"))[1] == {}


def test_steps_of_a_redundant_persona_stay_with_those_that_they_repeat() -> None:
    result, _ = _divided(_steps("s1", "s2"), _steps("s1", "s2"))
    assert [c.members for c in result.clusters] == [(0, 2), (1, 3)]


def test_every_bullet_stays_in_one_cluster_and_clusters_stay_sorted() -> None:
    result, _ = _divided(_steps("s1", "s2", "s3"), _steps("s1", "x1", "x2"), "## N\n\n- s1\n- s2\n- own\n")
    assert sorted(m for c in result.clusters for m in c.members) == list(range(len(result.bullets)))
    assert list(result.clusters) == sorted(result.clusters, key=lambda c: c.members)
    assert all(c.representative in c.members for c in result.clusters)
    assert all(c.id == result.bullets[c.members[0]].id for c in result.clusters)
    assert all({w.pair.a, w.pair.b} <= set(c.members) for c in result.clusters for w in c.why)


def test_steps_keep_their_order() -> None:
    one, other = _steps("s1", "s2", "s3"), _steps("s1", "n1", "s2", "n2", "s3", "n3")
    assert _lines(one, other) == ["## Process", "1. s1", "2. n1", "3. s2", "4. n2", "5. s3", "6. n3"]


def test_steps_of_both_sources_are_woven_between_the_steps_that_match() -> None:
    lines = _lines(_steps("s1", "a1", "s2", "s3"), _steps("s1", "s2", "b1", "s3"))
    steps = [line.partition(". ")[2] for line in lines[1:]]
    assert lines[0] == "## Process"
    assert [s for s in steps if s != "b1"] == ["s1", "a1", "s2", "s3"]
    assert [s for s in steps if s != "a1"] == ["s1", "s2", "b1", "s3"]


def test_two_different_procedures_stay_apart_each_under_its_title() -> None:
    assert _lines(_steps("s1", "s2"), _steps("t1", "t2", title="Workflow")) == [
        "## Process", "1. s1", "2. s2", "## Workflow", "1. t1", "2. t2",
    ]  # fmt: skip
    one, other = _steps("s1", "s2", "s3"), _steps("t1", "t2", "s3")
    first, second = (text.replace("\n\n", "\n").splitlines() for text in (one, other))
    assert _lines(one, other) == [*first, *second]


def test_phases_stay_whole() -> None:
    one = _phases(Phase_1_Look="s1 s2", Phase_2_Do="s3")
    other = _phases(Phase_1_Plan="t1 s2", Phase_2_Ship="s3 s4")
    lines = _lines(one, other)
    for own in (one, other):
        phases = [line for line in own.splitlines() if line][1:]
        at = lines.index(phases[0])
        assert lines[at : at + len(phases)] == phases


def test_two_runs_of_phases_are_under_two_titles() -> None:
    one = _phases(Phase_1_Look="s1", Phase_2_Do="s3")
    other = _phases(Phase_1_Plan="t1", Phase_2_Ship="s4")
    assert [line for line in _lines(one, other) if line.startswith("## ")] == ["## Process"] * 2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=8))
def test_no_rising_subsequence_is_longer(values: list[int]) -> None:
    found = longest_rising(values)
    assert found == sorted(set(found))
    assert all(values[a] < values[b] for a, b in pairwise(found))
    longest = max(
        n
        for n in range(len(values) + 1)
        for own in combinations(values, n)
        if all(a < b for a, b in pairwise(own))
    )
    assert len(found) == longest


def test_a_phase_without_bullets_is_in_no_order() -> None:
    one, other = (
        f"## Process\n\n### Phase 1\n\n```\nrun {n}\n```\n\n### Phase 2\n\n- s{n}\n" for n in (1, 2)
    )
    assert "### Phase 1" in _lines(one, other)
