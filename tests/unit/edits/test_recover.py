from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.edits.recover import recover_canonical
from personac.emit.lock_entries import digest
from personac.emit.variant_patches import unified_diff

SHARED = b"".join(b"shared %d\n" % number for number in range(12))
CANONICAL = b"head\n" + SHARED + b"only a\n" + SHARED.replace(b"shared", b"also") + b"only b\n"
SOURCES = {"a": CANONICAL.replace(b"only b\n", b""), "b": CANONICAL.replace(b"only a\n", b"x\n")}
PATCHES = {name: unified_diff(CANONICAL, source, "x") for name, source in SOURCES.items()}
SHA = digest(CANONICAL)


def test_from_any_source_that_is_as_it_was() -> None:
    assert recover_canonical(b"", PATCHES, SOURCES, SHA) == CANONICAL
    assert recover_canonical(b"", PATCHES, {"a": b"edited", "b": SOURCES["b"]}, SHA) == CANONICAL
    assert recover_canonical(b"", PATCHES, {"a": b"edited"}, SHA) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"only a\n", b"only A\n"),
        (b"only a\n", b""),
        (b"only b\n", b"only B\nand more\n"),
        (b"only a\n", b"only a\nonly a\n"),
        (b"shared 11\n", b"shared eleven\n"),
        (b"also 0\n", b""),
    ],
)
def test_from_the_patches_where_the_edit_left_shared_lines_alone(old: bytes, new: bytes) -> None:
    edited = CANONICAL.replace(old, new)
    assert edited != CANONICAL
    assert recover_canonical(edited, PATCHES, {}, SHA) == CANONICAL


@pytest.mark.parametrize("edit", [(b"shared 5", b"shared V"), (b"also 5\n", b""), (b"head\n", b"a\nhead\n")])
def test_not_where_a_line_is_gone_that_no_patch_tells(edit: tuple[bytes, bytes]) -> None:
    assert recover_canonical(CANONICAL.replace(*edit), PATCHES, {}, SHA) is None


def test_damaged_patches_are_left_out() -> None:
    edited = CANONICAL.replace(b"only b", b"only B")
    assert recover_canonical(edited, {**PATCHES, "c": b"no patch"}, {"c": b""}, SHA) == CANONICAL
    assert recover_canonical(edited, {"c": b"no patch"}, {}, SHA) is None
    assert recover_canonical(edited, {}, {}, SHA) is None


TEXTS = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n"]), max_size=12).map(b"".join)


@given(canonical=TEXTS, source=TEXTS, edited=TEXTS)
def test_what_comes_back_is_the_canonical_or_nothing(canonical: bytes, source: bytes, edited: bytes) -> None:
    patches = {"a": unified_diff(canonical, source, "x")}
    assert recover_canonical(edited, patches, {"a": source}, digest(canonical)) == canonical
    assert recover_canonical(edited, patches, {}, digest(canonical)) in {canonical, None}
