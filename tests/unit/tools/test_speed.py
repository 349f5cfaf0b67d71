from __future__ import annotations

from pathlib import Path

import pytest

from bench.speed import LIBRARIES, commands_for, cpu_seconds, measure, show


def test_every_ratio_has_its_two_sides(capsys: pytest.CaptureFixture[str]) -> None:
    commands = commands_for(Path("agents"), Path("out"))
    times = measure({name: ["-c", "sum(range(1000000))"] for name in commands}, 2, Path())
    assert {len(found) for found in times.values()} == {2}
    show(times)
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_what_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="exit\\(3\\): 3"):
        cpu_seconds(["-c", "exit(3)"], Path())


def test_the_floor_imports_what_a_build_does() -> None:
    names = ("click", "jinja2", "mistune", "msgspec", "networkx", "numpy", "rapidfuzz", "scipy", "sklearn")
    assert all(name in LIBRARIES for name in names)
