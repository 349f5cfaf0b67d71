from __future__ import annotations

import json

import msgspec

from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic
from personac.report.findings import findings_of, findings_of_rows
from personac.report.forges import render_github, render_gitlab
from personac.report.measure import diagnostic_rows
from personac.report.model import Report
from tests.unit.report.reports import bullet, report

LONG = msgspec.structs.replace(bullet("a", 3, "Wind it"), end_line=5)
FOUND = report(
    [LONG, bullet("b", 4, "Wind it"), bullet("a", 7, "At 1"), bullet("b", 8, "At 2")],
    [["a:3", "b:4"]],
    [("a:7", "b:8")],
)


def test_github_annotations_by_weight() -> None:
    opposed, twice = render_github(findings_of(FOUND)).splitlines()
    assert opposed.startswith("::warning file=agents/a.md,line=7,title=PC406 contradiction::cannot both hold")
    assert "%0Aalso: agents/b.md:8%0Alet one give way" in opposed
    assert twice.startswith("::notice file=agents/a.md,line=3,endLine=5,title=PC407 duplicate::said 2 times")


def test_no_text_is_a_command_to_github(harmful: Report) -> None:
    text = render_github(findings_of(harmful))
    assert len(text.splitlines()) == len(harmful.clusters) + len(harmful.contradictions)
    for line in text.splitlines():
        command, _, message = line.removeprefix("::").partition("::")
        assert command.partition(" ")[0] in {"notice", "warning"}
        assert "%" not in message.replace("%0A", "").replace("%25", "")
    assert not any(char in text for char in "\x1b\u202e\u200b\r")


def test_percent_signs_and_colons_are_escaped() -> None:
    rows = [bullet("a:b,c%", 1, "50% now\n::error::x"), bullet("b", 1, "50% now")]
    (line,) = render_github(findings_of(report(rows, [["a:b,c%:1", "b:1"]]))).splitlines()
    assert line.startswith("::notice file=agents/a%3Ab%2Cc%25.md,line=1,")
    assert "50%25 now%0A::error::x" in line


def test_gitlab_has_what_it_asks_for_and_unique_fingerprints(harmful: Report) -> None:
    rows = [bullet("a", line, "X") for line in range(1, 5)]
    twice = report(rows, [["a:1", "a:2"], ["a:3", "a:4"]])
    for found in (FOUND, harmful, twice):
        issues = json.loads(render_gitlab(findings_of(found)))
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        for issue in issues:
            assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert issue["location"]["lines"]["begin"] >= 1
            assert not any(char in issue["description"] for char in "\n\x1b\u202e")
    first, second = json.loads(render_gitlab(findings_of(FOUND)))
    assert (first["check_name"], first["severity"]) == ("contradiction", "major")
    assert second["location"] == {"path": "agents/a.md", "lines": {"begin": 3}}
    assert second["description"] == "said 2 times, by 2 personas: Wind it; also: agents/b.md:4"


def test_gitlab_needs_a_line_even_where_there_is_none() -> None:
    (found,) = findings_of_rows(diagnostic_rows([Diagnostic(UNREADABLE, "a.md", 0, 0, "no", "")]))
    assert json.loads(render_gitlab((found,)))[0]["location"]["lines"] == {"begin": 1}


def test_many_places_are_counted() -> None:
    rows = [bullet("a", line, "X") for line in range(1, 31)]
    text = render_github(findings_of(report(rows, [[row.id for row in rows]])))
    assert "agents/a.md:21 and 9 more%0A" in text


def test_nothing_found() -> None:
    assert (render_github(()), render_gitlab(())) == ("", "[]\n")
