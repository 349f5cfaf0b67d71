"""The merged agent: its outline, its content with the origin of every piece, its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from personac.model.ast import Block, Item, Paragraph, SectionKind
from personac.model.source import Span

ListForm = Literal["bulleted", "ordered", "task"]
Relation = Literal["kept", "merged", "covered", "heading", "frontmatter"]
LossKind = Literal["words", "lead_in"]


@dataclass(frozen=True, slots=True, order=True)
class SectionRef:
    """One section of one persona: `path` gives the child index at each level."""

    persona: int
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which sections are one topic, and what the rules say of topics.

    `topic_of` has the topic of every section with one, `roles` the role that its title names, `near` the
    similarity of two topics (0 to 1; the lower number first) that have something in common. `neutral` are the
    sections whose titles only say that they are about knowledge: "Capabilities", "Best practices". `titles`,
    `parents` and `order` are those of the rules, by topic; the parent of a top section is -1. A topic that no
    source has is in `titles` only.
    """

    topic_of: Mapping[SectionRef, int]
    titles: Mapping[int, str]
    parents: Mapping[int, int]
    order: tuple[int, ...]
    roles: Mapping[SectionRef, str] = field(default_factory=dict)
    near: Mapping[tuple[int, int], float] = field(default_factory=dict)
    neutral: frozenset[SectionRef] = frozenset()


@dataclass(frozen=True, slots=True)
class Topic:
    """A section of the canonical, and the sections of the sources that became it.

    `title_from` is the section that has its title, None for the root and for a title from the rules.
    `aliases` are the other titles.
    """

    id: int
    title: str
    title_from: SectionRef | None
    aliases: tuple[str, ...]
    sections: tuple[SectionRef, ...]
    children: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """A noun that completes a wording, as written, and the position of the bullet that it is from."""

    text: str
    bullet: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of a cluster: the text of one bullet, by position.

    `text` is its line of markdown with the additions; empty if there are none.
    """

    bullet: int
    additions: tuple[Addition, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that a source has and the canonical lacks, with the reason."""

    persona: str
    path: str
    line: int
    end_line: int
    text: str
    reason: str
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """A line of a source with words that the canonical has nowhere.

    `words` are these words as written, in their order; of a lead-in that the canonical lacks, all its words.
    `names` are the names and numbers among the lost words; `cluster` is that of the bullet on the line.
    """

    persona: str
    path: str
    line: int
    words: tuple[str, ...]
    kind: LossKind = "words"
    cluster: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a canonical line came from, and why."""

    persona: str
    path: str
    line: int
    end_line: int
    relation: Relation
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Source text placed in the canonical: its block, and its origins.

    `text` replaces the block's own text where that is not copied from the source.
    """

    persona: int
    block: Paragraph | Item | Block
    origins: tuple[Origin, ...]
    children: tuple[PieceList, ...] = ()
    text: str = ""

    @property
    def cluster(self) -> str:
        """The id of the cluster that it says, or an empty string."""
        return next((origin.cluster for origin in self.origins if origin.cluster), "")


@dataclass(frozen=True, slots=True)
class ListStyle:
    """How a source writes a list: the first marker, its column, and whether blank lines separate items."""

    persona: int
    column: int
    marker: str
    is_loose: bool
    has_boxes: bool


@dataclass(frozen=True, slots=True)
class PieceList:
    """Pieces that form one list of one form, or single blocks (`form` None); `style` is that of a list."""

    form: ListForm | None
    pieces: tuple[Piece, ...]
    style: ListStyle | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing tag of a source, and its origins."""

    span: Span
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, label line or opening tag of a source; `is_renamed` if a rule gives it another title.

    `closing` is what ends the section of a tag.
    """

    persona: int
    span: Span
    kind: SectionKind
    level: int
    is_renamed: bool = False
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class MergedSection:
    """A section of the canonical; `level` is that of its heading in markdown, 0 of the root.

    A section without `heading` has a title that no source has, or none.
    """

    level: int
    title: str
    origins: tuple[Origin, ...]
    content: tuple[PieceList, ...]
    sections: tuple[MergedSection, ...]
    heading: Heading | None = None

    def walk(self) -> Iterator[MergedSection]:
        """Yield it and all sections below it, in their order."""
        yield self
        for child in self.sections:
            yield from child.walk()

    def pieces(self) -> Iterator[Piece]:
        """Yield all pieces of its own content, each before those below it."""
        return _pieces(self.content)


def _pieces(lists: Iterable[PieceList]) -> Iterator[Piece]:
    for group in lists:
        for piece in group.pieces:
            yield piece
            yield from _pieces(piece.children)


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
class MovedExample:
    """An example out of a description, as lines fit for a body; `span` is the entry it was in."""

    text: str
    origins: tuple[Origin, ...]
    persona: int
    span: Span


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the canonical, without its line end, and its origins."""

    text: str
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Canonical:
    """The merged agent as lines; `name` is its file stem."""

    name: str
    lines: tuple[Line, ...]
    has_final_newline: bool = True

    @property
    def data(self) -> bytes:
        """The file's bytes: UTF-8."""
        text = "\n".join(line.text for line in self.lines)
        return (f"{text}\n" if self.lines and self.has_final_newline else text).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Variant:
    """One persona as a byte-exact unified diff from the canonical.

    `chunks` joined are the patch. Long ones are views of what all patches of a
    build strike out, so that a thousand of them take no more room than that.
    """

    persona: str
    chunks: tuple[bytes | memoryview, ...]

    @property
    def patch(self) -> bytes:
        """The whole patch."""
        return b"".join(self.chunks)
