from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest

from personac import __version__
from personac.diagnostics.catalogue import all_kinds
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import DUPLICATE_KEY, NO_BODY
from personac.diagnostics.input_kinds import UNREADABLE
from personac.report.findings import Finding, findings_of, findings_of_diagnostics
from personac.report.machine_formats import (
    DiagnosticFormat,
    render_diagnostics,
    render_findings,
)
from personac.report.report_schema import Report
from tests.unit.report.reports import bullet, report

LONG = msgspec.structs.replace(bullet("a", 3, "Wind it"), end_line=5)
REPORT = report(
    [LONG, bullet("b", 4, "Wind it"), bullet("a", 7, "At 1"), bullet("b", 8, "At 2")],
    [["a:3", "b:4"]],
    [("a:7", "b:8")],
)


def test_github_annotations_by_weight() -> None:
    opposed, twice = render_findings(findings_of(REPORT), "github").splitlines()
    assert opposed.startswith("::warning file=agents/a.md,line=7,title=PC406 contradiction::contradiction (")
    assert "%0Aalso: agents/b.md:8%0Aremove one of them" in opposed
    assert twice.startswith(
        "::notice file=agents/a.md,line=3,endLine=5,title=PC407 duplicate::occurs 2 times"
    )


def test_findings_are_escaped_for_github(harmful: Report) -> None:
    text = render_findings(findings_of(harmful), "github")
    assert len(text.splitlines()) == len(harmful.clusters) + len(harmful.contradictions)
    for line in text.splitlines():
        command, _, message = line.removeprefix("::").partition("::")
        assert command.partition(" ")[0] in {"notice", "warning"}
        assert "%" not in message.replace("%0A", "").replace("%25", "")
    assert not any(char in text for char in "\x1b\u202e\u200b\r")


def test_percent_signs_and_colons_are_escaped() -> None:
    rows = [bullet("a:b,c%", 1, "50% now\n::error::x"), bullet("b", 1, "50% now")]
    (line,) = render_findings(findings_of(report(rows, [["a:b,c%:1", "b:1"]])), "github").splitlines()
    assert line.startswith("::notice file=agents/a%3Ab%2Cc%25.md,line=1,")
    assert "50%25 now%0A::error::x" in line


def test_gitlab_issues_are_complete_with_unique_fingerprints(harmful: Report) -> None:
    rows = [bullet("a", line, "X") for line in range(1, 5)]
    twice = report(rows, [["a:1", "a:2"], ["a:3", "a:4"]])
    for actual in (REPORT, harmful, twice):
        issues = json.loads(render_findings(findings_of(actual), "gitlab"))
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        for issue in issues:
            assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert issue["location"]["lines"]["begin"] >= 1
            assert not any(char in issue["description"] for char in "\n\x1b\u202e")
    first, second = json.loads(render_findings(findings_of(REPORT), "gitlab"))
    assert (first["check_name"], first["severity"]) == ("contradiction", "major")
    assert second["location"] == {"path": "agents/a.md", "lines": {"begin": 3}}
    assert second["description"] == "occurs 2 times in 2 personas: Wind it; also: agents/b.md:4"


def test_gitlab_issues_without_a_line_have_line_1() -> None:
    (actual,) = findings_of_diagnostics([Diagnostic(UNREADABLE, "a.md", 0, 0, "no", "")])
    assert json.loads(render_findings((actual,), "gitlab"))[0]["location"]["lines"] == {"begin": 1}


def test_many_places_are_counted() -> None:
    rows = [bullet("a", line, "X") for line in range(1, 31)]
    text = render_findings(findings_of(report(rows, [[row.id for row in rows]])), "github")
    assert "agents/a.md:21 and 9 more%0A" in text


def test_no_findings() -> None:
    assert (render_findings((), "github"), render_findings((), "gitlab")) == ("", "[]\n")


WARNING = Diagnostic(DUPLICATE_KEY, "agents/b.md", 3, 7, "no YAML", "quote it:\nname: 'x'")
ERROR = Diagnostic(UNREADABLE, "agents/a.md", 0, 0, "cannot read", "look at it")
NOTE = Diagnostic(NO_BODY, "agents/c.md", 1, 0, "none", "")
ALL = (WARNING, ERROR, NOTE)


def render(form: DiagnosticFormat, *actual: Diagnostic) -> str:
    return render_diagnostics(actual, form)


def test_text_has_the_form_of_compilers_and_the_order_of_the_files() -> None:
    assert render("text", *ALL) == (
        "agents/a.md: error[PC002]: cannot read\n"
        "    hint: look at it\n"
        "agents/b.md:3:7: warning[PC102]: no YAML\n"
        "    hint: quote it:\n"
        "    hint: name: 'x'\n"
        "agents/c.md:1:0: info[PC108]: none\n"
    )


def test_json_is_the_contract_of_report_json() -> None:
    rows = json.loads(render("json", WARNING))
    assert rows == [
        {
            "code": "PC102",
            "severity": "warning",
            "path": "agents/b.md",
            "line": 3,
            "column": 7,
            "message": "no YAML",
            "hint": "quote it:\nname: 'x'",
        }
    ]


def test_github_annotations() -> None:
    assert render("github", *ALL).splitlines() == [
        "::error file=agents/a.md,title=PC002 unreadable::cannot read%0Alook at it",
        "::warning file=agents/b.md,line=3,col=7,title=PC102 duplicate-key::no YAML%0Aquote it:%0Aname: 'x'",
        "::notice file=agents/c.md,line=1,title=PC108 no-body::none",
    ]


def sarif(*actual: Diagnostic) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render("sarif", *actual))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_names_every_rule_and_places_results() -> None:
    run = sarif(*ALL)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("personac", __version__)
    assert [rule["id"] for rule in driver["rules"]] == [kind.code for kind in all_kinds()]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places == [
        {"artifactLocation": {"uri": "agents/a.md", "uriBaseId": "%SRCROOT%"}},
        {
            "artifactLocation": {"uri": "agents/b.md", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 3, "startColumn": 7, "endLine": 3},
        },
        {
            "artifactLocation": {"uri": "agents/c.md", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 1, "endLine": 1},
        },
    ]


@pytest.mark.parametrize("form", get_args(DiagnosticFormat))
def test_no_diagnostics(form: DiagnosticFormat) -> None:
    nothing = {"text": "", "github": "", "json": "[]"}.get(form)
    if nothing is not None:
        assert render(form).strip() == nothing
    else:
        assert sarif()["results"] == []


HARM = Diagnostic(
    DUPLICATE_KEY,
    "agents/a\n::error::b, c:d%\u202e.md",
    1,
    1,
    "\x1b[2J [go](javascript:x) {{0}} %0A::set-output::\nsecond",
    "::stop",
)


def test_no_escape_sequence_reaches_a_terminal_and_no_path_ends_its_line() -> None:
    first, second, *_ = render("text", HARM).splitlines()
    assert first.startswith("agents/a<U+000A>::error::b, c:d%<U+202E>.md:1:1: warning[PC102]: <U+001B>[2J ")
    assert second == "second"


def test_diagnostics_are_escaped_for_github() -> None:
    (line,) = render("github", HARM).splitlines()
    assert line.startswith(
        "::warning file=agents/a%0A%3A%3Aerror%3A%3Ab%2C c%3Ad%25<U+202E>.md,line=1,col=1,"
    )
    assert "<U+001B>[2J" in line
    assert "%250A::set-output::%0Asecond" in line


def test_sarif_paths_are_uris_and_messages_hold_no_links() -> None:
    (result,) = sarif(HARM)["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "agents/a%0A%3A%3Aerror%3A%3Ab%2C%20c%3Ad%25%E2%80%AE.md"
    assert r"\[go\](javascript:x)" in result["message"]["text"]
    assert "\x1b" not in result["message"]["text"]


@pytest.mark.parametrize("form", get_args(DiagnosticFormat))
def test_file_names_of_any_bytes_can_be_encoded(form: DiagnosticFormat) -> None:
    text = render(form, Diagnostic(UNREADABLE, "a\udcff.md", 0, 0, "m\udcfe", ""))
    assert text.encode()
    assert "dcff" in text.lower()


_DATA = Path(__file__).parents[2] / "data" / "sarif-2.1.0.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(_DATA.read_bytes())
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def results(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    actual: list[dict[str, Any]] = json.loads(render_findings(findings, "sarif"))["runs"][0]["results"]
    return actual


MANY = report(
    [bullet("a", line, "Same [x](y) \x1b") for line in range(1, 151)]
    + [bullet("b", 1, "1"), bullet("b", 2, "2")],
    [[f"a:{line}" for line in range(1, 151)]],
    [("b:1", "b:2")],
)


@pytest.mark.parametrize("name", ["plain", "harmful", "many", "none"])
def test_it_is_valid_by_the_published_schema(
    name: str, request: pytest.FixtureRequest, validator: jsonschema.Draft202012Validator
) -> None:
    made = {"many": MANY, "none": report([])}
    actual: Report = made[name] if name in made else request.getfixturevalue(name)
    log = json.loads(render_findings(findings_of(actual), "sarif"))
    validator.validate(log)
    assert len(log["runs"][0]["results"]) == len(actual.clusters) + len(actual.contradictions)


def test_the_schema_does_refuse(validator: jsonschema.Draft202012Validator) -> None:
    log = json.loads(render_findings(findings_of(MANY), "sarif"))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(log)


def test_one_result_a_cluster_and_every_further_member_a_related_location(plain: Report) -> None:
    (result,) = results(findings_of(plain))
    places = [*result["locations"], *result["relatedLocations"]]
    lines = [
        (
            place["physicalLocation"]["artifactLocation"]["uri"],
            place["physicalLocation"]["region"]["startLine"],
        )
        for place in places
    ]
    members = {row.id: (row.path, row.line) for row in plain.bullets}
    assert sorted(lines) == sorted(members[member] for member in plain.clusters[0].members)
    assert lines[0] == members[plain.clusters[0].representative]
    assert {place["physicalLocation"]["artifactLocation"]["uriBaseId"] for place in places} == {"%SRCROOT%"}


def test_rules_have_help_and_results_point_at_theirs() -> None:
    run = json.loads(render_findings(findings_of(MANY), "sarif"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [kind.code for kind in all_kinds()]
    assert all(rule["help"]["text"] and rule["defaultConfiguration"]["level"] for rule in rules)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["PC406", "PC407"]
    assert [result["level"] for result in run["results"]] == ["warning", "note"]


def test_a_cluster_of_very_many_is_cut_where_github_cuts_it() -> None:
    result = results(findings_of(MANY))[1]
    assert len(result["relatedLocations"]) == 99
    assert " and 129 more\n" in result["message"]["text"]


def test_links_are_personac_s_own_and_lead_to_related_locations() -> None:
    text = results(findings_of(MANY))[1]["message"]["text"]
    assert r"Same \[x\](y) <U+001B>" in text
    assert "[agents/a.md:2](1), [agents/a.md:3](2)" in text


def test_fingerprints_survive_moved_lines_and_are_unique() -> None:
    rows = [bullet("a", 1, "X"), bullet("a", 2, "x"), bullet("a", 3, "X"), bullet("a", 4, "x")]
    moved = [bullet("a", row.line + 5, row.text) for row in rows]
    here = results(findings_of(report(rows, [["a:1", "a:2"], ["a:3", "a:4"]])))
    there = results(findings_of(report(moved, [["a:6", "a:7"], ["a:8", "a:9"]])))
    prints = [result["partialFingerprints"]["personac/v1"] for result in here]
    assert prints == [result["partialFingerprints"]["personac/v1"] for result in there]
    assert [mark.partition(":")[2] for mark in prints] == ["1", "2"]


def test_diagnostics_without_a_path_have_no_location() -> None:
    (actual,) = findings_of_diagnostics([Diagnostic(UNREADABLE, "", 0, 0, "nothing", "")])
    assert "locations" not in results((actual,))[0]


def test_regions_without_a_column_are_whole_lines() -> None:
    region = results(findings_of(MANY))[0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "endLine": 1}


def test_findings_with_their_related_places() -> None:
    result = report([bullet("a", 3, "X"), bullet("b", 4, "x")], [["a:3", "b:4"]])
    assert render_findings(findings_of(result), "text") == (
        "agents/a.md:3: info[PC407]: occurs 2 times in 2 personas: X\n    agents/b.md:4: x\n"
    )
    assert render_findings((), "text") == ""


def test_source_text_in_lists_is_escaped(harmful: Report) -> None:
    text = render_findings(findings_of(harmful), "text")
    assert text
    assert not any(char in text for char in "\x1b\u202e\u200b")
