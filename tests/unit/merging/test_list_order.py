from __future__ import annotations

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import CONTRADICTING_ORDER
from tests.unit.helpers import canonical_body, lettered, merged


def _diagnostics(*texts: str) -> list[Diagnostic]:
    result = merged(lettered(texts))
    return [diagnostic for diagnostic in result.diagnostics if diagnostic.kind is CONTRADICTING_ORDER]


def test_each_source_keeps_its_order() -> None:
    assert canonical_body("1. x1\n2. z1\n", "1. x1\n2. y1\n3. z1\n", "1. z1\n2. w1\n") == (
        "1. x1\n2. y1\n3. z1\n4. w1\n"
    )


def test_orders_that_agree_are_not_reported() -> None:
    assert _diagnostics("1. x1\n2. y1\n3. w1\n", "1. x1\n2. y1\n3. z1\n") == []


def test_steps_in_opposite_orders_are_reported_with_both_places() -> None:
    (result,) = _diagnostics("1. x1\n2. y1\n3. z1\n", "1. y1\n2. x1\n3. w1\n4. v1\n")
    assert (result.code, result.severity, result.path, result.line) == ("PC410", "warning", "a.md", 1)
    assert result.message == "step 'x1' comes before 'y1' here; b.md:1 has them in the opposite order"
    assert result.hint


def test_contradictions_of_a_redundant_persona_are_reported() -> None:
    (result,) = _diagnostics("1. x1\n2. y1\n", "1. y1\n2. x1\n3. w1\n")
    assert result.message == "step 'x1' comes before 'y1' here; b.md:1 has them in the opposite order"


def test_a_contradiction_with_the_merged_list_alone_is_reported() -> None:
    texts = ("1. x1\n2. y1\n3. a1\n", "1. y1\n2. z1\n3. b1\n", "1. z1\n2. x1\n3. c1\n4. c2\n")
    (result,) = _diagnostics(*texts)
    assert (
        result.message == "step 'y1' comes before 'z1' here; the merged list has them in the opposite order"
    )
    assert result.path == "b.md"


def test_steps_come_before_lists_of_another_form() -> None:
    bullets = "- y1\n- x1\n- c1\n"
    assert canonical_body(bullets, "1. x1\n2. y1\n3. z1\n") == "1. x1\n2. c1\n3. y1\n4. z1\n"


def test_the_order_of_bulleted_lists_is_not_compared() -> None:
    assert _diagnostics("- x1\n- y1\n- z1\n", "- y1\n- x1\n- w1\n") == []
    steps = "1. x1\n2. y1\n3. z1\n4. w1\n5. v1\n"
    assert _diagnostics(steps, "- y1\n- x1\n") == []


def test_definitions_precede_plain_items() -> None:
    one, other = "- x1\n- **Lead**: a1\n- z1\n", "- y1\n- **Other**: b1\n- x1\n"
    assert canonical_body(one, other) == "- **Other**: b1\n- **Lead**: a1\n- y1\n- x1\n- z1\n"


def test_a_list_of_one_source_and_a_list_of_steps_keep_their_order() -> None:
    text = "- x1\n- **Lead**: a1\n\n1. y1\n2. **Lead**: b1\n"
    assert canonical_body(text) == text
    steps = ("1. x1\n2. **Lead**: a1\n", "1. x1\n2. **Lead**: a1\n3. z1\n")
    assert canonical_body(*steps) == "1. x1\n2. **Lead**: a1\n3. z1\n"
