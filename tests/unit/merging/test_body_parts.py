from __future__ import annotations

from personac.merging.body_parts import Part, parts_of
from personac.model import Merged, MergedSection
from tests.unit.helpers import merged, texts_of

BODY = """# Light

You are a keeper.

While the light is on, as long as you are there, never:

- Feed the gulls
  - At noon
- Sing

## Lamp

- Checks:
  - Wick
- See [the book][b]

Like this:

```
turn
```

[b]: https://example.org
"""
NEVER = "While the light is on, as long as you are there, never:"


def parted(text: str) -> tuple[Merged, tuple[Part, ...]]:
    compilation = merged({"a.md": text})
    return compilation, parts_of(compilation).all


def names(compilation: Merged, parts: tuple[Part, ...]) -> list[str]:
    return [part.text(compilation.personas) for part in parts]


def needs_of(text: str, name: str) -> set[str]:
    compilation, parts = parted(text)
    named = names(compilation, parts)
    part = next(part for part, own in zip(parts, named, strict=True) if own.startswith(name))
    return {named[number] for number in part.needs}


def test_parts_are_in_the_order_of_the_body_and_some_only_serve_others() -> None:
    compilation, parts = parted(BODY)
    serving = [name for name, part in zip(names(compilation, parts), parts, strict=True) if part.serves]
    assert serving == [
        "Light",
        NEVER,
        "Lamp",
        "- Checks: - Wick",
        "Like this:",
        "[b]: https://example.org",
    ]
    assert all(
        need < number for number, part in enumerate(parts) for need in part.needs if need != len(parts) - 1
    )


def test_a_list_needs_its_introduction_and_a_nested_bullet_its_parent() -> None:
    assert needs_of(BODY, "- Sing") == {"Light", NEVER}
    assert needs_of(BODY, "- At noon") == {"Light", NEVER, "- Feed the gulls - At noon"}
    assert needs_of(BODY, "You are") == {"Light"}
    assert needs_of(BODY, "``` turn") == {"Light", "Lamp", "Like this:"}


def test_a_text_needs_the_definition_it_refers_to() -> None:
    assert "[b]: https://example.org" in needs_of(BODY, "- See")
    assert needs_of("- See [the Book]\n\n[the  book]: x\n", "- See") >= {"[the book]: x"}


def test_a_text_that_ends_with_a_colon_before_a_text_introduces_nothing() -> None:
    compilation, parts = parted("As follows:\n\nSomething.\n")
    assert not any(part.serves for part in parts[1:])
    assert names(compilation, parts)[1:] == ["As follows:", "Something."]


def test_a_body_of_some_parts_has_only_these() -> None:
    compilation = merged({"a.md": BODY})
    parts = parts_of(compilation)
    assert parts.body(frozenset(range(len(parts.all)))) == compilation.body
    sing = names(compilation, parts.all).index("- Sing")
    body = parts.body(parts.closed([sing]))
    assert body.title == "Light"
    assert texts_of(compilation, body.content) == [(None, [NEVER]), ("bulleted", ["- Sing"])]
    assert body.sections == ()
    assert parts.body(frozenset()) == MergedSection(1, "", body.origins, (), ())


def test_the_personas_of_a_part_are_those_of_its_origins() -> None:
    piece = merged({"a.md": "- Sing\n", "b.md": "- Sing\n"})
    assert [sorted(part.personas) for part in parts_of(piece).all] == [[], ["a", "b"]]


def test_a_text_needs_the_definition_of_its_own_persona() -> None:
    texts = {f"{name}.md": f"## {name}\n\nSee [b] of {name}.\n\n[b]: /{name}\n" for name in "xy"}
    compilation = merged(texts)
    parts = parts_of(compilation).all
    shown = names(compilation, parts)
    for name in "xy":
        text = parts[shown.index(f"See [b] of {name}.")]
        assert shown.index(f"[b]: /{name}") in text.needs
