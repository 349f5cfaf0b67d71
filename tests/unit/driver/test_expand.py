from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import personac
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.expand import restore, restore_all
from personac.storage.writer import write_outputs

SOURCE = b"\xef\xbb\xbf---\r\nname: a\r\n---\r\n\r\n- One rule"
_HEAD = b"---\nname: %b\ndescription: Keeps the light\n---\n\n# Duties\n\n"
ONE = _HEAD % b"one" + b"- Polish the lens with spirit\n- Wind the clockwork at dusk\n- Count apples\n"
TWO = _HEAD % b"two" + b"1. Wind the clockwork at dusk\n2. Polish the lens with spirit\n3. Feed the gulls\n"
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
    assert all(found.hint for found in caught.value.diagnostics)
    return list(caught.value.diagnostics)


def test_a_patch_finds_its_canonical_by_the_lock(folder: Path) -> None:
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
    with pytest.raises(PersonacError, match="nobody knows what the canonical was"):
        restore(patch, folder / "x.md", three_way=True)


def test_a_patch_that_was_changed_is_to_blame(canonical: Path) -> None:
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
        assert [found.code for found in refused(caught)] == ["PC501"]
    patch.write_bytes(built[:-5])
    with pytest.raises(PersonacError, match="cut off") as caught:
        restore(patch)
    assert [found.code for found in refused(caught)] == ["PC502"]


def test_all_sources_come_back(canonical: Path) -> None:
    found, problems = restore_all(canonical.parent)
    assert {one.path: one.data for one in found} == {"agents/one.md": ONE, "agents/two.md": TWO}
    assert problems == ()


def test_every_patch_that_is_missing_is_told(canonical: Path) -> None:
    shutil.rmtree(canonical.parent / "variants")
    with pytest.raises(PersonacError) as caught:
        restore_all(canonical.parent)
    assert [Path(found.path).name for found in refused(caught)] == ["one.patch", "two.patch"]


def test_a_folder_without_a_build(here: Path) -> None:
    with pytest.raises(PersonacError, match="no build here"):
        restore_all(here)


@pytest.mark.parametrize("is_all", [False, True])
def test_a_canonical_edited_by_hand_is_refused_with_its_lines(canonical: Path, *, is_all: bool) -> None:
    edit(canonical, b"Polish the lens", b"Clean the lens")
    patch = canonical.parent / "variants" / "two.patch"
    with pytest.raises(PersonacError) as caught:
        _ = restore_all(canonical.parent) if is_all else restore(patch)
    (found,) = refused(caught)
    assert found.code == "PC501"
    assert canonical.read_bytes().split(b"\n")[found.line - 1].endswith(b"Clean the lens with spirit")
    assert found.message.endswith("Polish the lens with spirit'")
    assert "--3way" in found.hint


@needs_git
def test_an_edit_goes_to_where_the_source_has_the_words(canonical: Path) -> None:
    edit(canonical, b"with spirit", b"with a soft cloth")
    found, problems = restore_all(canonical.parent, three_way=True)
    assert [one.data for one in found] == [
        ONE.replace(b"with spirit", b"with a soft cloth"),
        TWO.replace(b"with spirit", b"with a soft cloth"),
    ]
    assert [one.summary for one in found] == [
        "agents/one.md: 1 edit carried",
        "agents/two.md: 1 edit carried",
    ]
    assert problems == ()


@needs_git
def test_an_edit_goes_to_no_source_that_does_not_say_it(canonical: Path) -> None:
    edit(canonical, b"Count apples", b"Count pears")
    one, two = restore_all(canonical.parent, three_way=True)[0]
    assert one.data == ONE.replace(b"apples", b"pears")
    assert two.data == TWO
    assert two.summary == "agents/two.md: 1 edit of what it does not say"


@needs_git
def test_an_edit_that_no_source_says_is_told(canonical: Path) -> None:
    edit(canonical, b"name: x", b"name: y")
    found, problems = restore_all(canonical.parent, three_way=True)
    assert [one.data for one in found] == [ONE, TWO]
    assert [(told.code, told.line) for told in problems] == [("PC522", 2)]


@needs_git
def test_without_a_map_the_files_are_merged_line_by_line(canonical: Path) -> None:
    edit(canonical, b"# Duties", b"# Tasks")
    canonical.with_suffix(".map.json").unlink()
    merged = restore(canonical.parent / "variants" / "one.patch", three_way=True)
    assert merged.data == ONE.replace(b"# Duties", b"# Tasks")
    assert merged.summary == ""


@needs_git
def test_sources_in_other_words_are_in_conflict(here: Path) -> None:
    other = ONE.replace(b"Polish the lens with spirit", b"Polish the great lens with spirit")
    canonical = build(here, {"agents/one.md": ONE, "agents/two.md": other})
    edit(canonical, b"lens with spirit", b"lens twice")
    conflicts = [one.conflicts for one in restore_all(canonical.parent, three_way=True)[0]]
    assert sorted(map(len, conflicts)) == [0, 1]


def test_a_line_that_no_patch_tells_is_lost_with_the_sources(here: Path) -> None:
    rules = "".join(f"- Rule number {number} is about {'x' * number}\n" for number in range(30)).encode()
    canonical = build(here, {"agents/a.md": rules, "agents/b.md": rules})
    edit(canonical, b"Rule number 15", b"Rule XV")
    with pytest.raises(PersonacError, match="was '- Rule number 15"):
        restore_all(canonical.parent)
    shutil.rmtree(here / "agents")
    with pytest.raises(PersonacError, match="which lines cannot be told"):
        restore_all(canonical.parent)
    with pytest.raises(PersonacError) as caught:
        restore_all(canonical.parent, three_way=True)
    assert [found.code for found in refused(caught)] == ["PC521"]


def edit(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
