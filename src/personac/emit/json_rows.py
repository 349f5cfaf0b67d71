"""JSON in rows: one line for each element of a list, so that a small change of a build is a small diff.

The keys of an object stand on a line each. A list below it has one line for each element, and an object
below it is one line, as is a list of numbers. A reader of JSON sees no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec


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
    return msgspec.json.format(msgspec.json.encode(value), indent=0)
