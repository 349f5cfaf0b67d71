from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

import personac
from personac.diagnostics.diagnostic import PersonacError
from personac.report.html.page import render_html
from personac.report.markdown_report import render_markdown
from personac.report.report_file import (
    decode_report,
    load_earlier,
    load_report,
    report_schema,
    schema_text,
)
from personac.report.report_schema import SCHEMA, Report, encode_json, encode_report
from tests.unit.report.reports import bullet, report

OLD, NEW = report([bullet("a", 1, "X")]), report([bullet("a", 1, "Y")])


def git(*arguments: str) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(here: Path) -> Path:
    """Return the folder of a build whose earlier report is in git, in a folder below the root."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    build = here / "sub" / "build"
    build.mkdir(parents=True)
    (build / "report.json").write_text(encode_json(OLD))
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("tag", "v1")
    (build / "report.json").write_text(encode_json(NEW))
    return build


def test_a_file_or_a_folder(here: Path) -> None:
    (here / "report.json").write_text(encode_json(OLD))
    assert load_earlier("report.json", here / "build") == OLD
    assert load_earlier(".", here / "build") == OLD


@pytest.mark.parametrize("revision", ["HEAD", "v1", "HEAD~0"])
def test_a_revision(committed: Path, revision: str) -> None:
    assert load_earlier(revision, committed) == OLD


def test_a_path_takes_precedence_over_a_revision(committed: Path) -> None:
    Path("v1").write_text(encode_json(NEW))
    assert load_earlier("v1", committed) == NEW


@pytest.mark.parametrize("revision", ["nope", "--help", "-v", "HEAD:sub", "", "v1\x1b[2J"])
def test_unknown_revisions(committed: Path, revision: str) -> None:
    with pytest.raises(PersonacError) as caught:
        load_earlier(revision or "\u202e", committed)
    (result,) = caught.value.diagnostics
    assert (result.code, result.message) == ("PC507", "neither a file nor a git revision here")
    assert "\x1b" not in result.path


def test_a_revision_without_a_report(committed: Path) -> None:
    git("rm", "-q", "--cached", "sub/build/report.json")
    git("commit", "-q", "-m", "two")
    with pytest.raises(PersonacError) as caught:
        load_earlier("HEAD", committed)
    (result,) = caught.value.diagnostics
    assert (result.path, result.message) == ("sub/build/report.json at HEAD", "the revision has no such file")


def test_other_files_are_refused(here: Path, committed: Path) -> None:
    (committed / "report.json").write_bytes(b"{}")
    git("commit", "-q", "-a", "-m", "two")
    with pytest.raises(PersonacError, match="not a report"):
        load_earlier("HEAD", committed)
    with pytest.raises(PersonacError, match="not a report"):
        load_earlier(str(committed / "report.json"), here)


def test_without_repository_or_git(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(here.parent))
    with pytest.raises(PersonacError, match="neither a file"):
        load_earlier("HEAD", here)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PersonacError, match="git is not installed"):
        load_earlier("HEAD", here)


def test_a_file_that_cannot_be_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "report.json").write_text(encode_json(OLD))

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("personac.report.report_file.read_regular_file", refuse)
    with pytest.raises(PersonacError, match="cannot read: Permission denied"):
        load_earlier("report.json", here)


def as_json(report: Report) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(encode_json(report))
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
    data = encode_json(plain).encode()
    assert data.endswith(b"}\n")
    assert decode_report(data) == plain
    assert encode_json(decode_report(data)).encode() == data


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


def test_fields_of_a_later_version_are_ignored(plain: Report) -> None:
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
def test_dangling_references_are_refused(plain: Report, field: str, value: object, problem: str) -> None:
    result = as_json(plain) | {field: value}
    with pytest.raises(msgspec.ValidationError, match=problem):
        decode_report(json.dumps(result).encode())


def test_a_report_of_an_earlier_version_is_read(plain: Report) -> None:
    result = as_json(plain)
    for field in ("threshold", "near_misses", "section_overlap", "lines", "losses"):
        del result[field]
    older = decode_report(json.dumps(result).encode())
    assert (older.lines, older.losses) == ((), ())


def test_the_file_in_the_package_is_up_to_date(request: pytest.FixtureRequest) -> None:
    path = files("personac.report") / "report.schema.json"
    if request.config.getoption("--update-golden"):
        getattr(path, "write_text")(schema_text(), encoding="utf-8")  # noqa: B009 - a resource is a path here
    assert path.read_text(encoding="utf-8") == schema_text(), "run with --update-golden"


def test_a_loaded_report_renders_like_the_build(here: Path) -> None:
    outputs = personac.build({"a.md": b"- One rule\n"}).outputs
    (here / "report.json").write_bytes(outputs["report.json"])
    report = load_report(here)
    assert encode_report(report) == outputs["report.json"]
    assert render_markdown(report, "build").encode() == outputs["report.md"]
    assert render_html(report).encode() == outputs["report.html"]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{}", b"[" * 100_000])
def test_a_damaged_report_is_refused(here: Path, data: bytes) -> None:
    (here / "report.json").write_bytes(data)
    with pytest.raises(PersonacError, match="not a report"):
        load_report(here)


def test_a_folder_without_one(here: Path) -> None:
    with pytest.raises(PersonacError, match="no report here"):
        load_report(here / "none")
