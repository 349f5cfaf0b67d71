from __future__ import annotations

import pytest
import yaml

from personac.diagnostics.model import Diagnostic
from personac.ir import Compilation, Origin
from tests.unit.helpers import EXACT, canonical_front, compile_texts, lettered


def _merge(*fronts: str, rules_text: str = EXACT) -> Compilation:
    texts = tuple(f"---\n{front}\n---\n- x\n" if front else "- x\n" for front in fronts)
    return compile_texts(lettered(texts), "fields", rules_text)


def _values(*fronts: str, rules_text: str = EXACT) -> dict[str, object]:
    return {f.key: f.value for f in _merge(*fronts, rules_text=rules_text).fields if f.key != "name"}


def _told(*fronts: str, rules_text: str = EXACT) -> list[tuple[str, str, int]]:
    found: tuple[Diagnostic, ...] = _merge(*fronts, rules_text=rules_text).diagnostics
    return [(d.code, d.path, d.line) for d in found if d.code.startswith("PC4")]


def _policy(key: str, policy: str) -> str:
    return f'{EXACT}[front_matter.keys]\n{key} = "{policy}"\n'


def test_name_and_description_come_first_and_then_the_sources_order() -> None:
    found = _merge("x: 1\ndescription: d\nname: n", "x: 1\ny: 2")
    assert [field.key for field in found.fields] == ["name", "description", "x", "y"]


def test_the_name_is_derived_and_known_to_come_from_the_sources() -> None:
    name = _merge("name: n", "").fields[0]
    assert (name.value, name.origins) == ("merged", (Origin("a", "a.md", 2, 2, "frontmatter"),))
    assert _merge("name: n", rules_text=_policy("name", "first")).fields[0].value == "n"


def test_keys_that_nobody_knows_are_kept_as_written() -> None:
    assert canonical_front("---\nname: n\nx-y: 1.10\n1: z\n---\n- x\n") == "name: a\nx-y: 1.10\n1: z"


def test_a_dropped_key_is_dropped() -> None:
    assert _values("x: 1\ny: 2", rules_text=_policy("x", "drop")) == {"y": 2}


def test_of_a_key_that_stands_twice_one_entry_counts() -> None:
    assert _values("x: 1\nx: 2", "x: 2") == {"x": 2}


@pytest.mark.parametrize(
    ("policy", "value"), [("majority", 2), ("first", 1), ("longest", 333), ("derive", 2), ("central", 2)]
)
def test_policies_that_pick(policy: str, value: int) -> None:
    assert _values("x: 1", "x: 2", "x: 2", "x: 333", rules_text=_policy("x", policy)) == {"x": value}


def test_the_central_text_is_the_nearest_to_all_others() -> None:
    texts = ("Writes poems", "Builds backend services", "Builds backend services and databases")
    assert _values(*(f"description: {text}" for text in texts)) == {"description": texts[1]}


def test_conflicts_are_told_but_not_of_descriptions() -> None:
    assert _told("x: 1\ndescription: a", "x: 2\ndescription: b", "x: 1") == [("PC403", "b.md", 2)]


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        ("x: {1: a, b: c}", "x: {b: c, 1: a}", True),
        ("x: {a: [1, {b: 2}]}", "x: {a: [1, {b: 3}]}", False),
        ("x: !!set {a, b}", "x: !!set {b, a}", True),
        ("x: 1", "x: '1'", False),
        ("x: 2024-01-01", "x: '2024-01-01'", False),
    ],
)
def test_values_are_compared_as_yaml_has_them(one: str, other: str, are_equal: bool) -> None:  # noqa: FBT001
    assert (_told(one, other) == []) is are_equal


def test_lists_are_united() -> None:
    assert _values("tags: [b, a]", "tags: c, a") == {"tags": "b, a, c"}
    assert _values("tags: [b, a]", "tags: [c]", "") == {"tags": ["b", "a", "c"]}
    assert _values("tags:", "tags: [c]") == {"tags": ["c"]}


def test_a_list_that_a_source_has_is_written_as_there() -> None:
    assert canonical_front("---\ntools: [Read,  Bash]\n---\n", "---\ntools: Bash, Read\n---\n") == (
        "name: merged\ntools: [Read,  Bash]"
    )


def test_mappings_are_no_lists() -> None:
    assert _values("tools:\n  write: false") == {"tools": {"write": False}}
    assert _told("tools:\n  write: false") == []
    assert _values("tags: {a: 1}", "tags: [q]") == {"tags": {"a": 1}}


def test_a_mapping_of_tools_may_widen_a_list() -> None:
    assert _told("tools: {write: false}", "tools: Read") == [("PC403", "b.md", 2), ("PC404", "b.md", 2)]


class TestTools:
    def test_only_what_all_allow(self) -> None:
        assert _values("tools: Read, Bash", "tools: Bash, Edit") == {"tools": "Bash"}
        assert _told("tools: Read, Bash", "tools: Bash, Edit") == []

    @pytest.mark.parametrize("other", ["", "tools:", 'tools: "*"', "tools: ['*']"])
    def test_every_tool_narrows_nothing(self, other: str) -> None:
        assert _values("tools: Read, Bash", other) == {"tools": "Read, Bash"}
        assert _told("tools: Read, Bash", other) == []

    def test_nothing_in_common_is_told(self) -> None:
        assert _values("tools: Read", "tools: Bash") == {"tools": []}
        assert _told("tools: Read", "tools: Bash") == [("PC405", "a.md", 2)]

    def test_no_tools_at_all_are_what_the_sources_say(self) -> None:
        assert _values("tools: []", "tools: []") == {"tools": []}
        assert _told("tools: []", "tools: []") == []

    @pytest.mark.parametrize("value", [None, "*"])
    def test_every_tool_stays_every_tool(self, value: str | None) -> None:
        front = f"tools: {yaml.safe_dump(value).removesuffix('...').strip()}" if value else "tools:"
        assert _values(front.removesuffix("\n..."), front) == {"tools": value}

    def test_a_union_is_told_where_it_widens(self) -> None:
        union = _policy("tools", "union")
        assert _values("tools: Read", "tools: Bash", rules_text=union) == {"tools": "Read, Bash"}
        assert _told("tools: Read", "tools: Bash", rules_text=union) == [
            ("PC404", "a.md", 2),
            ("PC404", "b.md", 2),
        ]

    @pytest.mark.parametrize("other", ["", "tools:", 'tools: "*"'])
    def test_a_union_with_every_tool_is_every_tool(self, other: str) -> None:
        union = _policy("tools", "union")
        assert _values("tools: Read", other, rules_text=union) == {}
        assert _told("tools: Read", other, rules_text=union) == [("PC404", "a.md", 2)]

    def test_a_picked_value_is_told_where_it_widens(self) -> None:
        first = _policy("tools", "first")
        assert _told("tools: Read, Bash", "tools: Read", rules_text=first) == [
            ("PC403", "b.md", 2),
            ("PC404", "b.md", 2),
        ]


class TestSet:
    _SET = f"{EXACT}[front_matter.set]\nmodel = 'm'\ntools = ['Read']\nzeta = {{ a = 1 }}\n"

    def test_explicit_values_count_whatever_the_sources_say(self) -> None:
        assert _values("model: n\ntools: Bash", rules_text=self._SET) == {
            "model": "m",
            "tools": ["Read"],
            "zeta": {"a": 1},
        }

    def test_they_come_from_the_rules_but_name_who_has_the_key(self) -> None:
        by_key = {f.key: f for f in _merge("model: n", rules_text=self._SET).fields}
        assert [o.path for o in by_key["model"].origins] == ["a.md"]
        assert by_key["zeta"].origins == ()

    def test_they_are_told_where_they_widen(self) -> None:
        assert _told("tools: Bash", rules_text=self._SET) == [("PC404", "a.md", 2)]

    def test_a_name_may_be_set(self) -> None:
        assert _merge("", rules_text=f'{EXACT}[front_matter.set]\nname = "z"\n').fields[0].value == "z"


def test_front_matter_that_yaml_refuses_is_written_so_that_it_does_not() -> None:
    text = "---\nname: n\ndescription: Use when: always\nx: 1\n---\n"
    front = canonical_front(text)
    assert yaml.safe_load(front) == {"name": "a", "description": "Use when: always", "x": 1}


def test_long_descriptions_keep_their_folding() -> None:
    for fold in (">-", ">", "|", "|2"):
        text = f"---\nname: n\ndescription: {fold}\n    one\n    two\nx: 1\n---\n"
        assert canonical_front(text) == f"name: a\ndescription: {fold}\n    one\n    two\nx: 1"
