"""A session of one reviewer: the queue as it is, answers written at once, undo and redo without limit.

The decisions are read anew for every snapshot, so that what git or a colleague changes underneath is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import RLock

from msgspec.structs import replace

from personac.building.live_build import Live, LiveBuild
from personac.diagnostics.merge_kinds import IDLE_DECISION
from personac.model import Compilation
from personac.paths import display_path
from personac.report.report_schema import Report, ReviewRow
from personac.report.safe_text import count, shortened
from personac.review.answers import Change, changes_of
from personac.review.blind_audit import Audit, audit_of
from personac.review.decision_folder import DecisionFolder
from personac.review.effects import Effect, effect_of
from personac.review.imported_rules import Imported, LinkImport
from personac.review.lines import Answer, Verb, refused
from personac.review.notes import Notes

__all__ = ["Answer", "Effect", "Session", "Snapshot", "Verb"]
_SHOWN = 60  # characters of a text in the title of a step
_TITLES: Mapping[Verb, str] = {
    "accept": "accepted",
    "same": "one line",
    "different": "taken out",
    "both": "both kept",
    "use": "wording chosen",
    "edit": "edited",
    "drop": "dropped",
    "move": "moved",
    "confirm": "confirmed",
    "set": "value set",
}


@dataclass(frozen=True)
class Snapshot:
    """The state of a review: `undo` and `redo` say what they would do, empty for nothing.

    `generation` is higher wherever the build or the decisions changed. `audit` are the accepted items that
    come back unmarked, None where none were accepted at once.
    """

    generation: int
    report: Report
    compilation: Compilation
    undo: str
    redo: str
    audit: Audit | None = None


class Session:
    """The review of one agent by one reviewer; with a `persona` only the items with its bullets.

    Calls from several threads wait for each other.
    """

    def __init__(self, live: LiveBuild, by: str, persona: str = "") -> None:
        """Read nothing yet. `by` is the name of the reviewer as file names have it."""
        self.by, self.persona = by, persona
        self._live = live
        self._lock = RLock()
        self._folder = DecisionFolder(live.folder)
        self._notes = Notes.beside(live.folder, by)
        self._last: Live | None = None
        self._generation = 0
        self._audit: Audit | None = None

    def snapshot(self) -> Snapshot:
        """Return the review as it is now. Raises `PersonacError`."""
        with self._lock:
            live = self._current()
            done, undone = self._folder.done, self._folder.undone
            return Snapshot(
                self._generation,
                self._seen(live.report),
                live.compilation,
                done[-1].title if done else "",
                undone[-1].title if undone else "",
                self._audit,
            )

    def decide(self, key: str, answer: Answer) -> Snapshot:
        """Write an answer about an item. Raises `PersonacError` where it does not fit."""
        with self._lock:
            live = self._current()
            row = _row(live.report, key)
            title = f"{_TITLES[answer.verb]}: {_shown(live, row)}"
            changes = changes_of(live.compilation, row, answer, self.by)
            self._refuse_idle(row, changes)
            is_new = self._folder.write(title, changes)
            self._audit = self._audit and self._audit.answered(key, is_right=not is_new)
            return self.snapshot()

    def decide_all(self, keys: Sequence[str]) -> Snapshot:
        """Accept items as they stand, as one step; some come back in the audit. Raises `PersonacError`."""
        with self._lock:
            live = self._current()
            changes = _accepted(live, keys, self.by)
            self._folder.write(f"accepted: {count(len(keys), 'item')}", changes)
            self._audit = audit_of(keys, self.by)
            return self.snapshot()

    def import_rules(self) -> Imported:
        """Write what the links of the rules say as decisions, as one step. Raises `PersonacError`."""
        with self._lock:
            live = self._current()
            known = {PurePosixPath(path).name for path, _ in self._live.decisions()}
            links = LinkImport(live.compilation, self._live.rules, self._live.normal_form, self.by, known)
            imported = links.imported()
            self._folder.write("imported from the rules", imported.changes)
            return imported

    def effect(self, key: str, answer: Answer) -> Effect:
        """Return what an answer would change; nothing is written. Raises `PersonacError`."""
        with self._lock:
            live = self._current()
            row = _row(live.report, key)
            return self._effect(live, [row], changes_of(live.compilation, row, answer, self.by))

    def joint_effect(self, keys: Sequence[str]) -> Effect:
        """Return what accepting items would change; nothing is written. Raises `PersonacError`."""
        with self._lock:
            live = self._current()
            rows = [_row(live.report, key) for key in keys]
            return self._effect(live, rows, _accepted(live, keys, self.by))

    def undo(self) -> Snapshot:
        """Take the last step back. Raises `PersonacError` where its files were changed since."""
        with self._lock:
            self._folder.undo()
            self._audit = None
            return self.snapshot()

    def redo(self) -> Snapshot:
        """Do the step again that was taken back last. Raises `PersonacError` as `undo` does."""
        with self._lock:
            self._folder.redo()
            return self.snapshot()

    def put_note(self, key: str, text: str) -> None:
        """Write the reviewer's note on an item; an empty one is removed. Raises `PersonacError`."""
        with self._lock:
            _row(self._current().report, key)
            self._notes.put(key, text)

    def notes(self) -> Mapping[str, str]:
        """Return the notes of the reviewer, by the keys of their items."""
        return self._notes.own()

    def notes_of_others(self) -> Mapping[str, Mapping[str, str]]:
        """Return the notes of other reviewers, by the keys of their items, then by their names."""
        return self._notes.of_others()

    def _current(self) -> Live:
        live = self._live.built(self._live.decisions())
        if live is not self._last:
            self._last = live
            self._generation += 1
        return live

    def _seen(self, report: Report) -> Report:
        """Return the report with the items of the persona that the session is for."""
        if not self.persona:
            return report
        rows = rows_of_persona(report, self.persona)
        return replace(report, review=rows)

    def _refuse_idle(self, row: ReviewRow, changes: Sequence[Change]) -> None:
        """Raise `PersonacError` where the build could not follow an answer."""
        after = self._live.built(self._folder.with_changes(self._live.decisions(), changes))
        paths = {display_path(self._folder.folder / change.name) for change in changes}
        for one in after.compilation.diagnostics:
            if one.kind == IDLE_DECISION and one.path in paths:
                raise refused(row.key, one.message, "answer otherwise, or change the source")

    def _effect(self, live: Live, rows: Sequence[ReviewRow], changes: Iterable[Change]) -> Effect:
        after = self._live.built(self._folder.with_changes(self._live.decisions(), changes))
        bullets = {bullet for row in rows for group in row.groups for bullet in group}
        return effect_of(live, after, bullets, of_fields=any(row.field for row in rows))


def rows_of_persona(report: Report, persona: str) -> tuple[ReviewRow, ...]:
    """Return the items with bullets of a persona, and the keys of its front matter."""
    own = {bullet.id for bullet in report.bullets if bullet.persona == persona}
    fields = {row.key for row in report.front_matter if any(value.persona == persona for value in row.values)}
    return tuple(
        row
        for row in report.review
        if row.field in fields or any(not own.isdisjoint(group) for group in row.groups)
    )


def _row(report: Report, key: str) -> ReviewRow:
    row = next((one for one in report.review if one.key == key), None)
    if row is None:
        raise refused(key, "the queue has no item with this key")
    return row


def _accepted(live: Live, keys: Sequence[str], by: str) -> tuple[Change, ...]:
    """Return the changes that accept items: files that are written win over removed ones."""
    rows = [_row(live.report, key) for key in dict.fromkeys(keys)]
    changes = [change for row in rows for change in changes_of(live.compilation, row, Answer("accept"), by)]
    by_name = {change.name: change for change in sorted(changes, key=lambda one: one.data is not None)}
    return tuple(by_name[name] for name in sorted(by_name))


def _shown(live: Live, row: ReviewRow) -> str:
    """Return an item in short, for the title of a step."""
    first = next((bullet for group in row.groups for bullet in group), "")
    text = next((one.text for one in live.report.bullets if one.id == first), row.field)
    return shortened(text, _SHOWN)
