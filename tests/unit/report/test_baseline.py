from __future__ import annotations

from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.report.baseline import (
    counted_findings,
    decode_baseline,
    encode_baseline,
    new_findings,
    write_baseline,
)
from personac.report.findings import findings_of, is_fingerprint
from personac.report.model import Report
from tests.unit.report.reports import bullet, report

ROWS = [bullet(name, line, text) for line, text in ((1, "X"), (2, "Y")) for name in ("a", "b", "c")]
REPORT = report(ROWS, [["a:1", "b:1"], ["c:2", "a:2"]], [("b:1", "c:2")])


def test_lines_are_sorted_and_commented_and_cover_their_findings() -> None:
    data = encode_baseline(findings_of(REPORT))
    lines = [line for line in data.decode().splitlines() if not line.startswith("#")]
    assert lines == sorted(lines)
    assert all(is_fingerprint(line.partition("  #")[0]) for line in lines)
    assert sorted(line.partition("  # ")[2] for line in lines) == ["a, b: X", "a, c: Y", "b, c: X"]
    assert new_findings(findings_of(REPORT), decode_baseline(data, "known.txt")) == ()


def test_only_unlisted_findings_are_new() -> None:
    known = decode_baseline(encode_baseline(findings_of(REPORT)), "known.txt")
    later = report(ROWS, [["a:1", "b:1", "c:1"], ["c:2", "a:2"]])
    (result,) = new_findings(findings_of(later), known)
    assert result.message == "occurs 3 times in 3 personas: X"
    assert new_findings(findings_of(REPORT), decode_baseline(encode_baseline(findings_of(later)), "")) == (
        findings_of(REPORT)[0],
    )


def test_comments_blank_lines_and_a_byte_order_mark_are_no_entries() -> None:
    known = decode_baseline(b"\xef\xbb\xbf# x\r\n\r\n   # y\n", "known.txt")
    assert len(new_findings(findings_of(REPORT), known)) == 3


def test_every_bad_line_is_reported() -> None:
    with pytest.raises(PersonacError) as caught:
        decode_baseline(b"# x\nnonsense\nPC407:12 # y\n\xff\n", "known.txt")
    assert [(result.path, result.line, result.code) for result in caught.value.diagnostics] == [
        ("known.txt", 2, "PC602"),
        ("known.txt", 3, "PC602"),
        ("known.txt", 4, "PC602"),
    ]


def test_source_text_stays_in_its_comment(harmful: Report) -> None:
    data = encode_baseline(findings_of(harmful))
    assert not any(char in data.decode() for char in "\x1b\u202e\r")
    decode_baseline(data, "known.txt")


def test_a_repeated_finding_is_one_line() -> None:
    rows = [bullet("a", line, "X") for line in range(1, 5)]
    data = encode_baseline(findings_of(report(rows, [["a:1", "a:2"], ["a:3", "a:4"]])))
    assert len(data.splitlines()) == 3


DUPLICATE = report([bullet("a", 1, "X"), bullet("b", 1, "X")], [["a:1", "b:1"]])


def test_all_count_without_a_baseline_and_only_new_ones_with_it(here: Path) -> None:
    path = here / "known.txt"
    assert len(counted_findings(DUPLICATE, None)) == 1
    assert write_baseline(DUPLICATE, path) == "known.txt: 1 known finding"
    assert counted_findings(DUPLICATE, path) == ()
    assert [result.name for result in here.iterdir()] == ["known.txt"]


def test_a_missing_baseline(here: Path) -> None:
    with pytest.raises(PersonacError) as caught:
        counted_findings(DUPLICATE, here / "none.txt")
    (result,) = caught.value.diagnostics
    assert (result.code, result.path) == ("PC602", "none.txt")
    assert result.hint == "create it: personac report --write-baseline none.txt"


def test_a_baseline_that_cannot_be_written(here: Path) -> None:
    with pytest.raises(PersonacError, match="cannot be written"):
        write_baseline(DUPLICATE, here / "no" / "known.txt")
