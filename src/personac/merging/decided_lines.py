"""Pass: give lines of the canonical the wording and the place that reviewers decided, and leave lines out.

It changes single lines of the finished body, so nothing else moves. A part of a decision that cannot be
applied is reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import IDLE_DECISION
from personac.merging.assembly import with_kept
from personac.merging.decided_body import Edit, edited_body, kept_bullets
from personac.merging.left_out import by_place
from personac.model import Cluster, Merged, MergedSection, Piece
from personac.model.ast import Item, Paragraph
from personac.model.decided import AnchoredDecision, DecidedLine
from personac.parsing.parser import is_running_text

_HINT = "decide again with `personac review`"
_SHOWN = 60  # characters of a wording in a message
_Titles = tuple[str, ...]


def with_decided_lines(merged: Merged) -> Merged:
    """Return the merged agent as decisions that count change its lines."""
    told = [(one, line) for one in merged.decided if one.counts for line in one.lines if _is_told(line)]
    if not told:
        return merged
    planner = _Planner(merged)
    edits, problems = _planned(planner, told)
    body, left_out = edited_body(merged, edits)
    left_out = by_place((*merged.left_out, *left_out))
    merged = with_kept(merged, kept_bullets(merged, body))
    return replace(merged, body=body, left_out=left_out, diagnostics=(*merged.diagnostics, *problems))


def _is_told(line: DecidedLine) -> bool:
    return bool(line.text or line.section or line.is_dropped)


def _planned(
    planner: _Planner, told: Iterable[tuple[AnchoredDecision, DecidedLine]]
) -> tuple[Mapping[int, Edit], Sequence[Diagnostic]]:
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
        for section in self.merged.body.walk():
            for piece in section.pieces():
                found[piece.cluster].append(piece)
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

    def edit(self, decision: AnchoredDecision, line: DecidedLine) -> Edit:
        """Return what a decision wants of a line."""
        by, why = decision.decision.by, decision.decision.content.reason
        reason = f"dropped by {by}: {why}" if line.is_dropped else ""
        return Edit(" ".join(line.text.split()), self._home(line.section), reason)

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


def _title_paths(section: MergedSection, above: _Titles) -> Iterator[_Titles]:
    """Yield the titles of each section, in the order of `walk`."""
    path = (*above, section.title) if section.title else above
    yield path
    for child in section.sections:
        yield from _title_paths(child, path)


def _has_words(piece: Piece) -> bool:
    """Return whether a piece is a paragraph, or an item that begins with one."""
    block = piece.block
    is_item = isinstance(block, Item) and block.blocks and isinstance(block.blocks[0], Paragraph)
    return isinstance(block, Paragraph) or bool(is_item)
