from __future__ import annotations

import pytest

from personac.emit.settings_table import PYPROJECT, TABLE, input_digest, table_in

_TABLE = '[tool.personac]\nname = "x"\n'


def _digest(text: str, name: str = PYPROJECT) -> str:
    return input_digest(name, text.encode())


@pytest.mark.parametrize(
    "text",
    [f"[project]\nname = 'p'\n{_TABLE}", f"# more\n\n{_TABLE}", '\ufefftool = {personac = {name = "x"}}\n'],
)
def test_other_tables_and_the_layout_do_not_count(text: str) -> None:
    assert _digest(text) == _digest(_TABLE)
    assert _digest(text, "personac.toml") != _digest(_TABLE, "personac.toml")


@pytest.mark.parametrize("text", ['[tool.personac]\nname = "y"\n', "tool = 1  # personac\n", "personac = "])
def test_another_table_and_a_file_without_one_do(text: str) -> None:
    assert _digest(text) != _digest(_TABLE)


def test_lines_of_ignored_findings_count_as_the_report_names_them() -> None:
    table = f'{_TABLE}ignore = ["PC112"]\n'
    assert _digest(table) == _digest(f"{table}\n[project]\n")
    assert _digest(table) != _digest(f"\n{table}")


@pytest.mark.parametrize(("name", "head"), [(PYPROJECT, "tool.personac."), ("personac.toml", "")])
def test_groups_do_not_count_but_the_settings_beside_them_do(name: str, head: str) -> None:
    settings = f'{head}name = "x"\n'
    one, other = (f'{settings}[{head}groups.{group}]\nsources = ["{group}"]\n' for group in "ab")
    assert _digest(one, name) == _digest(other, name)
    assert _digest(one, name) != _digest(one.replace('"x"', '"y"'), name)
    assert _digest("groups = [", "personac.toml") != _digest("groups = [ ", "personac.toml")


def test_a_table_is_only_what_is_one() -> None:
    assert table_in(b"tool = 1", TABLE) is None
    assert table_in(b"[tool]\npersonac = 1", TABLE) is None
    assert table_in(b"a = 1", ()) == {"a": 1}
