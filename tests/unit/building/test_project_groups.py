from __future__ import annotations

from pathlib import Path

import pytest

from personac.building.project import Project, find_project, with_settings
from personac.building.project_groups import folder_of_build, groups_named, requests_of_groups
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError


def _project(here: Path, text: str) -> Project:
    (here / "personac.toml").write_text(text)
    return find_project(here)


class TestGroups:
    TEXT = '[groups.b]\nsources = ["b"]\n[groups.a]\nsources = ["x/*.md"]\noutput = "out/a"\nname = "n"\n'

    def test_each_is_a_request(self, here: Path) -> None:
        project = _project(here, self.TEXT)
        requests = requests_of_groups(Request(output=project.output), project)
        assert [(r.sources, r.output, r.name) for r in requests] == [
            ((Path("x/*.md"),), Path("out/a"), "n"),
            ((Path("b"),), Path("build/b"), "b"),
        ]

    def test_sources_beside_groups_are_one_more(self, here: Path) -> None:
        project = _project(here, f'sources = ["s"]\n{self.TEXT}')
        requests = requests_of_groups(with_settings(Request(), project), project)
        assert [r.output for r in requests] == [Path("build"), Path("out/a"), Path("build/b")]

    def test_without_groups_there_are_none(self, here: Path) -> None:
        assert requests_of_groups(Request(), find_project(here)) == ()
        assert requests_of_groups(Request(), _project(here, "")) == ()

    def test_two_of_one_folder_are_an_error(self, here: Path) -> None:
        project = _project(here, f'{self.TEXT}[groups.c]\nsources = ["c"]\noutput = "out/../out/a"\n')
        with pytest.raises(PersonacError, match="two groups are built into out/a"):
            requests_of_groups(Request(), project)

    def test_they_go_below_an_output_folder_that_is_given(self, here: Path) -> None:
        project = _project(here, self.TEXT)
        requests = requests_of_groups(Request(output=Path("o")), project, is_output_given=True)
        assert [r.output for r in requests] == [Path("o/a"), Path("o/b")]

    def test_one_that_is_named_is_built_alone(self, here: Path) -> None:
        project = _project(here, f'sources = ["s"]\n{self.TEXT}')
        requests = requests_of_groups(Request(), project, ("b",))
        assert [r.output for r in requests] == [Path("build/b")]

    def test_a_name_is_that_of_a_group_before_it_is_a_path(self, here: Path) -> None:
        (here / "a").mkdir()
        project = _project(here, self.TEXT)
        assert folder_of_build(Path("a"), project) == Path("out/a")
        assert folder_of_build(Path("b"), project) == Path("build/b")
        assert folder_of_build(Path("elsewhere"), project) == Path("elsewhere")
        assert groups_named((Path("b"), Path("a"), Path("b")), project) == ("a", "b")
        assert groups_named((Path("elsewhere"),), project) == ()

    def test_it_is_written_in_the_folder_of_the_call(self, here: Path) -> None:
        (here / "deep").mkdir()
        _project(here, self.TEXT)
        project = find_project(here / "deep")
        assert groups_named((project.here(Path("a")),), project) == ("a",)
        assert groups_named((Path("a"),), project) == ()

    def test_groups_and_paths_do_not_mix(self, here: Path) -> None:
        with pytest.raises(PersonacError, match=r"not a group of personac\.toml, as a is"):
            groups_named((Path("a"), Path("x.md")), _project(here, self.TEXT))

    def test_where_none_is_named_they_are_listed(self, here: Path) -> None:
        with pytest.raises(PersonacError) as caught:
            folder_of_build(None, _project(here, self.TEXT))
        assert caught.value.diagnostics[0].hint == "name one of the groups: a, b"
        assert folder_of_build(None, _project(here, 'output = "o"\n')) == Path("o")
