"""Values of front-matter keys as a reviewer reads and writes them: texts as they are, all else as JSON."""

from __future__ import annotations

import msgspec

from personac.model import Compilation


def value_of(compilation: Compilation, key: str, persona: str = "") -> object:
    """Return the value that a persona, or else the canonical, gives a key; None where there is none."""
    if not persona:
        return next((one.value for one in compilation.fields if one.key == key), None)
    values = (one.front_matter.values.get(key) for one in compilation.personas if one.id == persona)
    return next(values, None)


def as_text(value: object) -> str:
    """Return a value for a field of text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()


def as_written(text: str, before: object) -> object:
    """Return what a reviewer wrote in place of a value: a text for a text, else JSON where it is that."""
    if before is None or isinstance(before, str):
        return text
    try:
        value: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
    return value
