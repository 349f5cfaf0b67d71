from __future__ import annotations

import pytest

from personac.report.links import link, relative_path


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("agents/a.md", "build/variants", "../../agents/a.md"),
        ("a.md", "variants", "../a.md"),
        ("build/a.md", "build/variants", "../a.md"),
        ("../agents/a.md", "../out/variants", "../../agents/a.md"),
        ("../agents/a.md", "build/variants", "../../../agents/a.md"),
        ("agents/a.md", "../out/variants", ""),
        ("/agents/a.md", "build", ""),
        ("agents/a.md", "/build", ""),
        ("//evil.example/a.md", "build", ""),
    ],
)
def test_the_way_from_a_folder_to_a_file(path: str, folder: str, expected: str) -> None:
    assert relative_path(path, folder) == expected


def test_links() -> None:
    assert link("a.md:3", "../a.md", 3) == "[a.md:3](../a.md?plain=1#L3)"
    assert link("a.md", "../a.md") == "[a.md](../a.md)"
    assert link("a_b", "") == r"a\_b"


@pytest.mark.parametrize(
    "path", ["x](javascript:a)", "<b>.md", "a b#c?d.md", "javascript:x", '"x"', "é\n.md"]
)
def test_a_path_is_nothing_but_a_path(path: str) -> None:
    target = link("x", f"../{path}", 1).removeprefix("[x](../").removesuffix("?plain=1#L1)")
    assert target.isascii()
    assert not set(target) & set("():<>#? \"'[]\n")
