from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bench.timing.growth import SYNTHETIC, grow, persona_files
from bench.timing.programs.group_files import by_label, read_bullets, write_groups
from bench.timing.programs.imports import floor
from bench.timing.programs.personac_match import cluster, extracted

TEXTS = (
    "Write the tests before the code",
    "Write the tests before code",
    "Never store a secret in the repository",
    "Prefer small commits that say why",
)


def test_groups_of_two_and_more_are_written_in_order(tmp_path: Path) -> None:
    write_groups(by_label(["b", "a", "b", "c", "a"]), str(tmp_path / "groups"))  # type: ignore[list-item]
    assert json.loads((tmp_path / "groups").read_text("utf-8")) == [[0, 2], [1, 4]]


def test_a_line_is_a_bullet(tmp_path: Path) -> None:
    path = tmp_path / "bullets.txt"
    path.write_text("one\ntwo\u2028still two\n", "utf-8")
    assert read_bullets(str(path)) == ["one", "two\u2028still two"]


@pytest.mark.parametrize(
    ("program", "library"),
    [
        ("rapidfuzz_cdist", "rapidfuzz"),
        ("sparse_topn", "sparse_dot_topn"),
        ("string_grouper_group", "string_grouper"),
        ("string_grouper_match", "string_grouper"),
    ],
)
def test_peers_group_similar_texts(
    program: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(library, reason="a peer: pip install -e '.[bench]'")
    (tmp_path / "in").write_text("".join(f"{text}\n" for text in TEXTS), "utf-8")
    monkeypatch.setattr(sys, "argv", [program, str(tmp_path / "in"), str(tmp_path / "out")])
    runpy.run_module(f"bench.timing.programs.{program}", run_name="__main__")
    assert json.loads((tmp_path / "out").read_text("utf-8")) == [[0, 1]]


def test_personac_matches_bullets_from_a_file(tmp_path: Path) -> None:
    (grown,) = grow(persona_files(SYNTHETIC), [150])
    (tmp_path / "bullets.json").write_bytes(msgspec.json.encode(grown.bullets))
    compilation = cluster(extracted(str(tmp_path / "bullets.json")))
    assert sorted(m for one in compilation.clusters for m in one.members) == list(range(150))
    assert any(len(one.members) > 1 for one in compilation.clusters)
    assert all(bullet.stems for bullet in compilation.bullets if bullet.text.isalpha())


def test_a_floor_imports_only_foreign_modules() -> None:
    import click  # noqa: F401, PLC0415 - to be loaded

    program = floor(frozenset())
    assert "'click'" in program
    assert "'numpy'" in program
    assert not any(f"'{name}" in program for name in ("personac", "bench", "json'", "__main__"))
    compile(program, "floor", "exec")


def test_a_floor_is_written_for_a_program_that_was_run(tmp_path: Path) -> None:
    program = tmp_path / "floor.py"
    arguments = [str(program), "personac.matching.similarity"]
    subprocess.run([sys.executable, "-m", "bench.timing.programs.imports", *arguments], check=True)
    assert "'sklearn'" in program.read_text("utf-8")
