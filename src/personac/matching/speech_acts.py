"""Which speech act a bullet is: advice, or something that only looks like it.

Agent files quote example prompts, name other agents to work with, and lay out
reports to fill in. Their words are those of the advice around them, and an
editor still never keeps one for the other.
"""

from __future__ import annotations

import re
from enum import StrEnum

from personac.model import Bullet


class Act(StrEnum):
    """What a bullet does."""

    PRACTICE = "practice"
    QUOTE = "quote"
    RELATION = "relation"
    OUTPUT = "output"
    METRIC = "metric"


_QUOTES = ('"', "\N{LEFT DOUBLE QUOTATION MARK}", "'", "\N{LEFT SINGLE QUOTATION MARK}", "\xab")
_RELATION = re.compile(
    r"delegate to|hand(?:s|ing)? ?off to|[`@][a-z]+-[a-z-]+"
    r"|^(?:collaborat|coordinat|work|partner|support|help|assist|guid|shar|provid|advis|consult|align|engag"
    r"|mentor|join)\w*"
    r"\s+(?:\S+\s+){0,4}?[a-z]+-[a-z]+(?:-[a-z]+)*\s+(?:on|with|for|in|to|about|during)\b",
    re.IGNORECASE,
)
_RELATION_TITLE = re.compile(
    r"other (?:sub)?-?agents|delegat|working relationship|\bworks? with\b"
    r"|agent (?:collaboration|coordination|integration)|hand-?off to",
    re.IGNORECASE,
)
_METRIC_TITLE = re.compile(
    r"\bmetrics\b|\bkpis?\b|success (?:criteria|measures?|indicators?)|benchmarks?$", re.IGNORECASE
)
_GAPS = ("[", "{", "<")  # one of which every gap to fill in begins with
_OUTPUT = re.compile(r"\[[A-Z][^\]]*\]|\{[a-z_ ]+\}|<[a-z_ ]+>")
_OUTPUT_TITLE = re.compile(r"\boutputs?\b|report|deliverable|\bformat|^provide|template", re.IGNORECASE)


def act_of(bullet: Bullet) -> Act:
    """Tell what a bullet does, by its text and its innermost title."""
    text, title = bullet.text.strip(), bullet.section[-1] if bullet.section else ""
    if text.startswith(_QUOTES):
        return Act.QUOTE
    named = _act_of_title(title)
    if named is Act.RELATION or _relates(text):
        return Act.RELATION
    has_gap = any(map(text.__contains__, _GAPS)) and _OUTPUT.search(text)
    return Act.OUTPUT if has_gap else named


def _act_of_title(title: str) -> Act:
    """Tell what the bullets under a title do, if nothing else is known of them."""
    if _RELATION_TITLE.search(title):
        return Act.RELATION
    if _OUTPUT_TITLE.search(title):
        return Act.OUTPUT
    return Act.METRIC if _METRIC_TITLE.search(title) else Act.PRACTICE


def _relates(text: str) -> bool:
    may = "-" in text or " to" in text.lower()  # one of which is in each relation
    return may and _RELATION.search(text) is not None
