from __future__ import annotations

import pytest
import yaml

from personac.diagnostics.model import Diagnostic
from personac.ir import Compilation, Origin
from tests.unit.helpers import EXACT, canonical_front, compile_texts, lettered


def _merge(*fronts: str, rules_text: str = EXACT) -> Compilation:
    texts = tuple(f"---\n{front}\n---\n- x\n" if front else "- x\n" for front in fronts)
    return compile_texts(lettered(texts), "field_merge", rules_text)


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
    fronts = ("x: 1\ndescription: a", "x: 2\ndescription: b", "x: 1")
    assert _told(*fronts) == [("PC403", "b.md", 2)]
    [found] = [d for d in _merge(*fronts).diagnostics if d.code == "PC403"]
    assert found.message == "`x` is 2 here; the canonical has 1, from a.md:2"


def test_values_in_messages_are_short_and_of_any_type() -> None:
    [found] = [d for d in _merge("x: 2024-01-01", f"x: {'w' * 99}").diagnostics if d.code == "PC403"]
    assert "2024-01-01" in found.message
    assert len(found.message) < 150


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

    def test_names_that_mean_the_same_are_in_common(self) -> None:
        assert _values("tools: Bash(git *), mcp__a", "tools: Bash, mcp__a__b") == {
            "tools": "Bash(git *), mcp__a__b"
        }

    def test_a_union_names_what_is_wider(self) -> None:
        found = _merge("tools: Bash(git *)", "tools: Bash", rules_text=_policy("tools", "union")).diagnostics
        [message] = [d.message for d in found if d.code == "PC404"]
        assert message == "the canonical allows more than this persona's `tools`: Bash"

    def test_mappings_are_merged_by_the_strictest(self) -> None:
        assert _values("tools: {write: true, bash: false}", "tools: {write: false}") == {
            "tools": {"write": False, "bash": False}
        }
        assert _values("tools: {write: false}", "tools: {write: false, bash: true}") == {
            "tools": {"write": False, "bash": True}
        }
        assert _told("tools: {write: false}", "tools: {bash: false}") == []

    def test_a_mapping_that_a_source_has_is_written_as_there(self) -> None:
        one, other = "---\ntools: {write: false,  bash: false}\n---\n", "---\ntools: {write: false}\n---\n"
        assert canonical_front(one, other).endswith("tools: {write: false,  bash: false}")

    def test_a_list_and_a_mapping_make_the_list_without_what_is_denied(self) -> None:
        fronts = ("tools: {bash: false, edit: true}", "tools: Read, Bash")
        assert _values(*fronts) == {"tools": "Read"}
        assert _told(*fronts) == [("PC403", "a.md", 2)]

    def test_a_list_of_every_tool_narrows_no_mapping(self) -> None:
        assert _values("tools: {bash: false}", "tools: '*'") == {"tools": {"bash": False}}

    def test_a_mapping_of_unknown_form_is_told_of(self) -> None:
        fronts = ("tools: {github: {toolsets: [a]}}", "tools: Read")
        assert _values(*fronts) == {"tools": {"github": {"toolsets": ["a"]}}}
        assert _told(*fronts) == [("PC403", "b.md", 2), ("PC404", "b.md", 2)]

    def test_a_union_of_mappings_is_told_where_it_widens(self) -> None:
        union = _policy("permission", "union")
        fronts = ("permission: {edit: ask}", "permission: {edit: allow, bash: deny}")
        assert _values(*fronts, rules_text=union) == {"permission": {"edit": "allow", "bash": "deny"}}
        [found] = [d for d in _merge(*fronts, rules_text=union).diagnostics if d.code == "PC404"]
        assert (found.path, found.message.rpartition(": ")[2]) == ("a.md", "edit (ask \u2192 allow)")

    def test_one_word_for_all_tools(self) -> None:
        assert _values("permission: ask", "permission: {edit: deny}") == {
            "permission": {"*": "ask", "edit": "deny"}
        }


class TestDenials:
    def test_they_are_united(self) -> None:
        fronts = ("disallowedTools: Bash(rm *)", "disallowedTools: [Bash, Write]", "tools: Read, Write")
        assert _values(*fronts) == {"disallowedTools": ["Bash", "Write"], "tools": "Read"}
        assert _told(*fronts) == []

    def test_every_tool_may_be_denied(self) -> None:
        assert _values("disallowedTools: '*'", "disallowedTools: Bash") == {"disallowedTools": "*"}
        assert _values("disallowedTools:", "disallowedTools: Bash") == {"disallowedTools": "Bash"}

    @pytest.mark.parametrize(
        ("front", "policy"),
        [
            ("disallowedTools: Bash", _policy("disallowedTools", "drop")),
            ("permission: {bash: deny}", _policy("permission", "drop")),
            ("tools: {bash: false}", _policy("tools", "drop")),
            ("disallowedTools: Bash", _policy("disallowedTools", "intersection")),
        ],
    )
    def test_a_policy_that_takes_them_away_is_an_error(self, front: str, policy: str) -> None:
        found = _merge(front, "disallowedTools: Write", rules_text=policy).diagnostics
        told = [(d.code, d.severity, d.path) for d in found if d.path == "a.md" and d.code.startswith("PC4")]
        assert told == [("PC420", "error", "a.md")]

    def test_a_decision_that_takes_them_away_is_a_warning(self) -> None:
        rules_text = f"{EXACT}[front_matter.set]\ndisallowedTools = []\n"
        found = _merge("disallowedTools: Bash", rules_text=rules_text).diagnostics
        assert [(d.code, d.severity) for d in found if d.code.startswith("PC4")] == [("PC420", "warning")]

    def test_what_is_not_listed_needs_no_denial(self) -> None:
        rules_text = _policy("disallowedTools", "drop")
        assert _told("disallowedTools: Bash", "tools: Read", rules_text=rules_text) == []

    def test_a_part_that_a_mapping_reopens(self) -> None:
        rules_text = (
            f'{EXACT}[front_matter.set]\npermission = {{ bash = {{ "*" = "deny", "git *" = "allow" }} }}\n'
        )
        assert _told("permission: {bash: deny}", rules_text=rules_text) == [("PC420", "a.md", 2)]
        assert _told("permission: {bash: deny}", rules_text=rules_text.replace("allow", "deny")) == []


class TestModes:
    def test_the_strictest_counts_and_an_absent_one_is_the_default(self) -> None:
        plan, accept = "permissionMode: plan", "permissionMode: acceptEdits"
        assert _values(plan, accept) == {"permissionMode": "plan"}
        assert _values(accept, "x: 1") == {"x": 1}
        assert _values(plan, "x: 1") == {"permissionMode": "plan", "x": 1}
        assert _told(plan, accept) == []

    def test_a_freer_one_is_told_also_where_a_source_names_none(self) -> None:
        union = _policy("permissionMode", "union")
        assert _told("permissionMode: plan", "permissionMode: acceptEdits", "x: 1", rules_text=union) == [
            ("PC404", "a.md", 2),
            ("PC404", "c.md", 1),
        ]
        assert ("PC404", "b.md", 1) in _told("permissionMode: auto", "", rules_text=union)

    def test_an_unknown_one_is_a_conflict(self) -> None:
        assert _told("permissionMode: plan", "permissionMode: free") == [("PC403", "b.md", 2)]


class TestExplicit:
    def test_what_is_not_set_is_an_error_and_what_all_allow_stands_meanwhile(self) -> None:
        rules_text = _policy("tools", "explicit")
        assert _values("tools: Read, Bash", "tools: Read", rules_text=rules_text) == {"tools": "Read"}
        found = _merge("tools: Read, Bash", "tools: Read", rules_text=rules_text).diagnostics
        [told] = [d for d in found if d.code.startswith("PC4")]
        assert (told.code, told.severity, told.path, told.line) == ("PC421", "error", "a.md", 2)
        assert "[front_matter.set]" in told.hint

    def test_a_key_that_no_source_has_has_to_be_set_too(self) -> None:
        assert _told("x: 1", rules_text=_policy("tools", "explicit")) == [("PC421", "rules", 0)]

    def test_any_other_key_is_that_of_most(self) -> None:
        assert _values("x: 1", "x: 2", "x: 2", rules_text=_policy("x", "explicit")) == {"x": 2}

    def test_a_set_value_is_all_it_asks_for(self) -> None:
        rules_text = f"{_policy('tools', 'explicit')}[front_matter.set]\ntools = ['Read']\n"
        assert _values("tools: Read, Bash", rules_text=rules_text) == {"tools": ["Read"]}
        assert _told("tools: Read, Bash", rules_text=rules_text) == []


def test_examples_do_not_make_a_description_long_or_central() -> None:
    texts = ("A word <example>and very many others, which say little</example>", "Three words here")
    for policy in ("longest", "central"):
        found = _values(*(f"description: '{t}'" for t in texts), rules_text=_policy("description", policy))
        assert found == {"description": texts[policy == "longest"]}


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
