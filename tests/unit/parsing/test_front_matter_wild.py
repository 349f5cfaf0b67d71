"""Every key of every real file, counted a second way; and no exception on mutated ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from personac.model.source import Source, UndecodableError
from personac.parsing.front_matter import read_front_matter

MUTATED = 2_000
_EXAMPLE = re.compile(r"<example>.*?</example>", re.DOTALL)
_MARKS = [
    "---\n",
    ":",
    ": ",
    "\n",
    "\r\n",
    "\t",
    "- ",
    "&a ",
    "*a",
    "[",
    "]",
    "{",
    "}",
    "|\n",
    ">-\n",
    "'",
    '"',
    "#",
    "@",
]


def files(shared: Path) -> Iterator[Path]:
    yield from sorted((shared / "wild").rglob("*.md"))
    yield from sorted((shared / "seeds").glob("*.md"))


def keys_by_eye(text: str, *, without_examples: bool) -> list[str]:
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---":
        return []
    inner = "\n".join(lines[1 : lines.index("---", 1)])
    inner = _EXAMPLE.sub("", inner) if without_examples else inner
    return [line.split(":")[0] for line in inner.split("\n") if re.match(r"[A-Za-z_][\w-]*:(\s|$)", line)]


def test_every_key_of_every_real_file_is_kept(shared: Path) -> None:
    tolerant = 0
    for path in files(shared):
        source = Source(path.name, path.read_bytes())
        front_matter = read_front_matter(source).front_matter
        tolerant += front_matter.tolerant
        expected = keys_by_eye(source.text, without_examples=front_matter.tolerant)
        assert [entry.key for entry in front_matter.entries] == expected, path
        for entry in front_matter.entries:
            assert source.slice_text(entry.span).startswith(entry.key)
    assert tolerant > 0


def test_mutated_real_files_raise_nothing(shared: Path) -> None:
    rng = random.Random(2)  # noqa: S311 - a seed that repeats is the point
    texts = [path.read_bytes()[:2_000] for path in files(shared)]
    for _ in range(MUTATED):
        source = Source("a.md", mutated(rng, rng.choice(texts)))
        try:
            reading = read_front_matter(source)
        except UndecodableError:
            continue
        assert 0 <= reading.body_start <= len(source.text)
        spans = [entry.span for entry in reading.front_matter.entries]
        assert all(left.end <= right.start for left, right in pairwise(spans))
        assert all(span in reading.front_matter.span for span in spans if reading.front_matter.span)


def mutated(rng: random.Random, data: bytes) -> bytes:
    result = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(min(len(result), 600) + 1)
        if rng.random() < 0.5:
            result[at:at] = rng.choice(_MARKS).encode()
        else:
            del result[at : at + rng.randint(1, 30)]
    return bytes(result)
