from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import personac
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.edits.edit_propagation import Sides, without_map
from personac.edits.hand_edit import find_edit
from personac.edits.restore import Restored, merge_edit, restore, restore_all
from personac.storage.writer import write_outputs

SOURCE = b"\xef\xbb\xbf---\r\nname: a\r\n---\r\n\r\n- One rule"
_HEAD = b"---\nname: %b\ndescription: Keeps the light\n---\n\n# Duties\n\n"
ONE = _HEAD % b"one" + b"- Polish the lens with spirit\n- Wind the clockwork at dusk\n- Count apples\n"
TWO = _HEAD % b"two" + b"- Wind the clockwork at dusk\n- Polish the lens with spirit\n- Feed the gulls\n"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git on PATH")


def build(here: Path, sources: dict[str, bytes]) -> Path:
    """Write the sources and a build of them; return the canonical."""
    for path, data in sources.items():
        (here / path).parent.mkdir(exist_ok=True)
        (here / path).write_bytes(data)
    write_outputs(here / "build", personac.build(sources, name="x").outputs)
    return here / "build" / "x.md"


@pytest.fixture
def folder(here: Path) -> Path:
    return build(here, {"agents/a.md": SOURCE}).parent


@pytest.fixture
def canonical(here: Path) -> Path:
    return build(here, {"agents/one.md": ONE, "agents/two.md": TWO})


def refused(caught: pytest.ExceptionInfo[PersonacError]) -> list[Diagnostic]:
    assert all(diagnostic.hint for diagnostic in caught.value.diagnostics)
    return list(caught.value.diagnostics)


def test_the_lock_names_the_canonical_of_a_patch(folder: Path) -> None:
    assert restore(folder / "variants" / "a.patch").data == SOURCE
    assert restore(Path("build/variants/a.patch")).data == SOURCE
    assert restore(Path("build/variants/a.patch")).path == "agents/a.md"
    assert restore(Path("build/variants/a.patch")).summary == ""


def test_another_canonical(folder: Path, here: Path) -> None:
    (folder / "x.md").rename(here / "y.md")
    assert restore(folder / "variants" / "a.patch", here / "y.md").data == SOURCE
    with pytest.raises(PersonacError, match="cannot read"):
        restore(folder / "variants" / "a.patch")


def test_a_patch_without_a_lock(folder: Path, here: Path) -> None:
    patch = here / "a.patch"
    patch.write_bytes((folder / "variants" / "a.patch").read_bytes())
    assert restore(patch, folder / "x.md").data == SOURCE
    with pytest.raises(PersonacError, match="not an output of a build"):
        restore(patch)
    with pytest.raises(PersonacError, match="the canonical before its edit is unknown"):
        restore(patch, folder / "x.md", three_way=True)


def test_a_changed_patch_is_reported(canonical: Path) -> None:
    patch = canonical.parent / "variants" / "one.patch"
    built = patch.read_bytes()
    for changed in (
        built.replace(b"Count apples", b"Count pears!"),
        built.replace(b"+name: one", b"+name: eno"),
    ):
        assert changed != built
        patch.write_bytes(changed)
        with pytest.raises(PersonacError, match="the patch was changed since") as caught:
            restore(patch)
        assert [diagnostic.code for diagnostic in refused(caught)] == ["PC501"]
    patch.write_bytes(built[:-5])
    with pytest.raises(PersonacError, match="cut off") as caught:
        restore(patch)
    assert [diagnostic.code for diagnostic in refused(caught)] == ["PC502"]


def test_all_sources_are_restored(canonical: Path) -> None:
    restored, problems = restore_all(canonical.parent)
    assert {source.path: source.data for source in restored} == {"agents/one.md": ONE, "agents/two.md": TWO}
    assert problems == ()


def test_every_missing_patch_is_reported(canonical: Path) -> None:
    shutil.rmtree(canonical.parent / "variants")
    with pytest.raises(PersonacError) as caught:
        restore_all(canonical.parent)
    assert [Path(diagnostic.path).name for diagnostic in refused(caught)] == ["one.patch", "two.patch"]


def test_a_folder_without_a_build(here: Path) -> None:
    with pytest.raises(PersonacError, match="no build here"):
        restore_all(here)


@pytest.mark.parametrize("is_all", [False, True])
def test_an_edited_canonical_is_refused_with_the_edited_lines(canonical: Path, *, is_all: bool) -> None:
    edit(canonical, b"Polish the lens", b"Clean the lens")
    patch = canonical.parent / "variants" / "two.patch"
    with pytest.raises(PersonacError) as caught:
        _ = restore_all(canonical.parent) if is_all else restore(patch)
    (diagnostic,) = refused(caught)
    assert diagnostic.code == "PC501"
    assert canonical.read_bytes().split(b"\n")[diagnostic.line - 1].endswith(b"Clean the lens with spirit")
    assert diagnostic.message.endswith("Polish the lens with spirit'")
    assert "--3way" in diagnostic.hint


@needs_git
def test_an_edit_is_applied_to_sources_with_the_same_wording(canonical: Path) -> None:
    edit(canonical, b"with spirit", b"with a soft cloth")
    restored, problems = restore_all(canonical.parent, three_way=True)
    assert [source.data for source in restored] == [
        ONE.replace(b"with spirit", b"with a soft cloth"),
        TWO.replace(b"with spirit", b"with a soft cloth"),
    ]
    assert [source.summary for source in restored] == [
        "agents/one.md: 1 edit applied",
        "agents/two.md: 1 edit applied",
    ]
    assert problems == ()


@needs_git
def test_an_edit_is_not_applied_to_sources_without_the_line(canonical: Path) -> None:
    edit(canonical, b"Count apples", b"Count pears")
    one, two = restore_all(canonical.parent, three_way=True)[0]
    assert one.data == ONE.replace(b"apples", b"pears")
    assert two.data == TWO
    assert two.summary == "agents/two.md: 1 edit of lines that it does not have"


@needs_git
def test_an_edit_that_no_source_has_is_reported(canonical: Path) -> None:
    edit(canonical, b"name: x", b"name: y")
    restored, problems = restore_all(canonical.parent, three_way=True)
    assert [source.data for source in restored] == [ONE, TWO]
    assert [(problem.code, problem.line) for problem in problems] == [("PC522", 2)]


@needs_git
def test_without_a_map_the_files_are_merged_line_by_line(canonical: Path) -> None:
    edit(canonical, b"# Duties", b"# Tasks")
    canonical.with_suffix(".map.json").unlink()
    merged = restore(canonical.parent / "variants" / "one.patch", three_way=True)
    assert merged.data == ONE.replace(b"# Duties", b"# Tasks")
    assert merged.summary == ""


@needs_git
def test_another_wording_is_a_conflict(here: Path) -> None:
    other = ONE.replace(b"Polish the lens with spirit", b"Polish the great lens with spirit")
    canonical = build(here, {"agents/one.md": ONE, "agents/two.md": other})
    edit(canonical, b"lens with spirit", b"lens twice")
    conflicts = [one.conflicts for one in restore_all(canonical.parent, three_way=True)[0]]
    assert sorted(map(len, conflicts)) == [0, 1]


def test_without_sources_shared_lines_cannot_be_recovered(here: Path) -> None:
    rules = "".join(f"- Rule number {number} is about {'x' * number}\n" for number in range(30)).encode()
    canonical = build(here, {"agents/a.md": rules, "agents/b.md": rules})
    edit(canonical, b"Rule number 15", b"Rule XV")
    with pytest.raises(PersonacError, match="was '- Rule number 15"):
        restore_all(canonical.parent)
    shutil.rmtree(here / "agents")
    with pytest.raises(PersonacError, match="which lines is unknown"):
        restore_all(canonical.parent)
    with pytest.raises(PersonacError) as caught:
        restore_all(canonical.parent, three_way=True)
    assert [diagnostic.code for diagnostic in refused(caught)] == ["PC521"]


def edit(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


NAMES = ("build/x.md", "agents/a.md")
BASE = b"one\ntwo\nthree\nfour\nfive\n"


def merge(old: bytes, new: bytes, source: bytes) -> Restored:
    return merge_edit(without_map(find_edit(old, new), source), *NAMES)


@needs_git
def test_an_edit_is_merged() -> None:
    merged = merge(BASE, BASE.replace(b"one", b"ONE"), BASE.replace(b"five", b"FIVE"))
    assert merged.data == b"ONE\ntwo\nthree\nfour\nFIVE\n"
    assert merged.conflicts == ()


@needs_git
def test_a_conflict_is_marked_with_all_three_sides() -> None:
    merged = merge(BASE, BASE.replace(b"three", b"3"), BASE.replace(b"three", b"trois"))
    assert merged.conflicts == (3,)
    assert merged.data == (
        b"one\ntwo\n<<<<<<< build/x.md, edited\n3\n||||||| build/x.md, as built\nthree\n"
        b"=======\ntrois\n>>>>>>> agents/a.md\nfour\nfive\n"
    )


@needs_git
def test_markers_in_a_source_are_no_conflict() -> None:
    source = b"<<<<<<< mine\n" + BASE
    merged = merge(BASE, BASE.replace(b"five", b"5"), source)
    assert merged.data == source.replace(b"five", b"5")
    assert merged.conflicts == ()


def test_missing_git_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PersonacError, match="needs git") as caught:
        merge(b"a\n", b"b\n", b"a\n")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.path) == ("PC521", "agents/a.md")
    assert "install git" in diagnostic.hint


@needs_git
def test_failures_of_git_are_reported() -> None:
    with pytest.raises(PersonacError, match="git merge-file failed"):
        merge(b"a\n", b"b\0\n", b"a\n")


TOML = b"name = 'a'\ndeveloper_instructions = '''\n- Wind the clockwork\n- Polish the lens'''\n"


@needs_git
def test_an_edit_reaches_the_text_of_an_agent_of_codex() -> None:
    changed = TOML.replace(b"Wind", b"Always wind")
    assert merge_edit(Sides(TOML, changed, TOML, ()), "c.md", "a.toml").data == changed


@needs_git
def test_an_edit_that_would_break_toml_is_refused() -> None:
    added = TOML + b"- Count the ships\n"
    with pytest.raises(PersonacError, match="with the edit in it this file is not valid TOML") as caught:
        merge_edit(Sides(TOML, added, TOML, ()), "c.md", "a.toml")
    (diagnostic,) = refused(caught)
    assert (diagnostic.path, diagnostic.hint) == ("a.toml", "carry the edit into the source by hand")
    assert merge_edit(Sides(TOML, added, TOML, ()), "c.md", "a.md").data == added
