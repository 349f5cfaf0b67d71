from __future__ import annotations

import pytest

from personac.front_matter.agent_name import derive_name
from tests.unit.helpers import compile_texts, persona


@pytest.mark.parametrize(
    ("ids", "name"),
    [
        (["backend-developer", "backend-expert", "backend"], "backend"),
        (["senior_backend-dev", "backend-senior"], "senior-backend"),
        (["Backend Dev"], "backend-dev"),
        (["a-a-b", "b-a-c", "c-b"], "b-a-c"),
        (["a", "b"], "merged"),
        (["a", "b", "a-b"], "a-b"),
        ([], "merged"),
        (["---"], "merged"),
        (["report", "report-x"], "report-agent"),
    ],
)
def test_derive_name(ids: list[str], name: str) -> None:
    assert derive_name([persona("", own) for own in ids]) == name


def test_the_callers_name_precedes_the_rules_and_the_derived_one() -> None:
    texts = {"x.md": "- a\n"}
    assert compile_texts(texts, "agent_name").name == "x"
    assert compile_texts(texts, "agent_name", '[agent]\nname = "y"\n').name == "y"
    assert compile_texts(texts, "agent_name", '[agent]\nname = "y"\n', name="z").name == "z"
