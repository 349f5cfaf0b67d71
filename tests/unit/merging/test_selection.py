from __future__ import annotations

import pytest

from personac.model import Compilation
from tests.unit.helpers import EXACT, compiled, lettered

FRONT = "---\nname: {0}\ndescription: d\n---\n\n"
ONE = """# Light

You are a keeper of one.

- Wind the clockwork
  - Forty turns
- Sing to the gulls

## Lamp

```
trim wick
```

## Sea

- Watch it
"""
TWO = """# Light

You are a keeper of two.

- Wind the clockwork

## Lamp

- Polish the lens
"""
THREE = "# Light\n\n- Wind the clockwork\n- Sing to the gulls\n"


def kept(keep: str, *texts: str) -> Compilation:
    fronted = tuple(FRONT.format(chr(97 + i)) + text for i, text in enumerate(texts))
    return compiled(lettered(fronted), f"{EXACT}[keep]\n{keep}\n", name="x")


def body(built: Compilation) -> list[str]:
    text = built.canonical.data.decode().partition("\n---\n")[2]
    return [line for line in text.splitlines() if line]


def reasons(built: Compilation) -> dict[str, str]:
    return {f"{entry.path}:{entry.line}": entry.reason for entry in built.left_out}


def test_all_is_kept_by_default() -> None:
    assert body(kept("", ONE, TWO)) == body(kept('mode = "all"\nmin_support = 1', ONE, TWO))
    assert "- Watch it" in body(kept("", ONE, TWO))


@pytest.mark.parametrize("keep", ['mode = "shared"', "min_support = 2", 'mode = "shared"\nmin_support = 1'])
def test_shared_mode_keeps_what_two_personas_have(keep: str) -> None:
    built = kept(keep, ONE, TWO, THREE)
    assert [line for line in body(built) if not line.startswith("You are")] == [
        "# Light", "- Wind the clockwork", "- Sing to the gulls",
    ]  # fmt: skip
    assert reasons(built)["a.md:11"] == "keep: present in 1 of 3 personas, 2 are required"
    assert reasons(built)["a.md:20"] == "keep: what it introduces is left out"


def test_the_identity_stays_in_every_mode() -> None:
    assert [line for line in body(kept("min_support = 3", ONE, TWO, THREE)) if line.startswith("You are")]


def test_support_counts_personas_not_bullets() -> None:
    twice = "- Wind the clockwork\n\n## Sea\n\n- Wind the clockwork\n"
    assert "- Wind the clockwork" not in body(kept("min_support = 2", twice, "- Watch it\n"))


def test_a_parent_stays_for_its_nested_bullets() -> None:
    one, two = "- At dusk\n  - Wind it\n", "- Wind it\n"
    built = kept("min_support = 2", one, two)
    assert any(line.strip() == "- Wind it" for line in body(built))
    nested = "- At dusk\n  - Wind it\n  - Alone\n"
    both = kept("min_support = 2", nested, "- At dusk\n  - Wind it\n")
    assert body(both) == ["- At dusk", "  - Wind it"]


def test_an_introducing_bullet_is_removed_with_its_list() -> None:
    one, two = "- Check:\n  - Wick\n- Wind it\n", "- Check:\n  - Lens\n- Wind it\n"
    assert body(kept("min_support = 2", one, two)) == ["- Wind it"]


def test_an_introduction_stays_with_its_list() -> None:
    lead_in = "While the light is on, as long as you are there, never:"
    one, two = (f"{lead_in}\n\n- Sing\n- {own}\n" for own in ("Sleep", "Row"))
    assert body(kept("min_support = 2", one, two)) == [lead_in, "- Sing"]


def test_a_support_above_the_number_of_personas_means_all_of_them_and_is_reported() -> None:
    built = kept("min_support = 9", ONE, THREE)
    assert "- Wind the clockwork" in body(built)
    assert [one.code for one in built.diagnostics if one.code.startswith("PC43")] == ["PC431"]


def test_one_persona_alone_is_kept_whole() -> None:
    built = kept("min_support = 9", ONE)
    assert body(built) == body(kept("", ONE))
    assert not [one for one in built.diagnostics if one.code.startswith("PC43")]


def test_nothing_shared_is_reported() -> None:
    built = kept("min_support = 2", "You are one.\n\n- Sing\n", "- Watch\n")
    assert body(built) == ["You are one."]
    (diagnostic,) = [one for one in built.diagnostics if one.code.startswith("PC43")]
    assert (diagnostic.code, diagnostic.path) == ("PC432", "rules")
    assert diagnostic.message == "nothing is shared by 2 of 2 personas"


def test_empty_personas_are_not_reported() -> None:
    built = kept('mode = "shared"', "", "")
    assert body(built) == []
    assert not [one for one in built.diagnostics if one.code.startswith("PC43")]


def test_a_link_definition_stays_with_the_text_that_refers_to_it() -> None:
    one = "- See [the book][b]\n- Alone\n\n[b]: https://example.org\n"
    built = body(kept("min_support = 2", one, "- See [the book][b]\n\n[b]: https://example.org\n"))
    assert "[b]: https://example.org" in built
    gone = kept("min_support = 2", one, "- Other\n")
    assert "[b]: https://example.org" not in body(gone)


def test_every_bullet_is_in_the_canonical_or_left_out() -> None:
    for least in (1, 2, 3):
        built = kept(f"min_support = {least}", ONE, TWO, THREE)
        kept_lines = {(o.persona, o.line) for line in built.canonical.lines for o in line.origins}
        left_out = {entry.bullet for entry in built.left_out}
        assert all(((b.persona, b.line) in kept_lines) != (b.id in left_out) for b in built.bullets)
