from __future__ import annotations

import pytest

from personac.model import SectionRef, Topic
from personac.outline.topic_tree import written_title
from tests.unit.helpers import EXACT, canonical_body, lettered, persona, planned, sections_of, with_own


def _topics(*texts: str, rules_text: str = "") -> tuple[Topic, ...]:
    outline = planned(lettered(texts), EXACT + rules_text).outline
    return outline.children


def _page(title: str) -> str:
    return f"## {title}\n\n- x of {title}\n"


def test_the_most_central_title_is_taken() -> None:
    (topic,) = _topics(_page("Approach"), _page("Your Working Process"), _page("Working Process"))
    assert (topic.title, topic.aliases, topic.role) == (
        "Working Process", ("Approach", "Your Working Process"), "process",
    )  # fmt: skip
    assert topic.title_from == SectionRef(2, (0,))


def test_of_equals_the_most_common_is_taken_then_a_heading_then_few_words_then_the_first() -> None:
    assert _topics(*with_own(_page("Workflow"), _page("Approach"), _page("Approach")))[0].title == "Approach"
    assert _topics("Workflow:\n- x1\n", _page("Approach"))[0].title == "Approach"
    assert _topics(_page("When invoked"), _page("Approach"))[0].title == "Approach"
    assert _topics(_page("Workflow"), _page("Approach"))[0].title == "Workflow"


def test_topics_know_their_role() -> None:
    assert [topic.role for topic in _topics(_page("Cats") + "\n" + _page("Checklist"))] == ["", "checklist"]


def test_siblings_that_would_share_a_title_take_another_or_are_joined() -> None:
    apart = "## Cats\n\n### Notes\n\n- n1\n\n## Dogs\n\n### Notes\n\n- n2\n"
    joined = '[[outline.alias]]\ntitles = ["Cats", "Dogs"]\n'
    (cats,) = _topics(apart, rules_text=joined)
    assert [child.title for child in cats.children] == ["Notes"]
    assert len(cats.children[0].sections) == 2


def test_a_title_from_the_rules_has_no_section() -> None:
    (topic,) = _topics(_page("Cats"), rules_text='[[outline.section]]\ntitle = "Pets"\naliases = ["Cats"]\n')
    assert (topic.title, topic.title_from, topic.aliases) == ("Pets", None, ("Cats",))


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
    result = persona(markdown.replace("\n", newline))
    assert written_title(result.source, sections_of(result.body)[-1]) == title


@pytest.mark.parametrize("markdown", [markdown for markdown, title in _TITLES if title])
def test_a_written_title_reads_back_as_the_same_title(markdown: str) -> None:
    text = f"text\n\n{markdown}\n\n1. y\n"
    (section,) = persona(text).body.sections
    again = persona(canonical_body(text)).body.sections
    assert section.title in [s.title for s in again]
