"""Which speech act a bullet is: advice, or something that only looks like it.

Agent files quote example prompts, name other agents to work with, and lay out
reports to fill in. Their words are those of the advice around them, and an
editor still never keeps one for the other.
"""

from __future__ import annotations

import re
from enum import StrEnum

from personac.ir import Bullet


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
_OUTPUT = re.compile(r"\[[A-Z][^\]]*\]|\{[a-z_ ]+\}|<[a-z_ ]+>")
_OUTPUT_TITLE = re.compile(r"\boutputs?\b|report|deliverable|\bformat|^provide|template", re.IGNORECASE)


def act_of(bullet: Bullet) -> Act:
    """Tell what a bullet does, by its text and its innermost title."""
    text, title = bullet.text.strip(), bullet.section[-1] if bullet.section else ""
    if text.startswith(_QUOTES):
        return Act.QUOTE
    if _RELATION.search(text) or _RELATION_TITLE.search(title):
        return Act.RELATION
    if _OUTPUT.search(text) or _OUTPUT_TITLE.search(title):
        return Act.OUTPUT
    return Act.METRIC if _METRIC_TITLE.search(title) else Act.PRACTICE
