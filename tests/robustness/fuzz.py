"""Runs the command on any number of generated projects, and prints what fails, made small.

    python -m tests.robustness.fuzz --count 100000
    python -m tests.robustness.fuzz --kind lock --count 1000 --seed 20000
    python -m tests.robustness.fuzz --kind lock --count 1 --seed 20123 --keep /tmp/lock

`--count` is of inputs: generated files. Cases have numbers from `--seed` on; each kind gets its share. They
run in processes of 1000 inputs, so that one that dies ends no more than that.
"""

# ruff: noqa: T201 - its result is what it prints

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from tests.loaded_once import loaded_once, rules_read_once
from tests.robustness.case_runner import CaseRunner, Fault, sound_project
from tests.robustness.fuzz_cases import KINDS, Case, inputs_in, made_case
from tests.robustness.shrinking import shrunk

_SHARE = {
    "front matter": 30,
    "body": 25,
    "codex": 8,
    "rules": 9,
    "settings": 4,
    "canonical": 2,
    "background": 1,
}
_OTHER_SHARE = 3
_AT_ONCE = 1000
_SHRUNK = 3
"""How many faults of one cause are made small."""
_MEMORY = 6 * 2**30
_DEAD = 120  # seconds after which a process that no signal stops is killed
_DEATHS = 20  # after which a kind is given up
_SHOWN = 1500
Cause = tuple[str, str, str]


def main() -> None:
    """Run it, and exit with 1 if anything fails."""
    options = _options()
    if options.worker:
        _work(options.kind, options.seed, options.count, options.keep)
        return
    kinds = [options.kind] if options.kind else list(KINDS)
    shares = {kind: _SHARE.get(kind, _OTHER_SHARE) for kind in kinds}
    causes: Counter[Cause] = Counter()
    for kind in kinds:
        count = options.count * shares[kind] // sum(shares.values()) or 1
        _run_kind(kind, options, count, causes)
    for cause, times in causes.most_common():
        print(f"{times:6} {' | '.join(cause)}")
    sys.exit(1 if causes else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1000, help="inputs to run")
    parser.add_argument("--seed", type=int, default=1, help="number of the first case of each kind")
    parser.add_argument("--kind", choices=KINDS, help="only cases of this kind")
    parser.add_argument("--keep", type=Path, help="run there, and leave the last project")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run_kind(kind: str, options: argparse.Namespace, count: int, causes: Counter[Cause]) -> None:
    """Run cases of one kind until they have `count` inputs; print them and their faults."""
    start, inputs, number = time.monotonic(), 0, options.seed
    slowest, deaths = 0.0, 0
    while inputs < count and deaths < _DEATHS:
        for row in _rows(kind, number, min(_AT_ONCE, count - inputs), options.keep):
            number = row["number"] + 1
            inputs += row["inputs"]
            slowest = max(slowest, row["seconds"])
            deaths += any(fault["kind"] == "death" for fault in row["faults"])
            _tell(kind, row, causes)
    found = sum(times for (of_kind, *_), times in causes.items() if of_kind == kind)
    seconds = time.monotonic() - start
    figures = f"{inputs:7} inputs {seconds:7.0f} s  slowest {slowest:5.1f} s  {found:5} faults"
    print(f"{kind:14} {figures}", flush=True)


def _tell(kind: str, row: Mapping[str, Any], causes: Counter[Cause]) -> None:
    """Print the faults of a case, the first few of each cause."""
    for fault in row["faults"]:
        cause = (kind, fault["kind"], fault["place"])
        causes[cause] += 1
        if causes[cause] <= _SHRUNK:
            print(f"--- {kind} {row['number']}: {' '.join(fault['command'])}")
            shown = fault["detail"] if fault["kind"] == "death" else fault["detail"][-_SHOWN:]
            print(f"{shown}\n{fault['inputs']}", flush=True)


def _rows(kind: str, number: int, count: int, keep: Path | None) -> Iterator[Mapping[str, Any]]:
    """Run a process of cases, and yield what it says of each; if it dies, the next case has a fault."""
    command = [sys.executable, "-m", __spec__.name, "--worker", "--kind", kind]
    command += ["--seed", str(number), "--count", str(count), *(["--keep", str(keep)] if keep else [])]
    with (
        tempfile.TemporaryFile() as dying,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=dying, text=True) as process,
    ):
        for line in process.stdout or ():
            if line == "done\n":
                return
            row = json.loads(line)
            number = row["number"] + 1
            yield row
        process.wait()
        dying.seek(0)
        last = dying.read(2 * _SHOWN).decode(errors="replace")
    fault = Fault("death", str(process.returncode), (), last)._asdict() | {"inputs": ""}
    yield {"number": number, "inputs": 1, "seconds": 0, "faults": [fault]}


def _work(kind: str, first: int, count: int, keep: Path | None) -> None:
    """Run cases, a line of JSON for each, until there are `count` inputs."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    place = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a private folder there
    with tempfile.TemporaryDirectory(dir=place) as folder, loaded_once(), rules_read_once():
        os.environ["PERSONAC_CACHE_DIR"] = f"{folder}/cache"
        sound = sound_project()
        runner = CaseRunner(keep or Path(folder, "a", "b", "project"), sound)
        known: Counter[tuple[str, str]] = Counter()
        inputs, number = 0, first
        while inputs < count:
            faulthandler.dump_traceback_later(_DEAD, exit=True)
            case = made_case(kind, number, sound)
            start = time.process_time()
            faults = list(runner.faults(case))
            seconds = time.process_time() - start
            rows = [one._asdict() | {"inputs": _shown(case, one, runner, known)} for one in faults]
            generated = len(list(inputs_in(case)))
            print(
                json.dumps({"number": number, "inputs": generated, "seconds": seconds, "faults": rows}),
                flush=True,
            )
            inputs, number = inputs + generated, number + 1
        faulthandler.cancel_dump_traceback_later()
        print("done", flush=True)


def _shown(case: Case, fault: Fault, runner: CaseRunner, known: Counter[tuple[str, str]]) -> str:
    """Return the generated files of a case, made small if the cause is new."""
    known[fault.cause] += 1
    if known[fault.cause] > 1:
        return ""
    faulthandler.cancel_dump_traceback_later()
    if fault.kind != "too slow":
        case = shrunk(case, lambda smaller: any(one.cause == fault.cause for one in runner.faults(smaller)))
    return "\n".join(f"{path}: {data[:_SHOWN]!r}" for path, data in islice(case.inputs.items(), 6))


if __name__ == "__main__":
    main()
