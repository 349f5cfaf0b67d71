from __future__ import annotations

import json
from pathlib import Path

import pytest

from personac.emit.emitted import EMITTED, hint_if_left_out, recorded


def locked(folder: Path, options: object) -> Path:
    (folder / "personac.lock").write_text(json.dumps({"options": options}))
    return folder


def test_all_kinds_are_not_recorded_and_others_in_their_order() -> None:
    assert recorded(EMITTED) == recorded(reversed(EMITTED)) == {}
    assert recorded(("report", "canonical")) == {"emit": "canonical,report"}


def test_the_hint_names_what_was_written_and_what_is_wanted(tmp_path: Path) -> None:
    folder = locked(tmp_path, {"emit": "canonical,report"})
    hint = "the build left it out: personac build --emit canonical,map,report"
    assert hint_if_left_out(folder, "map", "report") == hint
    assert hint_if_left_out(folder, "report") == ""


@pytest.mark.parametrize("options", [{}, [], {"emit": 1}, None])
def test_there_is_no_hint_where_nothing_was_left_out(tmp_path: Path, options: object) -> None:
    assert hint_if_left_out(tmp_path, "map") == ""
    assert hint_if_left_out(locked(tmp_path, options), "map") == ""


def test_the_hint_names_the_settings_where_they_say_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lock = {"options": {"emit": "canonical"}, "rules": {"pyproject.toml": ""}}
    (tmp_path / "personac.lock").write_text(json.dumps(lock))
    assert "personac build --emit" in hint_if_left_out(tmp_path, "report")
    (tmp_path / "pyproject.toml").write_text('[tool.personac]\nemit = ["canonical"]\n')
    hint = 'the build left it out: write `emit = ["canonical", "report"]` in pyproject.toml, and build again'
    assert hint_if_left_out(tmp_path, "report") == hint
