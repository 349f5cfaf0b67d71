from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import jsonschema

import personac
from personac.building.outputs import Outputs
from personac.edits.patch import apply_patch
from personac.report.report_file import report_schema

SOURCES = {"agents/a.md": b"# A\n\n- Rule one\n", "agents/b.md": b"# A\n\n- Rule two of another kind\n"}
RULES = {"rules/r.toml": b"[merge]\nidentity = 'all'\n"}


def test_the_lock_lists_every_input_and_every_other_output() -> None:
    outputs = personac.build(SOURCES, RULES, "x").outputs
    lock = json.loads(outputs["personac.lock"])
    assert lock["sources"] == {path: hashlib.sha256(data).hexdigest() for path, data in SOURCES.items()}
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
    outputs = personac.build(SOURCES, name="x").outputs
    canonical = outputs["x.md"].decode().splitlines()
    provenance = json.loads(outputs["x.map.json"])
    assert provenance["agent"] == "x"
    for number, origins in provenance["lines"].items():
        for origin in origins:
            assert set(origin) == {"persona", "path", "line", "end_line", "cluster", "relation"}
            if origin["relation"] == "kept":
                line = SOURCES[origin["path"]].decode().splitlines()[origin["line"] - 1]
                assert line == canonical[int(number) - 1]


def test_patches_and_report_fit_the_canonical() -> None:
    outputs = personac.build(SOURCES, name="x").outputs
    jsonschema.validate(json.loads(outputs["report.json"]), report_schema())
    for path, data in SOURCES.items():
        assert apply_patch(outputs["x.md"], outputs[f"variants/{Path(path).stem}.patch"], "p") == data


def test_make_reads_the_dependencies(tmp_path: Path) -> None:
    outputs = personac.build(SOURCES, RULES, "x").outputs
    for name, data in {**SOURCES, **RULES, **{f"build/{n}": d for n, d in outputs.items()}}.items():
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
