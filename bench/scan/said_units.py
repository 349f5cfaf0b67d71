"""What real files say, as the units of a scan with the texts that they were read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from personac.extraction.bullets import said_in
from personac.model.source import Source
from personac.parsing.parser import parse
from personac.scan.unit_reader import Reader

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SaidUnit:
    """A unit: its key, that of what it stands under, its terms, and the words of the first text with it."""

    key: int
    scope: int
    terms: frozenset[int]
    words: frozenset[str]


def read_units(texts: Iterable[str], reader: Reader) -> Mapping[int, SaidUnit]:
    """Return the distinct units of some markdown files by their keys."""
    units = dict[int, SaidUnit]()
    for text in texts:
        persona, _ = parse(Source("file.md", text.encode("utf-8", "surrogatepass")), "file", reader.tag_names)
        for said in said_in(persona.body):
            unit = reader.unit(said)
            words = frozenset(_WORD.findall(said.text.lower()))
            units.setdefault(unit.key, SaidUnit(unit.key, unit.scope, frozenset(unit.terms), words))
    return units
