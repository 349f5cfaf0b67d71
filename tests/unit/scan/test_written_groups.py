from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.building.project import find_project
from personac.building.project_groups import requests_of_groups
from personac.building.request import Request
from personac.building.source_files import Search, find_files
from personac.diagnostics.diagnostic import PersonacError
from personac.scan.written_groups import Families, planned_groups, with_groups, write_groups

TOML, PYPROJECT = Path("personac.toml"), Path("pyproject.toml")
FAMILIES = (("nurses", ("ward/b.md", "ward/a.md")), ("cooks", ("kitchen/c.md", "kitchen/d.md")))
COMMENTED = """\
# The settings of the clinic.
name   =  "clinic" # odd spaces stay

[groups.porters]   # written by hand
sources = [ 'porters' , ]   # so are these
"""


class TestWhatIsWritten:
    def test_families_become_tables_after_what_a_person_wrote(self) -> None:
        text = with_groups(COMMENTED.encode(), FAMILIES, TOML).decode()
        assert text == (
            f"{COMMENTED}\n"
            '[groups.nurses]\nsources = [\n    "ward/a.md",\n    "ward/b.md",\n]\n\n'
            '[groups.cooks]\nsources = [\n    "kitchen/c.md",\n    "kitchen/d.md",\n]\n'
        )

    def test_an_empty_file_gets_a_comment_that_says_what_it_is(self) -> None:
        text = with_groups(b"", FAMILIES, TOML).decode()
        assert text.startswith("# What `personac build --all` builds.")
        assert list(tomllib.loads(text)["groups"]) == ["nurses", "cooks"]

    def test_line_ends_a_mark_and_a_missing_end_of_the_last_line_stay(self) -> None:
        data = with_groups(b'\xef\xbb\xbfname = "a"\r\nkeep = "all" # end', FAMILIES, TOML)
        assert data.startswith(b'\xef\xbb\xbfname = "a"\r\nkeep = "all" # end\r\n\r\n[groups.nurses]\r\n')
        assert data.count(b"\n") == data.count(b"\r\n")

    def test_of_pyproject_only_the_table_of_personac_gets_them(self) -> None:
        text = '[tool.personac]\nname = "a"\n\n[tool.other]\ngroups = 1\n'
        values = tomllib.loads(with_groups(text.encode(), FAMILIES, PYPROJECT).decode())
        assert values["tool"]["personac"]["groups"]["cooks"] == {"sources": ["kitchen/c.md", "kitchen/d.md"]}
        assert values["tool"]["other"] == {"groups": 1}

    @pytest.mark.parametrize(
        "text",
        [
            'groups = { porters = { sources = ["p"] } }  # in braces\n',
            'groups.porters.sources = ["p"]  # dotted\n',
            '[groups]\nporters = { sources = ["p"] }  # half\n',
            '[groups.porters]\nsources = ["p"]\n[groups.porters-2]\nsources = ["q"]  # two\n',
        ],
    )
    def test_groups_may_be_written_in_any_way_already(self, text: str) -> None:
        written = with_groups(text.encode(), FAMILIES, TOML).decode()
        groups = tomllib.loads(written)["groups"]
        assert {"porters", "nurses", "cooks"} <= groups.keys()
        assert groups["porters"] == {"sources": ["p"]}
        assert text[text.index("#") :] in written

    def test_settings_in_braces_get_them_too(self) -> None:
        text = with_groups(b'[tool]\npersonac = { name = "a" }\n', FAMILIES, PYPROJECT).decode()
        assert set(tomllib.loads(text)["tool"]["personac"]["groups"]) == {"nurses", "cooks"}


class TestWhatIsNot:
    def test_a_family_that_is_a_group_already_is_known(self) -> None:
        text = b'[groups.mine]\nsources = ["ward/a.md", "./ward//b.md"]\n'
        plan = planned_groups(text, FAMILIES[:1], TOML)
        assert (plan.data, plan.written, plan.known, plan.left_out) == (text, {}, ("mine",), ())

    @pytest.mark.parametrize(
        "source", ["ward", "ward/*", "**/a.md", "ward/a.md", "w*", ".", "ward/**", "**/*", "**"]
    )
    def test_a_persona_in_a_group_of_the_user_keeps_its_family_out(self, source: str) -> None:
        text = f'[groups.mine]\nsources = ["{source}"]\n'.encode()
        plan = planned_groups(text, FAMILIES[:1], TOML)
        assert (plan.data, plan.written, plan.known) == (text, {}, ())
        [left_out] = plan.left_out
        assert left_out.family == "nurses"
        assert left_out.reason.endswith(("are in mine already", "is in mine already"))

    @pytest.mark.parametrize("source", ["war", "ward/*/a.md", "*.md", "**/*.toml", "kitchen", "ward/.*"])
    def test_other_groups_do_not(self, source: str) -> None:
        text = f'[groups.mine]\nsources = ["{source}"]\n'.encode()
        assert list(planned_groups(text, FAMILIES[:1], TOML).written) == ["nurses"]

    def test_a_persona_of_two_families_is_written_once(self) -> None:
        plan = planned_groups(b"", (("x", ("a.md", "b.md")), ("y", ("b.md", "c.md"))), TOML)
        assert list(plan.written) == ["x"]
        assert plan.left_out == (("y", "1 of 2 personas is in x already"),)

    @pytest.mark.parametrize("path", ["../a.md", "/a.md", "x/.git/a.md", "\udc80.md", "a\0.md"])
    def test_a_path_that_settings_cannot_name_keeps_its_family_out(self, path: str) -> None:
        plan = planned_groups(b"", (("x", ("b.md", path)),), TOML)
        assert plan.data == b""
        assert plan.left_out[0].reason.startswith("settings cannot name the file ")

    def test_wrong_settings_are_an_error_with_their_line(self) -> None:
        with pytest.raises(PersonacError) as caught:
            planned_groups(b'\nouput = "x"\n', FAMILIES, TOML)
        assert [(one.path, one.line) for one in caught.value.diagnostics] == [("personac.toml", 2)]


class TestNames:
    @pytest.mark.parametrize(
        ("called", "name"),
        [
            ("code reviewers (3)", "code-reviewers-3"), ("-.hidden", "hidden"), ("report", "report-2"),
            ("Targets", "Targets-2"), ("", "family"), ("a/b:c", "a-b-c"), ("Ärztin", "Ärztin"),
            ("\u3164\u200b", "family"), ("x" * 300, "x" * 100),
        ],
    )  # fmt: skip
    def test_they_are_those_of_a_folder_and_an_agent(self, called: str, name: str) -> None:
        assert list(planned_groups(b"", ((called, ("a.md", "b.md")),), TOML).written) == [name]

    def test_they_are_unique_but_for_case_too(self) -> None:
        families = (("Cooks", ("a.md", "b.md")), ("cooks", ("c.md", "d.md")), ("COOKS", ("e.md",)))
        text = b'[groups.cookS-2]\nsources = ["q"]\n'
        assert list(planned_groups(text, families, TOML).written) == ["Cooks", "cooks-3", "COOKS-4"]

    def test_no_other_group_is_built_into_the_folder_of_a_new_one(self, tmp_path: Path) -> None:
        text = 'output = "out"\n[groups.mine]\nsources = ["q"]\noutput = "out/./nurses"\n'
        (tmp_path / "personac.toml").write_text(text)
        _, groups = write_groups(find_project(tmp_path), FAMILIES)
        assert list(groups.written) == ["nurses-2", "cooks"]
        project = find_project(tmp_path)
        outputs = [
            one.output.as_posix() for one in requests_of_groups(Request(output=project.output), project)
        ]
        assert outputs == ["out/cooks", "out/./nurses".replace("/./", "/"), "out/nurses-2"]


class TestOnDisk:
    def test_a_project_without_settings_gets_a_file(self, tmp_path: Path) -> None:
        file, groups = write_groups(find_project(tmp_path), FAMILIES)
        assert (tmp_path / file).read_bytes() == groups.data
        assert list(groups.lines(file)) == [
            "personac.toml: 2 groups written: nurses (2 personas), cooks (2 personas)"
        ]
        assert find_project(tmp_path).groups.keys() == {"nurses", "cooks"}

    def test_a_second_scan_writes_nothing(self, tmp_path: Path) -> None:
        file, groups = write_groups(find_project(tmp_path), FAMILIES)
        state = (tmp_path / file).stat()
        _, again = write_groups(find_project(tmp_path), FAMILIES)
        assert (again.data, again.written) == (groups.data, {})
        assert (tmp_path / file).stat().st_mtime_ns == state.st_mtime_ns
        assert list(again.lines(file)) == [
            "personac.toml: no new groups", "personac.toml: as they are: nurses, cooks",
        ]  # fmt: skip

    def test_the_table_of_pyproject_is_used_where_there_is_one(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text('[tool.personac]\nname = "a"\n')
        file, _ = write_groups(find_project(tmp_path), FAMILIES)
        assert file == PYPROJECT
        assert not (tmp_path / "personac.toml").exists()

    def test_a_link_is_not_written_through(self, tmp_path: Path) -> None:
        (tmp_path / "real.toml").write_text("")
        (tmp_path / "personac.toml").symlink_to("real.toml")
        with pytest.raises(PersonacError, match="link"):
            write_groups(find_project(tmp_path), FAMILIES)
        assert (tmp_path / "real.toml").read_bytes() == b""

    @pytest.mark.parametrize("name", ["a[1].md", "a*.md", "a?.md", "!a.md", "a{1,2}.md", "[!x].md", "é .md"])
    def test_a_group_reads_that_file_alone_and_nothing_when_it_is_gone(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for one in (name, "a1.md", "ab.md", "z.md", "y.md"):
            Path(one).write_text("---\nname: n\ndescription: d\n---\n\n- Ring the bell\n")
        _, groups = write_groups(find_project(), (("x", (name, "z.md")),))
        named = tuple(map(Path, groups.written["x"]))
        assert set(find_files(Search(named)).files) == {name, "z.md"}
        Path(name).unlink()
        left = [path for path in named if path.name != "z.md"]
        assert set(find_files(Search((*left, Path("y.md")))).files) <= {name, "y.md"}

    def test_a_pattern_that_is_the_name_of_another_file_keeps_its_family_out(self, tmp_path: Path) -> None:
        for name in ("a[1].md", "a[[]1].md"):
            (tmp_path / name).touch()
        _, groups = write_groups(find_project(tmp_path), (("x", ("a[1].md", "b.md")),))
        assert groups.written == {}
        assert "the name of another file" in groups.left_out[0].reason


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8")
def test_a_name_that_is_no_utf8_is_not_written_as_another_one(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("- Grind the beans\n")
    (tmp_path / "a\\xe9.md").write_text("- Grind the beans\n")
    families = (("x", ("caf\\xe9.md", "b.md")), ("y", ("a\\xe9.md", "c.md")))
    _, groups = write_groups(find_project(tmp_path), families)
    assert [*groups.written] == ["y"]
    assert [(one.family, "cannot name" in one.reason) for one in groups.left_out] == [("x", True)]


TEXTS = st.sampled_from([
    "", "# a comment", COMMENTED, 'exclude = [ "old/" ]  # tail', '[groups.ward]\nsources=["ward/a.md"]',
    'groups={ w={ sources=["w"] } }', "\r\n# windows\r\n",
])  # fmt: skip
PATHS = st.lists(st.text("ab/.[*", min_size=1, max_size=6).map("p/{}.md".format), min_size=1, max_size=3)
FAMILY = st.tuples(st.text(max_size=5), PATHS.map(tuple))


@given(TEXTS, st.lists(FAMILY, max_size=4).map(tuple))
def test_what_stands_there_stays_and_a_second_time_nothing_is_added(text: str, families: Families) -> None:
    plan = planned_groups(text.encode(), families, TOML)
    before, after = tomllib.loads(text), tomllib.loads(plan.data.decode())
    old = before.get("groups", {})
    assert {name: group for name, group in after.get("groups", {}).items() if name in old} == old
    assert after.get("groups", {}).keys() == old.keys() | plan.written.keys()
    if not text.startswith("groups={"):
        assert plan.data.startswith(text.encode())
    assert with_groups(plan.data, families, TOML) == plan.data
