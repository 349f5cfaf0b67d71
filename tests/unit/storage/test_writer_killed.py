"""Promise 5 once more, with real processes that are really killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from personac.storage.writer import WriteOptions, write_outputs
from tests.unit.storage.conftest import file_contents, temporaries

KILLS = 6
MOST_SECONDS = 0.05
WRITER = """
import sys
from pathlib import Path
from personac.storage.writer import WriteOptions, write_outputs

build, start, records = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
options = WriteOptions(records=records)

def files(generation):
    names = [f"{n}.md" for n in range(3 + generation % 3)] + [f"variants/{generation % 2}/x.md"]
    return {name: b"%d" % generation * 1000 for name in names} | {"personac.lock": b"%d" % generation * 1000}

print("ready", flush=True)
for generation in range(start, start + 100_000):
    write_outputs(build, files(generation), [*files(0), *files(1), *files(2)], options)
"""
OWNED = [*(f"{n}.md" for n in range(5)), "variants/0/x.md", "variants/1/x.md", "personac.lock"]


def names_of(generation: int) -> set[str]:
    return {
        *(f"{n}.md" for n in range(3 + generation % 3)),
        f"variants/{generation % 2}/x.md",
        "personac.lock",
    }


def generation_of(data: bytes) -> int:
    (found,) = {n for n in (len(data) // 1000,) if data == data[:n] * 1000}
    return int(data[:found])


def write_and_be_killed(build: Path, start: int, records: Path, seconds: float) -> None:
    command = [sys.executable, "-c", WRITER, str(build), str(start), str(records)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.kill()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("kills", [KILLS, pytest.param(30, marks=pytest.mark.long)])
@pytest.mark.parametrize("mode", ["exchanged", "file by file"])
def test_a_killed_writer_leaves_one_generation(mode: str, kills: int, tmp_path: Path, records: Path) -> None:
    rng = random.Random(2)  # noqa: S311 - moments, no secrets
    build = tmp_path / "build"
    foreign = build / "variants" / "mine.md"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"mine")
    if mode == "file by file":
        (build / ".git").mkdir()
    write_outputs(build, dict.fromkeys(names_of(0), b"0" * 1000))
    for kill in range(kills):
        write_and_be_killed(build, 10**6 * (kill + 1), records, rng.random() * MOST_SECONDS)
        files = file_contents(build)
        assert files.pop("variants/mine.md") == b"mine"
        generations = {name: generation_of(data) for name, data in files.items()}
        lock = generations["personac.lock"]
        if mode == "exchanged":
            assert generations == dict.fromkeys(names_of(lock), lock)
        else:
            assert min(generations.values()) == lock  # it is replaced last, so nothing is older
    write_outputs(build, dict.fromkeys(names_of(0), b"0" * 1000), OWNED, WriteOptions(records=records))
    assert file_contents(build).keys() == {*names_of(0), "variants/mine.md"}
    assert temporaries(tmp_path) == []
