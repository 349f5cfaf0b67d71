"""The lines of an item as decisions have them, and the answers of a reviewer applied to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.review_kinds import CANNOT_DECIDE
from personac.extraction.section_streams import section_streams
from personac.model import Compilation
from personac.model.ast import Item, Paragraph
from personac.model.decided import DecidedLine
from personac.report.report_schema import ReviewRow
from personac.report.review_items import lines_of

Verb = Literal["accept", "same", "different", "both", "use", "edit", "drop", "move", "confirm", "set"]
"""What a reviewer may answer about an item; `set` is about a key of the front matter."""
Lines = tuple[DecidedLine, ...]
_LIST_HINT = "personac review --list prints the items and the ids of their bullets"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `member` is the id of a bullet, `value` that of a key of the front matter."""

    verb: Verb
    member: str = ""
    text: str = ""
    section: tuple[str, ...] = ()
    reason: str = ""
    value: Any = field(default=None, hash=False)


def refused(key: str, message: str, hint: str = _LIST_HINT) -> PersonacError:
    """Return the error of an answer that does not fit the item of this key."""
    return PersonacError(Diagnostic(CANNOT_DECIDE, key, 0, 0, message, hint))


@dataclass(frozen=True)
class ItemLines:
    """The lines of an item as the build has them, and what an answer makes of them.

    A line that a decision is about keeps the wording and the place which that gives it.
    """

    compilation: Compilation
    row: ReviewRow

    @cached_property
    def now(self) -> Lines:
        """The lines as they are."""
        positions = self.compilation.position_of
        groups = (tuple(sorted(positions[bullet] for bullet in group)) for group in self.row.groups)
        return tuple(self.known.get(group, DecidedLine(group)) for group in groups)

    @cached_property
    def known(self) -> Mapping[tuple[int, ...], DecidedLine]:
        """The lines of the decisions that count, by their bullets."""
        counting = (one for one in self.compilation.decided if one.counts)
        return {line.bullets: line for one in counting for line in one.lines}

    @property
    def bullets(self) -> tuple[int, ...]:
        """All bullets of the item, sorted."""
        return tuple(sorted(bullet for line in self.now for bullet in line.bullets))

    def answered(self, answer: Answer) -> Lines:
        """Return the lines that an answer makes. Raises `PersonacError` where it does not fit."""
        if answer.verb == "drop" and not answer.reason.strip():
            raise refused(self.row.key, "a line that is dropped needs a reason", "say why: --reason")
        if self.row.part == "left_out" and answer.verb not in {"accept", "drop"}:
            hint = "accept it, or change what the rules leave out"
            raise refused(self.row.key, "the build leaves it out, so it has no line to decide about", hint)
        return tuple(map(self._whole, _ANSWERS[answer.verb](self, answer)))

    def accepted(self, _answer: Answer) -> Lines:
        """The item as it stands: a fold is one line, and a left-out bullet is dropped."""
        if self.row.part == "folds" and len(self.now) == 1 and not self.now[0].text:
            return (replace(self.now[0], text=self.kept_wording),)
        if self.row.part == "left_out":
            return tuple(DecidedLine(line.bullets, is_dropped=True) for line in self.now)
        return self.now

    def joined(self, _answer: Answer) -> Lines:
        """All bullets as one line."""
        return (self._kept(self.bullets),)

    def without_member(self, answer: Answer) -> Lines:
        """The focused member is a line of its own; a pair that is apart stays so."""
        if not answer.member and all(len(line.bullets) == 1 for line in self.now):
            return self.now
        member = self._member(answer)
        lines: list[DecidedLine] = []
        for line in self.now:
            rest = tuple(bullet for bullet in line.bullets if bullet != member)
            lines += [line] if rest == line.bullets else [self._kept(rest)] if rest else []
        return (*lines, self._kept((member,)))

    def apart(self, _answer: Answer) -> Lines:
        """Every bullet with other words is a line; of a fold each of the two clusters."""
        if self.row.part == "folds":
            return tuple(map(DecidedLine, lines_of(self.compilation, self.bullets)))
        words: dict[tuple[str, ...], list[int]] = {}
        for bullet in self.bullets:
            words.setdefault(self.compilation.bullet_keys[bullet][1:], []).append(bullet)
        return tuple(self._kept(tuple(group)) for group in words.values())

    def worded_as(self, answer: Answer) -> Lines:
        """One line with the wording of a member; in a contradiction the other side is dropped."""
        member = self._member(answer)
        if self.row.part != "contradictions":
            return (DecidedLine(self.bullets, text=self.wording_of(member)),)
        if not answer.reason.strip():
            raise refused(
                self.row.key, "the side of a contradiction that goes needs a reason", "say why: --reason"
            )
        return tuple(line if member in line.bullets else _dropped(line) for line in self.now)

    def edited(self, answer: Answer) -> Lines:
        """A line with another text."""
        text = " ".join(answer.text.split())
        if not text:
            raise refused(self.row.key, "an edited line needs a text", "write it: --text")
        return self._each(answer, lambda line: replace(line, text=text, is_dropped=False), one=True)

    def dropped(self, answer: Answer) -> Lines:
        """The line of a member dropped, or all lines."""
        return self._each(answer, _dropped)

    def moved(self, answer: Answer) -> Lines:
        """The line of a member in another section, or all lines."""
        if not all(map(str.strip, answer.section)) or not answer.section:
            raise refused(
                self.row.key, "a line that moves needs a section", 'name its titles: --section "A > B"'
            )
        return self._each(answer, lambda line: replace(line, section=answer.section, is_dropped=False))

    @property
    def kept_wording(self) -> str:
        """The wording of the broad cluster of a fold."""
        owner, folded = self.compilation.cluster_of, self.compilation.folded
        broad = next(
            (folded[owner[one]] for one in self.bullets if owner[one] in folded), owner[self.bullets[0]]
        )
        wording = self.compilation.wordings[broad]
        return wording.text or self.wording_of(wording.bullet)

    def wording_of(self, bullet: int) -> str:
        """Return the first paragraph of a bullet as markdown, on one line."""
        row = self.compilation.bullets[bullet]
        node = section_streams(self.compilation, of_all=True).nodes.get(bullet)
        inside = [one for one in node.blocks if isinstance(one, Paragraph)] if isinstance(node, Item) else []
        span = inside[0].span if inside else row.span
        source = self.compilation.personas[self.compilation.number_of[row.persona]].source
        return " ".join(source.slice_text(span).split())

    def _each(
        self, answer: Answer, change: Callable[[DecidedLine], DecidedLine], *, one: bool = False
    ) -> Lines:
        """Return the lines with the one of a member changed; without a member all, or the only `one`."""
        member = self._member(answer) if answer.member else None
        if member is None and one and len(self.now) > 1:
            raise refused(self.row.key, "the item has several lines", "name a bullet of the line: --member")
        return tuple(change(line) if member is None or member in line.bullets else line for line in self.now)

    def _kept(self, bullets: tuple[int, ...]) -> DecidedLine:
        """Return the line of bullets as it was decided, unless it was dropped."""
        known = self.known.get(bullets)
        return DecidedLine(bullets) if known is None or known.is_dropped else known

    def _whole(self, line: DecidedLine) -> DecidedLine:
        """Return a line with all bullets that the canonical says with it, if it is dropped or reworded."""
        if not (line.is_dropped or line.text):
            return line
        owner = self.compilation.cluster_of
        mates = {mate for one in line.bullets for mate in self.compilation.clusters[owner[one]].members}
        others = {*self.bullets} - {*line.bullets}
        return replace(line, bullets=tuple(sorted({*line.bullets, *(mates - others)})))

    def _member(self, answer: Answer) -> int:
        position = self.compilation.position_of.get(answer.member, -1)
        if position not in self.bullets:
            message = (
                f"the item has no bullet {answer.member!r}" if answer.member else "name a bullet of the item"
            )
            raise refused(self.row.key, message, f"its bullets: {', '.join(self._ids())}")
        return position

    def _ids(self) -> Sequence[str]:
        return [self.compilation.bullets[bullet].id for bullet in self.bullets]


def _dropped(line: DecidedLine) -> DecidedLine:
    return DecidedLine(line.bullets, is_dropped=True)


def bullets_of(lines: Iterable[DecidedLine]) -> frozenset[int]:
    """Return all bullets of some lines."""
    return frozenset(bullet for line in lines for bullet in line.bullets)


_ANSWERS: Mapping[str, Callable[[ItemLines, Answer], Lines]] = {
    "accept": ItemLines.accepted,
    "same": ItemLines.joined,
    "different": ItemLines.without_member,
    "both": ItemLines.apart,
    "use": ItemLines.worded_as,
    "edit": ItemLines.edited,
    "drop": ItemLines.dropped,
    "move": ItemLines.moved,
}
