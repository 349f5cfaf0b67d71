from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, matched


def _told(one: str, other: str, between: str = "") -> list[str]:
    text = f"# A\n\n- {one}\n- Sing\n{between}\n- {other}\n"
    found = matched({"a.md": text}, EXACT)
    return [one.message for one in found.diagnostics if one.code == "PC406"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Always use tabs for indentation", "Never use tabs for indentation"),
        ("Write tests for every change", "Don't write tests for every change"),
        ("You must log every request", "You must not log every request"),
        ("Enable strict mode in every file", "Disable strict mode in every file"),
        ("Keep functions under 20 lines of code", "Keep functions under 50 lines of code"),
        ("Respond to every request within 200 ms", "Respond to every request within 500 ms"),
    ],
)
@pytest.mark.parametrize("between", ["", "\n## Style\n"])
def test_contradictions_inside_one_persona_are_told(one: str, other: str, between: str) -> None:
    [message] = _told(one, other, between)
    assert one in message
    assert other in message


def test_the_same_words_below_never_contradict() -> None:
    assert len(_told("Log every failed request", "Log every failed request", "\n## Never\n")) == 1


@pytest.mark.parametrize(
    ("one", "other", "between"),
    [
        ("Error rate > 1%", "Error rate < 0.1%", "\n## Budget\n"),  # two thresholds
        ("Disk more than 90% used: -20", "Disk more than 80% used: -10", ""),  # tiers
        ("limit: Results per page (max 100)", "limit: Results per page (max 1000)", "\n## Other\n"),
        ("[Step 1 with explanation]", "[Step 2 with explanation]", ""),
        ("Do not proceed to Phase 3 before approval", "Do not proceed to Phase 5 before approval", ""),
        ("Server parts can import client parts", "Client parts cannot import server parts", ""),
        ("Entry is a small territory", "Entry is not a small territory", ""),
        ("Safe to remove:", "Not safe to remove:", ""),
        ("Required arguments: in logical order", "Optional arguments: in logical order", ""),
        ("Strongly recommend", "Strongly recommend", "\n## Do not put any logic into views\n"),
        ("Prefer composition over inheritance", "Inheritance over composition", ""),
        ("Cache every answer if it is large", "Never cache every answer if it is private", ""),
    ],
)  # fmt: skip
def test_what_one_author_tells_apart_is_no_contradiction(one: str, other: str, between: str) -> None:
    assert _told(one, other, between) == []


def test_a_cannot_link_silences_it() -> None:
    texts = ["Always use tabs for indentation", "Never use tabs for indentation"]
    rules = f"[[cannot_link]]\ntexts = {texts}\n{EXACT}"
    found = matched({"a.md": "".join(f"- {text}\n" for text in texts)}, rules)
    assert "PC406" not in [one.code for one in found.diagnostics]


def test_copies_in_two_personas_are_told_across_them() -> None:
    texts = {
        "a.md": "- Always use tabs for indentation\n- Never use tabs for indentation\n- own\n",
        "b.md": "- Never use tabs for indentation\n- other\n",
    }
    [told] = [one for one in matched(texts, EXACT).diagnostics if one.code == "PC406"]
    assert (told.path, "b.md:1" in told.message) == ("a.md", True)
