"""The desk: one session behind all tabs. One build runs at a time; the page shows the newest generation.

Reading never waits for a build, so that the page can move on while one runs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from personac.diagnostics.diagnostic import PersonacError
from personac.report.html.page import Fragments
from personac.report.report_schema import ReviewRow
from personac.report.safe_text import count
from personac.review.pacing import packed
from personac.review.session import Answer, Effect, Session, Snapshot
from personac.review.web.canonical_view import diff_rows, effect_words, lines_around
from personac.review.web.field_values import as_text, as_written, value_of
from personac.review.web.item_index import ItemViews
from personac.review.web.queue_view import PARTS, like, parts_of

Reply = Mapping[str, object]
_MOST_FOUND = 60
_STALE: Reply = {"stale": True}


class _Notes(NamedTuple):
    """The notes on all items: the reviewer's own, and those of others by their names."""

    own: Mapping[str, str]
    of_others: Mapping[str, Mapping[str, str]]

    def about(self, key: str) -> Mapping[str, object]:
        return {"note": self.own.get(key, ""), "others": sorted(self.of_others.get(key, {}).items())}


class UnknownItemError(Exception):
    """There is no such item in this generation."""


class Desk:
    """What the page asks for, as values that become JSON; texts of sources only as escaped HTML."""

    def __init__(self, session: Session) -> None:
        """Build once, so that the page has something to show."""
        self._session, self._building = session, threading.Lock()
        self._fragments = Fragments("personac.review.web")
        self._views = ItemViews(session.snapshot())

    @property
    def generation(self) -> int:
        """The newest generation that has been built."""
        return self._views.snapshot.generation

    def shell(self) -> str:
        """Return the page without any data."""
        return self._fragments.render("shell")

    def refresh(self) -> int:
        """Read the files as they are now; return the newest generation."""
        return self._change(self._session.snapshot).snapshot.generation

    def queue(self) -> Reply:
        """Return the queue: its parts as HTML, and all items with their part and whether they are open."""
        return self._queue(self._views)

    def items(self, keys: Sequence[str]) -> Reply:
        """Return items as HTML; those that are no longer there are missing."""
        views, notes = self._views, _Notes(self._session.notes(), self._session.notes_of_others())
        shown = {key: self._item(views, key, notes) for key in keys if key in views.rows}
        return {"generation": views.snapshot.generation, "items": shown}

    def search(self, text: str) -> Reply:
        """Return the items that have all words of a text, as HTML."""
        views = self._views
        found = views.search(text.lower().split())
        html = self._listed(views, found[:_MOST_FOUND], len(found))
        return {"html": html, "keys": [row.key for row in found]}

    def sitting(self, minutes: float) -> Reply:
        """Return what to review within some minutes, and in words how long it takes and what remains."""
        own = packed(self._views.snapshot.report, minutes)
        words = f"{count(len(own.chosen), 'item')}, about {count(round(own.seconds / 60), 'minute')}"
        return {"keys": [row.key for row in own.chosen], "words": words, "remains": own.remains}

    def sections(self) -> Reply:
        """Return the titles of the canonical's sections, which a line can move to."""
        paths = dict.fromkeys(group for group in self._views.section_paths if group)
        return {"sections": [list(path) for path in paths]}

    def decide(self, key: str, answer: Answer) -> Reply:
        """Decide an item."""
        return self._decided(lambda: self._session.decide(key, self._typed(key, answer)), [key])

    def decide_all(self, keys: Sequence[str]) -> Reply:
        """Accept many items at once."""
        return self._decided(lambda: self._session.decide_all(keys), keys)

    def undo(self) -> Reply:
        """Take back the last step; `go` is an item that it changed."""
        return self._decided(self._session.undo, ())

    def redo(self) -> Reply:
        """Take the last undo back."""
        return self._decided(self._session.redo, ())

    def note(self, key: str, text: str) -> Reply:
        """Leave a note on an item."""
        if key not in self._views.rows:
            raise UnknownItemError
        with self._building:
            self._session.put_note(key, text)
        return {"generation": self.generation}

    def effect(self, key: str, answer: Answer, generation: int) -> Reply:
        """Return what an answer would do; nothing where the page shows an older generation."""
        return self._effect([key], lambda: self._session.effect(key, self._typed(key, answer)), generation)

    def joint_effect(self, keys: Sequence[str], generation: int) -> Reply:
        """Return what it would do to accept many."""
        return self._effect(keys, lambda: self._session.joint_effect(keys), generation)

    def like(self, key: str) -> Reply:
        """Return the open items of one's kind at or above its score, as HTML, for one decision."""
        views = self._views
        keys = like(list(views.rows.values()), key)
        html = self._listed(views, [views.rows[one] for one in keys[:_MOST_FOUND]], len(keys))
        return {"generation": views.snapshot.generation, "keys": keys, "html": html}

    def _typed(self, key: str, answer: Answer) -> Answer:
        """Return an answer with a value of the front matter as files have it."""
        field, compilation = self._views.rows[key].field, self._views.snapshot.compilation
        if field and answer.verb == "use":
            return Answer("set", value=value_of(compilation, field, answer.member), reason=answer.reason)
        if field and answer.verb == "set" and isinstance(answer.value, str):
            return replace(answer, value=as_written(answer.value, value_of(compilation, field)))
        return answer

    def _effect(self, keys: Sequence[str], ask: Callable[[], Effect], generation: int) -> Reply:
        with self._building:
            if generation != self.generation:
                return _STALE
            if not set(keys) <= set(self._views.rows):
                raise UnknownItemError
            try:
                effect = ask()
            except PersonacError as error:  # said before the key is pressed, as effects are
                words, hint = str(error), " ".join(one.hint for one in error.diagnostics)
                html = self._fragments.render("refused", hint=hint)
                return {"generation": generation, "words": f"cannot: {words}", "html": html}
        html = self._fragments.render("diff", rows=diff_rows(effect))
        return {"generation": generation, "words": effect_words(effect), "html": html}

    def _decided(self, step: Callable[[], Snapshot], keys: Sequence[str]) -> Reply:
        before = self._views.rows
        if not set(keys) <= set(before):
            raise UnknownItemError
        views = self._change(step)
        return {**self._queue(views), "go": _changed(before, views.rows)}

    def _change(self, step: Callable[[], Snapshot]) -> ItemViews:
        """Run one step of the session; the newest generation wins."""
        with self._building:
            snapshot = step()
            if snapshot.generation != self.generation or snapshot.undo != self._views.snapshot.undo:
                self._views = ItemViews(snapshot)
            return self._views

    def _queue(self, views: ItemViews) -> Reply:
        rows = list(views.rows.values())
        snapshot = views.snapshot
        steps = {"undo": snapshot.undo, "redo": snapshot.redo}
        audit = snapshot.audit
        is_answered = audit is not None and len(audit.left) < len(audit.keys)
        html = self._fragments.render(
            "queue",
            parts=parts_of(rows),
            agent=snapshot.report.canonical.name,
            persona=self._session.persona,
            audit=str(audit) if is_answered else "",
        )
        return {
            "generation": snapshot.generation,
            "html": html,
            "steps": self._fragments.render("steps", **steps),
            "items": [(row.key, row.part, row.state != "decided") for row in rows],
        }

    def _item(self, views: ItemViews, key: str, notes: _Notes) -> Reply:
        item, snapshot = views.view(key), views.snapshot
        written = as_text(value_of(snapshot.compilation, item.row.field)) if item.row.field else ""
        lines = lines_around(snapshot.report.lines, item)
        middle = self._fragments.render(
            "item", item=item, part=PARTS[item.row.part], written=written, **notes.about(key)
        )
        right = self._fragments.render(
            "canonical", lines=lines, item=item, path=snapshot.report.canonical.path
        )
        return {"item": middle, "canonical": right}

    def _listed(self, views: ItemViews, rows: Sequence[ReviewRow], total: int) -> str:
        titles = [(row, views.title(row), PARTS[row.part]) for row in rows]
        return self._fragments.render("listed", rows=titles, total=total)


def _changed(before: Mapping[str, ReviewRow], after: Mapping[str, ReviewRow]) -> str:
    """The first item that is open again, else the first one with another state or other groups."""
    differing = [row for row in after.values() if _state(before.get(row.key)) != _state(row)]
    opened = (row.key for row in differing if row.state != "decided")
    return next(opened, next((row.key for row in differing), ""))


def _state(row: ReviewRow | None) -> tuple[str, tuple[tuple[str, ...], ...]] | None:
    return (row.state, row.groups) if row else None
