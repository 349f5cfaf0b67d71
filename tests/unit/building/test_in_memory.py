from __future__ import annotations

import os
from pathlib import Path

import pytest

import personac
from personac.building.in_memory import build_input
from personac.building.inputs import find_inputs, read_inputs
from personac.diagnostics.model import PersonacError
from personac.matching.corpus_stats import read_bytes

SOURCES = {"agents/a.md": b"# A\n\n- Rule one\n", "agents/b.md": b"# A\n\n- Rule two of another kind\n"}


def code_of(error: PersonacError) -> str:
    (diagnostic,) = error.diagnostics
    assert diagnostic.hint
    return diagnostic.code


def test_the_library_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    personac.build(SOURCES)  # the first call imports
    monkeypatch.chdir(tmp_path)
    opened: list[object] = []
    real = os.open

    def refuse(path: str, flags: int, *rest: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            opened.append(path)
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "write_bytes", refuse)
    tmp_path.chmod(0o500)
    try:
        built = personac.build(SOURCES, name="x")
    finally:
        tmp_path.chmod(0o700)
    assert set(built.outputs) >= {"x.md", "report.json", "personac.lock", "variants/a.patch"}
    assert list(tmp_path.iterdir()) == []
    assert opened == []


def test_everything_a_build_writes_and_what_it_was_made_of() -> None:
    built = personac.build(SOURCES, {"rules/a.toml": b'[agent]\nname = "chief"\n'})
    assert list(built.outputs) == [
        "chief.md", "chief.map.json", "variants/a.patch", "variants/a.md", "variants/b.patch",
        "variants/b.md", "report.json", "report.html", "report.md", "chief.d", "personac.lock",
    ]  # fmt: skip
    assert built.inputs == ("agents/a.md", "agents/b.md", "rules/a.toml")
    assert built.diagnostics == built.compilation.diagnostics
    assert built.compilation.name == "chief"


def test_the_order_of_the_sources_does_not_count() -> None:
    turned = dict(reversed(SOURCES.items()))
    assert personac.build(turned).outputs == personac.build(SOURCES).outputs


def test_no_output_holds_a_time_or_an_absolute_path(tmp_path: Path) -> None:
    text = b"".join(personac.build(SOURCES).outputs.values())
    assert str(tmp_path).encode() not in text
    assert b"/home" not in text
    assert b"20:" not in text


def test_nothing_given() -> None:
    with pytest.raises(PersonacError) as caught:
        personac.build({})
    assert code_of(caught.value) == "PC003"


@pytest.mark.parametrize("name", ["a b", "../x", "a/b", "-x", "x:y", "report", "\x1b", "a\0b"])
def test_a_name_that_no_agent_can_have(name: str) -> None:
    with pytest.raises(PersonacError) as caught:
        personac.build(SOURCES, name=name)
    assert code_of(caught.value) == "PC510"


def test_a_name_in_the_rules_that_would_be_the_reports() -> None:
    with pytest.raises(PersonacError) as caught:
        personac.build(SOURCES, {"r.toml": b'[agent]\nname = "report"\n'})
    assert code_of(caught.value) == "PC510"


def test_bad_rules_and_bad_bytes_raise_errors() -> None:
    with pytest.raises(PersonacError) as caught:
        personac.build(SOURCES, {"r.toml": b"x = 1\n"})
    assert code_of(caught.value) == "PC302"
    with pytest.raises(PersonacError) as caught:
        personac.build({"a.md": b"\xff"})
    assert code_of(caught.value) == "PC001"


def test_background_in_the_rules_folder_stands_in_for_what_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("a.md").write_text("- a point\n", encoding="utf-8")
    Path("rules/background.npz").write_bytes(read_bytes("background.npz"))
    given = read_inputs(find_inputs([Path("a.md")], None))
    assert given.background == read_bytes("background.npz")
    assert "rules/background.npz" in build_input(given, "", "build").inputs


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_background_that_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(PersonacError, match="no background knowledge") as caught:
        personac.build({"a.md": b"- a point\n"}, {"rules/background.npz": data})
    assert [(one.code, one.path) for one in caught.value.diagnostics] == [("PC002", "rules/background.npz")]
