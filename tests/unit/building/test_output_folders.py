from __future__ import annotations

from pathlib import Path

import pytest

from personac.building.builder import build
from personac.building.output_folders import all_requests, output_folders, words_for_make
from personac.building.project import find_project
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError

PERSONA = b"---\nname: one\ndescription: d\n---\n\n- Oil the hinges\n"
GROUPS = '[groups.b]\nsources = ["b/*.md"]\n[groups.a]\nsources = ["a"]\noutput = "dist/a"\n'


@pytest.fixture
def root(here: Path) -> Path:
    for name in ("agents", "a", "b", "rules"):
        (here / name).mkdir()
        if name != "rules":
            (here / name / "one.md").write_bytes(PERSONA)
    return here


def requests(request: Request | None = None, *, each: bool = False) -> tuple[Request, ...]:
    project = find_project()
    return all_requests(request or Request(output=project.output), project, each=each)


def words(request: Request | None = None) -> list[str]:
    return list(words_for_make(requests(request), find_project()))


def test_without_settings_it_is_build(root: Path) -> None:
    assert output_folders(requests(), find_project()) == ["build"]
    assert words() == ["output=build", "input=build:agents/.", "input=build:rules/."]
    (root / "decisions" / "one").mkdir(parents=True)
    assert words()[-2:] == ["input=build:decisions/.", "input=build:decisions/one/."]
    (root / "decisions" / "one").rmdir()
    (root / "decisions").rmdir()
    (root / "rules").rmdir()
    assert words() == ["output=build", "input=build:agents/."]


def test_groups_have_their_own_folders_and_inputs(root: Path) -> None:
    (root / "personac.toml").write_text(f'output = "out"\n{GROUPS}')
    assert output_folders(requests(), find_project()) == ["dist/a", "out/b"]
    assert words() == [
        "output=dist/a", "output=out/b",
        "input=dist/a:personac.toml", "input=dist/a:a/.", "input=dist/a:rules/.",
        "input=out/b:personac.toml", "input=out/b:b/.", "input=out/b:rules/.",
    ]  # fmt: skip


@pytest.mark.parametrize("settings", ["", 'output = "dist"\n', GROUPS, 'sources = ["agents"]\n' + GROUPS])
def test_what_is_printed_is_where_a_build_writes(settings: str, root: Path) -> None:
    (root / "personac.toml").write_text(settings)
    found = requests()
    for request in found:
        assert build(request).exit_code == 0
    written = sorted(path.parent.relative_to(root).as_posix() for path in root.rglob("personac.lock"))
    assert output_folders(found, find_project()) == written


def test_named_sources_are_no_groups_but_for_each(root: Path) -> None:
    (root / "personac.toml").write_text(GROUPS)
    assert [one.output.as_posix() for one in requests(Request((Path("a/x.md"),)))] == ["build"]
    assert [one.output.as_posix() for one in requests(Request((Path("a"),)))] == ["dist/a"]  # the group
    named = requests(Request((Path("a"), Path("b"))), each=True)
    assert [one.output.as_posix() for one in named] == ["build/a", "build/b"]


def test_from_another_folder_the_paths_lead_to_the_same_places(root: Path) -> None:
    (root / "personac.toml").write_text('output = "dist"\n')
    project = find_project(root / "agents")
    assert output_folders(requests(), project) == ["../dist"]
    assert list(words_for_make(requests(), project))[:2] == ["root=elsewhere", "output=../dist"]


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    "output", ["a b", "a:b", "it's", "$(x)", "a;b", "a%b", "-x", ".", "..", "a#b", "`x`"]
)
def test_a_name_that_make_or_a_shell_would_read_is_never_printed(output: str) -> None:
    assert words(Request(output=Path(output))) == ["refused=output"]


@pytest.mark.usefixtures("root")
def test_an_input_of_such_a_name_is_left_out() -> None:
    assert words(Request((Path("a b"),), rules=Path("$(x)"))) == ["output=build"]


def test_wrong_settings_are_an_error(root: Path) -> None:
    (root / "personac.toml").write_text('ouput = "x"\n')
    with pytest.raises(PersonacError, match="ouput"):
        find_project()
