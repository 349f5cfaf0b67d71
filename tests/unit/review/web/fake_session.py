"""A session that remembers answers and writes nothing: decided rows, generations, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

import personac
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import RULES_BAD_VALUE
from personac.model import Compilation
from personac.report.report_schema import Report, ReviewRow
from personac.review.blind_audit import Audit, audit_of
from personac.review.session import Answer, Effect, Session, Snapshot

_NOTHING = "there is nothing to take back"
KEEPERS: Mapping[str, bytes] = {
    "agents/day.md": b"""---
name: day
description: Keeps the lighthouse by day
tools: Read, Bash
---

You are the keeper of a lighthouse, and you look after its lamp by day.

## Lamp

- Polish the lens with spirit every morning before the sun is up
- Note turns of the clockwork in the log book
- Answer signals within 5 minutes of the first flash
- Trim the wick with the small scissors
- Fill the oil can before dusk
- Count the spare panes every month

## Storms

Your tasks:

- Close the outer doors when the wind rises
- Watch the barometer, the wind and the tide
""",
    "agents/night.md": b"""---
name: night
description: Keeps the lighthouse at night
color: blue
---

You are the keeper of a lighthouse, and you look after its lamp at night.

## Lamp

- Polish the lens with spirit every morning before the sun rises
- Write the number of turns of the clockwork into the log book
- Answer signals within 15 minutes of the first flash
- Trim the wick with the small scissors
- Fill the oil can before dusk
- Count the spare panes every month

## Weather

- Close the doors when the wind rises, the outer ones first
- Watch the tide
""",
}


@dataclass(frozen=True)
class Decided:
    """An answer that was given to some items."""

    keys: tuple[str, ...]
    answer: Answer


class FakeSession(Session):
    """Answers from memory; `refused` is raised by the next decision."""

    def __init__(self, report: Report, compilation: Compilation) -> None:
        self.report, self.compilation = report, compilation
        self.done: list[Decided] = []
        self.undone: list[Decided] = []
        self.kept: dict[str, str] = {}
        self.generation = 1
        self.persona = ""
        self.audit: Audit | None = None
        self.refused: PersonacError | None = None
        self.asked: list[tuple[str, Answer]] = []

    def snapshot(self) -> Snapshot:
        rows = tuple(map(self._row, self.report.review))
        report = replace(self.report, review=rows)
        undo = self.done[-1].answer.verb if self.done else ""
        redo = self.undone[-1].answer.verb if self.undone else ""
        return Snapshot(self.generation, report, self.compilation, undo, redo, self.audit)

    def decide(self, key: str, answer: Answer) -> Snapshot:
        self.audit = self.audit and self.audit.answered(key, is_right=answer.verb == "accept")
        return self._did([key], answer)

    def decide_all(self, keys: Sequence[str]) -> Snapshot:
        self.audit = audit_of(keys, "anna", 2)
        return self._did(keys, Answer("accept"))

    def effect(self, key: str, answer: Answer) -> Effect:
        self.asked.append((key, answer))
        return Effect(1, 0, 9, 0, ((" ", "- a line that stays"), ("+", f"- {answer.verb}")))

    def joint_effect(self, keys: Sequence[str]) -> Effect:
        self.asked += [(key, Answer("accept")) for key in keys]
        return Effect(0, 0, 0, 0, ())

    def undo(self) -> Snapshot:
        return self._moved(self.done, self.undone)

    def redo(self) -> Snapshot:
        return self._moved(self.undone, self.done)

    def put_note(self, key: str, text: str) -> None:
        self.kept[key] = text

    def notes(self) -> Mapping[str, str]:
        return self.kept

    def notes_of_others(self) -> Mapping[str, Mapping[str, str]]:
        return {key: {"ben": f"see {text}"} for key, text in self.kept.items()}

    def _did(self, keys: Sequence[str], answer: Answer) -> Snapshot:
        if self.refused:
            refused, self.refused = self.refused, None
            raise refused
        self.done.append(Decided(tuple(keys), answer))
        self.undone.clear()
        self.generation += 1
        return self.snapshot()

    def _moved(self, one: list[Decided], other: list[Decided]) -> Snapshot:
        if not one:
            raise refusal(_NOTHING)
        other.append(one.pop())
        self.generation += 1
        return self.snapshot()

    def _row(self, row: ReviewRow) -> ReviewRow:
        is_decided = any(row.key in step.keys for step in self.done)
        return replace(row, state="decided", by=("anna",), files=("a.toml",)) if is_decided else row


def refusal(message: str, hint: str = "read the file") -> PersonacError:
    """Return an error as a session raises it."""
    return PersonacError(Diagnostic(RULES_BAD_VALUE, "decisions/a.toml", 1, 1, message, hint))


def with_loss(report: Report) -> tuple[ReviewRow, ...]:
    """Return the queue with the lens among the merges that lose words."""
    lens = next(bullet.id for bullet in report.bullets if "sun rises" in bullet.text)
    return tuple(
        replace(row, part="losses", lost=("rises",)) if any(lens in group for group in row.groups) else row
        for row in report.review
    )


def session_of(
    sources: Mapping[str, bytes] = KEEPERS,
    review: Callable[[Report], tuple[ReviewRow, ...]] = with_loss,
) -> FakeSession:
    """Return a session about sources, with the rows of the queue that `review` makes of its report."""
    built = personac.build(sources)
    return FakeSession(replace(built.report, review=review(built.report)), built.compilation)
