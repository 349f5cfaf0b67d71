from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.edits.patch import apply_patch
from personac.emit.canonical_markdown import emit
from personac.model import Compilation
from personac.references.adapter import ReferenceAdapter
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered, merged

OVEN = "## Bread\n\n1. Heat the oven\n2. Weigh the flour\n3. Knead the dough\n4. Bake the loaf\n"
DOUGH = "## Bread\n\n1. Weigh the flour\n2. Knead the dough\n3. Repeat step 2 until smooth\n"


def built(*texts: str, rules_text: str = EXACT) -> Compilation:
    return compiled(lettered(texts), rules_text)


def lost(*texts: str, rules_text: str = EXACT) -> list[tuple[str, int, str]]:
    """The lost references: path, line and message."""
    found = built(*texts, rules_text=rules_text).diagnostics
    return [(one.path, one.line, one.message) for one in found if one.code == "PC414"]


def test_a_number_follows_its_step() -> None:
    assert "Repeat step 3 until smooth" in canonical_body(OVEN, DOUGH)
    assert lost(OVEN, DOUGH) == []


def test_all_numbers_of_a_phrase_follow_their_steps() -> None:
    text = DOUGH.replace("step 2", "steps 1 and 2")
    assert "Repeat steps 2 and 3 until smooth" in canonical_body(OVEN, text)


def test_a_number_in_a_paragraph_below_the_list_follows_its_step() -> None:
    assert "Never skip step 3." in canonical_body(OVEN, f"{DOUGH}\nNever skip step 2.\n")


def test_numbers_of_the_trunk_stay() -> None:
    trunk = OVEN.replace("Bake the loaf", "Go back to step 3 if it is flat, then bake")
    assert "Go back to step 3 if it is flat" in canonical_body(trunk, DOUGH)


def test_code_keeps_its_numbers() -> None:
    text = DOUGH.replace("Repeat step 2", "Print `step 2`")
    assert "Print `step 2` until smooth" in canonical_body(OVEN, f"{text}\n```\nstep 2\n```\n")


def test_tagged_text_keeps_its_numbers_and_those_of_steps_outside_it_are_reported() -> None:
    note = "<example>\nRepeat step 2, then step 3.\n1. Skip step 1\n3. Stop\n</example>\n"
    assert note in canonical_body(OVEN, f"{DOUGH}\n{note}")
    message = "'step 2' is step 3 in the canonical, and tagged text is not changed"
    assert lost(OVEN, f"{DOUGH}\n{note}") == [("b.md", 8, message)]


def test_a_step_that_is_left_out_is_reported() -> None:
    texts = ("- Knead\n\nSee step 1.\n\n1. Weigh\n", "- Knead\n\nSee step 1.\n\n1. Heat\n")
    rules_text = f"{EXACT}[keep]\nmin_support = 2\n"
    message = "'step 1' leads to a step that the canonical lacks"
    assert ("a.md", 3, message) in lost(*texts, rules_text=rules_text)


def test_a_number_that_would_lead_into_another_list_is_reported() -> None:
    one = "## Bread\n\nNever skip step 2.\n\n1. Heat it\n2. Bake it\n3. Eat it\n"
    other = "## Bread\n\n1. Weigh rye\n2. Grind rye\n3. Sift rye\n"
    assert lost(one, other) == [("a.md", 3, "'step 2' could lead to a step of another list in the canonical")]
    assert "Never skip step 2." in canonical_body(one, other)


def test_a_number_that_could_mean_several_steps_is_reported_only_if_one_of_them_moves() -> None:
    text = "## Oats\n\n1. a1\n2. a2\n\n## Rye\n\n1. b1\n2. b2\n\n## Notes\n\nNever skip step 2.\n"
    message = "'step 2' could be one of several steps, which the canonical has elsewhere"
    assert lost(text, "## Other\n\n- c1\n") == []
    assert lost(text, "## Rye\n\n1. b0\n2. b1\n3. b2\n4. b3\n") == [("a.md", 13, message)]


def test_a_reference_that_leads_nowhere_in_its_source_is_no_concern_of_the_merge() -> None:
    assert lost("Never skip step 7.\n", OVEN) == []


def test_phases_are_found_by_name() -> None:
    one = "Begin with Phase 2.\n\n## Phase 1: Dough\n\n- knead\n\n## Phase 2: Oven\n\n- heat\n"
    other = "## Phase 1: Shop\n\n- buy rye\n\n## Phase 2: Shelf\n\n- store rye\n"
    assert lost(one) == []
    assert [message for *_, message in lost(one, other)] == [
        "'Phase 2' could lead to a step of another list in the canonical"
    ]


def test_a_merged_text_whose_number_led_elsewhere_is_reported() -> None:
    one = "## Rye\n\n1. Heat\n2. Weigh\n3. Bake\n\nNever skip step 2.\n"
    other = "## Oats\n\n1. Soak\n2. Boil\n\nNever skip step 2.\n"
    message = "'step 2' leads elsewhere than in the text that it was merged with"
    assert ("b.md", 6, message) in lost(one, other)


def test_lines_keep_their_origins_and_the_patches_restore_the_sources() -> None:
    compilation = built(OVEN, DOUGH)
    emitted = emit(compilation)
    assert [line.origins for line in compilation.canonical.lines] == [line.origins for line in emitted.lines]
    for variant, persona in zip(compilation.variants, compilation.personas, strict=True):
        assert apply_patch(compilation.canonical.data, variant.patch, "x") == persona.source.data


def test_what_is_adapted_is_not_lost() -> None:
    assert built(OVEN, DOUGH).losses == ()


def test_canonicals_without_references_are_not_read() -> None:
    compilation = merged(lettered(("- Knead\n", "- Bake\n")))
    canonical = emit(compilation)
    assert ReferenceAdapter(compilation.personas).adapted(canonical).canonical is canonical


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_one_persona_is_not_changed(end: str) -> None:
    text = "1. a\n2. Repeat step 1\n\n[x]: /1\n\n[x]: /2\n\n[x] [up](#no) step 9\n".replace("\n", end)
    compilation = built(f"---{end}name: a{end}---{end}{text}")
    assert compilation.canonical.data == compilation.personas[0].source.data


_STEPS = st.lists(st.sampled_from(("mix", "fold", "rest", "heat", "bake", "cool")), min_size=2, unique=True)
_PERSONA = st.tuples(_STEPS, st.integers(1, 2))


def _text(steps: list[str], number: int) -> str:
    lines = [*steps, f"Repeat step {number}"]
    return "## Work\n\n" + "".join(f"{at}. {line}\n" for at, line in enumerate(lines, start=1))


@given(st.lists(_PERSONA, min_size=2, max_size=3))
def test_every_number_leads_to_its_step_or_is_reported(personas: list[tuple[list[str], int]]) -> None:
    compilation = built(*(_text(*own) for own in personas))
    numbers, expected = dict[str, str](), {steps[number - 1] for steps, number in personas}
    for line in compilation.canonical.lines:
        mark, _, text = line.text.partition(". ")
        if text.startswith("Repeat step"):
            is_reported = any(one.code == "PC414" for one in compilation.diagnostics)
            assert is_reported or numbers.get(text.split()[-1]) in expected
        elif mark.isdecimal():
            numbers = {**(numbers if mark != "1" else {}), mark: text}
