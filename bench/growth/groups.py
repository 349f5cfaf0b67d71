"""Makers of groups of files: pairs with much in common, or many small files, and rules beside them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from bench.growth.family import RULES, Files, Maker, words

Line = Callable[[int, random.Random], str]
"""Makes a text from its number."""
Change = Callable[[Sequence[str], random.Random], Sequence[str]]
_COMMON = (
    "alert", "branch", "build", "cache", "class", "client", "cluster", "column", "commit", "cookie",
    "endpoint", "error", "event", "field", "file", "folder", "index", "job", "key", "layer", "lock",
    "log", "memory", "message", "metric", "module", "network", "node", "object", "package", "page",
    "parser", "path", "process", "query", "queue", "record", "release", "replica", "report", "request",
    "response", "role", "route", "row", "rule", "schema", "script", "server", "service", "session",
    "shard", "stack", "stream", "table", "task", "test", "thread", "token", "trace", "user", "value",
    "volume", "worker",
)  # fmt: skip


def common(chance: random.Random, count: int) -> str:
    """Return words of a small vocabulary, which many texts share."""
    return " ".join(chance.choices(_COMMON, k=count))


def new(count: int = 8) -> Line:
    """Return lines of words that no other line has."""
    return lambda _, chance: words(chance, count)


def persona(name: str, body: str) -> Files:
    """Return one file with a body."""
    return {f"agents/{name}.md": f"---\nname: {name}\ndescription: Reads {name}\n---\n\n{body}".encode()}


def bullets(texts: Sequence[str], title: str = "Rules") -> str:
    """Return a section with a list."""
    return f"## {title}\n\n" + "".join(f"- {text}\n" for text in texts) + "\n"


def sections(texts: Sequence[str]) -> str:
    """Return a section for each text `title: item`."""
    parts = (text.partition(": ") for text in texts)
    return "".join(f"## {title}\n\n- {item}\n\n" for title, _, item in parts)


def steps(texts: Sequence[str]) -> str:
    """Return a numbered list."""
    return "## Process\n\n" + "".join(f"{at}. {text}\n" for at, text in enumerate(texts, 1)) + "\n"


def joined(before: str = "", between: str = "\n\n", after: str = "\n") -> Callable[[Sequence[str]], str]:
    """Return what puts texts one behind the other."""
    return lambda texts: before + between.join(texts) + after


def pair(line: Line, body: Callable[[Sequence[str]], str] = bullets, other: Line | None = None) -> Maker:
    """Make two files of `size` lines each, which are made independently."""

    def make(size: int, chance: random.Random) -> Files:
        one, two = ([own(at, chance) for at in range(size)] for own in (line, other or line))
        return {**persona("one", body(one)), **persona("two", body(two))}

    return make


def copied(line: Line, change: Change, body: Callable[[Sequence[str]], str] = bullets) -> Maker:
    """Make two files of which the second has the lines of the first, changed."""

    def make(size: int, chance: random.Random) -> Files:
        lines = [line(at, chance) for at in range(size)]
        return {**persona("one", body(lines)), **persona("two", body(change(lines, chance)))}

    return make


def alone(line: Line, body: Callable[[Sequence[str]], str] = bullets) -> Maker:
    """Make one file of `size` lines."""
    return lambda size, chance: persona("one", body([line(at, chance) for at in range(size)]))


def many(body: Line) -> Maker:
    """Make `size` files."""

    def make(size: int, chance: random.Random) -> Files:
        files: dict[str, bytes] = {}
        for at in range(size):
            files |= persona(f"p{at:05}", body(at, chance))
        return files

    return make


def ruled(maker: Maker, line: Line, before: str = "", after: str = "") -> Maker:
    """Make the files of another maker, and rules with a line for each of its own."""

    def make(size: int, chance: random.Random) -> Files:
        files = maker(size, chance)
        rules = "".join(line(at, chance) for at in range(size))
        return {**files, f"{RULES}x.toml": f"{before}{rules}{after}".encode()}

    return make
