"""The data that ships with the matcher, read from wherever the package is installed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def read_bytes(name: str) -> bytes:
    """Return a file of the data."""
    return files("personac.passes.matching").joinpath("data", name).read_bytes()


def read_table(name: str, schema: str) -> Mapping[str, Any]:
    """Return a TOML file of the data. Raises `ValueError` where it is of another schema."""
    return checked(read_bytes(name).decode("utf-8"), schema)


def checked(text: str, schema: str) -> dict[str, Any]:
    """Return the table that `text` holds. Raises `ValueError` where it is no TOML, or of another schema."""
    table = tomllib.loads(text)
    if table.get("schema") != schema:
        problem = f"the schema is {table.get('schema')!r}, not {schema!r}"
        raise ValueError(problem)
    return table
