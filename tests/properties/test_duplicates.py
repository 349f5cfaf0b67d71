"""Exact and near-exact copies are one, at any number; a bullet of other content is never among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.config.loader import load_rules
from personac.ir import Bullet, Extracted, Parsed
from personac.model.source import Span
from personac.pipeline import Compiler

COPIES, OTHERS = 50, 300
# Words of no trade, with a plain plural; no text made of them is anyone's sentence.
VERBS = ("borrow", "carry", "fold", "label", "measure", "paint", "polish", "stack", "weigh", "wrap")
NOUNS = ("adapter", "anchor", "bucket", "canyon", "carrot", "falcon", "garden", "hammer", "island", "jacket")
MORE = ("magnet", "needle", "orchard", "pebble", "rocket", "saddle", "tunnel", "umbrella", "violin", "walnut")
SYLLABLES = tuple(f"{consonant}{vowel}" for consonant in "bdfgklmnprtvz" for vowel in "aiou")
Variant = Callable[[str], str]
VARIANTS: tuple[Variant, ...] = (
    str,
    str.upper,
    str.title,
    lambda text: f"{text}.",
    lambda text: f"**{text}**",
    lambda text: f"{text}!",
    lambda text: text.replace(" ", "  ", 1),
    lambda text: f"`{text.split()[0]}` {' '.join(text.split()[1:])}",
    lambda text: " ".join(reversed(text.split())),
    lambda text: ", ".join(text.split()),
    lambda text: f"{text}s",
)


def text_of(verb: int, first: int, second: int) -> str:
    return f"{VERBS[verb]} {NOUNS[first]} {MORE[second]}"


def others(count: int) -> list[str]:
    """Texts that share no word with each other or with `text_of`."""
    words = [f"{a}{b}k" for a in SYLLABLES for b in SYLLABLES]
    assert len(words) >= 3 * count
    return [" ".join(words[start::count][:3]) for start in range(count)]


class Matcher:
    """Clusters texts that are spread over five personas, by the product's passes."""

    def __init__(self) -> None:
        self._compiler = Compiler(load_rules([]))

    def clusters(self, texts: Sequence[str]) -> list[frozenset[int]]:
        bullets = tuple(bullet(number, text) for number, text in enumerate(texts))
        matched = self._compiler.match(Extracted(Parsed(()), bullets)).matched
        return [frozenset(found.members) for found in matched.clusters]


def bullet(number: int, text: str) -> Bullet:
    persona, line = "abcde"[number % 5], number + 1
    return Bullet(
        id=f"{persona}:{line}",
        persona=persona,
        path=f"{persona}.md",
        span=Span(0, 0),
        line=line,
        end_line=line,
        section=("Work",),
        kind="item",
        depth=0,
        parent="",
        text=text,
        lead="",
        facets=(),
    )


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher()


def test_copies_are_one_among_hundreds_and_nothing_else_is_with_them(matcher: Matcher) -> None:
    copies = [VARIANTS[number % len(VARIANTS)](text_of(0, 0, 0)) for number in range(COPIES)]
    mixed = others(OTHERS)
    places = [7 * number for number in range(COPIES)]
    for place, copy in zip(places, copies, strict=True):
        mixed.insert(place, copy)
    assert frozenset(places) in matcher.clusters(mixed)


@settings(max_examples=25, deadline=None)
@given(
    key=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    chosen=st.lists(st.sampled_from(range(len(VARIANTS))), min_size=2, max_size=12),
    count=st.integers(1, 30),
)
def test_any_copies_are_one(
    matcher: Matcher, key: tuple[int, int, int], chosen: list[int], count: int
) -> None:
    texts = [*(VARIANTS[variant](text_of(*key)) for variant in chosen), *others(count)]
    assert frozenset(range(len(chosen))) in matcher.clusters(texts)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("prefer hammers over needles", "prefer needles over hammers"),
        ("carry lanterns before rockets", "carry rockets before lanterns"),
        ("always label buckets", "never label buckets"),
        ("stack 5 carrots", "stack 50 carrots"),
        ("weigh less than 80% of walnuts", "weigh less than 90% of walnuts"),
    ],
)
def test_what_is_said_the_other_way_round_is_never_one(matcher: Matcher, a: str, b: str) -> None:
    texts = [a, b, a.upper(), f"{b}."] * 5
    even = frozenset(range(0, len(texts), 2))
    assert set(matcher.clusters(texts)) == {even, frozenset(range(len(texts))) - even}
