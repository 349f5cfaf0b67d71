from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

import personac
from personac.diagnostics.model import PersonacError
from personac.report.formats import ReportFormat, render_report
from personac.report.model import SCHEMA, Report
from personac.report.report_file import (
    SCHEMA_FILE,
    decode_report,
    encode_report,
    load_report,
    report_schema,
    schema_text,
)


def as_json(report: Report) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(encode_report(report))
    return result


@pytest.mark.parametrize("name", ["plain", "harmful"])
def test_a_report_is_valid_by_its_own_schema(name: str, request: pytest.FixtureRequest) -> None:
    validator = jsonschema.Draft202012Validator(report_schema())
    validator.check_schema(report_schema())
    validator.validate(as_json(request.getfixturevalue(name)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "personac-report/2"),
        (("bullets", 0, "kind"), "poem"),
        (("bullets", 0, "line"), "3"),
        (("clusters", 0, "members"), "a"),
        (("diagnostics", 0, "severity"), "fatal"),
    ],
)
def test_the_schema_refuses_what_breaks_the_contract(
    plain: Report, path: tuple[str | int, ...], value: object
) -> None:
    result: Any = as_json(plain)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(report_schema()).validate(result)


def test_every_field_of_the_contract(plain: Report) -> None:
    result = as_json(plain)
    assert result["schema"] == SCHEMA == "personac-report/1"
    assert set(result["personas"][0]) >= {"id", "path", "name", "bytes", "bullets"}
    assert set(result["bullets"][0]) >= {
        "id", "persona", "path", "line", "end_line", "section", "kind", "text",
    }  # fmt: skip
    assert set(result["clusters"][0]) >= {"id", "members", "representative", "cohesion", "text", "why"}
    assert set(result["clusters"][0]["why"][0]) == {"a", "b", "score", "features", "reasons"}
    assert (result["covers"], result["contradictions"]) == ([], [])
    assert set(result["overlap"]) == {"personas", "matrix"}
    assert set(result["diagnostics"][0]) == {
        "code", "severity", "path", "line", "column", "message", "hint",
    }  # fmt: skip


def test_it_ends_with_one_line_end_and_reads_back(plain: Report) -> None:
    data = encode_report(plain)
    assert data.endswith(b"}\n")
    assert decode_report(data) == plain
    assert encode_report(decode_report(data)) == data


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"schema": "personac-report/1"}', b"\xff", b'{"schema": "personac-report/2"}'],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_report(data)


def test_a_cluster_of_bullets_that_are_not_listed_is_refused(plain: Report) -> None:
    result = as_json(plain)
    result["bullets"] = []
    with pytest.raises(msgspec.ValidationError, match="which is not listed"):
        decode_report(json.dumps(result).encode())


@pytest.mark.parametrize("matrix", [[], [[1.0]], [[1.0, 0.0], [1.0]]])
def test_a_matrix_that_does_not_fit_is_refused(plain: Report, matrix: object) -> None:
    result = as_json(plain)
    result["overlap"]["matrix"] = matrix
    with pytest.raises(msgspec.ValidationError, match="matrix"):
        decode_report(json.dumps(result).encode())


def test_fields_of_a_later_version_are_passed_over(plain: Report) -> None:
    result = as_json(plain) | {"later": 1}
    assert decode_report(json.dumps(result).encode()) == plain


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("near_misses", [{"a": "x:1", "b": "x:2", "score": 0.1, "reasons": [], "apart": ""}], "which is not"),
        ("lines", [{"text": "", "cluster": "", "origins": [["x", 1]]}], "Expected"),
        (
            "lines",
            [{"text": "", "cluster": "", "origins": [{"persona": "x", "line": 1, "relation": "kept"}]}],
            "a persona that is not listed",
        ),
        ("section_overlap", {"sections": [], "bullets": [], "shared": [[0, 0, 1]]}, "the sections"),
        ("section_overlap", {"sections": [["A"]], "bullets": [], "shared": []}, "the sections"),
    ],
)
def test_what_refers_to_nothing_is_refused(plain: Report, field: str, value: object, problem: str) -> None:
    result = as_json(plain) | {field: value}
    with pytest.raises(msgspec.ValidationError, match=problem):
        decode_report(json.dumps(result).encode())


def test_a_report_of_an_earlier_version_is_read(plain: Report) -> None:
    result = as_json(plain)
    for field in ("threshold", "near_misses", "section_overlap", "lines"):
        del result[field]
    assert decode_report(json.dumps(result).encode()).lines == ()


def test_the_file_in_the_package_is_up_to_date(request: pytest.FixtureRequest) -> None:
    path = files("personac.report") / SCHEMA_FILE
    if request.config.getoption("--update-golden"):
        getattr(path, "write_text")(schema_text(), encoding="utf-8")  # noqa: B009 - a resource is a path here
    assert path.read_text(encoding="utf-8") == schema_text(), "run with --update-golden"


def test_a_loaded_report_renders_like_the_build(here: Path) -> None:
    outputs = personac.build({"a.md": b"- One rule\n"}).outputs
    (here / "report.json").write_bytes(outputs["report.json"])
    report = load_report(here)
    assert render_report(report, "json").encode() == outputs["report.json"]
    assert render_report(report, "md").encode() == outputs["report.md"]
    assert render_report(report, "html").encode() == outputs["report.html"]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{}", b"[" * 100_000])
def test_other_files_are_refused(here: Path, data: bytes) -> None:
    (here / "report.json").write_bytes(data)
    with pytest.raises(PersonacError, match="not a report"):
        load_report(here)


def test_a_folder_without_one(here: Path) -> None:
    with pytest.raises(PersonacError, match="no report here"):
        load_report(here / "none")


@pytest.mark.parametrize(
    ("form", "start"), [("sarif", "{"), ("github", "::notice file=a.md"), ("gitlab", "[")]
)
def test_findings_in_machine_formats(form: ReportFormat, start: str) -> None:
    report = personac.build({"a.md": b"- One rule\n", "b.md": b"- One rule\n"}).report
    assert render_report(report, form).startswith(start)
    assert "One rule" not in render_report(report, form, ())
