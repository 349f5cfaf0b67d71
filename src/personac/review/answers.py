"""From an answer of a reviewer to the decision files that say it.

A decision replaces those of the same reviewer that it repeats in every bullet, so that nobody is in dispute
with himself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from msgspec import UNSET

from personac.config.decision_files import decision_name, encode_decision, item_key, read_decision
from personac.front_matter.decided_fields import seen_values
from personac.matching.bullet_index import named_bullet
from personac.model import Compilation
from personac.model.decided import DecidedLine
from personac.model.decision_format import DecidedField, DecidedGroup, DecisionFile, NamedBullet
from personac.report.report_schema import ReviewRow
from personac.review.lines import Answer, ItemLines, Lines, bullets_of, refused

_LEFT_OUT = "the build leaves it out"


class Change(NamedTuple):
    """A file in the folder of the decisions: its name, and its bytes, None to remove it."""

    name: str
    data: bytes | None


class Said(NamedTuple):
    """What a decision says: lines, the reason, and the reviewers that it overrules."""

    lines: Lines
    reason: str = ""
    over: tuple[str, ...] = ()


def changes_of(compilation: Compilation, row: ReviewRow, answer: Answer, by: str) -> tuple[Change, ...]:
    """Return the files to write, and then those to remove.

    Raises `PersonacError` where the answer does not fit the item.
    """
    if row.field:
        return _changes_of_field(compilation, row, answer, by)
    if not row.groups:
        return _forgotten(row, answer)
    said = _said(compilation, row, answer, by)
    written = decision_change(compilation, decision_name(_key(compilation, row), by), said)
    gone = {PurePosixPath(path).name for path in _superseded(compilation, row, said.lines, by)}
    return (written, *(Change(name, None) for name in sorted(gone - {written.name})))


def decision_change(compilation: Compilation, name: str, said: Said) -> Change:
    """Return the change that writes a decision. Raises `PersonacError` if no build could follow it."""
    groups = tuple(_group(compilation, line) for line in sorted(said.lines, key=lambda line: line.bullets))
    named = [bullet for group in groups for bullet in group.bullets]
    if len({*named}) < len(named):
        hint = "they have one persona, text and place: change one of them in its source"
        raise refused(name, "two of these bullets cannot be told apart", hint)
    return _written(name, DecisionFile(reason=said.reason, over=said.over, group=groups))


def _forgotten(row: ReviewRow, answer: Answer) -> tuple[Change, ...]:
    """Return the changes that remove decisions of which no bullet is left."""
    if answer.verb not in {"accept", "confirm", "drop"}:
        raise refused(row.key, "none of its bullets is left", "accept that: the decision is removed")
    return tuple(Change(PurePosixPath(path).name, None) for path in row.files)


def _key(compilation: Compilation, row: ReviewRow) -> str:
    """Return the key of an item; of one whose texts changed since it was decided, that of its texts now."""
    if row.state not in {"carried", "stale"}:
        return row.key
    ids = (bullet for group in row.groups for bullet in group)
    return item_key(compilation.bullet_keys[compilation.position_of[bullet]] for bullet in ids)


def _written(name: str, content: DecisionFile) -> Change:
    """Return the change that writes a decision. Raises `PersonacError` if no build could read it."""
    data = encode_decision(content)
    read_decision(name, data)
    return Change(name, data)


def _said(compilation: Compilation, row: ReviewRow, answer: Answer, by: str) -> Said:
    if answer.verb == "set":
        hint = "decide about its lines: same, different, both, use, edit, drop or move"
        raise refused(row.key, "only a key of the front matter can be set", hint)
    if answer.verb == "confirm":
        return _confirmed(compilation, row, answer, by)
    lines = ItemLines(compilation, row).answered(answer)
    over = tuple(one for one in row.by if one != by) if row.state == "disputed" else ()
    return Said(lines, answer.reason.strip() or _reason(compilation, row, lines), over)


def _reason(compilation: Compilation, row: ReviewRow, lines: Lines) -> str:
    """Return the reason of lines that are dropped already."""
    dropped = {line.bullets for line in lines if line.is_dropped}
    known = (
        one.decision.content.reason
        for one in compilation.decided
        if any(line.is_dropped and line.bullets in dropped for line in one.lines)
    )
    return next(filter(None, known), _LEFT_OUT if row.part == "left_out" and dropped else "")


def _confirmed(compilation: Compilation, row: ReviewRow, answer: Answer, by: str) -> Said:
    """Return what the decision about an item says, the reviewer's own if there is one."""
    about = [one for one in compilation.decided if one.decision.path in row.files and one.lines]
    if not about:
        raise refused(row.key, "no decision about this item is left to confirm", "decide about it anew")
    one = min(about, key=lambda own: (own.decision.by != by, own.decision.path))
    content = one.decision.content
    return Said(one.lines, answer.reason.strip() or content.reason, tuple(r for r in content.over if r != by))


def _group(compilation: Compilation, line: DecidedLine) -> DecidedGroup:
    bullets = tuple(dict.fromkeys(_named(compilation, bullet) for bullet in line.bullets))
    return DecidedGroup(bullets, line.text, line.section, line.is_dropped)


def _named(compilation: Compilation, position: int) -> NamedBullet:
    bullet = compilation.bullets[position]
    above = compilation.position_of.get(bullet.parent)
    return named_bullet(bullet, "" if above is None else compilation.bullets[above].text)


def _superseded(compilation: Compilation, row: ReviewRow, lines: Lines, by: str) -> Iterator[str]:
    """Yield the reviewer's decisions about these bullets alone, and all stale ones of the item.

    A stale one holds its bullets apart, whoever made it, until somebody decides about them again.
    """
    bullets = bullets_of(lines)
    for one in compilation.decided:
        is_of_item = one.decision.path in row.files
        is_inside = bullets.issuperset(one.bullets) and not one.missing
        if (is_of_item and one.state == "stale") or (one.decision.by == by and (is_inside or is_of_item)):
            yield one.decision.path


def _changes_of_field(
    compilation: Compilation, row: ReviewRow, answer: Answer, by: str
) -> tuple[Change, ...]:
    if answer.verb not in {"accept", "set", "confirm"}:
        raise refused(row.key, f"{row.field} is a key of the front matter", "accept it, or set it: --value")
    field = DecidedField(
        row.field, seen_values(row.field, compilation.personas), _value(compilation, row, answer)
    )
    over = tuple(one for one in row.by if one != by) if row.state == "disputed" else ()
    content = DecisionFile(reason=answer.reason.strip(), over=over, field=field)
    return (_written(decision_name(row.key, by), content),)


def _value(compilation: Compilation, row: ReviewRow, answer: Answer) -> object:
    """Return the value that was chosen, or that of the build; unset where the key is left out."""
    if answer.verb == "set":
        return UNSET if answer.value is None else answer.value
    return next((one.value for one in compilation.fields if one.key == row.field), UNSET)
