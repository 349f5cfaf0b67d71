from __future__ import annotations

import pytest

from personac.diagnostics.model import PersonacError
from personac.report.baseline import decode_baseline, encode_baseline, new_findings
from personac.report.findings import findings_of
from personac.report.fingerprints import is_fingerprint
from personac.report.model import Report
from tests.unit.report.reports import bullet, report

ROWS = [bullet(name, line, text) for line, text in ((1, "X"), (2, "Y")) for name in ("a", "b", "c")]
FOUND = report(ROWS, [["a:1", "b:1"], ["c:2", "a:2"]], [("b:1", "c:2")])


def test_it_is_sorted_commented_and_knows_what_it_was_made_of() -> None:
    data = encode_baseline(findings_of(FOUND))
    lines = [line for line in data.decode().splitlines() if not line.startswith("#")]
    assert lines == sorted(lines)
    assert all(is_fingerprint(line.partition("  #")[0]) for line in lines)
    assert sorted(line.partition("  # ")[2] for line in lines) == ["a, b: X", "a, c: Y", "b, c: X"]
    assert new_findings(findings_of(FOUND), decode_baseline(data, "known.txt")) == ()


def test_only_what_it_does_not_know_is_new() -> None:
    known = decode_baseline(encode_baseline(findings_of(FOUND)), "known.txt")
    later = report(ROWS, [["a:1", "b:1", "c:1"], ["c:2", "a:2"]])
    (found,) = new_findings(findings_of(later), known)
    assert found.message == "said 3 times, by 3 personas: X"
    assert new_findings(findings_of(FOUND), decode_baseline(encode_baseline(findings_of(later)), "")) == (
        findings_of(FOUND)[0],
    )


def test_comments_blank_lines_and_a_byte_order_mark_are_no_entries() -> None:
    known = decode_baseline(b"\xef\xbb\xbf# x\r\n\r\n   # y\n", "known.txt")
    assert len(new_findings(findings_of(FOUND), known)) == 3


def test_every_line_that_is_none_is_named() -> None:
    with pytest.raises(PersonacError) as caught:
        decode_baseline(b"# x\nnonsense\nPC407:12 # y\n\xff\n", "known.txt")
    assert [(found.path, found.line, found.code) for found in caught.value.diagnostics] == [
        ("known.txt", 2, "PC602"),
        ("known.txt", 3, "PC602"),
        ("known.txt", 4, "PC602"),
    ]


def test_text_of_a_persona_stays_a_comment(harmful: Report) -> None:
    data = encode_baseline(findings_of(harmful))
    assert not any(char in data.decode() for char in "\x1b\u202e\r")
    decode_baseline(data, "known.txt")


def test_a_finding_that_stands_twice_is_one_line() -> None:
    rows = [bullet("a", line, "X") for line in range(1, 5)]
    data = encode_baseline(findings_of(report(rows, [["a:1", "a:2"], ["a:3", "a:4"]])))
    assert len(data.splitlines()) == 3
