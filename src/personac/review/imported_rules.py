"""Decisions out of `[[must_link]]` and `[[cannot_link]]`: the same bullets, joined and kept apart as now.

A link applies to all bullets with its texts, a decision to those that it names. So bullets that get such a
text later are decided by the rule alone, which goes on working.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Literal

from personac.config.decision_files import decision_name, item_key
from personac.config.schema import Link, Rules
from personac.model import Compilation
from personac.model.decided import DecidedLine
from personac.review.answers import Change, Said, decision_change

_Table = Literal["must_link", "cannot_link"]
_TABLES: tuple[_Table, ...] = ("must_link", "cannot_link")
NormalForm = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Imported:
    """The files to write, and a line for each link that none was made of, with the reason."""

    changes: tuple[Change, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class LinkImport:
    """The links of the rules beside the bullets of a build; `known` are the names of files that exist."""

    compilation: Compilation
    rules: Rules
    normal_form: NormalForm
    by: str
    known: Collection[str] = ()

    def imported(self) -> Imported:
        """Return the decisions that say the same as the links. Raises `PersonacError`."""
        changes: dict[str, Change] = {}
        skipped: list[str] = []
        for place, link in self._links():
            problem, found = self._problem(link), [*self._changes(link)]
            if problem or all(change.name in self.known for change in found):
                skipped.append(f"{place}: {problem or 'it is decided already'}")
            changes.update({} if problem else {one.name: one for one in found if one.name not in self.known})
        return Imported(tuple(changes[name] for name in sorted(changes)), tuple(skipped))

    def _links(self) -> Iterator[tuple[str, Link]]:
        for table in _TABLES:
            for link, place in self.rules.placed(table):
                yield f"{place.path}:{place.line}: [[{table}]]", link

    def _problem(self, link: Link) -> str:
        """Return why a link is no decision: a text that no bullet has, or not two bullets to decide about."""
        lost = [text for text in link.texts if not self._named(link, text)]
        if lost:
            return f"no bullet has the text {lost[0]!r}"
        return (
            ""
            if [*self._changes(link)]
            else "its texts are one item and one paragraph, which are never merged"
        )

    def _changes(self, link: Link) -> Iterator[Change]:
        """Yield a decision about the list items that a link names, and one about its paragraphs."""
        for is_paragraph in (False, True):
            named = [self._named(link, text) for text in link.texts]
            own = [
                [one for one in found if self.compilation.bullets[one].is_paragraph is is_paragraph]
                for found in named
            ]
            if sum(map(bool, own)) > 1:
                yield self._change(link, {*chain.from_iterable(own)})

    def _change(self, link: Link, bullets: Collection[int]) -> Change:
        """Return the decision that keeps bullets joined and apart as they are now."""
        lines: dict[int, list[int]] = defaultdict(list)
        for bullet in sorted(bullets):
            lines[self.compilation.duplicate_of[bullet]].append(bullet)
        key = item_key(self.compilation.bullet_keys[bullet] for bullet in bullets)
        said = tuple(DecidedLine(tuple(own)) for own in lines.values())
        return decision_change(self.compilation, decision_name(key, self.by), Said(said, link.reason))

    def _named(self, link: Link, text: str) -> list[int]:
        bullets = self.compilation.bullets
        own = self._by_form.get(self.normal_form(text), ())
        return [one for one in own if not link.personas or bullets[one].persona in link.personas]

    @cached_property
    def _by_form(self) -> Mapping[tuple[str, ...], list[int]]:
        found: dict[Any, list[int]] = defaultdict(list)
        for position, (_, *form) in enumerate(self.compilation.bullet_keys):
            found[tuple(form)].append(position)
        return found
