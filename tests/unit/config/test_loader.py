from __future__ import annotations

import random
import re
import tomllib
from importlib.resources import files as resources
from typing import Any

import jsonschema
import pytest

from personac.config.loader import DEFAULTS, TOOL_NAMES, VOCABULARY, defaults, load_rules, rules_schema
from personac.config.schema import Rules
from personac.config.vocabulary import Vocabulary
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.parsing.normalization import Normaliser


def load(*texts: str | bytes) -> Rules:
    encoded = [text.encode() if isinstance(text, str) else text for text in texts]
    return load_rules([(f"rules/{i}.toml", data) for i, data in enumerate(encoded)])


def problems(*texts: str | bytes) -> list[Diagnostic]:
    with pytest.raises(PersonacError) as caught:
        load(*texts)
    return list(caught.value.diagnostics)


def shown(problem: Diagnostic) -> str:
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return f"{place}: {problem.code}: {problem.message} | {problem.hint}"


def test_without_files_the_defaults_apply() -> None:
    rules = load()
    assert rules.schema == "personac-rules/1"
    assert rules.matching.judge
    assert rules.matching.threshold < rules.matching.unjudged
    assert (rules.matching.floor, rules.matching.neighbours) == (0.01, 60)
    assert "never" in rules.scope.forbid
    assert rules.outline.threshold == 0.55
    assert rules.merge.identity == "one"
    assert rules.front_matter.default == "majority"
    assert rules.front_matter.keys["name"] == "derive"
    assert rules.must_link == rules.cannot_link == ()


@pytest.mark.parametrize(("judge", "merge_from"), [("true", 0.4), ("false", 0.9)])
def test_the_threshold_of_a_build_depends_on_the_judge(judge: str, merge_from: float) -> None:
    matching = load(f"[matching]\njudge = {judge}\nthreshold = 0.4\nunjudged = 0.9\n").matching
    assert matching.merge_from == merge_from


def test_own_words_of_a_scope_replace_those_of_the_defaults() -> None:
    scope = load("[scope]\nforbid = ['hands off']\n").scope
    assert scope.forbid == ("hands off",)
    assert scope.bad == load().scope.bad


def test_the_groups_of_the_defaults_are_a_vocabulary() -> None:
    rules = load()
    assert len(rules.vocabulary.groups) > 60
    assert Vocabulary.from_groups(rules.vocabulary.groups).apply(("k8s",)) == ("kubernetes",)


def test_files_override_the_defaults_in_the_order_of_their_paths() -> None:
    later = ("rules/b.toml", b'[agent]\nname = "b"\n')
    earlier = ("rules/a.toml", b'[agent]\nname = "a"\n[matching]\nfloor = 0\n')
    rules = load_rules([later, earlier])
    assert rules.agent.name == "b"
    assert rules.matching.floor == 0
    assert rules == load_rules([earlier, later])


def test_decisions_and_aliases_of_all_files_accumulate() -> None:
    link = '[[must_link]]\ntexts = ["a", "b"]\nreason = "r"\n[[outline.alias]]\ntitles = ["x", "y"]\n'
    rules = load(link, link + '[[cannot_link]]\ntexts = ["c", "d"]\npersonas = ["p"]\n')
    assert [rule.texts for rule in rules.must_link] == [("a", "b"), ("a", "b")]
    assert rules.must_link[0].reason == "r"
    assert rules.cannot_link[0].personas == ("p",)
    assert [alias.titles for alias in rules.outline.alias][-2:] == [("x", "y"), ("x", "y")]


def test_front_matter_takes_any_key_and_value() -> None:
    rules = load('[front_matter.set]\nmodel = "opus"\n"x y" = { a = [1] }\n[front_matter.keys]\nq = "drop"\n')
    assert list(rules.front_matter.set) == ["model", "x y"]
    assert rules.front_matter.keys["q"] == "drop"
    assert rules.front_matter.keys["name"] == "derive"


def test_the_vocabulary_is_extended() -> None:
    rules = load('[vocabulary]\ngroups = [["k8s", "kube2"], ["blue", "azul"]]\nwithout = ["auth"]\n')
    vocabulary = Vocabulary.from_groups(rules.vocabulary.groups)
    assert vocabulary.apply(("kube2", "azul", "auth", "authn")) == (
        "kubernetes",
        "blue",
        "auth",
        "authentication",
    )


def test_near_terms_and_fillers_are_extended() -> None:
    rules = load(
        '[vocabulary]\nnear = [["redis", "valkey"]]\nfiller = ["verily"]\ntitle_filler = ["foreword"]\n',
        '[vocabulary]\nwithout = ["memcached"]\n',
    )
    [group] = [group for group in rules.vocabulary.near if "redis" in group]
    assert "valkey" in group
    assert "memcached" not in group
    assert rules.vocabulary.filler[-1] == "verily"
    assert rules.vocabulary.title_filler[-1] == "foreword"


def test_rows_of_tool_names_accumulate() -> None:
    rows = load(
        '[[front_matter.tool]]\nname = "run a command"\ngemini = ["run_in_sandbox"]\n'
    ).front_matter.tool
    assert (rows[-1].name, rows[-1].gemini) == ("run a command", ("run_in_sandbox",))
    assert len(rows) == len(load().front_matter.tool) + 1


def test_every_row_of_tool_names_has_a_source() -> None:
    assert [row.name for row in load().front_matter.tool if not row.source] == []


def test_no_built_in_term_has_two_topics_in_normal_form() -> None:
    words = load().vocabulary
    normaliser = Normaliser(Vocabulary.from_groups(words.groups))
    owners: dict[tuple[str, ...], str] = {}
    for group in words.near:
        for term in group:
            assert owners.setdefault(normaliser.normalise(term), group[0]) == group[0], (term, group)


def test_each_built_in_file_is_a_rules_file() -> None:
    package = resources("personac.config")
    parts = [package.joinpath(name).read_text("utf-8") for name in (DEFAULTS, VOCABULARY, TOOL_NAMES)]
    assert [load(part).vocabulary for part in parts] == [load().vocabulary] * 3
    assert "\n".join(parts) == defaults()


def test_a_byte_order_mark_and_crlf_are_accepted() -> None:
    assert load(b'\xef\xbb\xbf[agent]\r\nname = "x"\r\n').agent.name == "x"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "[matching]\ntreshold = 0.4\n",
            "2:1: PC302: unknown setting `treshold` in [matching] | did you mean",
        ),
        (
            "[merg]\nx = 1\n",
            "1:1: PC302: unknown setting `merg` at the top level | did you mean `merge`?",
        ),
        (
            "\nmatching.zzz = 1\n",
            "2:1: PC302: unknown setting `zzz` in [matching] | valid here: alone, floor, judge, neighbours",
        ),
        (
            "[[must_link]]\ntext = ['a']\n",
            "2:1: PC302: unknown setting `text` in [[must_link]] | did you mean",
        ),
        ("[[must_link]]\nreason = 'a'\n", "1:1: PC303: [[must_link]] has no `texts` | add a line"),
        ("[matching]\nthreshold = 2\n", "2:1: PC303: `matching.threshold` must be at most 1 | The score"),
        ("[matching]\nthreshold = nan\n", "2:1: PC303: `matching.threshold` must be at least 0 | The score"),
        (
            "matching = { neighbours = 0 }\n",
            "1:14: PC303: `matching.neighbours` must be at least 1 | The number",
        ),
        (
            "agent = 'x'\n",
            "1:1: PC303: `agent` must be a table, not a string in quotes | write it as a table: [agent]",
        ),
        ("[agent]\nname = '-x'\n", "2:1: PC303: `agent.name` is malformed | The canonical"),
        (
            "[outline]\nfiller = ['a', 3]\n",
            "2:16: PC303: `outline.filler` must be a string in quotes, not an integer",
        ),
        (
            "[outline]\nfiller = 'a'\n",
            "2:1: PC303: `outline.filler` must be an array in brackets, not a string",
        ),
        (
            "[[outline.alias]]\ntitles = ['a']\n",
            "2:1: PC303: `outline.alias.titles` needs at least 2 elements",
        ),
        ("schema = 'personac-rules/2'\n", "1:1: PC303: `schema` cannot be `personac-rules/2` | did you mean"),
        (
            "[front_matter.keys]\na = 'longst'\n",
            "2:1: PC303: `front_matter.keys.a` cannot be `longst` | did you mean",
        ),
        ("[front_matter]\nset = 1\n", "2:1: PC303: `front_matter.set` must be a table, not an integer"),
        (
            "[vocabulary]\ngroups = [['a', 'b'], ['c', 'A']]\n",
            "2:29: PC304: the term `A` is in two groups",
        ),
        (
            "[vocabulary]\nnear = [['a', 'b'], ['c', 'A']]\n",
            "2:27: PC304: the term `A` is in two groups",
        ),
        ("x = \n", "1:5: PC301: invalid TOML: Invalid value | write one `key = value` per line"),
        ("x = ", "1:5: PC301: invalid TOML: Invalid value | write one `key = value` per line"),
        ("a = 1\n\n[b\n", "3:3: PC301: invalid TOML: Expected ']'"),
        (f"a = {'9' * 5000}\n", "0:0: PC301: invalid TOML: Exceeds the limit"),
        (f"a = {'[' * 20_000}\n", "0:0: PC301: arrays or tables are nested too deeply"),
        (b"\xff", "0:0: PC001: byte 0 (0xff) is not UTF-8"),
    ],
)
def test_a_problem_is_reported_at_its_line_with_a_hint(text: str | bytes, line: str) -> None:
    [problem] = problems(text)
    assert shown(problem).startswith(f"rules/0.toml:{line}")
    assert problem.hint


def test_all_problems_of_all_files_are_reported() -> None:
    diagnostics = problems("[agent]\nname = 1\nnam = 2\n", "x =", "[matching]\nfloor = 'a'\n")
    assert [(one.path, one.line) for one in diagnostics] == [
        ("rules/0.toml", 2),
        ("rules/0.toml", 3),
        ("rules/1.toml", 1),
        ("rules/2.toml", 2),
    ]


def test_every_default_has_a_comment() -> None:
    lines = defaults().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[a-z_]+ = |\[front_matter\.", line) and not _is_policy(lines, number):
            assert lines[number - 1].startswith("#"), line


def _is_policy(lines: list[str], number: int) -> bool:
    table = next((line for line in reversed(lines[:number]) if line.startswith("[")), "")
    free = {
        "[prompt_tags]",
        "[front_matter.keys]",
        "[[front_matter.tool]]",
        "[[outline.alias]]",
        "[outline.role]",
    }
    return table in free and not lines[number].startswith("[")


def test_mangled_rules_give_diagnostics_only() -> None:
    rng = random.Random(3)  # noqa: S311 - a seed that repeats is the point
    text = "\n".join(line for line in defaults().splitlines() if not line.startswith("    ["))
    for _ in range(100):
        at = rng.randrange(len(text))
        mangled = (
            text[:at]
            + rng.choice(["[", "]", '"', "=", "x", "\n", "1", ".", "#"])
            + text[at + rng.randint(0, 9) :]
        )
        for diagnostic in _diagnostics(mangled):
            assert diagnostic.message
            assert diagnostic.hint
            assert diagnostic.line > 0


def _diagnostics(text: str) -> tuple[Diagnostic, ...]:
    try:
        load(text)
    except PersonacError as error:
        return error.diagnostics
    return ()


def test_the_defaults_are_valid_toml() -> None:
    assert tomllib.loads(defaults())["schema"] == "personac-rules/1"


def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(rules_schema())
    return jsonschema.Draft202012Validator(rules_schema())


def parts() -> dict[str, dict[str, Any]]:
    schema = rules_schema()
    return {"": schema, **schema["$defs"]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        defaults(),
        "[matching]\nfloor = 0\n",
        '[front_matter.set]\nx = [1, "a"]\n',
        '[[must_link]]\ntexts = ["a", "b"]\n',
    ],
)
def test_valid_rules_match_the_schema(text: str) -> None:
    validator().validate(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "[matching]\nflor = 0\n",
        "[matching]\nfloor = 2\n",
        "schema = 'x'\n",
        "[[must_link]]\nreason = 'a'\n",
        "[[outline.alias]]\ntitles = ['a']\n",
        "[front_matter.keys]\na = 'x'\n",
    ],
)
def test_rules_that_the_loader_rejects_do_not_match_the_schema(text: str) -> None:
    assert not validator().is_valid(tomllib.loads(text))


def test_everything_has_a_description() -> None:
    for name, part in parts().items():
        assert part["description"], name
        assert part["additionalProperties"] is False
        for key, setting in part["properties"].items():
            assert setting["description"], (name, key)


def test_every_setting_has_a_default_in_the_schema() -> None:
    tables = parts()
    table_names = {"agent": "Agent", "matching": "Matching", "outline": "Outline", "merge": "Merge"}
    table_names |= {"keep": "Keep", "hidden": "Hidden", "scan": "Scan", "scope": "ScopeWords"}
    table_names |= {"front_matter": "FrontMatterRules", "vocabulary": "VocabularyRules"}
    values = tomllib.loads(defaults())
    assert set(values) == set(tables[""]["properties"])
    for key, name in table_names.items():
        assert set(values[key]) == set(tables[name]["properties"]), key
    assert tables["Matching"]["properties"]["threshold"]["default"] == values["matching"]["threshold"]
    assert set(tables) == {"", "Alias", "Ignore", "Link", "OutlineSection", "ToolRow", *table_names.values()}


def test_the_schema_has_an_id_and_a_title() -> None:
    schema = rules_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:personac:rules:1"
    assert schema["title"] == "personac rules"
    assert "required" not in schema
