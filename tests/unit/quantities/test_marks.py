"""The numbers and units of texts have marks, and the rest of them stays."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from personac.quantities.marks import Marker
from personac.quantities.spellings import Spellings


@pytest.fixture(scope="module")
def marker() -> Marker:
    table = files("personac.quantities").joinpath("data", "quantities.toml").read_text("utf-8")
    return Marker(Spellings(tomllib.loads(table)))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("", ""),
        ("Brew Tea", "brew tea"),
        ("Sleep forty-two seconds", "sleep TXXXX-OXX MXXXXXX"),
        ("One of nineteen thousand", "IXX of EXXXXXXX SXXXXXXX"),
        ("half a third, a quarter", "HXXX a PXXXX, a QXXXXXX"),
        ("tone, one_way", "tone, one_way"),
        ("Pump 3 l at 4 m/s, 5 m, 6ms", "pump D Y at D m/s, D Z, DCX"),
        ("8 ° C, 9 %, 7 GB/s, 3 m2", "D YXX, D Y, D YXXX, D YX"),
        ("a year's end", "a MXXX's end"),
        ("ten frames per second", "EXX UXXXXXXXXXXXXXXXX"),
        ("two per cent per day", "OXX UXXXXXXX per MXX"),
        ("5-9, -4, 20k, 1,250.5", "D-G, DX, DXX, DXXXXXX"),
        ("v1.5, a/7, #8, 1:2, 1/2", "v1.5, a/7, #8, 1:2, 1/2"),
        ("İN 5 min", "in D CXX"),
    ],
)
def test_marks_are_as_long_as_what_they_stand_for(marker: Marker, text: str, marked: str) -> None:
    assert marker.marked(text) == marked
    assert len(marked) == len(text)


@pytest.mark.parametrize("number", ["9" * 19, "0." + "3" * 19, "1" + ",000" * 7])
def test_numbers_without_end_have_no_mark(marker: Marker, number: str) -> None:
    assert marker.marked(number) == number
