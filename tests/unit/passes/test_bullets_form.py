from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from personac.passes.bullets_form import BulletsForm, bullets_key
from tests.unit.helpers import compile_texts, persona

TEXT = "# Topic\n\nSome text.\n\n- **Lead**: one, two\n  1. [x] inner\n"
GROUPS = (("kubernetes", "k8s"),)


def test_bullets_come_back() -> None:
    bullets = compile_texts({"a.md": TEXT}, "extract").bullets
    data = BulletsForm().write(bullets)
    assert data is not None
    assert len(bullets) == 3
    assert BulletsForm().read(data) == bullets
    assert repr(BulletsForm().read(data)) == repr(bullets)


def test_a_text_that_is_no_utf8_is_not_kept() -> None:
    bullets = compile_texts({"a.md": TEXT}, "extract").bullets
    assert BulletsForm().write((replace(bullets[0], text="\ud800"),)) is None


@pytest.mark.parametrize("data", [b"", b"\xc0", msgspec.msgpack.encode([{"id": 1}])])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong
        BulletsForm().read(data)


def test_the_key_tells_the_persona_its_content_and_the_vocabulary() -> None:
    one = persona(TEXT, "a")
    keys = [
        bullets_key(one, GROUPS),
        bullets_key(one, ()),
        bullets_key(replace(one, id="b"), GROUPS),
        bullets_key(persona(TEXT, "b"), GROUPS),
        bullets_key(persona(f"{TEXT}!", "a"), GROUPS),
    ]
    assert len(set(keys)) == len(keys)
    assert bullets_key(persona(TEXT, "a"), GROUPS) == keys[0]
