"""The tables of a scan as Parquet files."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.scan.scan_request import ScanRequest
from personac.scan.scanner import scan
from tests.unit.scan.scanned_files import BOATS, BREAD, persona, written


def request(folder: Path) -> ScanRequest:
    files = {
        "a.md": persona("baker", BREAD),
        "b.md": persona("loaf", BREAD[:-1]),
        "c.md": persona("skipper", BOATS),
    }
    written(folder / "team", {**files, "d.md": files["c.md"]})
    return ScanRequest((folder / "team",), engine="serial", measure=0, tables=folder / "tables")


def test_tables_name_each_other_by_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scan(request(tmp_path))
    tables = {path.stem: pq.read_table(path).to_pylist() for path in sorted((tmp_path / "tables").iterdir())}
    assert list(tables) == ["families", "links", "personas", "places", "relations", "said"]
    content = {row["path"]: row["content"] for row in tables["places"]}
    assert content["team/c.md"] == content["team/d.md"]
    assert {row["name"] for row in tables["personas"]} == {"baker", "loaf", "skipper"}
    assert [row["path"] for row in tables["families"]] == ["team/a.md", "team/b.md"]
    (link,) = tables["links"]
    assert {link["a"], link["b"]} == {content["team/a.md"], content["team/b.md"]}
    assert max(link["ours"], link["theirs"]) == 1.0
    assert {row["content"] for row in tables["said"]} == set(content.values())


def test_a_persona_without_a_name_is_called_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unnamed = persona("baker", BREAD).replace("name: baker\n", "")
    written(tmp_path / "team", {"ferry.md": unnamed})
    scan(ScanRequest((tmp_path / "team",), engine="serial", measure=0, tables=tmp_path / "tables"))
    (row,) = pq.read_table(tmp_path / "tables/personas.parquet").to_pylist()
    assert row["name"] == "ferry"


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tables").write_text("a file", encoding="utf-8")
    with pytest.raises(PersonacError, match="cannot write"):
        scan(request(tmp_path))
