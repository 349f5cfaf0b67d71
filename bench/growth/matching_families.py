"""Families for matching: bullets with much in common, and the outline of sections with such titles."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bench.growth.family import Family, Files, word, words
from bench.growth.groups import (
    alone,
    bullets,
    common,
    copied,
    joined,
    many,
    new,
    pair,
    persona,
    ruled,
    sections,
)

_STEM = "Always review the pull request before the release of"
_GERMAN = (
    "alle", "änderungen", "bei", "benutzer", "daten", "dienst", "die", "eingaben", "fehler", "für",
    "immer", "jede", "mit", "nie", "ohne", "prüfe", "schnittstelle", "schreibe", "speichern", "tests",
    "vor", "zugriff",
)  # fmt: skip


def _chain(size: int, chance: random.Random) -> Files:
    """Each bullet shares nine of ten words with the one before."""
    known = [word(chance) for _ in range(size + 10)]
    texts = [" ".join(known[at : at + 10]) for at in range(size)]
    return {**persona("one", bullets(texts[::2])), **persona("two", bullets(texts[1::2]))}


def _changed_in_one(texts: Sequence[str], chance: random.Random) -> Sequence[str]:
    return [f"{text} {word(chance)}" for text in texts]


def _drawn(known: Sequence[str], count: int, chance: random.Random) -> str:
    return " ".join(chance.sample(known, min(count, len(known))))


def _subsets(count: int, size: int, chance: random.Random) -> Files:
    """Bullets of `count` of twelve words; where these are all, they differ in order."""
    known = [word(chance) for _ in range(12)]
    own = [[_drawn(known, count, chance) for _ in range(size)] for _ in range(2)]
    return {**persona("one", bullets(own[0])), **persona("two", bullets(own[1]))}


def _cliques(size: int, chance: random.Random) -> Files:
    """Ten files of near copies, in groups of ten."""
    groups = [words(chance, 8) for _ in range(size)]
    files: dict[str, bytes] = {}
    for name in "abcdefghij":
        files |= persona(name, bullets([f"{group} {word(chance)}" for group in groups]))
    return files


def _long(count: int, size: int, chance: random.Random) -> Files:
    """Two bullets of many words, of a small vocabulary or of none."""
    one, two = (words(chance, size) if count else common(chance, size) for _ in range(2))
    return {**persona("one", bullets([one])), **persona("two", bullets([two]))}


def _reversed_words(size: int, chance: random.Random) -> Files:
    known = words(chance, size).split()
    texts = [" ".join(known), " ".join(reversed(known))]
    return {**persona("one", bullets(texts[:1])), **persona("two", bullets(texts[1:]))}


def _facets(size: int, chance: random.Random) -> Files:
    own = [", ".join(words(chance, size).split()) for _ in range(2)]
    return {name: data for at, text in enumerate(own) for name, data in _led(f"p{at}", text).items()}


def _led(name: str, text: str) -> Files:
    return persona(name, bullets([f"**Data**: {text}"]))


def _titles(size: int, chance: random.Random) -> Files:
    """Two sections with very long titles."""
    own = [sections([f"{words(chance, size)}: read it"]) for _ in range(2)]
    return {**persona("one", own[0]), **persona("two", own[1])}


_PAIRS = (
    Family("new bullets", "matching", pair(new())),
    Family("bullets of common words", "matching", pair(lambda _, chance: common(chance, 8))),
    Family("bullets with one long beginning", "matching", pair(lambda _, chance: f"{_STEM} {word(chance)}")),
    Family("bullets with one word in common", "matching", pair(
        lambda _, chance: f"Watch {words(chance, 2)}"
    )),
    Family("bullets of one word", "matching", pair(new(1))),
    Family("equal bullets of one file", "matching", alone(lambda *_: "Read the tests first")),
    Family("equal bullets of two files", "matching", pair(lambda *_: "Read the tests first")),
    Family("equal bullets under new titles", "outline", pair(
        lambda _, chance: f"{words(chance, 2)}: Read the tests first", sections
    )),
    Family("a chain of near copies", "matching", _chain),
    Family("near copies in pairs", "matching", copied(new(), _changed_in_one)),
    Family("cliques of near copies", "matching", _cliques),
    Family("subsets of twelve words", "matching", lambda size, chance: _subsets(9, size, chance)),
    Family("narrow bullets", "matching", lambda size, chance: _subsets(4, size, chance)),
    Family("twelve words in any order", "matching", lambda size, chance: _subsets(12, size, chance)),
    Family("prohibitions of what others ask for", "matching", copied(
        lambda _, chance: f"Always send {words(chance, 5)}",
        lambda texts, _: [text.replace("Always", "Never") for text in texts],
    )),
    Family("opposite stems", "matching", pair(
        lambda _, chance: f"Always commit the secrets of {word(chance)}",
        other=lambda _, chance: f"Never commit the secrets of {word(chance)}",
    )),
    Family("numbers", "matching", pair(
        lambda at, _: f"Answer within {at} ms", other=lambda at, _: f"Answer within {at + 5} ms"
    )),
    Family("one lead", "matching", pair(lambda _, chance: f"**Data**: {words(chance, 5)}")),
    Family("leads with facets", "matching", pair(
        lambda _, chance: f"**{common(chance, 1)}**: {', '.join(common(chance, 6).split())}"
    )),
    Family("bullets in German", "matching", pair(lambda _, chance: " ".join(chance.choices(_GERMAN, k=8)))),
    Family("bullets in Chinese", "matching", pair(
        lambda _, chance: "".join(chr(0x4E00 + chance.randrange(400)) for _ in range(16))
    )),
    Family("bullets with symbols", "matching", pair(
        lambda _, chance: f"\u2705 {words(chance, 5)}",
        other=lambda _, chance: f"\U0001f6ab {words(chance, 5)}",
    )),
    Family("paragraphs of two files", "matching", pair(new(20), joined("## Rules\n\n"))),
    Family("equal paragraphs", "matching", pair(
        lambda *_: "Ask before you write to disk.", joined("## Rules\n\n")
    )),
    Family("conditions above", "matching", pair(
        lambda _, chance: f"When {words(chance, 3)}: {common(chance, 6)}", sections
    )),
    Family("one bullet under many conditions", "matching", pair(
        lambda _, chance: f"If {words(chance, 3)}: Stop the deployment", sections
    )),
)  # fmt: skip
_LONG = (
    Family("a long bullet", "matching", lambda size, chance: _long(1, size, chance)),
    Family("a long bullet of common words", "matching", lambda size, chance: _long(0, size, chance)),
    Family("a long bullet in reverse", "matching", _reversed_words),
    Family("a long list of facets", "matching", _facets),
    Family("a long paragraph", "matching", pair(
        lambda _, chance: f"{words(chance, 8).capitalize()}.", joined("## Rules\n\n", " ")
    )),
)  # fmt: skip
_FILES = (
    Family("files of one bullet", "matching", many(lambda _, chance: f"- {words(chance, 8)}\n")),
    Family("files of one equal bullet", "matching", many(lambda *_: "- Read the tests first\n")),
    Family("files with one introduction", "matching", many(
        lambda _, chance: f"You are an expert in {word(chance)}.\n\n- {words(chance, 8)}\n"
    )),
    Family("files that repeat others", "matching", many(
        lambda at, _: bullets([f"Keep rule {at + step} of the team" for step in range(4)])
    )),
)  # fmt: skip
_OUTLINE = (
    Family("files with one section", "outline", many(
        lambda _, chance: bullets([words(chance, 8) for _ in range(3)])
    )),
    Family("files with a section of their own", "outline", many(
        lambda _, chance: bullets([words(chance, 8)], words(chance, 2))
    )),
    Family("equal titles", "outline", pair(lambda _, chance: f"Rules: {words(chance, 8)}", sections)),
    Family("equal titles without text", "outline", alone(lambda *_: "# A", joined(between="\n"))),
    Family("equal titles of one file", "outline", alone(lambda *_: "## Rules\n\nText.", joined())),
    Family("similar titles", "outline", pair(
        lambda _, chance: f"Review of {word(chance)} code: {words(chance, 8)}", sections
    )),
    Family("new titles", "outline", pair(
        lambda _, chance: f"{words(chance, 3)}: {words(chance, 8)}", sections
    )),
    Family("titles of common words", "outline", pair(
        lambda _, chance: f"{common(chance, 3)}: {words(chance, 8)}", sections
    )),
    Family("titles in reverse order", "outline", copied(
        lambda _, chance: f"{words(chance, 3)}: {words(chance, 8)}", lambda texts, _: texts[::-1], sections
    )),
    Family("numbered titles", "outline", pair(
        lambda at, chance: f"{at}. {words(chance, 2)}: {words(chance, 8)}", sections
    )),
    Family("phases of two files", "outline", pair(
        lambda at, chance: f"Phase {at} {words(chance, 2)}: {words(chance, 8)}", sections
    )),
    Family("long titles", "outline", _titles),
    Family("headings of all levels", "outline", pair(
        lambda at, chance: f"{'#' * (at % 6 + 1)} {words(chance, 3)}\n\n- {words(chance, 8)}", joined()
    )),
    Family("generic titles", "outline", pair(
        lambda _, chance: f"## {words(chance, 2)}\n\n### Overview\n\n- {words(chance, 8)}", joined()
    )),
    Family("labels of two files", "outline", pair(
        lambda _, chance: f"{words(chance, 3)}:\n- {words(chance, 8)}", joined("## Rules\n\n")
    )),
    Family("equal labels of two files", "outline", pair(
        lambda _, chance: f"Use these:\n- {words(chance, 8)}", joined("## Rules\n\n")
    )),
    Family("equal prompt tags", "outline", pair(
        lambda _, chance: f"<rules>\n\n- {words(chance, 8)}\n\n</rules>", joined()
    )),
    Family("synonyms in the rules", "matching", ruled(
        alone(lambda at, _: f"Check word{at}"),
        lambda at, _: f'["word{at}", "term{at}"],\n', "[vocabulary]\ngroups = [\n", "]\n",
    )),
    Family("titles named in the rules", "outline", ruled(
        pair(
            lambda at, chance: f"Title{at}: {words(chance, 8)}",
            sections, lambda at, chance: f"Head{at}: {words(chance, 8)}",
        ),
        lambda at, _: f'[[outline.alias]]\ntitles = ["Title{at}", "Head{at}"]\n',
    )),
)  # fmt: skip
MATCHING_FAMILIES = (*_PAIRS, *_LONG, *_FILES, *_OUTLINE)
