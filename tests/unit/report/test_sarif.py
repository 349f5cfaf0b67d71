from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from personac.diagnostics.kinds import UNREADABLE, catalogue
from personac.diagnostics.model import Diagnostic
from personac.report.findings import Finding, findings_of, findings_of_diagnostics
from personac.report.model import Report
from personac.report.sarif import render_sarif
from tests.unit.report.reports import bullet, report

_DATA = Path(__file__).parents[2] / "data" / "sarif-2.1.0.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(_DATA.read_bytes())
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def results(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    actual: list[dict[str, Any]] = json.loads(render_sarif(findings, "1.2.3"))["runs"][0]["results"]
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
    log = json.loads(render_sarif(findings_of(actual), "1.2.3"))
    validator.validate(log)
    assert len(log["runs"][0]["results"]) == len(actual.clusters) + len(actual.contradictions)


def test_the_schema_does_refuse(validator: jsonschema.Draft202012Validator) -> None:
    log = json.loads(render_sarif(findings_of(MANY), "1"))
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
    run = json.loads(render_sarif(findings_of(MANY), "1.2.3"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [kind.code for kind in catalogue()]
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
