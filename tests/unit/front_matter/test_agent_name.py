from __future__ import annotations

import pytest

from personac.front_matter.agent_name import derive_name, shared_name
from personac.model import Persona
from tests.unit.helpers import EXACT, merged, parsed, persona


def _named(name: str, own_id: str) -> Persona:
    return persona(f"---\nname: {name}\n---\n- x\n" if name else "- x\n", own_id)


@pytest.mark.parametrize(
    ("ids", "name"),
    [
        (["backend-developer", "backend-expert", "backend"], "backend"),
        (["senior_backend-dev", "backend-senior"], "backend-senior"),
        (["Backend Dev"], "backend-dev"),
        (["a-a-b", "b-a-c", "c-b"], "b-a-c"),
        (["a", "b"], "merged"),
        (["a", "b", "a-b"], "a-b"),
        ([], "merged"),
        (["---"], "merged"),
        (["report", "report-x"], "report-agent"),
    ],
)
def test_without_names_the_words_of_the_ids_count(ids: list[str], name: str) -> None:
    assert derive_name([persona("", own) for own in ids]) == name


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ({"a": "critic"}, "critic"),
        ({"a": "Code Reviewer"}, "code-reviewer"),
        ({"a": "Code_Reviewer"}, "Code_Reviewer"),
        ({"a": "../x"}, "x"),
        ({"a": "x" * 99}, "a"),
        ({"a": "critic", "b": "critic"}, "critic"),
        ({"a": "critic", "b": ""}, "critic"),
        ({"a": "stern-critic", "critic": ""}, "critic"),
        ({"a-x": "stern-critic", "a-y": "kind-critic"}, "critic"),
        ({"a-x": "critic", "a-y": "poet"}, "a"),
        ({"a": "report"}, "report-agent"),
    ],
)
def test_names_count_before_ids(names: dict[str, str], name: str) -> None:
    assert derive_name([_named(own, own_id) for own_id, own in names.items()]) == name


def test_the_order_of_files_does_not_matter() -> None:
    group = [_named("senior-backend", "a"), _named("backend_senior", "b"), _named("x", "c")]
    assert {derive_name(group), derive_name(group[::-1])} == {"backend-senior"}


def test_a_shared_name_is_one_that_all_have() -> None:
    assert shared_name([_named("x", "a"), _named("x", "b")]) == "x"
    assert shared_name([_named("x", "a"), _named("", "b")]) == ""


def test_a_name_that_all_share_stays_as_written() -> None:
    text = '---\nname: "Code Reviewer"\ndescription: d\n---\n- {0}\n'
    agent = merged({"a.md": text.format("x"), "b.md": text.format("y")})
    assert (agent.name, agent.fields[0].value) == ("code-reviewer", "Code Reviewer")
    other = merged({"a.md": text.format("x"), "b.md": text.format("y")}, name="z")
    assert (other.name, other.fields[0].value) == ("z", "z")


def test_the_callers_name_precedes_the_rules_and_the_derived_one() -> None:
    texts = {"x.md": "- a\n"}
    assert parsed(texts).name == "x"
    assert parsed(texts, f'{EXACT}[agent]\nname = "y"\n').name == "y"
    assert parsed(texts, f'{EXACT}[agent]\nname = "y"\n', name="z").name == "z"
