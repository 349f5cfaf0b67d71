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
    assert any(line.startswith("Makefile: exists, left as it is") for line in plain())
    assert (here / "Makefile").is_symlink()


@pytest.mark.parametrize("folder", [".claude/agents", ".github/agents"])
def test_personas_of_an_agent_tool_are_the_sources(folder: str, here: Path) -> None:
    (here / folder).mkdir(parents=True)
    (here / folder / "a.md").touch()
    assert plain()[0] == f"{folder}: has personas already, left as they are"
    assert not (here / "agents").exists()
    assert tomllib.loads((here / "personac.toml").read_text())["sources"] == [folder]
    assert f"{folder}/**/*.md -text\n" in (here / ".gitattributes").read_text()
    assert "agents/**" not in (here / ".gitattributes").read_text().splitlines()


def test_the_hook_runs_for_every_commit(here: Path) -> None:
    plain()
    hook = (here / ".pre-commit-config.yaml").read_text()
    assert ("always_run: true" in hook, "files:" in hook) == (True, False)


SETTINGS = 'sources = ["prompts/*.md", "team"]\noutput = "dist"\nrules = "policy"\n'


@pytest.mark.parametrize("name", ["personac.toml", "pyproject.toml"])
def test_the_places_are_those_of_the_settings(name: str, here: Path) -> None:
    (here / "prompts").mkdir()
    (here / "prompts" / "a.md").touch()
    (here / name).write_text(("[tool.personac]\n" if "py" in name else "") + SETTINGS)
    lines = plain()
    assert "prompts: has personas already, left as they are" in lines
    assert "policy/personac.toml: written; `personac rules` prints every setting" in lines
    assert lines[-1] == "next: personac build"
    assert not [place for place in ("agents", "rules", "build", "team") if (here / place).exists()]
    assert (here / ".gitattributes").read_text().splitlines() == [
        "prompts/**/*.md -text", "prompts/**/*.mdc -text", "team/**/*.md -text", "team/**/*.mdc -text",
        "policy/** -text", "dist/** -text",
    ]  # fmt: skip
    assert (
        "personac rules --schema > policy/personac.schema.json"
        in (here / "policy" / "personac.toml").read_text()
    )


def test_a_first_persona_is_written_where_the_settings_look_for_it(here: Path) -> None:
    (here / "personac.toml").write_text('sources = ["prompts"]\n')
    plain()
    assert (here / "prompts" / "reviewer.md").is_file()
    assert not (here / "agents").exists()
    assert build(Request((Path("prompts"),), use_cache=False)).exit_code == 0


def test_no_persona_is_made_up_for_a_file_that_the_settings_name(here: Path) -> None:
    (here / "personac.toml").write_text('sources = ["prompts/one.md"]\n')
    lines = plain()
    assert "prompts/one.md: does not exist; put a persona there" in lines
    assert lines[-1] == "next: put personas into prompts/one.md, then: personac build"
    assert not (here / "prompts").exists()


def test_the_outputs_of_all_groups_keep_their_line_ends(here: Path) -> None:
    (here / "personac.toml").write_text(
        '[groups.a]\nsources = ["a b"]\n[groups.b]\nsources = ["*.md", "../far"]\noutput = "dist/b"\n'
    )
    everything()
    assert (here / ".gitattributes").read_text().splitlines() == [
        '"a b/**/*.md" -text', '"a b/**/*.mdc" -text', "**/*.md -text", "**/*.mdc -text",
        "rules/** -text", "build/a/** -text", "dist/b/** -text",
    ]  # fmt: skip


INCLUDED = "personac.mk: written; the Makefile includes it"
NOT_INCLUDED = "personac.mk: written; put `include personac.mk` into your Makefile, then: make personac"


@pytest.mark.parametrize("name", ["Makefile", "GNUmakefile"])
def test_a_makefile_without_the_include_is_told_to_get_it(name: str, here: Path) -> None:
    (here / name).write_text("all: ;\n# include personac.mk\n")
    lines = plain()
    assert NOT_INCLUDED in lines
    assert f"{name}: exists, left as it is; put `include personac.mk` into it, then: make personac" in lines
    assert len([path for path in here.iterdir() if "akefile" in path.name]) == 1


@pytest.mark.parametrize("line", ["include personac.mk", "-include mk/own.mk personac.mk"])
def test_a_makefile_with_the_include_is_left_in_peace(line: str, here: Path) -> None:
    (here / "Makefile").write_text(f"all: personac\n{line}\n")
    assert {INCLUDED, "Makefile: exists, left as it is"} <= set(plain())


def test_without_a_makefile_the_include_alone_is_not_said_to_be_included(here: Path) -> None:
    assert NOT_INCLUDED in init_project(make=True, git=False, force=False)
    (here / "personac.mk").unlink()
    assert INCLUDED in plain()


def test_it_says_that_the_workflow_has_to_be_filled_in(here: Path) -> None:
    (line,) = [line for line in plain() if line.startswith(".github/workflows/personac.yml: ")]
    assert "fill in the place of personac" in line
    assert "FILL IN" in (here / ".github" / "workflows" / "personac.yml").read_text()


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
