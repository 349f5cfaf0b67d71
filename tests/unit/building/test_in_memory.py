from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest

import personac
from personac.building.in_memory import Outputs, Wanted, build_input
from personac.building.inputs import find_inputs, read_inputs
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError
from personac.edits.patch import apply_patch
from personac.matching.corpus_stats import read_bytes
from personac.report.report_file import report_schema

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


def test_background_in_the_rules_folder_replaces_that_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("a.md").write_text("- a point\n", encoding="utf-8")
    Path("rules/background.npz").write_bytes(read_bytes("background.npz"))
    given = read_inputs(find_inputs(Request((Path("a.md"),))))
    assert given.background == read_bytes("background.npz")
    assert "rules/background.npz" in build_input(given, Wanted()).inputs


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_background_that_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(PersonacError, match="the background statistics cannot be read") as caught:
        personac.build({"a.md": b"- a point\n"}, {"rules/background.npz": data})
    assert [(one.code, one.path) for one in caught.value.diagnostics] == [("PC002", "rules/background.npz")]


UNLIKE_SOURCES = {
    "agents/a.md": b"# A\n\n- Rule one\n",
    "agents/b.md": b"# A\n\n- Rule two of another kind\n",
}
RULES = {"rules/r.toml": b"[merge]\nidentity = 'all'\n"}


def test_the_lock_lists_every_input_and_every_other_output() -> None:
    outputs = personac.build(UNLIKE_SOURCES, RULES, "x").outputs
    lock = json.loads(outputs["personac.lock"])
    assert lock["sources"] == {
        path: hashlib.sha256(data).hexdigest() for path, data in UNLIKE_SOURCES.items()
    }
    assert lock["rules"] == {path: hashlib.sha256(data).hexdigest() for path, data in RULES.items()}
    assert (lock["agent"], lock["version"], lock["options"]) == (
        "x",
        personac.__version__,
        {
            "name": "x",
            "tokenizer": "estimate",
        },
    )
    others = {name: hashlib.sha256(data).hexdigest() for name, data in outputs.items()}
    del others["personac.lock"]
    assert lock["outputs"] == others


def test_the_map_leads_from_each_line_to_its_sources() -> None:
    outputs = personac.build(UNLIKE_SOURCES, name="x").outputs
    canonical = outputs["x.md"].decode().splitlines()
    provenance = json.loads(outputs["x.map.json"])
    assert provenance["agent"] == "x"
    for number, origins in enumerate(provenance["lines"]):
        for origin in origins:
            assert set(origin) == {"persona", "path", "line", "end_line", "cluster", "relation"}
            if origin["relation"] == "kept":
                line = UNLIKE_SOURCES[origin["path"]].decode().splitlines()[origin["line"] - 1]
                assert line == canonical[number]


def test_patches_and_report_fit_the_canonical() -> None:
    outputs = personac.build(UNLIKE_SOURCES, name="x").outputs
    jsonschema.validate(json.loads(outputs["report.json"]), report_schema())
    for path, data in UNLIKE_SOURCES.items():
        assert apply_patch(outputs["x.md"], outputs[f"variants/{Path(path).stem}.patch"], "p") == data


def test_make_reads_the_dependencies(tmp_path: Path) -> None:
    outputs = personac.build(UNLIKE_SOURCES, RULES, "x").outputs
    for name, data in {
        **UNLIKE_SOURCES,
        **RULES,
        **{f"build/{n}": d for n, d in outputs.items()},
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "Makefile").write_text("build/x.md:\n\t@touch $@ && echo made\n-include build/x.d\n")

    def make() -> str:
        return subprocess.run(
            ["make", "-s", "build/x.md"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    make()
    assert make() == ""
    (tmp_path / "rules" / "r.toml").touch()
    assert "made" in make()


def test_chunks_are_joined_on_access() -> None:
    struck = memoryview(b"-one\n-two\n")
    outputs = Outputs({"a": b"whole", "b": (b"head\n", struck[5:])})
    assert (list(outputs), len(outputs)) == (["a", "b"], 2)
    assert outputs == {"a": b"whole", "b": b"head\n-two\n"}
