"""Makers of files from a template that is repeated.

In a template `{w}` is a new word, `{n}` the number of the repetition, `{a}` a letter, `{8w}` eight new words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bench.growth.family import Files, Maker, source, words

_SLOT = re.compile(r"\{(?:(\d*)w|(n)|(a))\}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def filled(template: str, number: int, chance: random.Random) -> str:
    """Return a template with what its slots stand for."""

    def fill(slot: re.Match[str]) -> str:
        if slot[2]:
            return str(number)
        return _LETTERS[number % len(_LETTERS)] if slot[3] else words(chance, int(slot[1] or 1))

    return _SLOT.sub(fill, template)


def repeated(template: str, size: int, chance: random.Random, between: str = "") -> str:
    """Return `size` fillings of a template."""
    return between.join(filled(template, number, chance) for number in range(1, size + 1))


def body(template: str, before: str = "", after: str = "", between: str = "") -> Maker:
    """Make one persona whose body is a template, repeated, between two texts."""

    def make(size: int, chance: random.Random) -> Files:
        return source(f"{before}{repeated(template, size, chance, between)}{after}\n")

    return make


def nested(opening: str, closing: str = "", inside: str = "{w}") -> Maker:
    """Make one persona whose body is `inside` with openings before and as many closings behind it."""

    def make(size: int, chance: random.Random) -> Files:
        opened = repeated(opening, size, chance)
        closed = "".join(filled(closing, number, chance) for number in range(size, 0, -1))
        return source(f"{opened}{filled(inside, 1, chance)}{closed}\n")

    return make


def deep(line: str, indent: str = "  ") -> Maker:
    """Make one persona of lines that are indented by one more `indent` each; bytes are as the size."""

    def make(size: int, chance: random.Random) -> Files:
        depth = round((2 * size) ** 0.5) + 1
        return source("".join(f"{indent * at}{filled(line, at, chance)}\n" for at in range(depth)))

    return make


def staircase(unit: str, around: str = "{}{w} ") -> Maker:
    """Make one persona of runs of 1, 2, 3, ... units; bytes are as the size."""

    def make(size: int, chance: random.Random) -> Files:
        runs = range(1, round((2 * size) ** 0.5) + 2)
        return source("".join(filled(around.replace("{}", unit * run), run, chance) for run in runs) + "\n")

    return make


def front(template: str, before: str = "", after: str = "", text: str = "# {w}\n\n- {8w}\n") -> Maker:
    """Make one persona whose front matter has a template, repeated, between two texts."""

    def make(size: int, chance: random.Random) -> Files:
        keys = f"name: one\n{before}{repeated(template, size, chance)}{after}\n"
        return source(filled(text, 1, chance), keys)

    return make


def whole(before: str, template: str, after: str = "", path: str = "agents/one.md") -> Maker:
    """Make one file that is all of it a template, repeated, between two texts."""

    def make(size: int, chance: random.Random) -> Files:
        return {path: f"{before}{repeated(template, size, chance)}{after}".encode()}

    return make


def changed(maker: Maker, change: Callable[[str], str]) -> Maker:
    """Make the files of another maker with their text changed."""

    def make(size: int, chance: random.Random) -> Files:
        return {path: change(data.decode()).encode() for path, data in maker(size, chance).items()}

    return make
