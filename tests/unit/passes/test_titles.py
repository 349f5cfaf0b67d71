from __future__ import annotations

import pytest

from personac.passes.titles import most_central, similarity, written_title
from tests.unit.helpers import canonical_body, persona, sections_of


def test_similarity_is_the_share_of_common_stems() -> None:
    assert similarity(("a", "b"), ("b", "c")) == pytest.approx(1 / 3)
    assert similarity(("a",), ("a",)) == 1
    assert similarity(("a",), ()) == 0
    assert similarity((), ()) == 0


def test_most_central_is_the_first_of_equals() -> None:
    assert most_central([("a",), ("a", "b"), ("b",)]) == 1
    assert most_central([("a",), ("b",)]) == 0
    assert most_central([()]) == 0


_TITLES = [
    ("## Plain title", "Plain title"),
    ("## Closed ##", "Closed"),
    ("##   Closed ####   ", "Closed"),
    ("## C# and F#", "C# and F#"),
    ("Setext\n---", "Setext"),
    ("Two\nlines\n===", "Two lines"),
    ("Two *marked*\nlines\n===", "Two *marked* lines"),
    ("Ends with #\n---", "Ends with \\#"),
    ("#hash *mark*\n---", "#hash *mark*"),
    ("### 1. Phase", "Phase"),
    ("### 1. **Phase** one", "**Phase** one"),
    ("## \U0001f680 Launch:", "Launch"),
    ("## \U0001f680 Launch `it`:", "Launch `it`"),
    ("## The `x` flag ##", "The `x` flag"),
    ("## `__init__`", "`__init__`"),
    ("## `x` and **y**", "`x` and **y**"),
    ("## snake_case", "snake_case"),
    ("## a \\* b", "a \\* b"),
    ("## <b>R</b>&amp;D", "<b>R</b>&amp;D"),
    ("## **Bold**", "Bold"),
    ("## [Guide](http://x.org)", "Guide"),
    ("Focus:\n- x", "Focus"),
    ("**Focus**:\n- x", "Focus"),
    ("**Focus:**\n- x", "Focus"),
    ("**Focus**\n- x", "Focus"),
    ("__Focus `x`__:\n- x", "Focus `x`"),
    ("**Focus `x`:**\n- x", "Focus `x`"),
    ("**1. Focus `x`**\n- x", "Focus `x`"),
    ("**Focus** on `x`:\n- x", "**Focus** on `x`"),
    ("2. not a label\n", ""),
]


@pytest.mark.parametrize(("markdown", "title"), _TITLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_written_title(markdown: str, title: str, newline: str) -> None:
    found = persona(markdown.replace("\n", newline))
    assert written_title(found.source, sections_of(found.body)[-1]) == title


@pytest.mark.parametrize("markdown", [markdown for markdown, title in _TITLES if title])
def test_a_written_title_reads_back_as_the_same_title(markdown: str) -> None:
    text = f"text\n\n{markdown}\n\n1. y\n"
    (section,) = persona(text).body.sections
    again = persona(canonical_body(text)).body.sections
    assert section.title in [s.title for s in again]
