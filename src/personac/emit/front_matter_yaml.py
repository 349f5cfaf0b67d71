"""Front-matter entries as YAML lines that a strict parser reads back unchanged.

An entry taken whole from a source is copied as it stands there, if alone it
still parses to its value; so `version: 1.10` keeps its zero and a long
description its folding. Everything else is written by PyYAML: text of several
lines as a literal block, also where its source escapes the line ends; long text as a
folded one; and text that YAML 1.1 takes for text and YAML 1.2 for a number in quotes,
because agent tools read either.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from personac.ir import Line, MergedField

_LINE_END = re.compile(r"\r\n|\n|\r")
_SEVERAL_LINES = re.compile("[\n\r\x85\u2028\u2029]")
# In a block YAML reads other line ends as LF, and an empty line at the end needs `...` behind it.
_NO_BLOCK = re.compile(r"[\r\x85\u2028\u2029]|\n\n\Z|\A\n\Z")
_LONG = 80  # characters of text that go on one line at most
_WIDTH = 100  # columns
_NUMBER_IN_YAML_1_2 = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+")
_TEXT = "tag:yaml.org,2002:str"


class _Dumper(yaml.SafeDumper):
    """Writes sequences below their key, long and awkward text as a block, and never an alias."""

    def represent_data(self, data: Any) -> yaml.Node:  # noqa: ANN401 - PyYAML's own signature
        if isinstance(data, str):
            return self.represent_scalar(_TEXT, data, style=self._style(data))
        return super().represent_data(data)

    def _style(self, text: str) -> str | None:
        """The style that reads best, None where PyYAML may choose; it quotes what a block cannot hold."""
        if _SEVERAL_LINES.search(text):
            return '"' if _NO_BLOCK.search(text) else "|"
        if _NUMBER_IN_YAML_1_2.fullmatch(text):
            return "'"
        if len(text) > _LONG and " " in text and not text[0].isspace() and "\t" not in text:
            return ">"  # a line that starts with white space would not be folded back
        is_awkward = "'" in text and not self.analyze_scalar(text).allow_block_plain
        return "|" if is_awkward else None

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, _data: Any) -> bool:  # noqa: ANN401 - PyYAML's own signature
        return True


def field_lines(field: MergedField) -> tuple[Line, ...]:
    """Return the entry's lines, each with the field's origins."""
    written = "\n".join(line.rstrip() for line in _LINE_END.split(field.written))
    is_escaped = "\n" not in written and isinstance(field.value, str) and "\n" in field.value
    text = written if not is_escaped and _parses_to(written, field) else _dump(field)
    return tuple(Line(line, field.origins) for line in text.split("\n"))


def _parses_to(written: str, field: MergedField) -> bool:
    if not written or written.startswith((" ", "\t")):
        return False
    try:
        parsed = yaml.safe_load(f"{written}\n")
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    # The key may be no text (`1:`), which only a copy keeps so.
    return isinstance(parsed, dict) and list(parsed.values()) == [field.value]


def _dump(field: MergedField) -> str:
    text: str = yaml.dump(
        {field.key: field.value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text.rstrip("\n")
