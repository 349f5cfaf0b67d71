from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from personac.building.init_project import init_project
from personac.config.loader import load_rules
from personac.diagnostics.diagnostic import PersonacError


def everything(*, force: bool = False) -> tuple[str, ...]:
    return init_project(make=True, git=True, force=force)


def test_plain_init_writes_starter_rules_that_change_nothing(here: Path) -> None:
    lines = init_project(make=False, git=False, force=False)
    assert lines[0].startswith("rules/personac.toml: written")
    assert lines[1:] == ("next: put personas into agents/, then: personac build",)
    assert sorted(path.name for path in here.rglob("*")) == ["personac.toml", "rules"]
    data = (here / "rules" / "personac.toml").read_bytes()
    assert load_rules([("rules/personac.toml", data)]) == load_rules([])


def test_the_examples_in_the_starter_are_rules(here: Path) -> None:
    init_project(make=False, git=False, force=False)
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
    assert init_project(make=False, git=False, force=True) == (
        "rules: has rules already, left as they are",
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
