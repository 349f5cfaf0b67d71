"""Names: too long ones, and ones that a shell or make would run, are refused before anything is written."""

from __future__ import annotations

import pytest

from tests.security.conftest import Checkout, tree

RUN = [
    "x;touch${IFS}pwned;", "$(touch pwned)", "`touch pwned`", "x|y", "x&y", "x>y", "a'b", 'a"b', "a*b", "a?b",
    "a[b]", "a{b}", "a#b", "a%b", "a=b", "a,b", "a!b", "~x", "-x", ".x", "x\ny", "x y", "a\u2028b",
    "a\u00a0b",    "a\uff1bb", "a\u2019b",
]  # fmt: skip


def refused(checkout: Checkout, *arguments: str) -> str:
    before = tree(checkout.root)
    result = checkout.run("build", *arguments)
    assert result.exit_code == 2, result.output
    assert tree(checkout.root) == before
    return result.output


@pytest.mark.parametrize("name", RUN)
def test_a_name_that_means_something_to_a_shell_is_refused(checkout: Checkout, name: str) -> None:
    assert "PC510" in refused(checkout, f"--name={name}")
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    (checkout.root / "rules").mkdir()
    (checkout.root / "rules" / "r.toml").write_text(f'[agent]\nname = "{quoted}"\n')
    assert "rules/r.toml:2" in (output := refused(checkout)) or "PC510" in output
    (checkout.root / "rules" / "r.toml").unlink()
    (checkout.root / "personac.toml").write_text(f'name = "{quoted}"\n')
    assert "personac.toml:1:1: error[PC303]" in (output := refused(checkout)) or "PC510" in output


@pytest.mark.parametrize("name", ["a", "A-1_b.c", "_x", "größe", "审查者", "समीक्षक"])
def test_letters_of_every_language_are_a_name(checkout: Checkout, name: str) -> None:
    assert checkout.run("build", "--name", name).exit_code == 0
    assert (checkout.root / "build" / f"{name}.md").is_file()


@pytest.mark.parametrize("name", ["n" * 248, "n" * 247, "ö" * 124])
def test_a_name_whose_files_would_have_too_long_names_is_refused(checkout: Checkout, name: str) -> None:
    output = refused(checkout, "--name", name)
    assert "more than 255 bytes" in output
    assert "n" * 100 not in output


def test_the_longest_name_is_built(checkout: Checkout) -> None:
    name = "n" * 246
    assert checkout.run("build", "--name", name, "--target", "copilot").exit_code == 0
    assert checkout.run("build", "--name", name, "--target", "copilot", "--check").exit_code == 0


@pytest.mark.parametrize(("stem", "code"), [(249, 0), (250, 2), (252, 2)])
def test_a_long_name_of_a_source_is_built_or_refused_as_a_whole(
    checkout: Checkout, stem: int, code: int
) -> None:
    checkout.build()
    before = tree(checkout.root / "build")
    (checkout.root / "agents" / "one.md").rename(checkout.root / "agents" / f"{'x' * stem}.md")
    output = checkout.build(code=code)
    if code:
        assert "PC503" in output
        assert tree(checkout.root / "build") == before
    assert "PC506" not in checkout.build(code=code)
