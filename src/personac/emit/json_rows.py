"""JSON in rows: one line for each element of a list, so that a small change of a build is a small diff.

The keys of an object stand on a line each. A list below it has one line for each element, and an object
below it is one line, as is a list of numbers. A reader of JSON sees no difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from personac.parsing.hidden_characters import INVISIBLE

_SYMBOL = "[\u00a9\u00ae\u203c-\u205f\u2070-\u27ff\u2801-\u3163\u3165-\u3299\U0001f000-\U0001faff]"
_UNSEEN = re.compile(f"[\x7f-\x9f{INVISIBLE}]|(?<!{_SYMBOL})[\ufe0e\ufe0f](?!\u20e3)")


def encode_rows(fields: Mapping[str, Any], tables: Collection[str] = ()) -> bytes:
    """Return an object as JSON in rows, with a final newline; those named `tables` have rows as lists do."""
    return b"{\n%b\n}\n" % b",\n".join(
        b"  %b: %b" % (_row(name), _field(value, is_table=name in tables)) for name, value in fields.items()
    )


def _field(value: object, *, is_table: bool) -> bytes:
    if isinstance(value, Mapping) and value and is_table:
        rows = [b"    %b: %b" % (_row(name), _row(entry)) for name, entry in value.items()]
        return b"{\n%b\n  }" % b",\n".join(rows)
    if isinstance(value, list | tuple) and value and not isinstance(value[0], int):
        return b"[\n%b\n  ]" % b",\n".join(b"    " + _row(row) for row in value)
    return _row(value)


def _row(value: object) -> bytes:
    return escaped(msgspec.json.format(msgspec.json.encode(value), indent=0))


def escaped(data: bytes) -> bytes:
    r"""Write characters that a reader does not see as `\uXXXX`: the same JSON, and visible."""
    if data.isascii():
        return data
    return _UNSEEN.sub(_escape, data.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
