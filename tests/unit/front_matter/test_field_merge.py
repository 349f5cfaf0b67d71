from __future__ import annotations

import pytest
import yaml

from personac.model import Merged, Origin
from tests.unit.helpers import EXACT, canonical_front, lettered, merged


def _merge(*fronts: str, rules_text: str = EXACT) -> Merged:
    texts = tuple(f"---\n{front}\n---\n- x\n" if front else "- x\n" for front in fronts)
    return merged(lettered(texts), rules_text)


def _values(*fronts: str, rules_text: str = EXACT) -> dict[str, object]:
    return {f.key: f.value for f in _merge(*fronts, rules_text=rules_text).fields if f.key != "name"}


def _diagnostics(*fronts: str, rules_text: str = EXACT) -> list[tuple[str, str, int]]:
    diagnostics = _merge(*fronts, rules_text=rules_text).diagnostics
    return [(d.code, d.path, d.line) for d in diagnostics if d.code.startswith("PC4")]


def _policy(key: str, policy: str) -> str:
    return f'{EXACT}[front_matter.keys]\n{key} = "{policy}"\n'


def test_name_and_description_come_first_then_the_order_of_the_sources() -> None:
    fields = _merge("x: 1\ndescription: d\nname: n", "x: 1\ny: 2").fields
    assert [field.key for field in fields] == ["name", "description", "x", "y"]


def test_a_derived_name_has_the_sources_as_origins() -> None:
    name = _merge("name: n", "").fields[0]
    assert (name.value, name.origins) == ("n", (Origin("a", "a.md", 2, 2, "frontmatter"),))
    assert _merge("name: n", rules_text=_policy("name", "first")).fields[0].value == "n"


def test_unknown_keys_are_kept_as_written() -> None:
    assert canonical_front("---\nname: n\nx-y: 1.10\n1: z\n---\n- x\n") == "name: n\nx-y: 1.10\n1: z"


def test_policy_drop() -> None:
    assert _values("x: 1\ny: 2", rules_text=_policy("x", "drop")) == {"y": 2}


def test_the_last_entry_of_a_repeated_key_counts() -> None:
    assert _values("x: 1\nx: 2", "x: 2") == {"x": 2}


@pytest.mark.parametrize(
    ("policy", "value"), [("majority", 2), ("first", 1), ("longest", 333), ("derive", 2), ("central", 2)]
)
def test_policies_that_pick(policy: str, value: int) -> None:
    assert _values("x: 1", "x: 2", "x: 2", "x: 333", rules_text=_policy("x", policy)) == {"x": value}


def test_policy_central_picks_the_most_similar_text() -> None:
    texts = ("Writes poems", "Builds backend services", "Builds backend services and databases")
    fronts = [f"description: {text}" for text in (*texts, "Builds backend services daily")]
    assert _values(*fronts) == {"description": texts[1]}


def test_conflicts_are_reported_except_for_descriptions() -> None:
    fronts = ("x: 1\ndescription: a", "x: 2\ndescription: b", "x: 1")
    assert _diagnostics(*fronts) == [("PC403", "b.md", 2)]
    [conflict] = [d for d in _merge(*fronts).diagnostics if d.code == "PC403"]
    assert conflict.message == "`x` is 2 here; the canonical has 1, from a.md:2"


def test_values_of_any_type_are_shortened_in_messages() -> None:
    [conflict] = [d for d in _merge("x: 2024-01-01", f"x: {'w' * 99}").diagnostics if d.code == "PC403"]
    assert "2024-01-01" in conflict.message
    assert len(conflict.message) < 150


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
def test_values_are_compared_as_parsed(one: str, other: str, are_equal: bool) -> None:  # noqa: FBT001
    assert (_diagnostics(one, other) == []) is are_equal


def test_lists_of_words_are_united() -> None:
    assert _values("tags: [b, a]", "tags: c, a") == {"tags": "b, a, c"}
    assert _values("tags: [b, a]", "tags: [c]", "") == {"tags": ["b", "a", "c"]}
    assert _values("tags:", "tags: [c]") == {"tags": ["c"]}


def test_a_list_equal_to_a_sources_list_is_copied() -> None:
    assert canonical_front("---\ntools: [Read,  Bash]\n---\n", "---\ntools: Bash, Read\n---\n") == (
        "name: merged\ntools: [Read,  Bash]"
    )


def test_mappings_are_not_united_with_lists() -> None:
    assert _values("tools:\n  write: false") == {"tools": {"write": False}}
    assert _diagnostics("tools:\n  write: false") == []
    assert _values("tags: {a: 1}", "tags: [q]") == {"tags": ["q"]}


_INTERSECTION = _policy("tools", "intersection")


class TestTools:
    def test_all_that_a_source_lists(self) -> None:
        fronts = ("tools: Read, Bash", "tools: Bash, Edit")
        assert _values(*fronts) == {"tools": "Read, Bash, Edit"}
        assert _diagnostics(*fronts) == [("PC404", "a.md", 2), ("PC404", "b.md", 2)]

    def test_only_tools_that_all_sources_permit(self) -> None:
        fronts = ("tools: Read, Bash", "tools: Bash, Edit")
        assert _values(*fronts, rules_text=_INTERSECTION) == {"tools": "Bash"}
        assert _diagnostics(*fronts, rules_text=_INTERSECTION) == [
            ("PC425", "a.md", 2),
            ("PC425", "b.md", 2),
        ]

    @pytest.mark.parametrize("rules_text", [EXACT, _INTERSECTION])
    @pytest.mark.parametrize("other", ["", "tools:", 'tools: "*"', "tools: ['*']"])
    def test_a_source_with_every_tool_neither_widens_nor_narrows(self, other: str, rules_text: str) -> None:
        fronts = ("tools: Read, Bash", other)
        assert _values(*fronts, rules_text=rules_text) == {"tools": "Read, Bash"}
        assert _diagnostics(*fronts, rules_text=rules_text) == [("PC425", "b.md", 2 if other else 1)]

    def test_an_empty_intersection_is_an_error_and_lists_all(self) -> None:
        fronts = ("tools: Read", "tools: Bash")
        assert _values(*fronts, rules_text=_INTERSECTION) == {"tools": "Read, Bash"}
        assert _diagnostics(*fronts, rules_text=_INTERSECTION) == [
            ("PC405", "a.md", 2),
            ("PC404", "a.md", 2),
            ("PC404", "b.md", 2),
        ]

    def test_a_list_of_which_all_is_denied_stays_beside_the_denial(self) -> None:
        fronts = ("tools: Bash", "disallowedTools: Bash")
        assert _values(*fronts) == {"disallowedTools": "Bash", "tools": "Bash"}
        assert ("PC428", "a.md", 2) in _diagnostics(*fronts)
        assert "PC420" not in {code for code, _, _ in _diagnostics(*fronts)}

    def test_a_list_of_which_a_mapping_denies_all_gets_a_denial(self) -> None:
        fronts = ("tools: Bash", "tools: {bash: false}")
        assert _values(*fronts) == {"tools": "Bash", "disallowedTools": "Bash"}
        assert ("PC428", "a.md", 2) in _diagnostics(*fronts)
        assert _values(*fronts, "disallowedTools: [Write]")["disallowedTools"] == ["Write", "Bash"]

    def test_an_empty_list_counts_only_if_every_source_has_one(self) -> None:
        assert _values("tools: []", "tools: Read") == {"tools": "Read"}
        assert _values("tools: []", "tools: Read", rules_text=_INTERSECTION) == {"tools": "Read"}
        assert _values("tools: []", "x: 1") == {"tools": [], "x": 1}
        assert ("PC428", "a.md", 2) in _diagnostics("tools: []", "x: 1")

    def test_an_empty_list_of_the_sources_is_not_reported(self) -> None:
        assert _values("tools: []", "tools: []") == {"tools": []}
        assert _diagnostics("tools: []", "tools: []") == []

    @pytest.mark.parametrize("tools", [["Bash"], []])
    def test_a_list_that_only_the_rules_have_is_theirs(self, tools: list[str]) -> None:
        fronts = ("disallowedTools: Bash", "disallowedTools: Bash")
        rules_text = f"{EXACT}[front_matter.set]\ntools = {tools}\n"
        assert _values(*fronts, rules_text=rules_text)["tools"] == tools
        assert "PC428" not in {code for code, _, _ in _diagnostics(*fronts, rules_text=rules_text)}

    @pytest.mark.parametrize("value", [None, "*"])
    def test_sources_that_all_permit_every_tool(self, value: str | None) -> None:
        front = f"tools: {yaml.safe_dump(value).removesuffix('...').strip()}" if value else "tools:"
        assert _values(front.removesuffix("\n..."), front) == {"tools": value}

    def test_every_tool_in_two_forms(self) -> None:
        assert _values("tools: '*'", "tools:") == {"tools": "*"}

    def test_a_union_that_widens_is_reported(self) -> None:
        union = _policy("tools", "union")
        assert _values("tools: Read", "tools: Bash", rules_text=union) == {"tools": "Read, Bash"}
        assert _diagnostics("tools: Read", "tools: Bash", rules_text=union) == [
            ("PC404", "a.md", 2),
            ("PC404", "b.md", 2),
        ]

    @pytest.mark.parametrize("other", ["", "tools:", 'tools: "*"'])
    def test_a_union_with_every_tool_has_no_list(self, other: str) -> None:
        union = _policy("tools", "union")
        assert _values("tools: Read", other, rules_text=union) == {}
        assert _diagnostics("tools: Read", other, rules_text=union) == [("PC404", "a.md", 2)]

    def test_a_picked_value_that_widens_is_reported(self) -> None:
        first = _policy("tools", "first")
        assert _diagnostics("tools: Read, Bash", "tools: Read", rules_text=first) == [
            ("PC403", "b.md", 2),
            ("PC404", "b.md", 2),
        ]

    def test_the_narrower_pattern_is_in_common(self) -> None:
        fronts = ("tools: Bash(git *), mcp__a", "tools: Bash, mcp__a__b")
        assert _values(*fronts, rules_text=_INTERSECTION) == {"tools": "Bash(git *), mcp__a__b"}
        assert _values(*fronts) == {"tools": "mcp__a, Bash"}

    def test_the_message_names_the_wider_pattern(self) -> None:
        compilation = _merge("tools: Bash(git *)", "tools: Bash", rules_text=_policy("tools", "union"))
        [message] = [d.message for d in compilation.diagnostics if d.code == "PC404"]
        assert message == "the canonical permits more than this persona's `tools`: Bash"

    def test_the_strictest_level_of_mappings_wins(self) -> None:
        assert _values("tools: {write: true, bash: false}", "tools: {write: false}") == {
            "tools": {"write": False, "bash": False}
        }
        assert _values("tools: {write: false}", "tools: {write: false, bash: true}") == {
            "tools": {"write": False, "bash": True}
        }
        assert _diagnostics("tools: {write: false}", "tools: {bash: false}") == [
            ("PC425", "a.md", 2),
            ("PC425", "b.md", 2),
        ]

    def test_mappings_that_permit_by_name_are_lists(self) -> None:
        fronts = ("tools: {'*': false, read: true}", "tools: {'*': false, bash: true, write: false}")
        assert _values(*fronts) == {"tools": {"*": False, "read": True, "bash": True, "write": False}}
        strict = {"tools": {"*": False, "read": False, "bash": False, "write": False}}
        assert _values(*fronts, rules_text=_INTERSECTION) == strict

    def test_a_mapping_equal_to_a_sources_mapping_is_copied(self) -> None:
        one, other = "---\ntools: {write: false,  bash: false}\n---\n", "---\ntools: {write: false}\n---\n"
        assert canonical_front(one, other).endswith("tools: {write: false,  bash: false}")

    def test_a_list_and_a_mapping_give_the_list_without_denied_tools(self) -> None:
        fronts = ("tools: {bash: false, edit: true}", "tools: Read, Bash")
        assert _values(*fronts) == {"tools": "Read, Edit"}
        assert _values(*fronts, rules_text=_INTERSECTION) == {"tools": "Read"}
        assert ("PC403", "a.md", 2) in _diagnostics(*fronts)

    def test_a_list_of_every_tool_leaves_a_mapping_as_it_is(self) -> None:
        assert _values("tools: {bash: false}", "tools: '*'") == {"tools": {"bash": False}}

    def test_a_mapping_of_unknown_form_is_reported(self) -> None:
        fronts = ("tools: {github: {toolsets: [a]}}", "tools: Read")
        assert _values(*fronts) == {"tools": "Read"}
        assert _diagnostics(*fronts) == [("PC403", "a.md", 2)]

    def test_a_union_of_mappings_that_widens_is_reported(self) -> None:
        union = _policy("permission", "union")
        fronts = ("permission: {edit: ask}", "permission: {edit: allow, bash: deny}")
        assert _values(*fronts, rules_text=union) == {"permission": {"edit": "allow", "bash": "deny"}}
        [widened] = [d for d in _merge(*fronts, rules_text=union).diagnostics if d.code == "PC404"]
        assert (widened.path, widened.message.rpartition(": ")[2]) == ("a.md", "edit (ask \u2192 allow)")

    def test_one_level_for_all_tools(self) -> None:
        assert _values("permission: ask", "permission: {edit: deny}") == {
            "permission": {"*": "ask", "edit": "deny"}
        }


class TestDenials:
    def test_denials_are_united(self) -> None:
        fronts = ("disallowedTools: Bash(rm *)", "disallowedTools: [Bash, Write]", "tools: Read, Write")
        assert _values(*fronts) == {"disallowedTools": ["Bash", "Write"], "tools": "Read"}
        assert {code for code, _, _ in _diagnostics(*fronts)} == {"PC425"}

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
    def test_a_policy_that_removes_a_denial_is_an_error(self, front: str, policy: str) -> None:
        diagnostics = _merge(front, "disallowedTools: Write", rules_text=policy).diagnostics
        of_a = [d for d in diagnostics if d.path == "a.md" and d.code.startswith("PC4")]
        assert [(d.code, d.severity, d.path) for d in of_a] == [("PC420", "error", "a.md")]

    def test_a_set_value_that_removes_a_denial_is_a_warning(self) -> None:
        rules_text = f"{EXACT}[front_matter.set]\ndisallowedTools = []\n"
        diagnostics = _merge("disallowedTools: Bash", rules_text=rules_text).diagnostics
        assert [(d.code, d.severity) for d in diagnostics if d.code.startswith("PC4")] == [
            ("PC420", "warning")
        ]

    def test_a_tool_outside_the_list_needs_no_denial(self) -> None:
        rules_text = _policy("disallowedTools", "drop")
        assert _diagnostics("disallowedTools: Bash", "tools: Read", rules_text=rules_text) == [
            ("PC425", "a.md", 1)
        ]

    def test_a_mapping_that_permits_a_part_of_a_denied_tool(self) -> None:
        rules_text = (
            f'{EXACT}[front_matter.set]\npermission = {{ bash = {{ "*" = "deny", "git *" = "allow" }} }}\n'
        )
        assert _diagnostics("permission: {bash: deny}", rules_text=rules_text) == [("PC420", "a.md", 2)]
        assert _diagnostics("permission: {bash: deny}", rules_text=rules_text.replace("allow", "deny")) == []


class TestModes:
    def test_the_strictest_mode_wins_and_an_absent_one_is_the_default(self) -> None:
        plan, accept = "permissionMode: plan", "permissionMode: acceptEdits"
        assert _values(plan, accept) == {"permissionMode": "plan"}
        assert _values(accept, "x: 1") == {"x": 1}
        assert _values(plan, "x: 1") == {"permissionMode": "plan", "x": 1}
        assert _diagnostics(plan, accept) == [("PC403", "a.md", 2)]
        assert _diagnostics(plan, plan) == []
        assert _diagnostics(plan, "x: 1") == [("PC403", "a.md", 2)]

    def test_a_freer_mode_is_reported_for_sources_without_a_mode_too(self) -> None:
        union = _policy("permissionMode", "union")
        assert _diagnostics(
            "permissionMode: plan", "permissionMode: acceptEdits", "x: 1", rules_text=union
        ) == [
            ("PC403", "a.md", 2),
            ("PC404", "a.md", 2),
            ("PC404", "c.md", 1),
        ]
        assert ("PC404", "b.md", 1) in _diagnostics("permissionMode: auto", "", rules_text=union)

    def test_an_unknown_mode_is_a_conflict(self) -> None:
        assert _diagnostics("permissionMode: plan", "permissionMode: free") == [("PC403", "a.md", 2)]


class TestExplicit:
    def test_a_missing_value_is_an_error_and_the_strictest_one_is_used(self) -> None:
        rules_text = _policy("tools", "explicit")
        assert _values("tools: Read, Bash", "tools: Read", rules_text=rules_text) == {"tools": "Read"}
        diagnostics = _merge("tools: Read, Bash", "tools: Read", rules_text=rules_text).diagnostics
        [error] = [d for d in diagnostics if d.code == "PC421"]
        assert (error.code, error.severity, error.path, error.line) == ("PC421", "error", "a.md", 2)
        assert "[front_matter.set]" in error.hint

    def test_a_key_without_any_source_has_to_be_set_too(self) -> None:
        assert _diagnostics("x: 1", rules_text=_policy("tools", "explicit")) == [("PC421", "rules", 0)]

    def test_the_majority_decides_other_keys_meanwhile(self) -> None:
        assert _values("x: 1", "x: 2", "x: 2", rules_text=_policy("x", "explicit")) == {"x": 2}

    def test_a_set_value_satisfies_the_policy(self) -> None:
        rules_text = f"{_policy('tools', 'explicit')}[front_matter.set]\ntools = ['Read']\n"
        assert _values("tools: Read, Bash", rules_text=rules_text) == {"tools": ["Read"]}
        assert _diagnostics("tools: Read, Bash", rules_text=rules_text) == [("PC425", "a.md", 2)]


def test_examples_do_not_make_a_description_long_or_central() -> None:
    texts = ("A word <example>and very many others, which say little</example>", "Three words here")
    for policy in ("longest", "central"):
        values = _values(*(f"description: '{t}'" for t in texts), rules_text=_policy("description", policy))
        assert values == {"description": texts[policy == "longest"]}


class TestSet:
    _SET = f"{EXACT}[front_matter.set]\nmodel = 'm'\ntools = ['Read']\nzeta = {{ a = 1 }}\n"

    def test_set_values_override_the_sources(self) -> None:
        assert _values("model: n\ntools: Bash", rules_text=self._SET) == {
            "model": "m",
            "tools": ["Read"],
            "zeta": {"a": 1},
        }

    def test_origins_of_set_values_are_the_sources_entries(self) -> None:
        by_key = {f.key: f for f in _merge("model: n", rules_text=self._SET).fields}
        assert [o.path for o in by_key["model"].origins] == ["a.md"]
        assert by_key["zeta"].origins == ()

    def test_a_set_value_that_widens_is_reported(self) -> None:
        assert _diagnostics("tools: Bash", rules_text=self._SET) == [
            ("PC404", "a.md", 2),
            ("PC425", "a.md", 2),
        ]

    def test_a_name_may_be_set(self) -> None:
        assert _merge("", rules_text=f'{EXACT}[front_matter.set]\nname = "z"\n').fields[0].value == "z"


_NOT_YAML = "---\nname: a\ndescription: Use when: always\nx: 1\n---\n"


def test_front_matter_of_two_personas_that_is_not_yaml_becomes_yaml() -> None:
    front = canonical_front(f"{_NOT_YAML}- a1\n", "- b1\n")
    assert yaml.safe_load(front) == {"name": "a", "description": "Use when: always", "x": 1}


def test_front_matter_of_one_persona_that_is_not_yaml_stays() -> None:
    assert canonical_front(_NOT_YAML) == _NOT_YAML.removeprefix("---\n").removesuffix("\n---\n")


def test_long_descriptions_keep_their_folding() -> None:
    for fold in (">-", ">", "|", "|2"):
        text = f"---\nname: n\ndescription: {fold}\n    one\n    two\nx: 1\n---\n"
        written = f"description: {fold}\n    one\n    two\nx: 1"
        assert canonical_front(text) == f"name: n\n{written}"
        assert canonical_front(f"{text}- a1\n", "- b1\n") == f"name: n\n{written}"


def test_a_mapping_with_very_many_patterns_is_chosen_not_combined() -> None:
    long, short = (f"permission: {{bash: {{{', '.join(own)}}}}}" for own in (_denied(400), ("x: ask",)))
    assert _values(long, short, short) == {"permission": {"bash": {"x": "ask"}}}
    assert ("PC420", "a.md", 2) in _diagnostics(long, short, short)


def _denied(count: int) -> list[str]:
    return [f'"c{number} *": deny' for number in range(count)]
