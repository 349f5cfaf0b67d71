"""Copies of a bullet, exact or nearly, are one cluster at any number; no other bullet is among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import personac

COPIES, OTHERS = 50, 300
PERSONAS = "abcde"
# Words of no trade, with a plain plural; no text made of them is anyone's sentence.
VERBS = ("borrow", "carry", "fold", "label", "measure", "paint", "polish", "stack", "weigh", "wrap")
NOUNS = ("adapter", "anchor", "bucket", "canyon", "carrot", "falcon", "garden", "hammer", "island", "jacket")
MORE = ("magnet", "needle", "orchard", "pebble", "rocket", "saddle", "tunnel", "umbrella", "violin", "walnut")
SYLLABLES = tuple(f"{consonant}{vowel}" for consonant in "bdfgklmnprtvz" for vowel in "aiou")
VARIANTS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.title,
    lambda text: f"{text}.",
    lambda text: f"**{text}**",
    lambda text: f"{text}!",
    lambda text: text.replace(" ", "  ", 1),
    lambda text: f"`{text.split()[0]}` {' '.join(text.split()[1:])}",
    lambda text: f"{text}s",
)


def text_of(verb: int, first: int, second: int) -> str:
    return f"{VERBS[verb]} {NOUNS[first]} {MORE[second]}"


def others(count: int) -> list[str]:
    """Return texts that share no word with each other or with `text_of`."""
    words = [f"{a}{b}k" for a in SYLLABLES for b in SYLLABLES]
    assert len(words) >= 3 * count
    return [" ".join(words[start::count][:3]) for start in range(count)]


def clusters(texts: Sequence[str]) -> set[frozenset[int]]:
    """Deal the texts out to five personas as bullets; return which are one cluster, by position."""
    bullets = {name: texts[number :: len(PERSONAS)] for number, name in enumerate(PERSONAS)}
    files = {f"{name}.md": "".join(f"- {t}\n" for t in own).encode() for name, own in bullets.items() if own}
    report = json.loads(
        personac.build(files, {"rules/x.toml": b"[matching]\njudge = false\n"}).outputs["report.json"]
    )
    places = {row["id"]: _position(row["persona"], row["line"]) for row in report["bullets"]}
    return {frozenset(places[member] for member in cluster["members"]) for cluster in report["clusters"]}


def _position(persona: str, line: int) -> int:
    return len(PERSONAS) * (line - 1) + PERSONAS.index(persona)


def test_copies_are_one_cluster_among_hundreds_of_others() -> None:
    copies = [VARIANTS[number % len(VARIANTS)](text_of(0, 0, 0)) for number in range(COPIES)]
    texts = others(OTHERS)
    places = [7 * number for number in range(COPIES)]
    for place, copy in zip(places, copies, strict=True):
        texts.insert(place, copy)
    assert frozenset(places) in clusters(texts)


@settings(max_examples=15)
@given(
    key=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    variants=st.lists(st.sampled_from(VARIANTS), min_size=2, max_size=12),
    count=st.integers(1, 30),
)
def test_any_copies_are_one_cluster(
    key: tuple[int, int, int], variants: list[Callable[[str], str]], count: int
) -> None:
    copies = [variant(text_of(*key)) for variant in variants]
    assert frozenset(range(len(copies))) in clusters([*copies, *others(count)])


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
def test_opposites_are_never_one_cluster(a: str, b: str) -> None:
    texts = [a, b, a.upper(), f"{b}."] * 5
    even = frozenset(range(0, len(texts), 2))
    assert clusters(texts) == {even, frozenset(range(len(texts))) - even}
