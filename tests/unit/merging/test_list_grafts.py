from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.helpers import EXACT, canonical_body, compiled, lettered

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'


def _lines(*texts: str) -> list[str]:
    return [line for line in canonical_body(*texts, rules_text=_A_FIRST).splitlines() if line]


def _list(items: str) -> str:
    return "".join(f"- {item}\n" for item in items.split())


def _items(*texts: str) -> list[str]:
    return [line.strip().removeprefix("- ") for line in _lines(*texts) if line.lstrip().startswith("- ")]


def _woven(*items: str) -> str:
    return " ".join(_items(*map(_list, items)))


def test_a_new_item_stands_behind_what_its_predecessor_became() -> None:
    assert _woven("a1 a2 a3", "a1 n1 n2") == "a1 n1 n2 a2 a3"


def test_a_new_first_item_stands_before_what_its_successor_became() -> None:
    assert _woven("a1 a2 a3", "n1 a2 n2") == "a1 n1 a2 n2 a3"


def test_items_without_neighbours_stand_at_the_end() -> None:
    assert _woven("a1 a2", "n1 n2") == "a1 a2 n1 n2"


def test_items_of_three_personas_stand_behind_their_predecessors() -> None:
    assert _woven("a1 a2 a3 a4", "a1 n1 a3", "a1 m1 a2") == "a1 m1 n1 a2 a3 a4"


def test_items_in_another_order_determine_no_place() -> None:
    assert _woven("a1 a2 a3 a4", "a2 a3 n1 a1") == "a1 a2 a3 n1 a4"
    assert _woven("a1 a2 a3 a4", "a3 n1 a1 n2 a2 n3") == "n1 a1 n2 a2 n3 a3 a4"


def test_a_merged_item_in_another_order_is_an_origin_all_the_same() -> None:
    texts = (_list("a1 a2 a3 a4"), _list("a2 a3 n1 a1"))
    built = compiled(lettered(texts), _A_FIRST)
    (line,) = (line for line in built.canonical.lines if line.text == "- a1")
    assert [(o.persona, o.relation) for o in line.origins] == [("a", "kept"), ("b", "merged")]


def test_new_items_below_a_merged_one_stand_below_it() -> None:
    one, other = "- a1\n  - x1\n- a2\n", "- a1\n  - n1\n  - x1\n  - n2\n- b2\n"
    assert _lines(one, other) == ["- a1", "  - n1", "  - x1", "  - n2", "- b2", "- a2"]


def test_items_below_a_merged_one_that_has_none_stand_below_it() -> None:
    assert _lines("- a1\n- a2\n", "- a1\n  - n1\n- b2\n") == ["- a1", "  - n1", "- b2", "- a2"]


def test_a_list_below_a_new_item_stays_whole() -> None:
    one, other = "- a1\n- a2\n", "- n1\n  - a1\n  - x1\n- n2\n"
    assert _lines(one, other) == ["- a1", "- a2", "- n1", "  - a1", "  - x1", "- n2"]


def test_a_new_item_keeps_its_paragraphs() -> None:
    assert _lines("- a1\n", "- a1\n- n1\n\n  More of it.\n") == ["- a1", "- n1", "  More of it."]


def test_a_block_below_a_merged_item_stands_below_it() -> None:
    assert _lines("- a1\n- a2\n", "- a1\n\n  ```\n  x\n  ```\n- b2\n") == [
        "- a1", "  ```", "  x", "  ```", "- b2", "- a2",
    ]  # fmt: skip


_words = st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=8, unique=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(_words, min_size=2, max_size=2), _words, _words)
def test_no_two_items_of_one_source_swap_in_a_section(
    trunk: list[list[str]], own: list[str], more: list[str]
) -> None:
    first, second = (_list(" ".join(f"{w}{w}" for w in words)) for words in trunk)
    other = _list(" ".join(f"{w}{w}" for w in own))
    extra = _list(" ".join(f"{w}{w}" for w in more))
    texts = (f"## Aims\n\n{first}\n## Boats\n\n{second}", f"## Cats\n\n{other}\n## Dogs\n\n{extra}")
    built = compiled(lettered(texts), _A_FIRST)
    places: list[list[int]] = [[]]
    for line in built.canonical.lines:
        if line.text.startswith("## "):
            places.append([])
        places[-1] += [o.line for o in line.origins[:1] if o.persona == "b" and line.text.startswith("- ")]
    assert all(lines == sorted(lines) for lines in places)


def test_steps_in_opposite_orders_keep_the_order_of_both_sources() -> None:
    one = "## Process\n\n1. s1\n2. s2\n3. s3\n4. s4\n5. own\n"
    other = "## Process\n\n1. s2\n2. s1\n3. s3\n4. s4\n5. more\n"
    steps = [line.partition(" ")[2] for line in canonical_body(one, other).splitlines() if ". " in line]
    for source in (one, other):
        rest = iter(steps)
        assert all(line.partition(" ")[2] in rest for line in source.splitlines() if ". " in line)
