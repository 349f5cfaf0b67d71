"""The items of one generation as the page shows them, made from the report when they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, count

from msgspec.structs import replace

from personac.matching.word_difference import swapped
from personac.report.canonical_wording import CanonicalWording
from personac.report.html.cards import section_paths
from personac.report.html.markup import badges
from personac.report.report_schema import BulletRow, FieldRow, NearMissRow, ReviewRow, WhyRow
from personac.report.safe_text import flat, shortened
from personac.report.word_marks import read_against, words_of
from personac.review.session import Snapshot
from personac.review.web.item_view import GroupView, ItemView, LostWord, MemberView, PairView, ValueView
from personac.review.web.lost_words import with_word
from personac.review.web.possible_answers import actions_of

_SHORT = 3  # letters of a word that says little about what is said elsewhere
_MOST_LINES = 3  # a word on more lines is common
_MOST_WORDS = 8
_TITLE = 120


class ItemViews:
    """The items of one generation, each made when it is asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Index the report."""
        self.snapshot, report = snapshot, snapshot.report
        blind = frozenset(snapshot.audit.left if snapshot.audit else ())
        self.rows = {row.key: _unmarked(row) if row.key in blind else row for row in report.review}
        self.badges = badges(report)
        self._bullets = report.bullets_by_id()
        self._canonical = CanonicalWording.of(report)
        self.section_paths = section_paths(report.lines)
        self._fields = {row.key: row for row in report.front_matter}
        self._scopes = _scopes(snapshot)
        self._scores = dict(_scores(snapshot))
        self._lines_of = _lines_of(self._canonical)

    def view(self, key: str) -> ItemView:
        """Return an item of this generation.

        Raises:
            KeyError: there is no such item.

        """
        row = self.rows[key]
        groups = tuple(self._groups(row))
        members = [member.bullet for group in groups for member in group.members]
        values = tuple(self._values(self._fields.get(row.field)))
        return ItemView(
            row=row,
            title=self.title(row),
            groups=groups,
            values=values,
            lost=tuple(self._lost(row, groups)),
            elsewhere=tuple(self._elsewhere(row, groups)) if len(groups) == 1 else (),
            pairs=tuple(self._pairs(members)),
            actions=actions_of(row, len(members) or len(values) - 1),
        )

    def title(self, row: ReviewRow) -> str:
        """Return what names an item in lists: its line, else its first bullet, or its key."""
        if row.field:
            return f"front matter: {flat(row.field)}"
        bullets = [self._bullets[one] for group in row.groups for one in group if one in self._bullets]
        said = next((text for bullet in bullets if (text := self._canonical.at(bullet.canonical_line))), "")
        return shortened(flat(said or (bullets[0].text if bullets else row.key)), _TITLE)

    def search(self, terms: Sequence[str]) -> list[ReviewRow]:
        """Return the items whose bullets or titles have all terms, in the order of the queue."""
        return [row for row in self.rows.values() if all(term in self._searched(row) for term in terms)]

    def _searched(self, row: ReviewRow) -> str:
        bullets = (self._bullets.get(one) for group in row.groups for one in group)
        texts = (f"{one.text} {one.persona} {' '.join(one.section)}" for one in bullets if one)
        return " ".join((self.title(row), *row.lost, *texts)).lower()

    def _groups(self, row: ReviewRow) -> Iterator[GroupView]:
        numbers, base = count(1), ""
        for group in row.groups:
            bullets = [self._bullets[one] for one in group if one in self._bullets]
            kept = sorted(bullets, key=lambda bullet: bullet.state != "kept")
            line = next((bullet.canonical_line for bullet in kept if bullet.canonical_line), 0)
            text = self._canonical.at(line) or (kept[0].text if kept else "")
            section = self.section_paths[line - 1] if 0 < line <= len(self.section_paths) else ()
            base = base or text  # the sides of a pair are read against each other
            members = (self._member(next(numbers), bullet, base) for bullet in bullets)
            yield GroupView(line, text, section, tuple(members))

    def _member(self, number: int, bullet: BulletRow, line: str) -> MemberView:
        marks = read_against(line, bullet.text, self._canonical.lost(bullet))
        scope = self._scopes.get(bullet.id, ())
        return MemberView(number, bullet, self.badges[bullet.persona], scope, marks)

    def _values(self, field: FieldRow | None) -> Iterator[ValueView]:
        if field is None:
            return
        yield ValueView(0, None, "", field.value)
        for number, row in enumerate(field.values, start=1):
            yield ValueView(number, self.badges[row.persona], row.persona, row.value)

    def _lost(self, row: ReviewRow, groups: Sequence[GroupView]) -> Iterator[LostWord]:
        for word in row.lost:
            sources = [text for group in groups for text in _sayings(word, group)]
            is_known = len(groups) == 1 and bool(sources)
            yield LostWord(word, with_word(groups[0].text, sources[0], word) if is_known else "")

    def _elsewhere(self, row: ReviewRow, groups: Sequence[GroupView]) -> Iterator[tuple[str, int]]:
        """The words that a member has and its line has not, each with a line of the canonical that has it."""
        said: dict[str, int] = {}
        for group in groups:
            known = frozenset(words_of(" ".join((group.text, *row.lost))))
            for word in chain.from_iterable(words_of(one.bullet.text) for one in group.members):
                lines = self._lines_of.get(word, ())
                if word not in known and len(word) > _SHORT and 0 < len(lines) <= _MOST_LINES:
                    said.setdefault(word, lines[0])
        yield from list(said.items())[:_MOST_WORDS]

    def _pairs(self, members: Sequence[BulletRow]) -> Iterator[PairView]:
        for (one, a), (other, b) in combinations(enumerate(members, start=1), 2):
            if (a.id, b.id) in self._scores:
                score, reasons = self._scores[a.id, b.id]
                yield PairView(one, other, score, reasons)


def _unmarked(row: ReviewRow) -> ReviewRow:
    """An accepted item as the blind audit asks it again: as if nobody had decided."""
    return replace(row, state="undecided", by=(), files=())


def _sayings(word: str, group: GroupView) -> Iterator[str]:
    """The texts of the members that have a word."""
    wanted = frozenset(words_of(word))
    for member in group.members:
        if wanted.issubset(words_of(member.bullet.text)):
            yield member.bullet.text


def _scores(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], tuple[float, tuple[str, ...]]]]:
    """The scored pairs, both ways round."""
    report = snapshot.report
    rows: list[NearMissRow | WhyRow] = [
        *report.near_misses,
        *chain.from_iterable(c.why for c in report.clusters),
    ]
    for row in rows:
        yield (row.a, row.b), (row.score, row.reasons)
        yield (row.b, row.a), (row.score, swapped(row.reasons))


def _scopes(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each bullet with a lead-in or a parent these."""
    bullets = {bullet.id: bullet for bullet in snapshot.compilation.bullets}
    scopes: dict[str, tuple[str, ...]] = {}
    for bullet in bullets.values():
        parent = bullets.get(bullet.parent)
        scopes[bullet.id] = tuple(filter(None, (bullet.lead_in, parent.text if parent else "")))
    return scopes


def _lines_of(canonical: CanonicalWording) -> Mapping[str, Sequence[int]]:
    lines: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(canonical.lines, start=1):
        for word in dict.fromkeys(words_of(line.text)):
            lines[word].append(number)
    return lines
