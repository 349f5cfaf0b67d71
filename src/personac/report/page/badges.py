"""The mark of each persona: a letter, a colour that colour-blind people tell apart, and a shape.

The colours repeat after eight personas; then the shape changes, and the letter never repeats.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from personac.report.model import Report

_COLOURS = 8
_SHAPES = 3
_LETTERS = 26


class Badge(NamedTuple):
    """How a persona is marked; `css` are the classes of its mark, `number` its place in the report."""

    number: int
    persona: str
    letter: str
    css: str
    path: str


def badges(report: Report) -> Mapping[str, Badge]:
    """Return the mark of each persona, by its id."""
    return {row.id: _badge(number, row.id, row.path) for number, row in enumerate(report.personas)}


def _badge(number: int, persona: str, path: str) -> Badge:
    shape = number // _COLOURS % _SHAPES
    css = f"p{number % _COLOURS}" + (f" s{shape}" if shape else "")
    return Badge(number, persona, _letter(number), css, path)


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(number, _LETTERS)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
