"""Which lists leave, because other lists say their items."""

from __future__ import annotations

from tests.unit.helpers import EXACT, canonical_body, compiled, lettered

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'


def _section(title: str, *items: str, marker: str = "-") -> str:
    return f"## {title}\n\n" + "".join(f"{marker} {item}\n" for item in items) + "\n"


def _lines(*texts: str, rules: str = _A_FIRST) -> list[str]:
    return [line.removeprefix("- ") for line in canonical_body(*texts, rules_text=rules).splitlines() if line]


_TRUNK = _section("Expertise", "x1", "a1", "a2") + _section("Technologies", "x2", "brush the coat", "d2")


def test_a_list_that_is_half_said_leaves_if_there_is_a_list_for_the_rest() -> None:
    lines = _lines(_TRUNK, _section("Principles", "x1", "x2", "brush the coat daily"))
    assert "## Principles" not in lines
    assert lines[lines.index("## Technologies") :] == [
        "## Technologies",
        "x2",
        "brush the coat daily",
        "brush the coat",
        "d2",
    ]


def test_a_list_stays_whole_if_there_is_no_list_for_one_of_its_items() -> None:
    lines = _lines(_TRUNK, _section("Principles", "x1", "x2", "whistle"))
    assert lines[lines.index("## Principles") :] == ["## Principles", "x1", "x2", "whistle"]


def test_a_list_stays_whole_if_less_than_half_of_it_is_said_elsewhere() -> None:
    lines = _lines(_TRUNK, _section("Principles", "x1", "brush the coat daily", "m1"))
    assert lines[lines.index("## Principles") :] == ["## Principles", "x1", "brush the coat daily", "m1"]


def test_a_numbered_list_leaves_as_a_whole_or_not_at_all() -> None:
    own = ("x1", "x2", "brush the coat daily")
    numbered = "## Guidelines\n\n" + "".join(f"{n}. {item}\n" for n, item in enumerate(own, start=1))
    lines = _lines(_TRUNK, numbered)
    assert lines[lines.index("## Guidelines") :] == ["## Guidelines", "1. x1", "2. x2", f"3. {own[2]}"]


def test_a_checklist_leaves_for_no_list_of_another_role() -> None:
    lines = _lines(_TRUNK, _section("Quality checklist", "x1", "x2"))
    assert lines[lines.index("## Quality checklist") :] == ["## Quality checklist", "x1", "x2"]


def test_two_lists_do_not_both_leave_for_each_other() -> None:
    lines = _lines(_TRUNK, _section("Principles", "m1", "m2"), _section("Skills", "m1", "m2"))
    assert lines.count("m1") == lines.count("m2") == 1


def test_the_title_of_a_list_that_left_is_listed_as_left_out() -> None:
    texts = (_TRUNK, _section("Principles", "x1", "x2"))
    assert [entry.text for entry in compiled(lettered(texts), _A_FIRST).left_out] == ["Principles"]


def test_a_list_leaves_only_for_lists_where_what_limits_it_is_said() -> None:
    for title in ("Deprecated skills", "Exempt from review"):
        assert f"## {title}" in _lines(_TRUNK, _section(title, "x1", "x2", "brush the coat daily"))
    lead = "These may be skipped in prototypes:"
    other = f"## Principles\n\n{lead}\n\n- x1\n- x2\n"
    assert lead in _lines(_TRUNK, other)


def test_a_rest_goes_to_no_list_that_says_more_of_it() -> None:
    trunk = _TRUNK.replace("Technologies", "When working on the frontend")
    lines = _lines(trunk, _section("Principles", "x1", "brush the coat daily"))
    at = lines.index("## Principles")
    assert lines[at : at + 3] == ["## Principles", "x1", "brush the coat daily"]


def test_an_item_with_several_paragraphs_does_not_leave() -> None:
    lines = _lines(_TRUNK, "## Principles\n\n- x1\n\n  Only at night.\n- x2\n")
    assert lines[lines.index("## Principles") :] == ["## Principles", "x1", "  Only at night.", "x2"]
