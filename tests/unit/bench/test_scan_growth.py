from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.scan.growth_checks import Check, Run, exponent, rows
from bench.scan.process_tree import FailedError, measure
from bench.scan_growth import BUILT, GENERATED, Scans, checks, generated, growth, parsed
from bench.timing.processes import Usage

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is read")
MILLION = 1_000_000


def run(name: str, bullets: int, usage: Usage) -> Run:
    return Run(name, bullets, bullets // 10, usage)


def grown(*costs: float) -> list[Run]:
    return [
        run(GENERATED, 10_000 * 10**step, Usage(cpu, cpu, 500 * MILLION)) for step, cpu in enumerate(costs)
    ]


def python(code: str, folder: Path, limit: float = 60) -> Usage:
    return measure([sys.executable, "-c", code], {"WHO": "me"}, limit, folder)


def test_memory_and_cpu_are_those_of_all_processes(tmp_path: Path) -> None:
    child = "import time; held = b'x' * 150_000_000; time.sleep(1)"
    code = (
        f"import subprocess, sys\nchild = [sys.executable, '-c', {child!r}]\n"
        "first = subprocess.Popen(child)\nsubprocess.run(child)\nfirst.wait()"
    )
    assert 300 * MILLION < python(code, tmp_path).peak < 400 * MILLION


def test_shared_pages_count_once(tmp_path: Path) -> None:
    code = (
        "import os, time\nheld = b'x' * 200_000_000\nchild = os.fork()\ntime.sleep(1)\n"
        "if child: os.waitpid(child, 0)\nelse: os._exit(0)"
    )
    assert 200 * MILLION < python(code, tmp_path).peak < 300 * MILLION


def test_cpu_of_a_process_that_nobody_waits_for_counts(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 1.5: pass"
    code = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', {busy!r}], start_new_session=True)\ntime.sleep(4)"
    )
    assert python(code, tmp_path).cpu > 1


def test_the_command_has_its_variables_and_its_folder(tmp_path: Path) -> None:
    usage = python("import os; assert os.environ['WHO'] == 'me'; open('here', 'w').close()", tmp_path)
    assert (tmp_path / "here").exists()
    assert usage.wall > 0


def test_a_failure_shows_what_was_printed(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="no such thing"):
        python("raise SystemExit('no such thing')", tmp_path)


def test_a_command_is_stopped_at_its_limit(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="-9"):
        python("import time; time.sleep(60)", tmp_path, 0.5)


def test_exponents_are_of_the_time_above_that_of_the_smallest_scan() -> None:
    small, large = grown(3, 12)
    assert exponent(small, large, floor=2) == pytest.approx(1)
    assert exponent(small, large) < 0.7
    small, large = grown(1, 100)
    assert exponent(small, large) == pytest.approx(2)


def test_the_table_has_a_row_for_each_run_and_no_exponent_for_the_first() -> None:
    table = list(rows([*grown(1, 10), run("real files", 500_000, Usage(3, 2, MILLION))], 0))
    assert table[2] == f"| {GENERATED} | 10,000 | 1,000 | 1.0 | 1.0 | 500 |  |"
    assert table[3].endswith("| 500 | 1.00 |")
    assert table[4] == "| real files | 500,000 | 50,000 | 2.0 | 3.0 | 1 |  |"


def test_limits_are_those_of_what_was_measured() -> None:
    real = run("real files", 146_000, Usage(60, 41, 599 * MILLION))
    agents = run("one repository", 1_550, Usage(6, 4.9, MILLION))
    largest = run(BUILT, MILLION, Usage(249, 130, 500 * MILLION))
    named = {check.name: check.is_held for check in checks([*grown(2, 20, 260), largest, real, agents], 0)}
    assert named == {
        "CPU s of a million bullets": True,
        "MB of a million bullets": True,
        "exponent of growth": True,
        "wall s of all real files": False,
        "MB of all real files": True,
        "wall s of 155 agents": True,
    }
    assert list(checks(grown(1, 10), 0)) == []
    assert str(Check("MB", 601, 600)) == "FAIL MB: 601.00 (at most 600.00)"


def test_a_corpus_is_generated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[int]()

    def fake(count: int, folder: Path) -> None:
        made.append(count)
        folder.mkdir()

    monkeypatch.setattr("bench.scan_growth.make", fake)
    assert generated(5, tmp_path) == generated(5, tmp_path) == tmp_path / "5"
    assert made == [5]
    assert [path.name for path in tmp_path.iterdir()] == ["5"]


def test_a_scan_gets_copies_of_the_folders_and_the_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("- one\n- two\n")
    seen = list[list[str]]()

    def fake(command: list[str], variables: dict[str, str], limit: float, folder: Path) -> Usage:
        assert (folder / "part-1" / "a.md").exists()
        assert (variables["PERSONAC_CACHE_DIR"], limit) == ("", 9)
        seen.append(command[1:])
        return Usage(len(seen), 1, 1)

    monkeypatch.setattr("bench.scan_growth.measure", fake)
    options = parsed(["--sizes", "1e4", "--", "--engine", "serial"])
    found = Scans(options.scan, 2, 9).run("x", [tmp_path, tmp_path])
    assert (found.bullets, found.files, found.usage.cpu) == (4, 2, 1)
    assert seen == [["-m", "personac", "scan", "part-0", "part-1", "--engine", "serial"]] * 2


def test_exponents_are_of_scans_that_build_no_family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[list[str]]()

    def fake(command: list[str], *_: object) -> Usage:
        seen.append(command[5:])
        return Usage(1, 1, 1)

    for size in ("10", "20"):
        (tmp_path / size).mkdir()
    monkeypatch.setattr("bench.scan_growth.measure", fake)
    names = [run.name for run in growth(Scans(["-q"], 1, 9), [10, 20], tmp_path)]
    assert names == [GENERATED, GENERATED, BUILT]
    assert seen == [["-q", "--measure", "0"], ["-q", "--measure", "0"], ["-q"]]
