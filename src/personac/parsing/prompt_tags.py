"""Prompt tags: `<process>` alone on a line, up to the line that ends with `</process>`.

In markdown such a tag is HTML that ends at the next blank line. Here it is a whole: a section of the body if
it has structure inside (`<rules>` around a list), a block if it has data (`<example>`, a template, code). The
rules list names of both; of any other name the content decides. Tags of one name nest. A tag that is never
closed stays HTML, and one that is closed in the wrong order is a block.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from personac.config.outline_schema import TagUse

# An opening tag alone on its line; the caller matches leading white space.
OPENING_TAG = r"<(?P<prompt_tag>[A-Za-z][\w-]*)(?P<attributes>[ \t][^<>\n]*)?(?<!/)>[ \t]*$"
MAX_DEPTH = 6  # tags inside each other that are sections
_OPENING = re.compile(rf"[ \t]*{OPENING_TAG}")
_CLOSING = re.compile(r"</([A-Za-z][\w-]*)[ \t]*>\s*$")
_NAMED = re.compile(r"""\b(?:name|title)\s*=\s*(?:"([^"]+)"|'([^']+)')""")
_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}+(?!.*`)|~{3,})(?P<info>.*)")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_COMPONENT = re.compile(r"[A-Z][a-z]")  # `<Steps>` of a library, not `<STEPS>`
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_CODE_SPAN = re.compile(r"`[^`\n]*`")
# Lines of data: code, JSON, XML, `key: value`, a speaker, or a placeholder for what belongs there.
_DATA = re.compile(
    r"""^\s*(?: <.*> | \{.*\}[,;]? | [{}\[\]()]+[,;]? | "[^"]*"\s*:.* | \$\s.* | @\S+ | .*[;{]
          | [a-z]\w*_\w+:.* | (?i:user|human|assistant|system|agent):.* | \.\.\. )\s*$
      | (?<!\$)\{[^{}\s][^{}]*\} | \[[^\[\]]{3,}\](?![(\[:]) | \{\{""",
    re.VERBOSE,
)
_YAML = re.compile(r"^\s*[\w-]+:\s*[|>]-?\s*$")  # `prompt: |`: all of it is YAML
_MOST = 2  # a tag with the name of a section is a block if one line in so many is data
_SOME = 5  # the same for any other name


@dataclass(frozen=True, slots=True)
class PromptTag:
    """A tag and its closing tag, by positions in a text.

    It extends from the line at `start` to that before `end`. `inside` is the start of the line behind the
    opening tag, `closing` that of the closing tag itself.
    """

    name: str
    title: str
    start: int
    inside: int
    closing: int
    end: int


@dataclass(frozen=True, slots=True)
class TagNames:
    """Which names are those of sections, and which those of blocks; `uses` has words in lower case."""

    uses: Mapping[str, TagUse] = field(default_factory=dict)

    @classmethod
    def from_rules(cls, uses: Mapping[str, TagUse]) -> TagNames:
        """Read the names of the rules, which may have `_` or `-` between words."""
        return cls({_words(name).lower(): use for name, use in uses.items()})

    def use(self, name: str) -> TagUse | None:
        """Return the use of a name: that of all its words, of a word of data, or of its last word."""
        words = _words(name).lower()
        if words in self.uses:
            return self.uses[words]
        parts = words.split()
        if _COMPONENT.match(name) or any(self.uses.get(word) == "block" for word in parts):
            return "block"
        return self.uses.get(parts[-1])


NO_NAMES = TagNames()
"""No names: only the content of a tag decides."""


def find_prompt_tags(text: str, html_names: Collection[str]) -> Mapping[int, PromptTag]:
    """Return each tag that is closed by its start; `text` has lines that end with LF.

    Tags in `html_names` (lower case) and tags inside a code fence are ignored.
    """
    found: dict[int, PromptTag] = {}
    open_tags: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for start, line in _lines_outside_fences(text) if "</" in text else ():
        opening, closing, end = opening_tag(line), _CLOSING.search(line), start + len(line) + 1
        if opening is not None and opening.name.lower() not in html_names:
            open_tags[opening.name].append((start, end, opening.title))
        elif closing is not None and open_tags[closing[1]] and f"<{closing[1]}" not in line:
            first, inside, title = open_tags[closing[1]].pop()
            found[first] = PromptTag(closing[1], title, first, inside, start + closing.start(), end)
    return found


class TagTitle(NamedTuple):
    """The name of a tag, and its title."""

    name: str
    title: str


def opening_tag(line: str) -> TagTitle | None:
    """Return the tag that a line opens, None if it opens none."""
    match = _OPENING.match(line)
    if match is None:
        return None
    return TagTitle(match["prompt_tag"], _title(match["prompt_tag"], match["attributes"]))


def closed_name(line: str) -> str:
    """Return the name of the closing tag at the end of a line, or an empty string."""
    match = _CLOSING.search(line)
    return match[1] if match else ""


def _title(name: str, attributes: str | None) -> str:
    """Return what a tag is called, as words: `output format`, `step: load the plan`."""
    named = _NAMED.search(attributes or "")
    own = _words(named[1] or named[2]) if named else ""
    return f"{_words(name)}: {own}" if own else _words(name)


def _words(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", name).strip()


def sections_among(text: str, tags: Mapping[int, PromptTag], names: TagNames) -> Mapping[int, PromptTag]:
    """Return the tags of a text that are sections, if those around them are."""
    content, found = _read_content(text, tags), dict[int, PromptTag]()
    with_sections = set[int]()
    for start in sorted(tags, reverse=True):  # those inside a tag before it
        if start not in content.crossing and _is_section(
            names.use(tags[start].name), content.lines[start], has_sections=start in with_sections
        ):
            found[start] = tags[start]
            with_sections.add(content.parents.get(start, -1))
    return found


def _is_section(use: TagUse | None, lines: Sequence[str], *, has_sections: bool) -> bool:
    """Return whether a tag is a section, by the use of its name and by the lines right inside."""
    if use == "block" or any(map(_YAML.match, lines)):
        return False
    texts = [line for line in lines if not _HEADING.match(line)]
    data = sum(_DATA.search(_CODE_SPAN.sub("``", line)) is not None for line in texts)
    limit = _MOST if use == "section" else _SOME
    return data * limit < len(texts) if texts else has_sections


@dataclass(frozen=True, slots=True)
class _Content:
    """What is right inside tags, by their starts: the lines with text, without code and tags inside.

    `parents` has the tag around each; `crossing` are those that are closed in the wrong order.
    """

    lines: Mapping[int, list[str]]
    parents: dict[int, int] = field(default_factory=dict)
    crossing: set[int] = field(default_factory=set)

    def enter(self, tag: PromptTag, around: Sequence[PromptTag]) -> None:
        """Add a tag inside others."""
        if around:
            self.parents[tag.start] = around[-1].start
        if around and around[-1].end < tag.end:
            self.crossing.update((around[-1].start, tag.start))


def _read_content(text: str, tags: Mapping[int, PromptTag]) -> _Content:
    content = _Content({start: [] for start in tags})
    around: list[PromptTag] = []
    for start, line in _lines_outside_fences(text):
        while around and around[-1].end <= start:
            around.pop()
        if start in tags:
            content.enter(tags[start], around)
            around.append(tags[start])
        elif around and (words := line[: max(0, around[-1].closing - start)].strip()):
            content.lines[around[-1].start].append(words)
    return content


def _lines_outside_fences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line outside code fences, with its start."""
    start = 0
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark is None:
            if not fence:
                yield start, line
        elif not fence:
            fence = mark["mark"]
        elif mark["mark"].startswith(fence) and not mark["info"].strip():
            fence = ""
        start += len(line) + 1
