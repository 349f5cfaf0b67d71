"""The baseline: what it covers, and what is no baseline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.report.baseline import decode_baseline, encode_baseline, new_findings
from personac.report.findings import Finding, findings_of, fingerprint, is_fingerprint
from personac.report.report_schema import Report
from tests.unit.report.reports import bullet, report

ROWS = [bullet("a", 1, "X"), bullet("b", 1, "X")]
REPORT = report(ROWS, [["a:1", "b:1"]])
A, B, C = ("a" * 12, "b" * 12, "c" * 12)


def finding(code: str, members: list[str]) -> Finding:
    return replace(findings_of(REPORT)[0], fingerprint=fingerprint(code, members))


@pytest.mark.parametrize(
    ("members", "is_known"),
    [([A, B], True), ([A, B, B], True), ([A, B, C], False), ([A, A], False), ([C], False)],
)
def test_findings_that_lost_a_bullet_are_known_and_those_that_gained_one_are_new(
    members: list[str],
    is_known: bool,  # noqa: FBT001
) -> None:
    known = [fingerprint("PC407", [A, B, B]), fingerprint("PC406", [C, A])]
    assert (new_findings([finding("PC407", members)], known) == ()) is is_known


def test_a_known_finding_of_another_kind_covers_nothing() -> None:
    assert len(new_findings([finding("PC407", [A, B])], [fingerprint("PC406", [A, B])])) == 1


LISTED_ROWS = [bullet(name, line, text) for line, text in ((1, "X"), (2, "Y")) for name in ("a", "b", "c")]
LISTED = report(LISTED_ROWS, [["a:1", "b:1"], ["c:2", "a:2"]], [("b:1", "c:2")])


def test_lines_are_sorted_and_commented_and_cover_their_findings() -> None:
    data = encode_baseline(findings_of(LISTED))
    lines = [line for line in data.decode().splitlines() if not line.startswith("#")]
    assert lines == sorted(lines)
    assert all(is_fingerprint(line.partition("  #")[0]) for line in lines)
    assert sorted(line.partition("  # ")[2] for line in lines) == ["a, b: X", "a, c: Y", "b, c: X"]
    assert new_findings(findings_of(LISTED), decode_baseline(data, "known.txt")) == ()


def test_only_unlisted_findings_are_new() -> None:
    known = decode_baseline(encode_baseline(findings_of(LISTED)), "known.txt")
    later = report(LISTED_ROWS, [["a:1", "b:1", "c:1"], ["c:2", "a:2"]])
    (result,) = new_findings(findings_of(later), known)
    assert result.message == "occurs 3 times in 3 personas: X"
    assert new_findings(findings_of(LISTED), decode_baseline(encode_baseline(findings_of(later)), "")) == (
        findings_of(LISTED)[0],
    )


def test_comments_blank_lines_and_a_byte_order_mark_are_no_entries() -> None:
    known = decode_baseline(b"\xef\xbb\xbf# x\r\n\r\n   # y\n", "known.txt")
    assert len(new_findings(findings_of(LISTED), known)) == 3


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
