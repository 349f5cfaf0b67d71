from __future__ import annotations

from pathlib import Path

import pytest

from personac.report.named_lines import place_of


@pytest.mark.parametrize("subject", ["a b.md:9", "a b.md:9:3"])
def test_a_line_is_named_with_or_without_a_column(subject: str) -> None:
    assert place_of(subject) == (Path("a b.md"), 9)


@pytest.mark.parametrize("subject", ["", "PC101", "a.md", "a.md:", ":9", "a.md:x"])
def test_other_text_names_no_line(subject: str) -> None:
    assert place_of(subject) is None
