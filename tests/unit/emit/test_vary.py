from __future__ import annotations

import pytest

from personac.edits.patch import apply_patch
from personac.emit import canonical_markdown, variant_patches
from personac.ir import Compilation
from tests.unit.helpers import compile_texts, rules


def test_every_persona_becomes_a_diff_that_restores_it() -> None:
    texts = {"b.md": "\ufeff- x\r\n- y", "a.md": "---\nname: a\n---\n- x\n"}
    found = compile_texts(texts)
    assert found.canonical is not None
    assert [variant.persona for variant in found.variants] == ["a", "b"]
    for variant, persona in zip(found.variants, found.personas, strict=True):
        restored = apply_patch(found.canonical.data, variant.patch, "x.patch")
        assert restored == persona.source.data


def test_without_a_canonical_there_is_nothing_to_vary() -> None:
    with pytest.raises(AssertionError):
        variant_patches.run(Compilation(), rules())
    with pytest.raises(AssertionError):
        canonical_markdown.run(Compilation(), rules())
