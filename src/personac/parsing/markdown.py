"""Markdown tokens with positions: mistune, extended to record where each block is.

mistune's tokens have no positions, but output is exact to the byte. mistune still does the
parsing; this module records where each rule begins and ends in the text that is being parsed.
Every such text (the body, the inside of a quote, of a list item) has a `LineMap` to the source.

Three changes were necessary, because some tokens could not be located otherwise:

- A quote or list that is ended by a block of another kind would parse that block from within
  itself, in the wrong order and one call deeper each time. Here it only ends; the enclosing
  loop parses the block next.
- The limit on nesting also applies to lists that the setext rule parses.
- Definitions of links and footnotes, and white space that looks like indented code, get a token.

A prompt tag that is a section is parsed inside as a text of its own, but with the same definitions.

No other module imports mistune.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from mistune import BlockParser, BlockState, InlineParser, Markdown
from mistune.helpers import BLOCK_TAGS, PRE_TAGS
from mistune.plugins.formatting import strikethrough
from mistune.plugins.table import table, table_in_list, table_in_quote

from personac.parsing.block_rules import (
    Token,
    end_of_even_rows,
    end_of_footnote,
    plain_tokens,
    read_plain_list,
)
from personac.parsing.line_map import Container, LineMap
from personac.parsing.prompt_tags import (
    MAX_DEPTH,
    NO_NAMES,
    OPENING_TAG,
    PromptTag,
    TagNames,
    find_prompt_tags,
    sections_among,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


# mistune pairs nested emphasis in more than quadratic time. Beyond this many runs of * and _ in
# one text they are plain characters; real agent files have at most 67.
MAX_EMPHASIS_RUNS = 500

_EMPHASIS_RUN = re.compile(r"\*+|_+")
_BLANKS = " \r\n\t\f"
_HTML_NAMES = frozenset((*BLOCK_TAGS, *PRE_TAGS))
_CONTAINERS = frozenset(("block_quote", "list"))


@dataclass(frozen=True, slots=True)
class Document:
    """The tokens of a body, the map of its text, and what parses inline text; `state` has its definitions.

    A token's `start` and `end` are positions in the text from which it was parsed. A `block_quote` and a
    `list_item` have the `LineMap` of their inside as `lines`; an item also has its `marker`. So has a
    `prompt_tag`, with the `PromptTag` as `tag`.
    """

    tokens: list[Token]
    lines: LineMap
    parser: Markdown
    state: BlockState

    def inline(self, text: str) -> list[Token]:
        """Return the tokens of the text of a paragraph."""
        text = text.strip(_BLANKS)
        return plain_tokens(text) or self.parser.inline(text, self.state.env)


def parse(lines: LineMap, names: TagNames = NO_NAMES) -> Document:
    """Parse the text of `lines` into block tokens with positions; `names` are those of prompt tags."""
    parser = Markdown(None, _Parser(), _InlineParser(), (table, table_in_list, table_in_quote, strikethrough))
    state = _State()
    state.open_body(lines, _Body(names))
    parser.block.parse(state)
    return Document(state.tokens, lines, parser, state)


@dataclass(frozen=True, slots=True)
class _Body:
    """What a text is that may have sections: the body, or the inside of `depth` tags."""

    names: TagNames
    depth: int = 0


class _State(BlockState):
    """The state of parsing one text, which records the positions of its tokens."""

    def __init__(self, parent: BlockState | None = None) -> None:
        super().__init__(parent)
        self.lines = LineMap("", (), (), ())
        self.container: Container | None = None
        self.no_table_before = 0
        self.body: _Body | None = None

    def open_body(self, lines: LineMap, body: _Body) -> None:
        """Parse the text of `lines`, which may have sections."""
        self.lines = lines
        self.body = body
        self.process(lines.text)

    @cached_property
    def prompt_tags(self) -> Mapping[int, PromptTag]:
        """The prompt tags by their starts."""
        return find_prompt_tags(self.src, _HTML_NAMES)

    @cached_property
    def tagged_sections(self) -> Mapping[int, PromptTag]:
        """The prompt tags that are sections, by their starts."""
        if self.body is None or self.body.depth == MAX_DEPTH or not self.prompt_tags:
            return {}
        return sections_among(self.src, self.prompt_tags, self.body.names)

    def inside_of(self, tag: PromptTag) -> _State:
        """Create the state for the inside of a tag that is a section."""
        inside = _State()
        inside.env = self.env
        body = cast("_Body", self.body)
        inside.open_body(self.lines.between(tag.inside, tag.closing), replace(body, depth=body.depth + 1))
        return inside

    def child_state(self, src: str, lazy_line_starts: set[int] | None = None) -> BlockState:
        """Create the state for the inside of the current quote, or of the next item of the list."""
        child = cast("_State", super().child_state(src, lazy_line_starts))
        child.lines = cast("Container", self.container).enter(src, self.cursor)
        return child

    def add_paragraph(self, text: str) -> None:
        """Extend the last paragraph by the `text` at the cursor, or start one."""
        end = self.cursor + len(text)
        if not self._extend_paragraph(end):
            self.tokens.append({"type": "paragraph", "start": self.cursor, "end": end})

    def append_paragraph(self) -> int | None:
        """Extend the last paragraph by the line at the cursor, if there is one."""
        end = self.find_line_end()
        return end if self._extend_paragraph(end) else None

    def _extend_paragraph(self, end: int) -> bool:
        last = self.last_token()
        if last is None or last["type"] != "paragraph":
            return False
        # Anything parsed since would have added a token, so the paragraph ends at the cursor.
        last["end"] = end
        return True

    def prepend_token(self, token: Token) -> None:
        """Append a quote that is ended by another block, as that block has no token yet."""
        self.append_token(token)

    def plain_list(self, m: re.Match[str]) -> Token | None:
        """Return the list that `m` matched, if it is plain and does not interrupt a paragraph."""
        above = self.last_token()
        interrupts = above is not None and above["type"] == "paragraph" and len(m["list_2"]) > 1
        if m["list_1"] or interrupts or self.lazy_line_starts:
            return None
        return read_plain_list(self.src, m.start(), m["list_2"], self.lines)

    def place(self, start: int, end: int | None) -> None:
        """Set the position of the token that a rule has just appended."""
        container, self.container = self.container, None
        last = self.last_token()
        if end is None or last is None or "end" in last:
            return
        last.update(start=start, end=end)
        if container is not None:
            container.place_insides(last)


class _Parser(BlockParser):
    """mistune's block parser; every token gets a position."""

    state_cls = _State

    # Like HTML, prompt tags end a quote or a list.
    SPECIFICATION: ClassVar[dict[str, str]] = BlockParser.SPECIFICATION | {
        "block_html": f"{BlockParser.BLOCK_HTML.removesuffix(')')}|{OPENING_TAG})",
    }

    def parse_method(self, m: re.Match[str], state: BlockState) -> int | None:
        """Apply the rule that `m` matched, and set the position of its token."""
        spans = cast("_State", state)
        if spans.container is not None:
            return state.cursor if self._ends_container(m, spans) else None
        if m.lastgroup in _CONTAINERS:
            if state.depth() >= self.max_nested_level:
                return None
            if m.lastgroup == "list" and (plain := spans.plain_list(m)):
                state.append_token(plain)
                return cast("int", plain["end"])
            line = spans.lines.line_at(m.start())
            spans.container = Container(spans.lines, line, is_quote=m.lastgroup == "block_quote")
        elif m.lastgroup == "nptable" and m.start() < spans.no_table_before:
            return None
        end = super().parse_method(m, state)
        spans.place(m.start(), end)
        if m.lastgroup == "nptable" and end is None:
            spans.no_table_before = end_of_even_rows(state.src, m.start())
        return end

    def _ends_container(self, m: re.Match[str], state: _State) -> bool:
        """Return whether the line that `m` matched ends the current quote or list."""
        if m.lastgroup == "fenced_code":
            return not (m["fenced_2"].startswith("`") and "`" in m["fenced_3"])
        if m.lastgroup == "block_html" and m["prompt_tag"] is not None:
            return m.start() in state.prompt_tags
        return True

    def _parse_indent_code_fast(self, state: BlockState) -> int | None:
        """Parse indented code; a blank line is not code, however long it is."""
        start = state.cursor
        blank = self.BLANK_LINE.match(state.src, start)
        end = self.parse_blank_line(blank, state) if blank else super()._parse_indent_code_fast(state)
        cast("_State", state).place(start, end)
        return end

    def parse_indent_code(self, m: re.Match[str], state: BlockState) -> int:  # noqa: ARG002
        """Parse the indented code at the cursor."""
        return cast("int", self._parse_indent_code_fast(state))

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        """Parse a heading, without the marks behind its text, in linear time."""
        text = m["atx_2"].strip(string.whitespace)
        bare = text.rstrip("#")
        text = bare.rstrip() if not bare or bare[-1].isspace() else text
        state.append_token({"type": "heading", "text": text, "attrs": {"level": len(m["atx_1"])}})
        return m.end() + 1

    def parse_setex_heading(self, m: re.Match[str], state: BlockState) -> int | None:
        """Convert the paragraph above to a heading, or parse a rule or list."""
        above = state.last_token()
        end = super().parse_setex_heading(m, state)
        if end is not None and above is state.last_token():
            above.update(text=state.src[above["start"] : above["end"]], end=end)
        return end

    def parse_ref_link(self, m: re.Match[str], state: BlockState) -> int | None:
        """Parse the definition of a link or a footnote, and append a token for it."""
        end = end_of_footnote(state.src, m.start(), m["reflink_1"])
        if end is not None:
            state.append_token({"type": "definition"})
            return end
        end = super().parse_ref_link(m, state)
        last = state.last_token()
        if end is not None and (last is None or last["type"] != "paragraph"):
            state.append_token({"type": "definition"})
        return end

    def parse_raw_html(self, m: re.Match[str], state: BlockState) -> int | None:
        """Parse a section or block between prompt tags, or HTML."""
        spans = cast("_State", state)
        tag = spans.prompt_tags.get(m.start())
        if tag is None:
            return super().parse_raw_html(m, state)
        if tag.start not in spans.tagged_sections:
            state.append_token({"type": "block_html"})
            return tag.end
        inside = spans.inside_of(tag)
        self.parse(inside)
        state.append_token(
            {"type": "prompt_tag", "tag": tag, "children": inside.tokens, "lines": inside.lines}
        )
        return tag.end


class _InlineParser(InlineParser):
    """mistune's inline parser, with a limit on emphasis."""

    def finalize_tokens(self, tokens: list[Token], depth: int) -> list[Token]:
        """Pair the marks of emphasis, unless there are too many of them."""
        texts = [token["raw"] for token in tokens if token["type"] == "text"]
        runs = sum(text.count("*") + text.count("_") for text in texts)
        if runs > MAX_EMPHASIS_RUNS:
            runs = sum(len(_EMPHASIS_RUN.findall(text)) for text in texts)
        return super().finalize_tokens(tokens, depth if runs <= MAX_EMPHASIS_RUNS else self.max_nested_level)
