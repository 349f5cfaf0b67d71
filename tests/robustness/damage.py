"""Damaged files: prefixes and mutations of real ones. Seeded, so that every run makes the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

FRAGMENTS = (
    b"---\n", b"\n---\n", b"```\n", b"~~~", b"- ", b"  - ", b"1. ", b"> ", b"> - ", b"\t", b"    ",
    b"# ", b"## ", b"\n\n", b"\r\n", b"\r", b"|---|---|\n", b"| a | b |\n", b"<example>\n",
    b"</example>\n", b"<!--", b"-->", b"[a]: b\n", b"[x](y", b"**", b"`", b"- [ ] ", b": ", b"key: [",
    b"&a [*a]", b"{", b"'", b'"', b"|\n", b">-\n", b"\xef\xbb\xbf", b"\xff", b"\x00", b"\xc3", b"\x0c",
    b"\xe2\x80\xa8", b"\xf0\x9f\x9a\x80", b"=====\n", b"* * *\n",
)  # fmt: skip


def mutants(originals: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield `count` damaged files, one in four of them a prefix that may end inside a character."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, no secret
    for number in range(count):
        data = chance.choice(originals)
        yield data[: chance.randrange(len(data) + 1)] if number % 4 == 0 else mutant(data, originals, chance)


def mutant(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Apply one to four random edits."""
    edits: tuple[Callable[[bytes], bytes], ...] = (
        lambda d: _insert(d, chance.choice(FRAGMENTS) * chance.choice((1, 1, 1, 2, 40)), chance),
        lambda d: _insert(d, _piece(chance.choice(others), chance), chance),
        lambda d: _delete(d, chance),
        lambda d: d.replace(b"\n", chance.choice((b"\r\n", b"\n\n", b"\n  ", b" ")), chance.randrange(1, 50)),
        lambda d: b"".join(chance.sample(lines := d.splitlines(keepends=True), len(lines))),
    )
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(edits)(data)
    return data


def _insert(data: bytes, piece: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + piece + data[at:]


def _delete(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 200) :]


def _piece(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[at : at + chance.randrange(1, 400)]
