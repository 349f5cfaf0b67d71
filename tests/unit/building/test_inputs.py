from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from personac.building import inputs
from personac.building.inputs import Inputs, find_inputs, find_rules, read_inputs, settings_folders
from personac.building.request import Request
from personac.building.source_files import Search, find_files
from personac.diagnostics.diagnostic import PersonacError
from personac.regular_files import read_regular_file


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())


def gather(named: Sequence[Path], rules: Path | None = None, outputs: Path | None = None) -> Inputs:
    request = Request(tuple(named), rules=rules, output=outputs or Path("build"))
    return read_inputs(find_inputs(request))


def find_sources(named: Sequence[Path], outputs: Path | None = None) -> dict[str, Path]:
    return dict(find_files(Search(named, outputs)).files)


def paths(*named: str, outputs: str | None = None) -> list[str]:
    given = gather([Path(name) for name in named], None, Path(outputs) if outputs else None)
    return [source.path for source in given.sources]


def codes(*named: str, rules: str | None = None) -> list[tuple[str, str]]:
    with pytest.raises(PersonacError) as caught:
        gather([Path(name) for name in named], Path(rules) if rules else None)
    return [(found.code, found.path) for found in caught.value.diagnostics]


def test_agents_are_the_default_at_any_depth(here: Path) -> None:
    make(here, "agents/b.md", "agents/a.md", "agents/deep/c.md", "agents/d.txt")
    assert paths() == paths("agents") == ["agents/a.md", "agents/b.md", "agents/deep/c.md"]


def test_folders_are_searched_at_any_depth_without_outputs(here: Path) -> None:
    make(here, "agents/deep/c.md", "agents/a.md", "agents/out/x.md", "agents/output.md")
    assert paths("agents", outputs="agents/out") == ["agents/a.md", "agents/deep/c.md", "agents/output.md"]


def test_order_and_spelling_of_the_arguments_make_no_difference(here: Path) -> None:
    make(here, "a.md", "b.md")
    assert paths("b.md", "a.md", "./a.md", str(here / "a.md"), "../" + here.name + "/b.md") == [
        "a.md",
        "b.md",
    ]


def test_paths_are_relative_to_here(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "a.md", "below/b.md")
    monkeypatch.chdir(here / "below")
    assert paths(str(here / "a.md"), "b.md") == ["../a.md", "b.md"]


def test_a_file_named_explicitly_may_be_called_anything(here: Path) -> None:
    make(here, "persona.txt")
    assert paths("persona.txt") == ["persona.txt"]


def test_a_name_that_is_no_utf_8_can_be_shown(here: Path) -> None:
    raw = os.fsencode(here) + b"/\xff.md"
    Path(os.fsdecode(raw)).write_bytes(b"- x\n")
    assert paths(os.fsdecode(raw)) == ["\\xff.md"]


def test_every_unreadable_file_is_reported_at_once(here: Path) -> None:
    make(here, "a.md")
    assert codes("a.md", "b.md", "c.md") == [("PC002", "b.md"), ("PC002", "c.md")]
    assert codes("a.md/b.md") == [("PC002", "a.md/b.md")]


def test_a_source_that_changes_is_read_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "a.md")
    real, reads = read_regular_file, []

    def read(path: Path, max_bytes: int) -> bytes:
        data = real(path, max_bytes)
        reads.append(data)
        if len(reads) < 3:  # an editor goes on writing
            path.write_bytes(data + b"more")
        return data

    monkeypatch.setattr(inputs, "read_named_file", read)
    (source,) = gather([Path("a.md")], None).sources
    assert (source.data, len(reads)) == (b"a.mdmoremore", 3)


def test_a_source_that_never_stops_changing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "a.md")
    real = read_regular_file

    def read(path: Path, max_bytes: int) -> bytes:
        data = real(path, max_bytes)
        path.write_bytes(data + b"!")
        return data

    monkeypatch.setattr(inputs, "read_named_file", read)
    monkeypatch.setattr(inputs, "_PAUSE", 0)
    (source,) = gather([Path("a.md")], None).sources
    assert source.data.startswith(b"a.md!!!")


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
def test_a_pipe_is_read_once(here: Path) -> None:
    os.mkfifo(here / "pipe.md")
    writer = threading.Thread(target=(here / "pipe.md").write_bytes, args=(b"- One rule\n",))
    writer.start()
    (source,) = gather([Path("pipe.md")], None).sources
    writer.join()
    assert source.data == b"- One rule\n"


def test_a_working_directory_that_is_gone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "a.md")
    (here / "gone").mkdir()
    monkeypatch.chdir(here / "gone")
    (here / "gone").rmdir()
    with pytest.raises(PersonacError) as caught:
        gather([here / "a.md"], None)
    assert [(found.code, found.path) for found in caught.value.diagnostics] == [("PC002", ".")]


def test_no_sources(here: Path) -> None:
    assert codes() == [("PC003", "agents")]
    (here / "none").mkdir()
    assert codes("none") == [("PC005", "none")]


def test_rules_come_in_the_order_of_their_names(here: Path) -> None:
    make(here, "agents/a.md")
    (here / "rules").mkdir()
    (here / "rules" / "b.toml").write_text('[agent]\nname = "b"\n')
    (here / "rules" / "a.toml").write_text('[agent]\nname = "a"\n')
    given = gather((), None)
    assert [path for path, _ in given.rules_files] == ["rules/a.toml", "rules/b.toml"]
    assert given.rules.agent.name == "b"


def test_rules_that_cannot_be_read(here: Path) -> None:
    make(here, "agents/a.md")
    assert codes(rules="none") == [("PC002", "none")]
    (here / "rules" / "x.toml").mkdir(parents=True)
    assert codes() == [("PC002", "rules/x.toml")]


def test_a_folder_without_access_is_read_as_a_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_dir", refuse)
    assert codes(str(here / "secret" / "a.md")) == [("PC002", "secret/a.md")]


def test_hidden_folders_are_no_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("agents/a.md", ".venv/lib/readme.md", "agents/.cache/b.md"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("- a point\n", encoding="utf-8")
    assert [source.path for source in gather([Path()], None).sources] == ["agents/a.md"]


def touch(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"- x\n")


@pytest.mark.usefixtures("here")
def test_sources_are_sorted_and_unique_without_outputs() -> None:
    touch("t/b.md", "t/deep/a.md", "t/build/a.md", "t/.git/x.md", "t/x.txt")
    files = find_sources([Path("t"), Path("t/../t/b.md")], Path("t/build"))
    assert list(files) == ["t/b.md", "t/deep/a.md"]


@pytest.mark.usefixtures("here")
def test_the_default_sources_and_rules() -> None:
    touch(
        "agents/b.md",
        "agents/a.md",
        "agents/deep/c.md",
        "rules/b.toml",
        "rules/a.toml",
        "rules/background.npz",
    )
    assert list(find_sources([])) == ["agents/a.md", "agents/b.md", "agents/deep/c.md"]
    assert [path.name for path in find_rules(None)] == ["a.toml", "b.toml", "background.npz"]


@pytest.mark.usefixtures("here")
def test_a_folder_that_cannot_be_listed_is_an_error_unless_access_is_denied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    touch("t/a.md", "t/deep/b.md")
    list_all = os.scandir

    def refuse(number: int) -> None:
        def scandir(path: str) -> Iterator[os.DirEntry[str]]:
            if path.endswith("deep"):
                raise OSError(number, os.strerror(number))
            return list_all(path)

        monkeypatch.setattr(os, "scandir", scandir)

    refuse(errno.EACCES)
    assert list(find_sources([Path("t")])) == ["t/a.md"]
    refuse(errno.EMFILE)
    with pytest.raises(PersonacError, match="cannot be listed: Too many open files") as caught:
        find_sources([Path("t")])
    assert caught.value.diagnostics[0].path == "t/deep"


@pytest.mark.usefixtures("here")
def test_missing_files_are_reported() -> None:
    Path("empty").mkdir()
    with pytest.raises(PersonacError, match="no persona in this folder"):
        find_sources([Path("empty")])
    with pytest.raises(PersonacError, match="no personas"):
        find_sources([])
    with pytest.raises(PersonacError, match="no such folder"):
        find_rules(Path("x"))
    assert find_rules(None) == []


@pytest.mark.usefixtures("here")
def test_links_lead_to_files_and_never_into_folders_or_outputs() -> None:
    touch("t/a.md", "t/build/x.md", "elsewhere/deep/e.md")
    for name, target in (
        ("t/folder", "../elsewhere"),
        ("t/folder.md", "../elsewhere"),
        ("t/file.md", "../elsewhere/deep/e.md"),
        ("t/output.md", "build/x.md"),
        ("t/gone.md", "nowhere"),
        ("t/itself.md", "itself.md"),
        ("all", "t"),
    ):
        Path(name).symlink_to(target)
    inside = ["a.md", "file.md"]
    found = find_files(Search([Path("t")], Path("t/build")))
    assert sorted((one.code, one.path) for one in found.problems) == [
        ("PC009", "t/folder.md"), ("PC009", "t/gone.md"), ("PC009", "t/itself.md"),
    ]  # fmt: skip
    assert list(find_sources([Path("t")], Path("t/build"))) == [f"t/{name}" for name in inside]
    assert list(find_sources([Path("all")], Path("t/build"))) == [f"all/{name}" for name in inside]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("outputs", ["t", "t/deep", "."])
def test_the_output_folder_contains_no_sources(outputs: str) -> None:
    touch("t/deep/er/a.md")
    with pytest.raises(PersonacError, match="no persona in this folder"):
        find_sources([Path("t")], Path(outputs))
    assert list(find_sources([Path("t")], Path("t/dee"))) == ["t/deep/er/a.md"]


@pytest.mark.usefixtures("here")
def test_sources_and_rules_are_found_together() -> None:
    touch("agents/a.md", "rules/a.toml", "rules/a.txt", "agents/folder.md/x")
    files = find_inputs(Request())
    assert (list(files.sources), list(files.rules)) == (["agents/a.md"], ["rules/a.toml"])
    assert files.all == {name: Path(name) for name in ("agents/a.md", "rules/a.toml")}


@pytest.mark.usefixtures("here")
def test_rules_of_cursor_are_sources() -> None:
    touch("agents/b.mdc", "agents/a.md", "agents/deep/c.mdc", "agents/d.mdx")
    assert list(find_sources([])) == list(find_sources([Path("agents")]))
    assert list(find_sources([Path("agents")])) == ["agents/a.md", "agents/b.mdc", "agents/deep/c.mdc"]


@pytest.mark.usefixtures("here")
def test_toml_is_a_source_in_the_folder_of_codex_and_where_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    touch(
        ".codex/agents/a.toml", ".codex/agents/deep/b.toml", ".codex/config.toml", ".codex/agents/c.md",
        "agents/d.toml", "agents/e.md", "x/.codex/agents/f.toml",
    )  # fmt: skip
    inside = [".codex/agents/a.toml", ".codex/agents/c.md"]
    assert list(find_sources([Path(".codex")])) == inside
    assert list(find_sources([Path(".codex/agents")])) == inside
    assert list(find_sources([Path()])) == ["agents/e.md"]  # no hidden folder that is not named
    assert list(find_sources([])) == [*inside, "agents/e.md"]
    assert list(find_sources([Path("agents/d.toml")])) == ["agents/d.toml"]
    monkeypatch.chdir(".codex/agents")
    assert list(find_sources([Path()])) == ["a.toml", "c.md"]


@pytest.mark.usefixtures("here")
def test_rules_that_cannot_be_listed_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    touch("rules/a.toml")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(Path, "stat", refuse)
    for named in (None, Path("rules")):
        with pytest.raises(PersonacError, match="this folder cannot be listed: Permission denied") as caught:
            find_rules(named)
        assert [(one.code, one.path) for one in caught.value.diagnostics] == [("PC002", "rules")]


def test_decisions_are_found_in_a_folder_for_each_agent(here: Path) -> None:
    make(here, "agents/a.md", "decisions/b/2.toml", "decisions/b/1.toml", "decisions/a/3.toml")
    make(here, "decisions/README.md", "decisions/top.toml", "decisions/a/notes.md", "decisions/a/deep/x.toml")
    files = find_inputs(Request())
    assert list(files.decisions) == ["decisions/a/3.toml", "decisions/b/1.toml", "decisions/b/2.toml"]
    assert list(files.of_agent("b").decisions) == ["decisions/b/1.toml", "decisions/b/2.toml"]
    assert files.of_agent("b").sources == files.sources
    given = read_inputs(files)
    assert given.decisions_of("a") == (("decisions/a/3.toml", b"decisions/a/3.toml"),)
    assert given.decisions_of("c") == ()


def test_decisions_may_be_elsewhere_if_the_user_named_their_folder(here: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    make(project, "agents/a.md")
    make(tmp_path, "shared/a/1.toml")
    os.chdir(project)
    request = Request(decisions=Path("../shared"), are_decisions_named=False)
    with pytest.raises(PersonacError) as caught:
        find_inputs(request)
    assert [(one.code, one.path) for one in caught.value.diagnostics] == [("PC011", "../shared/a/1.toml")]
    assert list(find_inputs(request._replace(are_decisions_named=True)).decisions) == ["../shared/a/1.toml"]
    assert list(find_inputs(request._replace(follows_links=True)).decisions) == ["../shared/a/1.toml"]
    assert here == tmp_path


def test_folders_of_settings_are_those_of_rules_and_of_each_agent(here: Path) -> None:
    make(here, "decisions/b/1.toml", "decisions/a/1.toml", "decisions/x.toml")
    found = [path.as_posix() for path in settings_folders(Request())]
    assert found == ["rules", "decisions", "decisions/a", "decisions/b"]
