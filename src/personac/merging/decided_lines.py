"""Pass: give lines of the canonical the wording and the place that reviewers decided, and leave lines out.

It changes single lines of the finished body, so nothing else moves. A part of a decision that cannot be
applied is reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import IDLE_DECISION
from personac.merging.left_out import IDLE_TITLE_REASON, by_place, left_out_members
from personac.model import Cluster, LeftOut, Merged, MergedSection, Piece, PieceList
from personac.model.ast import Item, Paragraph
from personac.model.decided import AnchoredDecision, DecidedLine
from personac.parsing.parser import is_running_text

_HINT = "decide again with `personac review`"
_SHOWN = 60  # characters of a wording in a message
_Titles = tuple[str, ...]


class _Edit(NamedTuple):
    """What becomes of one line: its wording, the number of its section (None: it stays), or nothing."""

    text: str = ""
    home: int | None = None
    reason: str = ""


def with_decided_lines(merged: Merged) -> Merged:
    """Return the merged agent as decisions that count change its lines."""
    told = [(one, line) for one in merged.decided if one.counts for line in one.lines if _is_told(line)]
    if not told:
        return merged
    planner = _Planner(merged)
    edits, problems = _planned(planner, told)
    body, titles = _Body(edits).edited(merged.body, merged)
    reasons = {
        member: edit.reason
        for number, edit in sorted(edits.items()) if edit.reason
        for member in merged.clusters[number].members
    }  # fmt: skip
    left_out = by_place((*merged.left_out, *left_out_members(merged, reasons), *titles))
    return replace(merged, body=body, left_out=left_out, diagnostics=(*merged.diagnostics, *problems))


def _is_told(line: DecidedLine) -> bool:
    return bool(line.text or line.section or line.is_dropped)


def _planned(
    planner: _Planner, told: Iterable[tuple[AnchoredDecision, DecidedLine]]
) -> tuple[Mapping[int, _Edit], Sequence[Diagnostic]]:
    """Return what becomes of lines, by cluster, and the parts of decisions that cannot be applied."""
    edits, problems = {}, []
    for decision, line in told:
        if line.is_dropped and planner.is_absent(line):
            continue
        if problem := planner.problem(line):
            problems.append(Diagnostic(IDLE_DECISION, decision.decision.path, 1, 1, problem, _HINT))
        else:
            edits[planner.cluster(line)] = planner.edit(decision, line)
    return edits, problems


@dataclass(frozen=True, eq=False)
class _Planner:
    """Finds the lines and the sections that decisions name."""

    merged: Merged

    @cached_property
    def _pieces(self) -> Mapping[str, Sequence[Piece]]:
        """The pieces of each cluster."""
        found = defaultdict(list)
        for section in _sections(self.merged.body):
            for piece in _listed(section.content):
                found[_cluster_of(piece)].append(piece)
        return found

    @cached_property
    def _paths(self) -> Sequence[_Titles]:
        """The titles of each section and of those around it."""
        return tuple(_title_paths(self.merged.body, ()))

    def cluster(self, line: DecidedLine) -> int:
        """Return the number of the cluster of a line."""
        return self.merged.cluster_of[line.bullets[0]]

    def is_absent(self, line: DecidedLine) -> bool:
        """Return whether the canonical has none of the bullets of a line anyway."""
        clusters = {self.merged.cluster_of[bullet] for bullet in line.bullets}
        return not any(self.merged.clusters[number].id in self._pieces for number in clusters)

    def edit(self, decision: AnchoredDecision, line: DecidedLine) -> _Edit:
        """Return what a decision wants of a line."""
        by, why = decision.decision.by, decision.decision.content.reason
        reason = f"dropped by {by}: {why}" if line.is_dropped else ""
        return _Edit(" ".join(line.text.split()), self._home(line.section), reason)

    def problem(self, line: DecidedLine) -> str:
        """Return why a line cannot become what is decided, an empty string if it can."""
        merged, text = self.merged, self.merged.bullets[line.bullets[0]].text
        cluster = merged.clusters[self.cluster(line)]
        pieces = self._pieces.get(cluster.id, ())
        if not {*line.bullets} <= {*cluster.members}:
            return f"{text!r} and the others of its group are several lines of the canonical"
        if not pieces:
            return f"the canonical has no line of its own for {text!r}"
        if line.section and self._home(line.section) is None:
            return f"the canonical has no section {' > '.join(line.section)!r}, or several"
        return self._problem_of_words(line, cluster, pieces)

    def _problem_of_words(self, line: DecidedLine, cluster: Cluster, pieces: Sequence[Piece]) -> str:
        """Return why a line cannot get other words, or be dropped."""
        bullets = self.merged.bullets
        text, known = bullets[line.bullets[0]].text, {bullets[member].text for member in line.bullets}
        more = [bullets[member] for member in cluster.members if bullets[member].text not in known]
        if more and (line.text or line.is_dropped):
            return f"the line says {more[0].text!r} of {more[0].persona} now, too"
        if line.is_dropped and any(piece.children for piece in pieces):
            return f"{text!r} has items below it, so it cannot be dropped"
        if line.text and not all(map(_has_words, pieces)):
            return f"{text!r} is more than one paragraph, so it gets no other wording"
        if line.text and not is_running_text(" ".join(line.text.split())):
            return f"`text` is not running text that shows all that it says: {line.text[:_SHOWN]!r}"
        return ""

    def _home(self, titles: _Titles) -> int | None:
        """Return the number of the one section with these titles, at least at the end of its own."""
        wanted = tuple(map(str.casefold, titles))
        paths = [tuple(map(str.casefold, path)) for path in self._paths]
        found = [at for at, path in enumerate(paths) if wanted and path[-len(wanted) :] == wanted]
        exact = [at for at in found if len(paths[at]) == len(wanted)]
        chosen = exact or found
        return chosen[0] if len(chosen) == 1 else None


class _Body:
    """Applies edits, by cluster, to a body."""

    def __init__(self, edits: Mapping[int, _Edit]) -> None:
        self._edits = edits
        self._moved: dict[int, list[PieceList]] = defaultdict(list)

    def edited(self, body: MergedSection, merged: Merged) -> tuple[MergedSection, Sequence[LeftOut]]:
        """Return the body with all edits, and the titles of sections that have become empty."""
        edits = {merged.clusters[number].id: edit for number, edit in self._edits.items()}
        emptied: list[MergedSection] = []
        rest = self._section(body, edits)
        full = self._filled(rest, count())
        return _pruned(full, body, emptied), tuple(_title_rows(emptied))

    def _section(self, section: MergedSection, edits: Mapping[str, _Edit]) -> MergedSection:
        content = tuple(self._lists(section.content, edits))
        sections = tuple(self._section(child, edits) for child in section.sections)
        return replace(section, content=content, sections=sections)

    def _lists(self, lists: Iterable[PieceList], edits: Mapping[str, _Edit]) -> Iterator[PieceList]:
        for group in lists:
            edited = (self._piece(group, piece, edits) for piece in group.pieces)
            pieces = tuple(piece for piece in edited if piece is not None)
            if pieces:
                yield replace(group, pieces=pieces)

    def _piece(self, group: PieceList, piece: Piece, edits: Mapping[str, _Edit]) -> Piece | None:
        """Return a piece as it stays in its place, None if it does not."""
        edit = edits.get(_cluster_of(piece), _Edit())
        if edit.reason:
            return None
        children = tuple(self._lists(piece.children, edits))
        piece = replace(piece, children=children, text=edit.text or piece.text)
        if edit.home is None:
            return piece
        self._moved[edit.home].append(replace(group, pieces=(piece,)))
        return None

    def _filled(self, section: MergedSection, numbers: Iterator[int]) -> MergedSection:
        """Return a section with the lines that move into it and into those below it."""
        content = section.content
        for group in self._moved.get(next(numbers), ()):
            content = _with_list(content, group)
        return replace(
            section, content=content, sections=tuple(self._filled(one, numbers) for one in section.sections)
        )


def _with_list(content: tuple[PieceList, ...], group: PieceList) -> tuple[PieceList, ...]:
    """Return content with a list behind it: in its last list, if that has the same form."""
    last = content[-1] if content else None
    if last is None or last.form is None or last.form != group.form:
        return (*content, group)
    return (*content[:-1], replace(last, pieces=(*last.pieces, *group.pieces)))


def _pruned(section: MergedSection, before: MergedSection, emptied: list[MergedSection]) -> MergedSection:
    """Return a section without those below it that have lost all that they had."""
    sections = [
        _pruned(own, old, emptied) for own, old in zip(section.sections, before.sections, strict=True)
    ]
    gone = [
        not (own.content or own.sections) and bool(old.content or old.sections)
        for own, old in zip(sections, before.sections, strict=True)
    ]
    emptied += [own for own, is_gone in zip(sections, gone, strict=True) if is_gone]
    kept = tuple(own for own, is_gone in zip(sections, gone, strict=True) if not is_gone)
    return replace(section, sections=kept)


def _title_rows(emptied: Iterable[MergedSection]) -> Iterator[LeftOut]:
    for section in emptied:
        for own in section.origins:
            yield LeftOut(own.persona, own.path, own.line, own.end_line, section.title, IDLE_TITLE_REASON)


def _sections(section: MergedSection) -> Iterator[MergedSection]:
    yield section
    for child in section.sections:
        yield from _sections(child)


def _title_paths(section: MergedSection, above: _Titles) -> Iterator[_Titles]:
    """Yield the titles of each section, in the order of `_sections`."""
    path = (*above, section.title) if section.title else above
    yield path
    for child in section.sections:
        yield from _title_paths(child, path)


def _listed(lists: Iterable[PieceList]) -> Iterator[Piece]:
    for group in lists:
        for piece in group.pieces:
            yield piece
            yield from _listed(piece.children)


def _cluster_of(piece: Piece) -> str:
    return next((origin.cluster for origin in piece.origins if origin.cluster), "")


def _has_words(piece: Piece) -> bool:
    """Return whether a piece is a paragraph, or an item that begins with one."""
    block = piece.block
    is_item = isinstance(block, Item) and block.blocks and isinstance(block.blocks[0], Paragraph)
    return isinstance(block, Paragraph) or bool(is_item)
