"""Promise 1: the canonical and a patch give the source, by three tools; or a clear no."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from personac.diagnostics.diagnostic import PersonacError
from personac.edits.patch import apply_patch
from tests.unit.patches import unified_diff

TRICKY = (
    b"",
    b"\r",
    b"-- a list",
    b"--- a/agent.md",
    b"+++ b/agent.md",
    b"@@ -1,2 +1,2 @@",
    b"\\ No newline at end of file",
    b"diff --git a/x b/x",
    b"form\ffeed",
    b"lone\rreturn",
    b"with a return\r",
    b"line\xe2\x80\xa8separator \xc2\x85 \x1c",
    b"\xef\xbb\xbf---",
    b"latin \xe9 \xff",
    b"trailing \t ",
    b" - item",
    b"- item",
    b"x" * 70_000,
)
LINES = st.one_of(
    st.sampled_from(TRICKY),
    st.sampled_from(TRICKY[:8]),
    st.text(st.characters(exclude_characters="\0\n", codec="utf-8"), max_size=8).map(str.encode),
    st.binary(max_size=12).map(lambda raw: raw.replace(b"\0", b"0").replace(b"\n", b"n")),
)
NAMES = st.sampled_from(
    ("agent", "my agent", 'odd"na\\me', "tab\there", "new\nline", "é 2020-01-01 00:00", " x ")
)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    return b"\n".join(draw(st.lists(LINES, max_size=12))) + draw(st.sampled_from((b"", b"\n")))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A canonical that is not empty, and a source that mostly shares lines with it."""
    canonical = draw(texts().filter(bool))
    lines = canonical.split(b"\n")
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(lines)))
        lines[place : place + draw(st.integers(0, 3))] = draw(st.lists(LINES, max_size=2))
    related = b"\n".join(lines) + draw(st.sampled_from((b"", b"\n")))
    return canonical, draw(st.sampled_from((related, related, related, canonical, b"", draw(texts()))))


def run(tool: str, *arguments: str, folder: Path, patch: bytes) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
    }
    done = subprocess.run(
        [tool, *arguments], cwd=folder, input=patch, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")


def patched_by_git(canonical: bytes, patch: bytes, name: str, folder: Path) -> bytes:
    target = folder / f"{name}.md"
    target.write_bytes(canonical)
    run("git", "apply", "--whitespace=nowarn", folder=folder, patch=patch)
    return target.read_bytes()


def patched_by_gnu(canonical: bytes, patch: bytes, name: str, folder: Path) -> bytes:
    target = folder / f"{name}.md"
    target.write_bytes(canonical)
    run("patch", "-p1", "--fuzz=0", folder=folder, patch=patch)
    return target.read_bytes()


def patched_by_gnu_into_another_file(canonical: bytes, patch: bytes, name: str, folder: Path) -> bytes:
    target = folder / f"{name}.md"
    target.write_bytes(canonical)
    run("patch", "--fuzz=0", "-o", "restored", target.name, folder=folder, patch=patch)
    assert target.read_bytes() == canonical
    return (folder / "restored").read_bytes()


TOOLS = {"git": patched_by_git, "patch": patched_by_gnu, "patch -o": patched_by_gnu_into_another_file}


def need(tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"needs {tool}, which is not installed")
    shown = subprocess.run([tool, "--version"], capture_output=True, check=False).stdout
    if tool == "patch" and b"GNU" not in shown:
        pytest.skip("needs GNU patch; this one is another")


EDGES = (
    (b"a\nb\n", b"a\nb\n"),
    (b"a\nb\n", b""),
    (b"a", b""),
    (b"a", b"a"),
    (b"a\n", b"a"),
    (b"a", b"a\n"),
    (b"a\nb\n", b"\xef\xbb\xbfa\r\nb\r\n"),
    (b"a\r\nb\r\n", b"a\nb\r\n"),
    (b"\n", b"\n\n"),
    (b"\\ No newline at end of file", b"\\ No newline at end of file\n"),
    (b"-- x\n--- a\n", b"++ x\n+++ b\n@@ -1 +1 @@\n"),
)


@pytest.mark.parametrize(("canonical", "source"), EDGES)
@pytest.mark.parametrize("tool", ["git", "patch", "patch -o"])
def test_other_tools_restore_the_edge_cases(
    tool: str, canonical: bytes, source: bytes, tmp_path: Path
) -> None:
    need("git" if tool == "git" else "patch")
    patch = unified_diff(canonical, source, "agent")
    assert TOOLS[tool](canonical, patch, "agent", tmp_path) == source


@given(pairs())
@settings(max_examples=300, deadline=None)
@example((b"", b""))
@example((b"", b"a"))
def test_a_patch_restores_every_byte(pair: tuple[bytes, bytes]) -> None:
    canonical, source = pair
    patch = unified_diff(canonical, source, "agent")
    assert apply_patch(canonical, patch, "agent.patch") == source
    assert unified_diff(canonical, source, "agent") == patch


@given(pairs(), NAMES)
@settings(max_examples=60, deadline=None)
def test_gnu_patch_restores_every_byte(pair: tuple[bytes, bytes], name: str) -> None:
    need("patch")
    canonical, source = pair
    patch = unified_diff(canonical, source, name)
    with tempfile.TemporaryDirectory() as folder:
        assert patched_by_gnu(canonical, patch, name, Path(folder)) == source
    with tempfile.TemporaryDirectory() as folder:
        assert patched_by_gnu_into_another_file(canonical, patch, name, Path(folder)) == source


@given(pairs(), NAMES)
@settings(max_examples=60, deadline=None)
def test_git_apply_restores_every_byte(pair: tuple[bytes, bytes], name: str) -> None:
    need("git")
    canonical, source = pair
    with tempfile.TemporaryDirectory() as folder:
        assert patched_by_git(canonical, unified_diff(canonical, source, name), name, Path(folder)) == source


def test_real_personas_restore_each_other(shared: Path) -> None:
    files = sorted((shared / "wild").rglob("*.md"))
    rng = random.Random(11)  # noqa: S311 - a sample, no secret
    for _ in range(300):
        canonical, source = (rng.choice(files).read_bytes() for _ in range(2))
        assert apply_patch(canonical, unified_diff(canonical, source, "agent"), "p") == source


HEAD = "--- a/x.md\n+++ b/x.md\n"


def refusal(canonical: str, patch: str) -> tuple[str, int, str, str]:
    with pytest.raises(PersonacError) as caught:
        apply_patch(canonical.encode(), patch.encode(), "build/x.patch")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.path == "build/x.patch"
    assert diagnostic.hint
    return diagnostic.code, diagnostic.line, diagnostic.message, diagnostic.hint


def test_a_changed_canonical_is_reported_with_its_line() -> None:
    code, line, message, hint = refusal("a\nB\n", f"{HEAD}@@ -1,2 +1,2 @@\n a\n-b\n+c\n")
    assert (code, line) == ("PC501", 5)
    assert message == r"the patch expects 'b\n' in line 2 of the canonical, which has 'B\n'"
    assert "rebuild" in hint


def test_a_canonical_that_ends_too_early() -> None:
    code, line, message, _ = refusal("a\n", f"{HEAD}@@ -1,2 +1 @@\n a\n-b\n")
    assert (code, line, message[-18:]) == ("PC501", 5, "which ends before it"[-18:])
    code, line, message, _ = refusal("a\n", f"{HEAD}@@ -9 +9 @@\n-b\n+c\n")
    assert (code, line, message) == ("PC501", 3, "the patch expects line 9 of the canonical, which has 1")


def test_moved_lines_are_not_searched() -> None:
    code, *_ = refusal("new\na\nb\n", f"{HEAD}@@ -1,2 +1,2 @@\n a\n-b\n+c\n")
    assert code == "PC501"


def test_a_missing_newline_is_a_difference() -> None:
    assert refusal("a", f"{HEAD}@@ -1 +1 @@\n-a\n+b\n")[0] == "PC501"


def test_long_lines_are_cut_in_messages() -> None:
    _, _, message, _ = refusal("x" * 1000, f"{HEAD}@@ -1 +1 @@\n-a\n+b\n")
    assert len(message) < 200


@pytest.mark.parametrize(
    ("patch", "line", "message"),
    [
        ("", 1, "no `--- ` line"),
        ("hello\n", 2, "no `--- ` line"),
        ("--- a/x\n", 2, "`+++ ` line"),
        (f"{HEAD}a\n", 3, "expected a hunk here"),
        (f"{HEAD}@@ -1 +1 @@\n a\n x\n", 5, "expected a hunk here"),
        (f"{HEAD}@@ -1,2 +1,2 @@\n a\n", 5, "cut off"),
        (f"{HEAD}@@ -1,2 +1,2 @@\n a\n b", 5, "cut off"),
        (f"{HEAD}@@ -1,2 +1,2 @@\n a\nb\n", 5, "starts with"),
        (f"{HEAD}@@ -1 +1,2 @@\n-a\n-b\n", 5, "other lines than"),
        (f"{HEAD}@@ -0 +1 @@\n-a\n", 3, "count from 1"),
        (f"{HEAD}@@ -1 +0 @@\n-a\n", 3, "count from 1"),
        (f"{HEAD}@@ -1 +1 @@\n a\n@@ -1 +2 @@\n a\n", 5, "overlaps"),
        (f"{HEAD}@@ -1 +2 @@\n a\n", 3, "does not fit the hunks before"),
        (f"{HEAD}@@ -1 +1,2 @@\n-a\n+x\n\\ No newline at end of file\n+y\n", 0, "no newline"),
        ("--- a/x\r\n+++ b/x\r\n", 1, "CRLF"),
    ],
)
def test_a_malformed_patch_is_explained(patch: str, line: int, message: str) -> None:
    code, place, text, _ = refusal("a\nb\n", patch)
    assert (code, place) == ("PC502", line)
    assert message in text


def test_diffs_by_git_apply_too() -> None:
    patch = f"diff --git a/x.md b/x.md\nindex 1..2 100644\n{HEAD}@@ -1,2 +1,2 @@ # title\n a\n-b\n+c\n"
    assert apply_patch(b"a\nb\n", patch.encode(), "p") == b"a\nc\n"


@given(pairs(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_mangled_patch_never_ends_in_a_traceback(pair: tuple[bytes, bytes], data: st.DataObject) -> None:
    canonical, source = pair
    mangled = bytearray(unified_diff(canonical, source, "agent"))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mangled)))
        mangled[place : place + data.draw(st.integers(0, 5))] = data.draw(
            st.one_of(st.binary(max_size=5), st.sampled_from((b"\n", b"@@ -1 +1 @@\n", b"9", b"-", b"\\ \n")))
        )
    with suppress(PersonacError):
        assert isinstance(apply_patch(canonical, bytes(mangled), "p"), bytes)


@given(st.binary())
@settings(deadline=None)
def test_arbitrary_bytes_are_reported(patch: bytes) -> None:
    with pytest.raises(PersonacError):
        apply_patch(b"a\n", patch, "p")
