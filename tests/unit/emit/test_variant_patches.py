"""The diff's bytes as other tools expect them, and the time they may take."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.edits.patch import apply_patch
from personac.emit.line_diff import split_lines
from personac.emit.variant_patches import variants_of
from tests.unit.helpers import compiled
from tests.unit.patches import unified_diff


def diff(canonical: str, source: str, name: str = "agent") -> str:
    return unified_diff(canonical.encode(), source.encode(), name).decode()


def test_a_change_has_three_lines_of_context() -> None:
    canonical = "".join(f"{n}\n" for n in range(1, 21))
    source = canonical.replace("10\n", "ten\n")
    assert diff(canonical, source) == (
        "--- a/agent.md\n+++ b/agent.md\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n"
    )


def test_distant_changes_are_separate_hunks() -> None:
    canonical = "".join(f"{n}\n" for n in range(1, 21))
    source = canonical.replace("2\n", "two\n", 1).removesuffix("20\n")
    assert [line for line in diff(canonical, source).splitlines() if line.startswith("@@")] == [
        "@@ -1,5 +1,5 @@",
        "@@ -17,4 +17,3 @@",
    ]


def test_few_lines_between_changes_are_context_so_that_the_patch_is_one_hunk() -> None:
    canonical = "".join(f"{n}\n" for n in range(1, 31))
    source = canonical.replace("5\n", "five\n", 1).replace("\n16\n", "\nsixteen\n").removesuffix("30\n")
    patch = diff(canonical, source)
    assert patch.count("@@ -") == 1
    assert "@@ -2,29 +2,28 @@\n 2\n" in patch
    assert apply_patch(canonical.encode(), patch.encode(), "x.patch") == source.encode()


def test_a_missing_final_newline_is_marked_on_its_side() -> None:
    head = "--- a/agent.md\n+++ b/agent.md\n@@ -1 +1 @@\n"
    mark = "\\ No newline at end of file\n"
    assert diff("a\n", "a") == f"{head}-a\n+a\n{mark}"
    assert diff("a", "a\n") == f"{head}-a\n{mark}+a\n"
    assert diff("a", "b") == f"{head}-a\n{mark}+b\n{mark}"


def test_an_unchanged_last_line_without_newline_is_context() -> None:
    assert diff("a\nb", "c\nb").endswith("@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n")


def test_equal_texts_replace_the_first_line_by_itself() -> None:
    assert diff("a\nb\nc\nd\ne\n", "a\nb\nc\nd\ne\n").endswith("@@ -1,4 +1,4 @@\n-a\n+a\n b\n c\n d\n")
    assert diff("a\n", "a\n").endswith("@@ -1 +1 @@\n-a\n+a\n")


def test_an_empty_side_is_a_range_at_line_zero() -> None:
    assert diff("a\nb\n", "").endswith("@@ -1,2 +0,0 @@\n-a\n-b\n")
    assert diff("", "a\n").endswith("@@ -0,0 +1 @@\n+a\n")
    assert diff("", "") == "--- a/agent.md\n+++ b/agent.md\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain", "a/plain.md"),
        ("é", "a/é.md"),
        ("with space", "a/with space.md\t"),
        ('quo"te', '"a/quo\\"te.md"'),
        ("back\\slash", '"a/back\\\\slash.md"'),
        ("tab\tend\n\x01é", '"a/tab\\tend\\n\\001\\303\\251.md"'),
    ],
)
def test_unusual_names_are_quoted_for_git_and_patch(name: str, shown: str) -> None:
    assert diff("a\n", "b\n", name).splitlines()[0] == f"--- {shown}"


def test_lines_end_at_line_feeds_only() -> None:
    data = "a\r\nb\rc\fd\x0b\u2028\u0085e\n\nlast".encode()
    assert split_lines(data) == [b"a\r\n", "b\rc\fd\x0b\u2028\u0085e\n".encode(), b"\n", b"last"]
    assert split_lines(b"") == []
    assert split_lines(b"\n") == [b"\n"]


def test_unique_lines_are_matched_among_repeated_ones() -> None:
    canonical = "# A\n\n- x\n- y\n\n# B\n\n- x\n- z\n"
    source = "# B\n\n- x\n- z\n\n# A\n\n- x\n- y\n"
    result = diff(canonical, source)
    kept = [line for line in result.splitlines() if line.startswith(" ")]
    assert len(kept) >= 4
    assert apply_patch(canonical.encode(), result.encode(), "p") == source.encode()


@given(st.binary())
def test_split_lines_loses_nothing(data: bytes) -> None:
    lines = split_lines(data)
    assert b"".join(lines) == data
    assert all(line.find(b"\n") in (-1, len(line) - 1) for line in lines)
    assert all(line.endswith(b"\n") for line in lines[:-1])
    assert b"" not in lines


def _lines(count: int, vocabulary: int, rng: random.Random) -> list[bytes]:
    # About a third of a persona's lines is blank: that is what makes diffs slow.
    return [b"\n" if rng.random() < 0.3 else b"- %d\n" % rng.randrange(vocabulary) for _ in range(count)]


@pytest.mark.parametrize("vocabulary", [1, 40, 1_000_000])
def test_patches_of_large_inputs_with_repeated_lines_apply(vocabulary: int) -> None:
    rng = random.Random(5)  # noqa: S311 - a sample, no secret
    old = _lines(50_000, vocabulary, rng)
    new = [line for line in old if rng.random() > 0.1]
    patch = unified_diff(b"".join(old), b"".join(new), "agent")
    assert apply_patch(b"".join(old), patch, "p") == b"".join(new)


def test_very_repetitive_text_is_replaced_as_a_whole() -> None:
    rng = random.Random(7)  # noqa: S311 - a sample, no secret
    old, new = (b"".join(rng.choice((b"a\n", b"b\n")) for _ in range(3000)) for _ in range(2))
    patch = unified_diff(old, new, "agent")
    assert patch.count(b"\n-") > 2500
    assert apply_patch(old, patch, "p") == new


def test_every_persona_is_a_diff_that_restores_it() -> None:
    texts = {"b.md": "\ufeff- x\r\n- y", "a.md": "---\nname: a\n---\n- x\n"}
    compilation = compiled(texts)
    assert [variant.persona for variant in compilation.variants] == ["a", "b"]
    for variant, persona in zip(compilation.variants, compilation.personas, strict=True):
        restored = apply_patch(compilation.canonical.data, variant.patch, "x.patch")
        assert restored == persona.source.data


LARGE = {f"{name}.md": "".join(f"- Rule {n} of {name}\n" for n in range(9)) for name in "abcd"}


def test_in_a_large_group_a_source_is_made_from_nothing_where_that_is_shorter() -> None:
    compilation = compiled({**LARGE, "e.md": LARGE["a.md"], "f.md": ""})
    variants = variants_of(compilation.canonical, compilation.personas, most_bytes=100)
    forms = {variant.persona: variant.patch.split(b"\n")[0] for variant in variants}
    assert {persona for persona, form in forms.items() if form == b"--- /dev/null"} == {*"bcde"}
    for variant, persona in zip(variants, compilation.personas, strict=True):
        base = compilation.canonical.data if variant.persona in "af" else b"anything"
        assert apply_patch(base, variant.patch, "x") == persona.source.data
    least = sum(len(variant.patch) for variant in compilation.variants)
    assert sum(len(variant.patch) for variant in variants) < least * 0.6


@pytest.mark.parametrize("command", [["patch", "-p1", "-s"], ["git", "apply"]])
def test_other_tools_make_a_source_from_nothing(command: list[str], tmp_path: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}, which is not installed")
    compilation = compiled({**LARGE, "d.md": LARGE["d.md"].replace("\n", "\r\n").removesuffix("\r\n")})
    canonical, personas = compilation.canonical, compilation.personas
    variant = variants_of(canonical, personas, most_bytes=100)[-1]
    assert variant.patch.startswith(b"--- /dev/null\n")
    subprocess.run(command, cwd=tmp_path, input=variant.patch, check=True)
    assert (tmp_path / f"{compilation.canonical.name}.md").read_bytes() == compilation.personas[
        -1
    ].source.data
