"""scan.json satisfies its schema and can be read; references that lead nowhere are refused."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import msgspec
import pytest
from msgspec.structs import replace

from personac.scan.scan_file import decode_scan, scan_schema, scan_schema_text
from personac.scan.scan_report import FamilyRow, ScanReport, encode_scan
from tests.unit.scan.scan_reports import SMALL, large_scan, scan_of


@pytest.mark.parametrize("report", [SMALL, large_scan(300), scan_of()], ids=["small", "large", "empty"])
def test_a_scan_satisfies_its_schema_and_is_read_again(report: ScanReport) -> None:
    data = encode_scan(report)
    jsonschema.validate(json.loads(data), scan_schema())
    assert decode_scan(data) == report


def test_the_schema_of_the_package_is_up_to_date() -> None:
    assert (files("personac.scan") / "scan.schema.json").read_text(encoding="utf-8") == scan_schema_text()
    jsonschema.Draft202012Validator.check_schema(scan_schema())


def test_hidden_characters_of_names_are_written_visibly() -> None:
    row = replace(SMALL.files[0], name="ba\u202eker\x1b")
    data = encode_scan(replace(SMALL, files=(row, *SMALL.files[1:])))
    assert data.isascii()
    assert decode_scan(data).files[0] == row


def of_first(**other: object) -> ScanReport:
    first: FamilyRow = replace(SMALL.families[0], **other)
    return replace(SMALL, families=(first, *SMALL.families[1:]))


@pytest.mark.parametrize(
    ("report", "problem"),
    [
        (replace(SMALL, alone=("gone.md",)), "it names the file 'gone.md', which is not listed"),
        (replace(SMALL, files=SMALL.files[1:]), "it names the file 'agents/baker.md'"),
        (replace(SMALL, families=SMALL.families[1:]), "it names the family 'mason', which is not listed"),
        (of_first(members=(), overlap=()), "the family 'mason' has no members"),
        (of_first(overlap=((1.0,),)), "the overlap of the family 'mason' does not fit its members"),
        (of_first(alike=((1.0,),)), "the overlap of the family 'mason' does not fit its members"),
        (of_first(shared=1.5), "a share of the family 'mason' is not between 0 and 1"),
        (replace(SMALL, drifted=(replace(SMALL.drifted[0], similarity=-1.0),)), "a similarity is not"),
    ],
)
def test_torn_scans_are_refused(report: ScanReport, problem: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        decode_scan(encode_scan(report))
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"schema": "personac-scan/2"}'])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_scan(data)
