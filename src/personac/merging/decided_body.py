"""The body of the canonical with single lines changed, moved or left out, as decisions say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from personac.merging.body_parts import BulletIndex
from personac.merging.canonical_tree import LEAD_IN_REASON
from personac.merging.left_out import IDLE_TITLE_REASON, left_out_members
from personac.model import LeftOut, Merged, MergedSection, Piece, PieceList
from personac.model.ast import Paragraph, announces


class Edit(NamedTuple):
    """What becomes of one line: its wording, the number of its section (None: it stays), or nothing."""

    text: str = ""
    home: int | None = None
    reason: str = ""


def edited_body(merged: Merged, edits: Mapping[int, Edit]) -> tuple[MergedSection, Sequence[LeftOut]]:
    """Return the body with edits, by the number of their cluster, and what it leaves out because of them.

    A lead-in goes with the last line of its list, and a section with the last of its content.
    """
    by_id = {merged.clusters[number].id: edit for number, edit in edits.items()}
    editor, emptied = _Editor(by_id), list[MergedSection]()
    body = _pruned(editor.edited(merged.body), merged.body, emptied)
    staying = {piece.cluster for section in body.walk() for piece in section.pieces()}
    reasons = {own: LEAD_IN_REASON for own in editor.leads if own not in staying}
    reasons |= {own: edit.reason for own, edit in by_id.items() if edit.reason}
    gone = {
        member: reasons[cluster.id]
        for cluster in merged.clusters if cluster.id in reasons
        for member in cluster.members
    }  # fmt: skip
    return body, (*left_out_members(merged, gone), *_title_rows(emptied))


def kept_bullets(merged: Merged, body: MergedSection) -> Mapping[int, int]:
    """For each cluster the bullet that is kept on its first line in a body."""
    bullets, kept = BulletIndex(merged), dict[int, int]()
    for section in body.walk():
        for piece in section.pieces():
            for bullet in bullets.at(piece.origins[0]) if piece.cluster else ():
                kept.setdefault(merged.cluster_of[bullet], bullet)
    return kept


class _Editor:
    """Applies edits, by the id of their cluster; `leads` are the lead-ins that have lost their lists."""

    def __init__(self, edits: Mapping[str, Edit]) -> None:
        self._edits = edits
        self._moved: dict[int, list[PieceList]] = defaultdict(list)
        self.leads: list[str] = []

    def edited(self, body: MergedSection) -> MergedSection:
        """Return a body with all edits."""
        return self._filled(self._section(body), count())

    def _section(self, section: MergedSection) -> MergedSection:
        content = tuple(self._lists(section.content))
        return replace(section, content=content, sections=tuple(map(self._section, section.sections)))

    def _lists(self, lists: Iterable[PieceList]) -> Sequence[PieceList]:
        """Return lists without the lines that do not stay, and without lead-ins that lose their lists."""
        staying: list[PieceList] = []
        lead = False  # whether a lead-in has lost all that followed it
        for group in lists:
            edited = (self._piece(group, piece) for piece in group.pieces)
            pieces = tuple(piece for piece in edited if piece is not None)
            if lead and pieces and group.form is None:
                self._give_up_lead(staying)
            if pieces:
                staying.append(replace(group, pieces=pieces))
            lead = not pieces and group.form is not None and (lead or _ends_in_lead_in(staying))
        if lead:
            self._give_up_lead(staying)
        return staying

    def _give_up_lead(self, staying: list[PieceList]) -> None:
        group = staying.pop()
        self.leads.append(group.pieces[-1].cluster)
        if group.pieces[1:]:
            staying.append(replace(group, pieces=group.pieces[:-1]))

    def _piece(self, group: PieceList, piece: Piece) -> Piece | None:
        """Return a piece as it stays in its place, None if it does not."""
        edit = self._edits.get(piece.cluster, Edit())
        if edit.reason:
            return None
        children = tuple(self._lists(piece.children))
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


def _ends_in_lead_in(lists: Sequence[PieceList]) -> bool:
    """Return whether lists end in a paragraph that announces what follows, and that is a bullet."""
    return bool(lists) and _announces_next(lists[-1]) and bool(lists[-1].pieces[-1].cluster)


def _with_list(content: tuple[PieceList, ...], group: PieceList) -> tuple[PieceList, ...]:
    """Return content with a list in it, in the last one of its form, but below no lead-in.

    Without such a list it stands before the first lead-in, as below that it would mean something else.
    """
    led = [at for at in range(1, len(content)) if content[at].form and _announces_next(content[at - 1])]
    free = [at for at, own in enumerate(content) if own.form and own.form == group.form and at not in led]
    if not free:
        place = led[0] - 1 if led else len(content)
        return (*content[:place], group, *content[place:])
    last = replace(content[free[-1]], pieces=(*content[free[-1]].pieces, *group.pieces))
    return (*content[: free[-1]], last, *content[free[-1] + 1 :])


def _announces_next(lists: PieceList) -> bool:
    """Return whether a paragraph announces what stands behind it."""
    piece = lists.pieces[-1]
    block = piece.block
    return lists.form is None and isinstance(block, Paragraph) and announces(piece.text or block.text)


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
