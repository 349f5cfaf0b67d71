"""Feed personac damaged files: prefixes and mutations of real ones. Seeded, so every run is the same.

    python -m tests.robustness.fuzz ../shared/wild --mutants 10000 --prefixes 20 [--whole]

Each file goes through the front end, or with --whole through a whole build in
memory. A `PersonacError` is a clear answer; any other exception is a bug, and
is printed with what makes it again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import personac
from personac.diagnostics.model import PersonacError
from personac.model.source import Source
from personac.parsing import parser

FRAGMENTS = (
    b"---\n", b"\n---\n", b"```\n", b"~~~", b"- ", b"  - ", b"1. ", b"> ", b"> - ", b"\t", b"    ",
    b"# ", b"## ", b"\n\n", b"\r\n", b"\r", b"|---|---|\n", b"| a | b |\n", b"<example>\n",
    b"</example>\n", b"<!--", b"-->", b"[a]: b\n", b"[x](y", b"**", b"`", b"- [ ] ", b": ", b"key: [",
    b"&a [*a]", b"{", b"'", b'"', b"|\n", b">-\n", b"\xef\xbb\xbf", b"\xff", b"\x00", b"\xc3", b"\x0c",
    b"\xe2\x80\xa8", b"\xf0\x9f\x9a\x80", b"=====\n", b"* * *\n",
)  # fmt: skip
GROUP_SIZE = 5
Run = Callable[[dict[str, bytes]], None]


def prefixes(data: bytes, count: int, chance: random.Random) -> Iterator[bytes]:
    """Cut the file at random places, in the middle of a character too."""
    for _ in range(count):
        yield data[: chance.randrange(len(data) + 1)]


def mutate(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
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


def front_end() -> Run:
    """Return what runs the front end."""

    def run(files: dict[str, bytes]) -> None:
        sources = tuple(Source(path, data) for path, data in files.items())
        parser.parse_all(sources)

    return run


def build_whole(files: dict[str, bytes]) -> None:
    """Run a whole build in memory."""
    personac.build(files)


def failures(groups: Iterator[dict[str, bytes]], run: Run) -> list[str]:
    """Run each group; describe what raised anything but `PersonacError`."""
    found = []
    for group in groups:
        try:
            run(group)
        except PersonacError:
            pass
        except Exception as error:  # noqa: BLE001 - any of them is the bug looked for
            found.append(f"{type(error).__name__}: {error} on {group!r}")
    return found


def in_groups(files: Iterator[bytes], size: int) -> Iterator[dict[str, bytes]]:
    """Collect files into groups of `size` with made-up names."""
    group: dict[str, bytes] = {}
    for data in files:
        group[f"f{len(group)}.md"] = data
        if len(group) == size:
            yield group
            group = {}
    if group:
        yield group


def damaged(originals: Sequence[bytes], mutants: int, per_file: int, seed: int) -> Iterator[bytes]:
    """Every file, its prefixes, and the mutants."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, no secret
    for data in originals:
        yield data
        yield from prefixes(data, per_file, chance)
    for _ in range(mutants):
        yield mutate(chance.choice(originals), originals, chance)


def _insert(data: bytes, piece: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + piece + data[at:]


def _delete(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 200) :]


def _piece(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[at : at + chance.randrange(1, 400)]


def main() -> int:
    """Run from the command line; exit 1 where something raised."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--prefixes", type=int, default=10)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--whole", action="store_true")
    asked = parser.parse_args()
    originals = [path.read_bytes() for path in sorted(asked.folder.rglob("*.md"))]
    files = damaged(originals, asked.mutants, asked.prefixes, asked.seed)
    started = time.perf_counter()
    groups = in_groups(files, GROUP_SIZE if asked.whole else 1)
    found = failures(groups, build_whole if asked.whole else front_end())
    count = len(originals) * (1 + asked.prefixes) + asked.mutants
    print(f"{count} files, {len(found)} failures, {time.perf_counter() - started:.0f} s")  # noqa: T201
    print("\n".join(found[:20]))  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
