"""Front-matter entries as YAML lines that a strict parser reads back unchanged.

An entry taken whole from a source is copied as it stands there, if alone it
still parses to its value; so `version: 1.10` keeps its zero and a long
description its folding. Everything else is written by PyYAML, text of several
lines as a literal block.
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
_NEVER_WRAP = 1_000_000  # columns


class _Dumper(yaml.SafeDumper):
    """Writes sequences below their key, text of lines as a block, and never an alias."""

    def represent_data(self, data: Any) -> yaml.Node:  # noqa: ANN401 - PyYAML's own signature
        if isinstance(data, str) and _SEVERAL_LINES.search(data):
            style = '"' if _NO_BLOCK.search(data) else "|"
            return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)
        return super().represent_data(data)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, _data: Any) -> bool:  # noqa: ANN401 - PyYAML's own signature
        return True


def field_lines(field: MergedField) -> tuple[Line, ...]:
    """Return the entry's lines, each with the field's origins."""
    written = "\n".join(line.rstrip() for line in _LINE_END.split(field.written))
    text = written if _parses_to(written, field) else _dump(field)
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
        {field.key: field.value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NEVER_WRAP
    )
    return text.rstrip("\n")
