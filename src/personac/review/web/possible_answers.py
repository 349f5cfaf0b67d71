"""What a reviewer may answer to an item: each answer with its key and its words, in the order of the bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from personac.report.report_schema import ReviewRow
from personac.review.session import Verb

FOCUSED = -1
"""Stands for the member that has the focus."""
_PAIR = 2
_MOST_NUMBERS = 9
_DONE: Mapping[Verb, str] = {
    "accept": "Accepted",
    "same": "Made one line",
    "different": "Taken out",
    "both": "Kept apart",
    "use": "Wording chosen",
    "edit": "Edited",
    "drop": "Dropped",
    "move": "Moved",
    "confirm": "Confirmed",
    "set": "Value set",
}


class Action(NamedTuple):
    """An answer: its key, what it does in words, and what the page has to ask before.

    `member` is the number of the member that it is about: 0 for none, `FOCUSED` for the one with the focus.
    `asks`: a reason, a text, a value, a section, or nothing.
    """

    key: str
    verb: Verb
    words: str
    member: int = 0
    asks: str = ""

    @property
    def is_shown_ahead(self) -> bool:
        """Whether its effect can be shown before it is pressed: it needs no text from the reviewer."""
        return self.asks in {"", "reason"}

    @property
    def done(self) -> str:
        """What has been done, in words."""
        return _DONE[self.verb]


def actions_of(row: ReviewRow, members: int) -> tuple[Action, ...]:
    """Return the answers to an item of so many members (of a key of the front matter: values)."""
    if row.field:
        return tuple(_about_field(members))
    if row.part == "left_out":  # it has no line that could be kept, edited or moved
        return (_accept(row)._replace(words="accept that it is left out"),)
    if row.part == "contradictions":
        return tuple(_about_contradiction(members))
    return tuple(_about_lines(row, members))


def _about_field(values: int) -> list[Action]:
    uses = [Action(str(number), "use", "use this value", number) for number in _numbers(values)]
    write = Action("e", "set", "write the value", asks="value")
    return [Action("a", "accept", "accept the value"), write, Action("x", "set", "leave the key out"), *uses]


def _about_contradiction(members: int) -> list[Action]:
    wins = [Action(str(n), "use", "this side wins", n, "reason") for n in _numbers(members)]
    sides = [Action("s", "same", "the same: one line"), Action("b", "both", "keep both")]
    return [Action("a", "accept", "accept as it stands"), *sides, *_changes(), *wins]


def _about_lines(row: ReviewRow, members: int) -> list[Action]:
    is_one = len(row.groups) == 1
    actions = [_accept(row)]
    if not is_one:
        actions.append(Action("s", "same", "the same: one line"))
    if members > 1:
        actions.append(_different(row, members))
        actions.append(Action("b", "both", "keep both" if members == _PAIR else "keep all"))
    uses = (Action(str(n), "use", "use this wording", n) for n in _numbers(members) if members > 1)
    return [*actions, *_changes(), *uses]


def _changes() -> tuple[Action, ...]:
    return (
        Action("e", "edit", "edit the line", FOCUSED, "text"),
        Action("m", "move", "move the line", FOCUSED, "section"),
        Action("x", "drop", "drop the line", FOCUSED, "reason"),
    )


def _different(row: ReviewRow, members: int) -> Action:
    is_apart = len(row.groups) == members
    return Action("d", "different", "different" if is_apart else "take out", 0 if is_apart else FOCUSED)


def _accept(row: ReviewRow) -> Action:
    if row.state in {"carried", "stale"}:
        return Action("a", "confirm", "confirm as it stands")
    return Action("a", "accept", "accept" if len(row.groups) == 1 else "leave apart")


def _numbers(members: int) -> range:
    return range(1, min(members, _MOST_NUMBERS) + 1)
