"""What `--all` removes, and above all what it never does: somebody's files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.building.old_groups import OldGroup, checked, old_groups, postponed, removed
from personac.building.request import Outcome, Request
from personac.emit.lock_entries import LOCK_NAME, digest
from personac.emit.lockfile import Lock, encode_lock
from personac.storage.output_lock import hold_output_lock

BUILD = Path("build")
OUTPUTS = ("old.md", "report.json", "variants/a.patch")


def write(path: Path, text: str = "text\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def lock_of(folder: Path, hashes: Mapping[str, str], group: str, of: str) -> None:
    """Write a lock that says that a group was built; `of` is where it says it was."""
    lock = Lock(
        version="1", agent="old", sources={}, rules={}, options={"group": group} if group else {},
        outputs={**hashes}, folder=of,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LOCK_NAME).write_bytes(encode_lock(lock))


def build_of(folder: Path, names: Sequence[str] = OUTPUTS, *, group: str | None = None, of: str = "") -> None:
    """Write outputs with their lock."""
    for name in names:
        write(folder / name, f"the output {name}\n")
    place = folder.as_posix()
    hashes = {name: digest(f"the output {name}\n".encode()) for name in names}
    lock_of(folder, hashes, place if group is None else group, of or place)


@pytest.fixture
def root(here: Path) -> Path:
    """A project that builds agents/ into build/kept, and once built a group into build/old."""
    write(here / "agents" / "a.md")
    build_of(BUILD / "old")
    return here


KEPT = Request((Path("agents"),), BUILD / "kept", is_named=False)


def found(*builds: Request) -> list[tuple[str, str]]:
    return [(old.folder.as_posix(), old.doubt) for old in old_groups(BUILD, builds or (KEPT,))]


def remove(*builds: Request, force: bool = False) -> list[Outcome]:
    request = Request(force=force)
    return [removed(old, request) for old in old_groups(BUILD, builds or (KEPT._replace(force=force),))]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.usefixtures("root")
class TestWhatGoes:
    def test_the_outputs_of_a_group_that_is_gone_and_their_folder(self) -> None:
        [outcome] = remove()
        assert outcome.is_written
        assert (outcome.diagnostics, outcome.exit_code) == ((), 0)
        assert outcome.summary == "build/old: removed, as no group is built here any more"
        assert list(BUILD.iterdir()) == []

    def test_a_check_finds_them_stale_and_removes_nothing(self) -> None:
        [old] = old_groups(BUILD, (KEPT,))
        outcome = checked(old)
        assert [(one.code, one.path) for one in outcome.diagnostics] == [("PC509", "build/old")]
        assert (outcome.is_stale, outcome.exit_code) == (True, 1)
        assert files(BUILD / "old") == ["old.md", LOCK_NAME, "report.json", "variants/a.patch"]

    def test_they_are_found_at_any_depth(self) -> None:
        build_of(BUILD / "team" / "x" / "deep")
        assert found() == [("build/old", ""), ("build/team/x/deep", "")]

    def test_a_file_that_is_gone_already_is_no_error(self) -> None:
        (BUILD / "old" / "report.json").unlink()
        assert [outcome.exit_code for outcome in remove()] == [0]
        assert not (BUILD / "old").exists()


@pytest.mark.usefixtures("root")
class TestWhatStays:
    def test_what_was_edited_by_hand_is_kept_and_reported(self) -> None:
        write(BUILD / "old" / "old.md", "an edit\n")
        [outcome] = remove()
        assert [(one.code, one.path) for one in outcome.diagnostics] == [("PC531", "build/old/old.md")]
        assert files(BUILD / "old") == ["old.md"]
        assert found() == []

    def test_force_removes_edited_outputs_but_nothing_that_is_not_listed(self) -> None:
        write(BUILD / "old" / "old.md", "an edit\n")
        write(BUILD / "old" / "variants" / "mine.txt")
        assert [outcome.diagnostics for outcome in remove(force=True)] == [()]
        assert files(BUILD / "old") == ["variants/mine.txt"]

    def test_files_that_the_lock_does_not_list_are_not_touched(self) -> None:
        mine = BUILD / "old" / "notes.md"
        write(mine)
        before = mine.stat()
        remove()
        after = mine.stat()
        assert files(BUILD / "old") == ["notes.md"]
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_a_link_in_the_place_of_an_output_stays_with_what_it_leads_to(self, root: Path) -> None:
        write(root / "precious.md", "the output old.md\n")
        (BUILD / "old" / "old.md").unlink()
        (BUILD / "old" / "old.md").symlink_to(root / "precious.md")
        remove()
        assert (root / "precious.md").exists()
        assert files(BUILD / "old") == ["old.md"]

    @pytest.mark.parametrize("name", ["../kept.md", ".hidden.md", ".git/config", "x/../../kept.md"])
    def test_a_lock_leads_to_no_hidden_file_and_out_of_no_folder(self, name: str) -> None:
        build_of(BUILD / "old", [*OUTPUTS, name])
        remove()
        assert Path(os.path.normpath(BUILD / "old" / name)).read_text() == f"the output {name}\n"


class TestWhatIsNoOldGroup:
    @pytest.mark.parametrize(
        ("group", "of"),
        [
            ("", ""),  # of --each, or of one agent
            ("build/old", "out/old"),  # built into another folder with -o
            ("out/old", ""),  # into this one with -o, where the settings had another
            ("build/other", "build/other"),  # a copy of another folder, or one under a new name
        ],
    )
    def test_outputs_of_another_command_or_place(self, group: str, of: str, here: Path) -> None:
        write(here / "agents" / "a.md")
        build_of(BUILD / "old", group=group, of=of)
        assert found() == []

    @pytest.mark.usefixtures("root")
    def test_what_is_built_now_under_any_name(self) -> None:
        assert found(KEPT._replace(output=Path("build/../build/old/"))) == []

    @pytest.mark.usefixtures("root")
    def test_a_lock_that_cannot_be_read(self) -> None:
        (BUILD / "old" / LOCK_NAME).write_text("<<<<<<< ours\n")
        assert found() == []

    def test_folders_behind_links_and_hidden_ones(self, here: Path) -> None:
        write(here / "agents" / "a.md")
        build_of(here / "elsewhere", group="build/link", of="build/link")
        BUILD.mkdir()
        (BUILD / "link").symlink_to(here / "elsewhere")
        build_of(BUILD / ".hidden" / "x")
        build_of(here / "outside")
        assert found() == []

    def test_the_output_folder_of_the_project_itself_and_none_at_all(self, here: Path) -> None:
        write(here / "agents" / "a.md")
        assert found() == []
        build_of(BUILD)
        assert found() == []


@pytest.mark.usefixtures("root")
class TestDoubt:
    def refused(self, *builds: Request) -> str:
        """Check that all stays, with a warning, and return the reason."""
        before = files(BUILD)
        [old] = old_groups(BUILD, builds or (KEPT,))
        for outcome in (checked(old), removed(old, Request(force=True))):
            [warning] = outcome.diagnostics
            assert (warning.code, warning.path, warning.severity) == ("PC536", "build/old", "warning")
            assert (outcome.exit_code, outcome.is_stale, outcome.is_written) == (0, False, False)
        assert files(BUILD) == before
        return old.doubt

    def test_a_source_that_is_named(self) -> None:
        reason = self.refused(KEPT._replace(sources=(Path("build/old/old.md"),)))
        assert reason == "build/old/old.md, which is built into build/kept, lies in it"

    def test_a_source_that_leads_into_it(self, root: Path) -> None:
        (root / "agents" / "link.md").symlink_to(root / "build" / "old" / "old.md")
        assert self.refused() == "agents/link.md, which is built into build/kept, lies in it"

    def test_rules_and_decisions(self) -> None:
        write(BUILD / "old" / "rules" / "x.toml", "")
        assert "lies in it" in self.refused(KEPT._replace(rules=BUILD / "old" / "rules"))
        write(BUILD / "old" / "decisions" / "x" / "y.toml", "")
        assert "lies in it" in self.refused(KEPT._replace(decisions=BUILD / "old" / "decisions"))

    def test_sources_that_cannot_be_found(self) -> None:
        reason = self.refused(KEPT._replace(sources=(Path("agents/nothing*"),)))
        assert reason == "what is built into build/kept cannot be found"

    def test_the_outputs_of_another_build_inside(self) -> None:
        build_of(BUILD / "old", [*OUTPUTS, "inner/a.md"])
        build_of(BUILD / "old" / "inner", ["a.md"], group="")
        assert self.refused() == "build/old/inner is the output of another build"

    def test_a_file_that_another_build_lists_too(self) -> None:
        build_of(BUILD, ["old/report.json"], group="")
        reason = self.refused(KEPT, KEPT._replace(output=BUILD))
        assert reason == "outputs of build lie in it"

    def test_files_that_would_become_sources_without_the_lock(self) -> None:
        everywhere = KEPT._replace(sources=(Path(),))
        assert found(everywhere) == [("build/old", "")]
        write(BUILD / "old" / "notes.md")
        assert self.refused(everywhere) == "what is yours in it would be built into build/kept"

    def test_a_group_that_could_not_be_built(self) -> None:
        [old] = old_groups(BUILD, (KEPT,))
        [warning] = postponed(old).diagnostics
        assert warning.code == "PC536"
        assert "not every group could be built" in warning.message


class TestRemoval:
    @pytest.mark.usefixtures("root")
    def test_nothing_goes_where_another_build_wrote_meanwhile(self) -> None:
        [old] = old_groups(BUILD, (KEPT,))
        build_of(BUILD / "old", OUTPUTS[:2], group="")
        assert removed(old, Request()) == Outcome((), "", "")
        assert len(files(BUILD / "old")) == len(OUTPUTS) + 1

    @pytest.mark.usefixtures("root")
    def test_it_waits_for_another_build_or_says_that_there_is_one(self) -> None:
        [old] = old_groups(BUILD, (KEPT,))
        with hold_output_lock(old.folder, wait=True, on_wait=tuple):
            outcome = removed(old, Request(wait=False))
        assert [one.code for one in outcome.diagnostics] == ["PC532"]
        assert (outcome.summary, outcome.exit_code) == ("build/old: not removed", 2)
        assert removed(OldGroup(old.folder, old.lock), Request()).is_written


PLACES = ("build/old", "build/old/in", "build/kept", "build", "agents", ".", "build/.h")
NAMES = ("a.md", "in/b.md", "../c.md", "../../agents/a.md", ".d", ".git/e", "./f.md", "variants//g", "/h", "")
LISTED = st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=6)
SAID = st.one_of(st.just(""), st.sampled_from(PLACES))  # where a lock says it is; empty for where it is
LOCKS = st.dictionaries(st.sampled_from(PLACES), st.tuples(LISTED, SAID), max_size=3)
ON_DISK = st.sets(st.sampled_from([f"{place}/{name}" for place in PLACES[:5] for name in NAMES[:7]]))


@given(LOCKS, ON_DISK, st.booleans(), st.sampled_from(["agents", ".", "build/old/a.md", "agents/a.md"]))
def test_whatever_locks_say_only_what_one_lists_with_its_content_goes(
    locks: Mapping[str, tuple[Mapping[str, bool], str]],
    present: set[str],
    force: bool,  # noqa: FBT001
    source: str,
) -> None:
    with TemporaryDirectory() as root, chdir(root):
        for name in sorted(present | {"agents/z.md", "build/kept/z.md", "build/old/mine.md"}):
            write(Path(name))
        for place, (listed, folder) in locks.items():
            hashes = {name: digest(b"text\n" if is_same else b"") for name, is_same in listed.items()}
            lock_of(Path(place), hashes, folder or place, folder or place)
        before = set(files(Path()))
        build = KEPT._replace(sources=(Path(source),), force=force)
        for old in old_groups(BUILD, (build,)):
            removed(old, build)
        gone = before - set(files(Path()))
        allowed = {
            os.path.normpath(f"{place}/{name}")
            for place, (listed, folder) in locks.items()
            for name, is_same in {**listed, LOCK_NAME: True}.items()
            if folder in {"", place} and (is_same or force)
        }
        assert gone <= allowed
        assert all(path.startswith("build/old/") for path in gone)
        assert gone.isdisjoint({source, "build/old/mine.md"})
