from __future__ import annotations

from dataclasses import replace

import pytest

from personac.merging.body_parts import parts_of
from personac.merging.selection import Sayings, sayings_of
from personac.model import Compilation, Cover, Merged
from tests.unit.helpers import EXACT, compiled, lettered, merged

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


def body(compilation: Compilation) -> list[str]:
    text = compilation.canonical.data.decode().partition("\n---\n")[2]
    return [line for line in text.splitlines() if line]


def reasons(compilation: Compilation) -> dict[str, str]:
    return {f"{entry.path}:{entry.line}": entry.reason for entry in compilation.left_out}


def test_all_is_kept_by_default() -> None:
    assert body(kept("", ONE, TWO)) == body(kept('mode = "all"\nmin_support = 1', ONE, TWO))
    assert "- Watch it" in body(kept("", ONE, TWO))


@pytest.mark.parametrize("keep", ['mode = "shared"', "min_support = 2", 'mode = "shared"\nmin_support = 1'])
def test_shared_is_what_two_say(keep: str) -> None:
    found = kept(keep, ONE, TWO, THREE)
    assert [line for line in body(found) if not line.startswith("You are")] == [
        "# Light", "- Wind the clockwork", "- Sing to the gulls",
    ]  # fmt: skip
    assert reasons(found)["a.md:11"] == "keep: said by 1 of 3 personas, 2 are asked for"
    assert reasons(found)["a.md:20"] == "keep: what it introduces is left out"


def test_the_identity_stays_in_every_mode() -> None:
    assert [line for line in body(kept("min_support = 3", ONE, TWO, THREE)) if line.startswith("You are")]


def test_support_is_counted_in_personas_and_not_in_bullets() -> None:
    twice = "- Wind the clockwork\n\n## Sea\n\n- Wind the clockwork\n"
    assert "- Wind the clockwork" not in body(kept("min_support = 2", twice, "- Watch it\n"))


def test_a_parent_stays_for_what_is_nested_in_it() -> None:
    one, two = "- At dusk\n  - Wind it\n", "- Wind it\n"
    found = kept("min_support = 2", one, two)
    assert any(line.strip() == "- Wind it" for line in body(found))
    nested = "- At dusk\n  - Wind it\n  - Alone\n"
    both = kept("min_support = 2", nested, "- At dusk\n  - Wind it\n")
    assert body(both) == ["- At dusk", "  - Wind it"]


def test_a_bullet_that_introduces_goes_with_what_it_introduces() -> None:
    one, two = "- Check:\n  - Wick\n- Wind it\n", "- Check:\n  - Lens\n- Wind it\n"
    assert body(kept("min_support = 2", one, two)) == ["- Wind it"]


def test_an_introduction_stays_with_its_list() -> None:
    one = "While the light is on, as long as you are there, never:\n\n- Sing\n- Sleep\n"
    assert body(kept("min_support = 2", one, "- Sing\n")) == [one.partition("\n")[0], "- Sing"]


def test_more_personas_than_there_are_is_all_of_them_and_reported() -> None:
    found = kept("min_support = 9", ONE, THREE)
    assert "- Wind the clockwork" in body(found)
    assert [one.code for one in found.diagnostics if one.code.startswith("PC43")] == ["PC431"]


def test_one_persona_alone_says_all_there_is() -> None:
    found = kept("min_support = 9", ONE)
    assert body(found) == body(kept("", ONE))
    assert not [one for one in found.diagnostics if one.code.startswith("PC43")]


def test_nothing_shared_is_reported() -> None:
    found = kept("min_support = 2", "You are one.\n\n- Sing\n", "- Watch\n")
    assert body(found) == ["You are one."]
    (told,) = [one for one in found.diagnostics if one.code.startswith("PC43")]
    assert (told.code, told.path) == ("PC432", "rules")
    assert told.message == "nothing is said by 2 of 2 personas"


def test_an_empty_persona() -> None:
    found = kept('mode = "shared"', "", "")
    assert body(found) == []
    assert not [one for one in found.diagnostics if one.code.startswith("PC43")]


def test_a_definition_stays_with_the_text_that_refers_to_it() -> None:
    one = "- See [the book][b]\n- Alone\n\n[b]: https://example.org\n"
    found = body(kept("min_support = 2", one, "- See [the book][b]\n\n[b]: https://example.org\n"))
    assert "[b]: https://example.org" in found
    gone = kept("min_support = 2", one, "- Other\n")
    assert "[b]: https://example.org" not in body(gone)


def test_every_bullet_is_in_the_canonical_or_left_out() -> None:
    for least in (1, 2, 3):
        found = kept(f"min_support = {least}", ONE, TWO, THREE)
        said = {(o.persona, o.line) for line in found.canonical.lines for o in line.origins}
        told = {entry.bullet for entry in found.left_out}
        assert all((b.persona, b.line) in said or b.id in told for b in found.bullets)
        assert not any((b.persona, b.line) in said and b.id in told for b in found.bullets)


ONE_of_part_removal = "- **Stores**: Redis, Postgres\n- Sing\n\n```\ncode\n```\n"
TWO_of_part_removal = "- Redis for sessions\n"
THREE_of_part_removal = "- Redis for sessions\n"


def compiled(facet: str) -> Merged:
    found = merged({"a.md": ONE_of_part_removal, "b.md": TWO_of_part_removal, "c.md": THREE_of_part_removal})
    texts = [bullet.text for bullet in found.bullets]
    broad, narrow = texts.index("Stores: Redis, Postgres"), texts.index("Redis for sessions")
    return replace(found, planned=replace(found.planned, covers=(Cover(broad, narrow, 0.95, facet),)))


def said(compilation: Merged) -> tuple[Sayings, dict[str, set[str]], dict[str, set[str]]]:
    parts = parts_of(compilation).all
    sayings = sayings_of(compilation, parts)
    own = {part.text(compilation.personas): {sayings.text(n) for n in sayings.own(part)} for part in parts}
    every = {part.text(compilation.personas): {sayings.text(n) for n in sayings.all(part)} for part in parts}
    return sayings, own, every


def test_a_part_stands_for_the_bullets_of_its_origins() -> None:
    compilation = compiled("Redis")
    sayings, own, _ = said(compilation)
    assert own["- Sing"] == {"Sing"}
    assert own["``` code ```"] == {"``` code ```"}
    shared = next(
        p for p in parts_of(compilation).all if p.text(compilation.personas) == "- Redis for sessions"
    )
    assert len(sayings.own(shared)) == 2


def test_a_broad_wording_says_what_its_facet_covers_for_all_who_say_it() -> None:
    compilation = compiled("Redis")
    sayings, own, every = said(compilation)
    name = "- **Stores**: Redis, Postgres"
    assert own[name] == {"Stores: Redis, Postgres"}
    assert every[name] == {"Stores: Redis, Postgres", "Redis for sessions"}
    broad = next(part for part in parts_of(compilation).all if part.text(compilation.personas) == name)
    assert len(sayings.all(broad)) == 3


def test_a_facet_that_the_wording_lacks_covers_nothing() -> None:
    _, own, every = said(compiled("Valkey"))
    assert own == every
