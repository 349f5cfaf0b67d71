"""What is left out, cannot be read or is read otherwise than written is reported."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest

from personac.cli import build_command
from personac.observer import Observer
from tests.conftest import ROOT
from tests.security.conftest import Checkout


@pytest.fixture
def _permissions(tmp_path: Path) -> None:
    """Skip a test where permissions bind nobody, as they do not bind root."""
    closed = tmp_path / "closed"
    closed.touch(0)
    with suppress(PermissionError):
        closed.read_bytes()
        pytest.skip("permissions do not bind this user")


def deep_list(levels: int, indent: str = "  ", text: str = "- step {0} drains queue {0}") -> str:
    return "".join(f"{indent * level}{text.format(level)}\n" for level in range(levels))


@pytest.mark.parametrize(
    "body",
    [
        deep_list(50), deep_list(50, text="1. step {0} drains queue {0}", indent="   "),
        "- " * 40 + "deep\n", "> " * 40 + "deep\n", "> - " * 30 + "deep\n",
        "- x\n\n" + deep_list(30) + "\ntail\n",
        deep_list(25) + " " * 60 + "lazy\n" + "rest\n", deep_list(22).replace("\n", "\r\n"),
        deep_list(30, indent="\t"), deep_list(30) + deep_list(30),
    ],
    ids=[
        "bullets", "numbers", "one line", "quotes", "mixed", "with neighbours", "lazy", "carriage returns",
        "tabs", "twice",
    ],
)  # fmt: skip
def test_lists_that_are_too_deep_are_kept_as_they_are(checkout: Checkout, body: str) -> None:
    source = checkout.root / "agents" / "one.md"
    source.write_bytes(f"---\nname: one\ndescription: d\n---\n\n# Rules\n\n{body}".encode())
    output = checkout.build("agents/one.md")
    assert "agents/one.md:" in output
    assert "warning[PC012]" in output
    written, canonical = (path.read_text() for path in (source, checkout.root / "build" / "keeper.md"))
    assert canonical.partition("# Rules")[2] == written.partition("# Rules")[2]
    checkout.build()
    assert checkout.run("expand", "--all", "-o", "restored").exit_code == 0
    assert (checkout.root / "restored" / "agents" / "one.md").read_bytes() == source.read_bytes()


def test_items_of_a_deep_list_are_no_text_of_another_item(checkout: Checkout) -> None:
    source = f"---\nname: one\ndescription: d\n---\n\n{deep_list(50)}"
    (checkout.root / "agents" / "one.md").write_text(source)
    checkout.build("agents/one.md")
    report = json.loads((checkout.root / "build" / "report.json").read_bytes())
    assert [row["text"] for row in report["bullets"]] == [f"step {n} drains queue {n}" for n in range(20)]


def test_files_whose_names_look_the_same_are_reported(checkout: Checkout) -> None:
    text = (checkout.root / "agents" / "one.md").read_bytes()
    (checkout.root / "rules").mkdir()
    for name in (b"agents/\xff.md", b"agents/\\xff.md", b"rules/\xff.toml", b"rules/\\xff.toml"):
        Path(os.fsdecode(name)).write_bytes(text if name.startswith(b"agents") else b"")
    output = checkout.build(code=2)
    assert "rules/\\xff.toml: error[PC002]: another file has a name that looks the same" in output
    shutil.rmtree(checkout.root / "rules")
    output = checkout.build()
    assert "agents/\\xff.md: warning[PC009]: skipped: another file has a name that looks the same" in output
    named = checkout.build(os.fsdecode(b"agents/\xff.md"), "agents/\\xff.md")
    assert "looks the same" in named
    assert "looks the same" not in checkout.build("agents/one.md", "./agents/one.md")


@pytest.mark.usefixtures("_permissions")
@pytest.mark.parametrize("named", [(), ("agents",), ("agents/**/*.md",), ("agents/*/*.md",)])
def test_a_folder_that_cannot_be_listed_is_reported(checkout: Checkout, named: tuple[str, ...]) -> None:
    closed = checkout.root / "agents" / "closed"
    closed.mkdir()
    (closed / "x.md").write_text("- x\n")
    closed.chmod(0)
    result = checkout.run("build", *named)
    closed.chmod(0o700)
    assert "agents/closed: warning[PC009]: skipped: cannot be listed: Permission denied" in result.output


@pytest.mark.usefixtures("_permissions")
@pytest.mark.parametrize(
    "name", ["rules", "rules/x.toml", "personac.toml", "agents", "agents/one.md", "build"]
)
def test_what_cannot_be_read_is_reported(checkout: Checkout, name: str) -> None:
    (checkout.root / "rules").mkdir()
    (checkout.root / "rules" / "x.toml").write_text("")
    (checkout.root / "personac.toml").write_text("")
    checkout.build()
    path, mode = checkout.root / name, (checkout.root / name).stat().st_mode
    path.chmod(0)
    try:
        for command in ("build", "build --check", "report", "explain agents/one.md:8", "outputs", "init",
                        "expand --all -o restored", "diff agents/one.md agents/two.md", "rules"):  # fmt: skip
            assert checkout.run(*command.split()).exit_code in {0, 1, 2}
        result = checkout.run("build")
    finally:
        path.chmod(mode)
    assert (result.exit_code, name in result.output) == (2, True)


@pytest.mark.parametrize("gone", [".", "agents", "rules", "build"])
@pytest.mark.parametrize("step", ["read", "parse", "emit", "write"])
def test_a_folder_that_is_removed_during_a_build_is_reported(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, gone: str, step: str
) -> None:
    class Remover(Observer):
        def step_started(self, name: str) -> None:
            if name == step:
                shutil.rmtree(checkout.root if gone == "." else gone, ignore_errors=True)

    (checkout.root / "rules").mkdir()
    (checkout.root / "rules" / "x.toml").write_text("")
    monkeypatch.setattr(build_command, "_observer", lambda *_: nullcontext(Remover()))
    assert checkout.run("build", "--name", "keeper", "--force").exit_code in {0, 1, 2}


@pytest.mark.parametrize(
    "locale", [{"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, pytest.param({}, marks=pytest.mark.long)]
)
def test_the_locale_does_not_count(checkout: Checkout, locale: dict[str, str]) -> None:
    text = "---\nname: prüfer\ndescription: Prüft Ventile\n---\n\n# Regeln\n\n- Prüfe die Ventile — immer\n"
    (checkout.root / "agents" / "prüfer.md").write_text(text, encoding="utf-8")
    (checkout.root / "rules").mkdir()
    (checkout.root / "rules" / "ä.toml").write_text('[agent]\nname = "prüfer"\n', encoding="utf-8")
    commands = [
        "build", "report --write-baseline ä.txt", "explain agents/prüfer.md:8", "expand --all -o ü",
        "diff agents/prüfer.md agents/one.md", "build fehlt-ü.md", "build --each agents/*ü*.md -o ö",
    ]  # fmt: skip
    results: list[object] = []
    for variables in ({"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C", **locale}):
        own = {
            "PYTHONPATH": os.fspath(ROOT / "src"),
            "PERSONAC_CACHE_DIR": f"{checkout.outside}/{len(results)}",
        }
        environment = {**os.environ, **own, **variables}
        for command in commands:
            arguments = [sys.executable, "-m", "personac", *command.split()]
            done = subprocess.run(arguments, env=environment, capture_output=True, check=False)
            assert b"Traceback" not in done.stderr
            results.append((done.returncode, done.stdout, done.stderr))
        results.append(_removed(checkout.root))
    half = len(results) // 2
    assert results[:half] == results[half:]


def _removed(root: Path) -> dict[str, bytes]:
    """Return the files that were written, and remove them and the cache."""
    kept = {"agents", "rules", ".git"}
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.relative_to(root).parts[0] not in kept
    }
    for name in files:
        (root / name).unlink()
    return files
