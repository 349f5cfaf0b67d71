from __future__ import annotations

from pathlib import Path

import pytest

from personac.building.builder import build
from personac.building.new_sources import new_sources
from personac.building.project import find_project, with_settings
from personac.building.project_groups import requests_of_groups
from personac.building.request import Request

BUILD = Path("build")


@pytest.fixture(autouse=True)
def _project(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "cache"))
    (here / "rules").mkdir()
    (here / "rules" / "x.toml").write_text("[matching]\njudge = false\n")
    _add("agents/one.md", "agents/two.md")


def _add(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"---\nname: {Path(name).stem}\ndescription: d\n---\n\n- Oil the {name}\n")


def _build(*named: str, use_cache: bool = True) -> None:
    request = Request(tuple(map(Path, named)), use_cache=use_cache)
    assert not build(with_settings(request, find_project())).is_failed


def _new(folder: Path = BUILD) -> tuple[str, ...]:
    return new_sources(folder, find_project())


@pytest.mark.parametrize("named", [[], ["agents"], ["agents/*.md"]])
def test_one_that_the_last_build_would_find_is_new(named: list[str]) -> None:
    _build(*named)
    assert _new() == ()
    _add("agents/three.md", "elsewhere/four.md")
    assert _new() == ("agents/three.md",)


def test_of_sources_that_were_named_none_is_new() -> None:
    _build("agents/one.md")
    assert _new() == ()
    _build("agents/one.md", "agents/two.md")
    _build()  # up to date, and now it is a search
    _add("agents/three.md")
    assert _new() == ("agents/three.md",)


def test_without_a_record_the_settings_say_what_is_built() -> None:
    Path("personac.toml").write_text('sources = ["agents"]\nexclude = ["old/"]\n')
    _build(use_cache=False)
    _add("agents/old/a.md")
    assert _new() == ()
    _add("agents/three.md")
    assert _new() == ("agents/three.md",)
    assert _new(Path("other")) == ()
    Path("personac.toml").unlink()
    assert _new() == ()


def test_the_group_of_the_folder_counts() -> None:
    _add("team/a.md")
    Path("personac.toml").write_text('[groups.x]\nsources = ["agents"]\n[groups.y]\nsources = ["team"]\n')
    project = find_project()
    for request in requests_of_groups(Request(use_cache=False), project):
        assert not build(request).is_failed
    _add("agents/three.md")
    assert (_new(BUILD / "x"), _new(BUILD / "y")) == (("agents/three.md",), ())


def test_a_build_of_other_sources_and_a_search_that_fails_say_nothing() -> None:
    Path("personac.toml").write_text('sources = ["team"]\n')
    _add("elsewhere/a.md", "team/b.md")
    _build("elsewhere/a.md", use_cache=False)
    assert _new() == ()
    Path("team/b.md").unlink()
    assert _new() == ()
