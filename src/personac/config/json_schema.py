"""The JSON Schema of rules files, for editors that complete and validate TOML.

taplo and the VS Code extension Even Better TOML use it if the first line of a rules file is
the comment `#:schema <path or URL>`.
"""

from __future__ import annotations

import tomllib
from typing import Any

import msgspec

from personac.config.loader import defaults
from personac.config.schema import Rules
from personac.config.schema_types import Table

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTITY = "urn:personac:rules:1"


def rules_schema() -> dict[str, Any]:
    """Return the JSON Schema of one rules file, in which every setting is optional."""
    schema = msgspec.json.schema(Rules)
    parts: dict[str, Any] = schema["$defs"]
    for table in Table.__subclasses__():
        del parts[table.__name__]["required"]
    root = parts.pop(Rules.__name__)
    _add_defaults(root, tomllib.loads(defaults()), parts)
    head = {"$schema": DIALECT, "$id": IDENTITY, **root, "title": "personac rules"}
    return {**head, "$defs": parts}


def _add_defaults(part: dict[str, Any], values: dict[str, Any], parts: dict[str, Any]) -> None:
    """Add the defaults to the settings, recursively in tables of settings."""
    for key, value in values.items():
        setting = part["properties"][key]
        if "$ref" in setting:
            _add_defaults(parts[setting["$ref"].rpartition("/")[2]], value, parts)
        elif value not in ([], {}):
            setting["default"] = value
