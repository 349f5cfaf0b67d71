"""Links that lead out of the project: reported and not followed, unless the user asks for it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.security.conftest import Checkout

WORDS = "the vault opens at dawn"


@pytest.fixture
def secret(checkout: Checkout) -> Path:
    """A persona of the user outside of the checkout."""
    path = checkout.outside / "secret.md"
    path.write_text(f"---\nname: secret\ndescription: d\n---\n\n# Rules\n\n- Whisper {WORDS}\n")
    return path


def leaks(checkout: Checkout) -> bool:
    """Return whether any output has the text of the file outside."""
    outputs = (path for path in (checkout.root / "build").rglob("*") if path.is_file())
    return any(WORDS.encode() in path.read_bytes() for path in outputs)


def sources(checkout: Checkout) -> list[str]:
    return list(json.loads((checkout.root / "build" / "personac.lock").read_bytes())["sources"])


def link(checkout: Checkout, name: str, target: Path | str) -> None:
    path = checkout.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ("absolute", ()), ("relative", ("agents",)), ("chain", ("agents/*.md",)),
        ("through a folder", ("agents/**/*.md",)),
    ],
)  # fmt: skip
def test_a_link_that_leads_out_is_reported_and_not_followed(
    checkout: Checkout, secret: Path, how: str, named: tuple[str, ...]
) -> None:
    target: Path | str = secret
    if how == "relative":
        target = "../../outside/secret.md"
    elif how == "chain":
        link(checkout, "other/hop.md", secret)
        target = "../other/hop.md"
    elif how == "through a folder":
        link(checkout, "hop", checkout.outside)
        target = "../hop/secret.md"
    link(checkout, "agents/notes.md", target)
    output = checkout.build(*named)
    assert "agents/notes.md: warning[PC011]: skipped: it leads out of the project" in output
    assert sources(checkout) == ["agents/one.md", "agents/two.md"]
    assert "PC011" in checkout.build(*named), "also where all is up to date"
    assert "PC011" in checkout.build(*named, "--check")
    assert not leaks(checkout)
    assert "PC011" not in checkout.build(*named, "--follow-links")
    assert leaks(checkout)
    assert "PC011" in checkout.build(*named)
    assert not leaks(checkout)


@pytest.mark.parametrize("target", ["../.git/notes.md", "../.GIT/notes.md", "../.env", ".netrc"])
def test_a_link_to_git_or_a_hidden_file_is_not_followed(
    checkout: Checkout, secret: Path, target: str
) -> None:
    place = checkout.root / "agents" / target
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(secret.read_bytes())
    link(checkout, "agents/notes.md", target)
    assert "agents/notes.md: warning[PC011]" in checkout.build()
    assert not leaks(checkout)


def test_a_link_inside_of_the_project_is_followed(checkout: Checkout, secret: Path) -> None:
    (checkout.root / ".claude").mkdir()
    secret.rename(checkout.root / ".claude" / "secret.md")
    link(checkout, "agents/notes.md", "../.claude/secret.md")
    assert "PC011" not in checkout.build()
    assert leaks(checkout)


def test_what_the_user_names_is_trusted(checkout: Checkout, secret: Path) -> None:
    link(checkout, "notes.md", secret)
    link(checkout, "team", checkout.outside)
    for named in ("notes.md", "team", "team/*.md", "../outside", "../outside/secret.md"):
        assert "PC011" not in checkout.build(named)
        assert leaks(checkout)
    link(checkout, "agents/notes.md", secret)
    assert "PC011" not in checkout.build("agents/notes.md")
    assert "agents/notes.md: warning[PC011]" in checkout.build("agents"), "the folder was named, not the link"


def test_a_named_folder_outside_has_no_links_out_of_it(checkout: Checkout, secret: Path) -> None:
    (checkout.outside / "team").mkdir()
    (checkout.outside / "team" / "link.md").symlink_to(secret)
    (checkout.outside / "team" / "own.md").write_bytes((checkout.root / "agents" / "one.md").read_bytes())
    assert "PC011" in checkout.build("../outside/team")
    assert not leaks(checkout)


@pytest.mark.usefixtures("secret")
def test_a_default_folder_that_leads_out_is_not_searched(checkout: Checkout) -> None:
    link(checkout, ".claude/agents", checkout.outside)
    assert ".claude/agents: warning[PC011]" in checkout.build()
    assert not leaks(checkout)
    (checkout.root / "agents").rename(checkout.root / "elsewhere")
    assert "PC011" in checkout.build(code=2)
    checkout.build("--follow-links")
    assert leaks(checkout)


@pytest.mark.parametrize(
    "settings",
    [
        'sources = ["agents", "{0}"]', '[groups.a]\nsources = ["agents", "{0}"]\noutput = "build"',
        'sources = ["agents", "{0}/*.md"]', 'sources = ["agents", "{0}/**/*.md"]',
        'sources = ["agents", "{0}/secret.md"]',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["../outside", "{outside}", "team"])
def test_settings_lead_no_search_out_of_the_project(
    checkout: Checkout, secret: Path, settings: str, place: str
) -> None:
    link(checkout, "team", checkout.outside)
    text = settings.format(place.replace("{outside}", os.fspath(secret.parent)))
    (checkout.root / "personac.toml").write_text(text)
    result = checkout.run("build")
    assert (result.exit_code, "warning[PC011]" in result.output) == (0, True), result.output
    assert not leaks(checkout)
    assert checkout.run("build", "--follow-links").exit_code == 0
    assert leaks(checkout)


def test_a_group_that_leads_out_is_not_built(checkout: Checkout, secret: Path) -> None:
    link(checkout, "agents/team", secret.parent)
    (checkout.root / "agents" / "own").mkdir()
    (checkout.root / "agents" / "one.md").rename(checkout.root / "agents" / "own" / "one.md")
    assert "PC011" in checkout.run("build", "--each").output
    assert not leaks(checkout)


@pytest.mark.parametrize("name", ["rules/x.toml", "rules/background.npz", "rules", "personac.toml"])
def test_rules_and_settings_that_lead_out_are_an_error(checkout: Checkout, name: str) -> None:
    is_settings = name == "personac.toml"
    text = 'name = "stranger"\n' if is_settings else '[agent]\nname = "stranger"\n'
    (checkout.outside / ("personac.toml" if is_settings else "x.toml")).write_text(text)
    link(checkout, name, checkout.outside / ("" if name == "rules" else name.rpartition("/")[2]))
    if name.endswith(".npz"):
        (checkout.outside / "background.npz").write_bytes(b"?")
    result = checkout.run("build")
    assert (result.exit_code, f"{name}" in result.output, "PC011" in result.output) == (2, True, True)
    assert checkout.run("build", "--follow-links").exit_code == (2 if name.endswith(".npz") else 0)
    assert "PC011" in checkout.run("diff", "agents/one.md", "agents/two.md").output


def test_rules_that_the_user_names_are_trusted(checkout: Checkout) -> None:
    (checkout.outside / "x.toml").write_text('[agent]\nname = "stranger"\n')
    link(checkout, "strict", checkout.outside)
    for named in ("strict", "../outside"):
        assert checkout.run("build", "--rules", named).exit_code == 0
    (checkout.root / "personac.toml").write_text('rules = "strict"\n')
    result = checkout.run("build")
    assert (result.exit_code, "strict/x.toml: error[PC011]" in result.output) == (2, True)


def test_a_loop_of_links_is_reported(checkout: Checkout) -> None:
    link(checkout, "agents/a.md", "b.md")
    link(checkout, "agents/b.md", "a.md")
    output = checkout.build()
    assert output.count("PC009") == 2
