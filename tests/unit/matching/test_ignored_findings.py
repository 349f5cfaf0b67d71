from __future__ import annotations

import pytest

from personac.model import Compilation
from tests.unit.helpers import EXACT, compiled

FRONT = "---\nname: keeper\ndescription: d\n---\n"
TEXTS = {
    "agents/a.md": f"{FRONT}- Always close the heavy shutters by day\n- alpha\n",
    "agents/old/b.md": f"{FRONT}- Never close the heavy shutters by day\n- beta\n",
}


def _compiled(ignored: str = "") -> Compilation:
    return compiled(TEXTS, f"{ignored}\n{EXACT}")


def _codes(ignored: str = "") -> list[str]:
    return sorted(one.code for one in _compiled(ignored).diagnostics)


def _row(code: str, **values: str) -> str:
    return "\n".join(
        ["[[ignore]]", f"code = {code!r}", *(f"{key} = {text!r}" for key, text in values.items())]
    )


def test_findings_of_a_code_are_left_out_and_counted() -> None:
    assert _codes() == ["PC112", "PC406"]
    found = _compiled("ignore = ['PC112', 'PC406']")
    [note] = found.diagnostics
    assert (note.code, note.severity) == ("PC305", "info")
    assert note.message == "2 findings are ignored by the rules: 1 PC112, 1 PC406"
    assert (note.path, note.line) == ("rules/test.toml", 1)


@pytest.mark.parametrize("path", ["agents/a.md", "agents/old/**", "b.md"])
def test_a_path_limits_a_row_and_either_side_of_a_contradiction_counts(path: str) -> None:
    assert _codes(_row("PC406", path=path)) == ["PC112", "PC305"]


@pytest.mark.parametrize(
    "text", ["always **close** the heavy shutter by day", "Never close the heavy shutters by day"]
)
def test_a_text_names_a_bullet_by_its_normal_form(text: str) -> None:
    assert _codes(_row("PC406", text=text, reason="both are meant")) == ["PC112", "PC305"]


@pytest.mark.parametrize(
    "row",
    [
        _row("PC406", path="docs/**"),
        _row("PC406", text="Open the shutters", reason="r"),
        _row("PC403", path="agents/a.md"),
    ],
)
def test_a_row_without_a_finding_is_reported(row: str) -> None:
    found = _compiled(f"\n{row}")
    [idle] = [one for one in found.diagnostics if one.code == "PC306"]
    assert (idle.severity, idle.path, idle.line) == ("info", "rules/test.toml", 2)
    assert _codes(f"\n{row}") == ["PC112", "PC306", "PC406"]


def test_of_two_rows_in_one_line_each_counts_for_itself() -> None:
    assert _codes("ignore = ['PC112', 'PC403']") == ["PC305", "PC306", "PC406"]


def test_an_ignored_contradiction_is_none_for_reports_and_gates() -> None:
    assert any(kept.contradicts for kept in _compiled().apart)
    assert not any(kept.contradicts for kept in _compiled("ignore = ['PC406']").apart)
    assert len(_compiled("ignore = ['PC406']").clusters) == len(_compiled().clusters)
