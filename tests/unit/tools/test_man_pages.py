from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from personac.cli import COMMANDS
from tools.man_pages import FOLDER, page, pages, roff, stale_pages

COMMAND = click.Command(
    "sing",
    help="Sing a song.\n\nWith `NAME`, for\nsomebody.\n\n\b\nExamples:\n  choir sing 'a-b'\n  choir sing",
    params=[
        click.Argument(["name"], required=False),
        click.Option(
            ["-k", "--key"], type=click.Choice(["c", "g"]), default="c", show_default=True, help="The key."
        ),
        click.Option(["--loud"], is_flag=True, help="Not quiet."),
        click.Option(["--secret"], hidden=True),
    ],
)


@pytest.mark.skipif(version("click") < "8.3", reason="another click words some defaults differently")
def test_the_pages_are_what_the_commands_say_now() -> None:
    assert stale_pages(FOLDER, pages()) == [], "run: python -m tools.man_pages"


def test_there_is_a_page_for_each_command() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(
        ["personac.1", "personac-review-decide.1", *(f"personac-{name}.1" for name in COMMANDS)]
    )


def test_a_page_has_what_help_has() -> None:
    lines = page(COMMAND, "choir sing").splitlines()
    assert lines[0].startswith('.TH "CHOIR-SING" "1" "" "personac ')
    assert "choir\\-sing \\- Sing a song" in lines
    assert lines[lines.index(".SH SYNOPSIS") + 1 :][:2] == [".B choir sing", "[OPTIONS] [NAME]"]
    assert "With \\(gaNAME\\(ga, for somebody." in lines
    examples = lines.index(".SH EXAMPLES")
    assert lines[examples + 1 : examples + 5] == [
        ".nf", "  choir sing \\(aqa\\-b\\(aq", "  choir sing", ".fi"
    ]  # fmt: skip
    options = lines[lines.index(".SH OPTIONS") :]
    assert options[1:6] == [".TP", ".B \\-k, \\-\\-key c|g", "The key. Default: c.", ".TP", ".B \\-\\-loud"]
    assert "secret" not in "".join(lines)


def test_no_text_is_a_request() -> None:
    assert roff(".TH a\\b") == "\\&.TH a\\eb"


def test_pages_of_commands_that_are_gone_are_stale(tmp_path: Path) -> None:
    (tmp_path / "old.1").write_text("x")
    (tmp_path / "same.1").write_text("y")
    assert stale_pages(tmp_path, {"same.1": "y", "new.1": "z"}) == ["new.1", "old.1"]


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_groff_has_no_objections() -> None:
    files = [str(path) for path in sorted(FOLDER.iterdir())]
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", *files], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert "personac build --check" in done.stdout
