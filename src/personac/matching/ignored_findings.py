"""Leaves out the findings that the rules ignore, before anything reports them.

This is the only place that does, so all outputs and formats agree. What is left out is counted in a note, and
a row of the rules that matches nothing is reported, because it is outdated. A finding that stops the build is
raised before, so it is never ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from personac.config.ignored import Ignore, RulePlace
from personac.config.path_patterns import PathPatterns, path_patterns
from personac.config.schema import Rules
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.input_kinds import FINDINGS_IGNORED, IDLE_IGNORE
from personac.matching.constraints import contradictions
from personac.matching.copies import Key, exact_key
from personac.matching.tokenizer import Words
from personac.model import Bullet, Compilation, KeptApart

_IDLE_HINT = "the finding is gone: remove the row, or correct its path or text"


def without_ignored(compilation: Compilation, rules: Rules, words: Words) -> Compilation:
    """Return the compilation without the findings that the rules ignore; ignored contradictions are none."""
    if not rules.ignore:
        return compilation
    rows = [_Row.of(row, place, words) for row, place in rules.placed("ignore")]
    subjects = _Subjects(compilation, words)
    matching = [[row for row in rows if row.matches(one, subjects)] for one in compilation.diagnostics]
    ignored = [one for one, own in zip(compilation.diagnostics, matching, strict=True) if own]
    used = {row for own in matching for row in own}
    told = [one for one, own in zip(compilation.diagnostics, matching, strict=True) if not own]
    gone = {subjects.opposed[one].pair for one in ignored if one in subjects.opposed}
    apart = [replace(kept, contradicts=False) if kept.pair in gone else kept for kept in compilation.apart]
    notes = (*_idle(rows, used), *_counted(rows[0].place, ignored))
    return replace(compilation, diagnostics=(*told, *notes), apart=tuple(apart))


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """One row of the rules: its code, the key of its text, and the pattern of its path."""

    code: str
    path: PathPatterns | None
    key: Key | None
    text: str
    place: RulePlace

    @classmethod
    def of(cls, row: Ignore | str, place: RulePlace, words: Words) -> _Row:
        """Read a row, in its long form or its short form."""
        row = Ignore(row) if isinstance(row, str) else row
        key = exact_key(row.text, words) if row.text else None
        return cls(row.code, path_patterns((row.path,)) if row.path else None, key, row.text, place)

    def matches(self, one: Diagnostic, subjects: _Subjects) -> bool:
        """Return whether the row is about this finding."""
        if one.code != self.code:
            return False
        bullets = subjects.bullets(one)
        paths = {one.path, *(bullet.path for bullet in bullets)}
        if self.path is not None and not any(map(self.path.matches, paths)):
            return False
        return self.key is None or self.key in {subjects.key(bullet) for bullet in bullets}


class _Subjects:
    """The bullets that findings are about: those at their place, and both of a contradiction."""

    def __init__(self, compilation: Compilation, words: Words) -> None:
        self._bullets, self._words = compilation.bullets, words
        opposed = [kept for kept in compilation.apart if kept.contradicts]
        told = contradictions(opposed, compilation.bullets)
        self.opposed: dict[Diagnostic, KeptApart] = dict(zip(told, opposed, strict=True))

    def bullets(self, one: Diagnostic) -> Sequence[Bullet]:
        """Return the bullets that a finding is about."""
        if kept := self.opposed.get(one):
            return (self._bullets[kept.pair.a], self._bullets[kept.pair.b])
        return [b for b in self._bullets if b.path == one.path and b.line <= one.line <= b.end_line]

    def key(self, bullet: Bullet) -> Key:
        """Return what is equal for texts with the same words."""
        return exact_key(bullet.text, self._words)


def _idle(rows: Sequence[_Row], used: AbstractSet[_Row]) -> Iterator[Diagnostic]:
    for row in rows:
        if row not in used:
            text = f" about {row.text!r}" if row.text else ""
            where = f" in {row.path.lines[0]}" if row.path is not None else ""
            message = f"the rules ignore {row.code}{text}{where}, but there is no such finding"
            yield Diagnostic(IDLE_IGNORE, row.place.path, row.place.line, 1, message, _IDLE_HINT)


def _counted(place: RulePlace, ignored: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    if ignored:
        codes = sorted(Counter(one.code for one in ignored).items())
        listed = ", ".join(f"{number} {code}" for code, number in codes)
        verb = "finding is" if len(ignored) == 1 else "findings are"
        message = f"{len(ignored)} {verb} ignored by the rules: {listed}"
        yield Diagnostic(FINDINGS_IGNORED, place.path, place.line, 1, message)
