"""Inputs that ended in a traceback or took for ever when `tests.robustness.fuzz` found them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.security.conftest import Checkout, sha256

PATTERN_TOO_SLOW = "*a" * 12 + "b"
SETTINGS = {
    "pattern of a backslash": 'exclude = ["a\\\\"]',
    "pattern with a bad range": 'exclude = ["[b-a]"]',
    "ignored path": '[[ignore]]\ncode = "PC112"\npath = "\\\\"',
    "long source": f'sources = ["{"y" * 20_000}"]',
    "patterns of many stars": f'exclude = ["{PATTERN_TOO_SLOW}", "{"**/a/" * 2}**"]',
    "patterns of many folders": f'exclude = ["{"**/a/" * 12}b"]',
}
VALUES = {
    "no bool": "tools: !!bool maybe",
    "deep quotes": f"tools: {'[' * 40}'x'{']' * 40}",
    "deep mappings": f"hooks: {'{a: ' * 40}x{'}' * 40}",
    "keys that are dates": "handoffs: {2024-01-01: [{2024-01-02: x}]}",
    "many hyphens": f"description: {'a-' * 20_000}",
    "a long word, not all of it ASCII": f"description: {'größe' * 10_000}",
}


@pytest.mark.parametrize("command", [("build",), ("build", "--check"), ("outputs", "--for-make"), ("init",)])
@pytest.mark.parametrize("settings", SETTINGS)
def test_settings_are_used_or_refused(checkout: Checkout, settings: str, command: tuple[str, ...]) -> None:
    (checkout.root / "personac.toml").write_text(SETTINGS[settings])
    (checkout.root / "agents" / f"{'a' * 200}.md").write_bytes(b"# Rules\n\n- Read the gauge\n")
    result = checkout.run(*command)
    is_refused = settings not in {"long source", "patterns of many stars"}
    is_refused = is_refused and (command[0] == "build" or settings != "ignored path")
    assert not is_refused or (result.exit_code, "PC303" in result.output) == (2, True), result.output


def test_a_pattern_of_many_stars_matches_what_it_says(checkout: Checkout) -> None:
    (checkout.root / "personac.toml").write_text('exclude = ["*o*e*.m*d", "t*[v-x]*o.*"]')
    (checkout.root / "agents" / "three.md").write_bytes((checkout.root / "agents" / "one.md").read_bytes())
    checkout.build()
    assert [path.stem for path in (checkout.root / "build" / "variants").glob("*.patch")] == ["three"]


@pytest.mark.parametrize("value", VALUES)
def test_front_matter_is_built_or_refused(checkout: Checkout, value: str) -> None:
    for name in ("one", "two"):
        text = f"---\nname: keeper\n{VALUES[value]}\ndescription: {name}\n---\n\n# Rules\n\n- {name}\n"
        (checkout.root / "agents" / f"{name}.md").write_text(text)
    assert checkout.run("build").exit_code in {0, 1, 2}
    assert checkout.run("diff", "agents/one.md", "agents/two.md").exit_code in {0, 2}


def test_a_condition_without_words_is_a_heading_as_any(checkout: Checkout) -> None:
    (checkout.root / "rules").mkdir()
    (checkout.root / "rules" / "r.toml").write_text('[scope]\ncondition = ["", "..."]\n')
    (checkout.root / "agents" / "one.md").write_bytes(b"# ...\n\n...:\n\n- Drain the oldest queue first\n")
    checkout.build()


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"a":' * 2_000, b'"\xed\xa0\x80"', b'{"schema": "\xc3("}']
)
@pytest.mark.parametrize("name", ["report.json", "keeper.map.json", "personac.lock"])
def test_json_of_a_build_is_read_or_refused(checkout: Checkout, name: str, data: bytes) -> None:
    checkout.build()
    (checkout.root / "build" / name).write_bytes(data)
    if name != "personac.lock":
        checkout.edit_lock(lambda lock: lock["outputs"].update({name: sha256(data)}))
    for command in (
        ("report",), ("report", "--since", f"build/{name}"), ("explain", "build/keeper.md:3"),
        ("explain", "agents/one.md:9"), ("expand", "--all", "--3way", "-o", "restored"), ("build", "--check"),
    ):  # fmt: skip
        assert checkout.run(*command).exit_code in {0, 1, 2}


@pytest.mark.parametrize("line", [10**30, -(10**30), 10_000, -5])
def test_lines_that_a_report_makes_up_lead_nowhere(checkout: Checkout, line: int) -> None:
    checkout.build()
    path = checkout.root / "build" / "report.json"
    text = path.read_text()
    start, _, rest = text.partition('"canonical_lines": [')
    first, comma, others = rest.partition(",")
    assert first.isdecimal()
    path.write_text(f'{start}"canonical_lines": [{line}{comma}{others}')
    for form in ("html", "md", "text", "json", "sarif", "github", "gitlab"):
        assert checkout.run("report", "--full", "--format", form).exit_code in {0, 2}
    assert checkout.run("explain", "agents/one.md:9").exit_code in {0, 2}


@pytest.mark.parametrize(
    "overlap", ['"personas": [], "matrix": [[1.0]]', '"matrix": [[1e308]], "personas": ["a"]']
)
def test_an_overlap_that_cannot_be_is_refused(checkout: Checkout, overlap: str) -> None:
    checkout.build()
    path = checkout.root / "build" / "report.json"
    report = json.loads(path.read_bytes())
    report["overlap"] = json.loads(f"{{{overlap}}}")
    Path("old.json").write_text(json.dumps(report))
    result = checkout.run("report", "--since", "old.json", "--format", "md")
    assert (result.exit_code, "PC5" in result.output) == (2, True), result.output


@pytest.mark.parametrize("value", ["07:32:00", "[07:32:00]", "{a = 07:32:00}", "[" * 300 + "]" * 300])
def test_values_that_no_front_matter_has_are_refused(checkout: Checkout, value: str) -> None:
    (checkout.root / "rules").mkdir()
    (checkout.root / "rules" / "r.toml").write_text(f'[front_matter.set]\n"" = {value}\n')
    assert "rules/r.toml:" in (output := checkout.build(code=2))
    assert "PC303" in output


def test_groups_in_a_folder_of_a_long_name_are_none(checkout: Checkout) -> None:
    (checkout.root / "personac.toml").write_text(f'sources = ["{"x" * 300}"]')
    assert checkout.run("build", "--each").exit_code == 2


def test_statistics_without_a_number_of_words_are_refused(checkout: Checkout) -> None:
    (checkout.root / "rules").mkdir()
    names = ("idf", "spread", "first", "last", "topical", "proper")
    arrays: dict[str, NDArray[Any]] = {name: np.zeros(1) for name in names}
    arrays["units"], arrays["vectors"] = np.frombuffer(b"word", np.uint8), np.zeros((1, 8))
    arrays["meta"] = np.full(3, np.inf)
    np.savez(checkout.root / "rules" / "background.npz", **arrays)  # type: ignore[arg-type]  # arrays by name
    assert "statistics cannot be read" in checkout.build(code=2)


@pytest.mark.parametrize("link", [".github", "agents", "rules"])
def test_init_writes_through_no_link(checkout: Checkout, link: str) -> None:
    if link == "agents":
        for path in (checkout.root / "agents").iterdir():
            path.unlink()
        (checkout.root / "agents").rmdir()
    (checkout.root / link).symlink_to(checkout.outside)
    result = checkout.run("init")
    assert (result.exit_code, "PC504" in result.output) == (2, True), result.output
    assert [path.name for path in checkout.outside.iterdir()] == ["precious"]
    assert not (checkout.root / "Makefile").exists()


@pytest.mark.parametrize("place", ["outside", ".git"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "--graph", "docs/x.dot"), ("report", "--write-baseline", "docs/known.txt"),
        ("build", "--force", "--timings-json", "docs/timings.json"),
        ("expand", "build/variants/one.patch", "-o", "docs/one.md"),
    ],
)  # fmt: skip
def test_a_named_file_is_written_through_no_link_that_leads_out(
    checkout: Checkout, arguments: tuple[str, ...], place: str
) -> None:
    checkout.build()
    (checkout.root / "docs").symlink_to(checkout.outside if place == "outside" else Path(".git"))
    result = checkout.run(*arguments)
    assert (result.exit_code, "PC504" in result.output) == (2, True), result.output
    assert [path.name for path in checkout.outside.iterdir()] == ["precious"]
    assert sorted(path.name for path in (checkout.root / ".git").iterdir()) == ["config", "hooks"]


@pytest.mark.parametrize("ignore", ['[{ x = 1 }, ""]', "1", "[inf]", "[[[1]]]"])
def test_rows_of_ignore_beside_values_that_fit_no_setting_are_refused(
    checkout: Checkout, ignore: str
) -> None:
    (checkout.root / "rules").mkdir()
    (checkout.root / "rules" / "x.toml").write_text(f'x = "\\u0000"\nignore = {ignore}\n')
    assert "x.toml:1" in checkout.build(code=2)
