from __future__ import annotations

import pytest

from personac.config.ignored import Ignore, RulePlace
from personac.config.loader import load_rules
from personac.config.path_patterns import path_patterns
from personac.diagnostics.diagnostic import PersonacError


def _problem(text: str) -> str:
    with pytest.raises(PersonacError) as caught:
        load_rules([("rules/a.toml", text.encode())])
    [one] = caught.value.diagnostics
    assert one.path == "rules/a.toml"
    return f"{one.line}: {one.code}: {one.message} | {one.hint}"


def test_rows_of_both_forms_accumulate_with_their_places() -> None:
    rules = load_rules(
        [
            ("rules/b.toml", b'ignore = [\n  "PC112", "PC403",\n]\n'),
            ("rules/a.toml", b'\n[[ignore]]\ncode = "PC406"\ntext = "x"\nreason = "r"\n'),
        ]
    )
    assert [*rules.placed("ignore")] == [
        (Ignore("PC406", text="x", reason="r"), RulePlace("rules/a.toml", 2)),
        ("PC112", RulePlace("rules/b.toml", 2)),
        ("PC403", RulePlace("rules/b.toml", 2)),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('x = 1\n[[ignore]]\ncode = "PC112"\n', "1: PC302: "),
        ('\n[[ignore]]\ncode = "PC1112"\n', "2: PC303: `PC1112` is no code of a finding | did"),
        ('ignore = [\n"PC112",\n"PC111x"]\n', "3: PC303: `PC111x` is no code of a finding | did"),
        ('ignore = ["shared-name"]', "1: PC303: `shared-name` is no code of a finding | did you mean"),
        ('ignore = ["gulls"]', "1: PC303: `gulls` is no code of a finding | `personac explain --list`"),
        ('ignore = ["PC402"]', "1: PC303: PC402 stops the build, so it cannot be ignored"),
        ('ignore = ["PC509"]', "1: PC303: PC509 is not about sources, so it cannot be ignored"),
        ('ignore = ["PC407"]', "1: PC303: PC407 is listed by `personac report`"),
        ('[[ignore]]\ncode = "PC406"\ntext = "x"', "1: PC303: [[ignore]] has a `text` and no `reason`"),
    ],
)  # fmt: skip
def test_what_cannot_be_ignored_is_an_error_at_its_line(text: str, problem: str) -> None:
    assert _problem(text).startswith(problem)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("agents/**", "agents/old/a.md", True),
        ("agents/*.md", "agents/old/a.md", False),
        ("**/a.md", "agents/old/a.md", True),
        ("*.draft.md", "agents/a.draft.md", True),
        ("old/", "agents/old/a.md", True),
        ("/old/", "agents/old/a.md", False),
        ("agents/a.md", "agents/b.md", False),
    ],
)
def test_paths_have_the_patterns_of_gitignore(pattern: str, path: str, matches: bool) -> None:  # noqa: FBT001
    assert path_patterns((pattern,)).matches(path) is matches
