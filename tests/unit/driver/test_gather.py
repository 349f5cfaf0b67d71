from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.driver.discover import shown
from personac.driver.gather import gather


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())


def paths(*named: str, outputs: str | None = None) -> list[str]:
    given = gather([Path(name) for name in named], None, Path(outputs) if outputs else None)
    return [source.path for source in given.sources]


def codes(*named: str, rules: str | None = None) -> list[tuple[str, str]]:
    with pytest.raises(PersonacError) as caught:
        gather([Path(name) for name in named], Path(rules) if rules else None)
    return [(found.code, found.path) for found in caught.value.diagnostics]


def test_agents_are_the_default_and_not_below(here: Path) -> None:
    make(here, "agents/b.md", "agents/a.md", "agents/deep/c.md", "agents/d.txt")
    assert paths() == ["agents/a.md", "agents/b.md"]


def test_folders_are_searched_at_any_depth_without_outputs(here: Path) -> None:
    make(here, "agents/deep/c.md", "agents/a.md", "agents/out/x.md", "agents/output.md")
    assert paths("agents", outputs="agents/out") == ["agents/a.md", "agents/deep/c.md", "agents/output.md"]


def test_the_order_of_the_arguments_and_other_spellings_do_not_count(here: Path) -> None:
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
    assert shown(Path("a b/\u00e9.md")) == "a b/\u00e9.md"


def test_all_that_cannot_be_read_is_told_at_once(here: Path) -> None:
    make(here, "a.md")
    assert codes("a.md", "b.md", "c.md") == [("PC002", "b.md"), ("PC002", "c.md")]
    assert codes("a.md/b.md") == [("PC002", "a.md/b.md")]


def test_a_source_that_is_being_saved_is_read_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "a.md")
    real, reads = Path.read_bytes, []

    def read(path: Path) -> bytes:
        data = real(path)
        reads.append(data)
        if len(reads) < 3:  # an editor goes on writing
            path.write_bytes(data + b"more")
        return data

    monkeypatch.setattr(Path, "read_bytes", read)
    (source,) = gather([Path("a.md")], None).sources
    assert (source.data, len(reads)) == (b"a.mdmoremore", 3)


def test_a_file_that_never_rests_is_taken_as_it_is(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "a.md")
    real = Path.read_bytes

    def read(path: Path) -> bytes:
        data = real(path)
        path.write_bytes(data + b"!")
        return data

    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr("personac.driver.gather._PAUSE", 0)
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


def test_nothing_to_build(here: Path) -> None:
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


def test_a_folder_that_may_not_be_asked_about_is_read_as_a_file(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
