"""What the passes hand on to each other: frozen data, and nothing that acts.

The order of the classes is the way of the data: persona, bullet, pair,
cluster, outline, canonical, variant. `Compilation` collects them; every pass
takes one and returns a new one with its own product filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from personac.diagnostics.model import Diagnostic
from personac.nodes import Block, Item, Paragraph, Section
from personac.source import Source, Span

BulletKind = Literal["item", "task", "ordered", "paragraph"]
ListForm = Literal["bulleted", "ordered", "task"]
Relation = Literal["kept", "merged", "covered", "heading", "frontmatter"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a front matter: its value as YAML has it, and its lines.

    `span` runs from the key to the end of its value, without the line end.
    """

    key: str
    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of one file; `tolerant` where no YAML parser takes it.

    `span` covers both `---` lines and is None where the file has none.
    """

    span: Span | None = None
    entries: tuple[Entry, ...] = ()
    tolerant: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The keys and values, in the order of the file."""
        return {entry.key: entry.value for entry in self.entries}


@dataclass(frozen=True, slots=True)
class Persona:
    """One parsed source file; `id` is its stem, made unique by its path."""

    id: str
    source: Source
    front_matter: FrontMatter
    body: Section

    @property
    def name(self) -> str:
        """What `name:` says, or an empty string."""
        value = self.front_matter.values.get("name")
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Bullet:
    """The unit that is matched: a list item at any depth, or a paragraph.

    `text` is what a reader sees, `stems` the normal form that is compared.
    `section` lists the titles from the outermost in; `parent` is the id of the
    bullet that this one is nested under, or an empty string.
    """

    id: str
    persona: str
    path: str
    span: Span
    line: int
    end_line: int
    section: tuple[str, ...]
    kind: BulletKind
    depth: int
    parent: str
    text: str
    lead: str
    facets: tuple[str, ...]
    stems: tuple[str, ...] = ()

    @property
    def is_paragraph(self) -> bool:
        """Paragraphs are matched among themselves only."""
        return self.kind == "paragraph"


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two bullets worth scoring, by their positions in `Compilation.bullets`; a < b."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair with its probability in [0, 1] and the features it came from."""

    pair: Pair
    score: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Bullets that say the same, by position; singletons are clusters too.

    `cohesion` is the mean score of all pairs of members, 1.0 for one member;
    `why` holds the scored pairs among the members.
    """

    id: str
    members: tuple[int, ...]
    representative: int
    cohesion: float
    why: tuple[ScoredPair, ...]


@dataclass(frozen=True, slots=True, order=True)
class SectionRef:
    """One section of one persona: `path` gives the child index at each level."""

    persona: int
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A node of the outline: sections of the sources that are one section.

    `title_from` is the section whose title was chosen, None for the root;
    `aliases` are the other titles.
    """

    id: int
    title: str
    title_from: SectionRef | None
    aliases: tuple[str, ...]
    sections: tuple[SectionRef, ...]
    children: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something a source says that the canonical does not; never silently."""

    persona: str
    path: str
    line: int
    end_line: int
    text: str
    reason: str
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a canonical line came from, and why it stands there."""

    persona: str
    path: str
    line: int
    end_line: int
    relation: Relation
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Source text placed in the canonical: its block, and its origins."""

    persona: int
    block: Paragraph | Item | Block
    origins: tuple[Origin, ...]
    children: tuple[PieceList, ...] = ()


@dataclass(frozen=True, slots=True)
class PieceList:
    """Pieces that form one list of one form, or single blocks (`form` None)."""

    form: ListForm | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class MergedSection:
    """A section of the canonical. The root has level 0 and no title."""

    level: int
    title: str
    origins: tuple[Origin, ...]
    content: tuple[PieceList, ...]
    sections: tuple[MergedSection, ...]


@dataclass(frozen=True, slots=True)
class MergedField:
    """A front-matter key of the canonical with its value and origins.

    `written` is the entry as one source has it, where it was taken whole.
    """

    key: str
    value: Any
    origins: tuple[Origin, ...]
    written: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the canonical, without its line end, and where it is from."""

    text: str
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Canonical:
    """The merged agent as lines; `name` is its file stem."""

    name: str
    lines: tuple[Line, ...]

    @property
    def data(self) -> bytes:
        """The file's bytes: UTF-8, LF, a final newline."""
        return "".join(f"{line.text}\n" for line in self.lines).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Variant:
    """One persona as a byte-exact unified diff from the canonical."""

    persona: str
    patch: bytes


@dataclass(frozen=True)
class Compilation:
    """Everything known so far about one build; each pass fills its part."""

    sources: tuple[Source, ...] = ()
    personas: tuple[Persona, ...] = ()
    bullets: tuple[Bullet, ...] = ()
    pairs: tuple[Pair, ...] = ()
    scored: tuple[ScoredPair, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    outline: Topic | None = None
    fields: tuple[MergedField, ...] = ()
    body: MergedSection | None = None
    left_out: tuple[LeftOut, ...] = ()
    canonical: Canonical | None = None
    variants: tuple[Variant, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    name: str = ""

    @cached_property
    def cluster_of(self) -> tuple[int, ...]:
        """For each bullet the position of its cluster."""
        owner = {m: i for i, cluster in enumerate(self.clusters) for m in cluster.members}
        return tuple(owner[i] for i in range(len(self.bullets)))

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """For each persona's id its position."""
        return {persona.id: i for i, persona in enumerate(self.personas)}

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        """For each bullet's id its position."""
        return {bullet.id: i for i, bullet in enumerate(self.bullets)}


def frozen(values: Mapping[str, float]) -> Mapping[str, float]:
    """Return a read-only view of a copy of `values`."""
    return MappingProxyType(dict(values))
