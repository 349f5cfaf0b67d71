from __future__ import annotations

from pathlib import Path

import pytest

import personac
from personac.diagnostics.model import PersonacError
from personac.driver.render import ReportFormat, load_report, render


def test_a_report_is_read_and_rendered_as_the_build_did(here: Path) -> None:
    outputs = personac.build({"a.md": b"- One rule\n"}).outputs
    (here / "report.json").write_bytes(outputs["report.json"])
    report = load_report(here)
    assert render(report, "json").encode() == outputs["report.json"]
    assert render(report, "md").encode() == outputs["report.md"]
    assert render(report, "html").encode() == outputs["report.html"]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{}", b"[" * 100_000])
def test_anything_else_is_no_report(here: Path, data: bytes) -> None:
    (here / "report.json").write_bytes(data)
    with pytest.raises(PersonacError, match="not a report"):
        load_report(here)


def test_a_folder_without_one(here: Path) -> None:
    with pytest.raises(PersonacError, match="no report here"):
        load_report(here / "none")


@pytest.mark.parametrize(
    ("form", "start"), [("sarif", "{"), ("github", "::notice file=a.md"), ("gitlab", "[")]
)
def test_findings_in_the_forms_of_tools(form: ReportFormat, start: str) -> None:
    report = personac.build({"a.md": b"- One rule\n", "b.md": b"- One rule\n"}).report
    assert render(report, form).startswith(start)
    assert "One rule" not in render(report, form, ())
