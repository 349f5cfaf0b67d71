"""Compare the copy stage of a scan with datatrove's minhash and text-dedup on the same lines, as ratios.

    python -m bench.scan_peers PYTHON [--sizes 1e5,1e6] [--only NAME…] [--processes 2] [--runs N]
                               [--limit SECONDS]

PYTHON is that of an environment of the peers, as they need other versions of libraries than personac:

    python3 -m venv peers && peers/bin/pip install 'datatrove[processing,io]' text-dedup spacy

That gave datatrove 0.10.1 and text-dedup 0.4.0; the versions that run are printed. Lines are the list items
of generated files (bench/scan_corpus.py), one JSON object for each. All programs compare sets of words by 20
bands of 4 rows, with so many processes, and write to a new folder. Each does its whole work: personac reads,
stems, signs, pairs, verifies and joins; datatrove runs its four steps, with its tokenizer for English and
with words between spaces; text-dedup its one. personac verifies its pairs, the peers do not, so they keep
fewer lines: texts of a few words share bands by chance. The least CPU time and memory of all runs count.
`--only personac` compares nothing: it measures sizes that the peers have not the memory for.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from bench.revision import ROOT
from bench.scan.agent_files import read_files
from bench.scan.growing import grow, text_of
from bench.scan.growth_checks import MEGABYTE
from bench.scan.process_tree import FailedError, measure
from bench.scan_corpus import CORPUS, unpacked
from bench.timing.processes import Usage

PERSONAC = "personac"
PARTS = "parts"
_PROGRAMS = ROOT / "bench" / "scan" / "programs"
_VERSIONS = """
from importlib.metadata import version
print(*(f"{name} {version(name)}" for name in ("datatrove", "text-dedup")), sep=", ")
"""
_OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "PYTHONPATH": ""}


@dataclass(frozen=True, slots=True)
class Contender:
    """A program: its command, with `{lines}`, `{parts}`, `{out}` and `{processes}`, and variables.

    `parts` is a folder with the same lines in as many files as there are processes.
    """

    name: str
    command: Sequence[str]
    variables: Mapping[str, str]

    def arguments(self, lines: Path, out: Path, processes: int) -> Sequence[str]:
        """Return the command for these lines."""
        return [
            part.format(lines=lines, parts=lines.parent / PARTS, out=out, processes=processes)
            for part in self.command
        ]


@dataclass(frozen=True, slots=True)
class Result:
    """The costs of a contender on so many lines."""

    name: str
    lines: int
    usage: Usage


def contenders(python: str) -> Sequence[Contender]:
    """Return personac and its peers; `python` runs the peers."""
    datatrove = [python, str(_PROGRAMS / "datatrove_lines.py"), "{parts}", "{out}", "{processes}"]
    own = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PERSONAC_CACHE_DIR": ""}
    module = "bench.scan.programs.personac_lines"
    text_dedup = (
        "-m text_dedup.minhash --path json --data_files {lines} --split train --column text --ngram 1 "
        "--min_length 1 --num_perm 80 --b 20 --r 4 --hash_func xxh3 --hash_bits 32 --num_proc {processes} "
        "--cache_dir {out}/cache --output {out}/kept"
    )
    return (
        Contender(PERSONAC, [sys.executable, "-m", module, "{lines}", "{out}", "{processes}"], own),
        Contender("datatrove, words by spaces", [*datatrove, "spaces"], _OFFLINE),
        Contender("datatrove, English", [*datatrove, "english"], _OFFLINE),
        Contender("text-dedup", [python, *text_dedup.split()], {**_OFFLINE, "HF_HOME": "cache"}),
    )


def write_lines(count: int, path: Path, corpus: Path = CORPUS) -> None:
    """Write the texts of so many generated list items."""
    with unpacked(corpus) as folder, path.open("w", encoding="utf-8", newline="\n") as output:
        for file in grow(list(read_files([folder])), count, seed=1):
            for number in file.items:
                output.write(json.dumps({"text": text_of(file.lines[number])}) + "\n")


def write_parts(lines: Path, count: int) -> None:
    """Write the lines once more, divided among `count` files."""
    folder = lines.parent / PARTS
    folder.mkdir()
    with ExitStack() as stack, lines.open("rb") as given:
        files = [stack.enter_context((folder / f"{part:05}.jsonl").open("wb")) for part in range(count)]
        for line, file in zip(given, cycle(files), strict=False):
            file.write(line)


def usage_of(contender: Contender, lines: Path, options: argparse.Namespace) -> Usage | None:
    """Return the least costs of all runs, or nothing for a contender that fails."""
    found = list[Usage]()
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory(dir=lines.parent) as scratch:
            command = contender.arguments(lines, Path(scratch) / "out", options.processes)
            try:
                found.append(measure(command, contender.variables, options.limit, Path(scratch)))
            except FailedError as error:
                print(f"{contender.name} failed: {error}", file=sys.stderr)
                return None
    return Usage(*(min(getattr(one, name) for one in found) for name in ("cpu", "wall", "peak")))


def results(options: argparse.Namespace, scratch: Path) -> Iterator[Result]:
    """Yield the costs of each contender on each number of lines; they run one after the other."""
    for size in sorted(int(float(size)) for size in options.sizes.split(",")):
        lines = scratch / str(size) / "lines.jsonl"
        lines.parent.mkdir()
        write_lines(size, lines)
        write_parts(lines, options.processes)
        for contender in contenders(options.python):
            is_chosen = not options.only or contender.name in {PERSONAC, *options.only}
            if is_chosen and (usage := usage_of(contender, lines, options)):
                yield Result(contender.name, size, usage)


def rows(found: Sequence[Result]) -> Iterator[str]:
    """Yield a table in markdown; ratios are to personac on the same lines."""
    yield "| lines | program | wall s | CPU s | peak MB | CPU, x personac | memory, x personac |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    own = {one.lines: one.usage for one in found if one.name == PERSONAC}
    for one in found:
        usage, base = one.usage, own.get(one.lines)
        ratios = [f"{usage.cpu / base.cpu:.2f}", f"{usage.peak / base.peak:.2f}"] if base else ["", ""]
        costs = f"{usage.wall:.1f} | {usage.cpu:.1f} | {usage.peak / MEGABYTE:,.0f}"
        yield f"| {one.lines:,} | {one.name} | {costs} | {' | '.join(ratios)} |"


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("python", type=lambda text: str(Path(text).absolute()))
    parser.add_argument("--sizes", default="1e5,1e6")
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--limit", type=float, default=3_600)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; return the exit status."""
    options = parsed(arguments)
    versions = subprocess.run([options.python, "-c", _VERSIONS], check=True, capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as scratch:
        found = list(results(options, Path(scratch)))
    print(versions.stdout.strip(), end="\n\n")
    print("\n".join(rows(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
