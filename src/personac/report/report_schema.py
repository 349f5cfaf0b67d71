"""The report: one model that every renderer reads, and the contract of report.json.

Field names and meanings are public (`personac-report/1`). Paths are relative, lines count from 1, and
there is no time stamp: the same input gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from personac.emit.json_rows import encode_rows, escaped
from personac.emit.lockfile import DiagnosticRow
from personac.model import BulletKind, LossKind, Relation
from personac.report.safe_text import count, percent
from personac.tokens import Tokenizer

SCHEMA = "personac-report/1"
_MATRIX_WIDTH = 8
NOT_COMPARED = "more than 1,000 personas are not compared with each other"
Decider = Literal["score", "guard", "mean", "lowest", "persona"]
_DECIDED = {"score": "too low", "guard": "kept apart", "lowest": "unlike pair", "persona": "one persona"}
BulletState = Literal["kept", "merged", "covered", "left_out"]
STATE_WORDS: Mapping[BulletState, str] = {
    "kept": "kept",
    "merged": "merged",
    "covered": "in a broader bullet",
    "left_out": "left out",
}
"""What may become of a bullet, in words."""


class Row(msgspec.Struct, frozen=True):
    """Base of all rows: immutable."""


class PersonaRow(Row, frozen=True):
    """One source: its size in bytes and tokens, the number of its bullets, and of those that only it has.

    `sha256` is the hash of its bytes; reports of earlier versions have none.
    """

    id: str
    path: str
    name: str
    bytes: int
    bullets: int
    unique: int
    tokens: int
    sha256: str = ""


class BulletRow(Row, frozen=True):
    """One bullet, as in the source; its state, and its line in the canonical (0: none).

    The file has that line in the report's `canonical_lines`, in the order of the bullets.
    """

    id: str
    persona: str
    path: str
    line: int
    end_line: int
    section: tuple[str, ...]
    kind: BulletKind
    text: str
    state: BulletState = "kept"
    canonical_line: int = 0


class WhyRow(Row, frozen=True):
    """A pair of members that was scored: its probability, the features of the score, and reasons in words."""

    a: str
    b: str
    score: float
    features: dict[str, float]
    reasons: tuple[str, ...]


class ClusterRow(Row, frozen=True):
    """Bullets with the same meaning; `text` is the representative's."""

    id: str
    members: tuple[str, ...]
    representative: str
    cohesion: float
    text: str
    why: tuple[WhyRow, ...]


class CoverRow(Row, frozen=True):
    """A broad bullet whose `facet` covers a narrow one; they are not merged."""

    broad: str
    narrow: str
    score: float
    facet: str


def cover_outcome(narrow: BulletRow) -> str:
    """Return what became of a narrow bullet that a broad one covers."""
    match narrow.state:
        case "covered":
            return "only the broader one is in the canonical"
        case "left_out":
            return "the narrower one is left out"
    return "both are in the canonical"


class ContradictionRow(Row, frozen=True):
    """Two similar bullets of different personas that contradict each other."""

    a: str
    b: str
    reason: str


class NearMissRow(Row, frozen=True):
    """Two bullets that score near the threshold, or above it, and were not merged.

    `apart` is the reason why a pair with a sufficient score was not merged; empty where the score is too low.
    `by` is what decided; `mean` is that of all `pairs` of the two clusters, 0 for those not scored.
    """

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]
    apart: str
    by: Decider = "score"
    mean: float = 0.0
    pairs: int = 0

    def why(self, threshold: float) -> str:
        """Return in words why the two were not merged."""
        return self.apart or f"the score {self.score:.2f} is under the threshold of {threshold:.2f}"

    @property
    def decided(self) -> str:
        """What decided, short, to stand beside the score."""
        return f"mean {self.mean:.2f}" if self.by == "mean" else _DECIDED[self.by]


class Overlap(Row, frozen=True):
    """`matrix[i][j]`: the share of persona i's bullets that persona j has too.

    Both are empty in reports on more than 1,000 personas.
    """

    personas: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]

    @property
    def is_narrow(self) -> bool:
        """Whether the matrix fits a table of text; otherwise the closest pairs are listed."""
        return 0 < len(self.personas) <= _MATRIX_WIDTH

    def shares(self) -> Iterator[tuple[str, str, float]]:
        """Yield triples (persona, other, share of the other's bullets that the persona has too), no zeros."""
        for other, row in zip(self.personas, self.matrix, strict=True):
            for one, share in zip(self.personas, row, strict=True):
                if one != other and share > 0:
                    yield one, other, share

    def closest(self, most: int) -> tuple[tuple[str, str, float], ...]:
        """Return the highest `shares`; ties in the order of the personas."""
        return tuple(nsmallest(most, self.shares(), key=lambda triple: -triple[2]))


class SectionOverlap(Row, frozen=True):
    """Sections of the outline by title path, their numbers of bullets, and what they share.

    An entry (i, j, n) of `shared`: section j has n of section i's bullets too; i may be j.
    """

    sections: tuple[tuple[str, ...], ...] = ()
    bullets: tuple[int, ...] = ()
    shared: tuple[tuple[int, int, int], ...] = ()


class LineOrigin(Row, frozen=True):
    """A line of a persona that a line of the canonical came from, and how."""

    persona: str
    line: int
    relation: Relation


class LineRow(Row, frozen=True):
    """A line of the canonical, its cluster (empty: none), and its origins."""

    text: str
    cluster: str
    origins: tuple[LineOrigin, ...]


class LeftOutRow(Row, frozen=True):
    """Text of a source that the canonical does not have, and the reason."""

    persona: str
    path: str
    line: int
    end_line: int
    text: str
    reason: str
    bullet: str


class LossRow(Row, frozen=True):
    """A line of a source with words, or a lead-in, that the canonical has nowhere; its cluster, if any."""

    persona: str
    path: str
    line: int
    words: tuple[str, ...]
    kind: LossKind
    cluster: str

    @property
    def text(self) -> str:
        """The words of a lead-in with its colon, else the list of the words."""
        return f"{' '.join(self.words)}:" if self.kind == "lead_in" else ", ".join(self.words)


class FieldValueRow(Row, frozen=True):
    """The value that a persona gives a key, on which line of its file (0: it does not have the key)."""

    persona: str
    line: int
    value: str


class FieldRow(Row, frozen=True):
    """A front-matter key, its value in the canonical, and the values of the personas that differ from it."""

    key: str
    value: str
    values: tuple[FieldValueRow, ...]


ReviewPart = Literal[
    "stale",
    "disputed",
    "front_matter",
    "contradictions",
    "losses",
    "doubtful",
    "near_misses",
    "completed",
    "folds",
    "left_out",
    "moves",
    "sure",
]
"""The parts of the review queue, in their order."""
ReviewState = Literal["undecided", "grown", "carried", "stale", "disputed", "decided"]


class ReviewRow(Row, frozen=True):
    """An item of the review queue: bullets as groups, each of which is one line of the canonical now.

    `score` is the lowest of its pairs, `lost` are the words that the canonical gives up, those that matter
    most first. `field` is the front-matter key of an item without bullets. `by` are the reviewers who
    decided, `files` the paths of their decisions.
    """

    key: str
    part: ReviewPart
    state: ReviewState
    groups: tuple[tuple[str, ...], ...]
    score: float = 1.0
    lost: tuple[str, ...] = ()
    field: str = ""
    by: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    note: str = ""


class SectionRow(Row, frozen=True):
    """A section of the canonical and its other titles in the sources."""

    title: str
    aliases: tuple[str, ...]


class CanonicalRow(Row, frozen=True):
    """The merged agent: its name, file and size."""

    name: str
    path: str
    bytes: int
    bullets: int
    tokens: int


class SizeRow(Row, frozen=True):
    """A size: bullets (with paragraphs), bytes and tokens."""

    bullets: int
    bytes: int
    tokens: int


class SavedRow(SizeRow, frozen=True):
    """How much smaller the canonical is than the sources together; below 0 where it is larger.

    `share` is the share of the sources' tokens.
    """

    share: float


class SizesRow(Row, frozen=True):
    """The sources together beside the canonical.

    `tokenizer` counted all tokens of the report: `estimate`, or the name of an encoding.
    """

    tokenizer: Tokenizer
    sources: SizeRow
    canonical: SizeRow
    saved: SavedRow

    @property
    def saving(self) -> str:
        """The share of the tokens saved, and what counted them."""
        how = "estimated" if self.tokenizer == "estimate" else f"by {self.tokenizer}"
        words = "of the tokens saved" if self.saved.share >= 0 else "more tokens"
        return f"{percent(abs(self.saved.share))} {words} ({how})"


class Report(Row, frozen=True):
    """All results of a build."""

    schema: Literal["personac-report/1"]
    canonical: CanonicalRow
    sizes: SizesRow
    personas: tuple[PersonaRow, ...]
    bullets: tuple[BulletRow, ...]
    clusters: tuple[ClusterRow, ...]
    covers: tuple[CoverRow, ...]
    contradictions: tuple[ContradictionRow, ...]
    overlap: Overlap
    sections: tuple[SectionRow, ...]
    left_out: tuple[LeftOutRow, ...]
    diagnostics: tuple[DiagnosticRow, ...]
    threshold: float = 0.0
    near_misses: tuple[NearMissRow, ...] = ()
    section_overlap: SectionOverlap = SectionOverlap()
    lines: tuple[LineRow, ...] = ()
    losses: tuple[LossRow, ...] = ()
    front_matter: tuple[FieldRow, ...] = ()
    review: tuple[ReviewRow, ...] = ()

    @property
    def summary(self) -> str:
        """The totals in one line."""
        before, after = self.sizes.sources, self.sizes.canonical
        covered = {row.id for row in self.bullets if row.state == "covered"}
        left_out = sum(row.bullet not in covered for row in self.left_out)
        return (
            f"{count(len(self.personas), 'persona')} with {_size(before)} -> {_size(after)}; "
            f"{self.sizes.saving}; {count(len(self.clusters), 'cluster')}, {left_out} left out"
        )

    @property
    def became(self) -> str:
        """What became of the bullets, in one line: every bullet is in one of the numbers."""
        counts = Counter(row.state for row in self.bullets)
        parts = (f"{counts[state]} {words}" for state, words in STATE_WORDS.items() if counts[state])
        return f"{count(len(self.bullets), 'bullet')}: {', '.join(parts)}" if self.bullets else "no bullets"

    @property
    def totals(self) -> tuple[tuple[str, str, SizeRow], ...]:
        """The rows below the personas' sizes: a name (in brackets, unlike an id), a file, the sizes."""
        return (
            ("(sources together)", "", self.sizes.sources),
            ("(canonical)", self.canonical.path, self.sizes.canonical),
            ("(saved)", "", self.sizes.saved),
        )

    def bullets_by_id(self) -> Mapping[str, BulletRow]:
        """Index the bullets."""
        return {bullet.id: bullet for bullet in self.bullets}

    def by_spread(self) -> tuple[ClusterRow, ...]:
        """Return the clusters by their numbers of personas, then of members, highest first; then in order."""
        personas = {bullet.id: bullet.persona for bullet in self.bullets}
        spread = {row.id: len({personas[member] for member in row.members}) for row in self.clusters}
        return tuple(sorted(self.clusters, key=lambda row: (-spread[row.id], -len(row.members))))


class ReportFile(Report, frozen=True):
    """The report as report.json has it: the lines of the canonical are apart from the bullets.

    So a line that is added to the canonical changes one line of the file, and not a line for each bullet.
    """

    canonical_lines: tuple[int, ...] = ()

    @property
    def report(self) -> Report:
        """The report, each bullet with its line of the canonical again."""
        fields = {name: getattr(self, name) for name in Report.__struct_fields__}
        if self.canonical_lines:
            lines = zip(self.bullets, self.canonical_lines, strict=True)
            fields["bullets"] = tuple(replace(bullet, canonical_line=line) for bullet, line in lines)
        return Report(**fields)


def encode_report(report: Report) -> bytes:
    """Encode a report as report.json has it: one line for each row."""
    fields = msgspec.to_builtins(report)
    fields["canonical_lines"] = [bullet.pop("canonical_line") for bullet in fields["bullets"]]
    return encode_rows(fields)


def _size(size: SizeRow) -> str:
    return f"{count(size.bullets, 'bullet')} ({size.bytes:,} bytes, {size.tokens:,} tokens)"


def encode_json(rows: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Encode rows as JSON with an indentation of two spaces and a final newline."""
    data = msgspec.json.format(msgspec.json.encode(rows), indent=2)
    return escaped(data).decode("utf-8") + "\n"
