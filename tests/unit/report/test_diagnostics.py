from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from personac.diagnostics.catalogue import all_kinds
from personac.diagnostics.front_matter_kinds import DUPLICATE_KEY, NO_BODY
from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic
from personac.report.diagnostics import DiagnosticFormat, render_diagnostics

WARNING = Diagnostic(DUPLICATE_KEY, "agents/b.md", 3, 7, "no YAML", "quote it:\nname: 'x'")
ERROR = Diagnostic(UNREADABLE, "agents/a.md", 0, 0, "cannot read", "look at it")
NOTE = Diagnostic(NO_BODY, "agents/c.md", 1, 0, "none", "")
ALL = (WARNING, ERROR, NOTE)


def render(form: DiagnosticFormat, *found: Diagnostic) -> str:
    return render_diagnostics(found, form, "1.2.3")


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


def sarif(*found: Diagnostic) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render("sarif", *found))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_names_every_rule_and_places_results() -> None:
    run = sarif(*ALL)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("personac", "1.2.3")
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
def test_nothing_found(form: DiagnosticFormat) -> None:
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


def test_no_text_is_a_command_to_github() -> None:
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
def test_a_file_name_of_any_bytes_can_be_told(form: DiagnosticFormat) -> None:
    text = render(form, Diagnostic(UNREADABLE, "a\udcff.md", 0, 0, "m\udcfe", ""))
    assert text.encode()
    assert "dcff" in text.lower()
