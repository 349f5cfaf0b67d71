from __future__ import annotations

from personac.merging.trunk import order_of
from tests.unit.helpers import EXACT, lettered, planned

_A, _B, _C = "- x1\n- x2\n- own a\n- more a\n", "- x1\n- x2\n- x3\n- own b\n", "- x3\n- own c\n"


def _ids(*texts: str, trunk: str = "") -> list[str]:
    plan = planned(lettered(texts), EXACT)
    return [plan.personas[number].id for number in order_of(plan, trunk).personas]


def test_personas_are_ordered_by_the_bullets_of_others_that_they_cover() -> None:
    assert _ids(_A, _B, _C) == ["b", "a", "c"]


def test_what_a_persona_says_alone_does_not_count() -> None:
    assert _ids("- x1\n- own\n", "- x1\n- own1\n- own2\n- own3\n") == ["a", "b"]


def test_the_rules_name_the_trunk_and_the_others_keep_their_order() -> None:
    assert _ids(_A, _B, _C, trunk="c") == ["c", "b", "a"]


def test_a_trunk_that_is_unknown_or_redundant_is_reported_and_ignored() -> None:
    copy = planned({"a.md": _A, "b.md": _A, "c.md": _C}, EXACT)
    (repeated,) = copy.redundant
    for name, message in (("d", "no persona has that id"), (repeated, "only repeats other personas")):
        order = order_of(copy, name)
        (diagnostic,) = order.diagnostics
        assert diagnostic.kind.code == "PC412"
        assert message in diagnostic.message
        assert order.personas == order_of(copy, "").personas


def test_the_hint_names_a_similar_id() -> None:
    plan = planned({"keeper.md": _A, "sailor.md": _B}, EXACT)
    (diagnostic,) = order_of(plan, "sailer").diagnostics
    assert diagnostic.hint == "did you mean 'sailor'?"
