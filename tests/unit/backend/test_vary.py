from __future__ import annotations

from personac.backend.patch import apply_patch
from tests.unit.helpers import compiled


def test_every_persona_becomes_a_diff_that_restores_it() -> None:
    texts = {"b.md": "\ufeff- x\r\n- y", "a.md": "---\nname: a\n---\n- x\n"}
    found = compiled(texts)
    assert [variant.persona for variant in found.variants] == ["a", "b"]
    for variant, persona in zip(found.variants, found.personas, strict=True):
        restored = apply_patch(found.canonical.data, variant.patch, "x.patch")
        assert restored == persona.source.data
