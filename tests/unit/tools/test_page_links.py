from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tools.page_links import Repository, repository, with_links

REPOSITORY = Repository("https://forge.example/o/p")


@pytest.mark.parametrize(
    ("folder", "text", "expected"),
    [
        ("", "[a](docs/a.md)", "[a](https://forge.example/o/p/blob/main/docs/a.md)"),
        ("", "[a](docs/a.md#two)", "[a](https://forge.example/o/p/blob/main/docs/a.md#two)"),
        ("docs", "[a](b.md)", "[a](https://forge.example/o/p/blob/main/docs/b.md)"),
        ("docs", "[a](../README.md#x)", "[a](https://forge.example/o/p/blob/main/README.md#x)"),
        ("docs", "[a](#here), [b](https://x.example/c)", "[a](#here), [b](https://x.example/c)"),
        ("docs", "`[a](b.md)`", "`[a](b.md)`"),
        ("docs", "```text\n[a](b.md)\n```\n[a](b.md)", "```text\n[a](b.md)\n```\n[a](https://forge.example/o/p/blob/main/docs/b.md)"),
    ],
)  # fmt: skip
def test_relative_links_become_addresses(folder: str, text: str, expected: str) -> None:
    assert with_links(text, folder, REPOSITORY.link) == expected


def test_the_repository_is_that_of_the_package() -> None:
    assert repository(ROOT).link("LICENSE").endswith("/personac/blob/main/LICENSE")
