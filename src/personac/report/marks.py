"""Two texts as one, with the words that differ marked: for markdown, and in plain signs.

Marks help where most words stay. Where few do they are confetti, and two texts
one above the other read better: `is_close` tells which.
"""

from __future__ import annotations

from collections.abc import Sequence

from personac.report.escape import markdown, visible
from personac.report.word_diff import Change, word_changes

_CLOSE = 0.4  # share of the characters that both texts have
_LONGEST = 160  # characters of unchanged text shown in one run
_SHOWN = 60  # characters kept on either side where a run is longer
_TAGS = {"gone": ("<del>", "</del>"), "new": ("<ins>", "</ins>"), "same": ("", "")}
_SIGNS = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}


def changes_between(a: str, b: str) -> tuple[Change, ...]:
    """Return how to read `b` against `a`, long unchanged runs cut in their middle."""
    changes = word_changes(" ".join(a.split()), " ".join(b.split()))
    last = len(changes) - 1
    return tuple(
        Change("same", _cut(one.text, opens=i == 0, ends=i == last)) if one.kind == "same" else one
        for i, one in enumerate(changes)
    )


def is_close(a: str, b: str) -> bool:
    """Tell whether most of what the longer of two texts says stands in the other too."""
    same = sum(len(one.text) for one in word_changes(a, b) if one.kind == "same")
    return same >= _CLOSE * max(len(a), len(b))


def markdown_marks(changes: Sequence[Change]) -> str:
    """Render for one line of markdown: gone struck out, new underlined."""
    return "".join(_around(one, markdown(one.text), _TAGS) for one in changes)


def sign_marks(changes: Sequence[Change]) -> str:
    """Render for plain text: `[-gone-]` and `{+new+}`."""
    return "".join(_around(one, visible(one.text), _SIGNS) for one in changes)


def sign_of(change: Change) -> str:
    """Render one change for plain text."""
    return sign_marks((change,))


def _around(change: Change, escaped: str, marks: dict[str, tuple[str, str]]) -> str:
    """Put the marks around the words, and the white space around the marks."""
    text = change.text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if not text.strip():
        return text
    start, end = marks[change.kind]
    return f"{before}{start}{escaped.strip()}{end}{after}"


def _cut(text: str, *, opens: bool, ends: bool) -> str:
    if len(text) <= _LONGEST or (opens and ends):
        return text
    head, tail = text[:_SHOWN].rstrip(), text[-_SHOWN:].lstrip()
    return f"\u2026 {tail}" if opens else f"{head} \u2026" if ends else f"{head} \u2026 {tail}"
