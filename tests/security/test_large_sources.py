"""Sources that are too large are refused before they cost time, unless the user allows them."""

from __future__ import annotations

import pytest

import personac
from tests.security.conftest import Checkout

HEAD = "---\nname: big\ndescription: d\n---\n\n"
MANY = 20_001


def items(number: int) -> str:
    return HEAD + "".join(f"- x{i % 7}\n" for i in range(number))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + "x" * (2**22), "larger than 4 MiB"),
        (items(MANY), "20,001 list items and paragraphs"),
        (HEAD + "a\n\n" * MANY, "list items and paragraphs"),
        (HEAD + "# h\ntext\n" * MANY, "list items and paragraphs"),
        (HEAD + "> 1. quoted\n" * MANY, "list items and paragraphs"),
        (HEAD + "".join("\t" * (i % 9) + "+ x\r" for i in range(MANY)), "list items and paragraphs"),
    ],
    ids=["bytes", "items", "paragraphs", "headings", "quoted", "carriage returns"],
)
def test_a_source_that_is_too_large_is_refused(checkout: Checkout, text: str, reason: str) -> None:
    (checkout.root / "agents" / "big.md").write_bytes(text.encode())
    output = checkout.build(code=2)
    assert "agents/big.md: error[PC010]" in output
    assert reason in output
    assert "--large" in output
    assert not (checkout.root / "build").exists()
    for arguments in (("build", "--check"), ("diff", "agents/big.md", "agents/one.md")):
        result = checkout.run(*arguments)
        assert (result.exit_code, "PC010" in result.output) == (2, True)
    with pytest.raises(personac.PersonacError, match="at most"):
        personac.build({"agents/big.md": text})


def test_many_lines_are_not_many_bullets(checkout: Checkout) -> None:
    code = "```\n" + "- no item\n\n" * MANY + "```\n"
    paragraph = "words of this paragraph\n" * MANY
    (checkout.root / "agents" / "one.md").write_text(f"{HEAD}- x\n\n{code}\n{paragraph}")
    checkout.build()


def test_a_large_source_can_be_allowed(checkout: Checkout) -> None:
    (checkout.root / "agents" / "big.md").write_text(HEAD + "- x\n\n```\n" + "word " * 10**6 + "\n```\n")
    checkout.build("--large")
    assert "up to date" in checkout.build("--large")
    assert "PC010" in checkout.build(code=2), "what is up to date had to be allowed"
    assert "PC010" in checkout.build("--check", code=2)
    assert checkout.run("diff", "--large", "agents/big.md", "agents/one.md").exit_code == 0
    (checkout.root / "agents" / "big.md").unlink()
    checkout.build()
    assert "up to date" in checkout.build("--large"), "nothing had to be allowed"


def test_the_library_has_the_same_limits() -> None:
    text = HEAD + "- x\n\n```\n" + "word " * 10**6 + "\n```\n"
    assert personac.build({"agents/big.md": text}, large=True).report.personas
