from __future__ import annotations

import pytest

from personac.diagnostics.diagnostic import Diagnostic
from tests.unit.helpers import EXACT, compiled

BODY = f"# Lamp\n\n- {'alpha ' * 12}omega\n- {'beta ' * 8}\n".replace(" \n", "\n")


def _front(name: str) -> str:
    return f"---\nname: {name}\ndescription: d\n---\n"


def _found(texts: dict[str, str], code: str, rules: str = EXACT) -> list[Diagnostic]:
    return [one for one in compiled(texts, rules).diagnostics if one.code == code]


def test_a_copy_under_another_name_is_one_warning() -> None:
    texts = {f"{name}.md": _front(name) + BODY for name in "abc"}
    [found] = _found(texts, "PC416")
    assert (found.severity, found.path, found.line) == ("warning", "b.md", 5)
    assert found.message == "3 files have the same body: a.md, b.md, c.md"


@pytest.mark.parametrize(
    "other", [BODY.replace("\n", "\r\n"), BODY.replace("omega", "omega  "), f"{BODY}\n\n"]
)
def test_line_ends_and_spaces_at_them_do_not_matter(other: str) -> None:
    [found] = _found({"a.md": BODY, "b.md": other}, "PC416")
    assert "2 files have the same body" in found.message


def test_equal_files_of_one_name_are_a_note() -> None:
    [found] = _found({"a.md": _front("k") + BODY, "old/a.md": _front("k") + BODY}, "PC416")
    assert (found.severity, "are equal, byte for byte" in found.message) == ("info", True)


def test_files_without_a_name_are_named_by_their_stem() -> None:
    severities = [_found({"a.md": BODY, path: BODY}, "PC416")[0].severity for path in ("old/a.md", "b.md")]
    assert severities == ["info", "warning"]


def test_a_short_body_is_no_copy_unless_the_files_are_equal() -> None:
    texts = {f"{name}.md": f"{_front(name)}Follow the handbook.\n" for name in "ab"}
    assert _found(texts, "PC416") == []
    assert len(_found({"a.md": texts["a.md"], "b.md": texts["a.md"]}, "PC416")) == 1


def test_files_without_a_body_are_no_copies() -> None:
    assert _found({"a.md": _front("a"), "b.md": _front("b"), "c.md": ""}, "PC416") == []


def test_a_persona_that_shares_nothing_is_named() -> None:
    texts = {"a.md": "- alpha\n- one\n", "b.md": "- alpha\n- two\n", "c.md": "- gamma\n"}
    [found] = _found(texts, "PC417")
    assert (found.severity, found.path, found.line) == ("info", "c.md", 1)
    assert found.message == "c shares no bullet and no block with any other"


def test_several_personas_that_share_nothing_are_one_note() -> None:
    texts = {f"{name}.md": f"- {name} {name}\n" for name in ("delta", "gamma", "omega")}
    [found] = _found(texts, "PC417")
    assert found.message == "3 personas share no bullet and no block with any other: delta, gamma, omega"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- alpha\n", "- gamma\n\n```sh\nmake\n```\n"),
        ("- Always close the heavy shutters\n", "- Never close the heavy shutters\n"),
    ],
)
def test_a_block_or_a_contradiction_is_in_common(one: str, other: str) -> None:
    shared = "" if "close" in one else "\n```sh\nmake\n```\n"
    assert _found({"a.md": one + shared, "b.md": other}, "PC417") == []


def test_one_persona_and_files_without_bullets_are_not_told() -> None:
    assert _found({"a.md": "- alpha\n"}, "PC417") == []
    assert _found({"a.md": "- alpha\n", "b.md": ""}, "PC417") == []
