from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from bench.scan.programs.personac_lines import run, texts_of
from bench.scan_peers import (
    PARTS,
    PERSONAC,
    Contender,
    Result,
    contenders,
    parsed,
    results,
    rows,
    usage_of,
    write_lines,
    write_parts,
)
from bench.timing.processes import Usage

LINES = [
    "Water each pot in the early morning hours before work begins",
    "Water each pot in the early morning hours before lunch begins",
    "Close the window of the room at night",
    "Close the window of the room at night",
    "Count",
]


def written(folder: Path, lines: list[str]) -> Path:
    path = folder / "lines.jsonl"
    path.write_text("".join(json.dumps({"text": line}) + "\n" for line in lines))
    return path


@pytest.mark.parametrize("parts", [1, 2, 3, 50])
def test_every_line_is_read_once_whatever_the_parts(tmp_path: Path, parts: int) -> None:
    path = written(tmp_path, LINES)
    assert [text for part in range(parts) for text in texts_of(path, part, parts)] == LINES


@pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
def test_copies_among_lines_are_found_by_the_stages_of_a_scan(tmp_path: Path) -> None:
    assert run(written(tmp_path, LINES), tmp_path / "work", 1) == 3


def test_lines_are_the_items_of_generated_files(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# A\n- one\n- two\n")
    write_lines(2, tmp_path / "lines.jsonl", tmp_path / "corpus")
    assert (tmp_path / "lines.jsonl").read_text() == '{"text": "one"}\n{"text": "two"}\n'
    write_parts(tmp_path / "lines.jsonl", 2)
    assert [path.read_text() for path in sorted((tmp_path / PARTS).iterdir())] == [
        '{"text": "one"}\n',
        '{"text": "two"}\n',
    ]


def test_commands_name_lines_output_and_processes() -> None:
    for contender in contenders("/peers/python"):
        command = " ".join(contender.arguments(Path("/in.jsonl"), Path("/out"), 7))
        assert "/in.jsonl" in command or f"/{PARTS} " in command
        assert "/out" in command
        assert "7" in command
        assert "{" not in command
        assert command.startswith("/peers/python") is (contender.name != PERSONAC)


def test_a_contender_that_fails_is_reported_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = parsed(["python", "--limit", "20"])
    good, bad = (Contender(code, [sys.executable, "-c", code], {}) for code in ("pass", "exit('no luck')"))
    lines = written(tmp_path, LINES)
    assert usage_of(good, lines, options) is not None
    assert usage_of(bad, lines, options) is None
    assert "no luck" in capsys.readouterr().err


def test_all_contenders_get_the_same_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[tuple[str, Path]]()

    def usage(contender: Contender, lines: Path, _options: object) -> Usage:
        seen.append((contender.name, lines))
        return Usage(1, 1, 1)

    monkeypatch.setattr("bench.scan_peers.write_lines", lambda count, path: path.write_text(f"{count}"))
    monkeypatch.setattr("bench.scan_peers.usage_of", usage)
    found = list(results(parsed(["python", "--sizes", "3,2", "--only", "text-dedup"]), tmp_path))
    assert [(one.name, one.lines) for one in found] == [
        (PERSONAC, 2),
        ("text-dedup", 2),
        (PERSONAC, 3),
        ("text-dedup", 3),
    ]
    assert {(lines.parent / PARTS / "00000.jsonl").read_text() for _, lines in seen} == {"2", "3"}


def test_ratios_are_to_personac_on_the_same_lines() -> None:
    table = list(
        rows(
            [
                Result(PERSONAC, 10, Usage(2, 1, 100_000_000)),
                Result("peer", 10, Usage(5, 3, 150_000_000)),
                Result("peer", 20, Usage(5, 3, 150_000_000)),
            ]
        )
    )
    assert table[2] == "| 10 | personac | 1.0 | 2.0 | 100 | 1.00 | 1.00 |"
    assert table[3] == "| 10 | peer | 3.0 | 5.0 | 150 | 2.50 | 1.50 |"
    assert table[4] == "| 20 | peer | 3.0 | 5.0 | 150 |  |  |"
