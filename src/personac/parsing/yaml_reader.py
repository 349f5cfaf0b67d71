"""Reading of YAML: the entries of a mapping, each with its value and its location.

No other module parses YAML. python-frontmatter reads the values. What it lacks is done on YAML's
events before any value is constructed: the location of each entry, duplicate keys, and the
rejection of aliases that expand without limit. Events are processed one at a time, so deep nesting
never reaches a recursive parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = SafeLoader

MAX_DEPTH = 64
"""The maximum nesting of values, far beyond the needs of front matter."""

MAX_DIGITS = 3_000
"""The maximum length of a number: in any base it has fewer digits than Python writes."""

MAX_GROWTH = 10
"""The maximum size of a text with expanded aliases, as a multiple of its length."""

_ALWAYS_ALLOWED = 100_000
# SafeLoader raises these for values that only look like a date, a number or binary data.
_YAML_ERRORS = (
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
# libyaml reads ahead, so its own limit on nesting may apply before the first event arrives.
_DEEP_NESTING = re.compile(rf"[\[{{](?:\s*[\[{{]){{{MAX_DEPTH}}}")


class InvalidYamlError(ValueError):
    """The text is not valid YAML, or has an invalid value; `offset` is a character index."""

    def __init__(self, offset: int) -> None:
        """Store where the parser stopped."""
        super().__init__(f"invalid YAML at character {offset}")
        self.offset = offset


class NoMappingError(ValueError):
    """The text is YAML, but not a mapping."""


class AliasBombError(ValueError):
    """The text would expand to a multiple of its length, or is nested too deeply."""


@dataclass(frozen=True, slots=True)
class YamlEntry:
    """A key as written, its value, and the character range from the key to the end of the value."""

    key: str
    value: Any
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A node under construction: its location, and its size with expanded aliases."""

    start: int
    end: int
    size: int = 1
    anchor: str | None = None
    is_flow: bool = False
    is_mapping: bool = False
    scalar: str | None = None
    children: list[_Node] = field(default_factory=list)


class _ValuesLoader(_Loader):
    """Constructs the values of the outermost mapping one by one, so that duplicate keys are kept."""

    def construct_document(self, node: yaml.Node) -> list[Any]:
        """Return the values of the mapping `node` in the order of the text."""
        return [super(_ValuesLoader, self).construct_document(value) for _, value in node.value]

    def construct_number(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401 - as PyYAML has it
        """Return a number. Raises `ValueError` if it has more digits than Python can write."""
        if len(node.value) > MAX_DIGITS:
            raise ValueError(node.value[:MAX_DEPTH])
        return SafeLoader.yaml_constructors[node.tag](self, node)


for _tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
    _ValuesLoader.add_constructor(_tag, _ValuesLoader.construct_number)


def read_entries(text: str) -> tuple[YamlEntry, ...]:
    """Return the entries of the YAML mapping in `text`, in its order; none if it is empty.

    A duplicate key gives two entries. Raises `InvalidYamlError`, `NoMappingError` or `AliasBombError`.
    """
    try:
        root = _Outline(text).root(yaml.parse(text, Loader=SafeLoader))
        values = YAMLHandler().load(text, Loader=_ValuesLoader) if root else []
    except (AliasBombError, NoMappingError):
        raise
    except _YAML_ERRORS as error:
        offset = _index(getattr(error, "problem_mark", None))
        if _DEEP_NESTING.search(text, 0, offset):
            raise AliasBombError from None
        raise InvalidYamlError(offset) from None
    nodes = root.children if root else []
    pairs = zip(nodes[::2], nodes[1::2], values, strict=True)
    return tuple(_entry(text, key, node, value) for key, node, value in pairs)


def _entry(text: str, key: _Node, node: _Node, value: object) -> YamlEntry:
    name = text[key.start : key.end] if key.scalar is None else key.scalar
    return YamlEntry(name, value, key.start, max(key.end, node.end))


def _index(mark: Any) -> int:  # noqa: ANN401 - PyYAML's two parsers have different classes of marks
    return 0 if mark is None else int(mark.index)


class _Outline:
    """Builds the outermost nodes of one text from its events."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._limit = _ALWAYS_ALLOWED + MAX_GROWTH * len(text)
        self._open: list[_Node] = []
        self._sizes: dict[str, int] = {}
        self._root: _Node | None = None

    def root(self, events: Iterable[yaml.Event]) -> _Node | None:
        """Return the outermost mapping, or None if the text is empty."""
        for event in events:
            self._process(event)
        if self._root is not None and not self._root.is_mapping:
            raise NoMappingError
        return self._root

    def _process(self, event: yaml.Event) -> None:
        match event:
            case yaml.CollectionStartEvent():
                self._start(event)
            case yaml.CollectionEndEvent():
                node = self._open.pop()
                node.end = _index(event.end_mark) if node.is_flow else node.end
                self._finish(node)
            case yaml.ScalarEvent():
                start, end = self._scalar_range(event)
                node = _Node(start, end, 1 + len(event.value), event.anchor, scalar=event.value)
                self._finish(node)
            case yaml.AliasEvent():
                size = self._expanded_size(event.anchor or "")
                self._finish(_Node(_index(event.start_mark), _index(event.end_mark), size))

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

    def _expanded_size(self, anchor: str) -> int:
        if any(node.anchor == anchor for node in self._open):
            raise AliasBombError
        return self._sizes.get(anchor, 0)

    def _scalar_range(self, event: yaml.ScalarEvent) -> tuple[int, int]:
        """Return the range of a scalar; YAML includes blank lines around some of them."""
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
