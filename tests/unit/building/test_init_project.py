from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from personac.building.builder import build
from personac.building.init_project import init_project
from personac.building.request import Request
from personac.config.loader import load_rules
from personac.diagnostics.diagnostic import PersonacError


def everything(*, force: bool = False) -> tuple[str, ...]:
    return init_project(make=True, git=True, force=force)


WRITTEN = (
    "agents/reviewer.md", "personac.toml", "rules/personac.toml", "personac.mk", "Makefile",
    ".pre-commit-config.yaml", ".github/workflows/personac.yml", ".gitattributes",
)  # fmt: skip


def plain(*, force: bool = False) -> tuple[str, ...]:
    return init_project(make=False, git=False, force=force)


def content(here: Path) -> dict[str, bytes]:
    return {
        path.relative_to(here).as_posix(): path.read_bytes() for path in here.rglob("*") if path.is_file()
    }


def test_an_empty_folder_becomes_a_repository_that_builds(here: Path) -> None:
    lines = plain()
    assert [line.partition(":")[0] for line in lines] == [*WRITTEN, "next"]
    assert sorted(content(here)) == sorted(WRITTEN)
    assert lines[-1] == "next: personac build"
    outcome = build(Request(use_cache=False))
    assert (outcome.exit_code, outcome.diagnostics) == (0, ())
    agent = (here / "build" / "reviewer.md").read_bytes()
    assert agent == (here / "agents" / "reviewer.md").read_bytes()
    assert build(Request(check=True, force=True, use_cache=False)).exit_code == 0


def test_the_settings_say_what_is_the_default(here: Path) -> None:
    plain()
    assert tomllib.loads((here / "personac.toml").read_text()) == {
        "sources": ["agents"], "output": "build", "rules": "rules"
    }  # fmt: skip


def test_the_starter_rules_change_nothing(here: Path) -> None:
    plain()
    data = (here / "rules" / "personac.toml").read_bytes()
    assert load_rules([("rules/personac.toml", data)]) == load_rules([])


def test_a_second_run_writes_nothing_and_says_so(here: Path) -> None:
    plain()
    before = content(here)
    lines = plain()
    assert content(here) == before
    assert not [line for line in lines if "written" in line]
    assert len(lines) == len(WRITTEN) + 1


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_that_is_there_stays_and_is_told(name: str, here: Path) -> None:
    (here / name).parent.mkdir(parents=True, exist_ok=True)
    (here / name).write_bytes(b"# mine\n")
    lines = plain()
    assert (here / name).read_bytes() == b"# mine\n"
    folder = str(Path(name).parent)
    told = [line for line in lines if line.startswith((f"{name}: ", f"{folder}: "))]
    assert len(told) == 1
    assert "left as" in told[0]


def test_a_dangling_link_is_something_that_is_there(here: Path) -> None:
    (here / "Makefile").symlink_to("nowhere")
    assert "Makefile: exists, left as it is" in plain()
    assert (here / "Makefile").is_symlink()


@pytest.mark.parametrize("folder", [".claude/agents", ".github/agents"])
def test_personas_of_an_agent_tool_are_the_sources(folder: str, here: Path) -> None:
    (here / folder).mkdir(parents=True)
    (here / folder / "a.md").touch()
    assert plain()[0] == f"{folder}: has personas already, left as they are"
    assert not (here / "agents").exists()
    assert tomllib.loads((here / "personac.toml").read_text())["sources"] == [folder]
    assert f"{folder}/**/*.md -text\n" in (here / ".gitattributes").read_text()
    (pattern,) = re.findall(r"files: (.*)", (here / ".pre-commit-config.yaml").read_text())
    matched = [bool(re.search(pattern, f"{place}/a.md")) for place in (folder, "agents", "build")]
    assert matched == [True, False, True]


def test_every_folder_with_personas_is_a_source(here: Path) -> None:
    for name in ("agents/b.md", ".codex/agents/a.toml"):
        (here / name).parent.mkdir(parents=True)
        (here / name).touch()
    assert [line.partition(":")[0] for line in plain()][:2] == ["agents", ".codex/agents"]
    assert tomllib.loads((here / "personac.toml").read_text())["sources"] == ["agents", ".codex/agents"]


def test_settings_in_pyproject_are_enough(here: Path) -> None:
    (here / "pyproject.toml").write_text('[tool.personac]\nsources = ["agents"]\n')
    assert "personac.toml: not needed: pyproject.toml has [tool.personac]" in plain()
    assert not (here / "personac.toml").exists()


def test_only_the_include_is_replaced_and_only_when_forced(here: Path) -> None:
    for name in ("personac.mk", "Makefile"):
        (here / name).write_text("mine: ;\n")
    assert "personac.mk: exists, left as it is" in plain()
    plain(force=True)
    assert (here / "personac.mk").read_text().startswith("# personac in a Makefile")
    assert (here / "Makefile").read_text() == "mine: ;\n"


def test_the_examples_in_the_starter_are_rules(here: Path) -> None:
    plain()
    text = (here / "rules" / "personac.toml").read_text()
    examples = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)
    settings = tomllib.loads(examples)
    assert set(settings) == {
        "schema", "agent", "keep", "front_matter", "vocabulary", "must_link", "cannot_link"
    }  # fmt: skip
    load_rules([("rules/personac.toml", examples.encode())])


def test_writing_twice_changes_nothing(here: Path) -> None:
    everything()
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    assert len(before) == 3
    assert everything()[:3] == (
        "rules: has rules already, left as they are",
        "personac.mk: up to date",
        ".gitattributes: up to date",
    )
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_rules_that_are_there_stay_alone(here: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules" / "mine.toml").write_text("")
    (here / "agents").mkdir()
    (here / "agents" / "a.md").touch()
    assert init_project(make=False, git=True, force=True) == (
        "rules: has rules already, left as they are",
        ".gitattributes: added agents/**/*.md -text, agents/**/*.mdc -text, rules/** -text, build/** -text",
        "next: personac build",
    )
    assert not (here / "rules" / "personac.toml").exists()


def test_another_include_is_replaced_only_when_forced_and_nothing_is_written_before(here: Path) -> None:
    (here / "personac.mk").write_text("mine: ;\n")
    with pytest.raises(PersonacError) as caught:
        everything()
    assert [(found.code, found.path) for found in caught.value.diagnostics] == [("PC504", "personac.mk")]
    assert [path.name for path in here.iterdir()] == ["personac.mk"]
    everything(force=True)
    assert (here / "personac.mk").read_text().startswith("# personac in a Makefile")


@pytest.mark.parametrize("before", ["*.png binary", "*.png binary\n", "agents/**/*.md -text\r\n", ""])
def test_attributes_are_added_to(before: str, here: Path) -> None:
    (here / ".gitattributes").write_bytes(before.encode())
    everything()
    after = (here / ".gitattributes").read_bytes().decode()
    assert after.startswith(before)
    lines = after.splitlines()
    assert sorted(set(lines)) == sorted(lines)
    assert {"agents/**/*.md -text", "agents/**/*.mdc -text", "rules/** -text", "build/** -text"} <= set(lines)


def test_what_cannot_be_read_or_made_is_reported(here: Path) -> None:
    (here / "personac.mk").mkdir()
    with pytest.raises(PersonacError, match="cannot be read or written"):
        everything()
    (here / "personac.mk").rmdir()
    (here / "rules").write_text("")
    with pytest.raises(PersonacError, match="cannot be read or written"):
        everything()


def test_rules_of_cursor_are_personas_too(here: Path) -> None:
    (here / "agents").mkdir()
    (here / "agents" / "a.mdc").touch()
    assert init_project(make=False, git=False, force=False)[-1] == "next: personac build"
