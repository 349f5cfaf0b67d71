"""The settings of a project in pyproject.toml: one table, which alone counts as an input of a build.

The rest of that file belongs to other tools, so an edit of it is no reason to build. A build with nothing
to do imports this module, so TOML is parsed only where the bytes name personac.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any

PYPROJECT = "pyproject.toml"
TABLE = ("tool", "personac")
SETTINGS_TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType({"personac.toml": (), PYPROJECT: TABLE})
"""Files with the settings of a project, and the table that holds them."""


def table_in(data: bytes, key: Sequence[str]) -> dict[str, Any] | None:
    """Return a table of a TOML file, None where there is none. Raises `ValueError`, `RecursionError`."""
    from personac.config.locations import parse_toml  # noqa: PLC0415 - a build with nothing to do needs none

    values: object = parse_toml(data.decode("utf-8-sig"))
    for part in key:
        values = values.get(part) if isinstance(values, dict) else None
    return values if isinstance(values, dict) else None


def input_digest(name: str, data: bytes) -> str:
    """Return the SHA-256 of an input with this file name: of pyproject.toml that of the settings in it."""
    if name == PYPROJECT and TABLE[-1].encode() in data:
        try:
            table = table_in(data, TABLE)
        except (ValueError, RecursionError):
            table = None
        if table is not None:
            lines = _lines_of_ignored(data) if "ignore" in table else []
            data = json.dumps([table, lines], sort_keys=True, default=str).encode()
    return sha256(data).hexdigest()


def _lines_of_ignored(data: bytes) -> list[int]:
    """Return the lines of the findings that are ignored, as the report names them."""
    from personac.config.locations import locate  # noqa: PLC0415 - as above

    text, place = data.decode("utf-8-sig"), (*TABLE, "ignore")
    offsets = (offset for path, offset in locate(text).items() if path[: len(place)] == place)
    return sorted({text.count("\n", 0, offset) for offset in offsets})
