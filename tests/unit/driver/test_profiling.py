from __future__ import annotations

import cProfile
import json
import marshal
import pstats
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.driver.profiling import Profile, refuse_other_files
from personac.report.timings import Timings, encode_timings

TIMINGS = encode_timings(
    Timings(steps=(), wall_seconds=0.0, cpu_seconds=0.0, peak_bytes=0, peak_is_of_step=True)
)


def recorded() -> bytes:
    profile = Profile()
    profile.start()
    json.dumps({"a": 1})
    profile.stop()
    return profile.data()


def test_pstats_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "p.prof"
    path.write_bytes(recorded())
    names = {name for _, _, name in pstats.Stats(str(path)).stats}  # type: ignore[attr-defined]
    assert {"dumps", "encode"} <= names


@pytest.mark.parametrize("data", [None, b"", recorded()])
def test_a_profile_is_replaced(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "p.prof"
    if data is not None:
        path.write_bytes(data)
    refuse_other_files(None, path)


def test_what_the_profiler_itself_writes_is_one(tmp_path: Path) -> None:
    path = tmp_path / "p.prof"
    cProfile.runctx("json.dumps(1)", {"json": json}, {}, str(path))
    refuse_other_files(None, path)


@pytest.mark.parametrize("data", [b"- One rule\n", b'{"a": 1}', b"{", marshal.dumps({"a": 1}), TIMINGS])
def test_nothing_else_is_replaced_by_a_profile(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.prof"
    path.write_bytes(data)
    with pytest.raises(PersonacError, match="there is something that is not a profile"):
        refuse_other_files(None, path)


def test_timings_replace_timings_only(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(TIMINGS)
    refuse_other_files(path, None)
    path.write_bytes(b'{\n  "schema": "personac-report/1"\n}')
    with pytest.raises(PersonacError, match="not timings") as caught:
        refuse_other_files(path, None)
    assert caught.value.diagnostics[0].code == "PC504"


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(PersonacError):
        refuse_other_files(None, tmp_path)


def test_a_second_profiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.12 and later refuse it; before, the second takes over."""
    profile = Profile()

    class Busy:
        def enable(self) -> None:
            raise ValueError

    monkeypatch.setattr(profile, "_profile", Busy())
    with pytest.raises(PersonacError, match="another profiler is running"):
        profile.start()


def test_a_file_without_a_folder_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    with pytest.raises(PersonacError) as caught:
        refuse_other_files(tmp_path / "gone" / "timings.json", None)
    assert caught.value.diagnostics[0].code == "PC503"
