from __future__ import annotations

from typing import Any

import pytest

from personac.emit.canonical_markdown import emit
from personac.merging.canonical_tree import LEAD_IN_REASON
from personac.model import Merged
from personac.model.decision_format import DecidedGroup, Decision, DecisionFile, NamedBullet
from personac.pipeline import Aids, Compiler
from tests.unit.helpers import EXACT, rules, sources

TEXTS = {
    "a.md": "# Work\n\n## Logs\n\n- Keep logs short\n- Rotate them\n\n## Deeds\n\n- Sign each deed\n",
    "b.md": "# Work\n\n## Logs\n\n- Keep logs short\n\nA paragraph of b.\n\n"
    "## Tools\n\n- Hammers\n  - Of steel\n",
}
LOGS, DEEDS, TOOLS = ("Work", "Logs"), ("Work", "Deeds"), ("Work", "Tools")


def _group(
    *names: tuple[str, str, tuple[str, ...]],
    text: str = "",
    section: tuple[str, ...] = (),
    drop: bool = False,
) -> DecidedGroup:
    return DecidedGroup(tuple(NamedBullet(*one) for one in names), text, section, drop)


def _built(*groups: DecidedGroup, texts: dict[str, str] = TEXTS) -> Merged:
    file = Decision("0", "ada", "decisions/x/0.ada.toml", DecisionFile(reason="as agreed", group=groups))
    compiler = Compiler(rules(EXACT), Aids())
    extracted = compiler.extract(compiler.parse(sources(texts)))
    decided = type(extracted)(**{**extracted.carried(), "bullets": extracted.bullets, "decisions": (file,)})
    return compiler.merge(compiler.match(decided))


def _lines(merged: Merged) -> list[str]:
    lines = [line.text for line in emit(merged).lines if line.text.strip()]
    return lines[lines.index("# Work") :]


def _problems(merged: Merged) -> list[str]:
    return [one.message for one in merged.diagnostics if one.path.startswith("decisions/")]


BOTH = ("a", "Keep logs short", LOGS), ("b", "Keep logs short", LOGS)
BASE = [
    "# Work",
    "## Logs",
    "- Keep logs short",
    "- Rotate them",
    "A paragraph of b.",
    "## Deeds",
    "- Sign each deed",
]
REST = ["## Tools", "- Hammers", "  - Of steel"]


def _changed(old: str, *new: str) -> list[str]:
    return [line for own in [*BASE, *REST] for line in (new if own == old else (own,))]


def test_without_decisions_nothing_changes() -> None:
    assert sorted(_lines(_built(_group(*BOTH)))) == sorted([*BASE, *REST])


def test_a_line_gets_the_wording() -> None:
    merged = _built(_group(*BOTH, text="Keep  the logs\nbrief"))
    assert sorted(_lines(merged)) == sorted(_changed("- Keep logs short", "- Keep the logs brief"))
    assert _problems(merged) == []


def test_a_paragraph_gets_the_wording() -> None:
    lines = _lines(_built(_group(("b", "A paragraph of b.", LOGS), text="Said anew.")))
    assert "Said anew." in lines
    assert "A paragraph of b." not in lines


def test_a_dropped_line_is_left_out_with_the_reason() -> None:
    merged = _built(_group(*BOTH, drop=True))
    assert sorted(_lines(merged)) == sorted(_changed("- Keep logs short"))
    left = [(one.persona, one.text, one.reason) for one in merged.left_out if one.text == "Keep logs short"]
    assert left == [(name, "Keep logs short", "dropped by ada: as agreed") for name in "ab"]


def test_a_section_that_has_lost_all_goes_and_is_told() -> None:
    merged = _built(_group(("a", "Sign each deed", DEEDS), drop=True))
    assert "## Deeds" not in _lines(merged)
    assert {one.text for one in merged.left_out} == {"Deeds", "Sign each deed"}


@pytest.mark.parametrize("section", [DEEDS, ("deeds",), ("Deeds",)])
def test_a_line_moves_to_the_end_of_a_section(section: tuple[str, ...]) -> None:
    lines = _lines(_built(_group(*BOTH, section=section)))
    at = lines.index("## Deeds")
    assert lines[at : at + 3] == ["## Deeds", "- Sign each deed", "- Keep logs short"]
    assert lines.count("- Keep logs short") == 1


def test_a_line_takes_those_below_it_along() -> None:
    lines = _lines(_built(_group(("b", "Hammers", TOOLS), section=DEEDS)))
    assert lines[-4:] == ["## Deeds", "- Sign each deed", "- Hammers", "  - Of steel"]
    assert "## Tools" not in lines


def test_a_paragraph_moves_behind_a_list() -> None:
    lines = _lines(_built(_group(("b", "A paragraph of b.", LOGS), section=DEEDS)))
    at = lines.index("## Deeds")
    assert lines[at : at + 3] == ["## Deeds", "- Sign each deed", "A paragraph of b."]


@pytest.mark.parametrize(
    ("group", "problem"),
    [
        (_group(*BOTH, section=("Nowhere",)), "no section 'Nowhere'"),
        (_group(("b", "Hammers", TOOLS), drop=True), "has items below it"),
        (_group(*BOTH[:1], text="Other words"), ""),
        (_group(*BOTH, text="```"), "is not running text"),
        (_group(*BOTH, text="- nested"), "is not running text"),
        (_group(*BOTH, text="a <!-- b --> c"), "is not running text"),
    ],
)
def test_what_cannot_be_applied_is_told_and_changes_nothing(group: DecidedGroup, problem: str) -> None:
    merged = _built(group)
    assert problem in " ".join(_problems(merged))
    if problem:
        assert sorted(_lines(merged)) == sorted([*BASE, *REST])


VERIFY = "Before you finish with all of the work on mice, verify:"
MICE = ("Mice", VERIFY)


@pytest.mark.parametrize("changes", [{"drop": True}, {"section": ("Cats",)}])
@pytest.mark.parametrize("behind", ["", "Then rest.\n\n"])
def test_a_lead_in_goes_with_the_last_line_of_its_list(changes: dict[str, Any], behind: str) -> None:
    texts = {"a.md": f"# Work\n\n## Mice\n\nSome text.\n\n{VERIFY}\n\n- Set it\n\n{behind}## Cats\n\n- Go\n"}
    merged = _built(_group(("a", "Set it", ("Work", *MICE)), **changes), texts=texts)
    assert VERIFY not in _lines(merged)
    assert "Some text." in _lines(merged)
    assert [one.reason for one in merged.left_out if one.text == VERIFY] == [LEAD_IN_REASON]


def test_a_lead_in_stays_with_the_rest_of_its_list() -> None:
    lists = "- Set it\n\n1. Oil it\n"
    texts = {"a.md": f"# Work\n\n## Mice\n\nSome text.\n\n{VERIFY}\n\n{lists}"}
    lines = _lines(_built(_group(("a", "Set it", ("Work", *MICE)), drop=True), texts=texts))
    assert lines[-3:] == ["Some text.", VERIFY, "1. Oil it"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "Text.\n\nNever do this:\n\n- Sign in red\n",
            ["Text.", "- Hammers", "Never do this:", "- Sign in red"],
        ),
        (
            "- Sign each deed\n\nNever do this:\n\n- Sign in red\n",
            ["- Sign each deed", "- Hammers", "Never do this:", "- Sign in red"],
        ),
        ("Text.\n", ["Text.", "- Hammers"]),
    ],
)
def test_a_line_never_moves_below_a_lead_in(content: str, expected: list[str]) -> None:
    texts = {"a.md": f"# Work\n\n## Deeds\n\nOf all kinds.\n\n{content}\n## Tools\n\n- Hammers\n- Saws\n"}
    lines = _lines(_built(_group(("a", "Hammers", ("Work", "Tools")), section=("Deeds",)), texts=texts))
    assert lines == ["# Work", "## Deeds", "Of all kinds.", *expected, "## Tools", "- Saws"]
