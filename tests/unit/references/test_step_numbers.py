from __future__ import annotations

import pytest

from personac.references.regions import read_text
from personac.references.step_numbers import Step, Steps, step_references
from tests.unit.helpers import persona


def found(text: str) -> list[tuple[str, int]]:
    regions = read_text(persona(text)).regions
    return [(one.word, one.number) for region in regions for one in step_references(region)]


def targets(text: str, at: int, word: str, number: int) -> list[tuple[int, bool]]:
    """The lines that a number in the text on a line may lead to, and whether what is there is named so."""
    read = read_text(persona(text))
    (region,) = (region for region in read.regions if region.line == at)
    steps = Steps(read).candidates(region, word, number)
    return [(step.line, step.is_named) for step in sorted(steps)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Repeat step 2 until it rises", [("step", 2)]),
        ("Skip steps 2-4", [("step", 2), ("step", 4)]),
        ("Skip Steps 2, 3 and 5.", [("step", 2), ("step", 3), ("step", 5)]),
        ("Do it before Phase 3 and stage 1", [("phase", 3), ("stage", 1)]),
        ("See [step 2](#knead)", [("step", 2)]),
        ("Go to **step 2**", [("step", 2)]),
        ("<example>\nStep 1: Knead\n2. Rest\nSkip step 1, 2 and 3\n</example>", [("step", 3)]),
    ],
)
def test_numbers_of_steps_are_found(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Run `step 2` again",
        "Fill in [Step 1] and {step 2}",
        "See step 2.1",
        "Take 2 steps",
        "In step 2nd",
        "Footstep 2 is loud",
        "**Step 2:** Knead",
        "Step 2",
        "## Step 2",
        "```\nstep 2\n```",
    ],
)
def test_names_code_and_placeholders_are_no_references(text: str) -> None:
    assert found(text) == []


def test_a_name_is_followed_by_references() -> None:
    assert found("Step 3: Repeat step 2") == [("step", 2)]
    assert found("Step 3 follows step 2") == [("step", 3), ("step", 2)]


def test_a_number_leads_to_the_list_around_it() -> None:
    text = "1. Knead\n2. Rest\n   1. Cover\n   2. Wait, as in step 1\n\n- Other\n\n1. Bake\n"
    assert targets(text, 4, "step", 1) == [(3, False)]
    assert targets(text, 2, "step", 1) == [(1, False)]
    assert targets("1. a\n2. b\n   - c\n", 3, "step", 2) == [(2, False)]


def test_a_number_leads_to_what_is_named_so() -> None:
    text = "## Phase 1 Dough\n\na\n\n## Phase 2 - Oven\n\n1. Heat\n2. Bake\n\n**Step 2:** Eat\n"
    assert targets(text, 3, "phase", 2) == [(5, True)]
    assert targets(text, 3, "step", 2) == [(10, True)]
    assert targets(text, 7, "step", 2) == [(8, False), (10, True)]
    assert targets(text, 7, "phase", 3) == []


def test_otherwise_a_number_leads_to_a_list_under_the_same_heading_or_of_the_file() -> None:
    text = "# A\n\n1. a\n2. b\n\nFirst\n\n# B\n\n1. c\n\nSecond\n\n# C\n\nThird\n"
    assert targets(text, 6, "step", 2) == [(4, False)]
    assert targets(text, 12, "step", 1) == [(10, False)]
    assert targets(text, 12, "step", 2) == [(4, False)]
    assert targets(text, 16, "step", 1) == [(3, False), (10, False)]
    assert targets(text, 6, "phase", 1) == []


def test_steps_have_their_numbers() -> None:
    steps = Steps(read_text(persona("3. a\n4. b\n\n## Stage 7 c\n")))
    asked = (Step(2, is_named=False), Step(4, is_named=True), Step(4, is_named=False))
    assert [steps.number(step) for step in asked] == [4, 7, None]
