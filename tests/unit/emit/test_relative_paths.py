from __future__ import annotations

import pytest

from personac.diagnostics.diagnostic import Diagnostic
from tests.unit.helpers import EXACT, compiled


def found(texts: dict[str, str], rules_text: str = EXACT) -> list[Diagnostic]:
    return [one for one in compiled(texts, rules_text).diagnostics if one.code == "PC415"]


def targets(text: str) -> list[str]:
    return [one.message.split("'")[1] for one in found({"a.md": text})]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("See [it](docs/rye.md).", "docs/rye.md"),
        ("See [it](<my notes.md>).", ""),
        ("See [it](rye.md#heat 'Rye').", "rye.md#heat"),
        ("![oven](../img/oven.png)", "../img/oven.png"),
        ("[it][r]\n\n[r]: ./rye.md", "./rye.md"),
        ("@docs/rye.md", "@docs/rye.md"),
        ("Read @rye.md.", "@rye.md"),
        ("Read @../rye.txt, too", "@../rye.txt"),
    ],
)
def test_relative_links_and_imports_are_reported(text: str, target: str) -> None:
    assert targets(f"{text}\n") == ([target] if target else [])


@pytest.mark.parametrize(
    "text",
    [
        "[it](https://a.example/x.md) [it](mailto:a@b.example) [it](www.a.example/b)",
        "[it](/docs/rye.md) [it](#rye)",
        "[it](url) [it](<path>) [it]({file}.md) [it](~/rye.md)",
        "`[it](rye.md)` and `@docs/rye.md`",
        "```\n[it](rye.md)\n@docs/rye.md\n```",
        "@baker, use @bread/oven and @oven.rise, or write to me@rye.md",
        "@~/rye.md @/rye.md",
    ],
)
def test_other_links_and_names_are_not_reported(text: str) -> None:
    assert targets(f"{text}\n") == []


def test_a_target_is_reported_once_for_each_persona_with_its_place() -> None:
    text = "- x1\n\nBake [it](../rye.md).\n\nEat [it](../rye.md).\n"
    other = "- y1\n\nGrind [it](../rye.md).\n"
    reported = found({"agents/a.md": text, "agents/b.md": other})
    assert [(one.path, one.line, one.column) for one in reported] == [
        ("agents/a.md", 3, 9),
        ("agents/b.md", 3, 10),
    ]


@pytest.mark.parametrize(
    ("path", "target", "hint"),
    [
        ("agents/a.md", "docs/rye.md", ": /agents/docs/rye.md"),
        ("agents/a.md", "../rye.md", ": /rye.md"),
        ("agents/a.md", "../../rye.md", ""),
        ("../a.md", "rye.md", ""),
    ],
)
def test_the_hint_has_the_path_from_the_root(path: str, target: str, hint: str) -> None:
    (one,) = found({path: f"See [it]({target}).\n"})
    assert one.hint == f"write the path from the repository's root{hint}"


def test_a_text_that_is_left_out_needs_no_path() -> None:
    texts = {"a.md": "- x1\n- See [it](rye.md)\n", "b.md": "- x1\n"}
    assert found(texts, f"{EXACT}[keep]\nmin_support = 2\n") == []
