"""The only door by which YAML comes in: the entries of a mapping, each with its value and its place.

python-frontmatter reads the values. What it does not do is done on YAML's
events, before any value is made: the place of each entry, keys that stand
twice, and the refusal of aliases that unfold without bounds. Events come one
at a time, so that no nesting, however deep, reaches a parser that recurses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = SafeLoader

MAX_DEPTH = 64
"""How deeply values may stand in each other; far more than any front matter needs."""

MAX_GROWTH = 10
"""How many times its own length a text may grow by unfolding aliases."""

_ALWAYS_FINE = 100_000
# What SafeLoader raises for values that only look like a date, a number or binary data.
_REFUSALS = (
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class _Mark(Protocol):
    """What PyYAML's parsers say of a place; `index` counts characters."""

    @property
    def index(self) -> int: ...


class YamlRefusedError(ValueError):
    """The text is no YAML, or holds a value that YAML cannot make; `offset` is a character index."""

    def __init__(self, offset: int) -> None:
        """Keep where the parser gave up."""
        super().__init__(f"not YAML at character {offset}")
        self.offset = offset


class NoMappingError(ValueError):
    """The text is YAML, but not `key: value` lines."""


class AliasBombError(ValueError):
    """The text would unfold to far more than its own length, or without end."""


@dataclass(frozen=True, slots=True)
class YamlEntry:
    """A key as written, its value, and the characters from the key to the end of the value."""

    key: str
    value: Any
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A node while its events come in: where it stands, and its size once unfolded."""

    start: int
    end: int
    size: int = 1
    anchor: str | None = None
    is_flow: bool = False
    is_mapping: bool = False
    word: str | None = None
    children: list[_Node] = field(default_factory=list)


class _ValuesLoader(_Loader):
    """Makes the values of the outermost mapping one by one, so that no duplicate hides another."""

    def construct_document(self, node: yaml.Node) -> list[Any]:
        """Return the values of the mapping `node` in the order of the text."""
        return [super(_ValuesLoader, self).construct_document(value) for _, value in node.value]


def read_entries(text: str) -> tuple[YamlEntry, ...]:
    """Return the entries of the YAML mapping in `text`, in its order; none where it is empty.

    A key that stands twice gives two entries. Raises `YamlRefusedError`,
    `NoMappingError` or `AliasBombError`.
    """
    try:
        root = _Outline(text).root(yaml.parse(text, Loader=SafeLoader))
        values = YAMLHandler().load(text, Loader=_ValuesLoader) if root else []
    except (AliasBombError, NoMappingError):
        raise
    except _REFUSALS as error:
        raise YamlRefusedError(_index(getattr(error, "problem_mark", None))) from None
    nodes = root.children if root else []
    pairs = zip(nodes[::2], nodes[1::2], values, strict=True)
    return tuple(_entry(text, key, value, made) for key, value, made in pairs)


def _entry(text: str, key: _Node, value: _Node, made: object) -> YamlEntry:
    word = text[key.start : key.end] if key.word is None else key.word
    end = max(key.end, value.end)
    return YamlEntry(word, made, key.start, end)


def _index(mark: _Mark | None) -> int:
    return 0 if mark is None else mark.index


class _Outline:
    """Follows the events of one text, and builds its outermost nodes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._limit = _ALWAYS_FINE + MAX_GROWTH * len(text)
        self._open: list[_Node] = []
        self._sizes: dict[str, int] = {}
        self._root: _Node | None = None

    def root(self, events: Iterable[yaml.Event]) -> _Node | None:
        """Return the outermost mapping, or None where the text says nothing."""
        for event in events:
            self._take(event)
        if self._root is not None and not self._root.is_mapping:
            raise NoMappingError
        return self._root

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.CollectionStartEvent():
                self._start(event)
            case yaml.CollectionEndEvent():
                node = self._open.pop()
                node.end = _index(event.end_mark) if node.is_flow else node.end
                self._finish(node)
            case yaml.ScalarEvent():
                start, end = self._scalar_place(event)
                node = _Node(start, end, 1 + len(event.value), event.anchor, word=event.value)
                self._finish(node)
            case yaml.AliasEvent():
                self._finish(
                    _Node(
                        _index(event.start_mark), _index(event.end_mark), self._unfolded(event.anchor or "")
                    )
                )

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        start = _index(event.start_mark)
        node = _Node(start, start, anchor=event.anchor, is_flow=bool(event.flow_style))
        node.is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._open.append(node)
        if len(self._open) > MAX_DEPTH:
            raise AliasBombError

    def _finish(self, node: _Node) -> None:
        if node.anchor is not None:
            self._sizes[node.anchor] = node.size
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.size += node.size
        parent.end = max(parent.end, node.end)
        if len(self._open) == 1:
            parent.children.append(node)
        if parent.size > self._limit:
            raise AliasBombError

    def _unfolded(self, anchor: str) -> int:
        if any(node.anchor == anchor for node in self._open):
            raise AliasBombError
        return self._sizes.get(anchor, 0)

    def _scalar_place(self, event: yaml.ScalarEvent) -> tuple[int, int]:
        """Return where a scalar stands; YAML counts blank lines before or behind some of them in."""
        start, end = _index(event.start_mark), _index(event.end_mark)
        if start == end:
            start = end = self._without_blanks(0, end)
        elif event.style in ("|", ">") and not event.value.endswith("\n\n"):
            end = self._without_blanks(start, end)
        elif event.style in ("|", ">"):  # `|+`: the blank lines are part of the value
            end = start + len(self._text[start:end].removesuffix("\n").removesuffix("\r"))
        return start, end

    def _without_blanks(self, start: int, end: int) -> int:
        while end > start and self._text[end - 1] in " \t\r\n":
            end -= 1
        return end
