"""Front-matter entries as YAML lines that a strict parser reads back unchanged.

An entry taken whole from a source is copied as written, if it alone still parses to its value; so
`version: 1.10` keeps its zero and a long description its folding. PyYAML writes everything else: text of
several lines as a literal block, even where the source escapes the line ends; long text as a folded block;
and text that is a number in YAML 1.2, though not in YAML 1.1, in quotes, as agent tools use both versions.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from personac.model import Line, MergedField

_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")
# A block turns other line ends into LF, and needs `...` after an empty last line.
_UNFIT_FOR_BLOCK = re.compile(r"[\r\x85\u2028\u2029]|\n\n\Z|\A\n\Z")
_LONGEST_LINE = 80  # characters of text that are written on one line
_WIDTH = 100  # columns
_NUMBER_IN_YAML_1_2 = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+")
_TEXT_TAG = "tag:yaml.org,2002:str"


class _Dumper(yaml.SafeDumper):
    """Writes sequences below their key, long and awkward text as a block, and never an alias."""

    def represent_data(self, data: Any) -> yaml.Node:  # noqa: ANN401 - PyYAML's own signature
        if isinstance(data, str):
            return self.represent_scalar(_TEXT_TAG, data, style=self._style(data))
        return super().represent_data(data)

    def _style(self, text: str) -> str | None:
        """Return the most readable style, None where PyYAML may choose; what fits no block is quoted."""
        if _LINE_BREAKS.search(text):
            return '"' if _UNFIT_FOR_BLOCK.search(text) else "|"
        if _NUMBER_IN_YAML_1_2.fullmatch(text):
            return "'"
        if len(text) > _LONGEST_LINE and " " in text and not text[0].isspace() and "\t" not in text:
            return ">"  # text that starts with white space would not be folded back
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
    # The key need not be text (`1:`); only a copy preserves such a key.
    return isinstance(parsed, dict) and list(parsed.values()) == [field.value]


def _dump(field: MergedField) -> str:
    text: str = yaml.dump(
        {field.key: field.value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text.rstrip("\n")
