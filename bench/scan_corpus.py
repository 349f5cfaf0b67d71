"""Write agent files with so many bullets, made of the real corpus, for measurements of `personac scan`.

    python -m bench.scan_corpus COUNT FOLDER [--corpus ../shared/corpus.tar.gz] [--seed N] [--shares]

COUNT is the number of list items (1e6 may be written so). The files lie in subfolders of 1,000. The same
corpus, COUNT and seed give the same bytes. --corpus is an archive, or a folder of files. With --shares, the
real files and those that follow them are compared: what share of the bullets stand in other files too, and
what share have a near copy. bench/scan/growing.py explains how files are made.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.revision import ROOT
from bench.scan.agent_files import AgentFile, read_files
from bench.scan.growing import grow, text_of
from bench.scan.shares import Shares

CORPUS = ROOT.parent / "shared" / "corpus.tar.gz"
_FOLDER = 1_000  # files


@contextmanager
def unpacked(corpus: Path) -> Iterator[Path]:
    """Yield a folder with the files of an archive, to be removed afterwards; or the folder that is given."""
    if corpus.is_dir():
        yield corpus
        return
    with tempfile.TemporaryDirectory() as folder, tarfile.open(corpus) as archive:
        archive.extractall(folder, filter="data")
        yield Path(folder)


def write(files: Iterable[AgentFile], folder: Path) -> tuple[int, int]:
    """Write files into new subfolders of `folder`; return the numbers of files and of list items."""
    count, items = 0, 0
    for number, file in enumerate(files):
        part = folder / f"{number // _FOLDER:05}"
        if number % _FOLDER == 0:
            part.mkdir(parents=True)
        (part / f"{number:07}-{file.name[-60:]}.md").write_text(file.text, encoding="utf-8", newline="\n")
        count, items = count + 1, items + len(file.items)
    return count, items


def make(count: int, folder: Path, seed: int = 1, corpus: Path = CORPUS) -> tuple[int, int]:
    """Write files with `count` list items; return the numbers of files and of list items."""
    with unpacked(corpus) as real:
        return write(grow(list(read_files([real])), count, seed), folder)


def compare(files: Iterable[AgentFile], real: int) -> Iterator[str]:
    """Yield a line for each part of a stream of files that has as many files as are `real`."""
    part = list[Sequence[str]]()
    for number, file in enumerate(files, 1):
        part.append([text_of(file.lines[item]) for item in file.items])
        if number % real == 0:
            yield f"files {number - real + 1:,} to {number:,}: {Shares.of(part)}"
            part.clear()


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("count", type=lambda text: int(float(text)))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shares", action="store_true")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Write the files, or compare them; return the exit status."""
    options = parsed(arguments)
    if options.shares:
        with unpacked(options.corpus) as folder:
            real = list(read_files([folder]))
        for line in compare(grow(real, options.count, options.seed), len(real)):
            print(line, flush=True)
        return 0
    files, items = make(options.count, options.folder, options.seed, options.corpus)
    print(f"{files:,} files, {items:,} list items")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
