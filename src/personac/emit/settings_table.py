"""The settings of a project as an input of a build: which table holds them, and what of it counts.

The rest of pyproject.toml belongs to other tools, and groups to other builds: an edit of them is no reason to
build. A build with nothing to do imports this module, so TOML is parsed only if the bytes name such a table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any

PYPROJECT = "pyproject.toml"
TABLE = ("tool", "personac")
_GROUPS = "groups"
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
    """Return the SHA-256 of an input with this file name: of a file with settings, that of what counts in it.

    Of pyproject.toml only the table of the settings counts. Groups do not: the lock has what a group is made
    of, and another group is no reason to build.
    """
    key = SETTINGS_TABLES.get(name)
    if key is not None and (TABLE[-1] if key else _GROUPS).encode() in data:
        try:
            table = table_in(data, key)
        except (ValueError, RecursionError):
            table = None
        if table is not None and (key or _GROUPS in table):
            lines = _lines_of_ignored(data, key) if "ignore" in table else []
            table.pop(_GROUPS, None)
            data = json.dumps([table, lines], sort_keys=True, default=str).encode()
    return sha256(data).hexdigest()


def _lines_of_ignored(data: bytes, key: Sequence[str]) -> list[int]:
    """Return the lines of the findings that are ignored, as the report names them."""
    from personac.config.locations import locate  # noqa: PLC0415 - as above

    text, place = data.decode("utf-8-sig"), (*key, "ignore")
    offsets = (offset for path, offset in locate(text).items() if path[: len(place)] == place)
    return sorted({text.count("\n", 0, offset) for offset in offsets})
